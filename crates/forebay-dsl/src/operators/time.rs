//! The clock decides what is emitted.

use std::time::Duration;

use forebay_ops::time::{DropWithin, KeepAlive, TakeWithin};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! time_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits what comes, and what `inject` makes whenever nothing was emitted for `quiet`.
        ///
        /// ```text
        /// in   1----2-----|
        /// req  3--------1
        /// out  1--0-2---0-|
        /// ask  3
        /// ```
        ///
        /// For the far end of a connection, which takes silence for its end. Real elements win:
        /// one that is there at the very moment is emitted, and time counts from it. An injected
        /// element needs demand as any other does and uses it up. Without demand none is made,
        /// and none is owed: when demand comes after a longer silence, one is injected at once.
        /// Time counts from the first run, then from the last emission. The picture shows
        /// `keep_alive(3 * TICK, || 0)`.
        ///
        /// - **Emits when** an element arrives; or when something is wanted and nothing was
        ///   emitted for `quiet`.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure; one timer. The
        ///   ledger counts what is injected as produced here.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Panics
        ///
        /// When it is built, if `quiet` is zero.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::Source;
        /// use forebay_testkit::VirtualRuntime;
        ///
        /// let (runtime, second) = (VirtualRuntime::new(0), Duration::from_secs(1));
        /// let prices = Source::tick(second, 7 * second, "price").take(2);
        /// let frames = prices.keep_alive(3 * second, || "ping").collect::<Vec<_>>();
        /// let frames = runtime.block_on(frames.run(&runtime))?;
        /// assert_eq!(frames, ["price", "ping", "ping", "price"]);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`idle_timeout`](Self::idle_timeout), at the other end of the connection.
        #[doc(alias = "keepAlive")]
        #[doc(alias = "heartbeat")]
        #[doc(alias = "ping")]
        #[inline]
        #[track_caller]
        pub fn keep_alive<G>(
            self,
            quiet: Duration,
            inject: G,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, KeepAlive<G>>>
        where
            G: FnMut() -> T + Send,
        {
            self.operator(KeepAlive::new(quiet, inject, Site::caller("keep_alive")))
        }

        /// Emits what comes within `time`, and completes when it is over.
        ///
        /// ```text
        /// in   1-2-^
        /// req  3
        /// out  1-2-|
        /// ask  3
        /// ```
        ///
        /// Time counts from the first run, with or without demand, and needs none to be over.
        /// What comes at the very end comes too late, and `take_within` of no time pulls
        /// nothing: with [`drop_within`](Self::drop_within) of the same time it makes up the
        /// stream. A source that is always ready is stopped too: the clock is read after some
        /// thousand elements at the latest, sooner where elements take long. The picture shows
        /// `take_within(4 * TICK)`.
        ///
        /// - **Emits when** an element arrives in time.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** `time` has passed since the first run, or upstream completes.
        /// - **Fails when** upstream fails before that; it has no failure of its own.
        /// - **Cancels when** `time` has passed, or downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure; one timer.
        /// - **Requests** upstream: exactly what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::Source;
        /// use forebay_testkit::VirtualRuntime;
        ///
        /// let (runtime, second) = (VirtualRuntime::new(0), Duration::from_secs(1));
        /// let ticks = Source::tick(second, second, "tick").take_within(60 * second);
        /// // At 1 to 59 seconds; the one at 60 comes too late.
        /// assert_eq!(runtime.block_on(ticks.count().run(&runtime))?, 59);
        /// assert_eq!(runtime.elapsed(), 60 * second);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`completion_timeout`](Self::completion_timeout), which fails where this
        /// completes.
        #[doc(alias = "takeWithin")]
        #[doc(alias = "takeUntil")]
        #[doc(alias = "take_for")]
        #[inline]
        pub fn take_within(
            self,
            time: Duration,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, TakeWithin>> {
            self.operator(TakeWithin::new(time))
        }

        /// Drops what comes within `time`, and emits what comes later.
        ///
        /// ```text
        /// in   1-23-4-|
        /// req  2
        /// out  ---3-4-|
        /// ask  3-1
        /// ```
        ///
        /// Time counts from the first run, with or without demand. Elements are dropped only
        /// while something is wanted, since nothing is pulled before; what waits above meanwhile
        /// may be late enough to be emitted. What comes at the very end is emitted. The picture
        /// shows `drop_within(3 * TICK)`.
        ///
        /// - **Emits when** an element arrives and `time` has passed since the first run.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** upstream fails; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** no element, so it **discards** none on cancel or failure; no timer either.
        /// - **Requests** upstream: exactly what downstream wants, and one more for each element
        ///   it drops.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::Source;
        /// use forebay_testkit::VirtualRuntime;
        ///
        /// let (runtime, second) = (VirtualRuntime::new(0), Duration::from_secs(1));
        /// let ticks = Source::tick(second, second, "tick").take(60);
        /// let late = ticks.drop_within(50 * second).count();
        /// assert_eq!(runtime.block_on(late.run(&runtime))?, 11); // At 50 to 60 seconds.
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`take_within`](Self::take_within), the other half.
        #[doc(alias = "dropWithin")]
        #[doc(alias = "skipUntil")]
        #[doc(alias = "skip_for")]
        #[inline]
        pub fn drop_within(
            self,
            time: Duration,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, DropWithin>> {
            self.operator(DropWithin::new(time))
        }
    };
}

for_source_and_flow!(time_operators);
