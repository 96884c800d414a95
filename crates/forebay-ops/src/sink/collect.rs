//! `collect`: all elements in a collection.

use std::iter;
use std::marker::PhantomData;
use std::mem;

use forebay_protocol::Site;
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage};

/// Gathers all elements in a collection `C`.
#[derive(Debug)]
pub struct Collect<C> {
    site: Site,
    collection: PhantomData<fn() -> C>,
}

impl<C> Collect<C> {
    /// Starts from an empty `C`.
    #[inline]
    #[must_use]
    pub const fn new(site: Site) -> Self {
        Self {
            site,
            collection: PhantomData,
        }
    }
}

impl<C> Clone for Collect<C> {
    fn clone(&self) -> Self {
        Self::new(self.site)
    }
}

impl<T, C: Default + Extend<T> + Send> SinkOperator<T> for Collect<C> {
    type Output = C;
    type Stage<U: Stage<Out = T>> = Draining<U, Collecting<C>>;

    fn site(&self) -> Site {
        self.site
    }

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Draining::new(upstream, Collecting(C::default()))
    }
}

/// `Collect` while it runs.
#[derive(Debug)]
pub struct Collecting<C>(C);

impl<T, C: Default + Extend<T> + Send> SinkLogic<T> for Collecting<C> {
    type Output = C;

    #[inline]
    fn on_next(&mut self, element: T) {
        self.0.extend(iter::once(element));
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        self.0.extend(elements);
    }

    #[inline]
    fn finish(&mut self) -> C {
        mem::take(&mut self.0)
    }
}
