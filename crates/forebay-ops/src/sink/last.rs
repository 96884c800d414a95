//! `last`: the last element.

use forebay_protocol::Site;
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage};

/// Keeps the last element.
#[derive(Clone, Debug)]
pub struct Last {
    site: Site,
}

impl Last {
    /// The last element, if there is one.
    #[inline]
    #[must_use]
    pub const fn new(site: Site) -> Self {
        Self { site }
    }
}

impl<T: Send> SinkOperator<T> for Last {
    type Output = Option<T>;
    type Stage<U: Stage<Out = T>> = Draining<U, Remembering<T>>;

    fn site(&self) -> Site {
        self.site
    }

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Draining::new(upstream, Remembering(None))
    }
}

/// `Last` while it runs.
#[derive(Debug)]
pub struct Remembering<T>(Option<T>);

impl<T: Send> SinkLogic<T> for Remembering<T> {
    type Output = Option<T>;

    #[inline]
    fn on_next(&mut self, element: T) {
        self.0 = Some(element);
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        elements.for_each(|element| self.0 = Some(element));
    }

    #[inline]
    fn finish(&mut self) -> Option<T> {
        self.0.take()
    }
}
