//! Elements wait for a slower downstream, up to a bound.

use forebay_ops::rate::{
    Buffer, DropReason, OnDrop, OnMark, Overflow, WatermarkSignal, Watermarks,
};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! buffer_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Stores up to `capacity` elements that downstream does not want yet.
        ///
        /// ```text
        /// in   -1-2-3-4----|
        /// req  1-------2---1
        /// out  -1------(23)(4|)
        /// ask  3-------2---1
        /// ```
        ///
        /// An element that is wanted when it comes passes straight through; storing begins when
        /// nothing is wanted any more, and goes on while downstream does something else. This is
        /// a prefetch: from the first demand of downstream on (and not before) up to `capacity`
        /// elements are pulled early.
        ///
        /// What happens when the buffer is full and nothing is wanted, `overflow` says. With
        /// [`Overflow::Backpressure`](forebay_ops::rate::Overflow::Backpressure), which the
        /// picture shows with a capacity of 2, upstream has to wait. The other policies are for
        /// sources that cannot be held back. They take whatever comes: `DropOldest` drops the
        /// element that has waited longest, `DropNewest` the one that arrives, `DropBuffer` all
        /// that are stored, in favour of the one that arrives. `Fail` drops the one that arrives,
        /// cancels upstream, lets what is stored out and then fails with a `BufferOverflow`. The
        /// ledger counts what is dropped, by policy and reason. Elements are only ever dropped in
        /// a run that began with nothing wanted, so that cutting a chain with `boxed()` changes
        /// nothing; a source that always has one more is pulled, and its elements dropped, as fast
        /// as it can make them.
        ///
        /// - **Emits when** an element arrives that is wanted, or demand arrives for a stored one.
        /// - **Backpressures when** it is full, with `Backpressure`; never with other policies.
        /// - **Completes when** upstream has completed and nothing is stored.
        /// - **Fails when** upstream has failed and nothing is stored; with `Fail`, when an element
        ///   came for which there was no room, and nothing is stored.
        /// - **Cancels when** downstream cancels, or with `Fail` when an element comes for which
        ///   there is no room.
        /// - **Holds** at most `capacity` elements; **discards** them on cancel. A failure waits
        ///   for them.
        /// - **Requests** upstream: what downstream wants and what there is room for; nothing
        ///   before the first demand. While nothing is wanted: what there is room for
        ///   (`Backpressure`), one more than that (`Fail`), or all there is.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{Overflow, Source};
        ///
        /// let buffered = Source::iter(1..=5).buffer(2, Overflow::Backpressure);
        /// assert_eq!(buffered.collect::<Vec<u64>>().wait()?, [1, 2, 3, 4, 5]);
        ///
        /// let endless = Source::iter(1..).buffer(2, Overflow::Backpressure);
        /// let outcome = endless.take(3).collect::<Vec<u64>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1, 2, 3]);
        /// assert_eq!(outcome.ledger.produced(), 5); // Two were pulled early,
        /// assert_eq!(outcome.ledger.discarded(), 2); // and stored when `take` had enough.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `capacity` is zero.
        ///
        /// See also [`buffer_with`](Self::buffer_with), which hands out what it drops,
        /// [`buffer_with_watermarks`](Self::buffer_with_watermarks), which tells a producer to
        /// pause, and [`conflate`](Self::conflate), which sums up instead of dropping.
        #[doc(alias = "queue")]
        #[doc(alias = "prefetch")]
        #[doc(alias = "onBackpressureBuffer")]
        #[doc(alias = "onBackpressureDrop")]
        #[doc(alias = "onBackpressureLatest")]
        #[inline]
        #[track_caller]
        pub fn buffer(
            self,
            capacity: usize,
            overflow: Overflow,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, Buffer>>
        where
            T: Send,
        {
            self.operator(Buffer::new(capacity, overflow, Site::caller("buffer")))
        }

        /// Stores elements as `buffer` does, and hands each one that it drops to `on_drop`.
        ///
        /// ```text
        /// in   -123456-----
        /// req  1------3----
        /// out  -1-----(456)
        /// ```
        ///
        /// Everything that [`buffer`](Self::buffer) says holds. `on_drop` gets the element and the
        /// reason, once for each, after it was counted and before the next one is taken: to log
        /// it, to count it by kind, or to send it elsewhere. It runs on the island, so it should
        /// be quick. The policy `Fail` hands over the element that was one too many. What a cancel
        /// or a failure discards is not dropped, and not handed over. The picture shows
        /// `buffer_with(3, Overflow::DropOldest, ..)`; 2 and 3 are dropped.
        ///
        /// - **Emits when** an element arrives that is wanted, or demand arrives for a stored one.
        /// - **Backpressures when** it is full, with `Backpressure`; never with other policies.
        /// - **Completes when** upstream has completed and nothing is stored.
        /// - **Fails when** upstream has failed and nothing is stored; with `Fail`, when an element
        ///   came for which there was no room, and nothing is stored.
        /// - **Cancels when** downstream cancels, or with `Fail` when an element comes for which
        ///   there is no room.
        /// - **Holds** at most `capacity` elements; **discards** them on cancel. A failure waits
        ///   for them.
        /// - **Requests** upstream: as `buffer`.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{DropReason, Overflow, Source};
        ///
        /// // Nobody asks while the source has elements: an unreliable sensor, say.
        /// let readings = Source::iter(1..=6).buffer_with(3, Overflow::DropOldest, |lost, reason| {
        ///     eprintln!("lost {lost}: {reason}");
        ///     assert_eq!(reason, DropReason::Oldest);
        /// });
        /// // A sink that keeps up loses nothing.
        /// assert_eq!(readings.collect::<Vec<u64>>().wait()?, [1, 2, 3, 4, 5, 6]);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `capacity` is zero.
        #[doc(alias = "doOnDiscard")]
        #[doc(alias = "onBackpressureDrop")]
        #[doc(alias = "dead_letter")]
        #[inline]
        #[track_caller]
        pub fn buffer_with<G>(
            self,
            capacity: usize,
            overflow: Overflow,
            on_drop: G,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, Buffer<OnDrop<G>>>>
        where
            T: Send,
            G: FnMut(T, DropReason) + Send,
        {
            let buffer = Buffer::new(capacity, overflow, Site::caller("buffer_with"));
            self.operator(buffer.on_drop(on_drop))
        }

        /// Stores elements as `buffer` does, and says when a producer should pause and go on.
        ///
        /// ```text
        /// in   -1234----5--
        /// req  1----1-1-2-1
        /// out  -1---2-3-(45)
        /// ```
        ///
        /// For producers outside of the stream that push and know no demand, but can be asked to
        /// stop: a socket that can be left unread, a broker with `pause`, a robot. `on_signal` is
        /// called with `Pause` exactly when the number of stored elements rises to the high mark,
        /// and with `Resume` exactly when it falls to the low mark; never twice in a row. Marks are
        /// at 80 % and 20 % of the capacity, or where [`Watermarks::between`] puts them; the room
        /// above the high mark is for what still comes while the producer reacts. When that is not
        /// enough, `overflow` decides, as for [`buffer`](Self::buffer). It runs on the island, so
        /// it should be quick. An ending empties the buffer without a signal. The picture shows
        /// marks at 1 and 3 of a capacity of 4: `Pause` when 4 arrives, `Resume` when 3 leaves.
        ///
        /// - **Emits when** an element arrives that is wanted, or demand arrives for a stored one.
        /// - **Backpressures when** it is full, with `Backpressure`; never with other policies.
        /// - **Completes when** upstream has completed and nothing is stored.
        /// - **Fails when** upstream has failed and nothing is stored; with `Fail`, when an element
        ///   came for which there was no room, and nothing is stored.
        /// - **Cancels when** downstream cancels, or with `Fail` when an element comes for which
        ///   there is no room.
        /// - **Holds** at most as many elements as the marks' capacity; **discards** them on
        ///   cancel. A failure waits for them.
        /// - **Requests** upstream: as `buffer`.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{Overflow, Source, WatermarkSignal, Watermarks};
        /// use std::sync::mpsc;
        ///
        /// let (tell, told) = mpsc::channel();
        /// let marks = Watermarks::new(1000); // at 200 and 800
        /// let feed = Source::iter(1..=5000)
        ///     .buffer_with_watermarks(marks, Overflow::Fail, move |signal| match signal {
        ///         WatermarkSignal::Pause => tell.send("pause").unwrap(),
        ///         WatermarkSignal::Resume => tell.send("resume").unwrap(),
        ///     });
        /// assert_eq!(feed.count().wait()?, 5000);
        /// assert_eq!(told.try_recv().ok(), None); // A sink that keeps up needs no pause.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "hysteresis")]
        #[doc(alias = "high_water")]
        #[doc(alias = "pause")]
        #[doc(alias = "highWaterMark")]
        #[inline]
        #[track_caller]
        pub fn buffer_with_watermarks<G>(
            self,
            marks: Watermarks,
            overflow: Overflow,
            on_signal: G,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, Buffer<OnMark<G>>>>
        where
            T: Send,
            G: FnMut(WatermarkSignal) + Send,
        {
            let site = Site::caller("buffer_with_watermarks");
            self.operator(Buffer::with_watermarks(marks, overflow, on_signal, site))
        }
    };
}

for_source_and_flow!(buffer_operators);
