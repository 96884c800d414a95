//! Interleaved rounds, and what is left of them: medians and minima.

use std::time::Duration;

use rustix::time::{ClockId, clock_gettime};

use crate::Workload;

/// What the rounds say about one variant. Times are for one unit.
#[derive(Clone, Copy, Debug)]
pub struct Figures {
    /// The median of the rounds.
    pub median: f64,
    /// The fastest round.
    pub min: f64,
    /// The median of the ratios to the fastest limit in the same round.
    pub ratio: f64,
    /// The median of the processor time of all threads, preparations included.
    pub cpu: f64,
    /// The least processor time of a round.
    pub cpu_min: f64,
}

/// Runs `rounds` rounds of all variants and one more beforehand to warm up.
///
/// # Panics
/// If two variants come to different results.
pub(crate) fn run(workload: &mut Workload, rounds: usize, units: u64) -> Vec<Figures> {
    let count = workload.variants.len();
    let mut times: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); count];
    let mut cpus: Vec<Vec<f64>> = vec![Vec::with_capacity(rounds); count];
    let mut expected = None;
    for round in 0..=rounds {
        for (index, variant) in workload.variants.iter_mut().enumerate() {
            let before = cpu_time();
            let sample = (variant.work)(units);
            let cpu = cpu_time().saturating_sub(before);
            let result = *expected.get_or_insert(sample.result);
            assert_eq!(
                sample.result, result,
                "{}: {} comes to another result",
                workload.name, variant.name
            );
            if round > 0 {
                times[index].push(workload.unit.share(sample.time, sample.units));
                cpus[index].push(workload.unit.share(cpu, sample.units));
            }
        }
    }
    let limit = fastest_limit(workload, &times);
    let figures = |(index, times): (usize, &Vec<f64>)| {
        let ratios = times.iter().zip(&limit).map(|(time, limit)| time / limit);
        Figures {
            median: median(times.clone()),
            min: least(times),
            ratio: median(ratios.collect()),
            cpu: median(cpus[index].clone()),
            cpu_min: least(&cpus[index]),
        }
    };
    times.iter().enumerate().map(figures).collect()
}

/// The times of the limit with the lowest median: one limit for all rounds, so that the ratios
/// are not to the luckiest of several.
fn fastest_limit(workload: &Workload, times: &[Vec<f64>]) -> Vec<f64> {
    let limits = workload
        .variants
        .iter()
        .zip(times)
        .filter(|(variant, _)| variant.is_limit);
    let fastest = limits.min_by(|(_, a), (_, b)| median(a.to_vec()).total_cmp(&median(b.to_vec())));
    fastest.map(|(_, times)| times.clone()).unwrap_or_default()
}

/// The processor time that this process has taken, all its threads together.
#[must_use]
pub fn cpu_time() -> Duration {
    Duration::try_from(clock_gettime(ClockId::ProcessCPUTime)).unwrap_or_default()
}

fn least(values: &[f64]) -> f64 {
    values.iter().copied().fold(f64::INFINITY, f64::min)
}

fn median(mut values: Vec<f64>) -> f64 {
    values.sort_by(f64::total_cmp);
    values.get(values.len() / 2).copied().unwrap_or(f64::NAN)
}
