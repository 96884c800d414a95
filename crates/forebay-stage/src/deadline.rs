//! Waiting for a moment.

use std::fmt;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use crate::{Context, Timer};

/// A moment that a stage waits for, on the clock of its runtime.
///
/// What every stage with a timer needs: a timer that is made when it is first waited for, set
/// again without allocating, and taken back when the wait is over. It says *when*; whether
/// something is emitted then, demand alone decides (law L9).
///
/// Moving it to a later moment costs next to nothing. The wake-up call stays as it is, comes too
/// early, and is set anew then: so a deadline that each run moves on is one timer set per wait,
/// not one per run. What is over clears its deadline, since a call that stays set outlives the
/// stream (law L6); dropping the deadline does it too.
///
/// ```
/// use std::task::Poll;
/// use std::time::Duration;
///
/// use forebay_stage::{Context, Deadline};
///
/// fn wait_a_second(deadline: &mut Deadline, cx: &mut Context<'_>) -> Poll<()> {
///     let now = cx.now();
///     if deadline.at().is_none() {
///         deadline.set_after(now, Duration::from_secs(1));
///     }
///     deadline.poll_at(now, cx)
/// }
/// ```
#[derive(Default)]
pub struct Deadline {
    at: Option<Instant>,
    timer: Option<Box<dyn Timer>>,
    /// What the timer is set to, and whom it wakes.
    call: Option<(Instant, Waker)>,
}

impl Deadline {
    /// No moment yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            at: None,
            timer: None,
            call: None,
        }
    }

    /// The moment that is waited for, if any.
    #[inline]
    #[must_use]
    pub const fn at(&self) -> Option<Instant> {
        self.at
    }

    /// Waits for `at` from now on, whatever was waited for before.
    #[inline]
    pub fn set(&mut self, at: Instant) {
        self.at = Some(at);
    }

    /// Waits until `wait` has passed since `now`. A wait that is longer than the clock can tell
    /// never ends.
    #[inline]
    pub fn set_after(&mut self, now: Instant, wait: Duration) {
        self.at = now.checked_add(wait);
    }

    /// Waits for nothing.
    pub fn clear(&mut self) {
        self.at = None;
        if self.call.take().is_some()
            && let Some(timer) = &mut self.timer
        {
            timer.clear();
        }
    }

    /// Ready once the moment has come; the moment stays set. Pending, with the island to be woken
    /// then, while it lies ahead, and pending without a wake-up when there is none.
    pub fn poll(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        match self.at {
            Some(_) => self.poll_at(cx.now(), cx),
            None => Poll::Pending,
        }
    }

    /// As [`poll`](Self::poll), for who has asked the clock in this run already.
    pub fn poll_at(&mut self, now: Instant, cx: &mut Context<'_>) -> Poll<()> {
        let Some(at) = self.at else {
            return Poll::Pending;
        };
        if now >= at {
            return Poll::Ready(());
        }
        // A call before the moment leads here again. It is still to come: it is made at its time
        // or later, never before, and it was not at `now`.
        let is_called = self
            .call
            .as_ref()
            .is_some_and(|(call, waker)| now < *call && *call <= at && waker.will_wake(cx.waker()));
        if !is_called {
            self.timer
                .get_or_insert_with(|| cx.runtime().timer())
                .wake_at(at, cx.waker());
            self.call = Some((at, cx.waker().clone()));
        }
        Poll::Pending
    }
}

/// A clone waits for the same moment, with a timer of its own: so blueprints can be cloned.
impl Clone for Deadline {
    fn clone(&self) -> Self {
        Self {
            at: self.at,
            timer: None,
            call: None,
        }
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deadline")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}

#[cfg(test)]
mod tests;
