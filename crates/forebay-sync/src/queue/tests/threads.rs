//! The queue between real threads.

use core::future::Future;
use core::pin::pin;
use core::task::{Context, Poll, Waker};
use std::sync::Arc;
use std::task::Wake;
use std::thread::{self, Thread};

use super::queue;

/// Wakes a thread.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

/// Polls on this thread until it is ready, and sleeps in between.
fn wait_for<R>(mut poll: impl FnMut(&Waker) -> Poll<R>) -> R {
    let waker = Waker::from(Arc::new(Unpark(thread::current())));
    loop {
        match poll(&waker) {
            Poll::Ready(result) => return result,
            Poll::Pending => thread::park(),
        }
    }
}

fn wait<F: Future>(future: F) -> F::Output {
    let mut future = pin!(future);
    wait_for(|waker| future.as_mut().poll(&mut Context::from_waker(waker)))
}

const PRODUCERS: usize = 4;
const EACH: usize = 5_000;

/// All elements arrive, each producer's in order, and never more than `capacity` are resident.
fn many_to_one(capacity: usize) {
    let (handle, mut consumer) = queue(capacity);
    let producers: Vec<_> = (0..PRODUCERS)
        .map(|producer| {
            let handle = handle.clone();
            thread::spawn(move || {
                for number in 0..EACH {
                    let element = (producer, number);
                    // Some try first, and wait if they have to; some give up waiting at times.
                    let element = match handle.try_offer(element) {
                        Ok(()) => continue,
                        Err(refused) => refused.element,
                    };
                    let mut offer = handle.offer(element);
                    if number % 3 == producer % 3 {
                        let mut cx = Context::from_waker(Waker::noop());
                        let polled = pin!(&mut offer).poll(&mut cx);
                        let back = match polled {
                            Poll::Ready(accepted) => {
                                accepted.expect("open");
                                None
                            },
                            Poll::Pending => offer.withdraw(),
                        };
                        if let Some(element) = back {
                            wait(handle.offer(element)).expect("open");
                        }
                    } else {
                        wait(offer).expect("open");
                    }
                }
            })
        })
        .collect();
    drop(handle);

    let mut next = [0; PRODUCERS];
    while wait_for(|waker| consumer.poll_lend(waker)).expect("nobody fails it") {
        let resident = consumer.accepted() - consumer.passed_on();
        assert!(resident <= capacity as u64, "{resident} are resident");
        for (producer, number) in consumer.by_ref().take(3) {
            let expected = &mut next[producer];
            assert_eq!(number, *expected, "lost, doubled or out of order");
            *expected += 1;
        }
        consumer.give_back();
    }
    assert_eq!(next, [EACH; PRODUCERS]);
    for producer in producers {
        producer.join().expect("no producer panics");
    }
}

#[test]
fn many_producers_at_capacity_one() {
    many_to_one(1);
}

#[test]
fn many_producers_at_capacity_two() {
    many_to_one(2);
}

#[test]
fn many_producers_at_capacity_64() {
    many_to_one(64);
}

/// The consumer cancels somewhere on the way: what was accepted is passed on or counted, the rest
/// goes back to its producers.
#[test]
fn a_cancel_on_the_way_leaves_the_books_balanced() {
    for after in [0, 1, 2, 100, 3_000] {
        let (handle, mut consumer) = queue(8);
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|_| {
                let handle = handle.clone();
                thread::spawn(move || {
                    let accepted = (0..EACH).take_while(|&n| wait(handle.offer(n)).is_ok());
                    accepted.count() as u64
                })
            })
            .collect();
        drop(handle);
        while consumer.passed_on() < after {
            wait_for(|waker| consumer.poll_lend(waker)).expect("nobody fails it");
            consumer.next();
            consumer.give_back();
        }
        consumer.cancel(&forebay_protocol::CancelCause::Requested);
        let accepted: u64 = producers
            .into_iter()
            .map(|producer| producer.join().expect("no producer panics"))
            .sum();
        assert_eq!(accepted, consumer.accepted());
        assert_eq!(accepted, consumer.passed_on() + consumer.discarded());
    }
}
