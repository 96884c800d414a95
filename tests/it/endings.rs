//! How streams end: each in one way, and with nothing left behind.

use forebay::{CancelCause, Outcome, Source, StreamErrorKind};
use forebay_testkit::{DropCounter, TestSink, TestSource};

use crate::executor::run_to_end;
use crate::hostile::three_is_too_much;

/// A source of a hundred counted elements, of which the test sees how many were pulled.
fn hundred(counter: &DropCounter) -> TestSource<forebay_testkit::Counted<u64>> {
    let input = TestSource::new();
    input.push_all(counter.elements(100));
    input
}

#[test]
fn head_takes_one_and_cancels_the_source() {
    let counter = DropCounter::new();
    let input = hundred(&counter);
    let Outcome { result, ledger } = run_to_end(input.source().head().with_ledger());
    assert_eq!(result.unwrap().unwrap(), 0);
    assert!(matches!(input.cancelled(), Some(CancelCause::Finished)));
    assert_eq!((input.pulled(), ledger.delivered()), (1, 1));
    counter.assert_balanced();
}

#[test]
fn take_cancels_the_source_with_its_last_element() {
    let counter = DropCounter::new();
    let input = hundred(&counter);
    let mut sink = TestSink::of(input.source().boxed().map(|n| n).take(7));
    sink.request(7);
    sink.run();
    assert!(matches!(sink.ending(), Some(Ok(()))));
    assert!(matches!(input.cancelled(), Some(CancelCause::Finished)));
    assert_eq!(input.pulled(), 7);
    assert_eq!(counter.alive(), 7, "what was not pulled is gone at once");
    drop(sink.take());
    counter.assert_balanced();
}

#[test]
fn nothing_is_pulled_to_take_nothing() {
    let counter = DropCounter::new();
    let input = hundred(&counter);
    assert_eq!(run_to_end(input.source().take(0).count()).unwrap(), 0);
    assert_eq!(input.pulled(), 0);
    assert!(matches!(input.cancelled(), Some(CancelCause::Finished)));
    counter.assert_balanced();
}

/// Runs `graph` over counted elements; it has to fail with `text` and cancel the source with it.
#[track_caller]
fn fails<T, F>(text: &str, graph: impl FnOnce(TestSource<forebay_testkit::Counted<u64>>) -> F)
where
    F: IntoFuture<Output = Outcome<T>>,
{
    let counter = DropCounter::new();
    let input = hundred(&counter);
    let Outcome { result, ledger } = run_to_end(graph(input));
    let error = result.err().expect("a failure");
    assert!(format!("{error:?}").contains(text), "{error:?}");
    assert!(ledger.is_balanced(), "{ledger}");
    assert!(ledger.discarded() > 0, "it was not cancelled: {ledger}");
    counter.assert_balanced();
}

#[test]
fn what_fails_cancels_upstream_and_drops_everything() {
    let check = |n: &u64| if *n < 10 { Ok(()) } else { Err("ten") };
    fails("ten", |input| {
        let source = input.source().try_map(move |n| check(&n).map(|()| n));
        source.collect::<Vec<_>>().with_ledger()
    });
    fails("ten", |input| {
        let source = input
            .source()
            .boxed()
            .try_map(move |n| check(&n).map(|()| n))
            .boxed();
        source.grouped(4).boxed().collect::<Vec<_>>().with_ledger()
    });
    fails("more than the 10", |input| {
        input
            .source()
            .limit(10)
            .map_concat(|n| [n.clone(), n])
            .count()
            .with_ledger()
    });
    fails("ten", |input| {
        let push = |mut all: Vec<_>, n: forebay_testkit::Counted<u64>| {
            check(&n).map(|()| {
                all.push(n);
                all
            })
        };
        input.source().try_fold(Vec::new(), push).with_ledger()
    });
    fails("three", |input| {
        let source = input.source().inspect(|n| _ = three_is_too_much(**n));
        source
            .scan(0, |sum, n| sum + *n)
            .collect::<Vec<_>>()
            .with_ledger()
    });
}

#[test]
fn a_failure_reaches_the_source_as_the_cause() {
    let input = TestSource::new();
    input.push_all(0..10_u64);
    let chain = input
        .source()
        .map(|n| n)
        .boxed()
        .filter(|_| true)
        .grouped(2)
        .boxed();
    let failing = chain.try_map(|group| if group[0] < 4 { Ok(group) } else { Err("four") });
    let error = run_to_end(failing.drop(1).boxed().count()).unwrap_err();
    let Some(CancelCause::Failed(cause)) = input.cancelled() else {
        panic!("{input:?}")
    };
    assert_eq!(cause.to_string(), error.to_string());
    assert_eq!(cause.kind(), StreamErrorKind::Failed);
}

#[test]
fn a_source_that_has_ended_is_not_cancelled() {
    for fail in [false, true] {
        let input = TestSource::new();
        input.push_all(0..3_u64);
        if fail {
            input.fail("torn")
        } else {
            input.complete()
        }
        // The source panics if it is cancelled after its end (law L4).
        let chain = input
            .source()
            .boxed()
            .map(|n| n)
            .grouped(2)
            .boxed()
            .map_concat(|group| group);
        let result = run_to_end(chain.boxed().count());
        assert_eq!(result.is_err(), fail);
        assert!(input.has_ended());
        assert!(input.cancelled().is_none());
    }
}

#[test]
fn elements_before_a_failure_arrive() {
    let input = TestSource::new();
    input.push_all(0..5_u64);
    input.fail("torn");
    let mut arrived = Vec::new();
    let chain = input
        .source()
        .map(|n| n + 1)
        .boxed()
        .filter(|_| true)
        .boxed();
    let error = run_to_end(chain.for_each(|n| arrived.push(n))).unwrap_err();
    assert_eq!(error.cause().to_string(), "torn");
    assert_eq!(arrived, [1, 2, 3, 4, 5]);
}

#[test]
fn each_element_is_dropped_once_in_deep_chains() {
    for taken in [0, 1, 2, 50, 99, 100, 1000] {
        let counter = DropCounter::new();
        let input = hundred(&counter);
        input.complete();
        let mut source = input.source().boxed();
        for _ in 0..10 {
            source = source
                .map(|n| n)
                .grouped(3)
                .map_concat(|group| group)
                .filter(|_| true)
                .boxed();
        }
        let Outcome { result, ledger } =
            run_to_end(source.take(taken).collect::<Vec<_>>().with_ledger());
        let elements = result.unwrap();
        assert!(ledger.is_balanced(), "{ledger}");
        assert_eq!(elements, (0..taken.min(100)).collect::<Vec<_>>());
        assert_eq!(counter.alive(), taken.min(100), "of those that were taken");
        drop(elements);
        counter.assert_balanced();
    }
}

#[test]
fn a_cancel_at_any_time_leaves_nothing() {
    for requested in 1..40 {
        let counter = DropCounter::new();
        let input = hundred(&counter);
        let chain = input
            .source()
            .boxed()
            .grouped(3)
            .map_concat(|group| group)
            .boxed();
        let mut sink = TestSink::of(
            chain
                .map(|n| [n.clone(), n])
                .map_concat(|pair| pair)
                .boxed(),
        );
        sink.request(requested);
        sink.run();
        assert_eq!(sink.take().len() as u64, requested);
        sink.cancel(&CancelCause::Requested);
        assert!(
            matches!(input.cancelled(), Some(CancelCause::Requested)),
            "{input:?}"
        );
        assert!(sink.ledger().is_balanced(), "{}", sink.ledger());
        counter.assert_balanced();
    }
}

#[test]
fn an_empty_source_ends_everything_without_an_element() {
    let empty = || Source::<u64>::empty();
    assert_eq!(run_to_end(empty().boxed().head()).unwrap(), None);
    assert_eq!(
        run_to_end(empty().boxed().grouped(3).boxed().count()).unwrap(),
        0
    );
    assert_eq!(
        run_to_end(empty().scan(7, |_, n| n).collect::<Vec<_>>()).unwrap(),
        [7]
    );
    let between = empty().intersperse_between(1, 2, 3);
    assert_eq!(
        run_to_end(between.boxed().collect::<Vec<_>>()).unwrap(),
        [1, 3]
    );
}
