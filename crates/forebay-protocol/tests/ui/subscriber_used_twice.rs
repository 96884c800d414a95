// Rules 1.10, 2.5 and 2.12: a subscriber subscribes once.
use forebay_protocol::{Subscriber, Subscription};

fn broken(subscriber: impl Subscriber<u32>, one: Subscription, two: Subscription) {
    subscriber.on_subscribe(one);
    subscriber.on_subscribe(two);
}

fn main() {}
