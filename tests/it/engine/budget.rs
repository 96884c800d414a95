//! A run returns to its executor in time, and asks to be polled again.

use std::iter;

use forebay::{Keep, Sink, Source};
use forebay_testkit::DropCounter;
use futures::executor::block_on;
use futures::future::{Either, join, select};
use futures::{StreamExt, stream};

use crate::executor::Task;

/// Checks that a run which never ends lets others run and can be dropped.
#[track_caller]
fn is_cooperative<T>(endless: impl IntoFuture<Output = T>) {
    let mut task = Task::new(endless);
    for _ in 0..20 {
        assert!(task.poll().is_pending(), "an endless run has ended");
        assert!(task.is_woken(), "the budget is spent and the run sleeps");
    }
    // Another task of the same executor gets to its end.
    let other = Box::pin(async { Source::iter(0..100_000_u64).count().await.expect("it ends") });
    match block_on(select(
        Box::pin(async move { std::future::poll_fn(|_| task.poll()).await }),
        other,
    )) {
        Either::Right((count, _)) => assert_eq!(count, 100_000),
        Either::Left(_) => panic!("an endless run has ended"),
    }
}

#[test]
fn endless_sources_yield() {
    is_cooperative(Source::iter(0_u64..).count());
    is_cooperative(Source::repeat(1_u8).ignore());
    is_cooperative(Source::iter(iter::repeat_n((), usize::MAX)).for_each(drop));
    is_cooperative(Source::from_fn(|| Some(1)).last());
    is_cooperative(Source::unfold(0_u64, |n| Some((n + 1, n))).fold(0_u64, u64::wrapping_add));
    is_cooperative(Source::try_unfold(0_u64, |n| Ok::<_, &str>(Some((n + 1, n)))).count());
    is_cooperative(Source::from_stream(stream::repeat(1)).count());
    is_cooperative(
        Source::from_stream(stream::repeat(1))
            .boxed()
            .count()
            .with_ledger(),
    );
    is_cooperative(Source::iter(0_u64..).boxed().map(|n| n).boxed().count());
    is_cooperative(
        Source::iter(0_u64..)
            .to_mat(Sink::count().boxed(), Keep::right)
            .boxed(),
    );
}

#[test]
fn endless_sources_of_which_nothing_is_left_yield() {
    is_cooperative(Source::iter(0_u64..).filter(|_| false).count());
    is_cooperative(Source::iter(0_u64..).filter(|_| false).head());
    is_cooperative(
        Source::iter(0_u64..)
            .boxed()
            .filter(|_| false)
            .boxed()
            .head(),
    );
    is_cooperative(
        Source::iter(0_u64..)
            .filter_map(|_| None::<u64>)
            .take(1)
            .count(),
    );
    is_cooperative(Source::repeat(0).drop(u64::MAX).boxed().head());
    is_cooperative(Source::repeat(0).drop_while(|_| true).head().with_ledger());
    is_cooperative(
        Source::from_stream(stream::repeat(0))
            .filter(|_| false)
            .head(),
    );
    is_cooperative(Source::repeat(0).grouped(usize::MAX).head());
    is_cooperative(
        Source::try_unfold((), |()| Ok::<_, &str>(Some(((), 0))))
            .filter(|_| false)
            .head(),
    );
}

#[test]
fn endless_outputs_of_one_element_yield() {
    is_cooperative(Source::single(0_u64).map_concat(|n| n..).count());
    is_cooperative(
        Source::single(0_u64)
            .boxed()
            .map_concat(|n| n..)
            .boxed()
            .filter(|_| false)
            .head(),
    );
    is_cooperative(
        Source::repeat(0_u64)
            .map_concat(|_| iter::empty::<u8>())
            .head(),
    );
    is_cooperative(
        Source::repeat(0_u64)
            .map_concat(|n| n..)
            .map_concat(|n| n..)
            .count(),
    );
    is_cooperative(
        Source::from_stream(stream::repeat(1))
            .map_concat(|n| vec![n; 10_000])
            .count(),
    );
    is_cooperative(
        Source::from_stream(stream::repeat(1))
            .map_concat(|_| None::<u8>)
            .head(),
    );
}

#[test]
fn an_endless_stream_of_nothing_yields() {
    is_cooperative(
        Source::iter(0_u64..)
            .filter(|_| false)
            .into_stream(0)
            .into_future(),
    );
    is_cooperative(
        Source::iter(0_u64..)
            .boxed()
            .filter(|_| false)
            .into_stream(0)
            .into_future(),
    );
}

#[test]
fn two_runs_in_one_task_take_turns() {
    let first = Source::iter(0..1_000_000_u64).boxed().count().into_future();
    let second = Source::iter(0..10_u64).count().into_future();
    let (first, second) = block_on(join(first, second));
    assert_eq!((first.unwrap(), second.unwrap()), (1_000_000, 10));
}

#[test]
fn a_run_of_many_elements_is_polled_many_times_and_loses_none() {
    let mut task = Task::new(Source::iter(0..1_000_000_u64).fold(0, |sum, n| sum + n));
    assert_eq!(task.run().unwrap().unwrap(), 499_999_500_000);
    assert!(
        (100..10_000).contains(&task.polls()),
        "{} polls",
        task.polls()
    );
}

#[test]
fn a_budget_that_ends_with_the_last_element_does_not_stall() {
    for count in [4095, 4096, 4097, 8191, 8192, 8193] {
        for graph in [
            Source::iter(0..count).boxed(),
            Source::from_stream(stream::iter(0..count)).boxed(),
        ] {
            assert_eq!(Task::new(graph.count()).run().unwrap().unwrap(), count);
        }
        let unknown = Source::iter((0..count).filter(|_| true)).grouped(2).count();
        assert_eq!(
            Task::new(unknown).run().unwrap().unwrap(),
            count.div_ceil(2)
        );
        let many = Source::single(()).map_concat(|()| 0..count).count();
        assert_eq!(Task::new(many).run().unwrap().unwrap(), count);
    }
}

#[test]
fn an_endless_run_is_dropped_without_a_trace() {
    let counter = DropCounter::new();
    let made = counter.clone();
    let source = Source::from_fn(move || Some(made.element(0_u8)));
    let mut task = Task::new(
        source
            .grouped(1000)
            .map_concat(|group| group)
            .boxed()
            .grouped(50_000)
            .count(),
    );
    for _ in 0..7 {
        assert!(task.poll().is_pending());
    }
    assert!(counter.created() > 10_000);
    drop(task);
    counter.assert_balanced();
}
