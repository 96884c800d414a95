//! A chain as a `futures::Stream`.

use std::fmt;
use std::pin::Pin;
use std::task::{Context, Poll};

use forebay_protocol::{CancelCause, Demand, StreamError};
use forebay_stage::{Budget, Context as StageContext, Outlet, Stage};
use futures::Stream;
use futures::stream::FusedStream;

use crate::contain::contain;
use crate::drive::BUDGET;

/// A chain as a `futures::Stream` of results; an error is its last element.
///
/// Each poll of the stream is demand for one element; nothing is pulled ahead. Dropping it
/// cancels the chain.
#[must_use = "streams do nothing unless polled"]
pub struct IntoStream<S: Stage> {
    /// `None` once the chain has ended.
    stage: Option<S>,
    /// An element that was emitted in the same run in which the chain ended keeps its place.
    ending: Option<StreamError>,
}

// Stages are never pinned: they are polled through `&mut`.
impl<S: Stage> Unpin for IntoStream<S> {}

impl<S: Stage> IntoStream<S> {
    /// The elements of `stage`.
    pub fn new(stage: S) -> Self {
        Self {
            stage: Some(stage),
            ending: None,
        }
    }

    /// Drops the chain, cancelled first if a panic ended it. Gives the error that the stream
    /// ends with: `error`, or else what a destructor panicked with.
    fn end(&mut self, error: Option<StreamError>, panicked: bool) -> Option<StreamError> {
        let mut stage = self.stage.take()?;
        let cause = error.clone().filter(|_| panicked).map(CancelCause::Failed);
        let dropped = contain(move || {
            if let Some(cause) = cause {
                stage.cancel(&cause);
            }
        });
        error.or(dropped.err())
    }
}

impl<S: Stage> Stream for IntoStream<S> {
    type Item = Result<S::Out, StreamError>;

    fn poll_next(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Option<Self::Item>> {
        if let Some(error) = self.ending.take() {
            return Poll::Ready(Some(Err(error)));
        }
        let Some(stage) = &mut self.stage else {
            return Poll::Ready(None);
        };
        let (budget, mut one) = (Budget::new(BUDGET), One(None));
        let mut stage_cx = StageContext::new(cx.waker(), &budget, None);
        let polled = contain(|| stage.poll_run(&mut stage_cx, &mut one));
        let ending = match polled {
            Ok(Poll::Pending) => {
                return match one.0 {
                    Some(element) => Poll::Ready(Some(Ok(element))),
                    None => {
                        if budget.is_spent() {
                            cx.waker().wake_by_ref();
                        }
                        Poll::Pending
                    },
                };
            },
            Ok(Poll::Ready(ending)) => self.end(ending.err(), false),
            Err(panicked) => self.end(Some(panicked), true),
        };
        match one.0 {
            Some(element) => {
                self.ending = ending;
                Poll::Ready(Some(Ok(element)))
            },
            None => Poll::Ready(ending.map(Err)),
        }
    }
}

impl<S: Stage> FusedStream for IntoStream<S> {
    fn is_terminated(&self) -> bool {
        self.stage.is_none() && self.ending.is_none()
    }
}

/// Room for one element.
struct One<T>(Option<T>);

impl<T> Outlet<T> for One<T> {
    fn demand(&self) -> Demand {
        if self.0.is_none() {
            Demand::ONE
        } else {
            Demand::NONE
        }
    }

    fn push(&mut self, element: T) {
        self.0 = Some(element);
    }
}

impl<S: Stage> fmt::Debug for IntoStream<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("IntoStream")
            .field("terminated", &self.is_terminated())
            .finish()
    }
}
