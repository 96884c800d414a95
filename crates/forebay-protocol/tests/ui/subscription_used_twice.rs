// Rule 3.1: a subscription belongs to one subscriber.
use forebay_protocol::{Subscriber, Subscription};

fn broken(one: impl Subscriber<u32>, two: impl Subscriber<u32>, subscription: Subscription) {
    one.on_subscribe(subscription);
    two.on_subscribe(subscription);
}

fn main() {}
