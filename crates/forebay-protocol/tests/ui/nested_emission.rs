// Rules 1.3 and 3.3: what an `on_next` is given cannot signal the same subscriber again.
use forebay_protocol::ActiveSubscriber;

type Element<'a> = Box<dyn FnOnce() + 'a>;

fn broken(mut active: impl for<'a> ActiveSubscriber<Element<'a>>) {
    active.on_next(Box::new(|| active.on_next(Box::new(|| ()))));
}

fn main() {}
