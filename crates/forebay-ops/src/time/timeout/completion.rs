//! `completion_timeout`: a stream that takes too long as a whole fails.

use std::task::Poll;
use std::time::Duration;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Operator, Outlet, Stage};

use super::TimeLimit;
use super::stopwatch::Stopwatch;
use crate::time::slices::{Sliced, Slices};

/// Fails if the stream has not completed in time.
#[derive(Clone, Copy, Debug)]
pub struct CompletionTimeout {
    limit: Duration,
    site: Site,
}

impl CompletionTimeout {
    /// Allows the stream to take `limit`, from its first run.
    #[inline]
    #[must_use]
    pub const fn new(limit: Duration, site: Site) -> Self {
        Self { limit, site }
    }
}

/// The running stage of a [`CompletionTimeout`].
#[derive(Debug)]
pub struct UntilCompletion<U> {
    upstream: U,
    fuse: Fuse,
    slices: Slices,
    stopwatch: Stopwatch,
}

impl<T> Operator<T> for CompletionTimeout {
    type Out = T;
    type Stage<U: Stage<Out = T>> = UntilCompletion<U>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        UntilCompletion {
            upstream,
            fuse: Fuse::new(),
            slices: Slices::new(),
            stopwatch: Stopwatch::new(TimeLimit::Completion, self.limit, self.site),
        }
    }
}

impl<U: Stage> Stage for UntilCompletion<U> {
    type Out = U::Out;

    #[inline]
    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let mut now = cx.now();
        if !self.stopwatch.is_running() {
            self.stopwatch.restart(now);
        }
        loop {
            let upstream = (&mut self.fuse, &mut self.upstream);
            // What comes at the last moment comes in time, so upstream runs before the look.
            let sliced = self.slices.run(upstream, cx, out);
            if let Sliced::Ended(ending) = sliced {
                self.stopwatch.stop();
                return Poll::Ready(ending);
            }
            let goes_on = matches!(sliced, Sliced::More);
            let error = if goes_on {
                self.stopwatch.look(now)
            } else {
                self.stopwatch.wait(now, cx)
            };
            if let Some(error) = error {
                self.stopwatch.stop();
                let verdict = Err(error);
                self.fuse.cancel_for(&mut self.upstream, &verdict);
                return Poll::Ready(verdict);
            }
            if !goes_on {
                return Poll::Pending;
            }
            let before = now;
            now = cx.now();
            self.slices.took(before, now);
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.stopwatch.stop();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}
