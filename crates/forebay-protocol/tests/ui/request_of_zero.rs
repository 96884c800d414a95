// Rule 3.9: a request is for at least one element.
use forebay_protocol::Subscription;

fn broken(mut subscription: Subscription) {
    subscription.request(0);
}

fn main() {}
