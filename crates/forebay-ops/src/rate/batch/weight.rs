//! How full a batch is.

use forebay_protocol::Demand;

/// How much of a batch an element takes up.
pub trait Weigh<T>: Send {
    /// What `element` costs. Called once for each element that becomes part of a batch.
    fn weight(&mut self, element: &T) -> u64;

    /// How many elements can be taken while a batch has room for this weight.
    fn intake(&self, left: u64) -> Demand;
}

/// There is always room.
#[derive(Clone, Copy, Debug)]
pub struct Unlimited;

impl<T> Weigh<T> for Unlimited {
    #[inline]
    fn weight(&mut self, _: &T) -> u64 {
        0
    }

    #[inline]
    fn intake(&self, _: u64) -> Demand {
        Demand::Unbounded
    }
}

/// Each element costs one.
#[derive(Clone, Copy, Debug)]
pub struct Count;

impl<T> Weigh<T> for Count {
    #[inline]
    fn weight(&mut self, _: &T) -> u64 {
        1
    }

    #[inline]
    fn intake(&self, left: u64) -> Demand {
        Demand::Bounded(left)
    }
}

/// A closure says what an element costs.
#[derive(Clone, Debug)]
pub struct Weight<C>(pub(super) C);

impl<T, C: FnMut(&T) -> u64 + Send> Weigh<T> for Weight<C> {
    #[inline]
    fn weight(&mut self, element: &T) -> u64 {
        (self.0)(element)
    }

    #[inline]
    fn intake(&self, left: u64) -> Demand {
        // Nobody knows the next element's cost before it is here.
        Demand::Bounded(u64::from(left > 0))
    }
}
