//! The one lock of this crate.

use core::fmt;

#[cfg(loom)]
use loom::sync::{Mutex, MutexGuard};
#[cfg(not(any(loom, shuttle)))]
use parking_lot::{Mutex, MutexGuard};
#[cfg(shuttle)]
use shuttle::sync::{Mutex, MutexGuard};

/// A lock around a value: `parking_lot`'s, or loom's in a model, or shuttle's in a schedule.
///
/// A panic while it is held does not poison it, so whoever holds it leaves the value whole before
/// calling anything that may panic. Nothing of a user's (a waker, a destructor, a closure) is called
/// while it is held.
pub(crate) struct Lock<T>(Mutex<T>);

/// The value of a [`Lock`], for as long as this is held.
pub(crate) type Held<'a, T> = MutexGuard<'a, T>;

impl<T> Lock<T> {
    #[inline]
    pub(crate) fn new(value: T) -> Self {
        Self(Mutex::new(value))
    }

    /// Waits until nobody else holds it.
    #[inline]
    #[cfg(not(any(loom, shuttle)))]
    pub(crate) fn hold(&self) -> Held<'_, T> {
        self.0.lock()
    }

    /// Waits until nobody else holds it.
    #[cfg(any(loom, shuttle))]
    pub(crate) fn hold(&self) -> Held<'_, T> {
        self.0
            .lock()
            .unwrap_or_else(std::sync::PoisonError::into_inner)
    }
}

impl<T> fmt::Debug for Lock<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        // Printing must not wait, and loom and shuttle have nothing to print without waiting.
        f.write_str("Lock")
    }
}

#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;
