//! When a deadline is ready, and how often it sets its timer for that.

use std::io;
use std::sync::Arc;
use std::task::{Poll, Waker};
use std::time::{Duration, Instant};

use futures::future::BoxFuture;
use futures::task::noop_waker;
use parking_lot::Mutex;

use super::Deadline;
use crate::{Budget, Context, Runtime, Timer};

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

/// A clock that is moved by hand, and what was asked of its timers.
#[derive(Clone)]
struct Clock(Arc<Mutex<State>>);

struct State {
    start: Instant,
    now: Duration,
    reads: u32,
    timers: u32,
    /// Milliseconds that a call was set to; `None` for one that was taken back.
    calls: Vec<Option<u128>>,
}

impl Clock {
    fn new() -> Self {
        Self(Arc::new(Mutex::new(State {
            start: Instant::now(),
            now: Duration::ZERO,
            reads: 0,
            timers: 0,
            calls: Vec::new(),
        })))
    }

    fn with<R>(&self, f: impl FnOnce(&mut State) -> R) -> R {
        f(&mut self.0.lock())
    }

    fn at(&self, at: u64) -> Instant {
        self.with(|state| state.start + ms(at))
    }

    fn poll(&self, deadline: &mut Deadline, waker: &Waker) -> Poll<()> {
        deadline.poll(&mut Context::new(waker, &Budget::new(1), self))
    }

    fn calls(&self) -> Vec<Option<u128>> {
        self.with(|state| state.calls.clone())
    }
}

impl Runtime for Clock {
    fn spawn(&self, _: BoxFuture<'static, ()>) {
        unreachable!("a deadline spawns nothing");
    }

    fn spawn_blocking(&self, _: Box<dyn FnOnce() + Send>) -> io::Result<()> {
        unreachable!("a deadline blocks nobody");
    }

    fn now(&self) -> Instant {
        self.with(|state| {
            state.reads += 1;
            state.start + state.now
        })
    }

    fn timer(&self) -> Box<dyn Timer> {
        self.with(|state| state.timers += 1);
        Box::new(self.clone())
    }

    fn handle(&self) -> Arc<dyn Runtime> {
        Arc::new(self.clone())
    }
}

impl Timer for Clock {
    fn wake_at(&mut self, deadline: Instant, _: &Waker) {
        self.with(|state| {
            let at = (deadline - state.start).as_millis();
            state.calls.push(Some(at));
        });
    }

    fn clear(&mut self) {
        self.with(|state| state.calls.push(None));
    }
}

#[test]
fn it_is_ready_at_its_moment_and_stays_so() {
    let (clock, mut deadline) = (Clock::new(), Deadline::new());
    deadline.set(clock.at(3));
    for (now, ready) in [(0, false), (2, false), (3, true), (9, true)] {
        clock.with(|state| state.now = ms(now));
        let polled = clock.poll(&mut deadline, &noop_waker());
        assert_eq!(polled.is_ready(), ready, "at {now} ms");
    }
    assert_eq!(clock.calls(), [Some(3)], "one call for one moment");
}

#[test]
fn without_a_moment_it_asks_neither_the_clock_nor_for_a_timer() {
    let (clock, mut deadline) = (Clock::new(), Deadline::new());
    assert!(clock.poll(&mut deadline, &noop_waker()).is_pending());
    deadline.clear();
    clock.with(|state| assert_eq!((state.reads, state.timers, state.calls.len()), (0, 0, 0)));
}

#[test]
fn a_later_moment_leaves_the_call_until_it_was_made() {
    let (clock, mut deadline, waker) = (Clock::new(), Deadline::new(), noop_waker());
    for now in 0..10 {
        clock.with(|state| state.now = ms(now));
        deadline.set(clock.at(now + 4));
        assert!(clock.poll(&mut deadline, &waker).is_pending());
    }
    // Set at 0 ms; at 4 ms, when that call has been made, to 8; at 8 ms to 12.
    assert_eq!(clock.calls(), [Some(4), Some(8), Some(12)]);
    assert_eq!(clock.with(|state| state.timers), 1);
}

#[test]
fn an_earlier_moment_and_another_waker_set_the_call_anew() {
    let (clock, mut deadline) = (Clock::new(), Deadline::new());
    deadline.set(clock.at(9));
    assert!(clock.poll(&mut deadline, &noop_waker()).is_pending());
    deadline.set(clock.at(5));
    assert!(clock.poll(&mut deadline, &noop_waker()).is_pending());
    let other = futures::task::waker(Arc::new(Other));
    assert!(clock.poll(&mut deadline, &other).is_pending());
    assert_eq!(clock.calls(), [Some(9), Some(5), Some(5)]);
}

struct Other;

impl futures::task::ArcWake for Other {
    fn wake_by_ref(_: &Arc<Self>) {}
}

#[test]
fn clearing_takes_the_call_back_once_and_a_new_one_can_be_set() {
    let (clock, mut deadline, waker) = (Clock::new(), Deadline::new(), noop_waker());
    deadline.set(clock.at(5));
    assert!(clock.poll(&mut deadline, &waker).is_pending());
    deadline.clear();
    deadline.clear();
    assert!(clock.poll(&mut deadline, &waker).is_pending());
    assert_eq!(clock.calls(), [Some(5), None]);

    deadline.set(clock.at(5));
    assert!(clock.poll(&mut deadline, &waker).is_pending());
    assert_eq!(clock.calls(), [Some(5), None, Some(5)]);
}

#[test]
fn a_wait_beyond_all_time_never_ends() {
    let (clock, mut deadline) = (Clock::new(), Deadline::new());
    deadline.set_after(clock.at(0), ms(2));
    assert_eq!(deadline.at(), Some(clock.at(2)));
    deadline.set_after(clock.at(0), Duration::MAX);
    assert_eq!(deadline.at(), None);
}

#[test]
fn a_clone_waits_for_the_same_moment_with_a_call_of_its_own() {
    let (clock, mut deadline, waker) = (Clock::new(), Deadline::new(), noop_waker());
    deadline.set(clock.at(5));
    assert!(clock.poll(&mut deadline, &waker).is_pending());
    let mut clone = deadline.clone();
    assert!(clock.poll(&mut clone, &waker).is_pending());
    drop(deadline);
    assert_eq!(clock.calls(), [Some(5), Some(5)]);
}
