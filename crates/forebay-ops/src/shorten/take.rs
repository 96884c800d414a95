//! `take`: the first elements, and not one more.

use forebay_protocol::{Demand, StreamError};
use forebay_stage::{Counted, Linear, LinearLogic, Operator, Outlet, Stage};

/// Emits the first elements and completes with the last of them.
#[derive(Clone, Debug)]
pub struct Take {
    left: u64,
}

impl Take {
    /// Emits `count` elements.
    #[inline]
    #[must_use]
    pub const fn new(count: u64) -> Self {
        Self { left: count }
    }
}

impl<T> Operator<T> for Take {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T> LinearLogic<T> for Take {
    type Out = T;

    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        downstream.at_most(self.left)
    }

    #[inline]
    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        self.left -= 1;
        out.push(element);
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<T>>(&mut self, elements: I, out: &mut O) {
        let mut passed = 0;
        let wanted = Demand::Bounded(self.left).count_up_to(usize::MAX);
        out.offer(Counted::new(elements.take(wanted), &mut passed));
        self.left -= passed;
    }

    #[inline]
    fn verdict(&mut self) -> Option<Result<(), StreamError>> {
        (self.left == 0).then_some(Ok(()))
    }
}
