//! `try_map`: one element in, one out, or the end of the stream.

use std::error::Error;

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, blame};

/// Emits the `Ok` results of `f`; the first `Err` fails the stream.
#[derive(Clone, Debug)]
pub struct TryMap<F> {
    f: F,
    site: Site,
}

impl<F> TryMap<F> {
    /// Applies `f` to each element until it fails.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

/// `TryMap` while it runs.
#[derive(Debug)]
pub struct TryMapping<F> {
    f: F,
    site: Site,
    failure: Option<StreamError>,
}

impl<F> TryMapping<F> {
    #[inline]
    fn step<T, V, E>(&mut self, element: T) -> Option<V>
    where
        F: FnMut(T) -> Result<V, E>,
        E: Into<Box<dyn Error + Send + Sync>>,
    {
        match blame(&self.site, || (self.f)(element)) {
            Ok(mapped) => Some(mapped),
            Err(error) => {
                self.failure = Some(StreamError::new(error).at(self.site));
                None
            },
        }
    }
}

impl<T, V, E, F> Operator<T> for TryMap<F>
where
    F: FnMut(T) -> Result<V, E> + Send,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Out = V;
    type Stage<U: Stage<Out = T>> = Linear<U, TryMapping<F>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let Self { f, site } = self;
        Linear::new(
            upstream,
            TryMapping {
                f,
                site,
                failure: None,
            },
        )
    }
}

impl<T, V, E, F> LinearLogic<T> for TryMapping<F>
where
    F: FnMut(T) -> Result<V, E> + Send,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Out = V;

    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        if self.failure.is_none() {
            downstream
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn on_next<O: Outlet<V>>(&mut self, element: T, out: &mut O) {
        if let Some(mapped) = self.step(element) {
            out.push(mapped);
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<V>>(&mut self, elements: I, out: &mut O) {
        out.offer(TryMapped {
            elements,
            logic: self,
        });
    }

    #[inline]
    fn verdict(&mut self) -> Option<Result<(), StreamError>> {
        self.failure.take().map(Err)
    }
}

struct TryMapped<'a, I, F> {
    elements: I,
    logic: &'a mut TryMapping<F>,
}

impl<V, E, I, F> Iterator for TryMapped<'_, I, F>
where
    I: Iterator,
    F: FnMut(I::Item) -> Result<V, E>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Item = V;

    #[inline]
    fn next(&mut self) -> Option<V> {
        if self.logic.failure.is_some() {
            return None;
        }
        let element = self.elements.next()?;
        self.logic.step(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }
}
