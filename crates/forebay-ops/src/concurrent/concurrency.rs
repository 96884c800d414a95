//! How many at once, and how many results may wait.

use std::num::NonZeroUsize;

/// How many futures run at once, and how many finished results may wait to be wanted.
///
/// A number is enough where both are the same, and [`buffer`](Self::buffer) sets the second one
/// apart:
///
/// ```
/// use forebay_ops::concurrent::Concurrency;
///
/// let eight = Concurrency::from(8);
/// assert_eq!((eight.running(), eight.waiting()), (8, 8));
///
/// let ahead = Concurrency::new(8).buffer(1000);
/// assert_eq!((ahead.running(), ahead.waiting()), (8, 1000));
/// ```
///
/// A result that waits takes a place in the buffer and none of the running ones: behind a slow
/// consumer, or behind one slow element where order is kept, the others go on until the buffer is
/// full. Together they are the bound on what a stage holds: *running + waiting*. If all that run
/// finish while the buffer is full, each keeps its result in its own place until there is room.
///
/// Neither may be zero; the operator that is given one says so when the stream is built.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub struct Concurrency {
    running: usize,
    waiting: usize,
}

impl Concurrency {
    /// So many at once, and as many results that wait.
    #[must_use]
    pub const fn new(running: usize) -> Self {
        Self {
            running,
            waiting: running,
        }
    }

    /// The same, with room for `results` finished results.
    #[must_use]
    pub const fn buffer(self, results: usize) -> Self {
        Self {
            running: self.running,
            waiting: results,
        }
    }

    /// How many run at once.
    #[must_use]
    pub const fn running(self) -> usize {
        self.running
    }

    /// How many finished results may wait.
    #[must_use]
    pub const fn waiting(self) -> usize {
        self.waiting
    }

    /// How many elements a stage of this concurrency holds at most.
    #[must_use]
    pub const fn in_flight(self) -> usize {
        self.running.saturating_add(self.waiting)
    }

    /// The same, if neither is zero.
    ///
    /// # Panics
    /// If one of them is, on behalf of `operator`.
    #[track_caller]
    pub(super) fn checked(self, operator: &str) -> Self {
        assert!(
            self.running > 0,
            "{operator}(0): at least one runs at a time, or nothing ever would"
        );
        assert!(
            self.waiting > 0,
            "{operator} with buffer(0): room for at least one result is needed"
        );
        self
    }
}

impl From<usize> for Concurrency {
    fn from(running: usize) -> Self {
        Self::new(running)
    }
}

impl From<NonZeroUsize> for Concurrency {
    fn from(running: NonZeroUsize) -> Self {
        Self::new(running.get())
    }
}
