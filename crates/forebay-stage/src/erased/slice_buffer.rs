//! What crosses an erased seam: a slice of elements.

use std::fmt;
use std::iter;
use std::mem;
use std::vec::Drain;

use forebay_protocol::{Demand, Site};

use crate::Outlet;
use crate::blame::blame;
use crate::slice::{BROKEN_BOUND, BROKEN_PROMISE};

/// Up to one slice of elements on their way across a seam.
///
/// The first element has a place of its own, so that a stream of one element allocates nothing.
pub struct SliceBuffer<T> {
    first: Option<T>,
    rest: Vec<T>,
    passed_on: u64,
    pub(super) site: Site,
}

impl<T> SliceBuffer<T> {
    #[inline]
    pub(super) const fn new(site: Site) -> Self {
        Self {
            first: None,
            rest: Vec::new(),
            passed_on: 0,
            site,
        }
    }

    #[inline]
    pub(super) fn len(&self) -> usize {
        usize::from(self.first.is_some()) + self.rest.len()
    }

    pub(super) fn passed_on(&self) -> u64 {
        self.passed_on
    }

    pub(super) fn clear(&mut self) {
        self.first = None;
        self.rest.clear();
    }

    /// Offers what is in the slice; true if all of it was wanted.
    #[inline]
    pub(super) fn hand_over<O: Outlet<T>>(&mut self, out: &mut O) -> bool {
        if self.first.is_some() {
            if out.demand().is_none() {
                return false;
            }
            if let Some(first) = self.first.take() {
                self.passed_on += 1;
                blame(&self.site, || out.push(first));
            }
        }
        let length = self.rest.len();
        if length == 0 {
            return true;
        }
        let mut handed = Handed {
            length,
            left: self.rest.drain(..),
            passed_on: &mut self.passed_on,
        };
        blame(&self.site, || out.offer(Whole(&mut handed.left)));
        if handed.left.len() == 0 {
            return true;
        }
        // Downstream changed its mind in mid-slice, which only an ending does.
        let unwanted = handed.left.by_ref().collect::<Vec<_>>();
        handed.length -= unwanted.len();
        drop(handed);
        self.rest = unwanted;
        false
    }
}

/// A slice while it is handed over; counts what was taken, also when a panic unwinds.
struct Handed<'a, T> {
    length: usize,
    left: Drain<'a, T>,
    passed_on: &'a mut u64,
}

impl<T> Drop for Handed<'_, T> {
    #[inline]
    fn drop(&mut self) {
        *self.passed_on += (self.length - self.left.len()) as u64;
    }
}

/// Takes elements into a slice until it is full enough to be handed on.
///
/// A stage that lets few elements pass would need ever smaller slices from its upstream to
/// fill the last places here; half a slice is worth a call just as well.
pub(super) struct SliceOutlet<'a, T> {
    pub(super) slice: &'a mut SliceBuffer<T>,
    /// How many elements downstream wants.
    pub(super) wanted: usize,
}

/// How many of `wanted` elements make a slice that is handed on.
pub(super) const fn enough(wanted: usize) -> usize {
    wanted.div_ceil(2)
}

impl<T> SliceOutlet<'_, T> {
    #[inline]
    fn room(&self) -> usize {
        let length = self.slice.len();
        if length < enough(self.wanted) {
            self.wanted - length
        } else {
            0
        }
    }
}

impl<T> Outlet<T> for SliceOutlet<'_, T> {
    #[inline]
    fn demand(&self) -> Demand {
        Demand::Bounded(self.room() as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        if self.slice.len() == 0 {
            self.slice.first = Some(element);
        } else {
            self.slice.rest.push(element);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        let room = self.room();
        let (promised, at_most) = elements.size_hint();
        if room == 0 || at_most == Some(0) {
            return;
        }
        if at_most == Some(1) {
            if let Some(element) = elements.next() {
                self.push(element);
            }
            return;
        }
        // As many as the iterator promises: a loop over a known count, which vectorises. The
        // two branches look alike, but each lets the compiler drop another check.
        if promised <= room {
            let next = || elements.next().expect(BROKEN_PROMISE);
            self.slice
                .rest
                .extend(iter::repeat_with(next).take(promised));
        } else {
            let next = || elements.next().expect(BROKEN_PROMISE);
            self.slice.rest.extend(iter::repeat_with(next).take(room));
            return;
        }
        if at_most != Some(promised) {
            self.take_some(elements);
        }
    }
}

impl<T> SliceOutlet<'_, T> {
    /// Takes elements of which nobody knows how many there are.
    #[inline]
    fn take_some<I: Iterator<Item = T>>(&mut self, elements: I) {
        let room = self.room();
        if elements
            .size_hint()
            .1
            .is_some_and(|at_most| at_most <= room)
        {
            self.take_all(elements);
        } else {
            self.take_all(elements.take(room));
        }
    }

    /// Takes all of at most `room` elements.
    #[inline]
    fn take_all<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        let room = self.room();
        if room == 0 {
            return;
        }
        let Some(next) = elements.next() else { return };
        // Out of the slice and into a local, so that its length can live in a register.
        let rest = mem::take(&mut self.slice.rest);
        let mut taken = Taken {
            rest,
            home: &mut self.slice.rest,
        };
        let rest = &mut taken.rest;
        rest.reserve(room);
        rest.push(next);
        elements.for_each(|element| {
            assert!(rest.len() < rest.capacity(), "{BROKEN_BOUND}");
            rest.push(element);
        });
    }
}

/// What was taken so far; goes home into the slice, also when a panic unwinds.
struct Taken<'a, T> {
    rest: Vec<T>,
    home: &'a mut Vec<T>,
}

impl<T> Drop for Taken<'_, T> {
    #[inline]
    fn drop(&mut self) {
        *self.home = mem::take(&mut self.rest);
    }
}

/// All that is left of a borrowed iterator that knows its length. `Promised` would do the same
/// with a count of its own; here that count makes ten boxed maps 3.5 times slower (measured).
struct Whole<'a, I>(&'a mut I);

impl<I: ExactSizeIterator> Iterator for Whole<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        self.0.next()
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.0.size_hint()
    }

    #[inline]
    fn fold<B, F>(self, init: B, mut fold: F) -> B
    where
        F: FnMut(B, I::Item) -> B,
    {
        let mut folded = init;
        for _ in 0..self.0.len() {
            folded = fold(folded, self.0.next().expect(BROKEN_PROMISE));
        }
        folded
    }
}

impl<T> fmt::Debug for SliceBuffer<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "SliceBuffer({} elements)", self.len())
    }
}
