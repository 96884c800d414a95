//! Many elements at once.

use std::error::Error;
use std::future::Future;

use forebay_ops::concurrent::{
    Concurrency, MapAsync, MapAsyncUnordered, TryMapAsync, TryMapAsyncUnordered,
};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! concurrent_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Runs the futures that `f` makes of elements, several at once; emits their outputs in the
        /// order of the elements.
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
        /// `concurrency` is a number, or a [`Concurrency`] that sets apart how many futures run and
        /// how many finished results may wait. A future that finishes makes room for the next one
        /// at once, whether its output is wanted yet or not: behind a slow consumer, or behind one
        /// slow element, the others go on until the buffer is full. Futures are polled by the
        /// stream's own task whenever they are woken, never by the consumer; one that was not
        /// woken is not polled. The picture shows `map_async(2, |n| async move { n * 2 })`, so at
        /// most 2 futures run and 2 results wait beyond them.
        ///
        /// - **Emits when** the future of the oldest element that is not out yet has finished.
        /// - **Backpressures when** so many futures run, or so many elements are in flight, as
        ///   `concurrency` allows.
        /// - **Completes when** upstream has completed and all outputs are out.
        /// - **Fails when** upstream has failed and the outputs of all elements from before that are
        ///   out, those of futures that still run included; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most as many elements as futures may run and results may wait together;
        ///   **discards** them on cancel: futures are dropped where they stand.
        /// - **Requests** upstream: nothing before the first demand; then as many elements as it may
        ///   start, whatever downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{Concurrency, Source};
        ///
        /// async fn fetch(id: u64) -> String {
        ///     format!("user {id}")
        /// }
        ///
        /// let users = Source::iter(1..).map_async(8, fetch).take(2);
        /// assert_eq!(users.collect::<Vec<_>>().wait()?, ["user 1", "user 2"]);
        ///
        /// // Two at a time, and up to 100 that wait for the sink, or for an older one.
        /// let ahead = Source::iter(0..1000).map_async(Concurrency::new(2).buffer(100), fetch);
        /// let outcome = ahead.head().wait_with_ledger();
        /// assert_eq!(outcome.result?.as_deref(), Some("user 0"));
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If a number of `concurrency` is zero.
        ///
        /// See also [`map_async_unordered`](Self::map_async_unordered), which waits for nothing that
        /// is slow, [`try_map_async`](Self::try_map_async), whose futures may fail, and
        /// [`map`](Self::map), where there is nothing to wait for.
        #[doc(alias = "buffered")]
        #[doc(alias = "then")]
        #[doc(alias = "mapAsync")]
        #[doc(alias = "flatMapSequential")]
        #[doc(alias = "concatMap")]
        #[doc(alias = "parEvalMap")]
        #[inline]
        #[track_caller]
        pub fn map_async<G, Fut>(
            self,
            concurrency: impl Into<Concurrency>,
            f: G,
        ) -> $Blueprint<$($input,)? Fut::Output, M, Via<$P, MapAsync<G>>>
        where
            G: FnMut(T) -> Fut + Send,
            Fut: Future<Output: Send> + Send,
        {
            self.operator(MapAsync::new(concurrency.into(), f, Site::caller("map_async")))
        }

        /// Runs the futures that `f` makes of elements, several at once; emits their outputs as
        /// they finish.
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
        /// As [`map_async`](Self::map_async), but an output comes out when it is there: nothing
        /// waits for an older element whose future is slow. The picture shows
        /// `map_async_unordered(2, |n| async move { n * 2 })`, where all futures are ready at once.
        ///
        /// - **Emits when** a future has finished.
        /// - **Backpressures when** so many futures run, or so many elements are in flight, as
        ///   `concurrency` allows.
        /// - **Completes when** upstream has completed and all outputs are out.
        /// - **Fails when** upstream has failed and the outputs of all elements from before that are
        ///   out, those of futures that still run included; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most as many elements as futures may run and results may wait together;
        ///   **discards** them on cancel: futures are dropped where they stand.
        /// - **Requests** upstream: nothing before the first demand; then as many elements as it may
        ///   start, whatever downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let squares = Source::iter(1..=4).map_async_unordered(2, |n: u64| async move { n * n });
        /// let mut squares: Vec<u64> = squares.collect().wait()?;
        /// squares.sort_unstable();
        /// assert_eq!(squares, [1, 4, 9, 16]);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If a number of `concurrency` is zero.
        #[doc(alias = "buffer_unordered")]
        #[doc(alias = "for_each_concurrent")]
        #[doc(alias = "mapAsyncUnordered")]
        #[doc(alias = "flatMap")]
        #[doc(alias = "parEvalMapUnordered")]
        #[inline]
        #[track_caller]
        pub fn map_async_unordered<G, Fut>(
            self,
            concurrency: impl Into<Concurrency>,
            f: G,
        ) -> $Blueprint<$($input,)? Fut::Output, M, Via<$P, MapAsyncUnordered<G>>>
        where
            G: FnMut(T) -> Fut + Send,
            Fut: Future<Output: Send> + Send,
        {
            let site = Site::caller("map_async_unordered");
            self.operator(MapAsyncUnordered::new(concurrency.into(), f, site))
        }

        /// Runs futures as [`map_async`](Self::map_async); emits the values of those that are `Ok`
        /// in the order of the elements, and fails with the first `Err`.
        ///
        /// ```text
        /// in   (1294^)---
        /// req  1-----1
        /// out  1-----(2#)
        /// # = nine
        /// ```
        ///
        /// It fails fast: the first future that *finishes* with an `Err` ends the stream, although
        /// older ones may still run. Those are dropped, as are the results of newer elements.
        /// Outputs that have finished with nothing missing before them come first, with demand as
        /// ever; then the failure, which names the source line of this call. Upstream is cancelled
        /// at once. To carry on past an error, use [`map_async`](Self::map_async) and keep the
        /// `Result` as the element.
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
        /// - **Holds** at most as many elements as futures may run and results may wait together;
        ///   **discards** them on cancel and on its own failure: futures are dropped where they
        ///   stand.
        /// - **Requests** upstream: nothing before the first demand; then as many elements as it may
        ///   start, whatever downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::num::ParseIntError;
        ///
        /// use forebay::Source;
        ///
        /// async fn parse(text: &str) -> Result<u64, ParseIntError> {
        ///     text.parse()
        /// }
        ///
        /// let numbers = Source::iter(["1", "2", "x", "4"]).try_map_async(2, parse);
        /// let outcome = numbers.collect::<Vec<_>>().wait_with_ledger();
        ///
        /// let error = outcome.result.unwrap_err();
        /// assert!(error.downcast_ref::<ParseIntError>().is_some());
        /// assert_eq!(error.site().unwrap().name(), "try_map_async");
        /// assert_eq!(outcome.ledger.delivered(), 2);
        /// ```
        ///
        /// # Panics
        ///
        /// If a number of `concurrency` is zero.
        #[doc(alias = "try_buffered")]
        #[doc(alias = "and_then")]
        #[inline]
        #[track_caller]
        pub fn try_map_async<V, E, G, Fut>(
            self,
            concurrency: impl Into<Concurrency>,
            f: G,
        ) -> $Blueprint<$($input,)? V, M, Via<$P, TryMapAsync<G>>>
        where
            V: Send,
            E: Into<Box<dyn Error + Send + Sync>>,
            G: FnMut(T) -> Fut + Send,
            Fut: Future<Output = Result<V, E>> + Send,
        {
            self.operator(TryMapAsync::new(concurrency.into(), f, Site::caller("try_map_async")))
        }

        /// Runs futures as [`map_async_unordered`](Self::map_async_unordered); emits the values of
        /// those that are `Ok` as they finish, and fails with the first `Err`.
        ///
        /// ```text
        /// in   (1294^)---
        /// req  1-----1
        /// out  1-----(2#)
        /// # = nine
        /// ```
        ///
        /// It fails fast, as [`try_map_async`](Self::try_map_async): what still runs is dropped.
        /// Outputs that had finished before come first, with demand as ever.
        ///
        /// - **Emits when** a future has finished with `Ok`.
        /// - **Backpressures when** so many futures run, or so many elements are in flight, as
        ///   `concurrency` allows.
        /// - **Completes when** upstream has completed and all outputs are out.
        /// - **Fails when** a future has finished with `Err`, or upstream has failed and all that was
        ///   in flight is out.
        /// - **Cancels when** a future has finished with `Err`, with that failure as the cause; or
        ///   when downstream cancels.
        /// - **Holds** at most as many elements as futures may run and results may wait together;
        ///   **discards** them on cancel and on its own failure: futures are dropped where they
        ///   stand.
        /// - **Requests** upstream: nothing before the first demand; then as many elements as it may
        ///   start, whatever downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let halves = Source::iter([2, 4, 5, 6]).try_map_async_unordered(2, |n: u64| async move {
        ///     if n % 2 == 0 { Ok(n / 2) } else { Err(format!("{n} is odd")) }
        /// });
        /// let error = halves.collect::<Vec<_>>().wait().unwrap_err();
        /// assert!(format!("{error:#}").contains("5 is odd"));
        /// ```
        ///
        /// # Panics
        ///
        /// If a number of `concurrency` is zero.
        #[doc(alias = "try_buffer_unordered")]
        #[doc(alias = "try_for_each_concurrent")]
        #[inline]
        #[track_caller]
        pub fn try_map_async_unordered<V, E, G, Fut>(
            self,
            concurrency: impl Into<Concurrency>,
            f: G,
        ) -> $Blueprint<$($input,)? V, M, Via<$P, TryMapAsyncUnordered<G>>>
        where
            V: Send,
            E: Into<Box<dyn Error + Send + Sync>>,
            G: FnMut(T) -> Fut + Send,
            Fut: Future<Output = Result<V, E>> + Send,
        {
            let site = Site::caller("try_map_async_unordered");
            self.operator(TryMapAsyncUnordered::new(concurrency.into(), f, site))
        }
    };
}

for_source_and_flow!(concurrent_operators);
