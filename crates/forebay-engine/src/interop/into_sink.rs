//! A chain without a source as a `futures::Sink`.

mod inlet;

use std::fmt;
use std::future::poll_fn;
use std::pin::Pin;
use std::task::{Context, Poll};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Island, SinkStage};
use forebay_sync::{EdgeProducer, Producer};
use futures::Sink;

pub use self::inlet::Inlet;
use crate::Outcome;
use crate::drive::BUDGET;
use crate::local::Local;

/// A sink, and what leads to it, as a `futures::Sink`: runs in the task that polls it.
///
/// - `poll_ready` says yes while the sink wants an element, and asking changes nothing: a caller
///   that sends none has taken nothing away.
/// - `start_send` hands over an element; one at most is held here until the next poll.
/// - `poll_flush` waits until that element was taken by the sink (or by what leads to it).
/// - `poll_close` completes the stream and waits until the sink has made its value.
///
/// When the sink fails, or has all it needs, nothing more can be sent: the calls return the error
/// of the run, or one of the kind `Cancelled`. [`finish`](Self::finish) closes and gives the value.
/// Dropping it cancels.
#[must_use = "a sink does nothing unless polled"]
pub struct IntoSink<T, K: SinkStage> {
    /// `None` once the run has ended; then there is an outcome.
    chain: Option<Local<K>>,
    outcome: Option<Outcome<K::Output>>,
    outbox: EdgeProducer<T>,
    /// Rises by one whenever the sink wants an element and none is on its way.
    demand: Producer,
    site: Site,
}

// Stages are never pinned: they are polled through `&mut`.
impl<T, K: SinkStage> Unpin for IntoSink<T, K> {}

impl<T, K: SinkStage> IntoSink<T, K> {
    /// What is sent goes to the sink that `attach` puts behind the inlet; the islands that it
    /// gives as well are run with it.
    pub fn new(site: Site, attach: impl FnOnce(Inlet<T>) -> (K, Vec<Island>)) -> Self {
        let (inlet, outbox, demand) = inlet::inlet(site);
        let (stage, islands) = attach(inlet);
        Self {
            chain: Some(Local::new(stage, islands)),
            outcome: None,
            outbox,
            demand,
            site,
        }
    }

    /// Closes the sink and gives the value that it has made of the stream.
    ///
    /// # Errors
    /// What ended the stream early.
    pub async fn finish(self) -> Result<K::Output, StreamError> {
        self.finish_with_ledger().await.result
    }

    /// As [`finish`](Self::finish), with the ledger.
    ///
    /// # Panics
    /// Never: the sink is closed once there is an outcome.
    pub async fn finish_with_ledger(mut self) -> Outcome<K::Output> {
        // An error is in the outcome too.
        let _closed = poll_fn(|cx| self.poll_end(cx)).await;
        let outcome = self.outcome.take();
        outcome.expect("internal: a closed sink has an outcome")
    }

    fn run(&mut self, cx: &Context<'_>) {
        if let Some(chain) = &mut self.chain
            && chain.poll(cx.waker(), BUDGET).is_ready()
        {
            self.outcome = self.chain.take().map(Local::into_outcome);
        }
    }

    /// Why nothing more can be sent, if that is so.
    fn refusal(&self) -> Result<(), StreamError> {
        match self.outcome.as_ref().map(|outcome| &outcome.result) {
            None => Ok(()),
            Some(Err(error)) => Err(error.clone()),
            Some(Ok(_)) => Err(StreamError::cancelled(&CancelCause::Finished).at(self.site)),
        }
    }

    fn has_room(&self) -> bool {
        self.outbox.room() > 0
    }

    fn poll_end(&mut self, cx: &Context<'_>) -> Poll<Result<(), StreamError>> {
        self.outbox.complete();
        self.run(cx);
        match self.outcome.as_ref().map(|outcome| &outcome.result) {
            None => Poll::Pending,
            Some(Ok(_)) => Poll::Ready(Ok(())),
            Some(Err(error)) => Poll::Ready(Err(error.clone())),
        }
    }
}

impl<T, K: SinkStage> Sink<T> for IntoSink<T, K> {
    type Error = StreamError;

    fn poll_ready(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        self.run(cx);
        self.refusal()?;
        if self.demand.demand().is_none() || !self.has_room() {
            return Poll::Pending;
        }
        Poll::Ready(Ok(()))
    }

    fn start_send(mut self: Pin<&mut Self>, element: T) -> Result<(), StreamError> {
        self.refusal()?;
        if !self.has_room() || self.demand.take(1) == 0 {
            let error = StreamError::new("start_send was called before poll_ready said yes");
            return Err(error.at(self.site));
        }
        self.outbox.push(element);
        self.outbox.publish();
        Ok(())
    }

    fn poll_flush(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        self.run(cx);
        let is_all_taken = self.outbox.meters().read().discarded == 0;
        match &self.outcome {
            None if self.has_room() => Poll::Ready(Ok(())),
            None => Poll::Pending,
            // It has all it needs, and what was sent last is part of that.
            Some(outcome) if outcome.result.is_ok() && is_all_taken => Poll::Ready(Ok(())),
            Some(_) => Poll::Ready(self.refusal()),
        }
    }

    fn poll_close(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        self.poll_end(cx)
    }
}

impl<T, K: SinkStage> fmt::Debug for IntoSink<T, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoSink")
            .field("ended", &self.chain.is_none())
            .field("demand", &self.demand.demand())
            .finish_non_exhaustive()
    }
}
