//! The waker of a driver that never sleeps: it only remembers that somebody rang.

use std::sync::Arc;
use std::task::{Wake, Waker};

use parking_lot::Mutex;

/// Remembers wake-ups until they are looked at.
#[derive(Debug, Default)]
pub(crate) struct Alarm {
    rang: Mutex<bool>,
}

impl Alarm {
    /// An alarm and the waker that sets it off.
    pub(crate) fn new() -> (Arc<Self>, Waker) {
        let alarm = Arc::new(Self::default());
        let waker = Waker::from(Arc::clone(&alarm));
        (alarm, waker)
    }

    /// True if it rang and nobody answered yet.
    pub(crate) fn is_ringing(&self) -> bool {
        *self.rang.lock()
    }

    /// As [`is_ringing`](Self::is_ringing), and silences it.
    pub(crate) fn answer(&self) -> bool {
        std::mem::take(&mut self.rang.lock())
    }
}

impl Wake for Alarm {
    fn wake(self: Arc<Self>) {
        *self.rang.lock() = true;
    }
}
