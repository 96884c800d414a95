//! The error of a stream that takes too long.

use std::error::Error;
use std::fmt;
use std::time::Duration;

/// A stream took longer than it may.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct TimedOut {
    /// What took too long.
    pub what: TimeLimit,
    /// How long it was allowed to take.
    pub limit: Duration,
    /// How long it had taken when the stream was failed: the limit, or a little more on a clock
    /// that is not virtual.
    pub elapsed: Duration,
}

/// What a stream is given time for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum TimeLimit {
    /// For its first element, by `initial_timeout`.
    Initial,
    /// For each next element, by `idle_timeout`.
    Idle,
    /// For all of it, by `completion_timeout`.
    Completion,
    /// Downstream, to ask for more, by `backpressure_timeout`.
    Backpressure,
}

impl fmt::Display for TimedOut {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            what,
            limit,
            elapsed,
        } = self;
        match what {
            TimeLimit::Initial => write!(
                f,
                "no first element came in {elapsed:?}; initial_timeout allows {limit:?}"
            ),
            TimeLimit::Idle => write!(
                f,
                "no element came in {elapsed:?}; idle_timeout allows {limit:?}"
            ),
            TimeLimit::Completion => write!(
                f,
                "the stream did not complete in {elapsed:?}; completion_timeout allows {limit:?}"
            ),
            TimeLimit::Backpressure => write!(
                f,
                "downstream asked for nothing in {elapsed:?}; backpressure_timeout allows {limit:?}"
            ),
        }
    }
}

impl Error for TimedOut {}
