//! `ignore`: elements are pulled and dropped.

use forebay_protocol::Site;
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage};

/// Drops every element.
#[derive(Clone, Debug)]
pub struct Ignore {
    site: Site,
}

impl Ignore {
    /// Runs the stream for what happens on the way.
    #[inline]
    #[must_use]
    pub const fn new(site: Site) -> Self {
        Self { site }
    }
}

impl<T> SinkOperator<T> for Ignore {
    type Output = ();
    type Stage<U: Stage<Out = T>> = Draining<U, Ignoring>;

    fn site(&self) -> Site {
        self.site
    }

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Draining::new(upstream, Ignoring)
    }
}

/// `Ignore` while it runs.
#[derive(Debug)]
pub struct Ignoring;

impl<T> SinkLogic<T> for Ignoring {
    type Output = ();

    #[inline]
    fn on_next(&mut self, _: T) {}

    #[inline]
    fn on_offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        elements.for_each(drop);
    }

    #[inline]
    fn finish(&mut self) {}
}
