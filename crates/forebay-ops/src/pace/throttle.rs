//! `throttle`: elements pass at a rate, and wait where they come faster.

use std::task::{Poll, Waker};
use std::time::Instant;

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Account, Context, Deadline, Fuse, Ledger, Operator, Outlet, Stage};
use forebay_sync::{Share, Turn};

use super::{Price, RateLimit};

/// Lets elements pass at a rate.
#[derive(Clone, Debug)]
pub struct Throttle<P> {
    limit: RateLimit,
    price: P,
    site: Site,
}

impl<P> Throttle<P> {
    /// Elements take what they cost from the bucket of `limit`.
    #[inline]
    pub fn new(limit: RateLimit, price: P, site: Site) -> Self {
        Self { limit, price, site }
    }
}

impl<T: Send, P: Price<T>> Operator<T> for Throttle<P> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Throttling<U, P>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Throttling<U, P> {
        Throttling {
            upstream,
            fuse: Fuse::new(),
            failure: None,
            deadline: Deadline::new(),
            gate: Gate {
                share: Some(self.limit.share()),
                tokens: 0,
                held: None,
                price: self.price,
                site: self.site,
                received: 0,
                passed_on: 0,
                discarded: 0,
            },
        }
    }
}

/// `Throttle` while it runs.
#[derive(Debug)]
pub struct Throttling<U: Stage, P> {
    upstream: U,
    fuse: Fuse,
    /// Upstream has failed, behind the element that is held.
    failure: Option<StreamError>,
    deadline: Deadline,
    gate: Gate<U::Out, P>,
}

/// Where elements pay.
#[derive(Debug)]
struct Gate<T, P> {
    /// None once the stream is over.
    share: Option<Share>,
    /// How many elements of this run can pass, as far as is known.
    tokens: u64,
    /// The element that could not pay yet.
    held: Option<T>,
    price: P,
    site: Site,
    received: u64,
    passed_on: u64,
    discarded: u64,
}

impl<T, P: Price<T>> Gate<T, P> {
    /// A run begins.
    fn open(&mut self, now: Instant, waker: &Waker) {
        if let Some(share) = &mut self.share {
            self.tokens = share.settle(now, waker);
        }
    }

    /// When the element that is held may pass.
    fn turn(&mut self) -> Turn {
        self.share.as_mut().map_or(Turn::Later, Share::turn)
    }

    /// Lets the element that is held out, if it is wanted and its turn.
    fn release<O: Outlet<T>>(&mut self, out: &mut O) {
        if self.held.is_some() && !out.demand().is_none() && self.turn() == Turn::Now {
            // The turn is used up, so whatever happens in `push`, it is gone from here.
            if let Some(element) = self.held.take() {
                self.passed_on += 1;
                out.push(element);
            }
        }
    }

    /// The element, if it can pay; else it is held.
    #[inline]
    fn admit(&mut self, element: T) -> Option<T> {
        self.received += 1;
        let cost = self.price.of(&element);
        if self.share.as_mut().is_some_and(|share| share.pay(cost)) {
            self.tokens = self.tokens.saturating_sub(cost);
            self.passed_on += 1;
            Some(element)
        } else {
            self.held = Some(element);
            None
        }
    }

    /// A run is over, or the part of it in which elements come.
    fn close(&mut self) {
        if let Some(share) = &mut self.share {
            share.put_back();
        }
    }

    fn discard(&mut self) {
        self.discarded += u64::from(self.held.take().is_some());
        self.share = None;
    }
}

impl<U: Stage<Out: Send>, P: Price<U::Out>> Throttling<U, P> {
    fn end(&mut self) -> Poll<Result<(), StreamError>> {
        self.deadline.clear();
        self.gate.share = None;
        Poll::Ready(self.failure.take().map_or(Ok(()), Err))
    }

    /// Sets the timer for the element that is held; true if it may pass now.
    fn wait(&mut self, now: Instant, is_wanted: bool, cx: &mut Context<'_>) -> bool {
        let turn = if is_wanted {
            self.gate.turn()
        } else {
            Turn::Later
        };
        match turn {
            Turn::Now => return true,
            Turn::At(at) => {
                self.deadline.set(at);
                return self.deadline.poll_at(now, cx).is_ready();
            },
            Turn::Later => self.deadline.clear(),
        }
        false
    }
}

impl<U: Stage<Out: Send>, P: Price<U::Out>> Stage for Throttling<U, P> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let now = cx.now();
        self.gate.open(now, cx.waker());
        loop {
            self.gate.release(out);
            if !self.fuse.has_ended() {
                let gate = &mut self.gate;
                let mut inlet = GateOutlet { gate, out };
                let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
                self.gate.close();
                if let Poll::Ready(Err(error)) = polled {
                    self.failure = Some(error);
                }
            }
            if self.gate.held.is_none() {
                self.deadline.clear();
                return if self.fuse.has_ended() {
                    self.end()
                } else {
                    Poll::Pending
                };
            }
            let is_wanted = !out.demand().is_none();
            if !self.wait(now, is_wanted, cx) {
                return Poll::Pending;
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.deadline.clear();
        self.gate.discard();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        let gate = &self.gate;
        let account = Account::holder(gate.site, gate.received, gate.passed_on);
        ledger.enter(account.with_discarded(gate.discarded));
    }
}

/// What upstream sees: the gate in front of the real outlet.
struct GateOutlet<'a, T, P, O> {
    gate: &'a mut Gate<T, P>,
    out: &'a mut O,
}

impl<T, P: Price<T>, O: Outlet<T>> Outlet<T> for GateOutlet<'_, T, P, O> {
    #[inline]
    fn demand(&self) -> Demand {
        if self.gate.held.is_some() {
            return Demand::NONE;
        }
        self.gate.price.demand(self.out.demand(), self.gate.tokens)
    }

    #[inline]
    fn push(&mut self, element: T) {
        if let Some(element) = self.gate.admit(element) {
            self.out.push(element);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        let gate = &mut *self.gate;
        self.out.offer(Admitted { elements, gate });
    }
}

/// The elements that can pay, up to the first that cannot.
struct Admitted<'a, I: Iterator, P> {
    elements: I,
    gate: &'a mut Gate<I::Item, P>,
}

impl<I: Iterator, P: Price<I::Item>> Iterator for Admitted<'_, I, P> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        if self.gate.held.is_some() {
            return None;
        }
        let element = self.elements.next()?;
        self.gate.admit(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }
}
