// The message for a type that is no publisher.
use forebay_protocol::BoxPublisher;

struct Nothing;

fn broken() {
    BoxPublisher::<u32>::new(Nothing);
}

fn main() {}
