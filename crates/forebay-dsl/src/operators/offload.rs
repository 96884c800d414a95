//! Work that is done elsewhere: on threads that may block, or by a service.

#[cfg(feature = "tower")]
use std::error::Error;

#[cfg(feature = "tower")]
use forebay_ops::concurrent::Calls;
use forebay_ops::concurrent::{Concurrency, MapBlocking};
use forebay_protocol::Site;
#[cfg(feature = "tower")]
use tower_service::Service;

use crate::{Flow, Source, Via};

macro_rules! offload_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Calls `f` with elements on threads that may block, several at once; emits the results in
        /// the order of the elements.
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
        /// For what waits for a disk or computes for long. The calls run on the blocking threads of
        /// the runtime; in the caller's task each gets a thread of its own. Everything else is as
        /// in [`map_async`](Self::map_async): a call that returns makes room for the next at once, and
        /// the stream goes on meanwhile. The picture shows `map_blocking(2, |n| n * 2)`, with calls
        /// that take no time.
        ///
        /// - **Emits when** the call for the oldest element that is not out yet has returned.
        /// - **Backpressures when** so many calls run, or so many elements are in flight, as
        ///   `concurrency` allows.
        /// - **Completes when** upstream has completed and all results are out.
        /// - **Fails when** `f` panics, or no thread can be had, at once and with results that stand
        ///   before it going first; or when upstream has failed and all that was in flight is out.
        /// - **Cancels when** it fails by itself, with that failure as the cause; or when downstream
        ///   cancels.
        /// - **Holds** at most as many elements as calls may run and results may wait together;
        ///   **discards** them on cancel or failure. A call that runs then cannot be stopped, and is
        ///   not waited for: its result is dropped on its thread. One that has not begun never will.
        /// - **Requests** upstream: nothing before the first demand; then as many elements as it may
        ///   start, whatever downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let lengths = Source::iter(["Cargo.toml", "no such file"]).map_blocking(4, |path| {
        ///     std::fs::metadata(path).map(|file| file.len()).ok()
        /// });
        /// let lengths: Vec<Option<u64>> = lengths.collect().wait()?;
        /// assert_eq!(lengths[1], None);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If a number of `concurrency` is zero.
        #[doc(alias = "spawn_blocking")]
        #[doc(alias = "par_map")]
        #[doc(alias = "parallel")]
        #[inline]
        #[track_caller]
        pub fn map_blocking<V, G>(
            self,
            concurrency: impl Into<Concurrency>,
            f: G,
        ) -> $Blueprint<$($input,)? V, M, Via<$P, MapBlocking<G>>>
        where
            T: Send + 'static,
            V: Send + 'static,
            G: Fn(T) -> V + Send + Sync + 'static,
        {
            self.operator(MapBlocking::new(concurrency.into(), f, Site::caller("map_blocking")))
        }

        /// Sends elements to a [`tower::Service`](tower_service::Service), several at once; emits the
        /// responses in the order of the elements, and fails with the first error.
        ///
        /// ```text
        /// in   (1294^)---
        /// req  1-----1
        /// out  1-----(2#)
        /// # = nine
        /// ```
        ///
        /// The service is asked whether it is ready only when an element is in hand and there is room
        /// for its response, and is called at once when it is: a service that reserves something by
        /// being ready never reserves it for nobody. While it is not ready, what runs goes on.
        /// The picture shows a service that is always ready, responds at once, and refuses 9.
        ///
        /// - **Emits when** the response to the oldest element that is not out yet has arrived.
        /// - **Backpressures when** so many calls run, or so many elements are in flight, as
        ///   `concurrency` allows, or the service is not ready for the element in hand.
        /// - **Completes when** upstream has completed and all responses are out.
        /// - **Fails when** the service or a call of it fails, at once and with responses that stand
        ///   before it going first; or when upstream has failed and all that was in flight is out.
        /// - **Cancels when** it fails by itself, with that failure as the cause; or when downstream
        ///   cancels.
        /// - **Holds** at most as many elements as calls may run and responses may wait together, and
        ///   of them at most one that the service is not ready for; **discards** them on cancel and on
        ///   its own failure.
        /// - **Requests** upstream: nothing before the first demand; then as many elements as it may
        ///   start, whatever downstream wants, and none while one is in hand.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::future::{Ready, ready};
        /// use std::task::{Context, Poll};
        ///
        /// use forebay::Source;
        /// use tower_service::Service;
        ///
        /// struct Double;
        ///
        /// impl Service<u64> for Double {
        ///     type Response = u64;
        ///     type Error = std::io::Error;
        ///     type Future = Ready<Result<u64, std::io::Error>>;
        ///
        ///     fn poll_ready(&mut self, _: &mut Context<'_>) -> Poll<Result<(), std::io::Error>> {
        ///         Poll::Ready(Ok(()))
        ///     }
        ///
        ///     fn call(&mut self, n: u64) -> Self::Future {
        ///         ready(Ok(n * 2))
        ///     }
        /// }
        ///
        /// let doubled = Source::iter(1..=3).service(8, Double);
        /// assert_eq!(doubled.collect::<Vec<_>>().wait()?, [2, 4, 6]);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If a number of `concurrency` is zero.
        #[doc(alias = "call_all")]
        #[doc(alias = "ask")]
        #[cfg(feature = "tower")]
        #[inline]
        #[track_caller]
        pub fn service<R>(
            self,
            concurrency: impl Into<Concurrency>,
            service: R,
        ) -> $Blueprint<$($input,)? R::Response, M, Via<$P, Calls<R>>>
        where
            T: Send,
            R: Service<T, Response: Send, Future: Send> + Send,
            R::Error: Into<Box<dyn Error + Send + Sync>>,
        {
            self.operator(Calls::new(concurrency.into(), service, Site::caller("service")))
        }
    };
}

for_source_and_flow!(offload_operators);
