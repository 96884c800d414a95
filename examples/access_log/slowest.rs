//! `Slowest`: the requests that took longest.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;

use crate::escape::shown;

/// How many requests are kept.
pub(crate) const SLOWEST_MAX: usize = 10;

/// How much of a request line is kept.
const REQUEST_WIDTH: usize = 72;

/// The requests that took longest; of equal ones, those that come first in the log.
#[derive(Debug, Default)]
pub(crate) struct Slowest {
    /// Slowest first.
    kept: Vec<Slow>,
}

#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Slow {
    pub(crate) milliseconds: u64,
    pub(crate) line_number: u64,
    pub(crate) status: u16,
    /// Escaped and cut. A copy, since the request itself would keep its whole block of the file.
    pub(crate) request: String,
}

impl Slowest {
    /// Lines come in the order of their numbers.
    pub(crate) fn add(&mut self, milliseconds: u64, line_number: u64, status: u16, request: &[u8]) {
        let is_full = self.kept.len() == SLOWEST_MAX;
        // All but a few requests of a long log end here.
        if is_full
            && self
                .kept
                .last()
                .is_some_and(|last| last.milliseconds >= milliseconds)
        {
            return;
        }
        if is_full {
            self.kept.pop();
        }
        let key = Reverse(milliseconds);
        let at = self
            .kept
            .partition_point(|slow| Reverse(slow.milliseconds) <= key);
        let request = shown(request, REQUEST_WIDTH);
        self.kept.insert(
            at,
            Slow {
                milliseconds,
                line_number,
                status,
                request,
            },
        );
    }

    /// The requests, slowest first. Empty if the log carries no times.
    pub(crate) fn requests(&self) -> &[Slow] {
        &self.kept
    }
}
