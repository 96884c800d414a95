//! `limit_rate`: a stream that is faster than it may be fails.

use std::error::Error;
use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Operator, Outlet, Stage};
use forebay_sync::{Rate, Share};

use super::{Price, RateLimit};

/// Passes elements on and fails at the first that comes faster than the rate.
#[derive(Clone, Debug)]
pub struct LimitRate<P> {
    limit: RateLimit,
    price: P,
    site: Site,
}

impl<P> LimitRate<P> {
    /// Elements take what they cost from the bucket of `limit`.
    #[inline]
    pub fn new(limit: RateLimit, price: P, site: Site) -> Self {
        Self { limit, price, site }
    }
}

/// An element came before there were tokens for it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct RateExceeded {
    /// The rate that was allowed.
    pub rate: Rate,
    /// How many tokens the element costs.
    pub cost: u64,
}

impl fmt::Display for RateExceeded {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { rate, cost } = self;
        write!(
            f,
            "an element that costs {cost} came faster than the rate allows, which is {rate}"
        )
    }
}

impl Error for RateExceeded {}

impl<T, P: Price<T>> Operator<T> for LimitRate<P> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = LimitingRate<U, P>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> LimitingRate<U, P> {
        LimitingRate {
            upstream,
            fuse: Fuse::new(),
            limiter: Limiter {
                share: Some(self.limit.share()),
                price: self.price,
                site: self.site,
                exceeded: None,
            },
        }
    }
}

/// `LimitRate` while it runs.
#[derive(Debug)]
pub struct LimitingRate<U, P> {
    upstream: U,
    fuse: Fuse,
    limiter: Limiter<P>,
}

#[derive(Debug)]
struct Limiter<P> {
    /// None once the stream is over.
    share: Option<Share>,
    price: P,
    site: Site,
    exceeded: Option<RateExceeded>,
}

impl<P> Limiter<P> {
    /// The element, if it can pay now.
    #[inline]
    fn admit<T>(&mut self, element: T) -> Option<T>
    where
        P: Price<T>,
    {
        let cost = self.price.of(&element);
        let share = self.share.as_mut()?;
        if share.pay_now(cost) {
            return Some(element);
        }
        let rate = share.rate();
        self.exceeded = Some(RateExceeded { rate, cost });
        None
    }
}

impl<U: Stage, P: Price<U::Out>> Stage for LimitingRate<U, P> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let limiter = &mut self.limiter;
        let now = cx.now();
        if let Some(share) = &mut limiter.share {
            share.settle(now, cx.waker());
        }
        let mut inlet = LimiterOutlet { limiter, out };
        let mut polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
        if let Some(share) = &mut self.limiter.share {
            share.put_back();
        }
        if let Some(exceeded) = self.limiter.exceeded.take() {
            let failed = Err(StreamError::new(exceeded).at(self.limiter.site));
            self.fuse.cancel_for(&mut self.upstream, &failed);
            polled = Poll::Ready(failed);
        }
        if polled.is_ready() {
            self.limiter.share = None;
        }
        polled
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.limiter.share = None;
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

/// What upstream sees: the limiter in front of the real outlet.
struct LimiterOutlet<'a, P, O> {
    limiter: &'a mut Limiter<P>,
    out: &'a mut O,
}

impl<T, P: Price<T>, O: Outlet<T>> Outlet<T> for LimiterOutlet<'_, P, O> {
    #[inline]
    fn demand(&self) -> Demand {
        if self.limiter.exceeded.is_some() {
            return Demand::NONE;
        }
        self.out.demand()
    }

    #[inline]
    fn push(&mut self, element: T) {
        if let Some(element) = self.limiter.admit(element) {
            self.out.push(element);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        let limiter = &mut *self.limiter;
        self.out.offer(Allowed { elements, limiter });
    }
}

/// The elements that can pay, up to the first that cannot.
struct Allowed<'a, I, P> {
    elements: I,
    limiter: &'a mut Limiter<P>,
}

impl<I: Iterator, P: Price<I::Item>> Iterator for Allowed<'_, I, P> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if self.limiter.exceeded.is_some() {
            return None;
        }
        let element = self.elements.next()?;
        self.limiter.admit(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }
}
