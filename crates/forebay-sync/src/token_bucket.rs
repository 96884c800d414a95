//! A token bucket that streams share: how much may pass now, and whose turn is next.
//!
//! A bucket has one lock. Whoever comes for tokens settles what time has brought, takes what is
//! there, and where that is not enough takes a ticket: its cost is owed from then on, so tickets are
//! due in the order in which they were taken, and nobody who comes later can overtake. Streams that
//! wait are not woken for every token. Each knows when its ticket is due, and is woken only if that
//! changes: by another rate, or by tokens that somebody in front of it gives back.
//!
//! A share takes tokens for some elements at once, and puts back what it did not need when its run
//! is over. It holds tokens in hand only while it runs, never while it waits for something else.
//!
//! # Wakers
//!
//! A share that comes leaves its waker in the bucket *in the same hold* of the lock in which it
//! looks. Who changes something writes it and collects the wakers in one hold too. So either the
//! look sees the change, or the change finds the waker. Wakers are cloned, called and dropped
//! outside of the lock. A share that has the bucket for itself leaves none: nobody could call it, and
//! a task must not be kept alive by what it owns itself (law L6).
//!
//! The bucket knows no clock. Time comes with those who come for tokens, so a change of the rate
//! counts from the next of them on, which the change calls for.

mod level;
#[cfg(all(test, not(shuttle)))]
mod models;
mod share;
#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;

use core::fmt;
use core::task::Waker;
use std::time::Instant;

use self::level::{Level, Mark};
pub use self::share::{Share, Turn};
use crate::Rate;
use crate::sync::{Arc, Lock};

/// A token bucket that streams share, and the handle to it: one rate for all of them, which can be
/// changed while they run.
///
/// Clones are the same bucket. Streams that share one have to run on the same clock.
///
/// ```
/// use std::task::Waker;
/// use std::time::{Duration, Instant};
///
/// use forebay_sync::{Rate, TokenBucket, Turn};
///
/// let bucket = TokenBucket::new(Rate::new(1, Duration::from_secs(1)));
/// let (mut share, start) = (bucket.join(), Instant::now());
///
/// assert_eq!(share.settle(start, Waker::noop()), 1);
/// assert!(share.pay(1), "a bucket begins full");
/// assert!(!share.pay(1), "so it has to wait");
/// assert_eq!(share.turn(), Turn::At(start + Duration::from_secs(1)));
///
/// bucket.set_rate(Rate::per_second(4));
/// share.settle(start, Waker::noop());
/// assert_eq!(share.turn(), Turn::At(start + Duration::from_millis(250)));
/// ```
pub struct TokenBucket {
    shared: Arc<Lock<State>>,
}

struct State {
    level: Level,
    /// The rate from the next look on.
    next: Option<Rate>,
    members: Vec<Option<Member>>,
    /// Handles and shares.
    holders: usize,
}

#[derive(Default)]
struct Member {
    waker: Option<Arc<Waker>>,
    ticket: Option<Ticket>,
}

#[derive(Clone, Copy)]
struct Ticket {
    mark: Mark,
    cost: u64,
}

/// The wakers of those who have to look again.
type Woken = Vec<Arc<Waker>>;

impl State {
    fn member(&mut self, id: usize) -> &mut Member {
        self.members[id].get_or_insert_default()
    }

    /// True if the waker of a share is here already, or is not needed.
    fn is_known(&self, id: usize, waker: &Waker) -> bool {
        let known = self.members[id].as_ref();
        let known = known.and_then(|member| member.waker.as_ref());
        self.holders == 1 || known.is_some_and(|known| known.will_wake(waker))
    }

    fn settle(&mut self, now: Instant) {
        self.level.settle(now);
        if let Some(rate) = self.next.take() {
            let members = self.members.iter_mut().flatten();
            let tickets = members.filter_map(|member| member.ticket.as_mut());
            let marks = tickets.map(|ticket| &mut ticket.mark).collect();
            self.level.change(rate, marks);
        }
    }

    fn all(&self) -> Woken {
        let members = self.members.iter().flatten();
        members.filter_map(|member| member.waker.clone()).collect()
    }

    /// Puts tokens back: tickets behind `mark`, or all, are due earlier by as much.
    fn give_back(&mut self, tokens: u64, behind: Option<Mark>) -> Woken {
        let mut woken = Woken::new();
        if tokens == 0 {
            return woken;
        }
        self.level.give_back(tokens);
        for member in self.members.iter_mut().flatten() {
            if let Some(ticket) = &mut member.ticket
                && behind.is_none_or(|mark| ticket.mark > mark)
            {
                ticket.mark = self.level.moved(ticket.mark, tokens);
                woken.extend(member.waker.clone());
            }
        }
        woken
    }

    /// One holder less. The last one keeps no waker.
    fn leave(&mut self) -> Woken {
        self.holders -= 1;
        if self.holders > 1 {
            return Woken::new();
        }
        let members = self.members.iter_mut().flatten();
        members.filter_map(|member| member.waker.take()).collect()
    }
}

fn wake(woken: Woken) {
    for waker in woken {
        waker.wake_by_ref();
    }
}

impl TokenBucket {
    /// A full bucket.
    #[must_use]
    pub fn new(rate: Rate) -> Self {
        let state = State {
            level: Level::new(rate),
            next: None,
            members: Vec::new(),
            holders: 1,
        };
        Self {
            shared: Arc::new(Lock::new(state)),
        }
    }

    /// The rate that was set last.
    #[must_use]
    pub fn rate(&self) -> Rate {
        let state = self.shared.hold();
        state.next.unwrap_or(state.level.rate())
    }

    /// Another rate from now on, for all streams that share the bucket, waiting ones included.
    ///
    /// What the bucket holds stays, as far as there is room for it.
    pub fn set_rate(&self, rate: Rate) {
        let woken = weaken!(
            {
                let mut state = self.shared.hold();
                state.next = Some(rate);
                state.all()
            },
            BucketRateTorn => {
                let woken = self.shared.hold().all();
                self.shared.hold().next = Some(rate);
                woken
            },
        );
        wake(woken);
    }

    /// A share of the bucket, for one stream.
    #[must_use]
    pub fn join(&self) -> Share {
        let mut state = self.shared.hold();
        state.holders += 1;
        let vacant = state.members.iter().position(Option::is_none);
        let id = vacant.unwrap_or(state.members.len());
        if id == state.members.len() {
            state.members.push(None);
        }
        state.members[id] = Some(Member::default());
        drop(state);
        Share::new(Arc::clone(&self.shared), id)
    }
}

impl Clone for TokenBucket {
    fn clone(&self) -> Self {
        self.shared.hold().holders += 1;
        Self {
            shared: Arc::clone(&self.shared),
        }
    }
}

impl Drop for TokenBucket {
    fn drop(&mut self) {
        let left = self.shared.hold().leave();
        drop(left);
    }
}

impl fmt::Debug for TokenBucket {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_tuple("TokenBucket").field(&self.rate()).finish()
    }
}
