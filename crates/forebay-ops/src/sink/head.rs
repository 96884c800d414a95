//! `head`: the first element.

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage};

/// Takes the first element and cancels upstream.
#[derive(Clone, Debug)]
pub struct Head {
    site: Site,
}

impl Head {
    /// The first element, if there is one.
    #[inline]
    #[must_use]
    pub const fn new(site: Site) -> Self {
        Self { site }
    }
}

impl<T: Send> SinkOperator<T> for Head {
    type Output = Option<T>;
    type Stage<U: Stage<Out = T>> = Draining<U, Awaiting<T>>;

    fn site(&self) -> Site {
        self.site
    }

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Draining::new(upstream, Awaiting(None))
    }
}

/// `Head` while it runs.
#[derive(Debug)]
pub struct Awaiting<T>(Option<T>);

impl<T: Send> SinkLogic<T> for Awaiting<T> {
    type Output = Option<T>;

    #[inline]
    fn demand(&self) -> Demand {
        if self.0.is_none() {
            Demand::ONE
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn on_next(&mut self, element: T) {
        self.0 = Some(element);
    }

    #[inline]
    fn verdict(&mut self) -> Option<Result<(), StreamError>> {
        self.0.is_some().then_some(Ok(()))
    }

    #[inline]
    fn finish(&mut self) -> Option<T> {
        self.0.take()
    }
}
