//! What a subscription and the task of its publisher share.

use std::num::NonZeroU64;
use std::sync::{Arc, OnceLock};

use forebay_protocol::{Cancel, CancelCause, Canceller, Demand, Subscription, Upstream};
use forebay_sync::{Producer, Requester, Signalled, demand_counter};
use futures::channel::mpsc;

/// The publisher's end.
pub(super) struct Link {
    pub(super) shared: Arc<Shared>,
    pub(super) demand: Producer,
    pub(super) roused: mpsc::Receiver<()>,
}

/// Makes a subscription and the publisher's end of it.
pub(super) fn link() -> (Subscription, Link) {
    let (requester, demand) = demand_counter();
    let (rouse, roused) = mpsc::channel(1);
    let shared = Arc::new(Shared {
        requester,
        cause: OnceLock::new(),
        terminated: OnceLock::new(),
        rouse,
    });
    let subscription = <Subscription>::new(Box::new(Asking(Arc::clone(&shared))));
    let link = Link {
        shared,
        demand,
        roused,
    };
    (subscription, link)
}

/// What requests, cancellations and the ending agree on. Keeps neither side alive (rule 3.13).
pub(super) struct Shared {
    requester: Requester,
    /// The first cause stays.
    cause: OnceLock<CancelCause>,
    terminated: OnceLock<()>,
    rouse: mpsc::Sender<()>,
}

impl Shared {
    pub(super) fn cancelled(&self) -> Option<CancelCause> {
        self.cause.get().cloned()
    }

    pub(super) fn is_cancelled(&self) -> bool {
        self.cause.get().is_some()
    }

    /// The terminal signal comes next: from here on the subscription says nothing more.
    pub(super) fn terminate(&self) {
        let _already = self.terminated.set(());
    }

    fn is_terminated(&self) -> bool {
        self.terminated.get().is_some()
    }

    /// Wakes the task. Each clone has a place of its own in the queue; if that is taken, a word
    /// is on its way already.
    fn rouse(&self) {
        let _on_its_way = self.rouse.clone().try_send(());
    }
}

impl Cancel for Shared {
    fn cancel(&self, cause: CancelCause) {
        if !self.is_terminated() && self.cause.set(cause).is_ok() {
            let _told = self.requester.cancel();
            // Also when it does not wait for demand: it may wait for the source.
            self.rouse();
        }
    }
}

/// What the subscriber holds.
struct Asking(Arc<Shared>);

impl Upstream for Asking {
    fn request(&mut self, demand: Demand) {
        let requester = &self.0.requester;
        let told = match demand {
            Demand::Unbounded => requester.grant_unbounded(),
            Demand::Bounded(count) => match NonZeroU64::new(count) {
                Some(count) => requester.grant(count),
                None => return,
            },
        };
        if told == Signalled::Wake {
            self.0.rouse();
        }
    }

    fn canceller(&self) -> Canceller {
        Canceller::new(Arc::clone(&self.0))
    }

    fn is_terminated(&self) -> bool {
        self.0.is_terminated()
    }
}
