//! The lock on real threads; its models are those of the cells that use it.

use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::Arc;

use super::Lock;
use crate::sync::thread;

#[test]
fn holders_take_turns() {
    const THREADS: u64 = 4;
    const EACH: u64 = 1_000;

    let sum = Arc::new(Lock::new(0));
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let sum = Arc::clone(&sum);
            thread::spawn(move || (0..EACH).for_each(|_| *sum.hold() += 1))
        })
        .collect();
    for thread in threads {
        thread.join().expect("nobody panics");
    }
    assert_eq!(*sum.hold(), THREADS * EACH);
}

#[test]
fn a_panic_does_not_poison() {
    let lock = Lock::new(1);
    let panicked = catch_unwind(AssertUnwindSafe(|| {
        let mut held = lock.hold();
        *held += 1;
        panic!("while it is held");
    }));
    assert!(panicked.is_err());
    assert_eq!(*lock.hold(), 2);
}
