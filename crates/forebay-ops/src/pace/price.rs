//! What an element costs.

use forebay_protocol::{Demand, Site};
use forebay_stage::blame;

/// How many tokens of a bucket an element takes.
pub trait Price<T>: Send {
    /// The cost of this element.
    fn of(&mut self, element: &T) -> u64;

    /// How many elements may come while `downstream` wants some, of which one may have to wait and
    /// `tokens` are there for the others.
    fn demand(&self, downstream: Demand, tokens: u64) -> Demand;
}

/// Every element costs one token.
#[derive(Clone, Copy, Debug)]
pub struct OneEach;

impl<T> Price<T> for OneEach {
    #[inline]
    fn of(&mut self, _element: &T) -> u64 {
        1
    }

    #[inline]
    fn demand(&self, downstream: Demand, tokens: u64) -> Demand {
        downstream.at_most(tokens.saturating_add(1))
    }
}

/// An element costs what a closure says.
#[derive(Clone, Debug)]
pub struct ByCost<F> {
    cost: F,
    site: Site,
}

impl<F> ByCost<F> {
    /// Asks `cost`, on behalf of the operator at `site`.
    #[inline]
    pub fn new(cost: F, site: Site) -> Self {
        Self { cost, site }
    }
}

impl<T, F: FnMut(&T) -> u64 + Send> Price<T> for ByCost<F> {
    #[inline]
    fn of(&mut self, element: &T) -> u64 {
        blame(&self.site, || (self.cost)(element))
    }

    #[inline]
    fn demand(&self, downstream: Demand, _tokens: u64) -> Demand {
        // What the next one costs, nobody knows.
        downstream.at_most(1)
    }
}
