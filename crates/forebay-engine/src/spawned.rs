//! Islands in tasks of their own, on a runtime.

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, ready};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Island, Ledger, Runtime, SinkStage};
use futures::FutureExt;
use futures::channel::oneshot;

use crate::completion::report_unobserved;
use crate::contain::{contain, is_panic};
use crate::control::Control;
use crate::drive::{BUDGET, cancel, close, drive};
use crate::upstream::{EndedIsland, Upstream};
use crate::{Completion, Outcome};

/// Runs `stage` in a task of `runtime`, and each of `islands` in another one.
pub fn spawn<K>(stage: K, islands: Vec<Island>, runtime: &dyn Runtime) -> Completion<K::Output>
where
    K: SinkStage<Output: Send> + 'static,
{
    let (outcome, awaited) = oneshot::channel();
    let (canceller, control) = oneshot::channel();
    let handle = runtime.handle();
    let upstream = Upstream::of_blueprint(islands, &handle);
    let task = SinkTask {
        running: Running::new(stage, upstream, handle),
        control: Some(Control::new(control)),
        outcome: Some(outcome),
    };
    runtime.spawn(task.boxed());
    Completion::new(awaited, canceller)
}

/// A stage that is run until it has ended, and the islands that it depends on have, too.
struct Running<K: SinkStage> {
    /// `None` once its outcome is given away.
    stage: Option<K>,
    ended: Option<Result<K::Output, StreamError>>,
    upstream: Upstream,
    /// Islands that stages made in this run; empty in between.
    born: Vec<Island>,
    runtime: Arc<dyn Runtime>,
}

impl<K: SinkStage> Running<K> {
    fn new(stage: K, upstream: Upstream, runtime: Arc<dyn Runtime>) -> Self {
        Self {
            stage: Some(stage),
            ended: None,
            upstream,
            born: Vec::new(),
            runtime,
        }
    }

    fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        if self.ended.is_none()
            && let Some(stage) = &mut self.stage
        {
            let mut polled = drive(stage, cx.waker(), &*self.runtime, BUDGET, &mut self.born);
            if !self.born.is_empty() {
                let spawn = || self.upstream.spawn(self.born.drain(..), &self.runtime);
                if let Err(refused) = contain(spawn)
                    && polled.is_pending()
                {
                    cancel(stage, &CancelCause::Failed(refused.clone()));
                    polled = Poll::Ready(Err(refused));
                }
            }
            match polled {
                Poll::Ready(result) => self.ended = Some(result),
                Poll::Pending => {
                    // Let go of those that have ended; the rest is not waited for yet.
                    self.upstream.poll_born(cx);
                    return Poll::Pending;
                },
            }
        }
        self.upstream.poll_ended(cx)
    }

    fn cancel(&mut self, cause: &CancelCause) {
        if self.ended.is_none()
            && let Some(stage) = &mut self.stage
        {
            cancel(stage, cause);
            self.ended = Some(Err(StreamError::cancelled(cause)));
        }
    }
}

/// The island that ends in the sink: its end is the run's.
struct SinkTask<K: SinkStage> {
    running: Running<K>,
    /// `None` once the handle is gone: from then on nobody can cancel.
    control: Option<Control>,
    outcome: Option<oneshot::Sender<Outcome<K::Output>>>,
}

// Stages are never pinned: they are polled through `&mut`.
impl<K: SinkStage> Unpin for SinkTask<K> {}

impl<K: SinkStage> SinkTask<K> {
    fn poll_cancelled(&mut self, cx: &mut Context<'_>) -> Poll<CancelCause> {
        if let Some(control) = &mut self.control {
            match control.poll(cx) {
                Poll::Ready(Ok(cause)) => {
                    self.control = None;
                    return Poll::Ready(cause);
                },
                Poll::Ready(Err(oneshot::Canceled)) => self.control = None,
                Poll::Pending => {},
            }
        }
        Poll::Pending
    }

    fn finish(&mut self) {
        let Some((stage, result)) = self.running.stage.take().zip(self.running.ended.take()) else {
            return;
        };
        let upstream = mem::take(&mut self.running.upstream);
        let outcome = close(stage, result, upstream.into_others());
        // Whoever waits has a waker, and nobody may want the value: this thread is not to suffer
        // from either.
        let _contained = contain(|| {
            if let Some(Err(unobserved)) = self.outcome.take().map(|sender| sender.send(outcome)) {
                report_unobserved(&unobserved);
            }
        });
    }
}

impl<K: SinkStage> Future for SinkTask<K> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        if let Poll::Ready(cause) = this.poll_cancelled(cx) {
            this.running.cancel(&cause);
        }
        ready!(this.running.poll(cx));
        this.finish();
        Poll::Ready(())
    }
}

impl<K: SinkStage> Drop for SinkTask<K> {
    /// The runtime was shut down while the run went on: it ends as cancelled, with its books.
    fn drop(&mut self) {
        self.running.cancel(&CancelCause::Dropped);
        self.finish();
    }
}

/// An island that ends in an edge.
pub(crate) struct IslandTask {
    running: Running<Island>,
    ended: Option<oneshot::Sender<EndedIsland>>,
}

impl Unpin for IslandTask {}

impl IslandTask {
    pub(crate) fn spawn(
        island: Island,
        runtime: &Arc<dyn Runtime>,
    ) -> oneshot::Receiver<EndedIsland> {
        let (ended, awaited) = oneshot::channel();
        let task = Self {
            running: Running::new(island, Upstream::default(), Arc::clone(runtime)),
            ended: Some(ended),
        };
        runtime.spawn(task.boxed());
        awaited
    }

    fn finish(&mut self) {
        let Some((stage, result)) = self.running.stage.take().zip(self.running.ended.take()) else {
            return;
        };
        let mut others = mem::take(&mut self.running.upstream).into_others();
        others.note(result.err().filter(is_panic));
        let mut inner = Ledger::default();
        others.account(&mut inner);
        let ended = EndedIsland {
            stage,
            inner,
            panicked: others.panicked,
        };
        // If the run is gone, its destructors run here, and this thread is not to suffer from them.
        let _contained = contain(|| self.ended.take().map(|sender| sender.send(ended)));
    }
}

impl Future for IslandTask {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        ready!(self.running.poll(cx));
        self.finish();
        Poll::Ready(())
    }
}

impl Drop for IslandTask {
    fn drop(&mut self) {
        self.running.cancel(&CancelCause::Dropped);
        self.finish();
    }
}
