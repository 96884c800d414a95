//! `backpressure_timeout`: a stream whose consumer stops asking fails.

use std::time::Duration;

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Context, Operator, Stage};

use super::TimeLimit;
use super::stopwatch::Stopwatch;
use super::watched::{Run, Watch, Watched};

/// Fails if downstream asks for nothing for too long.
#[derive(Clone, Copy, Debug)]
pub struct BackpressureTimeout {
    limit: Duration,
    site: Site,
}

impl BackpressureTimeout {
    /// Allows downstream to ask for nothing for `limit`.
    #[inline]
    #[must_use]
    pub const fn new(limit: Duration, site: Site) -> Self {
        Self { limit, site }
    }
}

impl<T> Operator<T> for BackpressureTimeout {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Watched<U, WhileUnwanted>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let stopwatch = Stopwatch::new(TimeLimit::Backpressure, self.limit, self.site);
        Watched::new(upstream, WhileUnwanted, stopwatch)
    }
}

/// Runs while nothing is wanted.
#[derive(Debug)]
pub struct WhileUnwanted;

impl Watch for WhileUnwanted {
    #[inline]
    fn after(
        &mut self,
        run: Run,
        stopwatch: &mut Stopwatch,
        cx: &mut Context<'_>,
    ) -> Option<StreamError> {
        if run.is_wanted {
            stopwatch.stop();
            return None;
        }
        let now = cx.now();
        if run.was_wanted || !stopwatch.is_running() {
            stopwatch.restart(now);
        }
        stopwatch.wait(now, cx)
    }
}
