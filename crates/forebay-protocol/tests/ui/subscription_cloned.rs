// Rule 2.7: there is one handle, so its calls cannot overlap.
use forebay_protocol::Subscription;

fn broken(subscription: Subscription) -> (Subscription, Subscription) {
    (subscription.clone(), subscription)
}

fn main() {}
