//! The handle to a run on a runtime.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::Ledger;
use futures::FutureExt;
use futures::channel::oneshot;

use crate::Outcome;
use crate::sleep::sleep_until;

/// The handle to a run on a runtime: a future of what its sink makes of the stream.
///
/// Dropping it lets the run go on; [`cancel_on_drop`](Self::cancel_on_drop) ties the two
/// together. A failure that nobody observed through its handle is logged once through `tracing`
/// (so a program without a `tracing` subscriber does not see it), with the stage and the line.
#[must_use = "await it to learn how the run ended, or let it go with `detach`"]
pub struct Completion<T> {
    outcome: oneshot::Receiver<Outcome<T>>,
    canceller: Option<oneshot::Sender<CancelCause>>,
    cancel_on_drop: bool,
    observed: bool,
}

impl<T> Completion<T> {
    pub(crate) fn new(
        outcome: oneshot::Receiver<Outcome<T>>,
        canceller: oneshot::Sender<CancelCause>,
    ) -> Self {
        Self {
            outcome,
            canceller: Some(canceller),
            cancel_on_drop: false,
            observed: false,
        }
    }

    /// Asks the run to stop. It ends as cancelled, unless it ends by itself first.
    ///
    /// The run stops when its island is next polled, a few thousand elements later at most. A
    /// second call does nothing.
    pub fn cancel(&mut self) {
        self.cancel_because(CancelCause::Requested);
    }

    fn cancel_because(&mut self, cause: CancelCause) {
        if let Some(canceller) = self.canceller.take() {
            // An error means that the run has ended already.
            let _ended = canceller.send(cause);
        }
    }

    /// The same handle, which now cancels the run when it is dropped.
    pub fn cancel_on_drop(mut self) -> Self {
        self.cancel_on_drop = true;
        self
    }

    /// Lets the run go on by itself.
    pub fn detach(mut self) {
        self.cancel_on_drop = false;
    }

    /// The same handle, ending with an [`Outcome`]: the result and the ledger.
    pub fn with_ledger(self) -> CompletionWithLedger<T> {
        CompletionWithLedger(self)
    }

    /// Waits for the run on this thread, for programs without an executor.
    ///
    /// Not from inside a task: a pool whose threads all wait for runs of its own stands still. Nor
    /// where nobody else drives the runtime: the tasks of tokio's current-thread runtime run only
    /// while some thread is in its `block_on`.
    ///
    /// # Errors
    /// What ended the stream early.
    pub fn wait(self) -> Result<T, StreamError> {
        self.with_ledger().wait().result
    }

    fn poll_outcome(&mut self, cx: &mut Context<'_>) -> Poll<Outcome<T>> {
        let outcome = ready!(self.outcome.poll_unpin(cx)).unwrap_or_else(|oneshot::Canceled| {
            // The runtime dropped the task: it was shut down.
            let result = Err(StreamError::cancelled(&CancelCause::Dropped));
            Outcome {
                result,
                ledger: Ledger::default(),
            }
        });
        self.observed = true;
        Poll::Ready(outcome)
    }
}

impl<T> Future for Completion<T> {
    type Output = Result<T, StreamError>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        self.poll_outcome(cx).map(|outcome| outcome.result)
    }
}

impl<T> Drop for Completion<T> {
    fn drop(&mut self) {
        if self.cancel_on_drop {
            self.cancel_because(CancelCause::Dropped);
        }
        // Closed first, so that a run that ends this moment keeps its outcome and reports itself.
        self.outcome.close();
        if !self.observed
            && let Ok(Some(outcome)) = self.outcome.try_recv()
        {
            report_unobserved(&outcome);
        }
    }
}

/// As [`Completion`], ending with an [`Outcome`].
#[derive(Debug)]
#[must_use = "await it to learn how the run ended"]
pub struct CompletionWithLedger<T>(Completion<T>);

impl<T> CompletionWithLedger<T> {
    /// Waits for the run on this thread, as [`Completion::wait`].
    pub fn wait(mut self) -> Outcome<T> {
        sleep_until(|waker| self.0.poll_outcome(&mut Context::from_waker(waker)))
    }
}

impl<T> Future for CompletionWithLedger<T> {
    type Output = Outcome<T>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Outcome<T>> {
        self.0.poll_outcome(cx)
    }
}

/// Logs the failure of a run whose handle is gone. A cancelled run is no failure.
pub(crate) fn report_unobserved<T>(outcome: &Outcome<T>) {
    use forebay_protocol::StreamErrorKind::Cancelled;

    if let Err(error) = &outcome.result
        && error.kind() != Cancelled
    {
        let location = error.site().map(|site| site.location().to_string());
        let stage = error.site().map(|site| site.name());
        tracing::error!(
            stage,
            location,
            ?error,
            "a run failed and nobody was waiting for it"
        );
    }
}

impl<T> fmt::Debug for Completion<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Completion")
            .field("cancel_on_drop", &self.cancel_on_drop)
            .field("observed", &self.observed)
            .finish_non_exhaustive()
    }
}
