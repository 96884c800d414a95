//! The subscriber that a publisher sees.

use std::fmt;

use forebay_protocol::{
    ActiveSubscriber, Party, Site, StreamError, Subscriber, Subscription, Violation, ViolationKind,
};
use forebay_sync::{EdgeProducer, Producer};
use futures::channel::oneshot;

/// The subscriber of a stream that has not subscribed yet.
pub struct Subscribing<T> {
    active: Receiving<T>,
    /// Takes the subscription to the stage, which makes all its calls (rule 2.7).
    subscription: Option<oneshot::Sender<Subscription>>,
}

/// The subscriber of a stream, which takes what was requested and holds its publisher to that.
pub struct Receiving<T> {
    outbox: EdgeProducer<T>,
    demand: Producer,
    received: u64,
    site: Site,
}

impl<T> Subscribing<T> {
    pub(super) fn new(outbox: EdgeProducer<T>, demand: Producer, site: Site) -> Self {
        let active = Receiving {
            outbox,
            demand,
            received: 0,
            site,
        };
        Self {
            active,
            subscription: None,
        }
    }

    /// Where the subscription arrives.
    pub(super) fn await_subscription(&mut self) -> oneshot::Receiver<Subscription> {
        let (sender, receiver) = oneshot::channel();
        self.subscription = Some(sender);
        receiver
    }
}

impl<T> Subscriber<T> for Subscribing<T> {
    type Active = Receiving<T>;

    fn on_subscribe(self, subscription: Subscription) -> Receiving<T> {
        if let Some(sender) = self.subscription {
            // If the stream is gone already the subscription comes back, and its drop cancels.
            drop(sender.send(subscription));
        }
        self.active
    }
}

impl<T> ActiveSubscriber<T> for Receiving<T> {
    fn on_next(&mut self, element: T) {
        if self.demand.take(1) == 0 {
            let violation = Violation::new(ViolationKind::EmittedBeyondDemand, Party::Peer)
                .counting(self.received + 1, self.received);
            // What comes after a failure or a cancel is not heard.
            self.outbox.fail(StreamError::new(violation).at(self.site));
        } else if self.outbox.claim() > 0 {
            self.received += 1;
            self.outbox.push(element);
            self.outbox.publish();
        }
        // Without room the stream is over: what was on its way is let go (rule 2.8).
    }

    fn on_error(mut self, error: StreamError) {
        self.outbox.fail(error);
    }

    fn on_complete(mut self) {
        self.outbox.complete();
    }
}

impl<T> fmt::Debug for Subscribing<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Subscribing").finish_non_exhaustive()
    }
}

impl<T> fmt::Debug for Receiving<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Receiving")
            .field("received", &self.received)
            .finish_non_exhaustive()
    }
}
