//! Operators that wait, told to wait for no time at all.

use std::fmt::Debug;
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::time::Duration;

use forebay::{Completion, RunnableGraph, Source, StreamError, TimedOut};
use forebay_testkit::VirtualRuntime;

const NONE: Duration = Duration::ZERO;

type Count = RunnableGraph<Completion<u64>, u64>;

/// Twenty elements from another island, at one moment.
fn source() -> Source<u32> {
    Source::iter(0..20_u32).boundary(3).boxed()
}

/// Runs it; no time passes.
fn count(graph: Count) -> Result<u64, StreamError> {
    let runtime = VirtualRuntime::new(0);
    let counted = runtime.block_on(graph.run(&runtime));
    assert_eq!((runtime.elapsed(), runtime.timers()), (NONE, 0));
    counted
}

#[test]
fn operators_that_move_elements_in_time_lose_none() {
    assert_eq!(count(source().delay(NONE, 2).count().boxed()).unwrap(), 20);
    assert_eq!(
        count(source().drop_within(NONE).count().boxed()).unwrap(),
        20
    );
    assert_eq!(
        count(source().take_within(NONE).count().boxed()).unwrap(),
        0
    );
    let grouped = source().grouped_within(3, NONE);
    let elements = grouped.map_concat(|group| group).count().boxed();
    assert_eq!(count(elements).unwrap(), 20);
    assert!(count(source().debounce(NONE).count().boxed()).unwrap() >= 1);
}

#[test]
fn limits_of_no_time_are_over_at_once_unless_nobody_waits() {
    for graph in [
        source().initial_timeout(NONE).count().boxed(),
        source().idle_timeout(NONE).count().boxed(),
        source().completion_timeout(NONE).count().boxed(),
    ] {
        let error = count(graph).unwrap_err();
        let timed_out = error.downcast_ref::<TimedOut>().expect("it has timed out");
        assert_eq!((timed_out.limit, timed_out.elapsed), (NONE, NONE));
    }
    // The sink is always there to take more.
    let wanted = source().backpressure_timeout(NONE).count().boxed();
    assert_eq!(count(wanted).unwrap(), 20);
}

#[test]
fn what_would_never_come_to_rest_is_refused() {
    refuses("sample", || source().sample(NONE));
    refuses("keep_alive", || source().keep_alive(NONE, || 0));
    refuses("tick", || Source::tick(NONE, NONE, 0));
}

#[track_caller]
fn refuses<T: Debug>(name: &str, build: impl FnOnce() -> T) {
    let payload = catch_unwind(AssertUnwindSafe(build)).expect_err("refused");
    let message = payload.downcast_ref::<String>().cloned();
    let message = message.or_else(|| payload.downcast_ref::<&str>().map(ToString::to_string));
    assert!(message.expect("a message").starts_with(name), "{name}");
}
