//! `grouped`: elements in groups of n.

use std::mem;
use std::task::Poll;

use forebay_protocol::{Demand, Site, StreamError};
use forebay_stage::{Account, Linear, LinearLogic, Operator, Outlet, Stage};

/// A group reserves room for at most this many elements up front; a larger one grows.
const RESERVED_AT_MOST: usize = 1024;

/// Emits a `Vec` of each `size` elements; the last may be shorter.
#[derive(Clone, Debug)]
pub struct Grouped {
    size: usize,
    site: Site,
}

impl Grouped {
    /// Groups of `size` elements.
    ///
    /// # Panics
    /// If `size` is zero.
    #[must_use]
    #[track_caller]
    pub const fn new(size: usize, site: Site) -> Self {
        assert!(size > 0, "grouped(0): a group has at least one element");
        Self { size, site }
    }
}

/// `Grouped` while it runs.
#[derive(Debug)]
pub struct Grouping<T> {
    size: usize,
    group: Vec<T>,
    site: Site,
    received: u64,
    passed_on: u64,
    discarded: u64,
}

impl<T> Grouping<T> {
    #[inline]
    fn add(&mut self, element: T) -> Option<Vec<T>> {
        if self.group.capacity() == 0 {
            self.group.reserve(self.size.min(RESERVED_AT_MOST));
        }
        self.received += 1;
        self.group.push(element);
        (self.group.len() == self.size).then(|| self.release())
    }

    #[inline]
    fn release(&mut self) -> Vec<T> {
        self.passed_on += self.group.len() as u64;
        mem::take(&mut self.group)
    }
}

impl<T: Send> Operator<T> for Grouped {
    type Out = Vec<T>;
    type Stage<U: Stage<Out = T>> = Linear<U, Grouping<T>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let Self { size, site } = self;
        let group = Vec::new();
        let logic = Grouping {
            size,
            group,
            site,
            received: 0,
            passed_on: 0,
            discarded: 0,
        };
        Linear::new(upstream, logic)
    }
}

impl<T: Send> LinearLogic<T> for Grouping<T> {
    type Out = Vec<T>;

    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        // Whole groups for the groups that are wanted, less what is here already.
        downstream
            .times(self.size as u64)
            .minus(self.group.len() as u64)
    }

    #[inline]
    fn on_next<O: Outlet<Vec<T>>>(&mut self, element: T, out: &mut O) {
        if let Some(group) = self.add(element) {
            out.push(group);
        }
    }

    #[inline]
    fn on_offer<I: Iterator<Item = T>, O: Outlet<Vec<T>>>(&mut self, elements: I, out: &mut O) {
        out.offer(Groups {
            elements,
            grouping: self,
        });
    }

    #[inline]
    fn on_complete<O: Outlet<Vec<T>>>(&mut self, out: &mut O) -> Poll<Result<(), StreamError>> {
        if self.group.is_empty() {
            return Poll::Ready(Ok(()));
        }
        if out.demand().is_none() {
            return Poll::Pending;
        }
        out.push(self.release());
        Poll::Ready(Ok(()))
    }

    fn discard(&mut self) {
        self.discarded += self.group.len() as u64;
        self.group = Vec::new();
    }

    fn account(&self) -> Option<Account> {
        let account = Account::holder(self.site, self.received, self.passed_on);
        Some(account.with_discarded(self.discarded))
    }
}

struct Groups<'a, I, T> {
    elements: I,
    grouping: &'a mut Grouping<T>,
}

impl<I: Iterator> Iterator for Groups<'_, I, I::Item> {
    type Item = Vec<I::Item>;

    #[inline]
    fn next(&mut self) -> Option<Vec<I::Item>> {
        loop {
            let element = self.elements.next()?;
            if let Some(group) = self.grouping.add(element) {
                return Some(group);
            }
        }
    }
}
