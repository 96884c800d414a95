//! `throttle` and `limit_rate` at their edges, in numbers that can be worked out.

use std::time::Duration;

use forebay_dsl::Source;
use forebay_ops::pace::RateExceeded;
use forebay_protocol::{CancelCause, Demand};
use forebay_sync::{Rate, TokenBucket};
use forebay_testkit::marble::TICK;
use forebay_testkit::{DropCounter, Emission, TestSink, TestSource, marble};

const SECOND: Duration = Duration::from_secs(1);

/// One in so many ticks, and one at once.
fn one_in(ticks: u32) -> Rate {
    Rate::new(1, ticks * TICK).burst(1)
}

#[test]
fn in_ten_seconds_ten_thousand_a_second_are_a_hundred_thousand_and_the_burst() {
    for step in [
        Duration::from_secs(10),
        TICK,
        Duration::from_micros(333_333),
    ] {
        let rate = Rate::per_second(10_000);
        let mut sink = TestSink::of(Source::iter(0_u64..).throttle(rate));
        sink.request_unbounded();
        while sink.elapsed() + step <= 10 * SECOND {
            let _ = sink.advance(step);
        }
        let _ = sink.advance(10 * SECOND - sink.elapsed());
        assert_eq!(sink.take(), Vec::from_iter(0..100_000 + 1_000));
    }
}

#[test]
fn each_element_comes_in_its_nanosecond() {
    let rate = Rate::per_second(7).burst(1);
    let mut sink = TestSink::of(Source::iter(0_u64..).throttle(rate));
    sink.request_unbounded();
    let _ = sink.run();
    for n in 1..1000 {
        let due = Duration::from_nanos((n * 1_000_000_000_u64).div_ceil(7));
        let _ = sink.advance(due - sink.elapsed() - Duration::from_nanos(1));
        assert_eq!(sink.received(), n, "a nanosecond before {due:?}");
        let _ = sink.advance(Duration::from_nanos(1));
        assert_eq!(sink.received(), n + 1, "at {due:?}");
    }
}

#[test]
fn after_an_hour_nothing_has_drifted() {
    let rate = Rate::new(3, 7 * SECOND).burst(1);
    let mut sink = TestSink::of(Source::repeat(()).throttle(rate));
    sink.request_unbounded();
    let _ = sink.advance(7 * 3600 * SECOND);
    assert_eq!(sink.received(), 1 + 3 * 3600);
}

#[test]
fn a_slow_downstream_leaves_tokens_up_to_the_burst() {
    let rate = Rate::per_second(10).burst(4);
    let mut sink = TestSink::of(Source::iter(0..).throttle(rate));
    let _ = sink.advance(60 * SECOND);
    sink.request(100);
    let _ = sink.run();
    assert_eq!(sink.received(), 4);
    let _ = sink.advance(SECOND);
    assert_eq!(sink.received(), 14);
}

#[test]
fn throttle_waits_with_its_end_for_the_element_that_waits() {
    marble(
        r"
        in   (12|)
        req  *
        out  1--(2|)
        ",
    )
    .check(|source| source.throttle(one_in(3)));
    marble(
        r"
        in   (12#)
        req  *
        out  1--(2#)
        ",
    )
    .check(|source| source.throttle(one_in(3)));
}

#[test]
fn throttle_ends_at_once_when_no_element_waits() {
    marble("in  1-|\nreq 1--\nout 1-|").check(|source| source.throttle(one_in(3)));
    marble("in  1-#\nreq 1--\nout 1-#").check(|source| source.throttle(one_in(3)));
    marble("in  -|\nreq --\nout -|").check(|source| source.throttle(Rate::PAUSED));
}

#[test]
fn throttle_discards_the_element_that_waits_on_cancel() {
    marble(
        r"
        in   (12)-^
        req  *
        out  1----^
        ",
    )
    .check(|source| source.throttle(one_in(9)));
}

#[test]
fn a_burst_passes_in_one_piece() {
    for emission in Emission::ALL {
        let input = TestSource::emitting(emission);
        let mut sink = TestSink::of(input.source().throttle(Rate::per_second(1).burst(500)));
        input.push_all(0..1000);
        sink.request(600);
        let _ = sink.poll_once(4096);
        assert_eq!(
            (sink.received(), input.pulled()),
            (500, 501),
            "{emission:?}"
        );
        assert_eq!(input.requested(), Demand::Bounded(501));
    }
}

#[test]
fn an_element_beyond_the_burst_is_paid_for_afterwards() {
    marble(
        r"
        in   5-1-1-
        req  *-----------------------
        out  5---------1-1
        ",
    )
    .check(|source| source.throttle_with(one_in(2), |n: &u32| u64::from(*n)));
}

#[test]
fn elements_that_cost_nothing_pass_and_do_not_overtake() {
    marble(
        r"
        in   0002-0--1
        req  *---------
        out  0002--0--1
        ",
    )
    .check(|source| source.throttle_with(Rate::new(1, 3 * TICK).burst(1), |n: &u32| u64::from(*n)));
}

#[test]
fn a_new_rate_counts_at_once_for_the_element_that_waits() {
    let bucket = TokenBucket::new(Rate::new(1, 3600 * SECOND));
    let mut sink = TestSink::of(Source::iter(0..).throttle(&bucket));
    sink.request(3);
    let _ = sink.advance(SECOND);
    assert_eq!(sink.take(), [0]);

    bucket.set_rate(Rate::per_second(2).burst(1));
    assert!(sink.is_woken());
    // One of 3600 parts of the token has come; the rest takes half a second.
    let rest = Duration::from_nanos((3599 * 500_000_000_u64).div_ceil(3600));
    let _ = sink.advance(rest - Duration::from_nanos(1));
    assert_eq!(sink.take(), []);
    let _ = sink.advance(Duration::from_nanos(2));
    assert_eq!(sink.take(), [1]);
    let _ = sink.advance(SECOND / 2);
    assert_eq!(sink.take(), [2]);
}

#[test]
fn a_paused_stream_sets_no_timer_and_goes_on_when_told() {
    let bucket = TokenBucket::new(Rate::PAUSED);
    let mut sink = TestSink::of(Source::iter(0..).throttle(&bucket));
    sink.request_unbounded();
    let _ = sink.advance(3600 * SECOND);
    assert_eq!((sink.received(), sink.runtime().timers()), (0, 0));
    bucket.set_rate(Rate::per_second(100).burst(1));
    let _ = sink.advance(SECOND);
    bucket.set_rate(Rate::PAUSED);
    let _ = sink.advance(3600 * SECOND);
    assert_eq!(sink.received(), 101);
    assert_eq!(sink.runtime().timers(), 0);
}

#[test]
fn there_is_one_timer_and_none_without_demand() {
    let mut sink = TestSink::of(Source::iter(0..).throttle(one_in(1)));
    sink.request(2);
    let _ = sink.run();
    assert_eq!(sink.runtime().timers(), 1);
    let _ = sink.advance(100 * TICK);
    assert_eq!((sink.received(), sink.runtime().timers()), (2, 0));
}

#[test]
fn every_run_of_a_blueprint_has_a_bucket_of_its_own_unless_it_shares_one() {
    let rate = Rate::per_second(1).burst(3);
    let own = Source::iter(0..).throttle(rate);
    let bucket = TokenBucket::new(rate);
    let shared = Source::iter(0..).throttle(&bucket);
    let first = |source: &mut dyn FnMut() -> u64| (source(), source());
    let count = |source| {
        let mut sink = TestSink::of(source);
        sink.request(10);
        let _ = sink.run();
        sink.received()
    };
    assert_eq!(first(&mut || count(own.clone())), (3, 3));
    let count = |source| {
        let mut sink = TestSink::of(source);
        sink.request(10);
        let _ = sink.run();
        sink.received()
    };
    assert_eq!(first(&mut || count(shared.clone())), (3, 0));
}

#[test]
fn limit_rate_names_the_rate_the_cost_and_the_stage() {
    let rate = Rate::per_minute(2).burst(4);
    let counter = DropCounter::new();
    let input = TestSource::new();
    let limited = input.source().limit_rate_with(rate, |_| 3);
    let mut sink = TestSink::of(limited);
    input.push_all(counter.elements(3));
    sink.request_unbounded();
    let _ = sink.run();
    assert_eq!(sink.received(), 1);
    let Some(Err(error)) = sink.ending() else {
        panic!("the second costs too much");
    };
    let cost = 3;
    assert_eq!(error.downcast_ref(), Some(&RateExceeded { rate, cost }));
    assert_eq!(
        error.site().map(|site| site.name()),
        Some("limit_rate_with")
    );
    let text = "an element that costs 3 came faster than the rate allows, which is 2 in 60s, at \
                most 4 at once";
    assert!(format!("{error:#}").contains(text), "{error:#}");
    assert!(matches!(input.cancelled(), Some(CancelCause::Failed(_))));
    drop((sink, input));
    counter.assert_balanced();
}

#[test]
fn limit_rate_lets_pass_what_keeps_to_the_rate_and_fails_at_the_nanosecond() {
    for too_early in [0, 1] {
        let input = TestSource::new();
        let mut sink = TestSink::of(input.source().limit_rate(Rate::per_second(4).burst(1)));
        sink.request_unbounded();
        for n in 0..10 {
            input.push(n);
            let _ = sink.advance(SECOND / 4 - Duration::from_nanos(too_early));
        }
        assert_eq!(sink.received(), if too_early == 0 { 10 } else { 1 });
    }
}

#[test]
fn limit_rate_never_lets_pass_what_costs_more_than_the_burst() {
    let input = TestSource::new();
    let rate = Rate::per_second(1000).burst(2);
    let mut sink = TestSink::of(input.source().limit_rate_with(rate, |n| *n));
    sink.request_unbounded();
    input.push(3);
    let _ = sink.advance(3600 * SECOND);
    assert!(matches!(sink.ending(), Some(Err(_))));
}

#[test]
fn without_demand_nothing_is_pulled_and_nothing_comes() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().throttle(one_in(1)));
    input.push_all(0..10);
    let _ = sink.advance(SECOND);
    assert_eq!((input.pulled(), sink.received()), (0, 0));
}
