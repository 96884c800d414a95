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
pub struct InOrder<V> {
    /// From the oldest element that is not out yet; `None` where its future still runs.
    results: VecDeque<Option<V>>,
    /// The number of the element in front.
    front: usize,
    waiting: usize,
}

impl<V> Default for InOrder<V> {
    fn default() -> Self {
        Self {
            results: VecDeque::new(),
            front: 0,
            waiting: 0,
        }
    }
}

impl<V: Send> Order<V> for InOrder<V> {
    type Place = usize;

    #[inline]
    fn is_clear(&self) -> bool {
        self.results.is_empty()
    }

    #[inline]
    fn reserve(&mut self) -> usize {
        self.results.push_back(None);
        self.front.wrapping_add(self.results.len() - 1)
    }

    #[inline]
    fn finish(&mut self, place: usize, result: V) {
        if let Some(waiting) = self.results.get_mut(place.wrapping_sub(self.front)) {
            *waiting = Some(result);
            self.waiting += 1;
        }
    }

    #[inline]
    fn pop(&mut self) -> Option<V> {
        let result = self.results.front_mut()?.take()?;
        self.results.pop_front();
        self.front = self.front.wrapping_add(1);
        self.waiting -= 1;
        Some(result)
    }

    #[inline]
    fn waiting(&self) -> usize {
        self.waiting
    }

    #[inline]
    fn has_next(&self) -> bool {
        self.results.front().is_some_and(Option::is_some)
    }

    fn clear(&mut self) {
        self.waiting = 0;
        self.results.clear();
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
