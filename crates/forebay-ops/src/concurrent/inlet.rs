//! What upstream sees: demand for as many elements as can be started.

use std::task::Waker;

use forebay_protocol::Demand;
use forebay_stage::Outlet;

use super::flight::Flight;
use super::outputs::Started;
use super::{Lanes, Order, Start};

/// What upstream sees: demand for as many elements as can be started, whatever downstream wants.
pub(super) struct Inlet<'a, T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>, O> {
    pub(super) flight: &'a mut Flight<T, S, Q, L>,
    pub(super) out: &'a mut O,
    pub(super) waker: &'a Waker,
}

impl<T, S, Q, L, O> Outlet<T> for Inlet<'_, T, S, Q, L, O>
where
    S: Start<T>,
    Q: Order<S::Out>,
    L: Lanes<T, Q::Place>,
    O: Outlet<S::Out>,
{
    #[inline]
    fn demand(&self) -> Demand {
        Demand::Bounded(self.flight.room() as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        let straight = !self.out.demand().is_none();
        if let Some(result) = self.flight.accept(element, straight, self.waker) {
            self.out.push(result);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        if !self.out.demand().is_none() {
            self.out
                .offer(Started::new(&mut elements, self.flight, self.waker));
            if !self.out.demand().is_none() {
                return;
            }
        }
        // Nobody wants the results now; work goes on until they fill the buffer (law L5).
        while self.flight.room() > 0 {
            let Some(element) = elements.next() else {
                return;
            };
            let _stored = self.flight.accept(element, false, self.waker);
        }
    }
}
