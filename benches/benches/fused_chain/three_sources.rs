//! W1 from a range, a slice and a vector.

use std::hint::black_box;
use std::ops::Range;

use forebay_benches::{Bar, Sample, Unit, Workload};

use crate::{ELEMENTS, w1};

const BAR: Bar = Bar::Ratio(1.15);

/// The length of slices and vectors: they fit in the second-level cache, so that the memory
/// does not make all variants equal.
const LENGTH: u64 = 1 << 15;

/// From a range whose beginning no compiler knows.
pub(crate) fn range() -> Workload {
    fn numbers(length: u64) -> Range<u64> {
        black_box(0)..black_box(length)
    }
    Workload::new("W1, a range", Unit::Element, ELEMENTS)
        .limit("loop", |n| Sample::of(n, || w1::by_loop(numbers(n))))
        .row("loop that says 0..n", |n| {
            Sample::of(n, || w1::by_loop_from_zero(black_box(n)))
        })
        .limit("Iterator", |n| {
            Sample::of(n, || w1::by_iterator(numbers(n)))
        })
        .row("futures::Stream", |n| {
            Sample::of(n, || w1::by_stream(numbers(n)))
        })
        .held("forebay, awaited", BAR, |n| {
            Sample::of(n, || w1::awaited(numbers(n)))
        })
        .held("forebay, wait", BAR, |n| {
            Sample::of(n, || w1::by_wait(numbers(n)))
        })
        .held("forebay, wait_with_ledger", BAR, |n| {
            Sample::of(n, || w1::by_wait_with_ledger(numbers(n)))
        })
}

/// From a borrowed slice.
pub(crate) fn slice() -> Workload {
    fn over(work: fn(&[u64]) -> u64) -> impl FnMut(u64) -> Sample {
        let all: Vec<u64> = (0..LENGTH).collect();
        move |n| {
            let (passes, length) = passes(n);
            let some = all.iter().as_slice().get(..length).unwrap_or(&all);
            Sample::of_passes(passes, some.len() as u64, || some, work)
        }
    }
    Workload::new("W1, a slice", Unit::Element, ELEMENTS)
        .limit("loop", over(|all| w1::by_loop(all.iter().copied())))
        .limit("Iterator", over(|all| w1::by_iterator(all.iter().copied())))
        .row(
            "futures::Stream",
            over(|all| w1::by_stream(all.iter().copied())),
        )
        .held(
            "forebay, awaited",
            BAR,
            over(|all| w1::awaited(all.iter().copied())),
        )
        .held(
            "forebay, wait",
            BAR,
            over(|all| w1::by_wait(all.iter().copied())),
        )
        .held(
            "forebay, wait_with_ledger",
            BAR,
            over(|all| w1::by_wait_with_ledger(all.iter().copied())),
        )
}

/// From a vector that is consumed, and dropped within the time.
pub(crate) fn vector() -> Workload {
    fn of(work: fn(Vec<u64>) -> u64) -> impl FnMut(u64) -> Sample {
        move |n| {
            let (passes, length) = passes(n);
            let some: Vec<u64> = (0..length as u64).collect();
            Sample::of_passes(passes, some.len() as u64, || some.clone(), work)
        }
    }
    Workload::new("W1, a vector", Unit::Element, ELEMENTS)
        .limit("loop", of(|all| w1::by_loop(all.into_iter())))
        .limit("Iterator", of(|all| w1::by_iterator(all.into_iter())))
        .row("futures::Stream", of(|all| w1::by_stream(all.into_iter())))
        .held(
            "forebay, awaited",
            BAR,
            of(|all| w1::awaited(all.into_iter())),
        )
        .held("forebay, wait", BAR, of(|all| w1::by_wait(all.into_iter())))
        .held(
            "forebay, wait_with_ledger",
            BAR,
            of(|all| w1::by_wait_with_ledger(all.into_iter())),
        )
}

/// `units` elements as passes over a length that fits in the cache.
fn passes(units: u64) -> (u64, usize) {
    let length = units.min(LENGTH);
    (
        units / length,
        usize::try_from(length).unwrap_or(usize::MAX),
    )
}
