//! What comes out, as iterators that an outlet pulls from for as long as it has demand.

use std::task::{Poll, Waker};

use forebay_stage::Budget;

use super::flight::Flight;
use super::{Lanes, Order, Start};

/// Results that wait, and those of futures that were woken, which are polled one by one.
pub(super) struct Finished<'a, T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> {
    flight: &'a mut Flight<T, S, Q, L>,
    waker: &'a Waker,
    budget: &'a Budget,
    /// How many futures may still be polled, and how many could be when this was made.
    allowance: usize,
    at_first: usize,
    /// How many futures have finished.
    pub(super) finished: usize,
}

impl<'a, T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> Finished<'a, T, S, Q, L> {
    #[inline]
    pub(super) fn new(
        flight: &'a mut Flight<T, S, Q, L>,
        budget: &'a Budget,
        waker: &'a Waker,
    ) -> Self {
        Self {
            flight,
            waker,
            budget,
            allowance: budget.left(),
            at_first: budget.left(),
            finished: 0,
        }
    }

    /// Polls one woken future; `None` when there is none, or nothing may be moved any more.
    #[inline]
    fn poll_one(&mut self, straight: bool) -> Option<Option<S::Out>> {
        if self.allowance == 0 {
            return None;
        }
        let polled = self.flight.poll_next(straight, self.waker)?;
        self.allowance -= 1;
        Some(match polled {
            Poll::Ready(result) => {
                self.finished += 1;
                result
            },
            Poll::Pending => None,
        })
    }

    /// Polls what was woken; nobody wants the results now.
    #[inline]
    pub(super) fn store_all(&mut self) {
        while self.poll_one(false).is_some() {}
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
            if let Some(result) = self.poll_one(true)? {
                return Some(result);
            }
        }
    }
}

/// A future that was polled is an element that was moved. A panic runs this as well.
impl<T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> Drop for Finished<'_, T, S, Q, L> {
    #[inline]
    fn drop(&mut self) {
        self.budget.spend((self.at_first - self.allowance) as u64);
    }
}

/// Results of the elements that upstream offers, of those that have one at once.
pub(super) struct Started<'a, I, T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> {
    elements: &'a mut I,
    flight: &'a mut Flight<T, S, Q, L>,
    waker: &'a Waker,
    /// There is room for one more. What goes straight on takes none, so it is not looked for again.
    has_room: bool,
}

impl<'a, I, T, S, Q, L> Started<'a, I, T, S, Q, L>
where
    S: Start<T>,
    Q: Order<S::Out>,
    L: Lanes<T, Q::Place>,
{
    #[inline]
    pub(super) fn new(
        elements: &'a mut I,
        flight: &'a mut Flight<T, S, Q, L>,
        waker: &'a Waker,
    ) -> Self {
        let has_room = flight.room() > 0;
        Self {
            elements,
            flight,
            waker,
            has_room,
        }
    }
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
        while self.has_room {
            let element = self.elements.next()?;
            if let Some(result) = self.flight.accept(element, true, self.waker) {
                return Some(result);
            }
            self.has_room = self.flight.room() > 0;
        }
        None
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }
}
