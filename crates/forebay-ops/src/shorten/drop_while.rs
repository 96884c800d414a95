//! `drop_while`: from the first element that a predicate rejects.

use forebay_protocol::Site;
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Swallows elements while `predicate` is true and emits all from then on.
#[derive(Clone, Debug)]
pub struct DropWhile<F> {
    predicate: F,
    site: Site,
    dropping: bool,
}

impl<F> DropWhile<F> {
    /// Swallows elements while `predicate` accepts them.
    #[inline]
    pub fn new(predicate: F, site: Site) -> Self {
        Self {
            predicate,
            site,
            dropping: true,
        }
    }

    #[inline]
    fn swallows<T>(&mut self, element: &T) -> bool
    where
        F: FnMut(&T) -> bool,
    {
        self.dropping = self.dropping && blame(&self.site, || (self.predicate)(element));
        self.dropping
    }
}

impl<T, F: FnMut(&T) -> bool + Send> Operator<T> for DropWhile<F> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T, F: FnMut(&T) -> bool + Send> LinearLogic<T> for DropWhile<F> {
    type Out = T;

    #[inline]
    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        if !self.swallows(&element) {
            out.push(element);
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<T>>(&mut self, mut elements: I, out: &mut O) {
        while self.dropping && !out.demand().is_none() {
            match elements.next() {
                Some(element) => self.on_next(element, out),
                None => return,
            }
        }
        out.offer(elements);
    }
}
