//! `delay` at its edges.

use std::time::Duration;

use forebay_dsl::Source;
use forebay_protocol::Demand;
use forebay_testkit::marble::TICK;
use forebay_testkit::{Emission, TestSink, TestSource, marble};

#[test]
fn delay_waits_with_its_end_for_what_is_under_way() {
    marble(
        r"
        in   1-(2|)
        out  ---1-(2|)
        ",
    )
    .check(|source| source.delay(3 * TICK, 9));
    marble(
        r"
        in   1-(2#)
        out  ---1-(2#)
        ",
    )
    .check(|source| source.delay(3 * TICK, 9));
    marble("in  -|\nreq --\nout -|").check(|source| source.delay(3 * TICK, 9));
    marble("in  -#\nreq --\nout -#").check(|source| source.delay(3 * TICK, 9));
}

#[test]
fn delay_keeps_what_is_due_until_it_is_wanted() {
    marble(
        r"
        in   123--|
        req  1-------1-1
        out  --1-----2-(3|)
        ask  3-1-------
        ",
    )
    .check(|source| source.delay(2 * TICK, 3));
}

#[test]
fn delay_discards_what_is_under_way_on_cancel() {
    marble("in  12-^\nout ---^").check(|source| source.delay(5 * TICK, 3));
}

#[test]
fn delay_holds_no_more_than_its_capacity() {
    marble(
        r"
        in   12345|
        out  --1-2-3-4-(5|)
        ask  1-1-1-1-1-
        ",
    )
    .check(|source| source.delay(2 * TICK, 1));
}

#[test]
fn a_delay_of_nothing_delays_nothing() {
    marble("in  12-(345)|\nout 12-(345)|").check(|source| source.delay(Duration::ZERO, 1));
}

#[test]
fn an_endless_delay_ends_with_a_cancel() {
    marble("in  1---^\nout ----^").check(|source| source.delay(Duration::MAX, 1));
}

#[test]
fn elements_of_a_run_leave_in_one_piece_and_in_order() {
    for emission in Emission::ALL {
        let input = TestSource::emitting(emission);
        let mut sink = TestSink::of(input.source().delay(TICK, 100));
        input.push_all(0..100);
        let _ = sink.run();
        assert_eq!(input.requested(), Demand::NONE, "nobody asked");
        sink.request(70);
        let _ = sink.run();
        assert_eq!((sink.received(), sink.runtime().timers()), (0, 1));
        let _ = sink.advance(TICK);
        assert_eq!(sink.take(), Vec::from_iter(0..70));
        assert_eq!(sink.runtime().timers(), 0, "nobody wants the rest");
        sink.request(70);
        let _ = sink.run();
        assert_eq!(sink.take(), Vec::from_iter(70..100));
    }
}

#[test]
fn what_is_due_leaves_within_the_budget() {
    let mut sink = TestSink::of(Source::iter(0..1000).delay(TICK, 1000));
    sink.request_unbounded();
    let _ = sink.run();
    sink.runtime().advance(TICK);
    let _ = sink.poll_once(300);
    assert_eq!(sink.received(), 300);
    let _ = sink.run();
    assert!(
        sink.ending().is_none() && sink.received() == 300,
        "nobody woke it"
    );
    let _ = sink.poll_once(4096);
    assert_eq!(sink.received(), 1000);
}
