//! `grouped_within`: elements in groups of n, or of what comes in some time.

use std::mem;
use std::task::Poll;
use std::time::{Duration, Instant};

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Account, Context, Deadline, Fuse, Ledger, Operator, Outlet, Stage};

/// A group reserves room for at most this many elements up front; a larger one grows.
const RESERVED_AT_MOST: usize = 1024;

/// Emits a `Vec` of each `size` elements, or of those that have come when time is up.
#[derive(Clone, Debug)]
pub struct GroupedWithin {
    size: usize,
    within: Duration,
    site: Site,
}

impl GroupedWithin {
    /// Groups of `size` elements, open for `within` at most.
    ///
    /// # Panics
    /// If `size` is zero.
    #[must_use]
    #[track_caller]
    pub const fn new(size: usize, within: Duration, site: Site) -> Self {
        assert!(
            size > 0,
            "grouped_within(0, ..): a group has at least one element"
        );
        Self { size, within, site }
    }
}

impl<T: Send> Operator<T> for GroupedWithin {
    type Out = Vec<T>;
    type Stage<U: Stage<Out = T>> = GroupingWithin<U>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> GroupingWithin<U> {
        GroupingWithin {
            upstream,
            fuse: Fuse::new(),
            deadline: Deadline::new(),
            within: self.within,
            site: self.site,
            groups: Groups {
                size: self.size,
                open: Vec::new(),
                opened: 0,
                received: 0,
                passed_on: 0,
                discarded: 0,
            },
        }
    }
}

/// `GroupedWithin` while it runs.
#[derive(Debug)]
pub struct GroupingWithin<U: Stage> {
    upstream: U,
    fuse: Fuse,
    /// When the time of the open group is up.
    deadline: Deadline,
    within: Duration,
    site: Site,
    groups: Groups<U::Out>,
}

#[derive(Debug)]
struct Groups<T> {
    size: usize,
    open: Vec<T>,
    /// How many groups have been opened: tells whether the open one is the one of before.
    opened: u64,
    received: u64,
    passed_on: u64,
    discarded: u64,
}

impl<T> Groups<T> {
    #[inline]
    fn add(&mut self, element: T) -> Option<Vec<T>> {
        if self.open.is_empty() {
            self.opened += 1;
            self.open.reserve(self.size.min(RESERVED_AT_MOST));
        }
        self.received += 1;
        self.open.push(element);
        (self.open.len() == self.size).then(|| self.close())
    }

    #[inline]
    fn close(&mut self) -> Vec<T> {
        self.passed_on += self.open.len() as u64;
        mem::take(&mut self.open)
    }

    /// Emits the open group, if there is one and it is wanted.
    fn release<O: Outlet<Vec<T>>>(&mut self, out: &mut O) {
        if !self.open.is_empty() && !out.demand().is_none() {
            out.push(self.close());
        }
    }

    fn discard(&mut self) {
        self.discarded += self.open.len() as u64;
        self.open = Vec::new();
    }
}

impl<U: Stage<Out: Send>> GroupingWithin<U> {
    /// Lets groups grow, and notes when the time of one begins that was opened by that.
    fn run_upstream<O: Outlet<Vec<U::Out>>>(
        &mut self,
        now: Instant,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let opened = self.groups.opened;
        let groups = &mut self.groups;
        let mut inlet = GroupsOutlet { groups, out };
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
        if self.groups.opened > opened {
            match now.checked_add(self.within) {
                Some(at) => self.deadline.set(at),
                None => self.deadline.clear(),
            }
        }
        polled
    }
}

impl<U: Stage<Out: Send>> Stage for GroupingWithin<U> {
    type Out = Vec<U::Out>;

    fn poll_run<O: Outlet<Vec<U::Out>>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let now = cx.now();
        let mut polled = Poll::Pending;
        if !self.fuse.has_ended() {
            polled = self.run_upstream(now, cx, out);
        }
        let is_due = self.deadline.at().is_some_and(|at| at <= now);
        let has_completed = self.fuse.has_ended() && !matches!(polled, Poll::Ready(Err(_)));
        if is_due || has_completed {
            self.groups.release(out);
        }
        if let Poll::Ready(Err(error)) = polled {
            self.groups.discard();
            self.deadline.clear();
            return Poll::Ready(Err(error));
        }
        if self.groups.open.is_empty() {
            self.deadline.clear();
            if has_completed {
                return Poll::Ready(Ok(()));
            }
        } else if !is_due && !out.demand().is_none() {
            let _waiting = self.deadline.poll_at(now, cx);
        }
        Poll::Pending
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.deadline.clear();
        self.groups.discard();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        let groups = &self.groups;
        let account = Account::holder(self.site, groups.received, groups.passed_on);
        ledger.enter(account.with_discarded(groups.discarded));
    }
}

/// What upstream sees: the open group in front of the real outlet.
struct GroupsOutlet<'a, T, O> {
    groups: &'a mut Groups<T>,
    out: &'a mut O,
}

impl<T, O: Outlet<Vec<T>>> Outlet<T> for GroupsOutlet<'_, T, O> {
    #[inline]
    fn demand(&self) -> Demand {
        // Whole groups for the groups that are wanted, less what is here already.
        let groups = &self.groups;
        let wanted = self.out.demand().times(groups.size as u64);
        wanted.minus(groups.open.len() as u64)
    }

    #[inline]
    fn push(&mut self, element: T) {
        if let Some(group) = self.groups.add(element) {
            self.out.push(group);
        }
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        let groups = &mut *self.groups;
        self.out.offer(Full { elements, groups });
    }
}

/// The groups that elements fill.
struct Full<'a, I: Iterator> {
    elements: I,
    groups: &'a mut Groups<I::Item>,
}

impl<I: Iterator> Iterator for Full<'_, I> {
    type Item = Vec<I::Item>;

    #[inline]
    fn next(&mut self) -> Option<Vec<I::Item>> {
        loop {
            let element = self.elements.next()?;
            if let Some(group) = self.groups.add(element) {
                return Some(group);
            }
        }
    }
}
