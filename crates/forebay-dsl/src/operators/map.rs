//! One element in, one element out.

use std::error::Error;

use forebay_ops::transform::{Inspect, Map, Scan, TryMap, ZipWithIndex};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! map_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits `f` of each element.
        ///
        /// ```text
        /// in   -1-2-3-|
        /// req  --2--1--
        /// out  --24-6-|
        /// ```
        ///
        /// `f` runs once for each element, in order, and only when downstream wants the result:
        /// behind a slow consumer there are fewer calls, not a queue of results. The picture
        /// shows `map(|n| n * 2)`.
        ///
        /// - **Emits when** an element arrives.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let mut calls = 0;
        /// let doubled = Source::iter(1..).map(|n: u64| {
        ///     calls += 1;
        ///     n * 2
        /// });
        /// assert_eq!(doubled.take(3).collect::<Vec<_>>().wait()?, [2, 4, 6]);
        /// assert_eq!(calls, 3); // The source is endless, and no call was for nothing.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`try_map`](Self::try_map), where `f` may fail,
        /// [`filter_map`](Self::filter_map), where it may decline, and
        /// [`map_concat`](Self::map_concat), where it returns many.
        #[doc(alias = "select")]
        #[doc(alias = "fmap")]
        #[inline]
        #[track_caller]
        pub fn map<V, G>(self, f: G) -> $Blueprint<$($input,)? V, M, Via<$P, Map<G>>>
        where
            G: FnMut(T) -> V + Send,
        {
            self.operator(Map::new(f, Site::caller("map")))
        }

        /// Emits the `Ok` results of `f` for each element; the first `Err` fails the stream.
        ///
        /// ```text
        /// in   -1-2-(x^)
        /// req  *
        /// out  -1-2-#
        /// ```
        ///
        /// What was emitted before the `Err` stays emitted, and the element that caused it is
        /// gone: `f` has consumed it. Nothing behind it is pulled. The error reaches the sink as
        /// a `StreamError` that wraps yours and names the source line of this call. To carry on
        /// past bad elements, use [`filter_map`](Self::filter_map), or map to a `Result` and keep
        /// it as the element.
        ///
        /// - **Emits when** an element arrives and `f` returns `Ok`.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** `f` returns `Err`, even in the run in which upstream ends; or when
        ///   upstream fails.
        /// - **Cancels when** `f` returns `Err`, with that failure as the cause; or when
        ///   downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::num::ParseIntError;
        ///
        /// use forebay::Source;
        ///
        /// let numbers = Source::iter(["1", "2", "x", "4"]).try_map(str::parse::<u64>);
        /// let outcome = numbers.collect::<Vec<_>>().wait_with_ledger();
        ///
        /// let error = outcome.result.unwrap_err();
        /// assert!(error.downcast_ref::<ParseIntError>().is_some());
        /// assert_eq!(error.site().unwrap().name(), "try_map");
        /// assert_eq!(outcome.ledger.delivered(), 2);
        /// assert_eq!(outcome.ledger.produced(), 3); // "4" was never pulled.
        /// ```
        ///
        /// See also [`map`](Self::map).
        #[doc(alias = "map_err")]
        #[doc(alias = "and_then")]
        #[inline]
        #[track_caller]
        pub fn try_map<V, E, G>(self, f: G) -> $Blueprint<$($input,)? V, M, Via<$P, TryMap<G>>>
        where
            E: Into<Box<dyn Error + Send + Sync>>,
            G: FnMut(T) -> Result<V, E> + Send,
        {
            self.operator(TryMap::new(f, Site::caller("try_map")))
        }

        /// Emits each element unchanged, after `f` has seen it.
        ///
        /// ```text
        /// in   -1-2-3-|
        /// req  --2--1--
        /// out  --12-3-|
        /// ```
        ///
        /// `f` borrows the element right before downstream gets it, so what it sees is what
        /// passes this point, in this order: no element that downstream did not want, and none
        /// twice. It is the place for a counter, a log line or a progress bar.
        ///
        /// - **Emits when** an element arrives.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let mut seen = Vec::new();
        /// let source = Source::iter(1..).inspect(|n| seen.push(*n)).filter(|n| n % 3 == 0);
        /// assert_eq!(source.take(2).collect::<Vec<u64>>().wait()?, [3, 6]);
        /// assert_eq!(seen, [1, 2, 3, 4, 5, 6]); // 7 was not pulled to find that out.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "tap")]
        #[doc(alias = "peek")]
        #[doc(alias = "do_on_next")]
        #[doc(alias = "doOnNext")]
        #[doc(alias = "wireTap")]
        #[doc(alias = "log")]
        #[inline]
        #[track_caller]
        pub fn inspect<G>(self, f: G) -> $Blueprint<$($input,)? T, M, Via<$P, Inspect<G>>>
        where
            G: FnMut(&T) + Send,
        {
            self.operator(Inspect::new(f, Site::caller("inspect")))
        }

        /// Emits each element paired with its number, from zero.
        ///
        /// ```text
        /// in   -a-b-c-|
        /// req  --2--1--
        /// out  --xy-z-|
        /// x = ('a', 0)
        /// y = ('b', 1)
        /// z = ('c', 2)
        /// ```
        ///
        /// It numbers what arrives here: put it in front of a [`filter`](Self::filter) to number
        /// what the source emitted, behind it to number what is left.
        ///
        /// - **Emits when** an element arrives.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let outcome = Source::iter("abcdef".chars()).zip_with_index().take(2);
        /// let outcome = outcome.collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [('a', 0), ('b', 1)]);
        /// assert_eq!(outcome.ledger.produced(), 2);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "enumerate")]
        #[doc(alias = "index")]
        #[doc(alias = "zipWithIndex")]
        #[inline]
        pub fn zip_with_index(self) -> $Blueprint<$($input,)? (T, u64), M, Via<$P, ZipWithIndex>> {
            self.operator(ZipWithIndex::default())
        }

        /// Emits `zero`, then the state that `f` makes of the state before and each element.
        ///
        /// ```text
        /// in   -1-2-3-|
        /// req  2---2---
        /// out  01--36-|
        /// ask  1---2---
        /// ```
        ///
        /// A fold that shows its working: with `zero` counted in, *n* elements become *n + 1*,
        /// and an empty stream becomes one. `zero` waits for demand like everything else and
        /// takes the first of it; until it is out, nothing is pulled. Each emitted state is a
        /// clone of the one that is kept. The picture shows `scan(0, |sum, n| sum + n)`.
        ///
        /// - **Emits when** downstream asks for the first time, then when an element arrives.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes and `zero` is out; of an empty stream that
        ///   takes demand for one element.
        /// - **Fails when** upstream fails, at once and without `zero` if nobody has asked yet;
        ///   it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, only the state, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: exactly what downstream wants, less one for `zero`.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let totals = Source::iter([1, 2, 3]).scan(0, |sum, n| sum + n);
        /// assert_eq!(totals.clone().collect::<Vec<_>>().wait()?, [0, 1, 3, 6]);
        ///
        /// let outcome = totals.head().wait_with_ledger();
        /// assert_eq!(outcome.result?, Some(0));
        /// assert_eq!(outcome.ledger.produced(), 0); // `zero` needs no element.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`Sink::fold`](crate::Sink::fold), which gives the last state only, and
        /// [`transform`](Self::transform), for a state that emits something other than itself.
        #[doc(alias = "accumulate")]
        #[doc(alias = "running_fold")]
        #[doc(alias = "statefulMap")]
        #[inline]
        #[track_caller]
        pub fn scan<A, G>(self, zero: A, f: G) -> $Blueprint<$($input,)? A, M, Via<$P, Scan<A, G>>>
        where
            A: Clone + Send,
            G: FnMut(A, T) -> A + Send,
        {
            self.operator(Scan::new(zero, f, Site::caller("scan")))
        }
    };
}

for_source_and_flow!(map_operators);
