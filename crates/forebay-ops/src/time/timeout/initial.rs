//! `initial_timeout`: a stream whose first element takes too long fails.

use std::time::Duration;

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Context, Operator, Stage};

use super::TimeLimit;
use super::stopwatch::Stopwatch;
use super::watched::{Run, Watch, Watched};

/// Fails if the first element takes too long.
#[derive(Clone, Copy, Debug)]
pub struct InitialTimeout {
    limit: Duration,
    site: Site,
}

impl InitialTimeout {
    /// Allows the first element to take `limit`, from when it was wanted first.
    #[inline]
    #[must_use]
    pub const fn new(limit: Duration, site: Site) -> Self {
        Self { limit, site }
    }
}

impl<T> Operator<T> for InitialTimeout {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Watched<U, UntilFirst>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let stopwatch = Stopwatch::new(TimeLimit::Initial, self.limit, self.site);
        Watched::new(upstream, UntilFirst { is_over: false }, stopwatch)
    }
}

/// Runs from the first demand to the first element.
#[derive(Debug)]
pub struct UntilFirst {
    is_over: bool,
}

impl Watch for UntilFirst {
    #[inline]
    fn after(
        &mut self,
        run: Run,
        stopwatch: &mut Stopwatch,
        cx: &mut Context<'_>,
    ) -> Option<StreamError> {
        if run.came {
            self.is_over = true;
            stopwatch.stop();
        }
        if self.is_over || !run.is_wanted {
            return None;
        }
        let now = cx.now();
        if !stopwatch.is_running() {
            stopwatch.restart(now);
        }
        stopwatch.wait(now, cx)
    }
}
