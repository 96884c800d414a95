//! `idle_timeout`: a stream whose elements are too far apart fails.

use std::time::Duration;

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Context, Operator, Stage};

use super::TimeLimit;
use super::stopwatch::Stopwatch;
use super::watched::{Run, Watch, Watched};

/// Fails if an element comes too long after the one before.
#[derive(Clone, Copy, Debug)]
pub struct IdleTimeout {
    limit: Duration,
    site: Site,
}

impl IdleTimeout {
    /// Allows each element to take `limit`, from the one before or from when it was wanted.
    #[inline]
    #[must_use]
    pub const fn new(limit: Duration, site: Site) -> Self {
        Self { limit, site }
    }
}

impl<T> Operator<T> for IdleTimeout {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Watched<U, BetweenElements>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let stopwatch = Stopwatch::new(TimeLimit::Idle, self.limit, self.site);
        Watched::new(upstream, BetweenElements, stopwatch)
    }
}

/// Runs while something is wanted, and starts from zero with each element.
#[derive(Debug)]
pub struct BetweenElements;

impl Watch for BetweenElements {
    #[inline]
    fn after(
        &mut self,
        run: Run,
        stopwatch: &mut Stopwatch,
        cx: &mut Context<'_>,
    ) -> Option<StreamError> {
        if !run.is_wanted {
            // That nothing comes is downstream's doing now.
            stopwatch.stop();
            return None;
        }
        let now = cx.now();
        if run.came || !stopwatch.is_running() {
            stopwatch.restart(now);
        }
        stopwatch.wait(now, cx)
    }
}
