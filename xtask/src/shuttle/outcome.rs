//! What became of one schedule in one process.

use std::process::Output;
use std::time::Duration;

use crate::models;

/// What became of one schedule in one process.
pub(super) struct Outcome {
    /// How many orders were begun. The last of them is the one that failed, if one did.
    pub(super) iterations: usize,
    /// What it claims to find.
    pub(super) mutants: Vec<String>,
    /// What the first panic said, or how else the process failed.
    pub(super) failure: Option<String>,
    /// The order that failed, as shuttle writes it down.
    pub(super) order: Option<String>,
    pub(super) stderr: String,
    pub(super) time: Duration,
}

impl Outcome {
    pub(super) fn of(output: &Output, time: Duration) -> Self {
        let stderr = String::from_utf8_lossy(&output.stderr).into_owned();
        let report = report(&String::from_utf8_lossy(&output.stdout));
        let silent = || "it did not say what it ran".to_owned();
        let failure = models::failure(output).or_else(|| report.is_none().then(silent));
        let (iterations, mutants) = report.unwrap_or_default();
        Self {
            iterations,
            mutants,
            failure,
            order: order(&stderr),
            stderr,
            time,
        }
    }
}

/// How many orders were begun, and what is claimed: from the line that a schedule prints.
pub(super) fn report(stdout: &str) -> Option<(usize, Vec<String>)> {
    let mut reports = stdout
        .lines()
        .filter_map(|line| line.split_once("shuttle-schedule "));
    let (_, report) = reports.next()?;
    let value = |name: &str| {
        let mut pairs = report
            .split_whitespace()
            .filter_map(|pair| pair.split_once('='));
        pairs.find(|(key, _)| *key == name).map(|(_, value)| value)
    };
    let mutants = value("mutants")?.split(',').filter(|name| !name.is_empty());
    Some((
        value("iterations")?.parse().ok()?,
        mutants.map(str::to_owned).collect(),
    ))
}

/// The order that failed: what stands in quotes, on lines of their own, below its heading.
pub(super) fn order(stderr: &str) -> Option<String> {
    let (_, below) = stderr.split_once("failing schedule:\n\"\n")?;
    let (order, _) = below.split_once("\n\"\n")?;
    Some(order.to_owned())
}
