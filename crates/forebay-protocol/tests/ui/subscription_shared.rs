// Rule 2.7: requesting takes the handle exclusively, so a shared one cannot request.
use std::num::NonZeroU64;

use forebay_protocol::Subscription;

fn broken(subscription: &Subscription) {
    subscription.request(NonZeroU64::MIN);
}

fn main() {}
