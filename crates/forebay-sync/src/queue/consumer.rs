//! The consumer's side.

use core::fmt;
use core::mem;
use core::task::{Poll, Waker};
use std::collections::VecDeque;

use forebay_protocol::{CancelCause, StreamError};

use super::QueueEnding;
use super::handle::Shared;
use super::state::shrink;
use crate::sync::Arc;
use crate::wakers::Wakes;

/// The consumer's side of a queue: takes elements in batches, and passes them on one by one.
///
/// It is an iterator over the batch at hand. Elements of the batch count against the capacity until
/// they are taken from here and [`give_back`](Self::give_back) says so; dropping the consumer
/// cancels the queue.
pub struct QueueConsumer<T> {
    shared: Arc<Shared<T>>,
    batch: VecDeque<T>,
    /// Taken from the batch since room was last given back.
    used: usize,
    passed_on: u64,
    discarded: u64,
}

impl<T> QueueConsumer<T> {
    pub(super) fn new(shared: Arc<Shared<T>>) -> Self {
        Self {
            shared,
            batch: VecDeque::new(),
            used: 0,
            passed_on: 0,
            discarded: 0,
        }
    }

    /// Sees to it that there is a batch at hand; `false` if there will be none.
    ///
    /// Gives back the room of what was taken, as [`give_back`](Self::give_back) does. If it is
    /// pending, `waker` is woken by the next element and by the end of the queue, whichever comes
    /// first, and once.
    ///
    /// # Errors
    /// What the queue was failed with, after all that was accepted before.
    #[inline]
    pub fn poll_lend(&mut self, waker: &Waker) -> Poll<Result<bool, StreamError>> {
        if !self.batch.is_empty() {
            return Poll::Ready(Ok(true));
        }
        self.poll_shared(waker)
    }

    fn poll_shared(&mut self, waker: &Waker) -> Poll<Result<bool, StreamError>> {
        let mut own: Option<Waker> = None;
        loop {
            // Declared before the lock is taken, so dropped, and woken, after it is let go.
            let mut wakes = Wakes::new();
            let _stale;
            let mut state = self.shared.hold();
            state.give_back(mem::take(&mut self.used));
            state.hand_over(&mut wakes);
            if weaken!(false, QueueEndOvertakes => state.ending().is_some()) {
                return Poll::Ready(Ok(false));
            }
            let parks = weaken!(false, QueueParkTorn => own.is_some());
            if !parks {
                state.lend(&mut self.batch);
                if !self.batch.is_empty() {
                    // Nobody is parked: whoever put an element there took the waker along.
                    return Poll::Ready(Ok(true));
                }
                if let Some(ending) = state.ending() {
                    return Poll::Ready(result_of(ending));
                }
            }
            if state
                .parked
                .as_ref()
                .is_some_and(|one| one.will_wake(waker))
            {
                return Poll::Pending;
            }
            if let Some(own) = own.take() {
                _stale = state.parked.replace(own);
                state.shrink();
                shrink(&mut self.batch);
                return Poll::Pending;
            }
            // Cloning a waker is the executor's code: not while the lock is held.
            drop(state);
            own = Some(waker.clone());
        }
    }

    /// Gives back the room of what was taken from the batch, and wakes those who wait for it.
    #[inline]
    pub fn give_back(&mut self) {
        if self.used > 0 {
            let mut wakes = Wakes::new();
            let mut state = self.shared.hold();
            state.give_back(mem::take(&mut self.used));
            misstep!(QueueRoomTorn => {
                let first = state.first_in_line();
                drop(state);
                state = self.shared.hold();
                if first.is_some() && state.first_in_line() != first {
                    return;
                }
            });
            state.hand_over(&mut wakes);
        }
    }

    /// Ends the queue from below: whoever waits is told, and what was accepted is dropped.
    ///
    /// Gives the number of elements that were. If the queue had ended before, its ending stays.
    pub fn cancel(&mut self, cause: &CancelCause) -> u64 {
        let ending = QueueEnding::Cancelled(cause.clone());
        let queued = {
            let mut wakes = Wakes::new();
            let mut state = self.shared.hold();
            weaken!(
                {
                    state.end(ending, &mut wakes);
                    state.clear()
                },
                QueueCancelTorn => {
                    let queued = state.clear();
                    drop(state);
                    self.shared.hold().end(ending, &mut wakes);
                    queued
                },
            )
        };
        let discarded = (queued.len() + self.batch.len()) as u64;
        self.used = 0;
        self.discarded += discarded;
        // Last: a destructor that panics finds the books written and everybody told.
        let batch = mem::take(&mut self.batch);
        drop((batch, queued));
        discarded
    }

    /// How many elements were accepted so far.
    #[must_use]
    pub fn accepted(&self) -> u64 {
        self.shared.hold().accepted()
    }

    /// How many elements were taken from here.
    #[inline]
    #[must_use]
    pub fn passed_on(&self) -> u64 {
        self.passed_on
    }

    /// How many elements [`cancel`](Self::cancel) has dropped.
    #[must_use]
    pub fn discarded(&self) -> u64 {
        self.discarded
    }
}

/// The elements of the batch at hand; more may come after `None`.
impl<T> Iterator for QueueConsumer<T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let element = self.batch.pop_front()?;
        self.used += 1;
        self.passed_on += 1;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.batch.len(), Some(self.batch.len()))
    }
}

impl<T> ExactSizeIterator for QueueConsumer<T> {}

impl<T> Drop for QueueConsumer<T> {
    fn drop(&mut self) {
        self.cancel(&CancelCause::Dropped);
    }
}

fn result_of(ending: &QueueEnding) -> Result<bool, StreamError> {
    match ending {
        QueueEnding::Completed => Ok(false),
        QueueEnding::Failed(error) => Err(error.clone()),
        QueueEnding::Cancelled(cause) => Err(StreamError::cancelled(cause)),
    }
}

impl<T> fmt::Debug for QueueConsumer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("QueueConsumer")
            .field("lent", &self.batch.len())
            .field("passed_on", &self.passed_on)
            .finish_non_exhaustive()
    }
}
