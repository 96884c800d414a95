//! One switch that stops many streams.
//!
//! Any number of stages listen, on as many islands. Whoever holds the switch trips it once: the
//! first trip decides how, and every listener is woken once, or sees the trip when it comes to wait.
//!
//! Waiting and tripping meet under a lock. A flag beside it spares those who look and need not wait
//! the lock: a stage looks whenever it runs.
//!
//! # Edges
//!
//! | Edge | Written by | Read by | Carries | Models |
//! |---|---|---|---|---|
//! | `trip→look` | [`KillSwitchCell::shutdown`], [`KillSwitchCell::abort`] | [`KillSwitchListener::poll_killed`] | that it has been tripped; how, and all that was written before, is read under the lock | `trip_races_listening_tells_once` |
//!
//! The public switch, with its operator, comes with the graphs that it stops; until then only
//! the models and tests use this cell.

#[cfg(all(test, not(shuttle)))]
mod models;
#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;

use core::fmt;
use core::task::{Poll, Waker};
use std::error::Error;

use forebay_protocol::StreamError;

use crate::sync::atomic::AtomicU8;
use crate::sync::atomic::Ordering::Relaxed;
use crate::sync::{Arc, Lock};
use crate::wakers::{Ticket, WakerSet, Wakes};

/// The shared part of a kill switch. Clones are the same switch.
///
/// ```
/// use std::task::{Poll, Waker};
/// use forebay_sync::{Killed, KillSwitchCell};
///
/// let switch = KillSwitchCell::new();
/// let mut listener = switch.listen();
/// assert!(listener.poll_killed(Waker::noop()).is_pending());
///
/// assert!(switch.shutdown());
/// assert!(!switch.abort("too late"), "the first trip decides");
/// assert!(matches!(listener.poll_killed(Waker::noop()), Poll::Ready(Killed::Shutdown)));
/// assert!(matches!(switch.listen().poll_killed(Waker::noop()), Poll::Ready(Killed::Shutdown)));
/// ```
#[derive(Clone)]
pub struct KillSwitchCell {
    shared: Arc<Shared>,
}

/// How a kill switch was tripped.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Killed {
    /// Streams complete here.
    Shutdown,
    /// Streams fail here, with this error.
    Aborted(StreamError),
}

struct Shared {
    /// 1 once it was tripped: a hint that there is something to see under the lock.
    tripped: AtomicU8,
    registry: Lock<Registry>,
}

struct Registry {
    killed: Option<Killed>,
    listeners: WakerSet,
}

impl KillSwitchCell {
    /// A switch that nobody has tripped.
    #[must_use]
    pub fn new() -> Self {
        let registry = Registry {
            killed: None,
            listeners: WakerSet::default(),
        };
        Self {
            shared: Arc::new(Shared {
                tripped: AtomicU8::new(0),
                registry: Lock::new(registry),
            }),
        }
    }

    /// Ends what listens, as completed. True if this tripped the switch.
    pub fn shutdown(&self) -> bool {
        self.trip(Killed::Shutdown)
    }

    /// Ends what listens, as failed with `error`. True if this tripped the switch.
    pub fn abort(&self, error: impl Into<Box<dyn Error + Send + Sync>>) -> bool {
        self.trip(Killed::Aborted(StreamError::new(error)))
    }

    /// How it was tripped, if it was.
    #[must_use]
    pub fn killed(&self) -> Option<Killed> {
        self.shared.registry.hold().killed.clone()
    }

    /// Somebody who is told. Nothing is registered until it waits.
    #[must_use]
    pub fn listen(&self) -> KillSwitchListener {
        KillSwitchListener {
            shared: Arc::clone(&self.shared),
            standing: None,
        }
    }

    fn trip(&self, killed: Killed) -> bool {
        // Declared before the lock is taken, so they wake after it is let go.
        let mut wakes = Wakes::new();
        let mut registry = self.shared.registry.hold();
        if registry.killed.is_some() {
            return false;
        }
        misstep!(SwitchTripTorn => {
            drop(registry);
            registry = self.shared.registry.hold();
        });
        registry.killed = Some(killed);
        let raise = || {
            // ORDERING: Relaxed — edge `trip→look`: the flag carries nothing, who sees it takes the
            // lock. It is written before anybody is woken, so nobody woken by this reads the
            // value before it: being woken orders the two.
            self.shared.tripped.store(1, Relaxed);
        };
        weaken!(raise(), SwitchRaisedLate => ());
        registry.listeners.rouse(&mut wakes);
        misstep!(SwitchRaisedLate => {
            drop(registry);
            drop(wakes);
            raise();
        });
        true
    }
}

impl Default for KillSwitchCell {
    fn default() -> Self {
        Self::new()
    }
}

/// Waits for a kill switch to be tripped. Dropping it leaves nothing behind.
pub struct KillSwitchListener {
    shared: Arc<Shared>,
    /// Where it is registered, and whom that wakes.
    standing: Option<(Ticket, Waker)>,
}

impl KillSwitchListener {
    /// How the switch was tripped; if it was not, `waker` is woken when it is, once.
    ///
    /// While nothing has happened and the waker is that of the last call, this is one load.
    #[inline]
    pub fn poll_killed(&mut self, waker: &Waker) -> Poll<Killed> {
        // ORDERING: Relaxed — edge `trip→look`: a hint. Nothing is read because of it but what the
        // lock guards; and to miss it is safe, since who is registered will be woken.
        let tripped = self.shared.tripped.load(Relaxed) == 1;
        match &self.standing {
            Some((_, own)) if !tripped && own.will_wake(waker) => Poll::Pending,
            _ => self.poll_registry(waker),
        }
    }

    #[cold]
    fn poll_registry(&mut self, waker: &Waker) -> Poll<Killed> {
        let (own, ours) = (waker.clone(), waker.clone());
        let _stale;
        let mut registry = self.shared.registry.hold();
        if let Some(killed) = registry.killed.clone() {
            return Poll::Ready(killed);
        }
        misstep!(SwitchListenTorn => {
            drop(registry);
            registry = self.shared.registry.hold();
        });
        let before = self.standing.take();
        let ticket = before.as_ref().map(|(ticket, _)| *ticket);
        let (ticket, replaced) = registry.listeners.put(ticket, ours);
        self.standing = Some((ticket, own));
        _stale = (before, replaced);
        Poll::Pending
    }
}

impl Drop for KillSwitchListener {
    fn drop(&mut self) {
        if let Some((ticket, _)) = self.standing {
            misstep!(SwitchListenerStays => return);
            let stale = self.shared.registry.hold().listeners.remove(ticket);
            drop(stale);
        }
    }
}

impl fmt::Debug for KillSwitchCell {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KillSwitchCell").finish_non_exhaustive()
    }
}

impl fmt::Debug for KillSwitchListener {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("KillSwitchListener")
            .field("waits", &self.standing.is_some())
            .finish_non_exhaustive()
    }
}
