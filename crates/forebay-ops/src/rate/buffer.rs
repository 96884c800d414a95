//! `buffer`: elements wait for a slower downstream, up to a bound.

use std::collections::VecDeque;
use std::collections::vec_deque::Drain;
use std::iter;
use std::mem;

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Account, Budget, Counted, Dropped, Operator, Outlet, Promised, Stage, blame};

use super::detached::{Detached, DetachedLogic};
use super::watch::Watch;
use super::{
    BufferOverflow, DropReason, Hysteresis, OnDrop, OnMark, Overflow, Unwatched, Watermarks,
};

/// A buffer reserves room for at most this many elements up front; a larger one grows.
const RESERVED_AT_MOST: usize = 256;

/// Stores elements that nobody wants yet, and deals with those it has no room for.
#[derive(Clone, Debug)]
pub struct Buffer<W = Unwatched> {
    capacity: usize,
    overflow: Overflow,
    watch: W,
    site: Site,
}

impl Buffer {
    /// Stores up to `capacity` elements.
    ///
    /// # Panics
    /// If `capacity` is zero.
    #[must_use]
    #[track_caller]
    pub const fn new(capacity: usize, overflow: Overflow, site: Site) -> Self {
        assert!(
            capacity > 0,
            "buffer(0, ..): a buffer holds at least one element"
        );
        Self {
            capacity,
            overflow,
            watch: Unwatched,
            site,
        }
    }

    /// The same buffer; `on_drop` gets each element that it drops, and why.
    #[must_use]
    pub fn on_drop<D>(self, on_drop: D) -> Buffer<OnDrop<D>> {
        self.watched(OnDrop(on_drop))
    }

    /// A buffer with the capacity of `marks`; `on_signal` is told when its depth reaches one.
    #[must_use]
    pub fn with_watermarks<G>(
        marks: Watermarks,
        overflow: Overflow,
        on_signal: G,
        site: Site,
    ) -> Buffer<OnMark<G>> {
        let hysteresis = Hysteresis::new(marks);
        Self::new(marks.capacity(), overflow, site).watched(OnMark {
            hysteresis,
            on_signal,
        })
    }

    fn watched<W>(self, watch: W) -> Buffer<W> {
        Buffer {
            capacity: self.capacity,
            overflow: self.overflow,
            watch,
            site: self.site,
        }
    }
}

impl<T: Send, W: Watch<T>> Operator<T> for Buffer<W> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Detached<U, Buffering<T, W>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let logic = Buffering {
            stored: VecDeque::new(),
            buffer: self,
            has_overflowed: false,
            straight: 0,
            received: 0,
            emitted: 0,
            dropped: 0,
            discarded: 0,
        };
        Detached::new(upstream, logic)
    }
}

/// `Buffer` while it runs.
#[derive(Debug)]
pub struct Buffering<T, W> {
    stored: VecDeque<T>,
    buffer: Buffer<W>,
    /// With `Overflow::Fail`, an element has come for which there was no room.
    has_overflowed: bool,
    /// Elements that were wanted when they came. All others count as received.
    straight: u64,
    received: u64,
    /// Elements that were stored and have left.
    emitted: u64,
    dropped: u64,
    discarded: u64,
}

impl<T, W: Watch<T>> Buffering<T, W> {
    /// Makes room for the first elements, with the first of them.
    #[inline]
    fn reserve(&mut self) {
        if self.stored.capacity() == 0 {
            let reserved = self.buffer.capacity.min(RESERVED_AT_MOST);
            self.stored.reserve_exact(reserved);
        }
    }

    /// Stores `element`, for which there is room.
    #[inline]
    fn store(&mut self, element: T) {
        self.reserve();
        self.stored.push_back(element);
        let Buffer { watch, site, .. } = &mut self.buffer;
        watch.on_depth(site, self.stored.len());
    }

    /// Takes out the element that has waited longest.
    #[inline]
    fn release(&mut self) -> Option<T> {
        let depth = self.stored.len().checked_sub(1)?;
        // While it is still here: a panic must not keep the element from the books.
        let Buffer { watch, site, .. } = &mut self.buffer;
        watch.on_depth(site, depth);
        self.emitted += 1;
        self.stored.pop_front()
    }

    /// Offers the elements that have waited longest, telling each depth.
    #[inline]
    fn release_one_by_one<O: Outlet<T>>(&mut self, left: usize, out: &mut O) {
        out.offer(Released {
            buffering: self,
            left,
        });
    }

    /// Offers the elements that have waited longest.
    #[inline]
    fn release_together<O: Outlet<T>>(&mut self, length: usize, out: &mut O) {
        let mut released = Drained {
            length,
            left: self.stored.drain(..length),
            emitted: &mut self.emitted,
            discarded: &mut self.discarded,
        };
        out.offer(released.left.by_ref());
        if released.left.len() == 0 {
            return;
        }
        // Downstream changed its mind, which only an ending does.
        let unwanted = released.left.by_ref().collect::<Vec<_>>();
        released.length -= unwanted.len();
        drop(released);
        for element in unwanted.into_iter().rev() {
            self.stored.push_front(element);
        }
    }

    /// Lets `element` go, and counts it first: what is told of it may panic.
    fn shed(&mut self, element: T) {
        self.dropped += 1;
        let Buffer {
            overflow,
            watch,
            site,
            ..
        } = &mut self.buffer;
        watch.on_drop(site, element, DropReason::of(*overflow));
    }

    /// Deals with an element for which there is no room.
    #[cold]
    fn overflow(&mut self, element: T) {
        match self.buffer.overflow {
            Overflow::DropOldest => {
                let oldest = self.stored.pop_front();
                self.stored.push_back(element);
                if let Some(oldest) = oldest {
                    self.shed(oldest);
                }
            },
            Overflow::DropBuffer => {
                let mut old = self.stored.len();
                let mut oldest = self.stored.pop_front();
                // Behind the others: should one of them panic, this one is in the books.
                self.stored.push_back(element);
                while let Some(element) = oldest.take() {
                    self.shed(element);
                    old -= 1;
                    oldest = (old > 0).then(|| self.stored.pop_front()).flatten();
                }
                let Buffer { watch, site, .. } = &mut self.buffer;
                watch.on_depth(site, self.stored.len());
            },
            Overflow::Fail => {
                self.has_overflowed = true;
                self.shed(element);
            },
            Overflow::Backpressure | Overflow::DropNewest => self.shed(element),
        }
    }
}

impl<T: Send, W: Watch<T>> DetachedLogic<T> for Buffering<T, W> {
    type Out = T;

    #[inline]
    fn holds(&self) -> bool {
        !self.stored.is_empty()
    }

    #[inline]
    fn emit<O: Outlet<T>>(&mut self, budget: &Budget, out: &mut O) {
        let site = self.buffer.site;
        loop {
            let length = self.stored.len().min(budget.left());
            let length = out.demand().count_up_to(length);
            let before = self.emitted;
            blame(&site, || {
                if W::TELLS_DEPTH {
                    self.release_one_by_one(length, out);
                } else {
                    self.release_together(length, out);
                }
            });
            let emitted = self.emitted - before;
            budget.spend(emitted);
            // There is demand left when downstream took elements without using it up.
            if emitted == 0 {
                return;
            }
        }
    }

    #[inline]
    fn room(&self) -> u64 {
        (self.buffer.capacity - self.stored.len()) as u64
    }

    #[inline]
    fn intake(&self) -> Demand {
        match self.buffer.overflow {
            Overflow::Backpressure => Demand::Bounded(self.room()),
            Overflow::DropOldest | Overflow::DropNewest | Overflow::DropBuffer => Demand::Unbounded,
            // The element that is one too many must be seen.
            Overflow::Fail if self.has_overflowed => Demand::NONE,
            Overflow::Fail => Demand::Bounded(self.room().saturating_add(1)),
        }
    }

    #[inline]
    fn on_wanted<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        self.straight += 1;
        out.push(element);
    }

    #[inline]
    fn on_wanted_offer<I: Iterator<Item = T>, O: Outlet<T>>(&mut self, elements: I, out: &mut O) {
        out.offer(Counted::new(elements, &mut self.straight));
    }

    #[inline]
    fn on_unwanted(&mut self, element: T) {
        self.received += 1;
        if self.stored.len() < self.buffer.capacity {
            self.store(element);
        } else {
            self.overflow(element);
        }
    }

    #[inline]
    fn on_unwanted_offer<I: Iterator<Item = T>>(
        &mut self,
        elements: &mut I,
        at_most: usize,
    ) -> usize {
        let before = self.received;
        let room = self.buffer.capacity - self.stored.len();
        if room == 0 || W::TELLS_DEPTH {
            if let Some(element) = elements.next() {
                self.on_unwanted(element);
            }
        } else {
            self.reserve();
            let (promised, at_most) = (elements.size_hint().0, at_most.min(room));
            if promised >= at_most {
                // A known number is stored without asking after each whether there is room.
                let mut some = Promised::new(elements, at_most, &mut self.received);
                let next = || some.next().expect("internal: it counts what is taken");
                self.stored.extend(iter::repeat_with(next).take(at_most));
            } else {
                let some = elements.take(at_most);
                self.stored.extend(Counted::new(some, &mut self.received));
            }
        }
        // As many as were taken, which is `at_most` at most.
        usize::try_from(self.received - before).unwrap_or(usize::MAX)
    }

    #[inline]
    fn verdict(&mut self) -> Option<StreamError> {
        let capacity = self.buffer.capacity;
        mem::take(&mut self.has_overflowed)
            .then(|| StreamError::new(BufferOverflow { capacity }).at(self.buffer.site))
    }

    fn discard(&mut self) {
        self.discarded += self.stored.len() as u64;
        self.stored = VecDeque::new();
    }

    fn account(&self) -> Account {
        let received = self.straight + self.received;
        let account = Account::holder(self.buffer.site, received, self.straight + self.emitted);
        account
            .with_dropped(Dropped {
                policy: self.buffer.overflow.name(),
                reason: DropReason::of(self.buffer.overflow).as_str(),
                count: self.dropped,
            })
            .with_discarded(self.discarded)
    }
}

/// Elements on their way out; counts those that were pulled, and when a panic unwinds also those
/// that were not, which it drops.
struct Drained<'a, T> {
    length: usize,
    left: Drain<'a, T>,
    emitted: &'a mut u64,
    discarded: &'a mut u64,
}

impl<T> Drop for Drained<'_, T> {
    #[inline]
    fn drop(&mut self) {
        *self.emitted += (self.length - self.left.len()) as u64;
        *self.discarded += self.left.len() as u64;
    }
}

/// The next `left` of the elements that are stored; those that are not pulled stay stored.
struct Released<'a, T, W> {
    buffering: &'a mut Buffering<T, W>,
    left: usize,
}

impl<T, W: Watch<T>> Iterator for Released<'_, T, W> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        self.left = self.left.checked_sub(1)?;
        self.buffering.release()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (self.left, Some(self.left))
    }
}
