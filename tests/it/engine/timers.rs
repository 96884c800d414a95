//! Timers where the clock is real. What is checked is that things happen, never when.

use std::time::Duration;

use forebay::{Source, ThreadPool, TimeLimit, TimedOut};
use futures::executor::block_on;

const MS: Duration = Duration::from_millis(1);
const HOUR: Duration = Duration::from_secs(3600);

#[test]
fn they_work_on_the_pool() {
    let pool = ThreadPool::with_threads(std::num::NonZeroUsize::MIN).expect("a thread");
    let ticks = || Source::tick(MS, MS, 1_u64);
    let sum = ticks().idle_timeout(HOUR).take(3).fold(0, |sum, n| sum + n);
    assert_eq!(block_on(sum.run(&pool).into_future()).unwrap(), 3);

    let late = Source::tick(HOUR, HOUR, ()).initial_timeout(MS).head();
    let error = block_on(late.run(&pool).into_future()).unwrap_err();
    let timed_out = error.downcast_ref::<TimedOut>().expect("it timed out");
    assert_eq!((timed_out.what, timed_out.limit), (TimeLimit::Initial, MS));
    assert!(timed_out.elapsed >= MS, "never early: {timed_out:?}");
}

#[test]
fn they_work_in_the_callers_task() {
    let ticks = || Source::tick(MS, MS, 1_u64).keep_alive(HOUR, || 0).take(3);
    assert_eq!(ticks().collect::<Vec<_>>().wait().unwrap(), [1, 1, 1]);
    assert_eq!(block_on(ticks().count().into_future()).unwrap(), 3);
}

#[test]
fn a_source_that_is_always_ready_is_stopped_in_time_in_the_callers_task() {
    let taken = Source::repeat(0_u8).take_within(MS).count().wait();
    assert!(taken.is_ok());
    let endless = Source::repeat(0_u8).completion_timeout(MS).count().wait();
    assert!(endless.unwrap_err().downcast_ref::<TimedOut>().is_some());
    let dropped = Source::repeat(0_u8).drop_within(MS).take(1).count().wait();
    assert_eq!(dropped.unwrap(), 1);
}
