//! Operators with a timer, sound and unsound.

use std::task::Poll;
use std::time::Duration;

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Context, Deadline, Fuse, Ledger, Operator, Outlet, Stage};

/// Passes everything on, and completes the stream so long after the first run.
#[derive(Clone, Copy, Debug)]
pub(crate) struct Until {
    pub(crate) after: Duration,
    /// A fault: the timer stays set when the stream is over.
    pub(crate) keeps_its_timer: bool,
}

pub(crate) const fn until(after: Duration) -> Until {
    Until {
        after,
        keeps_its_timer: false,
    }
}

pub(crate) struct Timed<U> {
    upstream: U,
    fuse: Fuse,
    until: Until,
    deadline: Deadline,
}

impl<T> Operator<T> for Until {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Timed<U>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Timed<U> {
        Timed {
            upstream,
            fuse: Fuse::new(),
            until: self,
            deadline: Deadline::new(),
        }
    }
}

impl<U> Timed<U> {
    fn put_down(&mut self) {
        if !self.until.keeps_its_timer {
            self.deadline.clear();
        }
    }
}

impl<U: Stage> Stage for Timed<U> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        if self.deadline.at().is_none() {
            self.deadline.set(cx.now() + self.until.after);
        }
        let polled = self.fuse.poll_run(&mut self.upstream, cx, out);
        if polled.is_ready() {
            self.put_down();
            return polled;
        }
        if self.deadline.poll(cx).is_ready() {
            self.fuse.cancel(&mut self.upstream, &CancelCause::Finished);
            return Poll::Ready(Ok(()));
        }
        Poll::Pending
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.put_down();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

/// Emits a one whenever so much time has passed, for ever.
#[derive(Debug)]
pub(crate) struct Every {
    pub(crate) interval: Duration,
    pub(crate) deadline: Deadline,
}

impl Stage for Every {
    type Out = u32;

    fn poll_run<O: Outlet<u32>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        while !out.demand().is_none() {
            let next = self
                .deadline
                .at()
                .unwrap_or_else(|| cx.now() + self.interval);
            self.deadline.set(next);
            if self.deadline.poll(cx).is_pending() {
                break;
            }
            out.push(1);
            self.deadline.set(next + self.interval);
        }
        Poll::Pending
    }

    fn cancel(&mut self, _cause: &CancelCause) {
        self.deadline.clear();
    }

    fn account(&self, _ledger: &mut Ledger) {}
}
