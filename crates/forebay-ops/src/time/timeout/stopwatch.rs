//! Time that runs, stops and starts again from zero.

use std::task::Poll;
use std::time::{Duration, Instant};

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Context, Deadline};

use super::{TimeLimit, TimedOut};

/// A stopwatch with a limit.
#[derive(Debug)]
pub(super) struct Stopwatch {
    what: TimeLimit,
    limit: Duration,
    site: Site,
    since: Option<Instant>,
    deadline: Deadline,
}

impl Stopwatch {
    pub(super) const fn new(what: TimeLimit, limit: Duration, site: Site) -> Self {
        Self {
            what,
            limit,
            site,
            since: None,
            deadline: Deadline::new(),
        }
    }

    pub(super) const fn is_running(&self) -> bool {
        self.since.is_some()
    }

    /// Starts from zero.
    pub(super) fn restart(&mut self, now: Instant) {
        self.since = Some(now);
        self.deadline.set_after(now, self.limit);
    }

    /// Stops, and takes the wake-up call back.
    #[inline]
    pub(super) fn stop(&mut self) {
        if self.since.take().is_some() {
            self.deadline.clear();
        }
    }

    /// The failure, if the limit has been reached.
    pub(super) fn look(&self, now: Instant) -> Option<StreamError> {
        if self.deadline.at().is_none_or(|at| now < at) {
            return None;
        }
        let timed_out = TimedOut {
            what: self.what,
            limit: self.limit,
            elapsed: now.saturating_duration_since(self.since?),
        };
        Some(StreamError::new(timed_out).at(self.site))
    }

    /// As [`look`](Self::look), with the island to be woken when the limit will be reached.
    pub(super) fn wait(&mut self, now: Instant, cx: &mut Context<'_>) -> Option<StreamError> {
        match self.deadline.poll_at(now, cx) {
            Poll::Ready(()) => self.look(now),
            Poll::Pending => None,
        }
    }
}
