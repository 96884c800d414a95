//! `collect`: all elements in a collection.

use std::iter;
use std::marker::PhantomData;

use forebay_protocol::Site;
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage, blame};

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
        Draining::new(
            upstream,
            Collecting {
                collection: None,
                site: self.site,
            },
        )
    }
}

/// `Collect` while it runs.
#[derive(Debug)]
pub struct Collecting<C> {
    /// Made with the first element, inside the run, since making it is user code.
    collection: Option<C>,
    site: Site,
}

impl<C: Default> Collecting<C> {
    #[inline]
    fn extend<T>(&mut self, elements: impl Iterator<Item = T>)
    where
        C: Extend<T>,
    {
        let Self { collection, site } = self;
        blame(site, || {
            collection.get_or_insert_with(C::default).extend(elements)
        });
    }
}

impl<T, C: Default + Extend<T> + Send> SinkLogic<T> for Collecting<C> {
    type Output = C;

    #[inline]
    fn on_next(&mut self, element: T) {
        self.extend(iter::once(element));
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        self.extend(elements);
    }

    #[inline]
    fn finish(&mut self) -> C {
        let Self { collection, site } = self;
        collection.take().unwrap_or_else(|| blame(site, C::default))
    }
}
