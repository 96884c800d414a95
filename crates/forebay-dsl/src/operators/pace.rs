//! Elements pass later, or not at all if newer ones are there.

use std::time::Duration;

use forebay_ops::pace::{Debounce, Delay, Sample};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! pace_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits each element `by` after it came.
        ///
        /// ```text
        /// in   -1-23-|
        /// req  *-------
        /// out  ----1-2(3|)
        /// ask  2---1-1-
        /// ```
        ///
        /// Elements that come together leave together, and in order. So that each is late by the
        /// same time and not by the time of those before it, up to `capacity` elements are under
        /// way: from the first demand of downstream on (and not before) they are pulled early, to
        /// that number. If downstream is slow they leave later than that, never earlier. The picture
        /// shows 3 ms and a capacity of 2.
        ///
        /// No more than `capacity` elements pass in each `by`: at 1000 elements a second and a delay
        /// of 5 s, 5000 are under way.
        ///
        /// - **Emits when** the time of an element has passed and it is wanted.
        /// - **Backpressures when** `capacity` elements are under way.
        /// - **Completes when** upstream has completed and the last element has left.
        /// - **Fails when** upstream has failed and the last element has left; it has no failure of
        ///   its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most `capacity` elements; **discards** them on cancel. A failure waits for
        ///   them.
        /// - **Requests** upstream: `capacity` less what is under way; nothing before the first
        ///   demand.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::Source;
        ///
        /// let late = Source::iter(1..=3).delay(Duration::from_millis(1), 16);
        /// assert_eq!(late.collect::<Vec<u64>>().wait()?, [1, 2, 3]);
        ///
        /// let first = Source::iter(1..).delay(Duration::from_millis(1), 16).take(1);
        /// let outcome = first.collect::<Vec<u64>>().wait_with_ledger();
        /// // Sixteen were under way, and one more when the first had left.
        /// assert_eq!((outcome.ledger.produced(), outcome.ledger.discarded()), (17, 16));
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `capacity` is zero.
        #[doc(alias = "delayElements")]
        #[doc(alias = "shift")]
        #[inline]
        #[track_caller]
        pub fn delay(
            self,
            by: Duration,
            capacity: usize,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, Delay>>
        where
            T: Send,
        {
            self.operator(Delay::new(by, capacity, Site::caller("delay")))
        }

        /// Emits an element when none has come for `silence` after it; drops the others.
        ///
        /// ```text
        /// in   -12---3--4|
        /// req  *----------
        /// out  ----2---3-(4|)
        /// ask  *----------
        /// ```
        ///
        /// Of a burst of elements only the last comes out. Those before it are dropped, and the
        /// ledger counts them. When upstream completes, nothing newer can come: the last element
        /// leaves at once. An element whose silence has passed waits for demand; if a newer one
        /// comes first, that one takes its place. The picture shows 2 ms.
        ///
        /// - **Emits when** the silence after an element has passed, or upstream has completed, and
        ///   it is wanted.
        /// - **Backpressures when** never, once downstream has asked for the first time: upstream
        ///   runs as fast as it can, which is what there is to be debounced.
        /// - **Completes when** upstream has completed and the last element is out.
        /// - **Fails when** upstream has failed and no element whose silence has passed waits for
        ///   demand; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element; **discards** it on cancel, and on a failure that comes
        ///   before its silence has passed. Otherwise the failure waits for it.
        /// - **Requests** upstream: unbounded, from the first demand on.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::Source;
        ///
        /// let typed = Source::iter(["r", "ru", "rust"]).debounce(Duration::from_millis(100));
        /// let outcome = typed.collect::<Vec<_>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, ["rust"]);
        /// assert_eq!((outcome.ledger.produced(), outcome.ledger.dropped()), (3, 2));
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "throttleWithTimeout")]
        #[doc(alias = "settle")]
        #[doc(alias = "quiet")]
        #[inline]
        #[track_caller]
        pub fn debounce(self, silence: Duration) -> $Blueprint<$($input,)? T, M, Via<$P, Debounce>>
        where
            T: Send,
        {
            self.operator(Debounce::new(silence, Site::caller("debounce")))
        }

        /// Emits the newest element at the end of each period in which one has come; drops the
        /// others.
        ///
        /// ```text
        /// in   -12--3----4|
        /// req  *-----------
        /// out  ---2--3----(4|)
        /// ask  *-----------
        /// ```
        ///
        /// Periods have equal lengths and begin with the first demand. At the end of one, the
        /// newest element that has come since the last sample is emitted, if there is one and it is
        /// wanted; if it is not, it stays for the end of the next period, unless a newer one takes
        /// its place. Those that are replaced are dropped, and the ledger counts them. When upstream
        /// completes, the newest leaves at once. The picture shows periods of 3 ms.
        ///
        /// - **Emits when** a period ends in which an element has come and is wanted, or upstream
        ///   has completed.
        /// - **Backpressures when** never, once downstream has asked for the first time: upstream
        ///   runs as fast as it can, which is what there is to be sampled.
        /// - **Completes when** upstream has completed and the newest element is out.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element; **discards** it on cancel or failure.
        /// - **Requests** upstream: unbounded, from the first demand on.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::Source;
        ///
        /// let readings = Source::iter(1..=1000).sample(Duration::from_secs(60));
        /// let outcome = readings.collect::<Vec<u64>>().wait_with_ledger();
        /// assert_eq!(outcome.result?, [1000]);
        /// assert_eq!((outcome.ledger.produced(), outcome.ledger.dropped()), (1000, 999));
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// # Panics
        ///
        /// If `period` is zero.
        #[doc(alias = "throttleLatest")]
        #[doc(alias = "throttleLast")]
        #[doc(alias = "audit")]
        #[inline]
        #[track_caller]
        pub fn sample(self, period: Duration) -> $Blueprint<$($input,)? T, M, Via<$P, Sample>>
        where
            T: Send,
        {
            self.operator(Sample::new(period, Site::caller("sample")))
        }
    };
}

for_source_and_flow!(pace_operators);
