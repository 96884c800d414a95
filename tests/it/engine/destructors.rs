//! Destructors that panic: of elements, of iterators, of closures.

use forebay::{Source, StreamErrorKind};
use futures::StreamExt;

use crate::executor::{Task, run_to_end};
use crate::hostile::Bomb;

/// Elements of which the one with this number panics when it is dropped.
fn bombs(armed: usize) -> Vec<Bomb> {
    (0..5).map(|n| Bomb { armed: n == armed }).collect()
}

#[test]
fn an_element_that_panics_in_a_closure_names_the_closure() {
    let line = line!() + 1;
    let graph = Source::iter(bombs(3)).for_each(drop);
    let outcome = run_to_end(graph.with_ledger());
    let error = outcome.result.unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.cause().to_string(), "dropped a bomb");
    let site = error.site().unwrap();
    assert_eq!((site.name(), site.location().line()), ("for_each", line));
    assert_eq!(
        (outcome.ledger.produced(), outcome.ledger.delivered()),
        (4, 4)
    );
}

#[test]
fn an_element_that_panics_between_closures_names_a_stage_of_its_run() {
    let line = line!() + 1;
    let rejecting = Source::iter(bombs(3)).filter(|_| false).count();
    let error = run_to_end(rejecting).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.site().expect("a site").location().line(), line);
    let error = run_to_end(Source::iter(bombs(3)).count()).unwrap_err();
    assert!(error.site().is_some());
    let error = run_to_end(Source::iter(bombs(3)).drop(9).count()).unwrap_err();
    assert!(error.site().is_some());
}

#[test]
fn an_element_that_panics_behind_a_seam_names_a_stage_of_its_run() {
    let error = run_to_end(Source::iter(bombs(3)).boxed().count()).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert!(error.site().is_some(), "count: {error:?}");
    let error = run_to_end(Source::iter(bombs(3)).boxed().filter(|_| false).count()).unwrap_err();
    assert!(error.site().is_some(), "filter: {error:?}");
}

#[test]
fn an_element_that_panics_when_the_source_is_cancelled_fails_the_run() {
    let graph = Source::iter(bombs(3)).take(1).collect::<Vec<_>>();
    let error = run_to_end(graph).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    let outcome = run_to_end(Source::iter(bombs(3)).boxed().head().with_ledger());
    assert_eq!(
        outcome.result.unwrap_err().kind(),
        StreamErrorKind::Panicked
    );
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
}

/// Counts to three; its own end is violent.
#[derive(Default)]
struct Violent {
    count: u64,
    _bomb: Bomb,
}

impl Iterator for Violent {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        self.count += 1;
        (self.count <= 3).then_some(self.count)
    }
}

fn violent() -> Violent {
    Violent {
        count: 0,
        _bomb: Bomb::ARMED,
    }
}

#[test]
fn a_source_that_panics_when_it_is_dropped_fails_a_run_with_a_ledger() {
    let outcome = run_to_end(Source::iter(violent()).count().with_ledger());
    assert_eq!(
        outcome.result.unwrap_err().kind(),
        StreamErrorKind::Panicked
    );
    assert_eq!(
        (outcome.ledger.produced(), outcome.ledger.delivered()),
        (3, 3)
    );
}

#[test]
fn a_source_that_panics_when_it_is_dropped_fails_a_run_that_is_awaited() {
    let error = run_to_end(Source::iter(violent()).count()).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
}

#[test]
fn a_source_that_panics_when_it_is_dropped_fails_a_run_that_is_waited_for() {
    let error = Source::iter(violent()).count().wait().unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
}

#[test]
fn a_source_that_panics_when_it_is_dropped_fails_a_stream_behind_its_elements() {
    let stream = Source::iter(violent()).into_stream(0).collect::<Vec<_>>();
    let mut elements = Task::new(stream).run().unwrap();
    let last = elements.pop().expect("an error comes last").err();
    assert_eq!(
        last.map(|error| error.kind()),
        Some(StreamErrorKind::Panicked)
    );
    assert_eq!(elements.iter().filter(|element| element.is_ok()).count(), 3);
    assert_eq!(elements.len(), 3);
}
