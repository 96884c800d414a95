//! The stage of timeouts that look at what a run came to.

use std::task::Poll;

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Outlet, Stage};

use super::stopwatch::Stopwatch;
use crate::time::noted::Noted;

/// What one run came to, at the place of a timeout in its stream.
#[derive(Clone, Copy, Debug)]
pub(super) struct Run {
    /// Downstream wanted something when the run began.
    pub(super) was_wanted: bool,
    /// Downstream still wants something.
    pub(super) is_wanted: bool,
    /// Something came.
    pub(super) came: bool,
}

/// When a stopwatch runs.
pub(super) trait Watch: Send {
    /// Looks at a run that has not ended the stream; gives the failure if it took too long.
    ///
    /// The clock is asked here if at all, so once a run at most.
    fn after(
        &mut self,
        run: Run,
        stopwatch: &mut Stopwatch,
        cx: &mut Context<'_>,
    ) -> Option<StreamError>;
}

/// Passes everything on, and fails the stream when its watch says so.
#[derive(Debug)]
pub struct Watched<U, W> {
    upstream: U,
    fuse: Fuse,
    watch: W,
    stopwatch: Stopwatch,
}

impl<U, W> Watched<U, W> {
    pub(super) const fn new(upstream: U, watch: W, stopwatch: Stopwatch) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            watch,
            stopwatch,
        }
    }
}

impl<U: Stage, W: Watch> Stage for Watched<U, W> {
    type Out = U::Out;

    #[inline]
    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let was_wanted = !out.demand().is_none();
        let mut noted = Noted::new(out);
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut noted);
        let came = noted.came;
        if polled.is_ready() {
            self.stopwatch.stop();
            return polled;
        }
        let run = Run {
            was_wanted,
            is_wanted: !out.demand().is_none(),
            came,
        };
        match self.watch.after(run, &mut self.stopwatch, cx) {
            None => Poll::Pending,
            Some(error) => {
                self.stopwatch.stop();
                let verdict = Err(error);
                self.fuse.cancel_for(&mut self.upstream, &verdict);
                Poll::Ready(verdict)
            },
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
