//! A slow subscriber takes ten lines of an endless publisher, three at a time, and cancels.
//! Look for: nothing is produced that was not requested, and cancelling inside `on_next` is exact.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "an example shows what it does")]

use std::num::NonZeroU64;

use forebay_protocol::{
    ActiveSubscriber, Publisher, StreamError, Subscriber, Subscription, Upstream,
};

mod publisher;

const WINDOW: NonZeroU64 = NonZeroU64::new(3).unwrap();

/// Prints this many elements.
struct Print(u64);

struct Printing<U: Upstream + ?Sized> {
    left: u64,
    /// Elements until the next request.
    until_request: u64,
    /// `None` once cancelled.
    subscription: Option<Subscription<U>>,
}

impl<U: Upstream + ?Sized> Subscriber<u64, U> for Print {
    type Active = Printing<U>;

    fn on_subscribe(self, mut subscription: Subscription<U>) -> Printing<U> {
        subscription.request(WINDOW);
        Printing {
            left: self.0,
            until_request: WINDOW.get(),
            subscription: Some(subscription),
        }
    }
}

impl<U: Upstream + ?Sized> ActiveSubscriber<u64> for Printing<U> {
    fn on_next(&mut self, element: u64) {
        println!("  took {element}");
        self.left -= 1;
        self.until_request -= 1;
        if self.left == 0 {
            println!("enough");
            self.subscription = None; // dropping it cancels
        } else if self.until_request == 0
            && let Some(subscription) = &mut self.subscription
        {
            self.until_request = WINDOW.get();
            subscription.request(WINDOW);
        }
    }

    fn on_error(self, error: StreamError) {
        println!("{error:?}");
    }

    fn on_complete(self) {
        println!("complete");
    }
}

fn main() {
    let elements = (1..).inspect(|element| println!("made {element}"));
    publisher::FromIter::new(elements).subscribe(Print(10));
}
