//! `Sample`: one measurement.

use std::hint::black_box;
use std::time::{Duration, Instant};

/// One measurement of one variant.
#[derive(Clone, Copy, Debug)]
pub struct Sample {
    pub(crate) time: Duration,
    pub(crate) units: u64,
    pub(crate) result: u64,
}

impl Sample {
    /// Times `work`, which does `units` units and comes to a result.
    pub fn of(units: u64, work: impl FnOnce() -> u64) -> Self {
        let start = Instant::now();
        let result = black_box(work());
        Self {
            time: start.elapsed(),
            units,
            result,
        }
    }

    /// Times `passes` passes of `work` over `units` units each, on an input of its own for each
    /// pass. Making the input is not timed, dropping it is if `work` drops it.
    pub fn of_passes<I>(
        passes: u64,
        units: u64,
        mut prepare: impl FnMut() -> I,
        mut work: impl FnMut(I) -> u64,
    ) -> Self {
        let mut sum = Self {
            time: Duration::ZERO,
            units: 0,
            result: 0,
        };
        for _ in 0..passes {
            let input = black_box(prepare());
            let pass = Self::of(units, || work(input));
            sum.time += pass.time;
            sum.units += pass.units;
            sum.result = sum.result.wrapping_add(pass.result);
        }
        sum
    }
}
