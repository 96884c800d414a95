//! `for_each`: an action for each element.

use forebay_protocol::Site;
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage, blame};

/// Calls `f` with each element.
#[derive(Clone, Debug)]
pub struct ForEach<F> {
    f: F,
    site: Site,
}

impl<F> ForEach<F> {
    /// Hands each element to `f`.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

impl<T, F: FnMut(T) + Send> SinkOperator<T> for ForEach<F> {
    type Output = ();
    type Stage<U: Stage<Out = T>> = Draining<U, Self>;

    fn site(&self) -> Site {
        self.site
    }

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Draining::new(upstream, self)
    }
}

impl<T, F: FnMut(T) + Send> SinkLogic<T> for ForEach<F> {
    type Output = ();

    #[inline]
    fn on_next(&mut self, element: T) {
        blame(&self.site, || (self.f)(element));
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        let Self { f, site } = self;
        elements.for_each(|element| blame(site, || f(element)));
    }

    #[inline]
    fn finish(&mut self) {}
}
