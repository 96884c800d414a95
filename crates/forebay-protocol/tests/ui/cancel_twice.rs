// Rule 3.7: a cancelled subscription is gone.
use forebay_protocol::Subscription;

fn broken(subscription: Subscription) {
    subscription.cancel();
    subscription.cancel();
}

fn main() {}
