//! Elements pass at a rate, later, or not at all if newer ones are there.

mod clock;
mod delay;
mod fickle;
mod grouped_within;
mod newest;
mod sharing;
mod throttle;

use std::time::Duration;

use forebay_dsl::Source;
use forebay_sync::Rate;
use forebay_testkit::marble;
use forebay_testkit::marble::TICK;

#[test]
fn throttle() {
    marble(
        r"
        in   -12-3-|
        req  *-------
        out  -1--2--(3|)
        ask  2---1--
        ",
    )
    .check(|source| source.throttle(Rate::new(1, 3 * TICK).burst(1)));
}

#[test]
fn throttle_with() {
    marble(
        r"
        in   -2-11-|
        req  *-------
        out  -2---1-(1|)
        ask  11---1--
        ",
    )
    .check(|source| source.throttle_with(Rate::new(1, 2 * TICK).burst(1), |n: &u32| u64::from(*n)));
}

#[test]
fn limit_rate() {
    marble(
        r"
        in   -1--2-3
        req  *------
        out  -1--2-#
        ask  *------
        ",
    )
    .check(|source| source.limit_rate(Rate::new(1, 3 * TICK).burst(1)));
}

#[test]
fn limit_rate_with() {
    marble(
        r"
        in   -2-1-2
        req  *-----
        out  -2-1-#
        ask  *-----
        ",
    )
    .check(|source| {
        source.limit_rate_with(Rate::new(1, 2 * TICK).burst(2), |n: &u32| u64::from(*n))
    });
}

#[test]
fn delay() {
    marble(
        r"
        in   -1-23-|
        req  *-------
        out  ----1-2(3|)
        ask  2---1-1-
        ",
    )
    .check(|source| source.delay(3 * TICK, 2));
}

#[test]
fn debounce() {
    marble(
        r"
        in   -12---3--4|
        req  *----------
        out  ----2---3-(4|)
        ask  *----------
        ",
    )
    .check(|source| source.debounce(2 * TICK));
}

#[test]
fn sample() {
    marble(
        r"
        in   -12--3----4|
        req  *-----------
        out  ---2--3----(4|)
        ask  *-----------
        ",
    )
    .check(|source| source.sample(3 * TICK));
}

#[test]
#[should_panic(expected = "delay(.., 0): what is under way needs room for at least one element")]
fn delay_without_room_panics() {
    let _ = Source::single(1).delay(TICK, 0);
}

#[test]
#[should_panic(expected = "sample(0s): a period takes some time; without one, leave it out")]
fn sample_without_a_period_panics() {
    let _ = Source::single(1).sample(Duration::ZERO);
}
