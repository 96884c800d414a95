//! Whom to wake.

use core::mem;
use std::sync::Arc;
use std::task::Waker;

use crate::sync::Lock;

/// Whom to wake when the first slot is woken.
///
/// The waker is behind a pointer of ours, so that nothing of a user's runs under the lock: neither
/// its clone nor its drop nor its wake.
pub(super) struct Parent(Lock<Option<Arc<Waker>>>);

impl Parent {
    /// Puts another waker in the place of the one before.
    pub(super) fn replace(&self, waker: Option<Arc<Waker>>) {
        let before = mem::replace(&mut *self.0.hold(), waker);
        drop(before);
    }

    #[cold]
    pub(super) fn wake(&self) {
        let waker = self.0.hold().clone();
        if let Some(waker) = waker {
            waker.wake_by_ref();
        }
    }
}

impl Default for Parent {
    fn default() -> Self {
        Self(Lock::new(None))
    }
}
