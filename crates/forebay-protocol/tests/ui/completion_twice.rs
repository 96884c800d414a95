// Rule 1.7: a terminal signal consumes the subscriber.
use forebay_protocol::ActiveSubscriber;

fn broken(active: impl ActiveSubscriber<u32>) {
    active.on_complete();
    active.on_complete();
}

fn main() {}
