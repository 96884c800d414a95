//! Both ends of a stream: what a source emits and when it is over, what a sink requests.

use std::iter;

use forebay_dsl::{Keep, Sink, Source, SourcePart};
use forebay_protocol::{CancelCause, Demand};
use forebay_testkit::{TestSink, TestSource};
use futures::stream;

/// How many of a source's first elements come on demand, and whether it is over without more.
#[track_caller]
fn emits<T, P>(source: Source<T, (), P>, on_demand: u64, is_over: bool)
where
    P: SourcePart<Out = T, Mat = ()>,
{
    let mut sink = TestSink::of(source);
    if on_demand > 0 {
        let _ = sink.run();
        assert_eq!(
            (sink.received(), sink.is_open()),
            (0, true),
            "nobody asked yet"
        );
        sink.request(on_demand);
    }
    let _ = sink.run();
    assert_eq!(
        (sink.received(), sink.ending().is_some()),
        (on_demand, is_over)
    );
    if !is_over {
        sink.request(1);
        let _ = sink.run();
        let is_endless = sink.received() > on_demand;
        assert!(
            is_endless || sink.ending().is_some(),
            "neither an element nor the end"
        );
    }
}

fn count_down(n: u64) -> Option<(u64, u64)> {
    Some((n.checked_sub(1)?, n))
}

#[test]
fn a_source_that_knows_its_end_completes_without_demand() {
    emits(Source::iter([1, 2, 3]), 3, true);
    emits(Source::iter((1..9).filter(|n| n % 4 == 0)), 2, true);
    emits(Source::single(1), 1, true);
    emits(Source::<u8>::empty(), 0, true);
    emits(Source::<u8>::failed("at once"), 0, true);
}

#[test]
fn a_source_that_has_to_look_completes_with_the_next_demand() {
    let mut left = 3;
    let from_fn = iter::from_fn(move || {
        left -= 1;
        (left >= 0).then_some(left)
    });
    emits(Source::iter(from_fn), 3, false);
    let mut left = 3;
    let from_fn = Source::from_fn(move || {
        left -= 1;
        (left >= 0).then_some(left)
    });
    emits(from_fn, 3, false);
    emits(Source::unfold(3, count_down), 3, false);
    emits(
        Source::try_unfold(3, |n| Ok::<_, &str>(count_down(n))),
        3,
        false,
    );
    emits(
        Source::try_unfold(3, |n| count_down(n).map(Some).ok_or("below zero")),
        3,
        false,
    );
    emits(Source::from_stream(stream::iter([1, 2, 3])), 3, false);
}

#[test]
fn a_source_without_an_end_goes_on() {
    emits(Source::repeat(1), 3, false);
    emits(Source::iter(1..), 3, false);
}

/// What a sink has requested of a source that had these elements and then completed, and whether
/// the source was cancelled.
macro_rules! requests {
    ($sink:expr, $elements:expr) => {{
        let input = TestSource::new();
        let graph = input.source().to_mat($sink, Keep::right);
        input.push_all($elements);
        if input.queued() < 3 {
            input.complete();
        }
        let outcome = graph.wait_with_ledger();
        assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
        let finished = matches!(input.cancelled(), Some(CancelCause::Finished));
        let failed = matches!(input.cancelled(), Some(CancelCause::Failed(_)));
        (input.requested(), input.pulled(), finished, failed)
    }};
}

#[test]
fn a_sink_requests_everything() {
    let all = (Demand::Unbounded, 2, false, false);
    assert_eq!(requests!(Sink::fold(0, |sum, n| sum + n), [1, 2]), all);
    assert_eq!(
        requests!(Sink::try_fold(0, |sum, n| Ok::<_, &str>(sum + n)), [1, 2]),
        all
    );
    assert_eq!(requests!(Sink::for_each(|_| ()), [1, 2]), all);
    assert_eq!(requests!(Sink::collect::<Vec<_>>(), [1, 2]), all);
    assert_eq!(requests!(Sink::count(), [1, 2]), all);
    assert_eq!(requests!(Sink::last(), [1, 2]), all);
    assert_eq!(requests!(Sink::ignore(), [1, 2]), all);
}

#[test]
fn head_requests_one() {
    assert_eq!(
        requests!(Sink::head(), [1, 2, 3]),
        (Demand::ONE, 1, true, false)
    );
    assert_eq!(requests!(Sink::head(), [1]), (Demand::ONE, 1, false, false));
    assert_eq!(
        requests!(Sink::<u8, _, _>::head(), []),
        (Demand::ONE, 0, false, false)
    );
}

#[test]
fn try_fold_pulls_nothing_behind_a_failure() {
    let refuse = |(), n| if n == 2 { Err("two") } else { Ok(()) };
    assert_eq!(
        requests!(Sink::try_fold((), refuse), [1, 2, 3]),
        (Demand::Unbounded, 2, false, true)
    );
}
