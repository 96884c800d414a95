//! The source that the clock drives.

use std::time::Duration;

use forebay_ops::source::Tick;
use forebay_protocol::Site;

use super::{Ready, Source};

impl<T> Source<T> {
    /// Emits clones of `element` at fixed times: after `initial_delay`, then one per `interval`.
    ///
    /// Times count from the first run and do not drift: tick *k* is at `initial_delay` plus *k*
    /// times `interval`, however late the one before was seen. A tick that nobody wants at its
    /// time is skipped, not stored, and no timer is set for it; the ledger has it as dropped, as
    /// soon as something is wanted again. A run that is late by several ticks emits one for all.
    ///
    /// - **Emits when** it is time for a tick and downstream wants something.
    /// - **Completes when** never: put [`take`](Self::take) or [`take_within`](Self::take_within)
    ///   behind it, or let the sink end it.
    /// - **Fails when** never.
    /// - **Holds** the one element that it clones; one timer, while something is wanted.
    ///
    /// # Panics
    ///
    /// When it is built, if `interval` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::time::Duration;
    ///
    /// use forebay::Source;
    /// use forebay_testkit::TestSink;
    ///
    /// let second = Duration::from_secs(1);
    /// let mut sink = TestSink::of(Source::tick(second, 10 * second, "tick"));
    /// sink.request(2);
    /// sink.advance(30 * second); // At 1 and 11 seconds; nobody wants the one at 21.
    /// assert_eq!(sink.take(), ["tick", "tick"]);
    ///
    /// sink.request(1);
    /// sink.advance(second); // The next one is at 31.
    /// assert_eq!(sink.take(), ["tick"]);
    /// assert_eq!(sink.ledger().dropped(), 1);
    /// ```
    #[doc(alias = "interval")]
    #[doc(alias = "timer")]
    #[doc(alias = "every")]
    #[track_caller]
    pub fn tick(
        initial_delay: Duration,
        interval: Duration,
        element: T,
    ) -> Source<T, (), Ready<Tick<T>>>
    where
        T: Clone + Send,
    {
        let site = Site::caller("tick");
        Source::from_stage(Tick::new(initial_delay, interval, element, site))
    }
}
