//! What one stream has of a bucket.

use core::fmt;
use core::mem;
use core::task::Waker;
use std::time::Instant;

use super::{State, Ticket, wake};
use crate::Rate;
use crate::sync::{Arc, Lock};

/// For how many elements like the one at hand a share takes tokens at once.
const AHEAD: u64 = 64;

/// When a share that could not pay may go on.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Turn {
    /// Now. The ticket is used up.
    Now,
    /// At this time, unless the share is woken before.
    At(Instant),
    /// When the rate has changed, of which the share is woken.
    Later,
}

/// What one stream has of a [`TokenBucket`](super::TokenBucket). Dropping it gives back what it has not used.
pub struct Share {
    shared: Arc<Lock<State>>,
    id: usize,
    in_hand: u64,
}

impl Share {
    pub(super) fn new(shared: Arc<Lock<State>>, id: usize) -> Self {
        Self {
            shared,
            id,
            in_hand: 0,
        }
    }

    /// A run begins, `now`: takes in what time has brought, and says how many tokens are there.
    ///
    /// From here on `waker` is woken when the rate changes, or the ticket of this share is due
    /// earlier.
    pub fn settle(&mut self, now: Instant, waker: &Waker) -> u64 {
        let mut state = self.shared.hold();
        state.settle(now);
        let tokens = state.level.tokens();
        if state.is_known(self.id, waker) {
            return tokens;
        }
        drop(state);
        let waker = Arc::new(waker.clone());

        let mut state = self.shared.hold();
        let before = (state.holders > 1).then(|| state.member(self.id).waker.replace(waker));
        // Another look: what came before the waker was there has called nobody.
        let tokens = weaken!(
            {
                state.settle(now);
                state.level.tokens()
            },
            BucketLookTorn => tokens,
        );
        drop(state);
        drop(before);
        tokens
    }

    /// Takes what an element costs; where that is not there, a ticket, and the element has to wait
    /// for its [`turn`](Self::turn). A share has one ticket at a time.
    ///
    /// It takes tokens for some elements more while it is at it: [`put_back`](Self::put_back) what
    /// is left when the run is over.
    #[inline]
    pub fn pay(&mut self, cost: u64) -> bool {
        self.spend(cost) || self.take(cost, true)
    }

    /// As [`pay`](Self::pay), but takes no ticket where the tokens are not there, and leaves no
    /// debt: a cost beyond the burst is never there.
    #[inline]
    pub fn pay_now(&mut self, cost: u64) -> bool {
        self.spend(cost) || self.take(cost, false)
    }

    #[inline]
    fn spend(&mut self, cost: u64) -> bool {
        // With nothing in hand it has to ask, even for an element that costs nothing.
        let is_there = self.in_hand > 0 && cost <= self.in_hand;
        if is_there {
            self.in_hand -= cost;
        }
        is_there
    }

    fn take(&mut self, cost: u64, or_wait: bool) -> bool {
        let in_hand = mem::take(&mut self.in_hand);
        let mut state = self.shared.hold();
        let woken = state.give_back(in_hand, None);
        // Debt is for those who may wait for it to be paid.
        let is_allowed = or_wait || cost <= state.level.tokens();
        let is_there = weaken!(
            is_allowed && state.level.take(cost),
            BucketTakeTorn => {
                let is_there = is_allowed && state.level.tokens() >= cost;
                drop(state);
                state = self.shared.hold();
                if is_there {
                    state.level.promise(cost);
                }
                is_there
            },
        );
        if is_there {
            let ahead = cost.saturating_mul(AHEAD).min(state.level.tokens());
            if ahead > 0 && state.level.take(ahead) {
                self.in_hand = ahead;
            }
        } else if or_wait {
            let mark = state.level.promise(cost);
            state.member(self.id).ticket = Some(Ticket { mark, cost });
        }
        drop(state);
        wake(woken);
        is_there
    }

    /// When the element that could not be paid for may pass.
    #[must_use]
    pub fn turn(&mut self) -> Turn {
        let mut state = self.shared.hold();
        let Some(ticket) = state.member(self.id).ticket else {
            return Turn::Now;
        };
        if state.level.is_due(ticket.mark) {
            state.member(self.id).ticket = None;
            return Turn::Now;
        }
        state
            .level
            .due_at(ticket.mark)
            .map_or(Turn::Later, Turn::At)
    }

    /// A run is over: tokens in hand are for others again.
    #[inline]
    pub fn put_back(&mut self) {
        if self.in_hand > 0 {
            self.return_all();
        }
    }

    fn return_all(&mut self) {
        let in_hand = mem::take(&mut self.in_hand);
        let woken = self.shared.hold().give_back(in_hand, None);
        wake(weaken!(woken, BucketPutBackUntold => Vec::new()));
    }

    /// The rate at which the bucket is filled.
    #[must_use]
    pub fn rate(&self) -> Rate {
        self.shared.hold().level.rate()
    }
}

impl Drop for Share {
    fn drop(&mut self) {
        let mut state = self.shared.hold();
        let mut woken = state.give_back(self.in_hand, None);
        let member = state.members[self.id].take();
        if let Some(ticket) = member.as_ref().and_then(|member| member.ticket) {
            let cost = weaken!(ticket.cost, BucketLeaveOwes => 0);
            woken.extend(state.give_back(cost, Some(ticket.mark)));
        }
        let left = state.leave();
        drop(state);
        drop((member, left));
        wake(woken);
    }
}

impl fmt::Debug for Share {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Share")
            .field("in_hand", &self.in_hand)
            .finish_non_exhaustive()
    }
}
