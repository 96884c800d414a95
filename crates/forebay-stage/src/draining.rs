//! One inlet, no outlet: the shape of most sinks, with the endings done once.

use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, StreamError};

use crate::{Context, Fuse, Ledger, Outlet, SinkStage, Stage};

/// What a sink does with elements. [`Draining`] turns it into a [`SinkStage`].
pub trait SinkLogic<In>: Send {
    /// The value that the sink makes of the stream.
    type Output;

    /// How many more elements are wanted now; all there are by default.
    #[inline]
    fn demand(&self) -> Demand {
        Demand::Unbounded
    }

    /// Takes one element. Called only while [`demand`](Self::demand) is above zero.
    fn on_next(&mut self, element: In);

    /// Takes as many of `elements` as there is demand for; see [`Outlet::offer`].
    #[inline]
    fn on_offer<I: Iterator<Item = In>>(&mut self, elements: I) {
        let mut elements = elements;
        while !self.demand().is_none() {
            match elements.next() {
                Some(element) => self.on_next(element),
                None => break,
            }
        }
    }

    /// `Some` once the sink needs no more, or cannot go on; upstream is then cancelled.
    #[inline]
    fn verdict(&mut self) -> Option<Result<(), StreamError>> {
        None
    }

    /// The value, once the stream has completed or [`verdict`](Self::verdict) said `Ok`.
    fn finish(&mut self) -> Self::Output;
}

/// The running stage of a [`SinkLogic`] behind an upstream.
#[derive(Debug)]
pub struct Draining<U, L> {
    upstream: U,
    fuse: Fuse,
    logic: L,
}

impl<U: Stage, L: SinkLogic<U::Out>> Draining<U, L> {
    /// Puts `logic` downstream of `upstream`.
    #[inline]
    pub fn new(upstream: U, logic: L) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            logic,
        }
    }
}

impl<U: Stage, L: SinkLogic<U::Out>> SinkStage for Draining<U, L> {
    type Output = L::Output;

    #[inline]
    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<Result<L::Output, StreamError>> {
        let polled = self
            .fuse
            .poll_run(&mut self.upstream, cx, &mut SinkOutlet(&mut self.logic));
        match (self.logic.verdict(), polled) {
            (Some(verdict), _) => {
                self.fuse.cancel_for(&mut self.upstream, &verdict);
                Poll::Ready(verdict.map(|()| self.logic.finish()))
            },
            (None, Poll::Ready(Ok(()))) => Poll::Ready(Ok(self.logic.finish())),
            (None, Poll::Ready(Err(error))) => Poll::Ready(Err(error)),
            (None, Poll::Pending) => Poll::Pending,
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

struct SinkOutlet<'a, L>(&'a mut L);

impl<T, L: SinkLogic<T>> Outlet<T> for SinkOutlet<'_, L> {
    #[inline]
    fn demand(&self) -> Demand {
        self.0.demand()
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.0.on_next(element);
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        self.0.on_offer(elements);
    }
}
