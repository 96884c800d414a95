// Rule 3.6: a cancelled subscription is gone.
use std::num::NonZeroU64;

use forebay_protocol::Subscription;

fn broken(mut subscription: Subscription) {
    subscription.cancel();
    subscription.request(NonZeroU64::MIN);
}

fn main() {}
