//! Each element becomes a stream of its own, and the streams become one again.

use forebay_ops::flatten::{Breadth, FlatMapConcat, FlatMapMerge, FlatMapOrdered, SwitchMap};
use forebay_protocol::Site;

use crate::{Flow, Opening, Source, SourcePart, Via};

macro_rules! flatten_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits the elements of the sources that `f` makes of elements, one source after the
        /// other.
        ///
        /// ```text
        /// in   -2-0-3|
        /// req  1-2---2
        /// out  -22--3(33|)
        /// ask  1-11---
        /// ```
        ///
        /// One source runs at a time, inside this operator: it needs no task, nothing is held
        /// between it and downstream, and it sees downstream's demand as it is. The next
        /// element is pulled when the source has completed and downstream wants more. Sources of
        /// different kinds are `boxed()` first. In the ledger the sources are summed by stage.
        /// The picture shows `flat_map_concat(|n| Source::repeat(n).take(n))`.
        ///
        /// - **Emits when** the source of the element before does.
        /// - **Backpressures when** downstream does, or a source runs.
        /// - **Completes when** upstream has completed and so has the last source.
        /// - **Fails when** a source fails; or when upstream has failed and the source from
        ///   before that has completed.
        /// - **Cancels when** a source fails, with that failure as the cause; or when downstream
        ///   cancels, which cancels the source that runs as well.
        /// - **Holds** no element, so it **discards** none on cancel or failure; what the source
        ///   held is its own.
        /// - **Requests** upstream: one by one, and none while a source runs.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let pages = Source::iter([1, 2, 3]);
        /// let entries = pages.flat_map_concat(|page: u64| Source::iter((10 * page)..).take(2));
        /// let outcome = entries.take(3).collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [10, 11, 20]);
        /// // Two pages and three entries; the third page was never asked for.
        /// assert_eq!(outcome.ledger.produced(), 2 + 3);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`map_concat`](Self::map_concat), for what is there already;
        /// [`flat_map_ordered`](Self::flat_map_ordered), where the next sources start early; and
        /// [`flat_map_merge`](Self::flat_map_merge), where order does not matter.
        #[doc(alias = "flatMap")]
        #[doc(alias = "flat_map")]
        #[doc(alias = "concatMap")]
        #[doc(alias = "flatten")]
        #[doc(alias = "then")]
        #[inline]
        #[track_caller]
        pub fn flat_map_concat<V, N, Q, G>(
            self,
            f: G,
        ) -> $Blueprint<$($input,)? V, M, Via<$P, FlatMapConcat<Opening<G>>>>
        where
            G: FnMut(T) -> Source<V, N, Q> + Send,
            Q: SourcePart<Out = V, Mat = N>,
        {
            self.operator(FlatMapConcat::new(Opening(f), Site::caller("flat_map_concat")))
        }

        /// Emits the elements of the sources that `f` makes of elements, several sources at a
        /// time, as they come.
        ///
        /// ```text
        /// in   -3-2-1-------|
        /// req  1---3----*----
        /// out  -3--(323)(21)|
        /// ask  2---1----2----
        /// ```
        ///
        /// `breadth` says how many sources run at a time, and how far each of them may run ahead
        /// of demand: `16` for sixteen sources and 16 elements each, or a [`Breadth`]. Elements
        /// of one source stay in order. While there is demand, sources that have something take
        /// turns, each with as many elements as it may be ahead, and in the order in which they
        /// got something; nothing is held then. Without demand each runs until as much of it is
        /// held. A source that waits is not polled before it is woken. All of them run inside
        /// this operator, on its island, and use slots that are used again: a source of one
        /// element costs no task, and no allocation but its own. In the ledger they are summed by
        /// stage. From the first demand on, a source that completes makes room for the next at
        /// once, wanted or not. The picture shows
        /// `flat_map_merge(Breadth::new(2).prefetch(1), |n| Source::repeat(n).take(n))`.
        ///
        /// - **Emits when** one of the sources does, or demand arrives for what is held.
        /// - **Backpressures when** as many sources run as may; of each source, when as much is
        ///   held as may be.
        /// - **Completes when** upstream and all sources have completed and nothing is held.
        /// - **Fails when** a source has failed and what is held has come out; the other sources
        ///   are cancelled at once. Or when upstream has failed, and the sources from before that
        ///   have completed.
        /// - **Cancels when** a source fails, with that failure as the cause; or when downstream
        ///   cancels, which cancels all sources as well.
        /// - **Holds** at most as many elements as sources may run times how far each may be
        ///   ahead ([`Breadth::held`]), and elements of upstream for which there is a free slot,
        ///   until the budget allows for their sources; **discards** both on cancel. On a failure
        ///   it **discards** the latter, and what is held of the sources comes out first.
        /// - **Requests** upstream: as many as sources may still start, from the first demand on.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{Breadth, Source};
        ///
        /// let strict = Breadth::new(2).prefetch(1);
        /// let twice = |n: u64| Source::iter([n, 10 * n]);
        ///
        /// let merged = Source::iter(1..=3).flat_map_merge(strict, twice);
        /// let outcome = merged.collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1, 2, 10, 20, 3, 30]);
        /// // Three elements and three sources of two; a line for the three, not three lines.
        /// assert_eq!(outcome.ledger.produced(), 3 + 6);
        /// assert_eq!(outcome.ledger.accounts().len(), 4);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`flat_map_ordered`](Self::flat_map_ordered), which keeps the order, and
        /// [`flat_map_concat`](Self::flat_map_concat), for one source at a time.
        #[doc(alias = "flatMap")]
        #[doc(alias = "flat_map_unordered")]
        #[doc(alias = "flatten_unordered")]
        #[doc(alias = "mergeMap")]
        #[doc(alias = "flatMapPar")]
        #[inline]
        #[track_caller]
        pub fn flat_map_merge<V, N, Q, G>(
            self,
            breadth: impl Into<Breadth>,
            f: G,
        ) -> $Blueprint<$($input,)? V, M, Via<$P, FlatMapMerge<Opening<G>>>>
        where
            T: Send,
            V: Send,
            G: FnMut(T) -> Source<V, N, Q> + Send,
            Q: SourcePart<Out = V, Mat = N>,
        {
            let site = Site::caller("flat_map_merge");
            self.operator(FlatMapMerge::new(breadth.into(), Opening(f), site))
        }

        /// Emits the elements of the sources that `f` makes of elements, one source after the
        /// other, while the next ones run ahead.
        ///
        /// ```text
        /// in   -3-2-1-------|
        /// req  1---3----*----
        /// out  -3--(332)(21)|
        /// ask  2---1----2----
        /// ```
        ///
        /// What comes out is what [`flat_map_concat`](Self::flat_map_concat) emits, failures
        /// included; what differs is when the sources start. `breadth` says how many run at a
        /// time, and how far each of them may run ahead: `16` for sixteen sources and 16 elements
        /// each, or a [`Breadth`]. The first in the line emits straight to downstream. The others
        /// run until as much of each is held as may be; a source that waits is not polled before
        /// it is woken. From the first demand on, a source that completes and of which nothing is
        /// held makes room for the next, wanted or not. In the ledger the sources are summed by
        /// stage. The picture shows
        /// `flat_map_ordered(Breadth::new(2).prefetch(1), |n| Source::repeat(n).take(n))`.
        ///
        /// - **Emits when** the first source in the line does, or demand arrives for what is held
        ///   of it.
        /// - **Backpressures when** as many sources run as may; of each source, when as much is
        ///   held as may be.
        /// - **Completes when** upstream and all sources have completed and nothing is held.
        /// - **Fails when** a source has failed, and everything that comes before that in order
        ///   has come out; upstream and the sources behind it are cancelled at once. Or when
        ///   upstream has failed, and the sources from before that have completed.
        /// - **Cancels when** a source fails, with that failure as the cause; or when downstream
        ///   cancels, which cancels all sources as well.
        /// - **Holds** at most as many elements as sources may run times how far each may be
        ///   ahead ([`Breadth::held`]), and elements of upstream for which there is a free slot,
        ///   until the budget allows for their sources; **discards** both on cancel. On a failure
        ///   it **discards** what is behind the source that failed.
        /// - **Requests** upstream: as many as sources may still start, from the first demand on.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let twice = |n: u64| Source::iter([n, 10 * n]);
        /// let all = Source::iter(1..=3).flat_map_ordered(2, twice);
        /// assert_eq!(all.collect::<Vec<_>>().wait()?, [1, 10, 2, 20, 3, 30]);
        ///
        /// // One element was wanted; the two sources that may run have run ahead of it.
        /// let first = Source::iter(1..=3).flat_map_ordered(2, twice).boxed().head();
        /// assert_eq!(first.wait()?, Some(1));
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`flat_map_merge`](Self::flat_map_merge), where the order of sources does not
        /// matter.
        #[doc(alias = "concatMapEager")]
        #[doc(alias = "flatMapSequential")]
        #[inline]
        #[track_caller]
        pub fn flat_map_ordered<V, N, Q, G>(
            self,
            breadth: impl Into<Breadth>,
            f: G,
        ) -> $Blueprint<$($input,)? V, M, Via<$P, FlatMapOrdered<Opening<G>>>>
        where
            T: Send,
            V: Send,
            G: FnMut(T) -> Source<V, N, Q> + Send,
            Q: SourcePart<Out = V, Mat = N>,
        {
            let site = Site::caller("flat_map_ordered");
            self.operator(FlatMapOrdered::new(breadth.into(), Opening(f), site))
        }

        /// Emits the elements of the source that `f` makes of the newest element.
        ///
        /// ```text
        /// in   -1----2----
        /// req  1-2----2---
        /// out  -1(11)-(22)
        /// ask  11----1----
        /// ```
        ///
        /// An element that arrives cancels the source of the one before and starts its own. So
        /// which elements come out is a matter of time; they are of sources in order, and of
        /// each source from its beginning. Each source runs once, as far as demand goes, before
        /// the next takes its place, so that a source of one element is seen if it is wanted.
        /// From the first demand on, upstream is read as fast as it comes, wanted or not: it is
        /// never held up. The source that runs sees downstream's demand as it is. In the ledger
        /// the sources are summed by stage, with what the cancelled ones discarded. The picture
        /// shows `switch_map(Source::repeat)`.
        ///
        /// - **Emits when** the source of the newest element does.
        /// - **Backpressures when** never, once downstream has wanted something; the source that
        ///   runs, when downstream does.
        /// - **Completes when** upstream has completed and so has the last source.
        /// - **Fails when** the source that runs fails; or when upstream has failed and the last
        ///   source has completed.
        /// - **Cancels when** the source that runs fails, with that failure as the cause; or when
        ///   downstream cancels, which cancels that source as well. The source that a newer one
        ///   replaces is cancelled with `CancelCause::Superseded`.
        /// - **Holds** no element, so it **discards** none on cancel or failure; what a source
        ///   held it discards itself.
        /// - **Requests** upstream: one by one, and always one, from the first demand on.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// // Sources that wait for nothing are all seen.
        /// let seen = Source::iter(1..=3).switch_map(|n: u64| Source::iter([n, 10 * n]));
        /// let outcome = seen.collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1, 10, 2, 20, 3, 30]);
        /// assert_eq!(outcome.ledger.discarded(), 0);
        ///
        /// // Of one that has to wait nothing is, if another element is there.
        /// let waiting = |n: u64| match n {
        ///     3 => Source::single(n).boxed(),
        ///     _ => Source::from_stream(futures::stream::pending()).boxed(),
        /// };
        /// let seen = Source::iter(1..=3).switch_map(waiting);
        /// assert_eq!(seen.collect::<Vec<_>>().wait()?, [3]);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`flat_map_concat`](Self::flat_map_concat), which lets each source finish.
        #[doc(alias = "flatMapLatest")]
        #[doc(alias = "switchLatest")]
        #[doc(alias = "switchOnNext")]
        #[inline]
        #[track_caller]
        pub fn switch_map<V, N, Q, G>(
            self,
            f: G,
        ) -> $Blueprint<$($input,)? V, M, Via<$P, SwitchMap<Opening<G>>>>
        where
            G: FnMut(T) -> Source<V, N, Q> + Send,
            Q: SourcePart<Out = V, Mat = N>,
        {
            self.operator(SwitchMap::new(Opening(f), Site::caller("switch_map")))
        }
    };
}

for_source_and_flow!(flatten_operators);
