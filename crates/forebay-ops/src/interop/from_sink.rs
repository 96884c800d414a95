//! `from_sink`: elements go to a `futures::Sink`.

mod outgoing;

use std::error::Error;
use std::fmt;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, SinkOperator, SinkStage, Stage};
use futures::Sink;

use self::outgoing::{Outgoing, OutgoingOutlet};

/// Sends each element to a `futures::Sink`, at the pace of its `poll_ready`.
#[derive(Clone, Debug)]
pub struct FromSink<K> {
    sink: K,
    site: Site,
}

impl<K> FromSink<K> {
    /// Sends to `sink`.
    #[must_use]
    pub fn new(sink: K, site: Site) -> Self {
        Self { sink, site }
    }
}

impl<T, K> SinkOperator<T> for FromSink<K>
where
    K: Sink<T, Error: Into<Box<dyn Error + Send + Sync>>> + Send,
{
    type Output = ();
    type Stage<U: Stage<Out = T>> = SendingTo<U, K>;

    fn site(&self) -> Site {
        self.site
    }

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        SendingTo {
            upstream,
            fuse: Fuse::new(),
            outgoing: Outgoing::new(self.sink, self.site),
            failure: None,
        }
    }
}

/// The running stage of [`FromSink`].
pub struct SendingTo<U, K> {
    upstream: U,
    fuse: Fuse,
    outgoing: Outgoing<K>,
    /// Upstream's failure, which comes after the elements from before it.
    failure: Option<StreamError>,
}

impl<U, K> SinkStage for SendingTo<U, K>
where
    U: Stage,
    K: Sink<U::Out, Error: Into<Box<dyn Error + Send + Sync>>> + Send,
{
    type Output = ();

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        let mut task = cx.task();
        if !self.fuse.has_ended() {
            self.outgoing.get_ready(&mut task);
            // Without room upstream still runs, with no demand: it advances what it has.
            let mut out = OutgoingOutlet::new(&mut self.outgoing, cx.task());
            let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut out);
            if polled.is_pending() && !cx.budget().is_spent() {
                self.outgoing.flush_if_idle(&mut task);
            }
            if let Some(error) = self.outgoing.take_error() {
                let verdict = Err(error);
                self.fuse.cancel_for(&mut self.upstream, &verdict);
                return Poll::Ready(verdict);
            }
            self.failure = ready!(polled).err();
        }
        match &self.failure {
            None => self.outgoing.poll_close(&mut task),
            Some(failure) => {
                // Upstream failed first; whether flushing fails as well changes nothing.
                let _flushed = ready!(self.outgoing.poll_flush(&mut task));
                self.outgoing.abandon();
                Poll::Ready(Err(failure.clone()))
            },
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.outgoing.abandon();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

impl<U, K> fmt::Debug for SendingTo<U, K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("SendingTo")
            .field("outgoing", &self.outgoing)
            .finish_non_exhaustive()
    }
}
