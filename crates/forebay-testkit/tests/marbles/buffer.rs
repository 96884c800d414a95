//! Elements wait for a slower downstream, up to a bound.

mod watched;

use std::panic::{self, AssertUnwindSafe};

use forebay_dsl::Source;
use forebay_ops::rate::{BufferOverflow, Overflow};
use forebay_protocol::{CancelCause, Demand};
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, replace_blamed};
use forebay_testkit::{TestSink, TestSource, marble};

#[test]
fn buffer() {
    marble(
        r"
        in   -1-2-3-4----|
        req  1-------2---1
        out  -1------(23)(4|)
        ask  3-------2---1
        ",
    )
    .check(|source| source.buffer(2, Overflow::Backpressure));
}

#[test]
fn buffer_pulls_nothing_before_the_first_demand() {
    for overflow in [
        Overflow::Backpressure,
        Overflow::DropOldest,
        Overflow::DropNewest,
        Overflow::DropBuffer,
        Overflow::Fail,
    ] {
        let input = TestSource::new();
        let mut sink = TestSink::of(input.source().buffer(2, overflow));
        input.push_all([1, 2, 3, 4]);
        let _ = sink.run();
        assert_eq!((input.pulled(), sink.received()), (0, 0), "{overflow:?}");
    }
}

#[test]
fn buffer_with_backpressure_is_exactly_as_large_as_it_says() {
    marble(
        r"
        in   (12345)
        req  1----1----1
        out  1----2----3
        ask  3----1----1
        ",
    )
    .check(|source| source.buffer(2, Overflow::Backpressure));
    marble(
        r"
        in   (123)
        req  1----1
        out  1----2
        ask  2----1
        ",
    )
    .check(|source| source.buffer(1, Overflow::Backpressure));
}

#[test]
fn buffer_lets_wanted_elements_straight_through() {
    marble(
        r"
        in   -1-(23)-4-|
        req  *
        out  -1-(23)-4-|
        ",
    )
    .check(|source| source.buffer(1, Overflow::DropNewest));
    marble(
        r"
        in   (123456)---|
        req  4
        out  (1234)-----
        ",
    )
    .check(|source| source.buffer(2, Overflow::DropBuffer));
}

#[test]
fn buffer_that_drops_the_oldest_keeps_the_newest() {
    marble(
        r"
        in   (12345)-----|
        req  1------2
        out  1------(45)-|
        ",
    )
    .check(|source| source.buffer(2, Overflow::DropOldest));
}

#[test]
fn buffer_that_drops_the_newest_keeps_what_came_first() {
    marble(
        r"
        in   (12345)-----|
        req  1------2
        out  1------(23)-|
        ",
    )
    .check(|source| source.buffer(2, Overflow::DropNewest));
}

#[test]
fn buffer_that_drops_all_stores_the_element_that_was_too_many() {
    marble(
        r"
        in   (12345)-----|
        req  1------2
        out  1------5----|
        ",
    )
    .check(|source| source.buffer(3, Overflow::DropBuffer));
    marble(
        r"
        in   (1234567)---|
        req  1-------2
        out  1-------7---|
        ",
    )
    .check(|source| source.buffer(5, Overflow::DropBuffer));
}

#[test]
fn buffer_that_fails_lets_out_what_it_stored_before() {
    marble(
        r"
        in   1-2-3-(4^)--
        req  1--------1-1
        out  1--------2-(3#)
        # = an element arrived while the buffer was full: it holds 2, and fails on overflow
        ",
    )
    .check(|source| source.buffer(2, Overflow::Fail));
}

#[test]
fn buffer_that_fails_asks_for_one_more_than_it_has_room_for() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().buffer(2, Overflow::Fail));
    sink.request(1);
    input.push_all(1..10);
    let _ = sink.run();
    assert_eq!(input.pulled(), 4, "one through, two stored, one too many");
    let Some(CancelCause::Failed(cause)) = input.cancelled() else {
        panic!("cancelled because {:?}", input.cancelled());
    };
    assert_eq!(
        cause.downcast_ref::<BufferOverflow>(),
        Some(&BufferOverflow { capacity: 2 })
    );
    sink.request_unbounded();
    let _ = sink.run();
    assert_eq!(sink.take(), [1, 2, 3]);
    let error = sink
        .ending()
        .and_then(|end| end.as_ref().err())
        .expect("failed");
    assert_eq!(error.site().map(|site| site.name()), Some("buffer"));
    let books = sink.ledger().accounts()[1].to_string();
    assert_eq!(
        books,
        "buffer: took 4, passed on 3, dropped 1 (Fail: arrived at a full buffer)"
    );
}

#[test]
fn buffer_completes_when_it_is_drained() {
    marble(
        r"
        in   (12|)----
        req  1-----1
        out  1-----(2|)
        ",
    )
    .check(|source| source.buffer(4, Overflow::Backpressure));
    marble(
        r"
        in   --|
        req  ---
        out  --|
        ",
    )
    .check(|source| source.buffer(4, Overflow::Backpressure));
}

#[test]
fn buffer_delivers_what_came_before_a_failure() {
    marble(
        r"
        in   (123#)----
        req  1------1-1
        out  1------2-(3#)
        ",
    )
    .check(|source| source.buffer(4, Overflow::Backpressure));
}

#[test]
fn buffer_discards_on_cancel() {
    marble(
        r"
        in   (123)--^
        req  1-------
        out  1------^
        ",
    )
    .check(|source| source.buffer(4, Overflow::Backpressure));
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().buffer(4, Overflow::Backpressure));
    sink.request(1);
    input.push_all([1, 2, 3]);
    let _ = sink.run();
    sink.cancel(&CancelCause::Requested);
    let ledger = sink.ledger();
    assert_eq!(
        ledger.accounts()[1].to_string(),
        "buffer: took 3, passed on 1, discarded 2"
    );
}

#[test]
#[should_panic(expected = "buffer(0, ..): a buffer holds at least one element")]
fn buffer_of_none_panics() {
    let _ = Source::single(1).buffer(0, Overflow::Backpressure);
}

/// A source that never waits, behind a buffer that takes everything: the stages below, and the
/// executor, get their turn.
#[test]
fn buffer_in_front_of_an_endless_source_ends_when_downstream_has_enough() {
    for overflow in [
        Overflow::DropOldest,
        Overflow::DropNewest,
        Overflow::DropBuffer,
    ] {
        let outcome = Source::repeat(1)
            .buffer(3, overflow)
            .take(2)
            .collect::<Vec<_>>()
            .wait_with_ledger();
        assert_eq!(outcome.result.expect("no failure"), [1, 1]);
        assert_eq!(outcome.ledger.dropped(), 0, "{overflow:?}");
    }
}

#[test]
fn buffer_sheds_a_bounded_number_of_elements_in_a_run() {
    let source = Source::repeat(1).buffer(3, Overflow::DropNewest);
    let mut sink = TestSink::of(source);
    sink.request(1);
    for _ in 0..4 {
        let _ = sink.poll_once(usize::MAX);
        assert!(sink.is_woken(), "there is more to come");
    }
    assert_eq!(sink.received(), 1);
    assert_eq!(sink.ledger().produced(), 4 + 3 * 1024);
    assert_eq!(sink.ledger().dropped(), 3 * 1024);
}

#[test]
fn buffer_releases_no_more_than_the_budget_in_a_run() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().buffer(100, Overflow::Backpressure));
    sink.request(1);
    input.push_all(0..101);
    let _ = sink.run();
    sink.request_unbounded();
    let _ = sink.poll_once(10);
    assert_eq!(sink.received(), 11);
    let _ = sink.poll_once(1000);
    assert_eq!(sink.take(), (0..101).collect::<Vec<_>>());
}

#[test]
fn buffer_releases_as_many_as_a_filter_below_rejects() {
    let input = TestSource::new();
    let buffered = input.source().buffer(8, Overflow::Backpressure);
    let mut sink = TestSink::of(buffered.filter(|n| n % 4 == 0));
    sink.request(1);
    input.push_all(0..9);
    let _ = sink.run();
    assert_eq!((sink.take(), input.pulled()), (vec![0], 9));
    sink.request(1);
    let _ = sink.run();
    assert_eq!(sink.take(), [4]);
    let stored = sink.ledger().accounts()[1].missing();
    assert_eq!(stored, 4, "what is behind the 4 waits");
}

/// What is left of the buffer, and how it came to that, when downstream ends at the number 3.
fn ended_at_three(sink: &mut TestSink<impl Stage>, input: &TestSource<u32>) {
    sink.request(1);
    input.push_all(0..6);
    let _ = sink.run();
    sink.request_unbounded();
    let run = AssertUnwindSafe(|| sink.run());
    if panic::catch_unwind(run).is_err() {
        let _innermost = replace_blamed(None);
        sink.cancel(&CancelCause::Requested);
    }
    let account = sink.ledger().accounts()[1].to_string();
    assert_eq!(account, "buffer: took 6, passed on 4, discarded 2");
}

#[test]
fn buffer_counts_what_it_keeps_when_downstream_ends_in_the_middle() {
    let input = TestSource::new();
    let buffered = input.source().buffer(8, Overflow::Backpressure);
    let refused = buffered.try_map(|n| if n == 3 { Err("three") } else { Ok(n) });
    ended_at_three(&mut TestSink::of(refused), &input);
}

#[test]
fn buffer_counts_what_it_loses_when_downstream_panics_in_the_middle() {
    let input = TestSource::new();
    let buffered = input.source().buffer(8, Overflow::Backpressure);
    let panics = buffered.inspect(|n| assert_ne!(*n, 3));
    ended_at_three(&mut TestSink::of(panics), &input);
}

#[test]
fn buffer_keeps_the_order_of_what_downstream_does_not_take() {
    // Demand of four that ends with the first element: the others go back to where they were.
    let input = TestSource::new();
    let buffered = input.source().buffer(8, Overflow::Backpressure);
    let mut sink = TestSink::of(buffered.operator(Moody::default()));
    sink.request(1);
    input.push_all(0..6);
    let _ = sink.run();
    assert_eq!(sink.take(), [0]);
    for n in 1..6 {
        sink.request(4);
        let _ = sink.poll_once(1000);
        assert_eq!(sink.take(), [n]);
    }
}

/// Wants what downstream wants, until it gets one; then nothing before the next run.
#[derive(Debug, Default)]
struct Moody {
    has_one: bool,
}

impl<T> Operator<T> for Moody {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, Self>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, self)
    }
}

impl<T> LinearLogic<T> for Moody {
    type Out = T;

    fn before<O: Outlet<T>>(&mut self, _: &mut O) {
        self.has_one = false;
    }

    fn demand(&self, downstream: Demand) -> Demand {
        downstream.at_most(if self.has_one { 0 } else { 4 })
    }

    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        self.has_one = true;
        out.push(element);
    }
}
