//! A run in the task that polls it.

use std::mem::ManuallyDrop;
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
        let beside = if islands.is_empty() {
            let_go(islands);
            None
        } else {
            Some(Box::new(Beside::new(islands)))
        };
        Self {
            stage,
            ended: None,
            beside,
        }
    }

    /// Runs once, for up to `elements`, and is left in a box if that is not all.
    ///
    /// It comes by value, and nothing that is not inlined is given a reference to it: so a chain
    /// that ends in its first run can live in registers.
    #[inline]
    pub(crate) fn start(
        self,
        waker: &Waker,
        elements: usize,
    ) -> Result<Result<K::Output, StreamError>, Box<Self>> {
        if self.beside.is_some() {
            return Err(Box::new(self));
        }
        let mut stage = self.stage;
        let mut born = Vec::new();
        match drive(&mut stage, waker, &CallersTask, elements, &mut born) {
            Poll::Ready(result) if born.is_empty() => {
                let_go(born);
                Ok(dismiss(stage, result))
            },
            polled => Err(Self::left(stage, polled, born)),
        }
    }

    /// What is left of a first run that was not all.
    #[cold]
    fn left(
        stage: K,
        polled: Poll<Result<K::Output, StreamError>>,
        born: Vec<Island>,
    ) -> Box<Self> {
        let mut run = Box::new(Self::new(stage, Vec::new()));
        if let Poll::Ready(result) = polled {
            run.ended = Some(result);
        }
        if !born.is_empty() {
            run.host(born);
        }
        run
    }

    /// Takes in the first islands that stages made.
    #[cold]
    fn host(&mut self, born: Vec<Island>) {
        let mut beside = Box::new(Beside::new(Vec::new()));
        beside.host(born);
        self.beside = Some(beside);
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
            self.host(born);
            return self.poll_beside(waker);
        }
        let_go(born);
        if is_ready {
            Poll::Ready(())
        } else {
            Poll::Pending
        }
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

/// Drops islands of which there are none. The destructor of a vector is a call, and a short run has
/// no time for that.
#[inline]
fn let_go(islands: Vec<Island>) {
    if islands.capacity() == 0 {
        let _nothing_to_free = ManuallyDrop::new(islands);
    }
}

fn others(beside: Option<Box<Beside>>) -> Others {
    beside.map_or_else(Others::default, |beside| beside.into_others())
}

#[inline]
fn taken<R>(ended: Option<Result<R, StreamError>>) -> Result<R, StreamError> {
    ended.expect("internal: the run has ended")
}
