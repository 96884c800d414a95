//! A run in the task that polls it.

use std::task::{Poll, Waker};

use forebay_protocol::StreamError;
use forebay_stage::{Island, SinkStage};

use crate::Outcome;
use crate::beside::Beside;
use crate::callers_task::CallersTask;
use crate::drive::{close, dismiss, dismiss_others, drive};
use crate::others::Others;

/// A run in the task that polls it: a chain, and perhaps islands beside it.
pub(crate) struct Local<K: SinkStage> {
    stage: K,
    ended: Option<Result<K::Output, StreamError>>,
    beside: Option<Box<Beside>>,
}

impl<K: SinkStage> Local<K> {
    #[inline]
    pub(crate) fn new(stage: K, islands: Vec<Island>) -> Self {
        let beside = (!islands.is_empty()).then(|| Box::new(Beside::new(islands)));
        Self {
            stage,
            ended: None,
            beside,
        }
    }

    /// Runs for up to `elements`; ready when the chain and all islands have ended.
    #[inline]
    pub(crate) fn poll(&mut self, waker: &Waker, elements: usize) -> Poll<()> {
        if self.beside.is_some() {
            return self.poll_beside(waker);
        }
        let mut born = Vec::new();
        let polled = drive(&mut self.stage, waker, &CallersTask, elements, &mut born);
        let is_ready = polled.is_ready();
        if let Poll::Ready(result) = polled {
            self.ended = Some(result);
        }
        if !born.is_empty() {
            return self.go_on_beside(born, waker);
        }
        if is_ready {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
    }

    /// Stages have made the first islands.
    #[cold]
    fn go_on_beside(&mut self, born: Vec<Island>, waker: &Waker) -> Poll<()> {
        let mut beside = Box::new(Beside::new(Vec::new()));
        beside.host(born);
        self.beside = Some(beside);
        self.poll_beside(waker)
    }

    fn poll_beside(&mut self, waker: &Waker) -> Poll<()> {
        let Self {
            stage,
            ended,
            beside,
        } = self;
        let Some(beside) = beside else {
            return Poll::Ready(());
        };
        beside.poll(waker, |waker, elements, born| {
            if ended.is_none()
                && let Poll::Ready(result) = drive(stage, waker, &CallersTask, elements, born)
            {
                *ended = Some(result);
            }
            if ended.is_some() {
                Poll::Ready(())
            } else {
                Poll::Pending
            }
        })
    }

    /// The end of the run, once [`poll`](Self::poll) is ready.
    pub(crate) fn into_outcome(self) -> Outcome<K::Output> {
        let others = others(self.beside);
        close(self.stage, taken(self.ended), others)
    }

    /// The same without the books.
    #[inline]
    pub(crate) fn into_result(self) -> Result<K::Output, StreamError> {
        let result = taken(self.ended);
        let result = match self.beside {
            None => result,
            beside => dismiss_others(others(beside), result),
        };
        dismiss(self.stage, result)
    }
}

fn others(beside: Option<Box<Beside>>) -> Others {
    beside.map_or_else(Others::default, |beside| beside.into_others())
}

#[inline]
fn taken<R>(ended: Option<Result<R, StreamError>>) -> Result<R, StreamError> {
    ended.expect("internal: the run has ended")
}
