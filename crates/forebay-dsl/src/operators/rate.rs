//! Fewer or more elements come out, as the pace of one side asks for.

use forebay_ops::rate::{Batch, Conflate, ConflateWithSeed, Count, Expand, Seeded, Weight};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! rate_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Makes one element, with `aggregate`, of all that come while downstream wants none.
        ///
        /// ```text
        /// in   -1-2-3-4--|
        /// req  1-----1---1
        /// out  -1----5---(4|)
        /// ```
        ///
        /// Upstream is never held back, however slow downstream is, and nothing is dropped: what
        /// cannot be passed on is folded into what waits. An element that is wanted when it comes
        /// passes as it is. Elements are only folded in a run that began with nothing wanted, so
        /// that cutting a chain with `boxed()` changes nothing. The picture shows
        /// `conflate(|sum, n| sum + n)`.
        ///
        /// - **Emits when** an element arrives that is wanted, or demand arrives for the one that
        ///   waits.
        /// - **Backpressures when** never, once downstream has asked for its first element.
        /// - **Completes when** upstream has completed and nothing waits.
        /// - **Fails when** upstream has failed and nothing waits; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element, of any number of elements; **discards** it on cancel,
        ///   and counts all that it was made of. A failure waits for it.
        /// - **Requests** upstream: what downstream wants, and one more if none waits; while
        ///   nothing is wanted, all there is. Nothing before the first demand.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let sums = Source::iter(1..=4).conflate(|sum, n| sum + n);
        /// // A sink that keeps up gets every element, one that does not gets sums of some.
        /// assert_eq!(sums.clone().collect::<Vec<u64>>().wait()?, [1, 2, 3, 4]);
        ///
        /// let outcome = sums.take(1).collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1]);
        /// assert_eq!(outcome.ledger.produced(), 2); // One was pulled early.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`batch`](Self::batch), which holds upstream back when there are too many.
        #[doc(alias = "onBackpressureReduce")]
        #[doc(alias = "latest")]
        #[doc(alias = "aggregate")]
        #[inline]
        #[track_caller]
        pub fn conflate<G>(self, aggregate: G) -> $Blueprint<$($input,)? T, M, Via<$P, Conflate<G>>>
        where
            T: Send,
            G: FnMut(T, T) -> T + Send,
        {
            self.operator(Conflate::new(aggregate, Site::caller("conflate")))
        }

        /// Makes one value of all elements that come while downstream wants none.
        ///
        /// ```text
        /// in   -1-2-3-4--|
        /// req  1-----1---1
        /// out  -x----y---(z|)
        /// x = [1]
        /// y = [2, 3]
        /// z = [4]
        /// ```
        ///
        /// As [`conflate`](Self::conflate), with values of another type: `seed` makes one of the
        /// first element, `aggregate` adds each further element to it. An element that is wanted
        /// when it comes becomes a value of its own. Nothing bounds what a value may hold; `batch`
        /// does that. The picture shows values that are vectors.
        ///
        /// - **Emits when** an element arrives that is wanted, or demand arrives for the value that
        ///   waits.
        /// - **Backpressures when** never, once downstream has asked for its first value.
        /// - **Completes when** upstream has completed and nothing waits.
        /// - **Fails when** upstream has failed and nothing waits; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 value, of any number of elements; **discards** it on cancel, and
        ///   counts all that it was made of. A failure waits for it.
        /// - **Requests** upstream: what downstream wants, and one more if none waits; while
        ///   nothing is wanted, all there is. Nothing before the first demand.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let loads = Source::iter([3, 1, 2])
        ///     .conflate_with_seed(|n| (n, n), |(low, high), n| (n.min(low), n.max(high)));
        /// assert_eq!(loads.clone().head().wait()?, Some((3, 3)));
        ///
        /// let outcome = loads.head().wait_with_ledger();
        /// assert_eq!(outcome.ledger.discarded(), 1); // The 1 was there already.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "conflateWithSeed")]
        #[doc(alias = "onBackpressureReduce")]
        #[inline]
        #[track_caller]
        pub fn conflate_with_seed<A, H, G>(
            self,
            seed: H,
            aggregate: G,
        ) -> $Blueprint<$($input,)? A, M, Via<$P, ConflateWithSeed<H, G>>>
        where
            T: Send,
            A: Send,
            H: FnMut(T) -> A + Send,
            G: FnMut(A, T) -> A + Send,
        {
            let site = Site::caller("conflate_with_seed");
            self.operator(ConflateWithSeed::with_seed(seed, aggregate, site))
        }

        /// Makes one value of up to `max` elements that come while downstream wants none.
        ///
        /// ```text
        /// in   -1-2-3-4-5-|
        /// req  1-------1--1
        /// out  -x------y--(z|)
        /// x = [1]
        /// y = [2, 3]
        /// z = [4, 5]
        /// ```
        ///
        /// `seed` makes a value of the first element, `aggregate` adds each further one. When the
        /// value that waits is made of `max` elements upstream has to wait too. An element that is
        /// wanted when it comes becomes a value of its own: batches grow with the load, and a sink
        /// that keeps up sees none. For groups of the same size whatever the pace, there is
        /// [`grouped`](Self::grouped). The picture shows `batch(2, ..)` with values that are
        /// vectors.
        ///
        /// - **Emits when** an element arrives that is wanted, or demand arrives for the value that
        ///   waits.
        /// - **Backpressures when** a value of `max` elements waits.
        /// - **Completes when** upstream has completed and nothing waits.
        /// - **Fails when** upstream has failed and nothing waits; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 value, of at most `max` elements; **discards** it on cancel, and
        ///   counts all that it was made of. A failure waits for it.
        /// - **Requests** upstream: what downstream wants, and one more if none waits; while
        ///   nothing is wanted, what is left of `max`. Nothing before the first demand.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let writes = Source::iter(1..=3).batch(100, |n| vec![n], |mut batch, n| {
        ///     batch.push(n);
        ///     batch
        /// });
        /// assert_eq!(writes.clone().collect::<Vec<_>>().wait()?, [[1], [2], [3]]);
        ///
        /// let outcome = writes.take(1).collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.ledger.produced(), 2); // One was pulled early.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `max` is zero.
        #[doc(alias = "aggregate")]
        #[doc(alias = "chunks")]
        #[inline]
        #[track_caller]
        pub fn batch<A, H, G>(
            self,
            max: u64,
            seed: H,
            aggregate: G,
        ) -> $Blueprint<$($input,)? A, M, Via<$P, Batch<Seeded<H, G>, Count>>>
        where
            T: Send,
            A: Send,
            H: FnMut(T) -> A + Send,
            G: FnMut(A, T) -> A + Send,
        {
            self.operator(Batch::counted(max, seed, aggregate, Site::caller("batch")))
        }

        /// Makes one value of elements whose costs add up to at most `max`, while downstream wants
        /// none.
        ///
        /// ```text
        /// in   -1-2-3-9-1-|
        /// req  1-------1--1-1
        /// out  -x------y--z-(w|)
        /// x = [1]
        /// y = [2, 3]
        /// z = [9]
        /// w = [1]
        /// ```
        ///
        /// As [`batch`](Self::batch), where `cost` says how much of `max` an element takes up: its
        /// bytes, say. An element that costs more than is left of `max` waits beside the value,
        /// and begins the next one; one that costs more than `max` makes a value of its own.
        /// `cost` is called once for each element that is not wanted when it comes. The picture
        /// shows `batch_weighted(5, |n| *n, ..)` with values that are vectors.
        ///
        /// - **Emits when** an element arrives that is wanted, or demand arrives for the value that
        ///   waits.
        /// - **Backpressures when** a value waits that costs `max` or more, or an element waits
        ///   beside it.
        /// - **Completes when** upstream has completed and nothing waits.
        /// - **Fails when** upstream has failed and nothing waits; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 value, of cost `max` or of one element, and 1 element; **discards**
        ///   both on cancel, and counts all that they were made of. A failure waits for them.
        /// - **Requests** upstream: what downstream wants, and one more if none waits; while
        ///   nothing is wanted, one by one. Nothing before the first demand.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// let frames = Source::iter(["ab", "c", "defgh"]).batch_weighted(
        ///     4,
        ///     |text: &&str| text.len() as u64,
        ///     str::to_owned,
        ///     |frame, text| frame + text,
        /// );
        /// assert_eq!(frames.clone().collect::<Vec<String>>().wait()?, ["ab", "c", "defgh"]);
        ///
        /// let outcome = frames.take(1).collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.ledger.produced(), 2); // One was pulled early.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `max` is zero.
        #[doc(alias = "batchWeighted")]
        #[doc(alias = "bytes")]
        #[inline]
        #[track_caller]
        pub fn batch_weighted<A, C, H, G>(
            self,
            max: u64,
            cost: C,
            seed: H,
            aggregate: G,
        ) -> $Blueprint<$($input,)? A, M, Via<$P, Batch<Seeded<H, G>, Weight<C>>>>
        where
            T: Send,
            A: Send,
            C: FnMut(&T) -> u64 + Send,
            H: FnMut(T) -> A + Send,
            G: FnMut(A, T) -> A + Send,
        {
            let site = Site::caller("batch_weighted");
            self.operator(Batch::weighted(max, cost, seed, aggregate, site))
        }

        /// Emits what `f` makes of the newest element, as long as there is no newer one.
        ///
        /// ```text
        /// in   -1-2-----3-|
        /// req  1-12---1---1
        /// out  -11(22)2---(3|)
        /// ```
        ///
        /// The counterpart of [`conflate`](Self::conflate), for a downstream that is faster than
        /// upstream. `f` is called when an element arrives, and its results are pulled as they are
        /// wanted. Each element comes out at least once (unless `f` makes nothing of it), before
        /// the next one is taken; further outputs are made up only while upstream has nothing new.
        /// When the results are used up it waits. With endless results and a sink that always
        /// wants more this never rests. The picture shows `expand(std::iter::repeat)`.
        ///
        /// - **Emits when** an element arrives that is wanted, or demand arrives and the results of
        ///   the newest element are not used up.
        /// - **Backpressures when** an element waits to come out for the first time.
        /// - **Completes when** upstream has completed and the newest element has come out.
        /// - **Fails when** upstream has failed and the newest element has come out; it has no
        ///   failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element that has not come out, or the results of one that has;
        ///   **discards** it on cancel. A failure waits for it to come out.
        /// - **Requests** upstream: what downstream wants, and one more unless one waits. Nothing
        ///   before the first demand.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::Source;
        ///
        /// // A sink that is slower than the source gets each element once.
        /// let positions = Source::iter([10, 20]).expand(|at| [at, at + 1, at + 2]);
        /// assert_eq!(positions.clone().collect::<Vec<u64>>().wait()?, [10, 20]);
        ///
        /// let outcome = positions.take(1).collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [10]);
        /// assert_eq!(outcome.ledger.produced(), 2); // One was pulled early.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "extrapolate")]
        #[doc(alias = "repeat_latest")]
        #[inline]
        #[track_caller]
        pub fn expand<V, G>(
            self,
            f: G,
        ) -> $Blueprint<$($input,)? V::Item, M, Via<$P, Expand<G>>>
        where
            V: IntoIterator<IntoIter: Send>,
            G: FnMut(T) -> V + Send,
        {
            self.operator(Expand::new(f, Site::caller("expand")))
        }
    };
}

for_source_and_flow!(rate_operators);
