//! The ledger after a panic: what was made, what arrived, and nothing missing.

use forebay::{Ledger, Outcome, Source};
use forebay_testkit::DropCounter;
use futures::stream;

use crate::executor::run_to_end;
use crate::hostile::{blow_up, three_is_too_much};

/// The books of a run that has to panic.
#[track_caller]
fn books<T>(graph: impl IntoFuture<Output = Outcome<T>>) -> Ledger {
    let Outcome { result, ledger } = run_to_end(graph);
    assert!(result.is_err());
    assert!(ledger.is_balanced(), "{ledger}");
    ledger
}

/// Fails for more than `n` at its fourth element, which is a 3.
fn sum(sum: u64, n: u64) -> u64 {
    sum + three_is_too_much(n)
}

#[test]
fn produced_and_delivered_are_exact_after_a_panic_in_the_sink() {
    let exact = books(Source::iter(0..10).fold(0, sum).with_ledger());
    assert_eq!((exact.produced(), exact.delivered()), (4, 4));
    let unknown = books(
        Source::iter((0..10).filter(|_| true))
            .fold(0, sum)
            .with_ledger(),
    );
    assert_eq!((unknown.produced(), unknown.delivered()), (4, 4));
    let mut next = 0..10;
    let from_fn = books(
        Source::from_fn(move || next.next())
            .fold(0, sum)
            .with_ledger(),
    );
    assert_eq!((from_fn.produced(), from_fn.delivered()), (4, 4));
    let unfold = books(
        Source::unfold(0, |n| Some((n + 1, n)))
            .fold(0, sum)
            .with_ledger(),
    );
    assert_eq!((unfold.produced(), unfold.delivered()), (4, 4));
    let stream = books(
        Source::from_stream(stream::iter(0..10))
            .fold(0, sum)
            .with_ledger(),
    );
    assert_eq!((stream.produced(), stream.delivered()), (4, 4));
}

#[test]
fn produced_and_delivered_are_exact_after_a_panic_in_an_operator() {
    let exact = books(
        Source::iter(0..10)
            .map(three_is_too_much)
            .count()
            .with_ledger(),
    );
    assert_eq!((exact.produced(), exact.delivered()), (4, 3));
    let mut next = 0..10;
    let from_fn = Source::from_fn(move || next.next()).map(three_is_too_much);
    let from_fn = books(from_fn.count().with_ledger());
    assert_eq!((from_fn.produced(), from_fn.delivered()), (4, 3));
    let large = Source::iter((0..10).map(|n| [n; 32])).map(|n| three_is_too_much(n[31]));
    let large = books(large.count().with_ledger());
    assert_eq!((large.produced(), large.delivered()), (4, 3));
    let array = Source::iter([[0_u64; 32], [1; 32], [2; 32], [3; 32], [4; 32]]);
    let array = books(
        array
            .map(|n| three_is_too_much(n[31]))
            .count()
            .with_ledger(),
    );
    assert_eq!((array.produced(), array.delivered()), (4, 3));
}

#[test]
fn produced_is_exact_after_a_panic_beyond_the_first_slice() {
    let late = |n: u64| if n == 10_000 { blow_up("late") } else { n };
    let exact = books(Source::iter(0..20_000).map(late).count().with_ledger());
    assert_eq!((exact.produced(), exact.delivered()), (10_001, 10_000));
    let endless = books(
        Source::unfold(0, |n| Some((n + 1, n)))
            .map(late)
            .count()
            .with_ledger(),
    );
    assert_eq!((endless.produced(), endless.delivered()), (10_001, 10_000));
}

#[test]
fn produced_is_exact_for_try_unfold_after_a_panic() {
    let step = |n| Ok::<_, &str>(Some((n + 1, n)));
    let ledger = books(Source::try_unfold(0, step).fold(0, sum).with_ledger());
    assert_eq!((ledger.produced(), ledger.delivered()), (4, 4));
}

#[test]
fn produced_is_exact_for_lines_after_a_panic() {
    let graph = Source::lines("0\n1\n2\n3\n4\n".as_bytes()).for_each(|line| {
        if line == "3" {
            blow_up("three");
        }
    });
    let Outcome { result, ledger } = graph.wait_with_ledger();
    assert!(result.is_err());
    assert_eq!((ledger.produced(), ledger.delivered()), (4, 4));
}

/// In a chain of seams nothing changes the count, so that each passes on what the next receives.
#[track_caller]
fn assert_joined(ledger: &Ledger) {
    assert!(ledger.is_balanced(), "{ledger}");
    for pair in ledger.accounts().windows(2) {
        assert_eq!(pair[0].passed_on(), pair[1].received(), "\n{ledger}");
    }
}

#[test]
fn a_seam_counts_what_it_passed_on_before_a_panic_below_it() {
    let ledger = books(Source::iter(0..10).boxed().fold(0, sum).with_ledger());
    assert_eq!(
        (ledger.produced(), ledger.delivered(), ledger.discarded()),
        (10, 4, 6)
    );
    assert_joined(&ledger);
}

#[test]
fn a_seam_counts_what_it_held_at_a_panic_above_it() {
    let source = Source::iter(0..10).inspect(|n| _ = three_is_too_much(*n));
    let ledger = books(source.boxed().count().with_ledger());
    // The fourth was in the hands of the closure.
    assert_eq!(
        (ledger.produced(), ledger.delivered(), ledger.discarded()),
        (4, 0, 3),
        "{ledger}"
    );
}

#[test]
fn held_elements_are_discarded_by_a_panic() {
    let ledger = books(
        Source::iter(0..10)
            .grouped(3)
            .map(|group| sum(0, group[0]))
            .count()
            .with_ledger(),
    );
    assert_eq!((ledger.produced(), ledger.delivered()), (6, 1));
    let grouped = &ledger.accounts()[1];
    assert_eq!(
        (grouped.received(), grouped.passed_on(), grouped.discarded()),
        (6, 6, 0)
    );
    let ledger = books(
        Source::iter(0..10)
            .map(three_is_too_much)
            .grouped(7)
            .count()
            .with_ledger(),
    );
    assert_eq!((ledger.delivered(), ledger.discarded()), (0, 3));
}

#[test]
fn every_element_is_dropped_by_a_panic() {
    let counter = DropCounter::new();
    let source = || Source::iter(counter.elements(2000));
    let late = |n: &u64| {
        if *n == 1234 {
            blow_up("late")
        }
    };
    let _books = books(source().for_each(|n| late(&n)).with_ledger());
    counter.assert_balanced();
    let _books = books(
        source()
            .boxed()
            .inspect(move |n| late(n))
            .boxed()
            .count()
            .with_ledger(),
    );
    counter.assert_balanced();
    let _books = books(
        source()
            .grouped(100)
            .inspect(|n| n.iter().for_each(|n| late(n)))
            .collect::<Vec<_>>()
            .with_ledger(),
    );
    counter.assert_balanced();
    let twice = source().map_concat(|n| [n.clone(), n]).inspect(|n| late(n));
    let _books = books(twice.collect::<Vec<_>>().with_ledger());
    counter.assert_balanced();
    let _error = run_to_end(source().inspect(|n| late(n)).collect::<Vec<_>>()).unwrap_err();
    counter.assert_balanced();
}
