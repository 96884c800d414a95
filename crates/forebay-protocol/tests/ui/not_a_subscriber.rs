// The message for a type that is no subscriber.
use forebay_protocol::BoxSubscriber;

struct Nobody;

fn broken() {
    BoxSubscriber::<u32>::new(Nobody);
}

fn main() {}
