//! `fold`: all elements into one value.

use forebay_protocol::Site;
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage, blame};

/// Folds every element into an accumulator.
#[derive(Clone, Debug)]
pub struct Fold<A, F> {
    /// `None` only while `f` has it, and after `f` has panicked.
    accumulator: Option<A>,
    f: F,
    site: Site,
}

impl<A, F> Fold<A, F> {
    /// Starts from `zero` and folds each element in with `f`.
    #[inline]
    pub fn new(zero: A, f: F, site: Site) -> Self {
        Self {
            accumulator: Some(zero),
            f,
            site,
        }
    }
}

impl<T, A: Send, F: FnMut(A, T) -> A + Send> SinkOperator<T> for Fold<A, F> {
    type Output = A;
    type Stage<U: Stage<Out = T>> = Draining<U, Self>;

    fn site(&self) -> Site {
        self.site
    }

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Draining::new(upstream, self)
    }
}

impl<T, A: Send, F: FnMut(A, T) -> A + Send> SinkLogic<T> for Fold<A, F> {
    type Output = A;

    #[inline]
    fn on_next(&mut self, element: T) {
        if let Some(accumulator) = self.accumulator.take() {
            self.accumulator = Some(blame(&self.site, || (self.f)(accumulator, element)));
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        if let Some(accumulator) = self.accumulator.take() {
            let Self { f, site, .. } = self;
            self.accumulator = Some(elements.fold(accumulator, |accumulator, element| {
                blame(site, || f(accumulator, element))
            }));
        }
    }

    #[inline]
    fn finish(&mut self) -> A {
        self.accumulator
            .take()
            .expect("internal: the accumulator is there until the end")
    }
}
