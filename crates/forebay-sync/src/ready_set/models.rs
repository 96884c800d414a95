//! The models of the ready set. `docs/specs/models.md` lists them.

mod parking;
mod publishing;
mod waking;

use std::sync::Arc;
use std::task::{Wake, Waker};

use super::ReadySet;
use crate::Waited;
use crate::sync::atomic::{AtomicU8, Ordering::Relaxed};

/// Counts how often it is woken.
struct Bell(AtomicU8);

impl Bell {
    fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Self(AtomicU8::new(0)));
        (Arc::clone(&bell), Waker::from(bell))
    }

    /// How often it was woken. Exact once all actors are joined.
    fn rings(&self) -> u8 {
        // ORDERING: Relaxed — read after a join.
        self.0.load(Relaxed)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.wake_by_ref();
    }

    fn wake_by_ref(self: &Arc<Self>) {
        // ORDERING: Relaxed — a count; the word under test must do the publishing.
        self.0.fetch_add(1, Relaxed);
    }
}

/// Sweeps once and gives all that was woken.
fn swept(ready: &mut ReadySet) -> Vec<usize> {
    ready.sweep();
    std::iter::from_fn(|| ready.pop()).collect()
}

/// What an owner finds who is told, or finds by parking, that something was woken. `None` if it
/// would sleep on, with nobody to tell it.
fn found_later(ready: &mut ReadySet, parked: Waited, rings: u8) -> Option<Vec<usize>> {
    (parked == Waited::LookAgain || rings > 0).then(|| swept(ready))
}
