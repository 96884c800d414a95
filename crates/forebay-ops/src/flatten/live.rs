//! The one inner stream that runs, and the books of those that are over.

use std::task::Poll;

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Context, Ledger, Outlet, Stage, Sums};

/// The one inner stream that runs, if there is one, and the books of those that are over.
pub(super) struct Live<S> {
    stage: Option<S>,
    books: Sums,
}

/// Stages of up to this many bytes are moved to the stack while they run, where the compiler can
/// keep them in registers; larger ones stay where they are.
const SMALL: usize = 128;

impl<S: Stage> Live<S> {
    #[inline]
    pub(super) fn new() -> Self {
        Self {
            stage: None,
            books: Sums::new(),
        }
    }

    /// The stream that runs from now on. There must be none.
    #[inline]
    pub(super) fn start(&mut self, stage: S) {
        debug_assert!(self.stage.is_none(), "the stream before is still live");
        self.stage = Some(stage);
    }

    #[inline]
    pub(super) fn is_none(&self) -> bool {
        self.stage.is_none()
    }

    /// Runs the stream, straight into `out`. Ready once it has ended, or if there is none.
    #[inline]
    pub(super) fn poll_run<O: Outlet<S::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        if size_of::<S>() > SMALL {
            let Some(stage) = &mut self.stage else {
                return Poll::Ready(Ok(()));
            };
            let polled = stage.poll_run(cx, out);
            if polled.is_ready() {
                self.books.add(stage);
                self.stage = None;
            }
            return polled;
        }
        let stage = self.stage.take();
        let mut lent = Lent {
            home: &mut self.stage,
            stage,
        };
        let Some(stage) = &mut lent.stage else {
            return Poll::Ready(Ok(()));
        };
        let polled = stage.poll_run(cx, out);
        if polled.is_ready() {
            self.books.add(stage);
            lent.stage = None;
        }
        polled
    }

    /// Cancels the stream that runs.
    pub(super) fn cancel(&mut self, cause: &CancelCause) {
        if let Some(stage) = &mut self.stage {
            stage.cancel(cause);
            self.books.add(stage);
        }
        self.stage = None;
    }

    /// Enters the sums of all streams there were.
    pub(super) fn account(&self, ledger: &mut Ledger) {
        match &self.stage {
            None => self.books.enter_into(ledger),
            Some(stage) => {
                let mut books = self.books.clone();
                books.add(stage);
                books.enter_into(ledger);
            },
        }
    }
}

/// A stage on the stack. It goes home unless it is over, also when a panic unwinds: it is yet to
/// be cancelled then, and its books to be read.
struct Lent<'a, S> {
    home: &'a mut Option<S>,
    stage: Option<S>,
}

impl<S> Drop for Lent<'_, S> {
    #[inline]
    fn drop(&mut self) {
        *self.home = self.stage.take();
    }
}
