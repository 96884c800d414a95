//! `map_async_unordered` and `try_map_async_unordered`: futures of elements, results as they finish.

use std::error::Error;
use std::future::Future;

use forebay_protocol::Site;
use forebay_stage::{Operator, Stage};

use super::{AsFinished, Calling, Concurrency, Concurrent, Trying};

/// Runs the futures that `f` makes of elements; results come out as they finish.
#[derive(Clone, Debug)]
pub struct MapAsyncUnordered<F> {
    start: Calling<F>,
    concurrency: Concurrency,
    site: Site,
}

impl<F> MapAsyncUnordered<F> {
    /// Runs so many futures of `f` at once.
    ///
    /// # Panics
    /// If a number of `concurrency` is zero.
    #[track_caller]
    pub fn new(concurrency: Concurrency, f: F, site: Site) -> Self {
        Self {
            start: Calling(f),
            concurrency: concurrency.checked(site.name()),
            site,
        }
    }
}

impl<T, F, Fut> Operator<T> for MapAsyncUnordered<F>
where
    F: FnMut(T) -> Fut + Send,
    Fut: Future<Output: Send> + Send,
{
    type Out = Fut::Output;
    type Stage<U: Stage<Out = T>> = Concurrent<U, Calling<F>, AsFinished<Fut::Output>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Concurrent::new(upstream, self.start, self.concurrency, self.site)
    }
}

/// As [`MapAsyncUnordered`], for futures of results: the first `Err` fails the stream.
#[derive(Clone, Debug)]
pub struct TryMapAsyncUnordered<F> {
    start: Trying<F>,
    concurrency: Concurrency,
    site: Site,
}

impl<F> TryMapAsyncUnordered<F> {
    /// Runs so many futures of `f` at once, until one fails.
    ///
    /// # Panics
    /// If a number of `concurrency` is zero.
    #[track_caller]
    pub fn new(concurrency: Concurrency, f: F, site: Site) -> Self {
        Self {
            start: Trying(f),
            concurrency: concurrency.checked(site.name()),
            site,
        }
    }
}

impl<T, F, Fut, V, E> Operator<T> for TryMapAsyncUnordered<F>
where
    F: FnMut(T) -> Fut + Send,
    Fut: Future<Output = Result<V, E>> + Send,
    V: Send,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Out = V;
    type Stage<U: Stage<Out = T>> = Concurrent<U, Trying<F>, AsFinished<V>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Concurrent::new(upstream, self.start, self.concurrency, self.site)
    }
}
