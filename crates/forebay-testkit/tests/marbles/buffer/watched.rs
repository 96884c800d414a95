//! Buffers that say what they drop, and how full they are.

use std::mem;
use std::ops::Range;
use std::panic::{self, AssertUnwindSafe};
use std::sync::Arc;

use forebay_dsl::Source;
use forebay_ops::rate::{DropReason, Overflow, WatermarkSignal, Watermarks};
use forebay_protocol::{CancelCause, Demand, StreamErrorKind};
use forebay_stage::{Linear, LinearLogic, Operator, Outlet, Stage, replace_blamed};
use forebay_testkit::{Emission, TestSink, TestSource, marble};
use parking_lot::Mutex;

/// What a closure was told.
#[derive(Clone)]
struct Told<V>(Arc<Mutex<Vec<V>>>);

impl<V> Told<V> {
    fn nothing() -> Self {
        Self(Arc::default())
    }

    fn note(&self, what: V) {
        self.0.lock().push(what);
    }

    fn take(&self) -> Vec<V> {
        mem::take(&mut self.0.lock())
    }
}

#[test]
fn buffer_with() {
    marble(
        r"
        in   -123456-----
        req  1------3----
        out  -1-----(456)
        ",
    )
    .check(|source| source.buffer_with(3, Overflow::DropOldest, |_, _| ()));
}

#[test]
fn buffer_with_hands_over_each_dropped_element_and_its_reason() {
    let reasons = [
        (
            Overflow::DropOldest,
            DropReason::Oldest,
            vec![2, 3, 4],
            vec![5, 6],
        ),
        (
            Overflow::DropNewest,
            DropReason::NoRoom,
            vec![4, 5, 6],
            vec![2, 3],
        ),
        (
            Overflow::DropBuffer,
            DropReason::Emptied,
            vec![2, 3, 4, 5],
            vec![6],
        ),
        (Overflow::Fail, DropReason::NoRoom, vec![4], vec![2, 3]),
        (
            Overflow::Backpressure,
            DropReason::NoRoom,
            vec![],
            vec![2, 3, 4, 5, 6],
        ),
    ];
    for (overflow, reason, dropped, kept) in reasons {
        let (input, told) = (TestSource::new(), Told::nothing());
        let teller = told.clone();
        let on_drop = move |element, reason| teller.note((element, reason));
        let mut sink = TestSink::of(input.source().buffer_with(2, overflow, on_drop));
        sink.request(1);
        input.push_all(1..=6);
        let _ = sink.run();
        assert_eq!(sink.take(), [1]);
        let dropped: Vec<_> = dropped.into_iter().map(|n| (n, reason)).collect();
        assert_eq!(told.take(), dropped, "{overflow:?}");
        let count = dropped.len() as u64;
        assert_eq!(sink.ledger().dropped(), count, "{overflow:?}");
        for entry in sink.ledger().accounts()[1].dropped() {
            let words = (entry.policy, entry.reason);
            assert_eq!(words, (overflow.name(), reason.as_str()));
        }
        sink.request_unbounded();
        let _ = sink.run();
        assert_eq!(sink.take(), kept, "{overflow:?}");
    }
}

#[test]
fn buffer_with_is_blamed_for_a_panic_of_its_closure_and_its_books_balance() {
    for overflow in [
        Overflow::DropOldest,
        Overflow::DropNewest,
        Overflow::DropBuffer,
        Overflow::Fail,
    ] {
        // Downstream wants one element, and then lets the source run on.
        let outcome = Source::iter(0..10)
            .buffer_with(3, overflow, |n, _| panic!("{n} is lost"))
            .operator(Stubborn)
            .count()
            .wait_with_ledger();
        let error = outcome.result.expect_err("the panic");
        assert_eq!(error.kind(), StreamErrorKind::Panicked);
        assert_eq!(error.site().map(|site| site.name()), Some("buffer_with"));
        let ledger = outcome.ledger;
        assert!(ledger.is_balanced(), "{overflow:?}:\n{ledger}");
        assert_eq!(ledger.dropped(), 1, "{overflow:?}:\n{ledger}");
    }
}

/// Wants one element, and never another one.
#[derive(Debug)]
struct Stubborn;

impl<T> Operator<T> for Stubborn {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Linear<U, OnlyOne>;

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Linear::new(upstream, OnlyOne(1))
    }
}

struct OnlyOne(u64);

impl<T> LinearLogic<T> for OnlyOne {
    type Out = T;

    fn demand(&self, downstream: Demand) -> Demand {
        downstream.at_most(self.0)
    }

    fn on_next<O: Outlet<T>>(&mut self, element: T, out: &mut O) {
        self.0 = 0;
        out.push(element);
    }
}

#[test]
fn buffer_with_watermarks() {
    let marks = Watermarks::new(4).between(1, 3);
    marble(
        r"
        in   -1234----5--
        req  1----1-1-2-1
        out  -1---2-3-(45)
        ",
    )
    .check(|source| source.buffer_with_watermarks(marks, Overflow::DropNewest, |_| ()));
}

#[test]
fn buffer_with_watermarks_signals_exactly_at_its_marks() {
    let (input, told) = (TestSource::new(), Told::nothing());
    let (teller, marks) = (told.clone(), Watermarks::new(5).between(1, 3));
    let on_signal = move |signal| teller.note(signal);
    let source = input
        .source()
        .buffer_with_watermarks(marks, Overflow::DropOldest, on_signal);
    let mut sink = TestSink::of(source);
    sink.request(1);
    let mut step = |elements: Range<u64>, wanted: u64| {
        input.push_all(elements);
        if wanted > 0 {
            sink.request(wanted);
        }
        let _ = sink.run();
        told.take()
    };
    assert_eq!(step(0..1, 0), [], "it went straight through");
    assert_eq!(step(1..3, 0), [], "depth 2");
    assert_eq!(step(3..4, 0), [WatermarkSignal::Pause], "depth 3");
    assert_eq!(step(4..9, 0), [], "five are stored, three were dropped");
    assert_eq!(step(9..9, 3), [], "depth 2");
    assert_eq!(step(9..9, 1), [WatermarkSignal::Resume], "depth 1");
    assert_eq!(step(9..9, 1), [], "depth 0");
    assert_eq!(step(9..14, 0), [WatermarkSignal::Pause], "depth 5 at once");
    assert_eq!(
        step(14..15, 6),
        [WatermarkSignal::Resume],
        "depth 0 at once"
    );
    let all = [WatermarkSignal::Pause, WatermarkSignal::Resume];
    assert_eq!(
        [step(15..20, 0), step(20..20, 4)].concat(),
        all,
        "and again"
    );
}

#[test]
fn buffer_with_watermarks_signals_between_two_elements() {
    // The signal comes when the mark is reached, not when the whole slice has passed.
    let log = Told::nothing();
    let (of_source, of_marks, of_sink) = (log.clone(), log.clone(), log.clone());
    let input = TestSource::emitting(Emission::OfferExact);
    let marks = Watermarks::new(4).between(1, 3);
    let source = input
        .source()
        .inspect(move |n: &u64| of_source.note(format!("in {n}")))
        .buffer_with_watermarks(marks, Overflow::Backpressure, move |signal| {
            of_marks.note(format!("{signal:?}"));
        })
        .inspect(move |n| of_sink.note(format!("out {n}")));
    let mut sink = TestSink::of(source);
    sink.request(1);
    input.push_all(0..5);
    let _ = sink.run();
    let filling = ["in 0", "out 0", "in 1", "in 2", "in 3", "Pause", "in 4"];
    assert_eq!(log.take(), filling);
    sink.request_unbounded();
    let _ = sink.run();
    let draining = ["out 1", "out 2", "Resume", "out 3", "out 4"];
    assert_eq!(log.take(), draining);
}

#[test]
fn buffer_with_watermarks_resumes_when_it_has_dropped_all() {
    let (input, told) = (TestSource::new(), Told::nothing());
    let (teller, marks) = (told.clone(), Watermarks::new(3).between(1, 3));
    let on_signal = move |signal| teller.note(signal);
    let source = input
        .source()
        .buffer_with_watermarks(marks, Overflow::DropBuffer, on_signal);
    let mut sink = TestSink::of(source);
    sink.request(1);
    input.push_all(0..4);
    let _ = sink.run();
    assert_eq!(told.take(), [WatermarkSignal::Pause]);
    input.push(4);
    let _ = sink.run();
    assert_eq!(told.take(), [WatermarkSignal::Resume]);
}

#[test]
fn buffer_with_watermarks_loses_nothing_when_its_closure_panics() {
    let books = [
        (WatermarkSignal::Pause, "took 4, passed on 1, discarded 3"),
        (WatermarkSignal::Resume, "took 5, passed on 3, discarded 2"),
    ];
    for (panics_at, books) in books {
        let marks = Watermarks::new(4).between(1, 3);
        let input = TestSource::new();
        let source =
            input
                .source()
                .buffer_with_watermarks(marks, Overflow::Backpressure, move |signal| {
                    assert_ne!(signal, panics_at);
                });
        let mut sink = TestSink::of(source);
        input.push_all(0..8);
        let panicked = panic::catch_unwind(AssertUnwindSafe(|| {
            sink.request(1);
            let _ = sink.run();
            sink.request_unbounded();
            let _ = sink.run();
        }));
        let _innermost = replace_blamed(None);
        assert!(panicked.is_err());
        // Checks that the books balance.
        sink.cancel(&CancelCause::Requested);
        let account = sink.ledger().accounts()[1].to_string();
        assert_eq!(account, format!("buffer_with_watermarks: {books}"));
    }
}
