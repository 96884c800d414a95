//! A source as a `futures::Stream` that pulls ahead.

use std::sync::Arc;
use std::task::Poll;

use forebay::stage::{Context, Outlet, Stage};
use forebay::{CancelCause, Demand, Ledger, Source, StreamError, StreamErrorKind};
use forebay_testkit::{DropCounter, TestSource};
use futures::executor::block_on;
use futures::stream::FusedStream;
use futures::{FutureExt, Stream, StreamExt, TryStreamExt, stream};
use parking_lot::Mutex;

use crate::executor::Task;
use crate::hostile::three_is_too_much;

/// The next element, if it is there at once.
fn now<S: Stream + Unpin>(stream: &mut S) -> Poll<Option<S::Item>> {
    stream
        .next()
        .now_or_never()
        .map_or(Poll::Pending, Poll::Ready)
}

/// The next elements, which have to be there at once.
#[track_caller]
fn expect<S, T, E>(stream: &mut S, elements: impl IntoIterator<Item = T>)
where
    S: Stream<Item = Result<T, E>> + Unpin,
    T: PartialEq + std::fmt::Debug,
    E: std::fmt::Debug,
{
    for element in elements {
        let Poll::Ready(Some(Ok(found))) = now(stream) else {
            panic!("{element:?} is not there")
        };
        assert_eq!(found, element);
    }
}

/// The numbers from 0, and what each run of the stage was asked for.
struct Numbers {
    next: u64,
    asked: Arc<Mutex<Vec<Demand>>>,
}

impl Stage for Numbers {
    type Out = u64;

    fn poll_run<O: Outlet<u64>>(
        &mut self,
        _: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        self.asked.lock().push(out.demand());
        while !out.demand().is_none() {
            out.push(self.next);
            self.next += 1;
        }
        Poll::Pending
    }

    fn cancel(&mut self, _: &CancelCause) {}

    fn account(&self, _: &mut Ledger) {}
}

#[test]
fn demand_comes_in_batches_and_is_refilled_at_half() {
    let asked = Arc::default();
    let numbers = Numbers {
        next: 0,
        asked: Arc::clone(&asked),
    };
    let mut elements = Source::from_stage(numbers).into_stream(8);
    // What was asked for by each poll: 8 at first, then 4 more whenever 4 are left. In between
    // the source, which waits for nothing, is left alone.
    for (n, demand) in [8, 0, 0, 4, 0, 0, 0, 4, 0].into_iter().enumerate() {
        assert!(asked.lock().is_empty());
        expect(&mut elements, [n as u64]);
        let expected: Vec<_> = (demand > 0)
            .then_some(Demand::Bounded(demand))
            .into_iter()
            .collect();
        assert_eq!(
            std::mem::take(&mut *asked.lock()),
            expected,
            "at element {n}"
        );
    }
}

#[test]
fn small_prefetches_work_ahead_of_the_poll() {
    for (prefetch, after) in [
        (1, [2, 3, 4, 5]),
        (2, [3, 4, 5, 6]),
        (3, [3, 5, 5, 7]),
        (5, [5, 5, 8, 8]),
    ] {
        let input = TestSource::new();
        input.push_all(0..100);
        let mut elements = input.source().into_stream(prefetch);
        for (n, pulled) in after.into_iter().enumerate() {
            expect(&mut elements, [n]);
            assert_eq!(input.pulled(), pulled, "prefetch {prefetch}, element {n}");
        }
    }
}

#[test]
fn a_stream_that_starves_has_the_whole_prefetch_open() {
    let input = TestSource::new();
    let mut elements = input.source().into_stream(4);
    assert!(now(&mut elements).is_pending());
    for n in 0..3 {
        input.push(n);
        expect(&mut elements, [n]);
        assert!(now(&mut elements).is_pending());
        // A stream that starves is topped up at once, to 4 and not beyond.
        assert_eq!(input.requested(), Demand::Bounded(n + 1 + 4));
    }
    assert_eq!(input.pulled(), 3);
}

#[test]
fn elements_that_are_held_come_before_a_failure() {
    let input = TestSource::new();
    input.push_all(0..3);
    input.fail("torn");
    let mut elements = input.source().into_stream(16);
    expect(&mut elements, [0]);
    assert!(input.has_ended());
    assert!(!elements.is_terminated());
    assert_eq!(elements.size_hint(), (3, Some(3)));
    expect(&mut elements, [1, 2]);
    assert!(!elements.is_terminated());
    let Poll::Ready(Some(Err(error))) = now(&mut elements) else {
        panic!("no failure")
    };
    assert_eq!(error.cause().to_string(), "torn");
    assert!(elements.is_terminated());
    assert_eq!(elements.size_hint(), (0, Some(0)));
    for _ in 0..3 {
        assert!(matches!(now(&mut elements), Poll::Ready(None)));
    }
}

#[test]
fn elements_that_are_held_come_before_a_panic() {
    for prefetch in [1, 2, 3, 4, 5, 100] {
        let counter = DropCounter::new();
        let made = counter.clone();
        let source = Source::iter(0..10)
            .map(three_is_too_much)
            .map(move |n| made.element(n));
        let mut elements: Vec<_> = block_on(source.into_stream(prefetch).collect());
        let error = elements.pop().unwrap().unwrap_err();
        assert_eq!(error.kind(), StreamErrorKind::Panicked);
        assert_eq!(error.site().unwrap().name(), "map");
        let values: Vec<u64> = elements.iter().map(|n| **n.as_ref().unwrap()).collect();
        assert_eq!(values, [0, 1, 2], "prefetch {prefetch}");
        drop(elements);
        counter.assert_balanced();
    }
}

#[test]
fn dropping_the_stream_drops_what_is_held() {
    for polled in 0..10 {
        let counter = DropCounter::new();
        let input = TestSource::new();
        input.push_all(counter.elements(20));
        let mut elements = input.source().boxed().into_stream(6);
        for _ in 0..polled {
            drop(block_on(elements.next()));
        }
        drop(elements);
        assert!(input.dropped());
        counter.assert_balanced();
    }
}

#[test]
fn a_stream_that_waits_is_woken() {
    for prefetch in [1, 2, 3, 64] {
        let input = TestSource::new();
        let mut task = Task::new(
            input
                .source()
                .into_stream(prefetch)
                .try_collect::<Vec<u64>>(),
        );
        assert!(task.poll().is_pending());
        assert!(!task.is_woken());
        input.push_all(0..5);
        assert!(task.is_woken());
        assert!(task.poll().is_pending());
        input.complete();
        assert!(task.is_woken());
        assert_eq!(task.run().unwrap().unwrap(), [0, 1, 2, 3, 4]);
    }
}

#[test]
fn a_source_that_waits_runs_at_each_poll_although_elements_are_held() {
    let input = TestSource::new();
    input.push_all(0..6);
    let mut elements = input.source().into_stream(8);
    expect(&mut elements, [0]);
    // Two of the first eight are missing: the source waits, five are held.
    input.push_all([6, 7]);
    expect(&mut elements, [1]);
    assert_eq!(
        input.pulled(),
        8,
        "what it waited for has come and it was not run"
    );
}

#[test]
fn a_stream_that_moves_to_another_task_wakes_that_one() {
    let input = TestSource::new();
    let mut elements = input.source().into_stream(4);
    let mut here = Task::new(poll_once(&mut elements));
    assert!(matches!(here.poll(), Poll::Ready(Poll::Pending)));
    drop(here);
    let mut there = Task::new(elements.next());
    assert!(there.poll().is_pending());
    input.push(7);
    assert!(there.is_woken(), "the old task was woken instead");
    assert!(matches!(there.poll(), Poll::Ready(Some(Ok(7)))));
}

/// Polls the stream once, whatever comes of it.
async fn poll_once<S: Stream + Unpin>(stream: &mut S) -> Poll<Option<S::Item>> {
    std::future::poll_fn(|cx| Poll::Ready(stream.poll_next_unpin(cx))).await
}

#[test]
fn a_budget_that_is_spent_goes_on_at_the_next_poll() {
    // Each element costs a budget and a half.
    let source = Source::iter(0_u64..60_000).filter(|n| n % 6000 == 5999);
    for prefetch in [0, 1, 2, 7] {
        let mut task = Task::new(source_of(&source, prefetch).try_collect::<Vec<u64>>());
        let found = task.run().expect("stalled").unwrap();
        assert_eq!(found.len(), 10);
        assert_eq!((found[0], found[9]), (5999, 59_999));
    }
}

#[test]
fn a_source_that_has_spent_its_budget_works_on_although_elements_are_held() {
    let made = Mutex::new(0);
    let source = Source::iter(0_u64..).inspect(|_| *made.lock() += 1);
    let mut elements = source.filter(|n| *n < 3).into_stream(8);
    expect(&mut elements, [0]);
    let one_budget = *made.lock();
    expect(&mut elements, [1]);
    assert_eq!(*made.lock(), 2 * one_budget);
}

fn source_of<M, P>(
    source: &Source<u64, M, P>,
    prefetch: usize,
) -> impl Stream<Item = Result<u64, StreamError>>
where
    P: forebay::blueprint::SourcePart<Out = u64, Mat = M> + Clone,
{
    source.clone().into_stream(prefetch)
}

#[test]
fn a_prefetch_beyond_all_memory_reserves_none() {
    let elements = Source::iter(0..100_u64).into_stream(usize::MAX);
    assert_eq!(block_on(elements.count()), 100);
    let mut endless = Source::iter(0_u64..).into_stream(usize::MAX);
    expect(&mut endless, 0..10);
    assert!(endless.size_hint().0 < 100_000, "it read on and on");
}

#[test]
fn there_and_back_again_is_the_same_stream() {
    for prefetch in [0, 1, 2, 5, 100] {
        let there = Source::from_stream(stream::iter(0..1000_u64))
            .filter(|n| n % 3 == 0)
            .into_stream(prefetch);
        let back = Source::from_stream(there).try_map(|element| element);
        let all = back.collect::<Vec<_>>().wait().unwrap();
        assert!(all.into_iter().eq((0..1000).step_by(3)));
    }
}
