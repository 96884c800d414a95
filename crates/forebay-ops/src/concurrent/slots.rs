//! Where futures run.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll, Waker};

use forebay_protocol::Site;
use forebay_stage::blame;
use forebay_sync::{ReadySet, Waited};

/// Where futures run, each with a waker of its own, in memory that is used again and again.
///
/// A slot is allocated when it is needed for the first time. A future that is ready when it is
/// polled for the first time costs no more than being written there.
pub(super) struct Slots<Fut, P> {
    slots: Vec<Slot<Fut, P>>,
    /// The slots in which nothing runs; the last one is used next, since it is still warm.
    free: Vec<usize>,
    ready: ReadySet,
}

struct Slot<Fut, P> {
    future: Pin<Box<Option<Fut>>>,
    /// Where its result belongs; `None` if nothing runs here.
    place: Option<P>,
}

impl<Fut, P> Default for Slots<Fut, P> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: Vec::new(),
            ready: ReadySet::new(),
        }
    }
}

impl<Fut: Future, P: Copy> Slots<Fut, P> {
    /// How many futures run.
    #[inline]
    pub(super) fn running(&self) -> usize {
        self.slots.len() - self.free.len()
    }

    /// Polls a new future for the first time. If it is not ready, [`keep`](Self::keep) it.
    #[inline]
    pub(super) fn start(&mut self, future: Fut, site: &Site) -> Poll<Fut::Output> {
        let index = match self.free.last() {
            Some(free) => *free,
            None => self.grow(),
        };
        let slot = &mut self.slots[index];
        slot.future.set(Some(future));
        poll(slot, self.ready.waker(index), site)
    }

    #[cold]
    fn grow(&mut self) -> usize {
        let index = self.slots.len();
        self.slots.push(Slot {
            future: Box::pin(None),
            place: None,
        });
        self.free.push(index);
        index
    }

    /// Lets the future that was started last run on.
    #[inline]
    pub(super) fn keep(&mut self, place: P) {
        if let Some(index) = self.free.pop() {
            self.slots[index].place = Some(place);
        }
    }

    /// Looks for futures that were woken; true if there are any.
    #[inline]
    pub(super) fn sweep(&mut self) -> bool {
        self.running() > 0 && self.ready.sweep()
    }

    /// True if there are woken futures that were not polled since.
    #[inline]
    pub(super) fn is_awake(&self) -> bool {
        self.ready.has_in_hand()
    }

    /// Polls one of the futures that were woken; `None` when there are no more.
    #[inline]
    pub(super) fn poll_next(&mut self, site: &Site) -> Option<Poll<(P, Fut::Output)>> {
        loop {
            let index = self.ready.pop()?;
            let slot = &mut self.slots[index];
            // A late wake-up of one that is gone.
            let Some(place) = slot.place else { continue };
            return Some(match poll(slot, self.ready.waker(index), site) {
                Poll::Ready(output) => {
                    slot.place = None;
                    self.free.push(index);
                    Poll::Ready((place, output))
                },
                Poll::Pending => Poll::Pending,
            });
        }
    }

    /// Declares that nothing is polled until `parent` is woken, which a future that is woken does.
    #[inline]
    pub(super) fn park(&mut self, parent: &Waker) -> Waited {
        if self.running() == 0 {
            return Waited::Parked;
        }
        self.ready.park(parent)
    }

    /// Drops what runs, and whatever else is still here.
    pub(super) fn clear(&mut self) {
        self.ready = ReadySet::new();
        self.free.clear();
        self.slots.clear();
    }
}

/// Polls the future of a slot and drops it once it is ready.
#[inline]
fn poll<Fut: Future, P>(slot: &mut Slot<Fut, P>, waker: &Waker, site: &Site) -> Poll<Fut::Output> {
    blame(site, || {
        let Some(future) = slot.future.as_mut().as_pin_mut() else {
            return Poll::Pending;
        };
        let polled = future.poll(&mut Context::from_waker(waker));
        if polled.is_ready() {
            slot.future.set(None);
        }
        polled
    })
}
