//! Elements that were asked for before they are polled for.

use std::collections::VecDeque;

use forebay_protocol::Demand;
use forebay_stage::Outlet;

/// Room for a fixed number of elements, held or on their way.
pub(super) struct Ahead<T> {
    held: VecDeque<T>,
    /// Elements that were requested and have not come.
    wanted: usize,
    capacity: usize,
}

impl<T> Ahead<T> {
    pub(super) fn new(capacity: usize) -> Self {
        Self {
            held: VecDeque::new(),
            wanted: 0,
            capacity,
        }
    }

    pub(super) fn len(&self) -> usize {
        self.held.len()
    }

    pub(super) fn is_empty(&self) -> bool {
        self.held.is_empty()
    }

    /// True if no more than half of the room is taken, or will be.
    pub(super) fn is_low(&self) -> bool {
        self.held.len() + self.wanted <= self.capacity / 2
    }

    /// Requests as much as there is room for.
    pub(super) fn refill(&mut self) {
        self.wanted = self.capacity - self.held.len();
    }

    pub(super) fn pop(&mut self) -> Option<T> {
        self.held.pop_front()
    }
}

impl<T> Outlet<T> for Ahead<T> {
    #[inline]
    fn demand(&self) -> Demand {
        Demand::Bounded(self.wanted as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.held.push_back(element);
        self.wanted -= 1;
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        // One by one, so that the room grows with what has come and not with what was announced.
        elements
            .take(self.wanted)
            .for_each(|element| self.push(element));
    }
}
