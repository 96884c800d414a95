//! Who is to be woken when: one ordered set of wake-up calls for each clock.
//!
//! The set knows no clock. Whoever owns one asks for the [next](Timers::next) call and says
//! what time it is with [`fire`](Timers::fire): a thread that sleeps in between
//! ([`serve`](Timers::serve)), or a test that moves its clock by hand. Setting, replacing and
//! taking back a call are one lock and *O*(log *n*) in the number of calls that are set; wakers are
//! cloned, called and dropped outside of the lock.

use core::fmt;
use core::mem;
use core::task::Waker;
use std::collections::BTreeMap;
use std::thread::{self, Thread};
use std::time::Instant;

use crate::sync::{Arc, Lock};

/// The wake-up calls of one clock. A handle: clones are the same set.
#[derive(Clone)]
pub struct Timers {
    calls: Arc<Lock<Calls>>,
}

#[derive(Default)]
struct Calls {
    by_time: BTreeMap<(Instant, u64), Waker>,
    /// Tells calls of the same time apart, in the order in which they were made.
    made: u64,
    /// The thread that serves, while it sleeps.
    asleep: Option<Thread>,
    closed: bool,
}

impl Timers {
    /// An empty set.
    #[must_use]
    pub fn new() -> Self {
        Self {
            calls: Arc::new(Lock::new(Calls::default())),
        }
    }

    /// One call that can be set again and again.
    #[must_use]
    pub fn call(&self) -> TimedCall {
        let mut calls = self.calls.hold();
        calls.made += 1;
        let id = calls.made;
        drop(calls);
        TimedCall {
            calls: Arc::clone(&self.calls),
            id,
            at: None,
        }
    }

    /// When the next call is due.
    #[must_use]
    pub fn next(&self) -> Option<Instant> {
        let calls = self.calls.hold();
        calls.by_time.keys().next().map(|&(at, _)| at)
    }

    /// How many calls are set.
    #[must_use]
    pub fn len(&self) -> usize {
        self.calls.hold().by_time.len()
    }

    /// True if no call is set.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// It is `now`: makes all calls that are due, earlier ones first. Returns how many.
    pub fn fire(&self, now: Instant) -> usize {
        let due = {
            let mut calls = self.calls.hold();
            let later = calls.by_time.split_off(&(now, u64::MAX));
            mem::replace(&mut calls.by_time, later)
        };
        let count = due.len();
        due.into_values().for_each(Waker::wake);
        count
    }

    /// Makes all calls in time, on this thread, until [`close`](Self::close).
    pub fn serve(&self) {
        loop {
            self.fire(Instant::now());
            let next = {
                let mut calls = self.calls.hold();
                if calls.closed {
                    return;
                }
                calls.asleep = Some(thread::current());
                calls.by_time.keys().next().map(|&(at, _)| at)
            };
            // A call that is set from here on unparks this thread, and that is remembered.
            match next {
                Some(at) => thread::park_timeout(at.saturating_duration_since(Instant::now())),
                None => thread::park(),
            }
        }
    }

    /// Ends [`serve`](Self::serve). Calls that are set are never made.
    pub fn close(&self) {
        let mut calls = self.calls.hold();
        calls.closed = true;
        let asleep = calls.asleep.take();
        drop(calls);
        if let Some(thread) = asleep {
            thread.unpark();
        }
    }
}

impl Default for Timers {
    fn default() -> Self {
        Self::new()
    }
}

/// One wake-up call. Dropping it takes the call back.
pub struct TimedCall {
    calls: Arc<Lock<Calls>>,
    id: u64,
    at: Option<Instant>,
}

impl TimedCall {
    /// Wakes `waker` at `at`, in place of what was set before.
    pub fn set(&mut self, at: Instant, waker: &Waker) {
        let waker = waker.clone();
        let mut calls = self.calls.hold();
        let before = self
            .at
            .replace(at)
            .and_then(|at| calls.by_time.remove(&(at, self.id)));
        calls.by_time.insert((at, self.id), waker);
        let is_next = calls.by_time.keys().next() == Some(&(at, self.id));
        let asleep = if is_next { calls.asleep.take() } else { None };
        drop(calls);
        drop(before);
        if let Some(thread) = asleep {
            thread.unpark();
        }
    }

    /// Takes the call back, if it is still to be made.
    pub fn clear(&mut self) {
        if let Some(at) = self.at.take() {
            let call = self.calls.hold().by_time.remove(&(at, self.id));
            drop(call);
        }
    }
}

impl Drop for TimedCall {
    fn drop(&mut self) {
        self.clear();
    }
}

impl fmt::Debug for Timers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Timers")
    }
}

impl fmt::Debug for TimedCall {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TimedCall").field("at", &self.at).finish()
    }
}

#[cfg(all(test, not(loom)))]
mod tests;
