//! Boxed subscribers and publishers behave as what is in the box.

use std::sync::mpsc::{Sender, channel};

use forebay_protocol::{
    ActiveSubscriber, BoxPublisher, BoxSubscriber, Demand, Publisher, StreamError, Subscriber,
    Subscription, Upstream, reject,
};

use crate::probe::nonzero;
use crate::recorder::{Call, recorded};

/// Requests one element, then sends on what it is told.
struct Report(Sender<String>);

struct Reporting<U: Upstream + ?Sized>(Sender<String>, Subscription<U>);

impl<U: Upstream + ?Sized> Subscriber<u32, U> for Report {
    type Active = Reporting<U>;

    fn on_subscribe(self, mut subscription: Subscription<U>) -> Reporting<U> {
        subscription.request(nonzero(1));
        Reporting(self.0, subscription)
    }
}

impl<U: Upstream + ?Sized> ActiveSubscriber<u32> for Reporting<U> {
    fn on_next(&mut self, element: u32) {
        self.0.send(element.to_string()).expect("the test listens");
        self.1.request_unbounded();
    }

    fn on_error(self, error: StreamError) {
        self.0.send(format!("{error:?}")).expect("the test listens");
    }

    fn on_complete(self) {
        self.0
            .send("complete".to_owned())
            .expect("the test listens");
    }
}

struct Closed;

impl<T, S: Subscriber<T>> Publisher<T, S> for Closed {
    fn subscribe(self, subscriber: S) {
        reject(subscriber, StreamError::new("closed"));
    }
}

#[test]
fn boxed_subscriber_takes_all_signals() {
    let (sender, reports) = channel();
    let (subscription, record) = recorded();
    let mut active = BoxSubscriber::new(Report(sender)).on_subscribe(subscription);
    active.on_next(7);
    record.terminate();
    active.on_complete();
    assert_eq!(reports.iter().collect::<Vec<_>>(), ["7", "complete"]);
    let expected = [
        Call::Request(Demand::ONE),
        Call::Request(Demand::Unbounded),
        Call::Gone,
    ];
    assert_eq!(record.take(), expected);
}

#[test]
fn boxed_publisher_serves_a_boxed_subscriber() {
    let (sender, reports) = channel();
    let publisher: BoxPublisher<u32> = BoxPublisher::new(Closed);
    publisher.subscribe(BoxSubscriber::new(Report(sender)));
    assert_eq!(
        reports.iter().collect::<Vec<_>>(),
        ["the stream failed: closed"]
    );
}

#[test]
fn active_subscriber_moves_to_another_thread() {
    let (sender, reports) = channel();
    let (subscription, record) = recorded();
    let mut active = BoxSubscriber::new(Report(sender)).on_subscribe(subscription);
    std::thread::spawn(move || active.on_next(1))
        .join()
        .expect("no panic");
    assert_eq!(reports.iter().collect::<Vec<_>>(), ["1"]);
    let last = record.take().into_iter().nth_back(1);
    assert_eq!(
        last,
        Some(Call::Cancel("the consumer was dropped".to_owned()))
    );
}
