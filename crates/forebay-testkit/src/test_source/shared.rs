//! What the test's end of a source and its running end both see.

use std::collections::VecDeque;
use std::task::Waker;

use forebay_protocol::{CancelCause, Demand, StreamError};
use parking_lot::{Mutex, MutexGuard};

use super::Emission;
use crate::injected::Injected;

/// The state of a source, behind a lock that is never held while other code runs.
pub(super) struct Shared<T> {
    state: Mutex<State<T>>,
    pub(super) emission: Emission,
}

pub(super) struct State<T> {
    pub(super) queue: VecDeque<T>,
    pub(super) ending: Option<Result<(), StreamError>>,
    pub(super) phase: Phase,
    pub(super) demand: Demand,
    pub(super) demands: Vec<Demand>,
    pub(super) requested: Demand,
    pub(super) pulled: u64,
    pub(super) taken: bool,
    pub(super) dropped: bool,
    pub(super) unwinds: bool,
    pub(super) discarded: u64,
    pub(super) waker: Option<Waker>,
}

/// How far the stream is, seen from its source.
#[derive(Debug)]
pub(super) enum Phase {
    Open,
    /// Completed or failed: the word for messages.
    Ended(&'static str),
    Cancelled(CancelCause),
}

impl<T> Shared<T> {
    pub(super) fn new(emission: Emission) -> Self {
        let state = State {
            queue: VecDeque::new(),
            ending: None,
            phase: Phase::Open,
            demand: Demand::NONE,
            demands: Vec::new(),
            requested: Demand::NONE,
            pulled: 0,
            taken: false,
            dropped: false,
            unwinds: false,
            discarded: 0,
            waker: None,
        };
        Self {
            state: Mutex::new(state),
            emission,
        }
    }

    pub(super) fn lock(&self) -> MutexGuard<'_, State<T>> {
        self.state.lock()
    }

    /// Queues `elements`, or drops them when the stream is over, and wakes the pipeline.
    pub(super) fn enqueue(&self, elements: Vec<T>) {
        let mut state = self.lock();
        let is_open = matches!(state.phase, Phase::Open) && !state.dropped;
        // A queue that is not empty waits for demand, which comes from below.
        let waker = state.queue.is_empty().then(|| state.waker.take()).flatten();
        let refused = if is_open {
            state.queue.extend(elements);
            Vec::new()
        } else {
            elements
        };
        drop(state);
        drop(refused);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Sets the ending and wakes the pipeline.
    pub(super) fn end(&self, ending: Result<(), StreamError>) {
        let mut state = self.lock();
        state.ending = Some(ending);
        let waker = state.queue.is_empty().then(|| state.waker.take()).flatten();
        drop(state);
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    /// Drops what is queued, outside of the lock since destructors are code of the test.
    pub(super) fn discard(&self) {
        let mut state = self.lock();
        let queue = std::mem::take(&mut state.queue);
        state.discarded += queue.len() as u64;
        drop(state);
        drop(queue);
    }

    pub(super) fn pop(&self) -> Option<T> {
        let mut state = self.lock();
        if state.unwinds {
            state.unwinds = false;
            drop(state);
            Injected::unwind();
        }
        let element = state.queue.pop_front()?;
        state.pulled += 1;
        Some(element)
    }
}

impl<T> State<T> {
    pub(super) fn see(&mut self, demand: Demand) {
        self.demand = demand;
        let total = demand.plus(Demand::Bounded(self.pulled));
        self.requested = match (self.requested, total) {
            (Demand::Bounded(before), Demand::Bounded(now)) => Demand::Bounded(before.max(now)),
            _ => Demand::Unbounded,
        };
    }
}
