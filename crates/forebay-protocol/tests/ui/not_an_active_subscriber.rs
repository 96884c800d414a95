// The message for a subscriber that becomes something else.
use forebay_protocol::{Subscriber, Subscription};

struct Start;

impl Subscriber<u32> for Start {
    type Active = ();

    fn on_subscribe(self, _subscription: Subscription) {}
}

fn main() {}
