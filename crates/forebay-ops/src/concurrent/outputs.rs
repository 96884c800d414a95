//! What comes out, as iterators that an outlet pulls from for as long as it has demand.

use std::task::{Poll, Waker};

use forebay_stage::Budget;

use super::flight::Flight;
use super::{Lanes, Order, Start};

/// Results that wait, and those of futures that were woken, which are polled one by one.
pub(super) struct Finished<'a, T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> {
    pub(super) flight: &'a mut Flight<T, S, Q, L>,
    pub(super) budget: &'a Budget,
    pub(super) waker: &'a Waker,
    /// How many futures have finished.
    pub(super) finished: &'a mut usize,
}

impl<T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> Finished<'_, T, S, Q, L> {
    /// Polls one woken future; false when there is none, or nothing may be moved any more.
    #[inline]
    pub(super) fn poll_one(&mut self) -> bool {
        if self.budget.is_spent() {
            return false;
        }
        let site = self.flight.site;
        let Some(polled) = self.flight.slots.poll_next(&site) else {
            return false;
        };
        self.budget.spend(1);
        if let Poll::Ready((place, output)) = polled {
            *self.finished += 1;
            self.flight.finish(place, output, self.waker);
        }
        true
    }
}

impl<T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> Iterator
    for Finished<'_, T, S, Q, L>
{
    type Item = S::Out;

    #[inline]
    fn next(&mut self) -> Option<S::Out> {
        loop {
            if let Some(result) = self.flight.next_result() {
                return Some(result);
            }
            if !self.poll_one() {
                return None;
            }
        }
    }
}

/// Results of the elements that upstream offers, of those that have one at once.
pub(super) struct Started<'a, I, T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> {
    pub(super) elements: &'a mut I,
    pub(super) flight: &'a mut Flight<T, S, Q, L>,
    pub(super) waker: &'a Waker,
}

impl<T, I, S, Q, L> Iterator for Started<'_, I, T, S, Q, L>
where
    I: Iterator<Item = T>,
    S: Start<T>,
    Q: Order<S::Out>,
    L: Lanes<T, Q::Place>,
{
    type Item = S::Out;

    #[inline]
    fn next(&mut self) -> Option<S::Out> {
        while self.flight.room() > 0 {
            let element = self.elements.next()?;
            if let Some(result) = self.flight.accept(element, true, self.waker) {
                return Some(result);
            }
        }
        None
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }
}
