// Rule 1.11: a publisher for one subscriber is used up by it.
use forebay_protocol::{BoxSubscriber, Publisher};

fn broken(publisher: impl Publisher<u32>, one: BoxSubscriber<u32>, two: BoxSubscriber<u32>) {
    publisher.subscribe(one);
    publisher.subscribe(two);
}

fn main() {}
