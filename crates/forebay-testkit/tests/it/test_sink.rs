use std::sync::Arc;
use std::task::Poll;

use forebay_dsl::Source;
use forebay_protocol::{CancelCause, Demand, StreamError};
use forebay_stage::{Context, Ledger, Outlet, Stage};
use forebay_testkit::{Step, TestSink, TestSource};
use parking_lot::Mutex;

use crate::fault::Fault;
use crate::message::assert_fails;

#[test]
fn it_asks_for_nothing_on_its_own() {
    let mut sink = TestSink::of(Source::iter(1..=3));
    assert_eq!(sink.run(), Step::Blocked);
    assert_eq!((sink.received(), sink.demand()), (0, Demand::NONE));
}

#[test]
fn it_runs_only_when_there_is_a_reason() {
    let input = TestSource::<u8>::new();
    let mut sink = TestSink::of(input.source());
    sink.run();
    sink.run();
    assert_eq!(input.demands().len(), 1);
    sink.request(1);
    sink.run();
    assert_eq!(input.demands().len(), 2);
    input.push(1);
    sink.run();
    assert_eq!(input.demands().len(), 3);
}

#[test]
fn each_run_says_why_it_stopped() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source());
    assert_eq!(sink.poll_once(1), Step::Blocked);
    sink.request(3);
    assert_eq!(sink.poll_once(1), Step::Waiting);
    input.push_all([1, 2]);
    assert_eq!(sink.poll_once(1), Step::Spent);
    assert_eq!(sink.poll_once(9), Step::Waiting);
    input.complete();
    assert_eq!(sink.poll_once(1), Step::Ended);
    assert_eq!((sink.poll_once(1), sink.run()), (Step::Ended, Step::Ended));
}

#[test]
fn a_spent_budget_is_a_reason_to_run_again() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source()).with_budget(2);
    input.push_all(0..5);
    sink.request_unbounded();
    sink.run();
    assert_eq!((sink.take().len(), input.demands().len()), (5, 3));
}

#[test]
fn a_panic_of_user_code_reaches_the_test() {
    assert_fails("seven", || {
        let mut sink = TestSink::of(Source::iter(0..9).inspect(|n| assert!(*n != 7, "seven")));
        sink.request_unbounded();
        sink.run();
    });
}

#[test]
fn the_ledger_has_an_account_for_the_sink() {
    let mut sink = TestSink::of(Source::iter(1..=5).take(3));
    sink.request(2);
    sink.run();
    let ledger = sink.ledger();
    assert_eq!((ledger.produced(), ledger.delivered()), (2, 2));
    assert_eq!(
        ledger
            .accounts()
            .last()
            .map(|account| account.site().name()),
        Some("test sink")
    );
}

#[test]
fn a_cancel_is_no_ending_and_comes_once() {
    let input = TestSource::<u8>::new();
    let mut sink = TestSink::of(input.source());
    sink.cancel(&CancelCause::Requested);
    sink.cancel(&CancelCause::Finished);
    assert!(sink.ending().is_none() && !sink.is_open());
    assert!(matches!(input.cancelled(), Some(CancelCause::Requested)));
}

#[test]
fn after_the_end_nothing_is_cancelled() {
    let input = TestSource::<u8>::new();
    let mut sink = TestSink::of(input.source());
    input.complete();
    sink.run();
    sink.cancel(&CancelCause::Requested);
    assert!(matches!(sink.ending(), Some(Ok(()))));
    assert!(input.cancelled().is_none());
}

#[test]
fn an_element_without_demand_is_found() {
    assert_fails(
        "the sink was pushed element 3 but only 2 were requested (law L1)",
        || {
            let mut sink = TestSink::of(Source::iter(0..9).operator(Fault::IgnoresDemand));
            sink.request(2);
            sink.run();
        },
    );
}

#[test]
fn unbalanced_books_are_found_at_each_ending() {
    let books = "faulty: took 3, passed on 2, MISSING 1";
    assert_fails(books, || {
        let mut sink = TestSink::of(Source::iter(0..3).operator(Fault::Miscounts));
        sink.request_unbounded();
        sink.run();
    });
    assert_fails(books, || {
        let mut sink = TestSink::of(Source::iter(0..3).operator(Fault::Miscounts));
        sink.cancel(&CancelCause::Requested);
    });
}

#[test]
fn a_stage_that_spins_is_found() {
    assert_fails("and still ask to run again (law L5)", || {
        let input = TestSource::<u8>::new();
        let mut sink = TestSink::of(input.source().operator(Fault::Spins));
        sink.run();
    });
}

#[test]
fn a_request_for_nothing_is_refused() {
    assert_fails("rule 3.9", || TestSink::of(Source::iter(0..3)).request(0));
}

/// Offers the same numbers in every run, and counts the runs that fold over them.
struct Folds(Arc<Mutex<u32>>);

impl Iterator for Folds {
    type Item = u32;

    fn next(&mut self) -> Option<u32> {
        Some(1)
    }

    fn fold<B, F: FnMut(B, u32) -> B>(self, init: B, f: F) -> B {
        *self.0.lock() += 1;
        [1, 1].into_iter().fold(init, f)
    }
}

impl Stage for Folds {
    type Out = u32;

    fn poll_run<O: Outlet<u32>>(
        &mut self,
        _: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        out.offer(Self(Arc::clone(&self.0)));
        Poll::Pending
    }

    fn cancel(&mut self, _: &CancelCause) {}

    fn account(&self, _: &mut Ledger) {}
}

#[test]
fn bounded_demand_pulls_one_by_one_and_unbounded_demand_folds() {
    let folds = Arc::new(Mutex::new(0));
    let mut sink = TestSink::behind(Folds(Arc::clone(&folds)));
    sink.request(3);
    sink.run();
    assert_eq!((sink.received(), *folds.lock()), (3, 0));
    sink.request_unbounded();
    sink.run();
    assert_eq!((sink.received(), *folds.lock()), (5, 1));
}

#[test]
fn the_materialized_value_comes_with_the_sink() {
    let (mut sink, ()) = TestSink::with_value(Source::iter(0..3));
    sink.request_unbounded();
    assert_eq!((sink.run(), sink.take().len()), (Step::Ended, 3));
}
