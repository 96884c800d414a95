//! Where results wait: in the order of the elements, or as they finish.

use std::collections::VecDeque;
use std::fmt;

/// Where results wait to be wanted, and in which order they come out.
pub trait Order<V>: Default + Send {
    /// Where the result of a running future belongs.
    type Place: Copy + Send;

    /// True if a result that is there now is the next to come out.
    fn is_clear(&self) -> bool;

    /// A place for the result of the next element.
    fn reserve(&mut self) -> Self::Place;

    /// Puts a result into its place.
    fn finish(&mut self, place: Self::Place, result: V);

    /// Puts a result into its place; or gives it back if it is the next to come out. Called only
    /// while no other is.
    fn finish_next(&mut self, place: Self::Place, result: V) -> Option<V>;

    /// The next result to come out, if it is there.
    fn pop(&mut self) -> Option<V>;

    /// How many results wait.
    fn waiting(&self) -> usize;

    /// True if the next result to come out is there.
    fn has_next(&self) -> bool;

    /// Lets go of everything.
    fn clear(&mut self);
}

/// Results come out in the order of their elements.
///
/// A ring, and not a `VecDeque`: an element is looked up by its number as often as it is put in and
/// taken out, and a mask is all that this needs here (20 instructions an element).
pub struct InOrder<V> {
    /// A power of two of them; `None` where nothing waits.
    ring: Vec<Option<V>>,
    /// The number of the oldest element that is not out yet.
    front: usize,
    /// How many elements are not out yet.
    length: usize,
    waiting: usize,
}

impl<V> InOrder<V> {
    #[inline]
    fn at(&mut self, number: usize) -> &mut Option<V> {
        let mask = self.ring.len().wrapping_sub(1);
        &mut self.ring[number & mask]
    }

    #[inline]
    fn step(&mut self) {
        self.front = self.front.wrapping_add(1);
        self.length -= 1;
    }

    #[cold]
    fn grow(&mut self) {
        let size = (2 * self.ring.len()).max(4);
        let mut ring: Vec<_> = (0..size).map(|_| None).collect();
        let front = self.front;
        for number in (0..self.length).map(|n| front.wrapping_add(n)) {
            ring[number & (size - 1)] = self.at(number).take();
        }
        self.ring = ring;
    }
}

impl<V> Default for InOrder<V> {
    fn default() -> Self {
        Self {
            ring: Vec::new(),
            front: 0,
            length: 0,
            waiting: 0,
        }
    }
}

impl<V: Send> Order<V> for InOrder<V> {
    type Place = usize;

    #[inline]
    fn is_clear(&self) -> bool {
        self.length == 0
    }

    #[inline]
    fn reserve(&mut self) -> usize {
        if self.length == self.ring.len() {
            self.grow();
        }
        self.length += 1;
        self.front.wrapping_add(self.length - 1)
    }

    #[inline]
    fn finish(&mut self, place: usize, result: V) {
        *self.at(place) = Some(result);
        self.waiting += 1;
    }

    #[inline]
    fn finish_next(&mut self, place: usize, result: V) -> Option<V> {
        if place == self.front {
            self.step();
            return Some(result);
        }
        self.finish(place, result);
        None
    }

    #[inline]
    fn pop(&mut self) -> Option<V> {
        if self.waiting == 0 {
            return None;
        }
        let result = self.at(self.front).take()?;
        self.step();
        self.waiting -= 1;
        Some(result)
    }

    #[inline]
    fn waiting(&self) -> usize {
        self.waiting
    }

    #[inline]
    fn has_next(&self) -> bool {
        let mask = self.ring.len().wrapping_sub(1);
        self.waiting > 0 && self.ring[self.front & mask].is_some()
    }

    fn clear(&mut self) {
        self.length = 0;
        self.waiting = 0;
        self.ring.clear();
    }
}

/// Results come out as they finish.
pub struct AsFinished<V> {
    results: VecDeque<V>,
}

impl<V> Default for AsFinished<V> {
    fn default() -> Self {
        Self {
            results: VecDeque::new(),
        }
    }
}

impl<V: Send> Order<V> for AsFinished<V> {
    type Place = ();

    #[inline]
    fn is_clear(&self) -> bool {
        self.results.is_empty()
    }

    #[inline]
    fn reserve(&mut self) {}

    #[inline]
    fn finish(&mut self, (): (), result: V) {
        self.results.push_back(result);
    }

    #[inline]
    fn finish_next(&mut self, (): (), result: V) -> Option<V> {
        Some(result)
    }

    #[inline]
    fn pop(&mut self) -> Option<V> {
        self.results.pop_front()
    }

    #[inline]
    fn waiting(&self) -> usize {
        self.results.len()
    }

    #[inline]
    fn has_next(&self) -> bool {
        !self.results.is_empty()
    }

    fn clear(&mut self) {
        self.results.clear();
    }
}

impl<V> fmt::Debug for InOrder<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "InOrder({} waiting)", self.waiting)
    }
}

impl<V> fmt::Debug for AsFinished<V> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "AsFinished({} waiting)", self.results.len())
    }
}
