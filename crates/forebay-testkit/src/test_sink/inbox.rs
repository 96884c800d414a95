//! Where elements arrive, and where they are counted against demand.

use forebay_protocol::Demand;
use forebay_stage::Outlet;

use crate::injected::Injected;

/// The outlet of a [`TestSink`](crate::TestSink).
pub(super) struct Inbox<T> {
    elements: Vec<T>,
    requested: Demand,
    received: u64,
    unwinds: bool,
}

impl<T> Default for Inbox<T> {
    fn default() -> Self {
        Self {
            elements: Vec::new(),
            requested: Demand::NONE,
            received: 0,
            unwinds: false,
        }
    }
}

impl<T> Inbox<T> {
    pub(super) fn request(&mut self, more: Demand) {
        self.requested = self.requested.plus(more);
    }

    pub(super) fn received(&self) -> u64 {
        self.received
    }

    pub(super) fn demand(&self) -> Demand {
        self.requested.minus(self.received)
    }

    pub(super) fn take(&mut self) -> Vec<T> {
        std::mem::take(&mut self.elements)
    }

    pub(super) fn unwind_at_next_element(&mut self) {
        self.unwinds = true;
    }

    fn receive(&mut self, element: T) {
        if self.demand().is_none() {
            self.refuse();
        }
        if std::mem::take(&mut self.unwinds) {
            Injected::unwind();
        }
        self.received += 1;
        self.elements.push(element);
    }

    #[cold]
    fn refuse(&self) -> ! {
        let (number, requested) = (self.received + 1, self.requested);
        let were = if requested == Demand::ONE {
            "was"
        } else {
            "were"
        };
        panic!(
            "the sink was pushed element {number} but only {requested} {were} requested (law L1)"
        )
    }
}

impl<T> Outlet<T> for Inbox<T> {
    fn demand(&self) -> Demand {
        Inbox::demand(self)
    }

    fn push(&mut self, element: T) {
        self.receive(element);
    }

    /// Bounded demand pulls one at a time, unbounded demand folds: operators know both.
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        if self.requested.is_unbounded() {
            elements.for_each(|element| self.receive(element));
        } else {
            let wanted = self.demand().count_up_to(usize::MAX);
            elements
                .take(wanted)
                .for_each(|element| self.receive(element));
        }
    }
}
