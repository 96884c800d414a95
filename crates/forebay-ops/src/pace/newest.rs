//! Room for one element, which a newer one takes.

use forebay_protocol::{Demand, Site};
use forebay_stage::{Account, Dropped, Outlet};

/// Keeps the newest element; those before it are dropped, and counted.
#[derive(Debug)]
pub(super) struct Newest<T> {
    pub(super) element: Option<T>,
    received: u64,
    passed_on: u64,
    dropped: u64,
    discarded: u64,
}

impl<T> Newest<T> {
    pub(super) const fn new() -> Self {
        Self {
            element: None,
            received: 0,
            passed_on: 0,
            dropped: 0,
            discarded: 0,
        }
    }

    /// How many have come.
    pub(super) const fn received(&self) -> u64 {
        self.received
    }

    /// Emits the element, if it is there and wanted.
    pub(super) fn release<O: Outlet<T>>(&mut self, out: &mut O) {
        if !out.demand().is_none()
            && let Some(element) = self.element.take()
        {
            self.passed_on += 1;
            out.push(element);
        }
    }

    pub(super) fn discard(&mut self) {
        self.discarded += u64::from(self.element.take().is_some());
    }

    pub(super) fn account(
        &self,
        site: Site,
        policy: &'static str,
        reason: &'static str,
    ) -> Account {
        Account::holder(site, self.received, self.passed_on)
            .with_discarded(self.discarded)
            .with_dropped(Dropped {
                policy,
                reason,
                count: self.dropped,
            })
    }
}

/// What upstream sees: room for one element after the other.
pub(super) struct NewestOutlet<'a, T> {
    pub(super) is_open: bool,
    pub(super) newest: &'a mut Newest<T>,
}

impl<T> Outlet<T> for NewestOutlet<'_, T> {
    #[inline]
    fn demand(&self) -> Demand {
        if self.is_open {
            Demand::Unbounded
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.newest.received += 1;
        let before = self.newest.element.replace(element);
        self.newest.dropped += u64::from(before.is_some());
    }
}
