// Rule 1.9: a subscriber that has not subscribed takes no signals.
use forebay_protocol::Subscriber;

fn broken(mut subscriber: impl Subscriber<u32>) {
    subscriber.on_next(1);
}

fn main() {}
