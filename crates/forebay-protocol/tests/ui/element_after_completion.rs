// Rule 1.7: no element after completion.
use forebay_protocol::ActiveSubscriber;

fn broken(mut active: impl ActiveSubscriber<u32>) {
    active.on_complete();
    active.on_next(1);
}

fn main() {}
