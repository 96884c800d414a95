//! One run of an island: poll its sink within the budget, contain panics.

use std::mem::needs_drop;
use std::task::{Poll, Waker};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Budget, Context, Ledger, Runtime, SinkStage};

use crate::Outcome;
use crate::contain::contain;

/// How many elements an island moves before it lets its executor run others.
///
/// Four thousand elements of a fused chain take a microsecond or so, against which going back
/// to the executor is cheap; with a microsecond of work each they take a few milliseconds.
pub(crate) const BUDGET: usize = 4096;

/// Runs a closed chain once.
#[inline]
pub(crate) fn drive<K: SinkStage>(
    stage: &mut K,
    waker: &Waker,
    runtime: &dyn Runtime,
    elements: usize,
) -> Poll<Result<K::Output, StreamError>> {
    let budget = Budget::new(elements);
    match drive_once(stage, waker, runtime, &budget) {
        Ok(Poll::Ready(ending)) => Poll::Ready(ending),
        Ok(Poll::Pending) => {
            if budget.is_spent() {
                waker.wake_by_ref();
            }
            Poll::Pending
        },
        Err(panicked) => {
            cancel(stage, &CancelCause::Failed(panicked.clone()));
            Poll::Ready(Err(panicked))
        },
    }
}

/// Runs a closed chain once; an error says that user code panicked.
#[inline]
pub(crate) fn drive_once<K: SinkStage>(
    stage: &mut K,
    waker: &Waker,
    runtime: &dyn Runtime,
    budget: &Budget,
) -> Result<Poll<Result<K::Output, StreamError>>, StreamError> {
    contain(|| stage.poll_drain(&mut Context::new(waker, budget, runtime)))
}

/// Cancels a chain whose run is over. Destructors of elements run here; their panics end here.
pub(crate) fn cancel<K: SinkStage>(stage: &mut K, cause: &CancelCause) {
    let _contained = contain(|| stage.cancel(cause));
}

/// Ends a run: reads the chain's books, drops it, and contains whatever its destructors do.
pub(crate) fn close<K: SinkStage>(
    stage: K,
    result: Result<K::Output, StreamError>,
) -> Outcome<K::Output> {
    let mut ledger = Ledger::default();
    let accounted = contain(|| stage.account(&mut ledger));
    let result = result.and_then(|value| accounted.map(|()| value));
    Outcome {
        result: dismiss(stage, result),
        ledger,
    }
}

/// Drops a chain whose run is over; a destructor that panics fails the run.
#[inline]
pub(crate) fn dismiss<K: SinkStage>(
    stage: K,
    result: Result<K::Output, StreamError>,
) -> Result<K::Output, StreamError> {
    if !needs_drop::<K>() {
        return result;
    }
    let dropped = contain(|| drop(stage));
    result.and_then(|value| dropped.map(|()| value))
}
