//! `map_async` and `try_map_async`: futures of elements, results in the order of the elements.

use std::error::Error;
use std::future::Future;

use forebay_protocol::Site;
use forebay_stage::{Operator, Stage};

use super::{Calling, Concurrency, Concurrent, InOrder, Trying};

/// Runs the futures that `f` makes of elements; results come out in the order of the elements.
#[derive(Clone, Debug)]
pub struct MapAsync<F> {
    start: Calling<F>,
    concurrency: Concurrency,
    site: Site,
}

impl<F> MapAsync<F> {
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

impl<T, F, Fut> Operator<T> for MapAsync<F>
where
    F: FnMut(T) -> Fut + Send,
    Fut: Future<Output: Send> + Send,
{
    type Out = Fut::Output;
    type Stage<U: Stage<Out = T>> = Concurrent<U, Calling<F>, InOrder<Fut::Output>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Concurrent::new(upstream, self.start, self.concurrency, self.site)
    }
}

/// As [`MapAsync`], for futures of results: the first `Err` fails the stream.
#[derive(Clone, Debug)]
pub struct TryMapAsync<F> {
    start: Trying<F>,
    concurrency: Concurrency,
    site: Site,
}

impl<F> TryMapAsync<F> {
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

impl<T, F, Fut, V, E> Operator<T> for TryMapAsync<F>
where
    F: FnMut(T) -> Fut + Send,
    Fut: Future<Output = Result<V, E>> + Send,
    V: Send,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Out = V;
    type Stage<U: Stage<Out = T>> = Concurrent<U, Trying<F>, InOrder<V>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Concurrent::new(upstream, self.start, self.concurrency, self.site)
    }
}
