//! One of the inner streams that run side by side.

use std::collections::VecDeque;

use forebay_protocol::Demand;
use forebay_stage::{Outlet, Stage};

/// An inner stream and what it has emitted ahead of demand. Used again when both are gone.
pub(super) struct Slot<S: Stage> {
    /// `None` once the stream is over.
    pub(super) stage: Option<S>,
    pub(super) ahead: VecDeque<S::Out>,
    pub(super) appetite: Appetite,
    /// Is in use.
    pub(super) is_open: bool,
    /// Is in the queue of those that have something for downstream.
    pub(super) is_queued: bool,
    /// Is in the list of those that may have to run although nobody wants anything.
    pub(super) is_listed: bool,
}

/// What the stage of a slot waits for.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Appetite {
    /// Something outside, which will wake it: it had demand and did not use it up.
    Waiting,
    /// Demand: it has emitted all that was wanted.
    Sated,
    /// Nothing: it is new, was woken, or was stopped by the budget.
    Due,
}

impl<S: Stage> Slot<S> {
    pub(super) const fn new() -> Self {
        Self {
            stage: None,
            ahead: VecDeque::new(),
            appetite: Appetite::Due,
            is_open: false,
            is_queued: false,
            is_listed: false,
        }
    }

    /// True if the stage would run, or might emit something, if it were asked.
    #[inline]
    pub(super) fn is_hungry(&self) -> bool {
        self.stage.is_some() && self.appetite != Appetite::Waiting
    }

    /// True if it might emit something, were there demand.
    #[inline]
    pub(super) fn has_something(&self) -> bool {
        self.is_hungry() || !self.ahead.is_empty()
    }
}

/// Straight to downstream while that has demand, and then into what is held ahead of it; no more
/// elements than are left of the turn.
pub(super) struct Turn<'a, T, O> {
    pub(super) out: &'a mut O,
    pub(super) left: usize,
    pub(super) ahead: Ahead<'a, T>,
}

impl<T, O: Outlet<T>> Outlet<T> for Turn<'_, T, O> {
    #[inline]
    fn demand(&self) -> Demand {
        let wanted = self.out.demand().plus(self.ahead.demand());
        wanted.at_most(self.left as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.left -= 1;
        if self.out.demand().is_none() {
            self.ahead.push(element);
        } else {
            self.out.push(element);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        let mut elements = Within {
            elements,
            left: &mut self.left,
        };
        self.out.offer(elements.by_ref());
        if *elements.left > 0 && self.out.demand().is_none() {
            self.ahead.offer(elements);
        }
    }
}

/// No more elements than are left of a turn.
struct Within<'a, I> {
    elements: I,
    left: &'a mut usize,
}

impl<I: Iterator> Iterator for Within<'_, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if *self.left == 0 {
            return None;
        }
        let element = self.elements.next()?;
        *self.left -= 1;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let (low, high) = self.elements.size_hint();
        let left = *self.left;
        (
            low.min(left),
            Some(high.map_or(left, |high| high.min(left))),
        )
    }
}

/// Into what a slot holds ahead of demand, as far as there is room.
pub(super) struct Ahead<'a, T> {
    pub(super) held: &'a mut VecDeque<T>,
    pub(super) most: usize,
    /// How many were ever held, for the books.
    pub(super) count: &'a mut u64,
}

impl<T> Outlet<T> for Ahead<'_, T> {
    #[inline]
    fn demand(&self) -> Demand {
        Demand::Bounded(self.most.saturating_sub(self.held.len()) as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        *self.count += 1;
        self.held.push_back(element);
    }
}

/// What a slot holds, oldest first, counted as it goes.
pub(super) struct Held<'a, T> {
    pub(super) held: &'a mut VecDeque<T>,
    pub(super) left: &'a mut usize,
    pub(super) count: &'a mut u64,
}

impl<T> Iterator for Held<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if *self.left == 0 {
            return None;
        }
        let element = self.held.pop_front()?;
        *self.left -= 1;
        *self.count += 1;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.held.len().min(*self.left);
        (length, Some(length))
    }
}
