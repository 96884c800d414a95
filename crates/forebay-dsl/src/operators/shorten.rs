//! A stream becomes shorter.

use forebay_ops::shorten::{DropWhile, Limit, Skip, Take, TakeWhile};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! shorten_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits the first `count` elements and completes with the last of them.
        ///
        /// ```text
        /// in   -1-(2^)
        /// req  *
        /// out  -1-(2|)
        /// ask  2
        /// ```
        ///
        /// Completion comes together with the last element: neither one more element nor one
        /// more request is needed to see it, and upstream is cancelled at once. `take(0)`
        /// completes as soon as it runs and pulls nothing, without waiting for demand. The
        /// picture shows `take(2)`.
        ///
        /// - **Emits when** an element arrives.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** `count` elements have been emitted, or upstream completes.
        /// - **Fails when** upstream fails before that; it has no failure of its own.
        /// - **Cancels when** `count` elements have been emitted, or downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: what downstream wants, but at most what is left of `count`.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let outcome = Source::iter(1..).take(3).collect::<Vec<u64>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1, 2, 3]);
        /// assert_eq!(outcome.ledger.produced(), 3);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`limit`](Self::limit), which fails when there is more, and
        /// [`take_while`](Self::take_while).
        #[doc(alias = "first")]
        #[doc(alias = "truncate")]
        #[inline]
        pub fn take(self, count: u64) -> $Blueprint<$($input,)? T, M, Via<$P, Take>> {
            self.operator(Take::new(count))
        }

        /// Emits elements while `predicate` is true; the first rejected one ends the stream.
        ///
        /// ```text
        /// in   -1-2-(3^)
        /// req  *
        /// out  -1-2-|
        /// ask  11-1
        /// ```
        ///
        /// The rejected element is dropped, and it is the last one that is pulled: elements are
        /// asked for one by one, so that upstream makes nothing behind it. The picture shows
        /// `take_while(|n| *n < 3)`.
        ///
        /// - **Emits when** an element arrives and `predicate` is true.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** `predicate` is false for the first time, or upstream completes.
        /// - **Fails when** upstream fails before that; it has no failure of its own.
        /// - **Cancels when** `predicate` is false for the first time, or downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: one by one, while downstream wants something.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let small = Source::iter(1..).take_while(|n: &u64| n * n < 10);
        /// let outcome = small.collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1, 2, 3]);
        /// assert_eq!(outcome.ledger.produced(), 4); // 4 had to be seen to be rejected.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`filter`](Self::filter), which goes on, and
        /// [`drop_while`](Self::drop_while), the other half.
        #[doc(alias = "takeWhile")]
        #[doc(alias = "collectWhile")]
        #[doc(alias = "takeUntil")]
        #[inline]
        #[track_caller]
        pub fn take_while<G>(
            self,
            predicate: G,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, TakeWhile<G>>>
        where
            G: FnMut(&T) -> bool + Send,
        {
            self.operator(TakeWhile::new(predicate, Site::caller("take_while")))
        }

        /// Emits all elements but the first `count`.
        ///
        /// ```text
        /// in   -1-2-3-4-|
        /// req  1----1----
        /// out  -----3-4-|
        /// ask  3----1----
        /// ```
        ///
        /// The elements to be dropped are asked for on top of what downstream wants, all at once
        /// but not before downstream wants something. The picture shows `drop(2)`.
        ///
        /// - **Emits when** an element arrives and `count` have been dropped.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: what downstream wants, plus those that are still to be
        ///   dropped; nothing while downstream wants nothing.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let rest = Source::iter(1..=4).drop(2);
        /// assert_eq!(rest.clone().collect::<Vec<u64>>().wait()?, [3, 4]);
        ///
        /// let outcome = rest.head().wait_with_ledger();
        /// assert_eq!(outcome.result?, Some(3));
        /// assert_eq!(outcome.ledger.produced(), 3); // Two to drop, one to emit.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`take`](Self::take), the other half, and [`drop_while`](Self::drop_while).
        #[doc(alias = "skip")]
        #[inline]
        pub fn drop(self, count: u64) -> $Blueprint<$($input,)? T, M, Via<$P, Skip>> {
            self.operator(Skip::new(count))
        }

        /// Emits all elements from the first one on for which `predicate` is false.
        ///
        /// ```text
        /// in   -1-2-3-1-|
        /// req  1----1----
        /// out  -----3-1-|
        /// ask  11-1-1----
        /// ```
        ///
        /// Those before it are dropped and use up no demand. After the first `false`, which
        /// element it was for included, everything passes and `predicate` is not called again.
        /// The picture shows `drop_while(|n| *n < 3)`.
        ///
        /// - **Emits when** an element arrives and `predicate` is, or has been, false.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: exactly what downstream wants, and one more for each element
        ///   it drops.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let rest = Source::iter([1, 2, 3, 1]).drop_while(|n| *n < 3);
        /// assert_eq!(rest.clone().collect::<Vec<u64>>().wait()?, [3, 1]);
        ///
        /// let outcome = rest.head().wait_with_ledger();
        /// assert_eq!(outcome.result?, Some(3));
        /// assert_eq!(outcome.ledger.produced(), 3);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`filter`](Self::filter), which asks about every element, and
        /// [`take_while`](Self::take_while), the other half.
        #[doc(alias = "skip_while")]
        #[doc(alias = "skipWhile")]
        #[doc(alias = "dropWhile")]
        #[doc(alias = "skipUntil")]
        #[inline]
        #[track_caller]
        pub fn drop_while<G>(
            self,
            predicate: G,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, DropWhile<G>>>
        where
            G: FnMut(&T) -> bool + Send,
        {
            self.operator(DropWhile::new(predicate, Site::caller("drop_while")))
        }

        /// Emits up to `count` elements and fails at the first beyond.
        ///
        /// ```text
        /// in   -1-2-(3^)
        /// req  *
        /// out  -1-2-#
        /// ask  3
        /// ```
        ///
        /// A safety valve in front of whatever keeps all elements, such as
        /// [`Sink::collect`](crate::Sink::collect): a stream that is longer than it may be is an
        /// error, where [`take`](Self::take) would hide the rest. Exactly `count` elements are
        /// fine. To tell, one element more is asked for, and dropped if it comes; downstream has
        /// to want it, since nothing is pulled without demand. The error wraps a `LimitExceeded`.
        /// The picture shows `limit(2)`.
        ///
        /// - **Emits when** an element arrives, up to `count` of them.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** an element arrives after `count` others; or when upstream fails.
        /// - **Cancels when** an element arrives after `count` others, with that failure as the
        ///   cause; or when downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: what downstream wants, but at most one more than what is left
        ///   of `count`.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let lines = Source::iter(["a", "b", "c"]);
        /// assert_eq!(lines.clone().limit(3).collect::<Vec<_>>().wait()?, ["a", "b", "c"]);
        ///
        /// let outcome = lines.limit(1).collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result.unwrap_err().site().unwrap().name(), "limit");
        /// assert_eq!(outcome.ledger.produced(), 2); // "c" was never pulled.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "at_most")]
        #[doc(alias = "max_elements")]
        #[doc(alias = "limitWeighted")]
        #[inline]
        #[track_caller]
        pub fn limit(self, count: u64) -> $Blueprint<$($input,)? T, M, Via<$P, Limit>> {
            self.operator(Limit::new(count, Site::caller("limit")))
        }
    };
}

for_source_and_flow!(shorten_operators);
