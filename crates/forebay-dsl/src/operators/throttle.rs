//! Elements pass at a rate.

use forebay_ops::pace::{ByCost, LimitRate, OneEach, RateLimit, Throttle};
use forebay_protocol::Site;

use crate::{Flow, Source, Via};

macro_rules! throttle_operators {
    ($Blueprint:ident<$($input:ident,)?>, $P:ident) => {
        /// Emits the elements no faster than a rate; those that come faster wait.
        ///
        /// ```text
        /// in   -12-3-|
        /// req  *-------
        /// out  -1--2--(3|)
        /// ask  2---1--
        /// ```
        ///
        /// The rate is a token bucket: a [`Rate`](forebay_ops::pace::Rate) says how many elements may
        /// pass in which time, and how many of them at once after a silence. The bucket begins
        /// full. It is exact: after hours not one element too many or too few has passed, as long as
        /// the burst has room for what comes while a timer is late. Order stays, nothing is dropped.
        ///
        /// `limit` is a `Rate`, with which every run has a bucket of its own, or a
        /// [`TokenBucket`](forebay_ops::pace::TokenBucket), which is the handle to adjust the rate while
        /// streams run, and which several streams can share: it is one rate for all of them then,
        /// and those that wait are served in turn. A new rate counts at once, for waiting elements
        /// too. At [`Rate::PAUSED`](forebay_ops::pace::Rate::PAUSED) nothing passes until there is
        /// another rate. The picture shows one element in 3 ms and a burst of 1.
        ///
        /// - **Emits when** an element has come, there is a token for it, and it is wanted.
        /// - **Backpressures when** downstream does, or an element waits for its token.
        /// - **Completes when** upstream has completed and no element waits.
        /// - **Fails when** upstream has failed and no element waits; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element, the one that waits; **discards** it on cancel, and gives
        ///   its token back. A failure waits for it.
        /// - **Requests** upstream: what downstream wants, as far as there are tokens, and one
        ///   more, which then waits; nothing while one waits.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{Rate, Source, TokenBucket};
        ///
        /// let calls = Source::iter(1..=50).throttle(Rate::per_second(5_000).burst(10));
        /// assert_eq!(calls.count().wait()?, 50); // after 8 ms: ten come at once
        ///
        /// let bucket = TokenBucket::new(Rate::PAUSED);
        /// let outcome = Source::iter(1..).throttle(&bucket).take(0).count().wait_with_ledger();
        /// assert_eq!(outcome.ledger.produced(), 0);
        /// bucket.set_rate(Rate::per_second(1_000)); // for the streams that share it
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        ///
        /// See also [`throttle_with`](Self::throttle_with), where elements differ in what they
        /// cost, and [`limit_rate`](Self::limit_rate), which fails instead of waiting.
        #[doc(alias = "rate limit")]
        #[doc(alias = "shape")]
        #[doc(alias = "pace")]
        #[doc(alias = "token bucket")]
        #[doc(alias = "leaky bucket")]
        #[inline]
        #[track_caller]
        pub fn throttle(
            self,
            limit: impl Into<RateLimit>,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, Throttle<OneEach>>>
        where
            T: Send,
        {
            self.operator(Throttle::new(limit.into(), OneEach, Site::caller("throttle")))
        }

        /// Emits the elements no faster than a rate at which each costs what a closure says.
        ///
        /// ```text
        /// in   -2-11-|
        /// req  *-------
        /// out  -2---1-(1|)
        /// ask  11---1--
        /// ```
        ///
        /// As [`throttle`](Self::throttle), for bytes, rows or prices: an element takes `cost`
        /// tokens, and the rate counts tokens. An element that costs more than the burst passes
        /// when the bucket is full, alone, and is paid for afterwards: the next one waits longer.
        /// One that costs nothing waits only for those before it. The picture shows 1 token in 2 ms,
        /// a burst of 1, and elements that cost their value.
        ///
        /// - **Emits when** an element has come, there are tokens for it, and it is wanted.
        /// - **Backpressures when** downstream does, or an element waits for its tokens.
        /// - **Completes when** upstream has completed and no element waits.
        /// - **Fails when** upstream has failed and no element waits; it has no failure of its own.
        /// - **Cancels when** downstream cancels.
        /// - **Holds** at most 1 element, the one that waits; **discards** it on cancel, and gives
        ///   its tokens back. A failure waits for it.
        /// - **Requests** upstream: one by one, since the next one may have to wait.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{Rate, Source};
        ///
        /// let mebibyte = Rate::per_second(1 << 20);
        /// let blocks = Source::iter(["a", "bcd", "ef"]).throttle_with(mebibyte, |b| b.len() as u64);
        /// assert_eq!(blocks.clone().collect::<String>().wait()?, "abcdef");
        ///
        /// let outcome = blocks.take(2).count().wait_with_ledger();
        /// assert_eq!(outcome.ledger.produced(), 2);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "cost")]
        #[doc(alias = "bandwidth")]
        #[doc(alias = "weighted")]
        #[inline]
        #[track_caller]
        pub fn throttle_with<C>(
            self,
            limit: impl Into<RateLimit>,
            cost: C,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, Throttle<ByCost<C>>>>
        where
            T: Send,
            C: FnMut(&T) -> u64 + Send,
        {
            let site = Site::caller("throttle_with");
            self.operator(Throttle::new(limit.into(), ByCost::new(cost, site), site))
        }

        /// Passes the elements on and fails at the first that comes faster than a rate.
        ///
        /// ```text
        /// in   -1--2-3
        /// req  *------
        /// out  -1--2-#
        /// ask  *------
        /// ```
        ///
        /// For streams that must not be faster, where waiting would only hide it. The rate is that
        /// of [`throttle`](Self::throttle), and so is `limit`; what has come is compared with the
        /// time at which it came. The picture shows one element in 3 ms and a burst of 1.
        ///
        /// - **Emits when** an element arrives and there is a token for it.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** an element arrives and there is no token for it, with a `RateExceeded`
        ///   that names the rate and the cost; or when upstream fails.
        /// - **Cancels when** downstream cancels, or an element came too fast.
        /// - **Holds** nothing; the element that came too fast is gone.
        /// - **Requests** upstream: what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use std::time::Duration;
        ///
        /// use forebay::{Rate, RateExceeded, Source};
        ///
        /// let twice_an_hour = Rate::new(2, Duration::from_secs(3600)).burst(2);
        /// let allowed = Source::iter(1..=2).limit_rate(twice_an_hour);
        /// assert_eq!(allowed.count().wait()?, 2);
        ///
        /// let outcome = Source::iter(1..).limit_rate(twice_an_hour).count().wait_with_ledger();
        /// let error = outcome.result.unwrap_err();
        /// assert_eq!(error.downcast_ref::<RateExceeded>().unwrap().cost, 1);
        /// assert_eq!(outcome.ledger.produced(), 3);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "enforce")]
        #[doc(alias = "police")]
        #[doc(alias = "rate limit")]
        #[inline]
        #[track_caller]
        pub fn limit_rate(
            self,
            limit: impl Into<RateLimit>,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, LimitRate<OneEach>>> {
            self.operator(LimitRate::new(limit.into(), OneEach, Site::caller("limit_rate")))
        }

        /// Passes the elements on and fails at the first whose cost is beyond a rate.
        ///
        /// ```text
        /// in   -2-1-2
        /// req  *-----
        /// out  -2-1-#
        /// ask  *-----
        /// ```
        ///
        /// As [`limit_rate`](Self::limit_rate), where an element takes the tokens that `cost` says.
        /// One that costs more than the burst is never allowed. The picture shows 1 token in 2 ms,
        /// a burst of 2, and elements that cost their value.
        ///
        /// - **Emits when** an element arrives and there are tokens for it.
        /// - **Backpressures when** downstream does.
        /// - **Completes when** upstream completes.
        /// - **Fails when** an element arrives and there are too few tokens for it, with a
        ///   `RateExceeded` that names the rate and the cost; or when upstream fails.
        /// - **Cancels when** downstream cancels, or an element came too fast.
        /// - **Holds** nothing; the element that came too fast is gone.
        /// - **Requests** upstream: what downstream wants.
        ///
        /// # Examples
        ///
        /// ```
        /// use forebay::{Rate, RateExceeded, Source};
        ///
        /// let rate = Rate::per_minute(60).burst(100);
        /// let sizes = Source::iter([60, 40, 1]).limit_rate_with(rate, |size| *size);
        /// let outcome = sizes.collect::<Vec<u64>>().wait_with_ledger();
        /// let error = outcome.result.unwrap_err();
        /// assert_eq!(error.downcast_ref(), Some(&RateExceeded { rate, cost: 1 }));
        /// assert_eq!(outcome.ledger.produced(), 3);
        /// # Ok::<(), forebay::StreamError>(())
        /// ```
        #[doc(alias = "enforce")]
        #[doc(alias = "police")]
        #[inline]
        #[track_caller]
        pub fn limit_rate_with<C>(
            self,
            limit: impl Into<RateLimit>,
            cost: C,
        ) -> $Blueprint<$($input,)? T, M, Via<$P, LimitRate<ByCost<C>>>>
        where
            C: FnMut(&T) -> u64 + Send,
        {
            let site = Site::caller("limit_rate_with");
            self.operator(LimitRate::new(limit.into(), ByCost::new(cost, site), site))
        }
    };
}

for_source_and_flow!(throttle_operators);
