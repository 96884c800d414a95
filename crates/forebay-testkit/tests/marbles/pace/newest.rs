//! `debounce` and `sample` at their edges.

use std::time::Duration;

use forebay_protocol::Demand;
use forebay_testkit::marble::TICK;
use forebay_testkit::{Emission, TestSink, TestSource, marble};

#[test]
fn debounce_waits_for_a_whole_silence() {
    marble(
        r"
        in   1-2--3--4---|
        out  ------------(4|)
        ",
    )
    .check(|source| source.debounce(4 * TICK));
}

#[test]
fn what_comes_as_the_silence_ends_is_too_late_to_break_it() {
    marble(
        r"
        in   1--2--
        out  ---1--2
        ",
    )
    .check(|source| source.debounce(3 * TICK));
}

#[test]
fn debounce_keeps_what_nobody_wants_until_something_newer_comes() {
    marble(
        r"
        in   1--2-----3
        req  1-----1--1--
        out  --1---2----3
        ",
    )
    .check(|source| source.debounce(2 * TICK));
    marble(
        r"
        in   1---2-3----
        req  1---------1
        out  --1-------3
        ",
    )
    .check(|source| source.debounce(2 * TICK));
}

#[test]
fn debounce_is_done_when_its_last_element_is_out() {
    marble(
        r"
        in   1--(23|)
        req  1--------1
        out  --1------(3|)
        ",
    )
    .check(|source| source.debounce(2 * TICK));
    marble("in  -|\nreq --\nout -|").check(|source| source.debounce(TICK));
}

#[test]
fn debounce_discards_on_failure_what_no_silence_has_followed() {
    marble("in  1-#\nout --#").check(|source| source.debounce(3 * TICK));
    marble("in  1-^\nout --^").check(|source| source.debounce(3 * TICK));
}

#[test]
fn debounce_fails_after_what_a_silence_has_followed() {
    marble(
        r"
        in   1--2---#
        req  1--------1
        out  --1------(2#)
        ",
    )
    .check(|source| source.debounce(2 * TICK));
    marble("in  1-#\nout --(1#)").check(|source| source.debounce(2 * TICK));
}

#[test]
fn a_debounce_of_nothing_waits_for_nothing() {
    marble("in  1-2-|\nout 1-2-|").check(|source| source.debounce(Duration::ZERO));
}

#[test]
fn sample_waits_for_the_next_period_if_nobody_wants_it() {
    marble(
        r"
        in   1------2-----
        req  1---1--------
        out  --1-----2
        ",
    )
    .check(|source| source.sample(2 * TICK));
    marble(
        r"
        in   1---2--3--
        req  1-------1-
        out  ---1-----3
        ",
    )
    .check(|source| source.sample(3 * TICK));
}

#[test]
fn periods_begin_with_the_first_demand() {
    marble(
        r"
        in   1--2----
        req  -*------
        out  ----2---
        ",
    )
    .check(|source| source.sample(3 * TICK));
}

#[test]
fn a_period_in_which_nothing_came_emits_nothing_and_the_beat_goes_on() {
    marble(
        r"
        in   1------2--(345)
        out  ---1-----2--5
        ",
    )
    .check(|source| source.sample(3 * TICK));
}

#[test]
fn sample_emits_its_last_element_when_upstream_completes() {
    marble(
        r"
        in   1-2|
        req  *---
        out  ---(2|)
        ",
    )
    .check(|source| source.sample(9 * TICK));
    marble(
        r"
        in   1---2|
        req  1------1
        out  --1----(2|)
        ",
    )
    .check(|source| source.sample(2 * TICK));
    marble("in  -|\nreq --\nout -|").check(|source| source.sample(TICK));
}

#[test]
fn sample_discards_on_failure_what_no_period_has_sampled() {
    marble("in  1-#\nout --#").check(|source| source.sample(3 * TICK));
    marble("in  1-^\nout --^").check(|source| source.sample(3 * TICK));
    marble("in  1-#\nout --(1#)").check(|source| source.sample(2 * TICK));
}

#[test]
fn the_ledger_counts_what_was_not_emitted_with_the_reason() {
    for emission in Emission::ALL {
        let input = TestSource::emitting(emission);
        let mut sink = TestSink::of(input.source().debounce(TICK));
        input.push_all(0..100);
        sink.request(1);
        let _ = sink.settle();
        assert_eq!(sink.take(), [99]);
        let ledger = sink.ledger();
        assert_eq!(ledger.dropped(), 99);
        let text = "dropped 99 (debounce: a newer element came before the silence was over)";
        assert!(ledger.to_string().contains(text), "{ledger}");

        let input = TestSource::emitting(emission);
        let mut sink = TestSink::of(input.source().sample(TICK));
        input.push_all(0..100);
        sink.request(1);
        let _ = sink.settle();
        assert_eq!(sink.take(), [99]);
        let text = "dropped 99 (sample: a newer element came in the same period)";
        assert!(sink.ledger().to_string().contains(text));
    }
}

#[test]
fn they_pull_freely_from_the_first_demand_on_and_within_the_budget() {
    let check = |requested: Demand, pulled: [u64; 3]| {
        assert_eq!(requested, Demand::Unbounded);
        assert_eq!(pulled, [0, 100, 250]);
    };
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().debounce(TICK));
    check_pulling(&input, &mut sink, check);
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().sample(TICK));
    check_pulling(&input, &mut sink, check);
}

fn check_pulling<S: forebay_stage::Stage<Out = u64>>(
    input: &TestSource<u64>,
    sink: &mut TestSink<S>,
    check: impl Fn(Demand, [u64; 3]),
) {
    input.push_all(0..250);
    let _ = sink.run();
    let before = input.pulled();
    sink.request(1);
    let _ = sink.poll_once(100);
    let within = input.pulled();
    let _ = sink.poll_once(4096);
    check(input.requested(), [before, within, input.pulled()]);
}

#[test]
fn one_timer_is_set_and_none_when_there_is_nothing_to_wait_for() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().sample(TICK));
    sink.request(2);
    let _ = sink.run();
    assert_eq!(sink.runtime().timers(), 0);
    input.push_all(0..9);
    let _ = sink.run();
    assert_eq!(sink.runtime().timers(), 1);
    let _ = sink.advance(Duration::from_secs(1));
    assert_eq!((sink.received(), sink.runtime().timers()), (1, 0));
}
