//! Runs in the caller's task, on no runtime.

use std::fmt;
use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker, ready};

use forebay_protocol::StreamError;
use forebay_stage::{Island, SinkStage};

use crate::Outcome;
use crate::drive::BUDGET;
use crate::local::Local;
use crate::sleep::sleep_until;

/// How many elements a run moves at once on a thread that is given to it.
const ELEMENTS: usize = 1 << 20;

/// A closed chain as a future: runs in the task that polls it, with the islands in front of its
/// boundaries.
///
/// It returns to the executor at least every few thousand elements, so other tasks run and
/// the future can be dropped in between. Dropping it cancels the run at once.
#[must_use = "nothing runs until this is awaited"]
pub struct InPlace<K: SinkStage> {
    run: Option<Local<K>>,
}

// Stages are never pinned: they are polled through `&mut`.
impl<K: SinkStage> Unpin for InPlace<K> {}

impl<K: SinkStage> InPlace<K> {
    /// A run of `stage` and of `islands`, which are in stream order.
    #[inline]
    pub fn new(stage: K, islands: Vec<Island>) -> Self {
        Self {
            run: Some(Local::new(stage, islands)),
        }
    }

    /// The same run, ending with its [`Outcome`]: the result and the ledger.
    #[inline]
    pub fn with_ledger(self) -> InPlaceWithLedger<K> {
        InPlaceWithLedger { run: self.run }
    }

    /// Runs to the end on this thread, which sleeps while the chain waits for something.
    ///
    /// The thread is given to the run, so it never stops to let other tasks run.
    ///
    /// # Errors
    /// What ended the stream early.
    #[inline]
    pub fn wait(self) -> Result<K::Output, StreamError> {
        match self.run {
            Some(run) => block_on(run),
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
        let mut run = self.run.take().expect("waited for a run that has ended");
        sleep_until(|waker| run.poll(waker, ELEMENTS));
        run.into_outcome()
    }
}

impl<K: SinkStage> Future for InPlace<K> {
    type Output = Result<K::Output, StreamError>;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let run = self.run.as_mut().expect(POLLED_AGAIN);
        ready!(run.poll(cx.waker(), BUDGET));
        let run = self.run.take().expect(POLLED_AGAIN);
        Poll::Ready(run.into_result())
    }
}

/// As [`InPlace`], ending with an [`Outcome`].
#[must_use = "nothing runs until this is awaited"]
pub struct InPlaceWithLedger<K: SinkStage> {
    run: Option<Local<K>>,
}

impl<K: SinkStage> Unpin for InPlaceWithLedger<K> {}

impl<K: SinkStage> Future for InPlaceWithLedger<K> {
    type Output = Outcome<K::Output>;

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<Self::Output> {
        let run = self.run.as_mut().expect(POLLED_AGAIN);
        ready!(run.poll(cx.waker(), BUDGET));
        let run = self.run.take().expect(POLLED_AGAIN);
        Poll::Ready(run.into_outcome())
    }
}

const POLLED_AGAIN: &str = "polled again after the run has ended";

/// Runs a chain to its end on this thread.
///
/// The run comes by value, and leaves only in a box: as long as nothing refers to it, it can
/// live in registers, which is what makes a short stream cost a few nanoseconds.
#[inline]
fn block_on<K: SinkStage>(run: Local<K>) -> Result<K::Output, StreamError> {
    match run.start(Waker::noop(), ELEMENTS) {
        Ok(result) => result,
        Err(left) => wait_for(left),
    }
}

/// The chain waits for something outside: sleep until woken, run again.
#[cold]
#[inline(never)]
#[expect(
    clippy::boxed_local,
    reason = "in a box it stays out of memory until it comes here"
)]
fn wait_for<K: SinkStage>(mut run: Box<Local<K>>) -> Result<K::Output, StreamError> {
    sleep_until(|waker| run.poll(waker, ELEMENTS));
    run.into_result()
}

impl<K: SinkStage> fmt::Debug for InPlace<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InPlace")
            .field("ended", &self.run.is_none())
            .finish()
    }
}

impl<K: SinkStage> fmt::Debug for InPlaceWithLedger<K> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("InPlaceWithLedger")
            .field("ended", &self.run.is_none())
            .finish()
    }
}
