//! Runs in a task of their own, on a runtime.

use std::future::Future;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Runtime, SinkStage};
use futures::FutureExt;
use futures::channel::oneshot;

use crate::completion::report_unobserved;
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

    fn finish(&mut self, stage: K, result: Result<K::Output, StreamError>) {
        let outcome = close(stage, result);
        if let Some(Err(unobserved)) = self.outcome.take().map(|sender| sender.send(outcome)) {
            report_unobserved(&unobserved);
        }
    }
}

impl<K: SinkStage> Future for Spawned<K> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let Some(mut stage) = this.stage.take() else {
            return Poll::Ready(());
        };
        if let Poll::Ready(cause) = this.poll_cancelled(cx) {
            cancel(&mut stage, &cause);
            this.finish(stage, Err(StreamError::cancelled(&cause)));
            return Poll::Ready(());
        }
        match drive(&mut stage, cx.waker(), Some(&*this.runtime), BUDGET) {
            Poll::Ready(result) => {
                this.finish(stage, result);
                Poll::Ready(())
            },
            Poll::Pending => {
                this.stage = Some(stage);
                Poll::Pending
            },
        }
    }
}
