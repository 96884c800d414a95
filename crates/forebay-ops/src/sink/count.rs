//! `count`: how many elements there were.

use forebay_protocol::Site;
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage};

/// Counts the elements.
#[derive(Clone, Debug)]
pub struct Count {
    site: Site,
}

impl Count {
    /// Counts from zero.
    #[inline]
    #[must_use]
    pub const fn new(site: Site) -> Self {
        Self { site }
    }
}

impl<T> SinkOperator<T> for Count {
    type Output = u64;
    type Stage<U: Stage<Out = T>> = Draining<U, Counting>;

    fn site(&self) -> Site {
        self.site
    }

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Draining::new(upstream, Counting(0))
    }
}

/// `Count` while it runs.
#[derive(Debug, Default)]
pub struct Counting(u64);

impl<T> SinkLogic<T> for Counting {
    type Output = u64;

    #[inline]
    fn on_next(&mut self, _: T) {
        self.0 += 1;
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        self.0 += elements.fold(0, |count, _| count + 1);
    }

    #[inline]
    fn finish(&mut self) -> u64 {
        self.0
    }
}
