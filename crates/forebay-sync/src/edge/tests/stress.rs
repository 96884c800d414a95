//! Two real threads, tens of thousands of elements. `cargo xtask san` runs these, too.

use std::sync::Arc;
use std::task::{Poll, Wake, Waker};
use std::thread::{self, Thread};

use fastrand::Rng;
use forebay_protocol::CancelCause;

use super::{EdgeConsumer, EdgeProducer, Found, fresh, look, pass_on};

/// Wakes a thread that parks.
struct Unpark(Thread);

impl Wake for Unpark {
    fn wake(self: Arc<Self>) {
        self.0.unpark();
    }
}

fn unpark() -> Waker {
    Waker::from(Arc::new(Unpark(thread::current())))
}

/// Pushes numbers until there are enough or nobody wants them; the drop of a box is a drop that
/// the allocator would notice if it came twice.
fn produce(mut producer: EdgeProducer<Box<u32>>, total: u32, seed: u64) {
    let (waker, mut rng) = (unpark(), Rng::with_seed(seed));
    let mut next = 0;
    while next < total {
        while producer.poll_room(&waker) == Poll::Pending {
            thread::park();
        }
        if producer.is_cancelled() {
            return;
        }
        let many = rng.u32(1..40).min(total - next);
        if rng.bool() {
            let first = next;
            producer.push_many(|batch, room| {
                let before = batch.len();
                batch.extend((first..first + many).take(room).map(Box::new));
                next += u32::try_from(batch.len() - before).unwrap_or(u32::MAX);
            });
        } else {
            for _ in 0..many {
                if producer.claim() == 0 {
                    break;
                }
                producer.push(Box::new(next));
                next += 1;
            }
        }
    }
    producer.complete();
}

/// Passes numbers on until the end or the cancel, and says how many.
fn consume(consumer: &mut EdgeConsumer<Box<u32>>, cancel_at: u32, seed: u64) -> (u32, Found) {
    let (waker, mut rng) = (unpark(), Rng::with_seed(!seed));
    let mut passed = 0;
    consumer.request();
    loop {
        match look(consumer, &waker) {
            Found::Elements => {
                for element in pass_on(consumer, rng.usize(1..70)) {
                    assert_eq!(*element, passed);
                    passed += 1;
                }
                if passed >= cancel_at {
                    consumer.cancel(&CancelCause::Finished);
                    return (passed, Found::Nothing);
                }
            },
            Found::Nothing => thread::park(),
            end => return (passed, end),
        }
    }
}

fn run(capacity: usize, total: u32, cancel_at: u32) {
    let seed = capacity as u64;
    let (producer, mut consumer) = fresh(capacity);
    let meters = consumer.meters().clone();
    let (passed, end) = thread::scope(|scope| {
        scope.spawn(|| produce(producer, total, seed));
        scope
            .spawn(|| {
                let outcome = consume(&mut consumer, cancel_at, seed);
                drop(consumer);
                outcome
            })
            .join()
            .expect("the consumer panicked")
    });
    let books = meters.read();
    assert_eq!(books.passed_on, u64::from(passed));
    assert_eq!(books.received, books.passed_on + books.discarded);
    assert!(books.high_water <= capacity as u64);
    if cancel_at > total {
        assert_eq!((passed, end), (total, Found::Completed));
    }
}

const CAPACITIES: [usize; 8] = [1, 2, 3, 4, 7, 16, 33, 64];

#[test]
fn stress_to_the_end() {
    for capacity in CAPACITIES {
        run(capacity, 20_000, u32::MAX);
    }
}

#[test]
fn stress_cancelled() {
    for capacity in CAPACITIES {
        for cancel_at in [1, 2, 50, 1_000] {
            run(capacity, 2_000, cancel_at);
        }
    }
}
