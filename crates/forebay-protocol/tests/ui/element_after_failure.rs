// Rule 1.7: no element after a failure.
use forebay_protocol::{ActiveSubscriber, StreamError};

fn broken(mut active: impl ActiveSubscriber<u32>) {
    active.on_error(StreamError::new("gone"));
    active.on_next(1);
}

fn main() {}
