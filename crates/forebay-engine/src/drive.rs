//! One run of an island: poll its sink within the budget, contain panics.

use std::mem::needs_drop;
use std::task::{Poll, Waker};

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Budget, Context, Island, Ledger, Runtime, SinkStage};

use crate::Outcome;
use crate::contain::contain;
use crate::others::Others;

/// How many elements an island moves before it lets its executor run others.
///
/// Four thousand elements of a fused chain take a microsecond or so, against which going back
/// to the executor is cheap; with a microsecond of work each they take a few milliseconds.
pub(crate) const BUDGET: usize = 4096;

/// Runs a closed chain once. Islands that its stages made come into `born`.
#[inline]
pub(crate) fn drive<K: SinkStage>(
    stage: &mut K,
    waker: &Waker,
    runtime: &dyn Runtime,
    elements: usize,
    born: &mut Vec<Island>,
) -> Poll<Result<K::Output, StreamError>> {
    let budget = Budget::new(elements);
    match drive_once(stage, waker, runtime, &budget, born) {
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
    born: &mut Vec<Island>,
) -> Result<Poll<Result<K::Output, StreamError>>, StreamError> {
    let mut cx = Context::new(waker, budget, runtime);
    let polled = contain(|| stage.poll_drain(&mut cx));
    // After a panic too: their elements are not to be dropped while it unwinds.
    if !cx.materializer().is_empty() {
        born.append(&mut cx.materializer().take_islands());
    }
    polled
}

/// Cancels a chain whose run is over. Destructors of elements run here; their panics end here.
pub(crate) fn cancel<K: SinkStage>(stage: &mut K, cause: &CancelCause) {
    let _contained = contain(|| stage.cancel(cause));
}

/// Ends a run: reads the books of all its islands, drops them, and contains whatever their
/// destructors do. A panic in any of them fails the run.
pub(crate) fn close<K: SinkStage>(
    stage: K,
    result: Result<K::Output, StreamError>,
    others: Others,
) -> Outcome<K::Output> {
    let mut ledger = Ledger::default();
    let accounted = contain(|| {
        others.account(&mut ledger);
        stage.account(&mut ledger);
    });
    let result = result.and_then(|value| accounted.map(|()| value));
    Outcome {
        result: dismiss(stage, dismiss_others(others, result)),
        ledger,
    }
}

/// Drops the other islands of a run; a panic of theirs, now or before, fails it.
pub(crate) fn dismiss_others<R>(
    others: Others,
    result: Result<R, StreamError>,
) -> Result<R, StreamError> {
    let Others {
        ended, panicked, ..
    } = others;
    let dropped = contain(|| drop(ended));
    result.and_then(|value| {
        dropped?;
        panicked.map_or(Ok(value), Err)
    })
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
