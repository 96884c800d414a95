//! `map_async_partitioned` and its `try_` form: futures of elements, a bounded number for each key.

use std::error::Error;
use std::fmt;
use std::future::Future;
use std::hash::Hash;

use forebay_protocol::Site;
use forebay_stage::{Operator, Stage};

use super::{ByKey, Calling, Concurrency, Concurrent, InOrder, Trying};

/// Runs the futures that `f` makes of elements, so many of a key at once; results come out in the
/// order of the elements.
#[derive(Clone)]
pub struct MapAsyncPartitioned<F, G> {
    start: Calling<F>,
    lanes: Keys<G>,
}

/// As [`MapAsyncPartitioned`], for futures of results: the first `Err` fails the stream.
#[derive(Clone)]
pub struct TryMapAsyncPartitioned<F, G> {
    start: Trying<F>,
    lanes: Keys<G>,
}

/// How elements are told apart, and how many run.
#[derive(Clone)]
struct Keys<G> {
    key: G,
    per_key: usize,
    concurrency: Concurrency,
    site: Site,
}

impl<G> Keys<G> {
    #[track_caller]
    fn new(concurrency: Concurrency, per_key: usize, key: G, site: Site) -> Self {
        let name = site.name();
        assert!(
            per_key > 0,
            "{name} with 0 for each key: at least one runs at a time, or nothing ever would"
        );
        Self {
            key,
            per_key,
            concurrency: concurrency.checked(name),
            site,
        }
    }
}

impl<F, G> MapAsyncPartitioned<F, G> {
    /// Runs so many futures of `f` at once, and at most `per_key` of elements of the same `key`.
    ///
    /// # Panics
    /// If `per_key` or a number of `concurrency` is zero.
    #[track_caller]
    pub fn new(concurrency: Concurrency, per_key: usize, key: G, f: F, site: Site) -> Self {
        Self {
            start: Calling(f),
            lanes: Keys::new(concurrency, per_key, key, site),
        }
    }
}

impl<F, G> TryMapAsyncPartitioned<F, G> {
    /// Runs so many futures of `f` at once, and at most `per_key` of elements of the same `key`,
    /// until one fails.
    ///
    /// # Panics
    /// If `per_key` or a number of `concurrency` is zero.
    #[track_caller]
    pub fn new(concurrency: Concurrency, per_key: usize, key: G, f: F, site: Site) -> Self {
        Self {
            start: Trying(f),
            lanes: Keys::new(concurrency, per_key, key, site),
        }
    }
}

impl<T, K, F, G, Fut> Operator<T> for MapAsyncPartitioned<F, G>
where
    T: Send,
    K: Hash + Eq + Clone + Send,
    G: FnMut(&T) -> K + Send,
    F: FnMut(T) -> Fut + Send,
    Fut: Future<Output: Send> + Send,
{
    type Out = Fut::Output;
    type Stage<U: Stage<Out = T>> =
        Concurrent<U, Calling<F>, InOrder<Fut::Output>, ByKey<T, usize, K, G>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let Keys {
            key,
            per_key,
            concurrency,
            site,
        } = self.lanes;
        let lanes = ByKey::new(per_key, key);
        Concurrent::in_lanes(upstream, self.start, lanes, concurrency, site)
    }
}

impl<T, K, F, G, Fut, V, E> Operator<T> for TryMapAsyncPartitioned<F, G>
where
    T: Send,
    K: Hash + Eq + Clone + Send,
    G: FnMut(&T) -> K + Send,
    F: FnMut(T) -> Fut + Send,
    Fut: Future<Output = Result<V, E>> + Send,
    V: Send,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Out = V;
    type Stage<U: Stage<Out = T>> = Concurrent<U, Trying<F>, InOrder<V>, ByKey<T, usize, K, G>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let Keys {
            key,
            per_key,
            concurrency,
            site,
        } = self.lanes;
        let lanes = ByKey::new(per_key, key);
        Concurrent::in_lanes(upstream, self.start, lanes, concurrency, site)
    }
}

impl<F, G> fmt::Debug for MapAsyncPartitioned<F, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lanes.debug(f, "MapAsyncPartitioned")
    }
}

impl<F, G> fmt::Debug for TryMapAsyncPartitioned<F, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.lanes.debug(f, "TryMapAsyncPartitioned")
    }
}

impl<G> Keys<G> {
    fn debug(&self, f: &mut fmt::Formatter<'_>, name: &str) -> fmt::Result {
        f.debug_struct(name)
            .field("per_key", &self.per_key)
            .field("concurrency", &self.concurrency)
            .field("site", &self.site)
            .finish_non_exhaustive()
    }
}
