//! Runs in the caller's task, on no runtime.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Budget, SinkStage};

use crate::Outcome;
use crate::callers_task::CallersTask;
use crate::contain::contain;
use crate::drive::{BUDGET, cancel, close, dismiss, drive, drive_once};
use crate::sleep::sleep_until;

/// A closed chain as a future: runs in the task that polls it.
///
/// It returns to the executor at least every few thousand elements, so other tasks run and
/// the future can be dropped in between. Dropping it cancels the run at once.
#[must_use = "nothing runs until this is awaited"]
pub struct InPlace<K> {
    stage: Option<K>,
}

// Stages are never pinned: they are polled through `&mut`.
impl<K> Unpin for InPlace<K> {}

impl<K: SinkStage> InPlace<K> {
    /// A run of `stage`.
    #[inline]
    pub fn new(stage: K) -> Self {
        Self { stage: Some(stage) }
    }

    /// The same run, ending with its [`Outcome`]: the result and the ledger.
    #[inline]
    pub fn with_ledger(self) -> InPlaceWithLedger<K> {
        InPlaceWithLedger { stage: self.stage }
    }

    /// Runs to the end on this thread, which sleeps while the chain waits for something.
    ///
    /// The thread is given to the run, so it never stops to let other tasks run.
    ///
    /// # Errors
    /// What ended the stream early.
    #[inline]
    pub fn wait(mut self) -> Result<K::Output, StreamError> {
        match self.stage.take() {
            Some(stage) => block_on(stage),
            None => Err(StreamError::new("the run has ended already")),
        }
    }
}

impl<K: SinkStage> InPlaceWithLedger<K> {
    /// Runs to the end on this thread, as [`InPlace::wait`].
    ///
    /// # Panics
    /// If the run has been polled to its end already.
    pub fn wait(mut self) -> Outcome<K::Output> {
        let mut stage = self.stage.take().expect("waited for a run that has ended");
        let result = sleep_until(|waker| drive(&mut stage, waker, &CallersTask, usize::MAX));
        close(stage, result)
    }
}

impl<K: SinkStage> Future for InPlace<K> {
    type Output = Result<K::Output, StreamError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let stage = self
            .stage
            .as_mut()
            .expect("polled again after the run has ended");
        let result = ready!(drive(stage, cx.waker(), &CallersTask, BUDGET));
        Poll::Ready(match self.stage.take() {
            Some(stage) => dismiss(stage, result),
            None => result,
        })
    }
}

/// As [`InPlace`], ending with an [`Outcome`].
#[must_use = "nothing runs until this is awaited"]
pub struct InPlaceWithLedger<K> {
    stage: Option<K>,
}

impl<K> Unpin for InPlaceWithLedger<K> {}

impl<K: SinkStage> Future for InPlaceWithLedger<K> {
    type Output = Outcome<K::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let stage = self
            .stage
            .as_mut()
            .expect("polled again after the run has ended");
        let result = ready!(drive(stage, cx.waker(), &CallersTask, BUDGET));
        let stage = self
            .stage
            .take()
            .expect("internal: it was there a line ago");
        Poll::Ready(close(stage, result))
    }
}

/// Runs a chain to its end on this thread.
///
/// The chain comes by value, and leaves only in a box: as long as nothing refers to it, it can
/// live in registers, which is what makes a short stream cost a few nanoseconds.
#[inline]
fn block_on<K: SinkStage>(mut stage: K) -> Result<K::Output, StreamError> {
    match drive_once(
        &mut stage,
        Waker::noop(),
        &CallersTask,
        &Budget::new(usize::MAX),
    ) {
        Ok(Poll::Ready(result)) => dismiss(stage, result),
        Ok(Poll::Pending) => wait_for(Box::new(stage)),
        Err(panicked) => abandon(Box::new(stage), panicked),
    }
}

/// The chain waits for something outside: sleep until woken, run again.
#[cold]
#[inline(never)]
fn wait_for<K: SinkStage>(mut stage: Box<K>) -> Result<K::Output, StreamError> {
    let result = sleep_until(|waker| drive(&mut *stage, waker, &CallersTask, usize::MAX));
    dismiss(stage, result)
}

/// User code panicked: cancel, drop, and contain whatever the destructors do.
#[cold]
#[inline(never)]
fn abandon<K: SinkStage>(
    mut stage: Box<K>,
    panicked: StreamError,
) -> Result<K::Output, StreamError> {
    cancel(&mut *stage, &CancelCause::Failed(panicked.clone()));
    let _contained = contain(|| drop(stage));
    Err(panicked)
}

impl<K> fmt::Debug for InPlace<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InPlace")
            .field("ended", &self.stage.is_none())
            .finish()
    }
}

impl<K> fmt::Debug for InPlaceWithLedger<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InPlaceWithLedger")
            .field("ended", &self.stage.is_none())
            .finish()
    }
}
