//! `Findings`: the first few lines that something is wrong with, and how many there are.

use crate::malformed::Malformed;

/// How many lines are kept.
pub(crate) const FINDINGS_MAX: usize = 10;

/// The first few lines that something is wrong with, and how many there are.
#[derive(Debug, Default)]
pub(crate) struct Findings {
    count: u64,
    first: Vec<String>,
}

impl Findings {
    pub(crate) fn add(&mut self, line_number: u64, malformed: &Malformed) {
        self.count += 1;
        if self.first.len() < FINDINGS_MAX {
            self.first.push(format!("line {line_number}: {malformed}"));
        }
    }

    pub(crate) fn count(&self) -> u64 {
        self.count
    }

    pub(crate) fn first(&self) -> &[String] {
        &self.first
    }
}
