//! What is in flight between an inlet and an outlet.

use std::task::{Poll, Waker};

use forebay_protocol::{Site, StreamError};
use forebay_stage::{Account, Context};

use super::slots::Slots;
use super::{Concurrency, Lanes, Order, Start};

/// Everything in flight: the element that waits to be started, the futures that run, the results
/// that wait.
pub(super) struct Flight<T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> {
    start: S,
    lanes: L,
    pub(super) slots: Slots<S::Future, (Q::Place, L::Lane)>,
    pub(super) results: Q,
    concurrency: Concurrency,
    /// Leave to run for the element in hand.
    pass: Option<L::Pass>,
    /// Why the stream fails, once the results from before that are out.
    pub(super) failure: Option<StreamError>,
    /// Downstream has asked for something (law L10).
    has_begun: bool,
    pub(super) site: Site,
    received: u64,
    pub(super) passed_on: u64,
    discarded: u64,
}

impl<T, S: Start<T>, Q: Order<S::Out>, L: Lanes<T, Q::Place>> Flight<T, S, Q, L> {
    pub(super) fn new(start: S, lanes: L, concurrency: Concurrency, site: Site) -> Self {
        Self {
            start,
            lanes,
            slots: Slots::default(),
            results: Q::default(),
            concurrency,
            pass: None,
            failure: None,
            has_begun: false,
            site,
            received: 0,
            passed_on: 0,
            discarded: 0,
        }
    }

    /// Nothing is pulled before this was called.
    #[inline]
    pub(super) fn begin(&mut self, cx: &Context<'_>) {
        if !self.has_begun {
            self.has_begun = true;
            self.start.begin(cx);
        }
    }

    /// How many elements can be started.
    #[inline]
    pub(super) fn room(&self) -> usize {
        if !self.has_begun || self.start.has_in_hand() || self.failure.is_some() {
            return 0;
        }
        let running = self.slots.running();
        let held = running + self.results.waiting() + self.lanes.waiting();
        // Both are at least zero: no more is started than these allow.
        (self.concurrency.running() - running).min(self.concurrency.in_flight() - held)
    }

    /// True if nothing is in flight.
    #[inline]
    pub(super) fn is_over(&self) -> bool {
        self.slots.running() == 0 && !self.start.has_in_hand() && !self.results.has_next()
    }

    /// Takes an element that there is room for. Its result comes back if it is there at once and
    /// is the next to come out; `straight` says that it is wanted then.
    #[inline]
    pub(super) fn accept(&mut self, element: T, straight: bool, waker: &Waker) -> Option<S::Out> {
        self.received += 1;
        match self.lanes.admit(&element, &self.site) {
            Ok(pass) => {
                let started = self.start.start(element, waker, &self.site);
                self.run(started, pass, straight)
            },
            Err(lane) => {
                let place = self.results.reserve();
                self.lanes.wait(lane, element, place);
                None
            },
        }
    }

    /// Starts the element in hand, if there is one and it can be started now.
    #[inline]
    pub(super) fn start_in_hand(&mut self, straight: bool, waker: &Waker) -> Option<S::Out> {
        if !self.start.has_in_hand() {
            return None;
        }
        let pass = self.pass.take()?;
        let started = self.start.start_in_hand(waker, &self.site);
        self.run(started, pass, straight)
    }

    /// Polls a new future for the first time.
    #[inline]
    fn run(
        &mut self,
        started: Poll<Result<S::Future, StreamError>>,
        pass: L::Pass,
        straight: bool,
    ) -> Option<S::Out> {
        let future = match started {
            Poll::Ready(Ok(future)) => future,
            Poll::Ready(Err(error)) => {
                self.fail(error);
                return None;
            },
            Poll::Pending => {
                self.pass = Some(pass);
                return None;
            },
        };
        match self.slots.start(future, &self.site) {
            Poll::Ready(output) => match S::judge(output, &self.site) {
                Ok(result) if straight && self.results.is_clear() => {
                    self.passed_on += 1;
                    return Some(result);
                },
                Ok(result) => {
                    let place = self.results.reserve();
                    self.results.finish(place, result);
                },
                Err(error) => self.fail(error),
            },
            Poll::Pending => {
                let place = self.results.reserve();
                let lane = self.lanes.occupy(pass, &self.site);
                self.slots.keep((place, lane));
            },
        }
        None
    }

    /// Polls one of the futures that were woken, and starts what has waited for it. `None` if there
    /// is none; its result comes back if it is there and the next to come out, and if it is wanted
    /// then, as `straight` says: only while no other result is.
    #[inline]
    pub(super) fn poll_next(
        &mut self,
        straight: bool,
        waker: &Waker,
    ) -> Option<Poll<Option<S::Out>>> {
        let Poll::Ready(((place, lane), output)) = self.slots.poll_next(&self.site)? else {
            return Some(Poll::Pending);
        };
        let mut out = None;
        match S::judge(output, &self.site) {
            Ok(result) if straight => {
                out = self.results.finish_next(place, result);
                self.passed_on += u64::from(out.is_some());
            },
            Ok(result) => self.results.finish(place, result),
            Err(error) => {
                self.fail(error);
                return Some(Poll::Ready(None));
            },
        }
        self.start_waiting(lane, waker);
        Some(Poll::Ready(out))
    }

    /// An element of this lane has finished: starts those that have waited for it, until one runs.
    #[inline]
    fn start_waiting(&mut self, lane: L::Lane, waker: &Waker) {
        while let Some((element, place)) = self.lanes.next(lane, &self.site) {
            let future = match self.start.start(element, waker, &self.site) {
                Poll::Ready(Ok(future)) => future,
                Poll::Ready(Err(error)) => return self.fail(error),
                // Only a service lets elements wait for it, and all its elements run abreast.
                Poll::Pending => return,
            };
            match self.slots.start(future, &self.site) {
                Poll::Ready(output) => match S::judge(output, &self.site) {
                    Ok(result) => self.results.finish(place, result),
                    Err(error) => return self.fail(error),
                },
                Poll::Pending => return self.slots.keep((place, lane)),
            }
        }
    }

    /// The next result to come out, if it is there.
    #[inline]
    pub(super) fn next_result(&mut self) -> Option<S::Out> {
        let result = self.results.pop()?;
        self.passed_on += 1;
        Some(result)
    }

    /// The stream fails: what runs is given up. Results that have nothing missing before them come
    /// out first; those behind a gap never will.
    #[cold]
    pub(super) fn fail(&mut self, error: StreamError) {
        if self.failure.is_none() {
            self.failure = Some(error);
        }
        self.start.discard();
        self.lanes.clear();
        self.slots.clear();
    }

    /// Lets go of everything. What came in and did not leave is counted first: a destructor that
    /// panics must not keep it from the books.
    pub(super) fn discard(&mut self) {
        self.discarded = self.received - self.passed_on;
        self.start.discard();
        self.lanes.clear();
        self.results.clear();
        self.slots.clear();
    }

    pub(super) fn account(&self) -> Account {
        Account::holder(self.site, self.received, self.passed_on).with_discarded(self.discarded)
    }
}
