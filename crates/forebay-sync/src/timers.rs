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
use std::panic::{AssertUnwindSafe, catch_unwind, resume_unwind};
use std::time::Instant;

use crate::sync::thread::{self, Thread};
use crate::sync::{Arc, Lock, park_until};

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
    ///
    /// # Panics
    /// If a waker does, with its panic, after all the others were woken.
    pub fn fire(&self, now: Instant) -> usize {
        let due = {
            let mut all = self.calls.hold();
            let later = all.by_time.split_off(&(now, u64::MAX));
            let due = mem::take(&mut all.by_time);
            let mut calls = weaken!(all, FireTorn => {
                drop(all);
                self.calls.hold()
            });
            calls.by_time = later;
            due
        };
        let count = due.len();
        let mut panicked = None;
        for waker in due.into_values() {
            // One that panics (it may be the last to hold a task, and drop it) must not keep the
            // others from being woken.
            if let Err(payload) = catch_unwind(AssertUnwindSafe(|| waker.wake())) {
                panicked = Some(payload);
            }
        }
        if let Some(payload) = panicked {
            resume_unwind(payload);
        }
        count
    }

    /// Makes all calls in time, on this thread, until [`close`](Self::close). Panics of wakers end
    /// here: those who wait for later calls must not suffer from them.
    pub fn serve(&self) {
        loop {
            let fired = catch_unwind(AssertUnwindSafe(|| self.fire(Instant::now())));
            // The destructor of what was thrown may panic as well.
            let _contained = catch_unwind(AssertUnwindSafe(|| drop(fired)));
            let next = {
                let found = self.calls.hold();
                if found.closed {
                    return;
                }
                let next = found.by_time.keys().next().map(|&(at, _)| at);
                let mut calls = weaken!(found, ServeSleepsLate => {
                    drop(found);
                    self.calls.hold()
                });
                calls.asleep = Some(thread::current());
                next
            };
            // A call that is set from here on unparks this thread, and that is remembered.
            park_until(next);
        }
    }

    /// Ends [`serve`](Self::serve). Calls that are set are dropped, and so are those that are set
    /// later: a waker may hold a task that holds its call, and both would stay for ever.
    pub fn close(&self) {
        let mut calls = self.calls.hold();
        calls.closed = true;
        let asleep = calls.asleep.take();
        let never_made = mem::take(&mut calls.by_time);
        drop(calls);
        if let Some(thread) = asleep {
            thread.unpark();
        }
        drop(never_made);
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
        if calls.closed {
            // Nobody makes calls any more; the waker goes when the lock is free again.
            drop(calls);
            return drop(waker);
        }
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
            let mut calls = self.calls.hold();
            let call = weaken!(calls.by_time.remove(&(at, self.id)), ClearForgets => None);
            drop(calls);
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

#[cfg(all(test, not(shuttle)))]
mod models;
#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;
