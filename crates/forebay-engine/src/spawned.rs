//! Runs in a task of their own, on a runtime.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Runtime, SinkStage};
use futures::FutureExt;
use futures::channel::oneshot;

use crate::completion::report_unobserved;
use crate::contain::contain;
use crate::drive::{BUDGET, cancel, close, drive};
use crate::{Completion, Outcome};

/// Runs `stage` in a task of `runtime`.
pub fn spawn<K>(stage: K, runtime: &dyn Runtime) -> Completion<K::Output>
where
    K: SinkStage<Output: Send> + 'static,
{
    let (outcome, awaited) = oneshot::channel();
    let (canceller, control) = oneshot::channel();
    let handle = runtime.handle();
    let island = Spawned {
        stage: Some(stage),
        runtime: handle,
        control: Some(control),
        outcome: Some(outcome),
    };
    runtime.spawn(island.boxed());
    Completion::new(awaited, canceller)
}

struct Spawned<K: SinkStage> {
    stage: Option<K>,
    runtime: Arc<dyn Runtime>,
    /// `None` once the handle is gone: from then on nobody can cancel.
    control: Option<oneshot::Receiver<CancelCause>>,
    outcome: Option<oneshot::Sender<Outcome<K::Output>>>,
}

// Stages are never pinned: they are polled through `&mut`.
impl<K: SinkStage> Unpin for Spawned<K> {}

impl<K: SinkStage> Spawned<K> {
    fn poll_cancelled(&mut self, cx: &mut Context<'_>) -> Poll<CancelCause> {
        if let Some(control) = &mut self.control {
            match control.poll_unpin(cx) {
                Poll::Ready(Ok(cause)) => return Poll::Ready(cause),
                Poll::Ready(Err(oneshot::Canceled)) => self.control = None,
                Poll::Pending => {},
            }
        }
        Poll::Pending
    }

    fn finish(&mut self, result: Result<K::Output, StreamError>) {
        let Some(stage) = self.stage.take() else {
            return;
        };
        let outcome = close(stage, result);
        if let Some(Err(unobserved)) = self.outcome.take().map(|sender| sender.send(outcome)) {
            report_unobserved(&unobserved);
            // Nobody wants the value, and this thread is not to suffer from its destructor.
            let _contained = contain(|| drop(unobserved));
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        if let Some(stage) = &mut self.stage {
            cancel(stage, cause);
            self.finish(Err(StreamError::cancelled(cause)));
        }
    }
}

impl<K: SinkStage> Future for Spawned<K> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if let Poll::Ready(cause) = this.poll_cancelled(cx) {
            this.cancel(&cause);
            return Poll::Ready(());
        }
        let Some(stage) = &mut this.stage else {
            return Poll::Ready(());
        };
        let result = ready!(drive(stage, cx.waker(), &*this.runtime, BUDGET));
        this.finish(result);
        Poll::Ready(())
    }
}

impl<K: SinkStage> Drop for Spawned<K> {
    /// The runtime was shut down while the run went on: it ends as cancelled, with its books.
    fn drop(&mut self) {
        self.cancel(&CancelCause::Dropped);
    }
}
