//! Where a stream is cut into islands that run by themselves.

use std::num::NonZeroUsize;

use forebay_protocol::Site;

use crate::{Cut, Flow, Source};

macro_rules! boundary_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits the same elements from a task of its own: what is in front of the boundary and
        /// what is behind it run at the same time.
        ///
        /// ```text
        /// in   -1-2-3-|
        /// req  1---2---
        /// out  -1--23-|
        /// ```
        ///
        /// The stages in front of it become an island, which moves elements into an edge that holds
        /// up to `capacity` of them. With the first demand from behind, the island is asked for
        /// that many; then for as many as have been passed on, when that is half of the capacity or
        /// when nothing else is left. So the island works ahead, and `capacity` is how far.
        ///
        /// Spawned on a runtime each island is a task, and two of them use two cores. In the
        /// caller's task (`graph.await`, `wait`) they take turns. An element that crosses costs a
        /// few nanoseconds where many cross together; a boundary pays where the work for an
        /// element takes longer than that, or where one side waits for something that the other
        /// should not wait for. The picture shows `boundary(2)`.
        ///
        /// - **Emits when** an element is in the edge and downstream wants it.
        /// - **Backpressures when** the edge is full.
        /// - **Completes when** upstream has completed and the edge is empty.
        /// - **Fails when** upstream has failed and the edge is empty; it has no failure of its
        ///   own.
        /// - **Cancels when** downstream cancels: the island in front stops at its next look, a few
        ///   thousand elements later at most and `capacity` elements at most that are let go.
        /// - **Holds** at most `capacity` elements; **discards** them on cancel. A failure waits for
        ///   them.
        /// - **Requests** upstream: `capacity` with the first demand, then what has been passed on,
        ///   half of `capacity` at a time, or at once when the edge is empty.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{Source, ThreadPool};
        ///
        /// let pool = ThreadPool::shared()?;
        /// let sum = Source::iter(1..=1000_u64)
        ///     .map(|n| n * n) // on one thread ..
        ///     .boundary(256)
        ///     .fold(0, |sum, n| sum + n); // .. while this is on another
        /// let outcome = sum.run(&pool).with_ledger().wait();
        /// assert_eq!(outcome.result?, 333_833_500);
        /// let boundary = &outcome.ledger.accounts()[1];
        /// assert!(boundary.peak() <= Some(256));
        /// # Ok::<(), Box<dyn std::error::Error>>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `capacity` is zero.
        #[doc(alias = "async")]
        #[doc(alias = "publishOn")]
        #[doc(alias = "observeOn")]
        #[doc(alias = "prefetch")]
        #[doc(alias = "island")]
        #[inline]
        #[track_caller]
        pub fn boundary(self, capacity: usize) -> $Blueprint<$($input,)? T, M, Cut<$P>>
        where
            T: Send + 'static,
        {
            let site = Site::caller("boundary");
            let capacity = NonZeroUsize::new(capacity)
                .expect("boundary(0): an edge holds at least one element");
            self.map_part(|part| Cut::new(part, capacity, site))
        }
    };
}

for_source_and_flow!(boundary_operators);
