use std::cell::Cell;
use std::time::{Duration, Instant};

use super::{CERTAIN, UNMEASURED, Waits};

const BRIEF: Duration = Duration::from_micros(2);
const LONG: Duration = Duration::from_secs(7);
const RUN: Duration = Duration::from_micros(1);

/// A clock that counts how often it is read, and waits that are measured by it.
struct Side {
    start: Instant,
    now: Cell<Duration>,
    reads: Cell<u32>,
    waits: Waits,
    measured: Duration,
}

impl Side {
    fn new() -> Self {
        Self {
            start: Instant::now(),
            now: Cell::new(Duration::ZERO),
            reads: Cell::new(0),
            waits: Waits::new(),
            measured: Duration::ZERO,
        }
    }

    fn pass(&self, time: Duration) {
        self.now.set(self.now.get() + time);
    }

    fn step(&mut self, step: impl FnOnce(&mut Waits, &dyn Fn() -> Instant) -> Duration) {
        let clock = || {
            self.reads.set(self.reads.get() + 1);
            self.start + self.now.get()
        };
        self.measured += step(&mut self.waits, &clock);
    }

    fn begin(&mut self) {
        self.step(|waits, clock| waits.begin(clock));
    }

    fn end(&mut self) {
        self.step(|waits, clock| waits.end(clock));
    }

    fn leave(&mut self) {
        self.step(|waits, clock| waits.leave(clock));
    }

    /// Waits, then runs.
    fn turn(&mut self, wait: Duration, run: Duration) {
        self.begin();
        self.pass(wait);
        self.end();
        self.pass(run);
    }

    fn brief_turns(&mut self, count: u32) {
        for _ in 0..count {
            self.turn(BRIEF, RUN);
        }
    }
}

#[test]
fn long_waits_are_measured_each() {
    let mut side = Side::new();
    for _ in 0..100 {
        side.turn(LONG, RUN);
    }
    assert_eq!(side.measured, LONG * 100);
    assert_eq!(side.reads.get(), 200);
}

#[test]
fn brief_waits_are_measured_together() {
    const TURNS: u32 = 1000;

    let mut side = Side::new();
    side.brief_turns(TURNS);
    side.leave();
    assert_eq!(side.measured, BRIEF * TURNS);
    assert!(side.reads.get() < 70, "{} reads", side.reads.get());
}

#[test]
fn a_long_wait_among_brief_ones_is_counted() {
    for before in 0..CERTAIN + UNMEASURED + 4 {
        let mut side = Side::new();
        side.brief_turns(before);
        side.turn(LONG, RUN);
        side.brief_turns(10);
        side.leave();
        assert_eq!(
            side.measured,
            BRIEF * (before + 10) + LONG,
            "after {before}"
        );
    }
}

#[test]
fn after_a_long_wait_each_is_measured() {
    let mut side = Side::new();
    side.brief_turns(CERTAIN + 2);
    side.turn(LONG, RUN);
    // Found out when the next one is measured.
    side.brief_turns(UNMEASURED);
    let before = side.reads.get();
    side.turn(LONG, LONG);
    side.turn(LONG, LONG);
    assert_eq!(side.reads.get(), before + 4);
}

#[test]
fn a_long_run_is_no_wait_while_each_is_measured() {
    let mut side = Side::new();
    for turn in 0..100 {
        side.turn(BRIEF, LONG * (turn % 3 + 1));
    }
    side.leave();
    assert_eq!(side.measured, BRIEF * 100);
}

#[test]
fn what_is_spent_otherwise_is_no_wait() {
    let mut side = Side::new();
    side.brief_turns(CERTAIN + UNMEASURED / 2);
    side.leave();
    side.pass(LONG);
    side.end();
    side.brief_turns(3);
    side.leave();
    assert_eq!(side.measured, BRIEF * (CERTAIN + UNMEASURED / 2 + 3));
}

#[test]
fn without_waits_the_clock_is_not_read() {
    let mut side = Side::new();
    for _ in 0..10 {
        side.end();
        side.pass(RUN);
        side.leave();
    }
    assert_eq!((side.reads.get(), side.measured), (0, Duration::ZERO));
}
