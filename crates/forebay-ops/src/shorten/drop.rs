//! `drop`: all but the first elements.

use forebay_protocol::Demand;
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage};

/// Swallows the first elements and emits the rest.
#[derive(Clone, Debug)]
pub struct Skip {
    left: u64,
}

impl Skip {
    /// Swallows `count` elements.
    #[inline]
    #[must_use]
    pub const fn new(count: u64) -> Self {
        Self { left: count }
    }
}

impl<T> Operator<T> for Skip {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T> LinearLogic<T> for Skip {
    type Out = T;

    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        // What will be swallowed is asked for on top, but only once something is wanted at all.
        if downstream.is_none() {
            downstream
        } else {
            downstream.plus(Demand::Bounded(self.left))
        }
    }

    #[inline]
    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        if self.left > 0 {
            self.left -= 1;
        } else {
            out.push(element);
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<T>>(&mut self, mut elements: I, out: &mut O) {
        if out.demand().is_none() {
            return;
        }
        while self.left > 0 {
            if elements.next().is_none() {
                return;
            }
            self.left -= 1;
        }
        out.offer(elements);
    }
}
