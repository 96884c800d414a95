// Rule 3.9: a constant zero does not become a count either.
use std::num::NonZeroU64;

use forebay_protocol::Subscription;

const NOTHING: NonZeroU64 = NonZeroU64::new(0).unwrap();

fn broken(mut subscription: Subscription) {
    subscription.request(NOTHING);
}

fn main() {}
