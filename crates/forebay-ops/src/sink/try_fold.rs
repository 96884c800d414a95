//! `try_fold`: all elements into one value, unless folding fails.

use std::error::Error;

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Draining, SinkLogic, SinkOperator, Stage, blame};

/// Folds elements into an accumulator until one cannot be folded in.
#[derive(Debug)]
pub struct TryFold<A, F> {
    /// `None` while `f` has it, and after `f` has failed or panicked.
    accumulator: Option<A>,
    f: F,
    site: Site,
    failure: Option<StreamError>,
}

impl<A, F> TryFold<A, F> {
    /// Starts from `zero` and folds each element in with `f`.
    #[inline]
    pub fn new(zero: A, f: F, site: Site) -> Self {
        Self {
            accumulator: Some(zero),
            f,
            site,
            failure: None,
        }
    }
}

impl<A: Clone, F: Clone> Clone for TryFold<A, F> {
    fn clone(&self) -> Self {
        Self {
            accumulator: self.accumulator.clone(),
            f: self.f.clone(),
            site: self.site,
            failure: None,
        }
    }
}

impl<T, A, E, F> SinkOperator<T> for TryFold<A, F>
where
    A: Send,
    E: Into<Box<dyn Error + Send + Sync>>,
    F: FnMut(A, T) -> Result<A, E> + Send,
{
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

impl<T, A, E, F> SinkLogic<T> for TryFold<A, F>
where
    A: Send,
    E: Into<Box<dyn Error + Send + Sync>>,
    F: FnMut(A, T) -> Result<A, E> + Send,
{
    type Output = A;

    #[inline]
    fn demand(&self) -> Demand {
        if self.failure.is_none() {
            Demand::Unbounded
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn on_next(&mut self, element: T) {
        let Some(accumulator) = self.accumulator.take() else {
            return;
        };
        match blame(&self.site, || (self.f)(accumulator, element)) {
            Ok(accumulator) => self.accumulator = Some(accumulator),
            Err(error) => self.failure = Some(StreamError::new(error).at(self.site)),
        }
    }

    #[inline]
    fn verdict(&mut self) -> Option<Result<(), StreamError>> {
        self.failure.take().map(Err)
    }

    #[inline]
    fn finish(&mut self) -> A {
        self.accumulator
            .take()
            .expect("internal: the accumulator is there until the end")
    }
}
