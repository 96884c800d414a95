//! Time in marbles, in `settle` and at every point.

use std::time::Duration;

use forebay_dsl::Source;
use forebay_stage::Deadline;
use forebay_testkit::marble::TICK;
use forebay_testkit::{Step, TestSink, TestSource, cancel_at_every_poll, marble};

use crate::message::assert_fails;
use crate::timed::{Every, Until, until};

fn every(interval: Duration) -> Every {
    let deadline = Deadline::new();
    Every { interval, deadline }
}

#[test]
fn a_column_of_a_marble_is_a_tick_of_time() {
    marble(
        r"
        in   1-2--^-3
        out  1-2--|
        ",
    )
    .check(|source| source.operator(until(5 * TICK)));
}

#[test]
fn time_passes_without_demand_and_from_the_first_column_on() {
    marble(
        r"
        in   --1-^
        req  -----
        out  ----|
        ",
    )
    .check(|source| source.operator(until(4 * TICK)));
    marble("in  ^\nout |").check(|source| source.operator(until(Duration::ZERO)));
}

#[test]
fn what_arrives_at_the_moment_of_a_deadline_is_there_in_time() {
    marble(
        r"
        in   1--(2^)3
        req  1--1
        out  1--(2|)
        ",
    )
    .check(|source| source.operator(until(3 * TICK)));
}

#[test]
fn what_is_due_between_two_ticks_shows_in_the_later_and_misses_what_arrives_there() {
    marble(
        r"
        in   1--2
        out  1--|
        ",
    )
    .check(|source| source.operator(until(5 * TICK / 2)));
}

#[test]
fn settle_lets_as_much_time_pass_as_the_timers_take() {
    let input = TestSource::<u32>::new();
    let mut sink = TestSink::of(input.source().operator(until(7 * TICK)));
    assert_eq!(sink.settle(), Step::Ended);
    assert_eq!(sink.elapsed(), 7 * TICK);

    let mut sink = TestSink::behind(every(TICK));
    sink.request(3);
    assert_eq!(sink.settle(), Step::Blocked);
    assert_eq!((sink.elapsed(), sink.received()), (3 * TICK, 3));
}

#[test]
fn settle_does_not_wait_for_ever() {
    let mut sink = TestSink::behind(every(TICK));
    sink.request_unbounded();
    assert_fails("and still set one more (law L5)", || sink.settle());
}

#[test]
fn at_every_point_time_passes_too() {
    let plain = cancel_at_every_poll(|trial| trial.source());
    let timed = cancel_at_every_poll(|trial| trial.source().operator(until(TICK)));
    assert!(timed > plain, "a second round: {timed} after {plain}");
    cancel_at_every_poll(|_| Source::from_stage(every(TICK)).take(4));
}

#[test]
fn a_timer_that_is_set_after_the_end_is_found() {
    let keeps = Until {
        after: TICK,
        keeps_its_timer: true,
    };
    let fact = "1 timer is set after the end, by stages that are over (law L6)";
    assert_fails(fact, || {
        cancel_at_every_poll(|trial| trial.source().operator(keeps))
    });
}
