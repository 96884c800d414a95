//! One element in, none, one or many out.

use forebay_ops::transform::{Filter, FilterMap, MapConcat};
use forebay_protocol::Site;
use forebay_stage::{Transform, Transforming};

use crate::{Flow, Source, Via};

macro_rules! transform_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits the elements for which `predicate` is true.
        ///
        /// ```text
        /// in   -1-2-3-4-|
        /// req  1---1-----
        /// out  ---2---4-|
        /// ask  11--11----
        /// ```
        ///
        /// The others are dropped here. A dropped element uses up no demand, so upstream is
        /// asked for another in its place until downstream has what it wants; a predicate that
        /// accepts nothing therefore reads its upstream to the end. The picture shows
        /// `filter(|n| n % 2 == 0)`.
        ///
        /// - **Emits when** an element arrives and `predicate` is true.
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
        /// let even = Source::iter(1..).filter(|n: &u64| n % 2 == 0).take(2);
        /// let outcome = even.collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [2, 4]);
        /// assert_eq!(outcome.ledger.produced(), 4);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`take_while`](Self::take_while), which ends the stream, and
        /// [`filter_map`](Self::filter_map), which changes the type on the way.
        #[doc(alias = "where")]
        #[doc(alias = "retain")]
        #[doc(alias = "filterNot")]
        #[inline]
        #[track_caller]
        pub fn filter<G>(self, predicate: G) -> $Blueprint<$($input,)? T, M, Via<$P, Filter<G>>>
        where
            G: FnMut(&T) -> bool + Send,
        {
            self.operator(Filter::new(predicate, Site::caller("filter")))
        }

        /// Emits what `f` makes of each element, where it makes something.
        ///
        /// ```text
        /// in   -1-x-2-|
        /// req  1-1-----
        /// out  -1---2-|
        /// ask  1-11----
        /// ```
        ///
        /// An element for which `f` returns `None` is gone and uses up no demand, so upstream is
        /// asked for another in its place.
        ///
        /// - **Emits when** an element arrives and `f` returns `Some`.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure.
        /// - **Requests** upstream: exactly what downstream wants, and one more for each element
        ///   of which `f` makes nothing.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let texts = Source::iter(["1", "x", "3", "4"]);
        /// let numbers = texts.filter_map(|text| text.parse::<u64>().ok()).take(2);
        /// let outcome = numbers.collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1, 3]);
        /// assert_eq!(outcome.ledger.produced(), 3);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`try_map`](Self::try_map), which fails instead of leaving elements out.
        #[doc(alias = "collect")]
        #[doc(alias = "choose")]
        #[doc(alias = "mapOption")]
        #[doc(alias = "mapNotNull")]
        #[doc(alias = "flattenOptional")]
        #[inline]
        #[track_caller]
        pub fn filter_map<V, G>(self, f: G) -> $Blueprint<$($input,)? V, M, Via<$P, FilterMap<G>>>
        where
            G: FnMut(T) -> Option<V> + Send,
        {
            self.operator(FilterMap::new(f, Site::caller("filter_map")))
        }

        /// Emits everything that is in `f` of each element, one result after the other.
        ///
        /// ```text
        /// in   -2-0-2-|
        /// req  1-2---1-
        /// out  -22--22|
        /// ask  1-11----
        /// ```
        ///
        /// What `f` returns is iterated only as far as downstream has demand; the rest waits, and
        /// upstream with it. So the result may be lazy, and it may be endless. A result that is
        /// empty uses up no demand. An iterator that cannot tell that it has ended (its
        /// `size_hint` has no upper bound of zero) is found out with the next demand only.
        ///
        /// - **Emits when** something is left over from the element before, or an element arrives
        ///   of which `f` makes a result that is not empty.
        /// - **Backpressures when** downstream does, or something is left over.
        /// - **Completes when** upstream has completed and nothing is left over.
        /// - **Fails when** upstream has failed and nothing is left over; it has no failure of its
        ///   own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element, as the iterator over the rest of its result;
        ///   **discards** it on cancel, which the ledger counts as one element whatever was left
        ///   of it. A failure waits for it.
        /// - **Requests** upstream: one by one, and none while something is left over.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let words = Source::iter(["to be", "", "or not"]).map_concat(str::split_whitespace);
        /// assert_eq!(words.collect::<Vec<_>>().wait()?, ["to", "be", "or", "not"]);
        ///
        /// let endless = Source::iter([1, 10]).map_concat(|n: u64| n..);
        /// let outcome = endless.take(3).collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1, 2, 3]);
        /// assert_eq!(outcome.ledger.produced(), 1); // 10 never had its turn.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`transform`](Self::transform), which does the same with a state and a last
        /// word at the end.
        #[doc(alias = "flat_map")]
        #[doc(alias = "flatten")]
        #[doc(alias = "mapConcat")]
        #[doc(alias = "flatMapIterable")]
        #[doc(alias = "concat_map_iterable")]
        #[doc(alias = "mapcat")]
        #[doc(alias = "select_many")]
        #[inline]
        #[track_caller]
        pub fn map_concat<C, G>(
            self,
            f: G,
        ) -> $Blueprint<$($input,)? C::Item, M, Via<$P, MapConcat<G>>>
        where
            C: IntoIterator<IntoIter: Send>,
            G: FnMut(T) -> C + Send,
        {
            self.operator(MapConcat::new(f, Site::caller("map_concat")))
        }

        /// Emits what a [`Transform`] of your own makes of each element: none, one or many.
        ///
        /// ```text
        /// in   -1-1-2-|
        /// req  1-----1-
        /// out  -----x-(y|)
        /// ask  11-1--1-
        /// x = (1, 2)
        /// y = (2, 1)
        /// ```
        ///
        /// This is the door for custom operators that need a state: the transform is a value with
        /// a method for each element and, if it wants, one for the end of the stream. It cannot
        /// break demand, because what it returns is iterated only as far as downstream asks; the
        /// rest waits, and upstream with it. It is told of completion and never of a failure or a
        /// cancel; its destructor runs in every ending. The picture counts runs of equal elements,
        /// as the example does.
        ///
        /// - **Emits when** something is left over from the element before, or an element arrives
        ///   of which `on_next` makes something, or upstream has completed and `on_complete` has
        ///   a last word.
        /// - **Backpressures when** downstream does, or something is left over.
        /// - **Completes when** upstream has completed and nothing is left over, the last word
        ///   included.
        /// - **Fails when** `on_next` or `on_complete` returns `Err`; or when upstream has failed
        ///   and nothing is left over.
        /// - **Cancels when** `on_next` returns `Err`, with that failure as the cause; or when
        ///   downstream cancels.
        /// - **Holds** at most 1 element, as the iterator over the rest of what it became;
        ///   **discards** it on cancel, which the ledger counts as one element whatever was left
        ///   of it. A failure waits for it. Elements that the transform keeps in its own state
        ///   are its own business: state their bound in its docs.
        /// - **Requests** upstream: one by one, and none while something is left over.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        /// use forebay::StreamError;
        /// use forebay::Transform;
        ///
        /// /// Emits each run of equal elements as the element and its count.
        /// #[derive(Default)]
        /// struct Runs(Option<(u32, usize)>);
        ///
        /// impl Transform<u32> for Runs {
        ///     type Out = (u32, usize);
        ///     type Outputs = Option<(u32, usize)>;
        ///
        ///     fn on_next(&mut self, element: u32) -> Result<Self::Outputs, StreamError> {
        ///         match &mut self.0 {
        ///             Some((same, count)) if *same == element => {
        ///                 *count += 1;
        ///                 Ok(None)
        ///             },
        ///             run => Ok(run.replace((element, 1))),
        ///         }
        ///     }
        ///
        ///     fn on_complete(&mut self) -> Result<Option<Self::Outputs>, StreamError> {
        ///         Ok(Some(self.0.take()))
        ///     }
        /// }
        ///
        /// let runs = Source::iter([1, 1, 2]).transform(Runs::default());
        /// assert_eq!(runs.collect::<Vec<_>>().wait()?, [(1, 2), (2, 1)]);
        ///
        /// let first = Source::iter([1, 2, 3, 4]).transform(Runs::default()).head();
        /// let outcome = first.wait_with_ledger();
        /// assert_eq!(outcome.result?, Some((1, 1)));
        /// assert_eq!(outcome.ledger.produced(), 2); // 2 ended the run of 1.
        /// # Ok::<(), StreamError>(())
        /// ```
        ///
        /// See also [`map_concat`](Self::map_concat), for a closure, and `operator`, for a stage
        /// that sets its own demand.
        #[doc(alias = "statefulMapConcat")]
        #[doc(alias = "GraphStage")]
        #[doc(alias = "handle")]
        #[doc(alias = "custom")]
        #[inline]
        #[track_caller]
        pub fn transform<X>(
            self,
            transform: X,
        ) -> $Blueprint<$($input,)? X::Out, M, Via<$P, Transforming<X>>>
        where
            X: Transform<T>,
        {
            self.operator(Transforming::new(transform, Site::caller("transform")))
        }
    };
}

for_source_and_flow!(transform_operators);
