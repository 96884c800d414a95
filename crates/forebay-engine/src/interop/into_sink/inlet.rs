//! Where the elements that are sent to a sink enter its chain.

use std::fmt;
use std::num::{NonZeroU64, NonZeroUsize};
use std::task::{Poll, Waker};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Stage};
use forebay_sync::{EdgeConsumer, EdgeProducer, Filled, Producer, Requester, demand_counter, edge};

/// The source of a chain that is fed by hand, an element at a time.
pub struct Inlet<T> {
    inbox: EdgeConsumer<T>,
    /// Says that an element is wanted, which is more than that there is room for one.
    requester: Requester,
    has_asked: bool,
    site: Site,
}

pub(super) fn inlet<T>(site: Site) -> (Inlet<T>, EdgeProducer<T>, Producer) {
    let (outbox, inbox) = edge(NonZeroUsize::MIN);
    let (requester, demand) = demand_counter();
    let inlet = Inlet {
        inbox,
        requester,
        has_asked: false,
        site,
    };
    (inlet, outbox, demand)
}

impl<T: Send> Stage for Inlet<T> {
    type Out = T;

    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        self.inbox.request();
        loop {
            // Nobody has to be woken: whoever sends an element polls the chain next.
            match self.inbox.poll_fill(Waker::noop()) {
                Filled::Ended(ending) => return Poll::Ready(ending),
                Filled::Elements if out.demand().is_none() => return Poll::Pending,
                Filled::Elements => {
                    let element = self.inbox.take(1).next();
                    if let Some(element) = element {
                        self.inbox.passed_on(1);
                        self.has_asked = false;
                        cx.budget().spend(1);
                        out.push(element);
                    }
                },
                Filled::Nothing => {
                    if !self.has_asked && !out.demand().is_none() {
                        self.has_asked = true;
                        // The other half is in the same task, so it does not sleep.
                        let _told = self.requester.grant(NonZeroU64::MIN);
                    }
                    return Poll::Pending;
                },
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.inbox.cancel(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        let meters = self.inbox.meters().read();
        let account = Account::source(self.site, meters.received, meters.passed_on);
        ledger.enter(account.with_discarded(meters.discarded));
    }
}

impl<T> fmt::Debug for Inlet<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Inlet")
            .field("has_asked", &self.has_asked)
            .finish_non_exhaustive()
    }
}
