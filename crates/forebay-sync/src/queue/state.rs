//! What producers and the consumer agree on, behind the queue's lock.

use core::mem;
use core::task::Waker;
use std::collections::{BTreeMap, VecDeque};

use super::{QueueEnding, Refusal, Refused};
use crate::wakers::{Ticket, Tickets, WakerSet, Wakes};

/// How many elements may be moved out while the lock is held, and how many places an idle queue
/// keeps allocated.
const SLICE: usize = 256;

/// The shared state. It knows no lock and wakes nobody: whom to wake it hands out.
pub(super) struct State<T> {
    capacity: usize,
    /// Accepted, and not in the consumer's hands yet.
    queued: VecDeque<T>,
    /// How many elements the consumer took and has not passed on: they need their room still.
    lent: usize,
    accepted: u64,
    /// Offers that found no room, in the order in which they did. While there are any and the
    /// queue is open there is no room: room goes to the first of them at once.
    waiting: BTreeMap<Ticket, Waiting<T>>,
    tickets: Tickets,
    /// The consumer, asleep.
    pub(super) parked: Option<Waker>,
    /// Those who wait for the end.
    pub(super) observers: WakerSet,
    pub(super) handles: usize,
    ending: Option<QueueEnding>,
}

/// An offer that waits for room.
struct Waiting<T> {
    element: T,
    waker: Option<Waker>,
}

/// What a waiting offer finds.
pub(super) enum Turn<T> {
    /// Its element was accepted.
    Accepted,
    /// The queue has ended: the element goes back.
    Refused(Refused<T, QueueEnding>),
    /// It waits on.
    NotYet,
}

impl<T> State<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            capacity,
            queued: VecDeque::new(),
            lent: 0,
            accepted: 0,
            waiting: BTreeMap::new(),
            tickets: Tickets::default(),
            parked: None,
            observers: WakerSet::default(),
            handles: 1,
            ending: None,
        }
    }

    pub(super) fn capacity(&self) -> usize {
        self.capacity
    }

    pub(super) fn ending(&self) -> Option<&QueueEnding> {
        self.ending.as_ref()
    }

    pub(super) fn accepted(&self) -> u64 {
        self.accepted
    }

    /// Elements that take up room.
    #[inline]
    pub(super) fn resident(&self) -> usize {
        self.queued.len() + weaken!(self.lent, QueueRoomEarly => 0)
    }

    /// Why an element would be refused now.
    #[inline]
    pub(super) fn refusal(&self) -> Option<Refusal> {
        match &self.ending {
            Some(ending) => Some(Refusal::Closed(ending.clone())),
            None if self.resident() >= self.capacity => Some(Refusal::Full),
            None => None,
        }
    }

    /// Takes an element in. There is room for it.
    #[inline]
    pub(super) fn accept(&mut self, element: T) {
        self.queued.push_back(element);
        self.accepted += 1;
    }

    /// Puts an offer at the end of the line.
    pub(super) fn line_up(&mut self, element: T, waker: Waker) -> Ticket {
        let ticket = self.tickets.draw();
        let waker = Some(waker);
        self.waiting.insert(ticket, Waiting { element, waker });
        ticket
    }

    /// What became of the offer with this ticket; if nothing, `waker` is the one to wake, and what
    /// was there before is left in its place for the caller to drop.
    pub(super) fn turn(&mut self, ticket: Ticket, waker: &mut Option<Waker>) -> Turn<T> {
        let Some(waiting) = self.waiting.get_mut(&ticket) else {
            return Turn::Accepted;
        };
        mem::swap(&mut waiting.waker, waker);
        let Some(reason) = self.ending.clone() else {
            return Turn::NotYet;
        };
        match self.leave(ticket) {
            Some((element, own)) => {
                *waker = own;
                Turn::Refused(Refused { element, reason })
            },
            None => Turn::Accepted,
        }
    }

    /// Takes an offer out of the line, wherever it stands; `None` if its element was accepted.
    pub(super) fn leave(&mut self, ticket: Ticket) -> Option<(T, Option<Waker>)> {
        let Waiting { element, waker } = self.waiting.remove(&ticket)?;
        Some((element, waker))
    }

    /// The offer that is next in line.
    #[cfg(all(test, any(loom, shuttle)))]
    pub(super) fn first_in_line(&self) -> Option<Ticket> {
        self.waiting.keys().next().copied()
    }

    /// The consumer has passed on `count` of the elements that it was lent.
    pub(super) fn give_back(&mut self, count: usize) {
        self.lent -= count;
    }

    /// Gives what room there is to those who wait for it, first come first.
    pub(super) fn hand_over(&mut self, wakes: &mut Wakes) {
        while self.ending.is_none() && self.resident() < self.capacity {
            let Some((_, Waiting { element, waker })) = self.waiting.pop_first() else {
                break;
            };
            self.accept(element);
            wakes.add(weaken!(waker, QueueRoomUntold => { drop(waker); None }));
        }
    }

    /// Lends the next elements to the consumer, whose `batch` is empty.
    ///
    /// At most half of the capacity, so that producers fill the one half while the consumer
    /// works on the other.
    pub(super) fn lend(&mut self, batch: &mut VecDeque<T>) {
        let half = self.capacity.div_ceil(2);
        if self.queued.len() <= half {
            mem::swap(&mut self.queued, batch);
        } else {
            batch.extend(self.queued.drain(..half.min(SLICE)));
        }
        self.lent += batch.len();
    }

    /// Lets go of memory that a burst needed, when nothing is queued.
    pub(super) fn shrink(&mut self) {
        self.queued.shrink_to(SLICE);
    }

    /// For how many elements memory is held.
    #[cfg(all(test, not(loom), not(shuttle)))]
    pub(super) fn allocated(&self) -> usize {
        self.queued.capacity()
    }

    /// Ends the queue, if it is open: nothing is accepted from here on. Elements of those who
    /// wait stay with their offers.
    pub(super) fn end(&mut self, ending: QueueEnding, wakes: &mut Wakes) -> bool {
        if self.ending.is_some() {
            return false;
        }
        self.ending = Some(ending);
        wakes.add(weaken!(self.parked.take(), QueueEndUntold => None));
        for waiting in weaken!(self.waiting.values_mut(), QueueEndUnsaid => Default::default()) {
            wakes.add(waiting.waker.take());
        }
        self.observers.rouse(wakes);
        true
    }

    /// Takes all that is queued: nobody will. What the consumer was lent is its to drop.
    pub(super) fn clear(&mut self) -> VecDeque<T> {
        self.lent = 0;
        mem::take(&mut self.queued)
    }
}

/// Lets go of memory that a burst needed.
pub(super) fn shrink<T>(batch: &mut VecDeque<T>) {
    batch.shrink_to(SLICE);
}
