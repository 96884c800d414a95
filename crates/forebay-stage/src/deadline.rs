//! Waiting for a moment.

use std::fmt;
use std::task::Poll;
use std::time::Instant;

use crate::{Context, Timer};

/// A moment that a stage waits for, on the clock of its runtime.
///
/// What every stage with a timer needs: a timer that is made when it is first waited for, set
/// again without allocating, and taken back when the wait is over. It says *when*; whether
/// something is emitted then, demand alone decides (law L9).
///
/// ```
/// use std::task::Poll;
/// use std::time::Duration;
///
/// use forebay_stage::{Context, Deadline};
///
/// fn wait_a_second(deadline: &mut Deadline, cx: &mut Context<'_>) -> Poll<()> {
///     if deadline.at().is_none() {
///         deadline.set(cx.now() + Duration::from_secs(1));
///     }
///     deadline.poll(cx)
/// }
/// ```
#[derive(Default)]
pub struct Deadline {
    at: Option<Instant>,
    timer: Option<Box<dyn Timer>>,
}

impl Deadline {
    /// No moment yet.
    #[must_use]
    pub const fn new() -> Self {
        Self {
            at: None,
            timer: None,
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

    /// Waits for nothing.
    pub fn clear(&mut self) {
        self.at = None;
        if let Some(timer) = &mut self.timer {
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
        self.timer
            .get_or_insert_with(|| cx.runtime().timer())
            .wake_at(at, cx.waker());
        Poll::Pending
    }
}

impl fmt::Debug for Deadline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Deadline")
            .field("at", &self.at)
            .finish_non_exhaustive()
    }
}
