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
    /// The first of the slots in which nothing runs, and the last. They are used in turn: futures
    /// that finish in order find those behind them in order again.
    free: usize,
    last_free: usize,
    running: usize,
    ready: ReadySet,
}

struct Slot<Fut, P> {
    future: Pin<Box<Option<Fut>>>,
    state: State<P>,
    waker: Waker,
}

enum State<P> {
    /// Nothing runs here, nor in the slot of this number, which is used after this one.
    Free(usize),
    /// A future runs; its result belongs to this place.
    Running(P),
}

/// Stands for no slot at all.
const NONE: usize = usize::MAX;

impl<Fut, P> Default for Slots<Fut, P> {
    fn default() -> Self {
        Self {
            slots: Vec::new(),
            free: NONE,
            last_free: NONE,
            running: 0,
            ready: ReadySet::new(),
        }
    }
}

impl<Fut: Future, P: Copy> Slots<Fut, P> {
    /// How many futures run.
    #[inline]
    pub(super) fn running(&self) -> usize {
        self.running
    }

    /// Polls a new future for the first time. If it is not ready, [`keep`](Self::keep) it.
    #[inline]
    pub(super) fn start(&mut self, future: Fut, site: &Site) -> Poll<Fut::Output> {
        if self.free == NONE {
            self.grow();
        }
        let slot = &mut self.slots[self.free];
        slot.future.set(Some(future));
        slot.poll(site)
    }

    #[cold]
    fn grow(&mut self) {
        let number = self.slots.len();
        self.slots.push(Slot {
            future: Box::pin(None),
            state: State::Free(NONE),
            waker: self.ready.waker(number).clone(),
        });
        self.release(number);
    }

    /// A slot can be used again.
    #[inline]
    fn release(&mut self, number: usize) {
        if self.free == NONE {
            self.free = number;
        } else {
            self.slots[self.last_free].state = State::Free(number);
        }
        self.last_free = number;
    }

    /// Lets the future that was started last run on.
    #[inline]
    pub(super) fn keep(&mut self, place: P) {
        let slot = &mut self.slots[self.free];
        if let State::Free(next) = slot.state {
            slot.state = State::Running(place);
            self.free = next;
            self.running += 1;
        }
    }

    /// Looks for futures that were woken; true if there are any.
    #[inline]
    pub(super) fn sweep(&mut self) -> bool {
        self.running > 0 && self.ready.sweep()
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
            let number = self.ready.pop()?;
            let slot = &mut self.slots[number];
            // Otherwise a late wake-up of one that is gone.
            if let State::Running(place) = slot.state {
                let Poll::Ready(output) = slot.poll(site) else {
                    return Some(Poll::Pending);
                };
                slot.state = State::Free(NONE);
                self.release(number);
                self.running -= 1;
                return Some(Poll::Ready((place, output)));
            }
        }
    }

    /// Declares that nothing is polled until `parent` is woken, which a future that is woken does.
    #[inline]
    pub(super) fn park(&mut self, parent: &Waker) -> Waited {
        if self.running == 0 {
            return Waited::Parked;
        }
        self.ready.park(parent)
    }

    /// Drops what runs, and whatever else is still here.
    pub(super) fn clear(&mut self) {
        self.ready = ReadySet::new();
        self.free = NONE;
        self.running = 0;
        self.slots.clear();
    }
}

impl<Fut: Future, P> Slot<Fut, P> {
    /// Polls the future here, and drops it once it is ready.
    #[inline]
    fn poll(&mut self, site: &Site) -> Poll<Fut::Output> {
        let Self { future, waker, .. } = self;
        blame(site, || {
            let Some(running) = future.as_mut().as_pin_mut() else {
                return Poll::Pending;
            };
            let polled = running.poll(&mut Context::from_waker(waker));
            if polled.is_ready() {
                future.set(None);
            }
            polled
        })
    }
}
