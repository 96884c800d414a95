//! What one thread sees of a ready set.

use std::sync::Arc;
use std::task::{Wake, Waker};

use super::ReadySet;
use super::word::SLOTS;
use crate::Waited::{LookAgain, Parked};
use crate::sync::atomic::{AtomicU64, Ordering::Relaxed};

#[derive(Default)]
struct Bell(AtomicU64);

impl Bell {
    fn new() -> (Arc<Self>, Waker) {
        let bell = Arc::new(Self::default());
        (Arc::clone(&bell), Waker::from(bell))
    }

    fn rings(&self) -> u64 {
        self.0.load(Relaxed)
    }
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.0.fetch_add(1, Relaxed);
    }
}

fn all(ready: &mut ReadySet) -> Vec<usize> {
    std::iter::from_fn(|| ready.pop()).collect()
}

#[test]
fn slots_of_all_words_are_found_once_and_in_order() {
    let mut ready = ReadySet::new();
    let slots = [0, 1, SLOTS - 1, SLOTS, 5 * SLOTS, 5 * SLOTS + 7];
    let wakers = slots.map(|slot| ready.waker(slot).clone());
    for waker in &wakers {
        waker.wake_by_ref();
        waker.wake_by_ref();
    }
    assert!(ready.sweep());
    assert_eq!(all(&mut ready), slots);
    assert!(!ready.sweep());
}

#[test]
fn the_parent_is_woken_by_the_first_wake_after_a_park_and_by_no_other() {
    let (bell, parent) = Bell::new();
    let mut ready = ReadySet::new();
    let wakers: Vec<Waker> = (0..SLOTS).map(|slot| ready.waker(slot).clone()).collect();
    wakers[3].wake_by_ref();
    assert_eq!(bell.rings(), 0, "nobody sleeps yet");
    assert_eq!(ready.park(&parent), LookAgain);

    assert!(ready.sweep());
    assert_eq!(ready.park(&parent), LookAgain, "slot 3 is still in hand");
    assert_eq!(all(&mut ready), [3]);
    for _ in 0..3 {
        assert_eq!(ready.park(&parent), Parked);
    }
    for waker in &wakers {
        waker.wake_by_ref();
    }
    assert_eq!(bell.rings(), 1);
}

#[test]
fn what_is_in_hand_comes_before_what_is_woken_anew() {
    let mut ready = ReadySet::new();
    let (low, high) = (ready.waker(0).clone(), ready.waker(SLOTS).clone());
    low.wake_by_ref();
    high.wake_by_ref();
    assert!(ready.sweep());
    assert_eq!(ready.pop(), Some(0));
    low.wake_by_ref();
    assert!(ready.sweep());
    assert_eq!(ready.pop(), Some(SLOTS));
    assert_eq!(ready.pop(), None);
    assert!(ready.sweep());
    assert_eq!(ready.pop(), Some(0));
}

#[test]
fn marked_slots_are_popped_and_keep_the_owner_awake() {
    let mut ready = ReadySet::new();
    ready.mark(2 * SLOTS);
    ready.mark(0);
    assert_eq!(ready.park(Waker::noop()), LookAgain);
    assert_eq!(all(&mut ready), [0, 2 * SLOTS]);
    assert_eq!(ready.park(Waker::noop()), Parked);
}

#[test]
fn a_new_parent_is_told_of_a_wake_that_reached_only_the_old_one() {
    let ((old, before), (new, after)) = (Bell::new(), Bell::new());
    let mut ready = ReadySet::new();
    let waker = ready.waker(0).clone();
    assert_eq!(ready.park(&before), Parked);
    waker.wake_by_ref();
    assert_eq!((old.rings(), new.rings()), (1, 0));
    assert_eq!(ready.park(&after), LookAgain);
    assert!(ready.sweep());
    assert_eq!(all(&mut ready), [0]);
    assert_eq!(ready.park(&after), Parked);
    waker.wake();
    assert_eq!((old.rings(), new.rings()), (1, 1));
}

#[test]
fn a_set_that_is_gone_wakes_nobody_and_keeps_no_task_alive() {
    let (bell, parent) = Bell::new();
    let mut ready = ReadySet::new();
    let waker = ready.waker(0).clone();
    assert_eq!(ready.park(&parent), Parked);
    drop((ready, parent));
    assert_eq!(Arc::strong_count(&bell), 1, "somebody keeps the waker");
    waker.wake();
    assert_eq!(bell.rings(), 0);
}

#[test]
fn the_waker_of_a_slot_is_made_once() {
    let mut ready = ReadySet::new();
    let first = ready.waker(7).clone();
    assert!(ready.waker(7).will_wake(&first));
    assert!(!ready.waker(6).will_wake(&first));
}
