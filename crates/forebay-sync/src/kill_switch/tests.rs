//! The kill switch on one thread and on many.

use core::task::{Poll, Waker};
use std::sync::Arc;
use std::thread;

use super::{KillSwitchCell, Killed};
use crate::model::Bell;

#[test]
fn an_abort_tells_its_error() {
    let switch = KillSwitchCell::new();
    let mut listener = switch.listen();
    assert!(switch.killed().is_none());
    assert!(switch.abort("the disk is full") && !switch.shutdown());
    let Poll::Ready(Killed::Aborted(error)) = listener.poll_killed(Waker::noop()) else {
        panic!("it was aborted")
    };
    assert_eq!(error.cause().to_string(), "the disk is full");
    assert!(matches!(switch.killed(), Some(Killed::Aborted(_))));
}

#[test]
fn a_listener_is_woken_through_its_latest_waker_once() {
    let switch = KillSwitchCell::new();
    let mut listener = switch.listen();
    let (before, stale) = Bell::new();
    let (bell, waker) = Bell::new();
    for waker in [&stale, &stale, &waker, &waker] {
        assert!(listener.poll_killed(waker).is_pending());
    }
    drop(stale);
    assert_eq!(Arc::strong_count(&before), 1, "a waker remains");
    switch.shutdown();
    switch.shutdown();
    assert_eq!((before.rings(), bell.rings()), (0, 1));
    assert!(listener.poll_killed(&waker).is_ready());
}

#[test]
fn the_switch_may_go_before_its_listeners() {
    let switch = KillSwitchCell::default();
    let mut listener = switch.listen();
    assert!(listener.poll_killed(Waker::noop()).is_pending());
    drop(switch);
    assert!(listener.poll_killed(Waker::noop()).is_pending());
}

#[test]
fn listeners_on_many_threads_are_all_told() {
    const THREADS: usize = 4;
    const EACH: usize = 500;

    let switch = KillSwitchCell::new();
    let (bell, waker) = Bell::new();
    let threads: Vec<_> = (0..THREADS)
        .map(|_| {
            let (switch, waker) = (switch.clone(), waker.clone());
            thread::spawn(move || {
                let mut waiting = Vec::new();
                let mut seen = 0;
                for n in 0..EACH {
                    let mut listener = switch.listen();
                    match listener.poll_killed(&waker) {
                        Poll::Ready(_) => seen += 1,
                        // Some go again, and are not told.
                        Poll::Pending if n % 7 == 0 => {},
                        Poll::Pending => waiting.push(listener),
                    }
                }
                (waiting, seen)
            })
        })
        .collect();
    assert!(switch.shutdown());
    let mut told = 0;
    for thread in threads {
        let (waiting, seen) = thread.join().expect("nobody panics");
        told += waiting.len();
        for mut listener in waiting {
            assert!(listener.poll_killed(&waker).is_ready());
        }
        assert!(seen <= EACH);
    }
    // Those who left may have been about to be woken; those who stayed were.
    assert!(bell.rings() >= told);
}
