//! `take_within`: what comes within a time.

use std::task::Poll;
use std::time::Duration;

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Context, Deadline, Fuse, Ledger, Operator, Outlet, Stage};

use super::slices::{Sliced, Slices};

/// Emits what comes within a time, and completes when it is over.
#[derive(Clone, Copy, Debug)]
pub struct TakeWithin {
    time: Duration,
}

impl TakeWithin {
    /// Emits for this long, from the first run.
    #[inline]
    #[must_use]
    pub const fn new(time: Duration) -> Self {
        Self { time }
    }
}

/// The running stage of a [`TakeWithin`].
#[derive(Debug)]
pub struct Taking<U> {
    upstream: U,
    fuse: Fuse,
    time: Duration,
    has_begun: bool,
    end: Deadline,
    slices: Slices,
}

impl<T> Operator<T> for TakeWithin {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Taking<U>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Taking {
            upstream,
            fuse: Fuse::new(),
            time: self.time,
            has_begun: false,
            end: Deadline::new(),
            slices: Slices::new(),
        }
    }
}

impl<U: Stage> Stage for Taking<U> {
    type Out = U::Out;

    #[inline]
    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let mut now = cx.now();
        if !self.has_begun {
            self.has_begun = true;
            self.end.set_after(now, self.time);
        }
        loop {
            // What comes at the very end comes too late, so the look is before upstream runs.
            if self.end.at().is_some_and(|end| now >= end) {
                self.end.clear();
                self.fuse.cancel(&mut self.upstream, &CancelCause::Finished);
                return Poll::Ready(Ok(()));
            }
            let upstream = (&mut self.fuse, &mut self.upstream);
            match self.slices.run(upstream, cx, out) {
                Sliced::Ended(ending) => {
                    self.end.clear();
                    return Poll::Ready(ending);
                },
                Sliced::Rest => {
                    let _later = self.end.poll_at(now, cx);
                    return Poll::Pending;
                },
                Sliced::More => {},
            }
            let before = now;
            now = cx.now();
            self.slices.took(before, now);
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.end.clear();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}
