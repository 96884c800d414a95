//! Wakers that wait for one another's turn, and those that are to be woken now.
//!
//! Both are plain values: a cell keeps the first behind its lock, and lets go of the lock before
//! it drops the second, which wakes. No code of a user's runs while a lock is held.

use core::fmt;
use core::task::Waker;
use std::collections::{BTreeMap, VecDeque};

/// What tells one of the entries of a [`WakerSet`] from the others.
#[derive(Clone, Copy, Debug, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Ticket(u64);

/// Hands out tickets, each larger than the one before.
#[derive(Debug, Default)]
pub(crate) struct Tickets {
    next: u64,
}

impl Tickets {
    pub(crate) fn draw(&mut self) -> Ticket {
        self.next += 1;
        Ticket(self.next)
    }
}

/// Wakers by ticket: each can be replaced or taken away by itself, and all are woken at once.
///
/// As many entries as there are futures that wait, and none that nobody waits behind.
#[derive(Debug, Default)]
pub(crate) struct WakerSet {
    tickets: Tickets,
    wakers: BTreeMap<Ticket, Waker>,
}

impl WakerSet {
    /// Puts a waker under `ticket`, or under a new one. Gives the ticket, and the waker that was
    /// there, for the caller to drop where no lock is held.
    pub(crate) fn put(&mut self, ticket: Option<Ticket>, waker: Waker) -> (Ticket, Option<Waker>) {
        let ticket = ticket.unwrap_or_else(|| self.tickets.draw());
        (ticket, self.wakers.insert(ticket, waker))
    }

    /// Takes a waker away, for the caller to drop where no lock is held.
    pub(crate) fn remove(&mut self, ticket: Ticket) -> Option<Waker> {
        self.wakers.remove(&ticket)
    }

    /// Moves all wakers to those that are woken now.
    pub(crate) fn rouse(&mut self, wakes: &mut Wakes) {
        wakes
            .wakers
            .extend(core::mem::take(&mut self.wakers).into_values());
    }
}

/// Wakers that are woken when this is dropped, first come first.
///
/// Declare it before the lock is taken, so that it is dropped after the lock is let go. If one of
/// them panics, the others are woken all the same.
#[derive(Default)]
#[must_use = "dropping it wakes: let that happen after the lock is let go"]
pub(crate) struct Wakes {
    wakers: VecDeque<Waker>,
}

impl Wakes {
    pub(crate) const fn new() -> Self {
        Self {
            wakers: VecDeque::new(),
        }
    }

    pub(crate) fn add(&mut self, waker: impl IntoIterator<Item = Waker>) {
        self.wakers.extend(waker);
    }
}

impl Drop for Wakes {
    #[inline]
    fn drop(&mut self) {
        /// Wakes what is left while a panic unwinds.
        struct Rest<'a>(&'a mut VecDeque<Waker>);

        impl Rest<'_> {
            fn wake(&mut self) {
                while let Some(waker) = self.0.pop_front() {
                    waker.wake();
                }
            }
        }

        impl Drop for Rest<'_> {
            fn drop(&mut self) {
                self.wake();
            }
        }

        if !self.wakers.is_empty() {
            Rest(&mut self.wakers).wake();
        }
    }
}

impl fmt::Debug for Wakes {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Wakes({})", self.wakers.len())
    }
}

#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;
