//! A publisher that emits from a thread of its own, and so asks for subscribers that can be sent.

use std::num::NonZeroU64;
use std::sync::mpsc::{Receiver, Sender, channel};
use std::sync::{Arc, OnceLock};
use std::thread;

use forebay_protocol::{
    ActiveSubscriber, BoxSubscriber, CancelCause, Canceller, Demand, Publisher, StreamError,
    Subscriber, Subscription, Upstream,
};

/// Counts up to a last number. A canceller is looked at before each element, but wakes nobody.
struct CountTo(u64);

struct Link {
    requests: Sender<Demand>,
    cancelled: Arc<OnceLock<CancelCause>>,
    terminated: Arc<OnceLock<()>>,
}

impl<S> Publisher<u64, S> for CountTo
where
    S: Subscriber<u64, Active: Send + 'static>,
{
    fn subscribe(self, subscriber: S) {
        let (sender, requests) = channel();
        let cancelled = Arc::<OnceLock<CancelCause>>::default();
        let terminated = Arc::<OnceLock<()>>::default();
        let mut active = subscriber.on_subscribe(Subscription::new(Box::new(Link {
            requests: sender,
            cancelled: Arc::clone(&cancelled),
            terminated: Arc::clone(&terminated),
        })));
        thread::spawn(move || {
            let mut demand = Demand::NONE;
            for element in 1..=self.0 {
                // All that has been requested; waits only if that is nothing.
                demand = requests.try_iter().fold(demand, Demand::plus);
                while demand.is_none() {
                    let Ok(more) = requests.recv() else { return };
                    demand = more;
                }
                if cancelled.get().is_some() {
                    return;
                }
                demand = demand.minus(1);
                active.on_next(element);
            }
            if cancelled.get().is_none() {
                terminated.get_or_init(|| ());
                active.on_complete();
            }
        });
    }
}

impl Upstream for Link {
    fn request(&mut self, demand: Demand) {
        // The thread may have been cancelled.
        let _ = self.requests.send(demand);
    }

    fn canceller(&self) -> Canceller {
        Canceller::new(Arc::clone(&self.cancelled))
    }

    fn is_terminated(&self) -> bool {
        self.terminated.get().is_some()
    }
}

/// Takes `batch` at a time, cancels after `most`, and sends on what it took.
struct Take {
    batch: NonZeroU64,
    most: u64,
    taken: Sender<Option<u64>>,
}

struct Taking {
    take: Take,
    subscription: Option<Subscription>,
}

impl Subscriber<u64> for Take {
    type Active = Taking;

    fn on_subscribe(self, mut subscription: Subscription) -> Taking {
        subscription.request(self.batch);
        Taking {
            take: self,
            subscription: Some(subscription),
        }
    }
}

impl ActiveSubscriber<u64> for Taking {
    fn on_next(&mut self, element: u64) {
        self.take
            .taken
            .send(Some(element))
            .expect("the test listens");
        if element == self.take.most {
            self.subscription.take().expect("not cancelled").cancel();
        } else if element % self.take.batch == 0 {
            self.subscription
                .as_mut()
                .expect("not cancelled")
                .request(self.take.batch);
        }
    }

    fn on_error(self, error: StreamError) {
        panic!("{error:?}");
    }

    fn on_complete(self) {
        self.take.taken.send(None).expect("the test listens");
    }
}

/// What comes until the subscriber is dropped.
fn taken(batch: u64, most: u64, subscribe: impl FnOnce(Take)) -> Receiver<Option<u64>> {
    let (sender, taken) = channel();
    let batch = batch.try_into().expect("not zero");
    subscribe(Take {
        batch,
        most,
        taken: sender,
    });
    taken
}

#[test]
fn stream_across_threads_delivers_all_in_order() {
    for batch in [1, 3, 1_000] {
        let taken = taken(batch, u64::MAX, |take| CountTo(100).subscribe(take));
        let expected = (1..=100).map(Some).chain([None]);
        assert!(taken.iter().eq(expected), "batch {batch}");
    }
}

#[test]
fn cancel_inside_on_next_is_exact_across_threads() {
    let taken = taken(4, 10, |take| CountTo(100).subscribe(take));
    assert!(taken.iter().eq((1..=10).map(Some)));
}

#[test]
fn boxed_subscriber_crosses_threads() {
    let taken = taken(2, u64::MAX, |take| {
        CountTo(5).subscribe(BoxSubscriber::new(take))
    });
    assert!(taken.iter().eq((1..=5).map(Some).chain([None])));
}
