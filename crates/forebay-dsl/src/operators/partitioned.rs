//! Many elements at once, and only so many of the same key.

use std::error::Error;
use std::future::Future;
use std::hash::Hash;

use forebay_ops::concurrent::{Concurrency, MapAsyncPartitioned, TryMapAsyncPartitioned};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! partitioned_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Runs the futures that `f` makes of elements, several at once but only so many of the same
        /// key; emits their outputs in the order of the elements.
        ///
        /// ```text
        /// in   (123456|)----
        /// req  1--2---*
        /// out  2--(46)(8xy|)
        /// ask  5--2
        /// x = 10
        /// y = 12
        /// ```
        ///
        /// As [`map_async`](Self::map_async), with a second bound: of the elements for which `key`
        /// gives the same, at most `per_key` run at once, and they begin in their order. An element
        /// whose key is busy waits here, where results wait too, and takes a place among them; the
        /// others go past it. With 1 for each key, what is done to one customer, file or partition
        /// is done one after the other, and all of them side by side. The picture shows
        /// `map_async_partitioned(2, 1, |n| n % 3, |n| async move { n * 2 })`, where all futures are
        /// ready at once, so that no key is ever busy.
        ///
        /// - **Emits when** the future of the oldest element that is not out yet has finished.
        /// - **Backpressures when** so many futures run, or so many elements are in flight, as
        ///   `concurrency` allows.
        /// - **Completes when** upstream has completed and all outputs are out.
        /// - **Fails when** upstream has failed and the outputs of all elements from before that are
        ///   out, those of elements that still wait included; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most as many elements as futures may run and results may wait together,
        ///   elements that wait for their key included; **discards** them on cancel. It remembers a
        ///   key only while an element of it runs.
        /// - **Requests** upstream: nothing before the first demand; then as many elements as it may
        ///   start, or let wait, whatever downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let orders = [("ann", 3), ("bob", 5), ("ann", 4)];
        /// let booked = Source::iter(orders).map_async_partitioned(
        ///     8,
        ///     1,
        ///     |order| order.0,
        ///     |(name, sum)| async move { format!("{name} pays {sum}") },
        /// );
        /// let booked: Vec<String> = booked.collect().wait()?;
        /// assert_eq!(booked, ["ann pays 3", "bob pays 5", "ann pays 4"]);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `per_key` or a number of `concurrency` is zero.
        #[doc(alias = "mapAsyncPartitioned")]
        #[doc(alias = "group_by")]
        #[doc(alias = "per_key")]
        #[inline]
        #[track_caller]
        pub fn map_async_partitioned<K, H, G, Fut>(
            self,
            concurrency: impl Into<Concurrency>,
            per_key: usize,
            key: H,
            f: G,
        ) -> $Blueprint<$($input,)? Fut::Output, M, Via<$P, MapAsyncPartitioned<G, H>>>
        where
            T: Send,
            K: Hash + Eq + Clone + Send,
            H: FnMut(&T) -> K + Send,
            G: FnMut(T) -> Fut + Send,
            Fut: Future<Output: Send> + Send,
        {
            let site = Site::caller("map_async_partitioned");
            self.operator(MapAsyncPartitioned::new(concurrency.into(), per_key, key, f, site))
        }

        /// Runs futures as [`map_async_partitioned`](Self::map_async_partitioned); emits the values
        /// of those that are `Ok` in the order of the elements, and fails with the first `Err`.
        ///
        /// ```text
        /// in   (1294^)---
        /// req  1-----1
        /// out  1-----(2#)
        /// # = nine
        /// ```
        ///
        /// It fails fast, as [`try_map_async`](Self::try_map_async): what runs or waits for its key is
        /// dropped, whatever its key.
        ///
        /// - **Emits when** the future of the oldest element that is not out yet has finished with
        ///   `Ok`.
        /// - **Backpressures when** so many futures run, or so many elements are in flight, as
        ///   `concurrency` allows.
        /// - **Completes when** upstream has completed and all outputs are out.
        /// - **Fails when** a future has finished with `Err`, or upstream has failed and all that was
        ///   in flight is out.
        /// - **Cancels when** a future has finished with `Err`, with that failure as the cause; or
        ///   when downstream cancels.
        /// - **Holds** at most as many elements as futures may run and results may wait together,
        ///   elements that wait for their key included; **discards** them on cancel and on its own
        ///   failure.
        /// - **Requests** upstream: nothing before the first demand; then as many elements as it may
        ///   start, or let wait, whatever downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// async fn book(account: &str, sum: i64) -> Result<i64, String> {
        ///     if sum < 0 { Err(format!("{account} has nothing")) } else { Ok(sum) }
        /// }
        ///
        /// let sums = Source::iter([("ann", 3), ("bob", -5), ("ann", 4)]);
        /// let booked = sums.try_map_async_partitioned(8, 1, |of| of.0, |(name, sum)| book(name, sum));
        /// let error = booked.collect::<Vec<_>>().wait().unwrap_err();
        /// assert!(format!("{error:#}").contains("bob has nothing"));
        /// ```
        ///
        /// # Panics
        ///
        /// If `per_key` or a number of `concurrency` is zero.
        #[inline]
        #[track_caller]
        pub fn try_map_async_partitioned<V, E, K, H, G, Fut>(
            self,
            concurrency: impl Into<Concurrency>,
            per_key: usize,
            key: H,
            f: G,
        ) -> $Blueprint<$($input,)? V, M, Via<$P, TryMapAsyncPartitioned<G, H>>>
        where
            T: Send,
            V: Send,
            E: Into<Box<dyn Error + Send + Sync>>,
            K: Hash + Eq + Clone + Send,
            H: FnMut(&T) -> K + Send,
            G: FnMut(T) -> Fut + Send,
            Fut: Future<Output = Result<V, E>> + Send,
        {
            let site = Site::caller("try_map_async_partitioned");
            self.operator(TryMapAsyncPartitioned::new(concurrency.into(), per_key, key, f, site))
        }
    };
}

for_source_and_flow!(partitioned_operators);
