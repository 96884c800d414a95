//! A stream that takes too long fails.

use std::time::Duration;

use forebay_ops::time::{BackpressureTimeout, CompletionTimeout, IdleTimeout, InitialTimeout};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! timeout_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits what comes, and fails if the first element takes longer than `limit`.
        ///
        /// ```text
        /// in   -----^
        /// req  --1
        /// out  -----#
        /// ask  --1
        /// ```
        ///
        /// Time counts from the first demand, since nothing can come before somebody asks. After
        /// the first element this does nothing any more, and costs nothing. An element that is
        /// there at the very moment is in time. The error wraps a `TimedOut` with the limit and
        /// the time that has passed. The picture shows `initial_timeout(3 * TICK)`.
        ///
        /// - **Emits when** an element arrives.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** no element has come `limit` after the first demand; or when upstream
        ///   fails.
        /// - **Cancels when** the time is over, with that failure as the cause; or when downstream
        ///   cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure; one timer until
        ///   the first element.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::{Source, TimedOut};
        /// use forebay_testkit::VirtualRuntime;
        ///
        /// let (runtime, second) = (VirtualRuntime::new(0), Duration::from_secs(1));
        /// let late = Source::tick(9 * second, second, "late").initial_timeout(3 * second);
        /// let error = runtime.block_on(late.head().run(&runtime)).unwrap_err();
        ///
        /// assert_eq!(error.downcast_ref::<TimedOut>().unwrap().elapsed, 3 * second);
        /// assert_eq!(error.site().unwrap().name(), "initial_timeout");
        /// assert_eq!(runtime.elapsed(), 3 * second);
        /// ```
        ///
        /// See also [`idle_timeout`](Self::idle_timeout), for each element.
        #[doc(alias = "timeout")]
        #[doc(alias = "initialTimeout")]
        #[doc(alias = "firstTimeout")]
        #[inline]
        #[track_caller]
        pub fn initial_timeout(
            self,
            limit: Duration,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, InitialTimeout>> {
            self.operator(InitialTimeout::new(limit, Site::caller("initial_timeout")))
        }

        /// Emits what comes, and fails if nothing comes for longer than `limit`.
        ///
        /// ```text
        /// in   1-2--3---^
        /// req  1---1-2
        /// out  1---2-3--#
        /// ask  1---1-2
        /// ```
        ///
        /// Time counts from the element before, the first one included, and only while
        /// downstream wants something: a consumer that does not ask is no silence of upstream's,
        /// and [`backpressure_timeout`](Self::backpressure_timeout) is for it. When it asks
        /// again, time counts from zero. An element that is there at the very moment is in time.
        /// The clock is read once in a run, so gaps between elements that one run moves are not
        /// seen. The picture shows `idle_timeout(3 * TICK)`.
        ///
        /// - **Emits when** an element arrives.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** something was wanted for `limit` and nothing came; or when upstream
        ///   fails.
        /// - **Cancels when** the time is over, with that failure as the cause; or when downstream
        ///   cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure; one timer.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::{Source, TimeLimit, TimedOut};
        /// use forebay_testkit::VirtualRuntime;
        ///
        /// let (runtime, second) = (VirtualRuntime::new(0), Duration::from_secs(1));
        /// let slow = Source::tick(second, 5 * second, "slow").idle_timeout(3 * second);
        /// let error = runtime.block_on(slow.count().run(&runtime)).unwrap_err();
        ///
        /// let timed_out = error.downcast_ref::<TimedOut>().unwrap();
        /// assert_eq!((timed_out.what, timed_out.limit), (TimeLimit::Idle, 3 * second));
        /// assert_eq!(runtime.elapsed(), 4 * second); // The first came after one second.
        /// ```
        ///
        /// See also [`keep_alive`](Self::keep_alive), which fills the silence.
        #[doc(alias = "timeout")]
        #[doc(alias = "idleTimeout")]
        #[doc(alias = "timeout_between")]
        #[inline]
        #[track_caller]
        pub fn idle_timeout(
            self,
            limit: Duration,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, IdleTimeout>> {
            self.operator(IdleTimeout::new(limit, Site::caller("idle_timeout")))
        }

        /// Emits what comes, and fails if upstream has not completed within `limit`.
        ///
        /// ```text
        /// in   1-2--^
        /// req  2-----
        /// out  1-2--#
        /// ask  2-----
        /// ```
        ///
        /// Time counts from the first run, with or without demand: it is the time of the whole
        /// stream, its consumer included. What comes at the very moment comes in time, be it an
        /// element or completion. A source that is always ready is stopped too: the clock is
        /// read after some thousand elements at the latest, sooner where elements take long. The
        /// picture shows `completion_timeout(5 * TICK)`.
        ///
        /// - **Emits when** an element arrives.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** `limit` has passed since the first run; or when upstream fails.
        /// - **Cancels when** the time is over, with that failure as the cause; or when downstream
        ///   cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure; one timer.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::{Source, TimedOut};
        /// use forebay_testkit::VirtualRuntime;
        ///
        /// let (runtime, second) = (VirtualRuntime::new(0), Duration::from_secs(1));
        /// let ticks = Source::tick(second, second, "tick").completion_timeout(60 * second);
        /// let error = runtime.block_on(ticks.clone().count().run(&runtime)).unwrap_err();
        /// assert_eq!(
        ///     error.cause().to_string(),
        ///     "the stream did not complete in 60s; completion_timeout allows 60s",
        /// );
        ///
        /// let count = runtime.block_on(ticks.take(60).count().run(&runtime))?;
        /// assert_eq!(count, 60);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`take_within`](Self::take_within), which completes where this fails.
        #[doc(alias = "timeout")]
        #[doc(alias = "completionTimeout")]
        #[doc(alias = "deadline")]
        #[inline]
        #[track_caller]
        pub fn completion_timeout(
            self,
            limit: Duration,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, CompletionTimeout>> {
            self.operator(CompletionTimeout::new(
                limit,
                Site::caller("completion_timeout"),
            ))
        }

        /// Emits what comes, and fails if downstream asks for nothing for longer than `limit`.
        ///
        /// ```text
        /// in   123--^
        /// req  1-1---
        /// out  1-2--#
        /// ask  1-1---
        /// ```
        ///
        /// Time counts while there is no demand, from the first run or from the element that
        /// used the last of it up, whether or not upstream has something to emit. So a consumer
        /// that is stuck ends the stream, and what the stream holds open (a connection, a
        /// transaction) is let go. Demand that is there at the very moment is in time. The
        /// picture shows `backpressure_timeout(3 * TICK)`.
        ///
        /// - **Emits when** an element arrives.
        /// - **Backpressures when** downstream does, for `limit` at most.
        /// - **Completes when** upstream completes.
        /// - **Fails when** there was no demand for `limit`; or when upstream fails.
        /// - **Cancels when** the time is over, with that failure as the cause; or when downstream
        ///   cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure; one timer, while
        ///   there is no demand.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::{Source, TimedOut};
        /// use forebay_testkit::TestSink;
        ///
        /// let limit = Duration::from_secs(30);
        /// let mut sink = TestSink::of(Source::iter(0..9).backpressure_timeout(limit));
        /// sink.request(2);
        /// sink.advance(29 * limit / 30);
        /// assert!(sink.is_open());
        ///
        /// sink.advance(limit / 30);
        /// let error = sink.ending().unwrap().as_ref().unwrap_err();
        /// assert!(error.downcast_ref::<TimedOut>().is_some());
        /// assert_eq!(sink.take(), [0, 1]);
        /// ```
        ///
        /// See also [`idle_timeout`](Self::idle_timeout), for an upstream that is stuck.
        #[doc(alias = "timeout")]
        #[doc(alias = "backpressureTimeout")]
        #[doc(alias = "stuck_consumer")]
        #[inline]
        #[track_caller]
        pub fn backpressure_timeout(
            self,
            limit: Duration,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, BackpressureTimeout>> {
            self.operator(BackpressureTimeout::new(
                limit,
                Site::caller("backpressure_timeout"),
            ))
        }
    };
}

for_source_and_flow!(timeout_operators);
