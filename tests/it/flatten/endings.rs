//! Completion and cancel: everything ends once, and nothing is left (laws L2, L4 and L6).

use forebay::{Breadth, CancelCause, Source};
use forebay_testkit::{DropCounter, TestSink, cancel_at_every_poll};

use super::{FORMS, Form, SIDE_BY_SIDE, Stand, next, run};

#[test]
fn completion_waits_for_the_streams_and_needs_no_demand() {
    for form in FORMS {
        let stand = Stand::new(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), 2.into(), stand.open()));
        stand.begin(1);
        stand.outer.complete();
        stand.inner[0].push(1);
        assert_eq!(next(&mut sink, 1), [1]);
        assert!(sink.is_open(), "{form:?}");
        stand.inner[0].complete();
        let _step = sink.run();
        assert!(matches!(sink.ending(), Some(Ok(()))), "{form:?}");
        assert!(
            stand.inner[0].dropped() && sink.ledger().is_balanced(),
            "{form:?}"
        );
    }
}

#[test]
fn no_elements_no_streams() {
    for form in FORMS {
        let source = form.on(Source::<u64>::empty(), 2.into(), Source::single);
        let mut sink = TestSink::of(source);
        let _step = sink.run();
        assert!(matches!(sink.ending(), Some(Ok(()))), "{form:?}");
    }
}

#[test]
fn a_stream_that_is_over_is_let_go_at_once() {
    for form in FORMS {
        let stand = Stand::<u64>::new(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), 2.into(), stand.open()));
        stand.begin(1);
        assert_eq!(next(&mut sink, 1), []);
        stand.inner[0].complete();
        let _step = sink.run();
        assert!(sink.is_open() && stand.inner[0].dropped(), "{form:?}");
    }
}

#[test]
fn a_cancel_reaches_all_streams_and_upstream_with_its_cause() {
    for form in FORMS {
        let counter = DropCounter::new();
        let stand = Stand::new(2);
        let breadth = Breadth::new(2).prefetch(3);
        let mut sink = TestSink::of(form.on(stand.outer.source(), breadth, stand.open()));
        stand.begin(if SIDE_BY_SIDE.contains(&form) { 2 } else { 1 });
        for inner in stand.inner.iter() {
            inner.push_all(counter.elements(10));
        }
        drop(next(&mut sink, 1));
        sink.cancel(&CancelCause::Requested);
        let cause = stand.outer.cancelled();
        assert!(matches!(cause, Some(CancelCause::Requested)), "{form:?}");
        let cause = stand.inner[0].cancelled();
        assert!(matches!(cause, Some(CancelCause::Requested)), "{form:?}");
        if SIDE_BY_SIDE.contains(&form) {
            let cause = stand.inner[1].cancelled();
            assert!(matches!(cause, Some(CancelCause::Requested)), "{form:?}");
            // 3 were held of each, the others in the streams.
            let held = account(&sink.ledger(), form.name());
            assert_eq!(held, (6, 0, 6), "{form:?}");
        }
        let ledger = sink.ledger();
        assert!(ledger.is_balanced(), "{form:?}: {ledger}");
        drop((sink, stand));
        counter.assert_balanced();
    }
}

#[test]
fn elements_that_never_became_streams_are_counted() {
    for form in SIDE_BY_SIDE {
        let counter = DropCounter::new();
        let outer = Source::iter(counter.elements(4));
        let mut sink = TestSink::of(form.on(outer, 4.into(), Source::single));
        sink.request(9);
        // Enough to pull two elements, and not to make anything of them.
        assert_eq!(sink.poll_once(2), forebay_testkit::Step::Spent, "{form:?}");
        assert_eq!((sink.received(), counter.alive()), (0, 2), "{form:?}");
        sink.cancel(&CancelCause::Requested);
        let ledger = sink.ledger();
        assert_eq!(
            account(&ledger, form.name()),
            (2, 0, 2),
            "{form:?}: {ledger}"
        );
        assert_eq!((ledger.discarded(), counter.alive()), (2, 0), "{form:?}");
    }
}

/// What the operator's own account says: received, passed on, discarded.
fn account(ledger: &forebay::Ledger, name: &str) -> (u64, u64, u64) {
    let account = ledger
        .accounts()
        .iter()
        .find(|account| account.site().name() == name)
        .expect("it holds elements");
    (account.received(), account.passed_on(), account.discarded())
}

#[test]
fn the_newest_stream_takes_the_place_of_the_one_before() {
    let counter = DropCounter::new();
    let stand = Stand::new(2);
    let mut sink = TestSink::of(stand.outer.source().switch_map(stand.open()));
    stand.begin(1);
    stand.inner[0].push_all(counter.elements(10));
    assert_eq!(next(&mut sink, 3).len(), 3);

    stand.outer.push(1);
    stand.inner[1].push_all(counter.elements(1));
    let _step = sink.run();
    let cause = stand.inner[0].cancelled();
    assert!(matches!(cause, Some(CancelCause::Superseded)), "{cause:?}");
    assert!(stand.inner[0].dropped());
    assert_eq!(next(&mut sink, 3).len(), 1);

    sink.cancel(&CancelCause::Requested);
    let ledger = sink.ledger();
    assert_eq!(
        (ledger.discarded(), ledger.is_balanced()),
        (7, true),
        "{ledger}"
    );
    drop((sink, stand));
    counter.assert_balanced();
}

#[test]
fn switching_reads_upstream_without_demand() {
    let stand = Stand::<u64>::new(3);
    let mut sink = TestSink::of(stand.outer.source().switch_map(stand.open()));
    stand.begin(1);
    stand.inner[0].push(1);
    assert_eq!(next(&mut sink, 1), [1]);
    stand.outer.push_all([1, 2]);
    assert_eq!(run(&mut sink), []);
    assert_eq!(stand.outer.pulled(), 3);
    assert!(stand.inner[0].dropped() && stand.inner[1].dropped() && !stand.inner[2].dropped());
}

#[test]
fn each_stream_runs_once_before_the_next_takes_its_place() {
    for budget in [1, 2, 3, 100] {
        let source = Source::iter(0..50_u64).switch_map(Source::single);
        let mut sink = TestSink::of(source).with_budget(budget);
        let all: Vec<_> = (0..50).collect();
        assert_eq!(next(&mut sink, 100), all, "budget {budget}");
    }
}

#[test]
fn an_endless_stream_that_never_waits_is_replaced_all_the_same() {
    let stand = Stand::<u64>::new(0);
    let source = stand.outer.source().switch_map(Source::repeat);
    let mut sink = TestSink::of(source);
    stand.outer.push(1);
    sink.request_unbounded();
    for _ in 0..3 {
        assert_eq!(sink.poll_once(100), forebay_testkit::Step::Spent);
    }
    assert_eq!(sink.take().last(), Some(&1));
    stand.outer.push(2);
    let _step = sink.poll_once(100);
    assert_eq!(sink.take().last(), Some(&2));
}

#[test]
fn nothing_is_left_wherever_it_ends() {
    for form in FORMS {
        for breadth in [Breadth::new(2).prefetch(2), 16.into()] {
            let points = cancel_at_every_poll(|trial| {
                form.on(trial.source(), breadth, |n| {
                    let copies = *n % 4;
                    Source::iter((0..copies).map(move |_| n.clone()))
                })
            });
            assert!(
                points > 50,
                "{form:?} {breadth:?} was ended at {points} points only"
            );
        }
    }
}

#[test]
fn nothing_is_left_of_streams_in_streams() {
    for (outer, inner) in [
        (Form::Merge, Form::Merge),
        (Form::Merge, Form::Switch),
        (Form::Ordered, Form::Merge),
        (Form::Concat, Form::Ordered),
        (Form::Switch, Form::Concat),
    ] {
        let breadth = Breadth::new(2).prefetch(1);
        cancel_at_every_poll(|trial| {
            outer.on(trial.source(), breadth, move |n| {
                inner.on(Source::iter([n.clone(), n]), breadth, Source::single)
            })
        });
    }
}

#[test]
fn nothing_is_left_where_streams_fail() {
    // By hand: while what is held waits to come out, upstream is cancelled with the failure
    // already, and keeps that cause whatever comes then.
    for form in FORMS {
        for (budget, points) in [(1, 150), (1000, 40)] {
            for point in 0..points {
                let counter = DropCounter::new();
                let outer = Source::iter(counter.elements(10));
                let source = form.on(outer, Breadth::new(3).prefetch(2), |n| {
                    let fails = *n == 4;
                    let copies = Source::iter((0..4).map(move |_| n.clone()));
                    copies.try_map(move |n| if fails { Err("four") } else { Ok(n) })
                });
                let mut sink = TestSink::of(source);
                for _ in 0..point {
                    if sink.is_open() {
                        sink.request(1);
                        let _step = sink.poll_once(budget);
                    }
                }
                if sink.is_open() {
                    sink.cancel(&CancelCause::Requested);
                }
                drop(sink.take());
                assert!(
                    sink.ledger().is_balanced(),
                    "{form:?} {point}: {}",
                    sink.ledger()
                );
                counter.assert_balanced();
            }
        }
    }
}
