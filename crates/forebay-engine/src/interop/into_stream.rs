//! A chain as a `futures::Stream`.

mod ahead;
mod relay;

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Budget, Context as StageContext, Island, Stage};
use futures::Stream;
use futures::stream::FusedStream;

use self::ahead::Ahead;
use self::relay::Relay;
use crate::beside::Beside;
use crate::callers_task::CallersTask;
use crate::contain::contain;
use crate::drive::BUDGET;

/// A chain as a `futures::Stream` of results; an error is its last element.
///
/// With a prefetch of zero each poll of the stream is demand for one element, and nothing is
/// pulled ahead. With a prefetch of n the first poll is demand for n elements, which are held
/// here until they are polled for; when no more than half of them are left or on their way, the
/// rest is requested anew. Dropping the stream cancels the chain and drops what is held.
#[must_use = "streams do nothing unless polled"]
pub struct IntoStream<S: Stage> {
    /// `None` once the chain has ended.
    stage: Option<S>,
    /// Elements that were emitted before the chain failed keep their place before the failure.
    ending: Option<StreamError>,
    ahead: Ahead<S::Out>,
    prefetch: usize,
    relay: Option<Relay>,
    /// The islands in front of the chain's boundaries.
    beside: Option<Box<Beside>>,
    /// The last run was cut short by its budget, so the chain has more to do.
    spent: bool,
    /// In the last run the chain has left its waker somewhere: it waits, and work is in flight.
    waits: bool,
}

// Stages are never pinned: they are polled through `&mut`.
impl<S: Stage> Unpin for IntoStream<S> {}

impl<S: Stage> IntoStream<S> {
    /// The elements of `stage`, of which up to `prefetch` are pulled ahead. `islands` are run
    /// with it, whenever the stream is polled.
    pub fn new(stage: S, islands: Vec<Island>, prefetch: usize) -> Self {
        Self {
            beside: (!islands.is_empty()).then(|| Box::new(Beside::new(islands))),
            stage: Some(stage),
            ending: None,
            ahead: Ahead::new(prefetch.max(1)),
            prefetch,
            relay: None,
            spent: false,
            waits: false,
        }
    }

    /// Runs the chain once, with the demand that is open.
    fn run(&mut self, cx: &Context<'_>) {
        let Some(stage) = &mut self.stage else {
            return;
        };
        let waker = match &mut self.relay {
            // Nothing is held between polls, so the chain is run at each of them anyway.
            _ if self.prefetch == 0 => cx.waker(),
            Some(relay) if relay.leads_to(cx.waker()) => relay.waker(),
            relay => relay.insert(Relay::to(cx.waker())).waker(),
        };
        let ahead = &mut self.ahead;
        let mut run = |waker: &Waker, elements, born: &mut Vec<Island>| {
            let budget = Budget::new(elements);
            let mut cx = StageContext::new(waker, &budget, &CallersTask);
            let polled = contain(|| stage.poll_run(&mut cx, ahead));
            born.append(&mut cx.materializer().take_islands());
            (polled, budget.is_spent())
        };
        let mut polled = Ok(Poll::Pending);
        self.spent = false;
        match &mut self.beside {
            Some(beside) => {
                beside.mark_main();
                let _all = beside.poll(waker, |waker, elements, born| {
                    let (now, spent) = run(waker, elements, born);
                    polled = now;
                    match polled {
                        Ok(Poll::Pending) => {
                            if spent {
                                waker.wake_by_ref();
                            }
                            Poll::Pending
                        },
                        _ => Poll::Ready(()),
                    }
                });
            },
            none => {
                let mut born = Vec::new();
                (polled, self.spent) = run(waker, BUDGET, &mut born);
                if !born.is_empty() {
                    let mut beside = Box::new(Beside::new(Vec::new()));
                    beside.host(born);
                    *none = Some(beside);
                    // They have their first turn as soon as the stream is polled again.
                    waker.wake_by_ref();
                }
            },
        }
        self.waits = self.relay.as_ref().is_some_and(Relay::is_registered);
        match polled {
            Ok(Poll::Pending) => {},
            Ok(Poll::Ready(ending)) => self.end(ending.err(), false),
            Err(panicked) => self.end(Some(panicked), true),
        }
    }

    /// Drops the chain, cancelled first if a panic ended it. The stream ends with `error`, or
    /// else with what a destructor panicked with.
    fn end(&mut self, error: Option<StreamError>, panicked: bool) {
        let Some(mut stage) = self.stage.take() else {
            return;
        };
        let cause = error.clone().filter(|_| panicked).map(CancelCause::Failed);
        let beside = self.beside.take();
        let dropped = contain(move || {
            if let Some(cause) = cause {
                stage.cancel(&cause);
            }
            // The chain has let go of its edges, so these have nothing left to do.
            drop(beside);
        });
        self.ending = error.or(dropped.err());
    }
}

impl<S: Stage> Stream for IntoStream<S> {
    type Item = Result<S::Out, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        let this = &mut *self;
        let has_run = this.ahead.is_empty();
        if has_run {
            this.ahead.refill();
            this.run(cx);
        }
        if let Some(element) = this.ahead.pop() {
            let is_low = this.prefetch > 0 && this.ahead.is_low();
            if is_low {
                this.ahead.refill();
            }
            // What is in flight advances at each poll, although nothing new is wanted (law L5).
            if is_low || !has_run && (this.spent || this.waits) {
                this.run(cx);
            }
            return Poll::Ready(Some(Ok(element)));
        }
        match this.ending.take() {
            Some(error) => Poll::Ready(Some(Err(error))),
            None if this.stage.is_none() => Poll::Ready(None),
            None => {
                if this.spent {
                    cx.waker().wake_by_ref();
                }
                Poll::Pending
            },
        }
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        let certain = self.ahead.len() + usize::from(self.ending.is_some());
        (certain, self.stage.is_none().then_some(certain))
    }
}

impl<S: Stage> FusedStream for IntoStream<S> {
    fn is_terminated(&self) -> bool {
        self.stage.is_none() && self.ending.is_none() && self.ahead.is_empty()
    }
}

impl<S: Stage> fmt::Debug for IntoStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoStream")
            .field("prefetch", &self.prefetch)
            .field("held", &self.ahead.len())
            .field("terminated", &self.is_terminated())
            .finish()
    }
}
