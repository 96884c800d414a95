//! How a stream's failure, upstream's failure and panics end the whole (law L4, decision 0009).

use forebay::{Breadth, CancelCause, Source, StreamErrorKind};
use forebay_testkit::TestSink;

use super::{FORMS, SIDE_BY_SIDE, Stand, next, run};

const TWO: Breadth = Breadth::new(2).prefetch(3);

#[test]
fn the_failure_of_a_stream_cancels_upstream() {
    for form in FORMS {
        let stand = Stand::<u64>::new(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), TWO, stand.open()));
        stand.begin(1);
        assert_eq!(next(&mut sink, 1), []);
        stand.inner[0].fail("inner");
        let _step = sink.run();
        let error = sink.ending().and_then(|ending| ending.clone().err());
        assert_eq!(
            error.expect("a failure").cause().to_string(),
            "inner",
            "{form:?}"
        );
        let cause = stand.outer.cancelled();
        assert!(
            matches!(cause, Some(CancelCause::Failed(_))),
            "{form:?}: {cause:?}"
        );
        assert!(sink.ledger().is_balanced(), "{form:?}");
    }
}

#[test]
fn a_failed_stream_cancels_its_siblings_and_what_is_held_comes_first() {
    let stand = Stand::new(2);
    let mut sink = TestSink::of(stand.outer.source().flat_map_merge(TWO, stand.open()));
    stand.begin(2);
    assert_eq!(next(&mut sink, 1), []);
    for (inner, tens) in stand.inner.iter().zip([10, 20]) {
        inner.push_all([tens, tens + 1, tens + 2, tens + 3]);
    }
    assert_eq!(run(&mut sink), [10]);
    stand.inner[0].push(14);
    stand.inner[1].abort("second");
    let _step = sink.run();
    let cause = stand.inner[0].cancelled();
    assert!(matches!(cause, Some(CancelCause::Failed(_))), "{cause:?}");
    assert!(sink.is_open(), "what is held has not come out yet");

    let mut held = next(&mut sink, 4);
    assert!(sink.is_open());
    held.extend(next(&mut sink, 3));
    held.sort_unstable();
    assert_eq!(held, [11, 12, 13, 20, 21, 22]);
    assert!(matches!(sink.ending(), Some(Err(_))));
    let ledger = sink.ledger();
    // 14 of the one, 23 of the other.
    assert_eq!(
        (ledger.discarded(), ledger.is_balanced()),
        (2, true),
        "{ledger}"
    );
}

#[test]
fn in_order_a_failure_waits_for_the_streams_before_it() {
    let stand = Stand::new(3);
    let three = Breadth::new(3).prefetch(2);
    let mut sink = TestSink::of(stand.outer.source().flat_map_ordered(three, stand.open()));
    stand.begin(3);
    assert_eq!(next(&mut sink, 9), []);
    stand.inner[1].push(10);
    stand.inner[2].push(20);
    let _step = sink.run();
    stand.inner[1].fail("second");
    let _step = sink.run();

    // Known at once, and told in its place.
    let failed = |cause: Option<CancelCause>| matches!(cause, Some(CancelCause::Failed(_)));
    assert!(failed(stand.outer.cancelled()) && failed(stand.inner[2].cancelled()));
    assert!(stand.inner[0].cancelled().is_none() && sink.is_open());

    stand.inner[0].push_all([0, 1]);
    assert_eq!(run(&mut sink), [0, 1]);
    stand.inner[0].complete();
    assert_eq!(run(&mut sink), [10]);
    let error = sink.ending().and_then(|ending| ending.clone().err());
    assert_eq!(error.expect("a failure").cause().to_string(), "second");
    let ledger = sink.ledger();
    assert_eq!(
        (ledger.discarded(), ledger.is_balanced()),
        (1, true),
        "{ledger}"
    );
}

#[test]
fn in_order_an_earlier_failure_takes_the_place_of_a_later_one() {
    let stand = Stand::<u64>::new(2);
    let mut sink = TestSink::of(stand.outer.source().flat_map_ordered(TWO, stand.open()));
    stand.begin(2);
    assert_eq!(next(&mut sink, 9), []);
    stand.inner[1].push(1);
    stand.inner[1].fail("second");
    let _step = sink.run();
    stand.inner[0].fail("first");
    assert_eq!(run(&mut sink), []);
    let error = sink.ending().and_then(|ending| ending.clone().err());
    assert_eq!(error.expect("a failure").cause().to_string(), "first");
    assert!(sink.ledger().is_balanced());
}

#[test]
fn a_failure_of_upstream_waits_for_the_streams_from_before_it() {
    for form in FORMS {
        let stand = Stand::new(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), TWO, stand.open()));
        stand.begin(1);
        stand.outer.fail("outer");
        stand.inner[0].push_all([1, 2]);
        assert_eq!(next(&mut sink, 1), [1], "{form:?}");
        assert!(sink.is_open(), "{form:?}");
        stand.inner[0].push(3);
        stand.inner[0].complete();
        assert_eq!(next(&mut sink, 2), [2, 3], "{form:?}");
        let error = sink.ending().and_then(|ending| ending.clone().err());
        assert_eq!(
            error.expect("a failure").cause().to_string(),
            "outer",
            "{form:?}"
        );
    }
}

#[test]
fn a_closure_that_panics_is_blamed_on_its_operator() {
    for form in FORMS {
        let source = form.on(Source::iter(0..9_u64), TWO, |n| {
            assert!(n < 3, "three is too much");
            Source::single(n)
        });
        let outcome = source.count().wait_with_ledger();
        let error = outcome.result.expect_err("a panic");
        assert_eq!(error.kind(), StreamErrorKind::Panicked, "{form:?}");
        assert_eq!(error.site().map(|site| site.name()), Some(form.name()));
        assert!(outcome.ledger.is_balanced(), "{form:?}: {}", outcome.ledger);
    }
}

#[test]
fn a_panic_inside_a_stream_is_blamed_on_the_one_who_panicked() {
    for form in FORMS {
        let source = form.on(Source::iter(0..9_u64), TWO, |n| {
            Source::iter(0..4).map(move |i| {
                assert!(n < 3, "three is too much");
                n + i
            })
        });
        let outcome = source.count().wait_with_ledger();
        let error = outcome.result.expect_err("a panic");
        assert_eq!(error.kind(), StreamErrorKind::Panicked, "{form:?}");
        assert_eq!(
            error.site().map(|site| site.name()),
            Some("map"),
            "{form:?}"
        );
        assert!(outcome.ledger.is_balanced(), "{form:?}: {}", outcome.ledger);
        // Of the fourth stream one element was made, and that was it.
        let of = |name: &str| {
            let accounts = outcome.ledger.accounts().iter();
            let same = accounts.filter(move |account| account.site().name() == name);
            same.map(|account| account.received()).collect::<Vec<_>>()
        };
        assert_eq!(
            of("iter"),
            [4, of("boxed")[0] + 1],
            "{form:?}: {}",
            outcome.ledger
        );
    }
}

#[test]
fn a_failure_inside_a_stream_names_its_own_site() {
    for form in FORMS {
        let source = form.on(Source::iter(0..9_u64), TWO, |n| {
            Source::single(n).try_map(|n| if n == 3 { Err("three") } else { Ok(n) })
        });
        let error = source.count().wait().expect_err("a failure");
        assert_eq!(
            error.site().map(|site| site.name()),
            Some("try_map"),
            "{form:?}"
        );
        assert_eq!(error.cause().to_string(), "three");
    }
}

#[test]
fn a_stream_that_fails_at_once_fails_without_demand() {
    for form in SIDE_BY_SIDE {
        let stand = Stand::<u64>::new(2);
        let mut sink = TestSink::of(form.on(stand.outer.source(), TWO, stand.open()));
        stand.begin(1);
        stand.inner[0].push(1);
        assert_eq!(next(&mut sink, 1), [1]);
        stand.inner[0].complete();
        stand.inner[1].fail("at once");
        stand.outer.push(1);
        let _step = sink.run();
        assert!(matches!(sink.ending(), Some(Err(_))), "{form:?}");
    }
}
