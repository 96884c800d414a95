//! How long one side of an edge waits for the other.
//!
//! Where elements are handed over one at a time, both sides wait once for each of them, and to read
//! the clock when a wait begins and when it ends would take as long as all the rest. So as long as
//! waits are brief, most of them are not measured one by one: the clock is read once for many, and
//! what the runs in between took, as far as the last one that was measured tells, is not counted.
//!
//! ```text
//!   measured      not measured                          measured
//!  ┌────┬─────┬──────┬─────┬──────┬─────┬─ ... ─┬─────┬──────┬─────┐
//!  │wait│ run │ wait │ run │ wait │ run │       │ run │ wait │ run │
//!  └────┴─────┴──────┴─────┴──────┴─────┴─ ... ─┴─────┴──────┴─────┘
//!  ▲    ▲     ▲                                       ▲      ▲     ▲   the clock is read
//! ```
//!
//! A long wait among those is counted in full, since the time that passed tells of it. A long run
//! among them is taken for a wait; from then on each is measured, until they are brief again.

#[cfg(test)]
mod tests;

use std::mem;
use std::time::{Duration, Instant};

/// Waits shorter than this need not be measured one by one. Reading the clock for each takes less
/// than a hundredth of it.
const BRIEF: Duration = Duration::from_micros(10);
/// How many waits in a row are brief before that many are not measured.
const CERTAIN: u32 = 4;
/// How many waits are not measured before the next one is.
const UNMEASURED: u32 = 64;

/// The waits of one side of an edge. The methods return the time that has been waited, as far as it
/// was not returned before.
#[derive(Debug)]
pub(super) struct Waits {
    now: Now,
    /// How long the last run took that was measured.
    run: Duration,
    /// Brief waits in a row.
    brief: u32,
}

#[derive(Clone, Copy, Debug)]
enum Now {
    /// Not waiting. Since when, if that is known.
    Running(Option<Instant>),
    Waiting(Instant),
    /// Waiting and running by turns, this many times.
    Unmeasured {
        since: Instant,
        waits: u32,
    },
}

impl Waits {
    pub(super) fn new() -> Self {
        Self {
            now: Now::Running(None),
            run: Duration::ZERO,
            brief: 0,
        }
    }

    /// A wait begins.
    #[inline]
    pub(super) fn begin(&mut self, clock: impl FnOnce() -> Instant) -> Duration {
        if let Now::Unmeasured { waits, .. } = &mut self.now
            && *waits < UNMEASURED
        {
            *waits += 1;
            return Duration::ZERO;
        }
        self.begin_measured(clock())
    }

    fn begin_measured(&mut self, now: Instant) -> Duration {
        match self.now {
            Now::Waiting(_) => Duration::ZERO,
            Now::Running(began) => {
                if let Some(began) = began {
                    self.run = now.saturating_duration_since(began);
                }
                self.now = if self.brief >= CERTAIN && self.run < BRIEF {
                    Now::Unmeasured {
                        since: now,
                        waits: 1,
                    }
                } else {
                    Now::Waiting(now)
                };
                Duration::ZERO
            },
            Now::Unmeasured { since, waits } => {
                self.now = Now::Waiting(now);
                self.estimate(since, now, waits)
            },
        }
    }

    /// A run begins; it ends a wait, if there is one.
    #[inline]
    pub(super) fn end(&mut self, clock: impl FnOnce() -> Instant) -> Duration {
        if matches!(self.now, Now::Waiting(_)) {
            self.end_measured(clock())
        } else {
            Duration::ZERO
        }
    }

    fn end_measured(&mut self, now: Instant) -> Duration {
        let Now::Waiting(since) = mem::replace(&mut self.now, Now::Running(Some(now))) else {
            return Duration::ZERO;
        };
        let waited = now.saturating_duration_since(since);
        self.brief = if waited < BRIEF {
            self.brief.saturating_add(1)
        } else {
            0
        };
        waited
    }

    /// Something else is waited for now, or nothing any more.
    #[inline]
    pub(super) fn leave(&mut self, clock: impl FnOnce() -> Instant) -> Duration {
        match mem::replace(&mut self.now, Now::Running(None)) {
            Now::Running(_) => Duration::ZERO,
            Now::Waiting(since) => clock().saturating_duration_since(since),
            Now::Unmeasured { since, waits } => self.estimate(since, clock(), waits),
        }
    }

    /// What was waited in all, of the time that passed with waits that were not measured.
    fn estimate(&mut self, since: Instant, now: Instant, waits: u32) -> Duration {
        let passed = now.saturating_duration_since(since);
        if passed > BRIEF * waits {
            self.brief = 0;
        }
        passed.saturating_sub(self.run * waits)
    }
}
