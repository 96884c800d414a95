//! A `futures::Sink` and what may be called on it now.

use std::error::Error;
use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, ready};

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Outlet, blame};
use futures::Sink;

/// A `futures::Sink`, of which nothing is called out of turn: an element is sent only after
/// `poll_ready` said yes, and nothing follows an error or the end.
pub(super) struct Outgoing<K> {
    /// `None` after an error, after the end, and once cancelled.
    sink: Option<Pin<Box<K>>>,
    /// `poll_ready` said yes and nothing was sent since.
    is_ready: bool,
    /// Something was sent since the last flush.
    is_unflushed: bool,
    error: Option<StreamError>,
    site: Site,
}

impl<K> Outgoing<K> {
    pub(super) fn new(sink: K, site: Site) -> Self {
        Self {
            sink: Some(Box::pin(sink)),
            is_ready: false,
            is_unflushed: false,
            error: None,
            site,
        }
    }

    /// What went wrong in `send`, `get_ready` or `flush_if_idle`.
    pub(super) fn take_error(&mut self) -> Option<StreamError> {
        self.error.take()
    }

    /// Lets go of the sink without closing it: to the other end the stream is torn, not complete.
    pub(super) fn abandon(&mut self) {
        self.sink = None;
        self.is_ready = false;
    }

    /// Calls the sink; an error is its last word.
    fn call<R, E>(&mut self, call: impl FnOnce(Pin<&mut K>) -> Result<R, E>) -> Option<R>
    where
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        let sink = self.sink.as_mut()?;
        match blame(&self.site, || call(sink.as_mut())) {
            Ok(called) => Some(called),
            Err(error) => {
                self.error = Some(StreamError::new(error).at(self.site));
                self.abandon();
                None
            },
        }
    }

    pub(super) fn get_ready<T>(&mut self, task: &mut Context<'_>)
    where
        K: Sink<T, Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        if !self.is_ready {
            let ready = self.call(|sink| transpose(sink.poll_ready(task)));
            self.is_ready = ready == Some(Poll::Ready(()));
        }
    }

    fn send<T>(&mut self, element: T)
    where
        K: Sink<T, Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        self.is_ready = false;
        self.is_unflushed = true;
        self.call(|sink| sink.start_send(element));
    }

    /// Flushes what was sent, if the sink has room for more and more does not come for now.
    pub(super) fn flush_if_idle<T>(&mut self, task: &mut Context<'_>)
    where
        K: Sink<T, Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        // A sink that is full makes progress by itself, and wakes the task when it has room.
        if self.is_ready && self.is_unflushed {
            let flushed = self.call(|sink| transpose(sink.poll_flush(task)));
            self.is_unflushed = flushed != Some(Poll::Ready(()));
        }
    }

    /// Ready once all that was sent is flushed.
    pub(super) fn poll_flush<T>(&mut self, task: &mut Context<'_>) -> Poll<Result<(), StreamError>>
    where
        K: Sink<T, Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        if self.is_unflushed {
            let flushed = self.call(|sink| transpose(sink.poll_flush(task)));
            ready!(self.outcome(flushed))?;
            self.is_unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    /// Ready once all is flushed and the sink is closed.
    pub(super) fn poll_close<T>(&mut self, task: &mut Context<'_>) -> Poll<Result<(), StreamError>>
    where
        K: Sink<T, Error: Into<Box<dyn Error + Send + Sync>>>,
    {
        let closed = self.call(|sink| transpose(sink.poll_close(task)));
        ready!(self.outcome(closed))?;
        self.abandon();
        Poll::Ready(Ok(()))
    }

    fn outcome(&mut self, called: Option<Poll<()>>) -> Poll<Result<(), StreamError>> {
        match (called, self.error.take()) {
            (_, Some(error)) => Poll::Ready(Err(error)),
            (Some(polled), None) => polled.map(Ok),
            (None, None) => Poll::Ready(Ok(())),
        }
    }
}

fn transpose<E>(polled: Poll<Result<(), E>>) -> Result<Poll<()>, E> {
    match polled {
        Poll::Ready(Ok(())) => Ok(Poll::Ready(())),
        Poll::Ready(Err(error)) => Err(error),
        Poll::Pending => Ok(Poll::Pending),
    }
}

/// Wants one element whenever the sink is ready for one.
pub(super) struct OutgoingOutlet<'a, 'b, K> {
    outgoing: &'a mut Outgoing<K>,
    task: Context<'b>,
}

impl<'a, 'b, K> OutgoingOutlet<'a, 'b, K> {
    pub(super) fn new(outgoing: &'a mut Outgoing<K>, task: Context<'b>) -> Self {
        Self { outgoing, task }
    }
}

impl<T, K> Outlet<T> for OutgoingOutlet<'_, '_, K>
where
    K: Sink<T, Error: Into<Box<dyn Error + Send + Sync>>>,
{
    #[inline]
    fn demand(&self) -> Demand {
        if self.outgoing.is_ready {
            Demand::ONE
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.outgoing.send(element);
        // Asked at once, so that a run of the stages fills the sink and not just one place of it.
        self.outgoing.get_ready(&mut self.task);
    }
}

impl<K> fmt::Debug for Outgoing<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Outgoing")
            .field("is_over", &self.sink.is_none())
            .field("is_ready", &self.is_ready)
            .field("is_unflushed", &self.is_unflushed)
            .finish_non_exhaustive()
    }
}
