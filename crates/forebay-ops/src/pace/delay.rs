//! `delay`: every element leaves some time after it came.

use std::collections::VecDeque;
use std::task::Poll;
use std::time::{Duration, Instant};

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Account, Context, Deadline, Fuse, Ledger, Operator, Outlet, Slice, Stage};

/// A queue reserves room for at most this many elements up front; a larger one grows.
const RESERVED_AT_MOST: usize = 1024;

/// Emits each element some time after it arrived.
#[derive(Clone, Debug)]
pub struct Delay {
    by: Duration,
    capacity: usize,
    site: Site,
}

impl Delay {
    /// Delays by `by`, with at most `capacity` elements under way.
    ///
    /// # Panics
    /// If `capacity` is zero.
    #[must_use]
    #[track_caller]
    pub const fn new(by: Duration, capacity: usize, site: Site) -> Self {
        assert!(
            capacity > 0,
            "delay(.., 0): what is under way needs room for at least one element"
        );
        Self { by, capacity, site }
    }
}

impl<T: Send> Operator<T> for Delay {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Delaying<U>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Delaying<U> {
        Delaying {
            upstream,
            fuse: Fuse::new(),
            failure: None,
            deadline: Deadline::new(),
            has_begun: false,
            site: self.site,
            line: Line {
                by: self.by,
                capacity: self.capacity,
                queue: VecDeque::new(),
                received: 0,
                passed_on: 0,
                discarded: 0,
            },
        }
    }
}

/// `Delay` while it runs.
#[derive(Debug)]
pub struct Delaying<U: Stage> {
    upstream: U,
    fuse: Fuse,
    /// Upstream has failed, behind the elements that are held.
    failure: Option<StreamError>,
    deadline: Deadline,
    /// Downstream has asked for the first time.
    has_begun: bool,
    site: Site,
    line: Line<U::Out>,
}

/// The elements under way.
#[derive(Debug)]
struct Line<T> {
    by: Duration,
    capacity: usize,
    /// Each with the moment from which it may leave, none if that is beyond all time.
    queue: VecDeque<(Option<Instant>, T)>,
    received: u64,
    passed_on: u64,
    discarded: u64,
}

impl<T> Line<T> {
    /// How many elements may come.
    fn room(&self) -> Demand {
        Demand::Bounded((self.capacity - self.queue.len()) as u64)
    }

    fn discard(&mut self) {
        self.discarded += self.queue.len() as u64;
        self.queue = VecDeque::new();
    }

    #[inline]
    fn push(&mut self, due: Option<Instant>, element: T) {
        if self.queue.capacity() == 0 {
            self.queue.reserve(self.capacity.min(RESERVED_AT_MOST));
        }
        self.received += 1;
        self.queue.push_back((due, element));
    }

    /// When the first may leave.
    fn next_due(&self) -> Option<Instant> {
        self.queue.front()?.0
    }

    /// True if the first may leave.
    fn is_due(&self, now: Instant) -> bool {
        self.next_due().is_some_and(|due| due <= now)
    }
}

impl<U: Stage<Out: Send>> Delaying<U> {
    /// Emits what is due and wanted.
    fn release<O: Outlet<U::Out>>(&mut self, now: Instant, cx: &Context<'_>, out: &mut O) {
        if out.demand().is_none() || !self.line.is_due(now) {
            return;
        }
        // What was stored is made anew as far as downstream can tell, so it spends the budget.
        let mut emitted = 0;
        let line = &mut self.line;
        let mut due = Due { line, now };
        out.offer(Slice::new(&mut due, cx.budget().left(), &mut emitted));
        cx.budget().spend(emitted);
    }
}

impl<U: Stage<Out: Send>> Stage for Delaying<U> {
    type Out = U::Out;

    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let now = cx.now();
        self.has_begun |= !out.demand().is_none();
        loop {
            self.release(now, cx, out);
            if !self.fuse.has_ended() {
                let mut inlet = LineOutlet {
                    is_open: self.has_begun,
                    due: now.checked_add(self.line.by),
                    line: &mut self.line,
                };
                let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
                if let Poll::Ready(Err(error)) = polled {
                    self.failure = Some(error);
                }
            }
            if self.line.queue.is_empty() && self.fuse.has_ended() {
                self.deadline.clear();
                return Poll::Ready(self.failure.take().map_or(Ok(()), Err));
            }
            if out.demand().is_none() || cx.budget().is_spent() {
                // Whoever asks, or gives a new budget, runs this again.
                self.deadline.clear();
                return Poll::Pending;
            }
            // With no delay at all, what has come may go.
            if !self.line.is_due(now) {
                break;
            }
        }
        match self.line.next_due() {
            Some(due) => {
                self.deadline.set(due);
                let _waiting = self.deadline.poll_at(now, cx);
            },
            None => self.deadline.clear(),
        }
        Poll::Pending
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.deadline.clear();
        self.line.discard();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        let line = &self.line;
        let account = Account::holder(self.site, line.received, line.passed_on);
        ledger.enter(account.with_discarded(line.discarded));
    }
}

/// What upstream sees: the end of the line.
struct LineOutlet<'a, T> {
    is_open: bool,
    due: Option<Instant>,
    line: &'a mut Line<T>,
}

impl<T> Outlet<T> for LineOutlet<'_, T> {
    #[inline]
    fn demand(&self) -> Demand {
        if self.is_open {
            self.line.room()
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.line.push(self.due, element);
    }
}

/// The elements of the line that may leave.
struct Due<'a, T> {
    line: &'a mut Line<T>,
    now: Instant,
}

impl<T> Iterator for Due<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if !self.line.is_due(self.now) {
            return None;
        }
        let (_, element) = self.line.queue.pop_front()?;
        self.line.passed_on += 1;
        Some(element)
    }
}
