//! Two tasks that run only when they were woken: no schedule leaves both asleep.

use std::sync::Arc;
use std::task::{Poll, Waker};

use fastrand::Rng;
use forebay_protocol::CancelCause;

use super::{Bell, EdgeConsumer, EdgeProducer, Found, balance, fresh, look, pass_on};

/// A task: it runs again when it was woken, or when it said that it is not done.
struct Task {
    bell: Arc<Bell>,
    waker: Waker,
    heard: u64,
    is_awake: bool,
}

impl Task {
    fn new() -> Self {
        let (bell, waker) = Bell::new();
        Self {
            bell,
            waker,
            heard: 0,
            is_awake: true,
        }
    }

    fn is_awake(&mut self) -> bool {
        self.is_awake |= self.bell.rings() > self.heard;
        self.heard = self.bell.rings();
        self.is_awake
    }
}

/// Pushes some of what there is room for. False if it goes to sleep.
fn produce(producer: &mut EdgeProducer<u32>, left: &mut u32, waker: &Waker, rng: &mut Rng) -> bool {
    let mut pushes = rng.u32(1..=9).min(*left);
    while pushes > 0 && producer.room() > 0 {
        producer.push(*left);
        *left -= 1;
        pushes -= 1;
    }
    if *left == 0 {
        producer.complete();
        return false;
    }
    match rng.u8(0..4) {
        // It waits for something else for a while, and comes back by itself.
        0 => {
            producer.watch(waker);
            true
        },
        1 if pushes == 0 => {
            producer.publish();
            true
        },
        _ => producer.poll_room(waker) == Poll::Ready(()) && !producer.is_cancelled(),
    }
}

/// Passes some on. False if it goes to sleep; the end is counted as such.
fn consume(
    consumer: &mut EdgeConsumer<u32>,
    passed: &mut Vec<u32>,
    end: &mut Option<Found>,
    waker: &Waker,
    rng: &mut Rng,
) -> bool {
    consumer.request();
    match look(consumer, waker) {
        Found::Elements => {
            passed.extend(pass_on(consumer, rng.usize(1..=9)));
            true
        },
        Found::Nothing => false,
        found => {
            *end = Some(found);
            false
        },
    }
}

fn run(capacity: usize, seed: u64, cancels: bool) {
    const TOTAL: u32 = 200;

    let mut rng = Rng::with_seed(seed);
    let (mut producer, mut consumer) = fresh(capacity);
    let (mut up, mut down) = (Task::new(), Task::new());
    let (mut left, mut passed, mut end) = (TOTAL, Vec::new(), None);
    let cancel_at = cancels.then(|| rng.usize(0..200));
    while end.is_none() {
        let awake = (up.is_awake(), down.is_awake());
        assert_ne!(
            awake,
            (false, false),
            "both sleep, seed {seed}, {left} left, {consumer:?}"
        );
        if awake.0 && (!awake.1 || rng.bool()) {
            up.is_awake = produce(&mut producer, &mut left, &up.waker, &mut rng);
            if producer.is_cancelled() {
                break;
            }
        } else {
            down.is_awake = consume(&mut consumer, &mut passed, &mut end, &down.waker, &mut rng);
            if cancel_at.is_some_and(|at| passed.len() > at) {
                consumer.cancel(&CancelCause::Finished);
                assert!(up.is_awake() || left == 0, "a cancel wakes the producer");
            }
        }
    }
    drop(producer);
    assert!(
        passed
            .iter()
            .copied()
            .eq((left + 1..=TOTAL).rev().take(passed.len()))
    );
    let (_, passed_on, _) = balance_after(consumer);
    assert_eq!(passed_on, passed.len() as u64);
    if !cancels {
        assert_eq!(
            (passed.len(), end),
            (TOTAL as usize, Some(Found::Completed))
        );
    }
}

fn balance_after(mut consumer: EdgeConsumer<u32>) -> (u64, u64, u64) {
    consumer.cancel(&CancelCause::Dropped);
    balance(&consumer)
}

#[test]
fn no_schedule_leaves_both_asleep() {
    for capacity in [1, 2, 3, 4, 7, 256] {
        for seed in 0..300 {
            run(capacity, seed, seed % 3 == 0);
        }
    }
}
