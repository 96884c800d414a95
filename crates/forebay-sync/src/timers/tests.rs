//! Calls on a clock that is moved by hand, and on a thread that serves.

use std::sync::Arc;
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::task::{Wake, Waker};
use std::thread;
use std::time::{Duration, Instant};

use super::Timers;

/// A waker that writes its name down.
struct Bell {
    name: u32,
    rung: SyncSender<u32>,
}

impl Wake for Bell {
    fn wake(self: Arc<Self>) {
        self.rung.send(self.name).expect("the test listens");
    }
}

struct Bells {
    rung: SyncSender<u32>,
    heard: Receiver<u32>,
}

impl Bells {
    fn new() -> Self {
        let (rung, heard) = sync_channel(16);
        Self { rung, heard }
    }

    fn waker(&self, name: u32) -> Waker {
        let rung = self.rung.clone();
        Waker::from(Arc::new(Bell { name, rung }))
    }

    fn heard(&self) -> Vec<u32> {
        self.heard.try_iter().collect()
    }
}

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[test]
fn calls_are_made_when_due_and_in_order() {
    let (timers, bells, start) = (Timers::new(), Bells::new(), Instant::now());
    let (mut late, mut early, mut same) = (timers.call(), timers.call(), timers.call());
    late.set(start + ms(3), &bells.waker(3));
    early.set(start + ms(1), &bells.waker(1));
    same.set(start + ms(3), &bells.waker(4));
    assert_eq!((timers.next(), timers.len()), (Some(start + ms(1)), 3));

    assert_eq!(timers.fire(start), 0);
    assert_eq!(timers.fire(start + ms(1)), 1, "due at the very moment");
    assert_eq!(bells.heard(), [1]);
    assert_eq!(timers.fire(start + ms(9)), 2);
    assert_eq!(bells.heard(), [3, 4]);
    assert!(timers.is_empty());
}

#[test]
fn a_call_that_is_set_again_replaces_itself() {
    let (timers, bells, start) = (Timers::new(), Bells::new(), Instant::now());
    let mut call = timers.call();
    call.set(start + ms(1), &bells.waker(1));
    call.set(start + ms(2), &bells.waker(2));
    assert_eq!((timers.next(), timers.len()), (Some(start + ms(2)), 1));
    assert_eq!(timers.fire(start + ms(5)), 1);
    assert_eq!(bells.heard(), [2]);

    call.set(start + ms(6), &bells.waker(3));
    timers.fire(start + ms(6));
    assert_eq!(bells.heard(), [3], "set again after it was made");
}

#[test]
fn a_call_is_taken_back_by_hand_and_by_dropping_it() {
    let (timers, bells, start) = (Timers::new(), Bells::new(), Instant::now());
    let (mut kept, mut cleared, mut dropped) = (timers.call(), timers.call(), timers.call());
    let waker = bells.waker(7);
    for call in [&mut kept, &mut cleared, &mut dropped] {
        call.set(start, &waker);
    }
    cleared.clear();
    cleared.clear();
    drop(dropped);
    assert_eq!(timers.len(), 1);
    assert_eq!(timers.fire(start), 1);
    kept.clear();
    assert_eq!(bells.heard(), [7]);
}

#[test]
fn a_thread_serves_calls_that_come_while_it_sleeps() {
    let (timers, bells) = (Timers::new(), Bells::new());
    let served = timers.clone();
    let server = thread::spawn(move || served.serve());
    let (mut distant, mut near) = (timers.call(), timers.call());
    distant.set(Instant::now() + ms(3_600_000), &bells.waker(1));
    near.set(Instant::now() + ms(1), &bells.waker(2));
    assert_eq!(bells.heard.recv(), Ok(2), "not an hour later");
    timers.close();
    server.join().expect("it has ended");
    assert_eq!(bells.heard(), [] as [u32; 0], "a closed set makes no calls");
}

#[test]
fn a_waker_that_panics_keeps_no_other_from_being_woken() {
    struct Panics;

    impl Wake for Panics {
        fn wake(self: Arc<Self>) {
            panic!("a waker that panics");
        }
    }

    let (timers, bells, start) = (Timers::new(), Bells::new(), Instant::now());
    let (mut panics, mut after) = (timers.call(), timers.call());
    panics.set(start, &Waker::from(Arc::new(Panics)));
    after.set(start, &bells.waker(1));
    let fire = || timers.fire(start);
    assert!(std::panic::catch_unwind(std::panic::AssertUnwindSafe(fire)).is_err());
    assert_eq!(bells.heard(), [1]);

    let served = timers.clone();
    let server = thread::spawn(move || served.serve());
    panics.set(start, &Waker::from(Arc::new(Panics)));
    after.set(Instant::now() + ms(1), &bells.waker(2));
    assert_eq!(bells.heard.recv(), Ok(2), "the thread goes on");
    timers.close();
    server.join().expect("it has ended in peace");
}

/// A waker that holds the call that holds it, as that of a task which waits for a timer does.
struct Task(parking_lot::Mutex<Option<super::TimedCall>>);

impl Wake for Task {
    fn wake(self: Arc<Self>) {}
}

#[test]
fn closing_lets_go_of_what_waits_and_of_what_comes_later() {
    let (timers, start) = (Timers::new(), Instant::now());
    let task = Arc::new(Task(parking_lot::Mutex::new(None)));
    let waker = Waker::from(Arc::clone(&task));
    let mut call = timers.call();
    call.set(start, &waker);
    *task.0.lock() = Some(call);
    drop(waker);
    let weak = Arc::downgrade(&task);
    drop(task);
    let task = weak;
    assert_eq!((task.strong_count(), timers.len()), (1, 1));

    timers.close();
    assert_eq!((task.strong_count(), timers.len()), (0, 0));
    let mut late = timers.call();
    late.set(start, Waker::noop());
    assert_eq!((timers.fire(start), timers.len()), (0, 0));
}
