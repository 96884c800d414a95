//! A chain gives the same answer however it is put together and however it is run (law L8).
//!
//! A random chain of operators runs over random elements: fused in pairs and with a seam behind
//! each operator, awaited, waited for, spawned, as a stream, and under a random schedule of
//! demand. Each time the answer has to be that of lazy iterators, the books have to balance,
//! and every element has to be gone.

mod chain;
mod model;

use forebay::{Completion, Keep, Outcome, Overflow, Sink, Source, StreamError, ThreadPool};
use forebay_testkit::{DropCounter, TestSink};
use futures::StreamExt;
use futures::executor::block_on;
use proptest::collection::vec;
use proptest::prelude::*;

use self::chain::{Element, Step, fused, unfused};
use self::model::{Answer, answer};
use crate::executor::{Task, run_to_end};

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        Just(Step::Map),
        (1..5_u64).prop_map(Step::Filter),
        (1..5_u64).prop_map(Step::FilterMap),
        Just(Step::Scan),
        (0..20_u64).prop_map(Step::Take),
        (0..5_u64).prop_map(Step::Drop),
        (0..200_u64).prop_map(Step::TakeWhile),
        (0..4_u64).prop_map(Step::MapConcat),
        (1..5_usize).prop_map(Step::Grouped),
        Just(Step::Intersperse),
        (50..400_u64).prop_map(Step::TryMap),
        (0..50_u64).prop_map(Step::Limit),
        (1..9_usize).prop_map(Step::Buffer),
    ];
    vec(step, 0..7)
}

/// Runs a chain in one way and gives its answer.
type Way = fn(Source<Element>) -> Answer;

fn values(elements: Vec<Element>) -> Vec<u64> {
    elements.iter().map(|element| **element).collect()
}

/// What arrived before the end, and whether the end was a failure. A failed fold has no value,
/// so what arrives is told as it comes.
fn watched(
    source: Source<Element>,
    run: impl FnOnce(Source<Element>) -> Result<u64, StreamError>,
) -> Answer {
    let (arrived, told) = std::sync::mpsc::channel();
    let source = source.inspect(move |element| arrived.send(**element).expect("the test listens"));
    let result = run(source.boxed());
    let elements: Vec<u64> = told.iter().collect();
    if let Ok(count) = result {
        assert_eq!(count, elements.len() as u64);
    }
    Answer {
        elements,
        failed: result.is_err(),
    }
}

#[track_caller]
fn checked(outcome: Outcome<u64>) -> Result<u64, StreamError> {
    assert!(outcome.ledger.is_balanced(), "{}", outcome.ledger);
    outcome.result
}

fn awaited(source: Source<Element>) -> Answer {
    watched(source, |source| {
        checked(run_to_end(source.count().with_ledger()))
    })
}

fn waited(source: Source<Element>) -> Answer {
    watched(source, |source| source.count().wait())
}

fn spawned(source: Source<Element>) -> Answer {
    let pool = ThreadPool::shared().expect("threads");
    watched(source, |source| {
        checked(block_on(source.count().run(&pool).with_ledger()))
    })
}

fn into_a_boxed_sink(source: Source<Element>) -> Answer {
    let sink: Sink<Element, Completion<u64>> = Sink::count().boxed();
    watched(source, |source| {
        checked(run_to_end(source.to_mat(sink, Keep::right).with_ledger()))
    })
}

fn as_a_stream(source: Source<Element>) -> Answer {
    let mut elements = Task::new(source.into_stream(0).collect::<Vec<_>>())
        .run()
        .expect("an end");
    let failed = elements.pop_if(|last| last.is_err()).is_some();
    let elements = elements.into_iter().map(Result::unwrap);
    Answer {
        elements: values(elements.collect()),
        failed,
    }
}

fn collected(source: Source<Element>) -> Option<Vec<u64>> {
    run_to_end(source.collect::<Vec<_>>()).ok().map(values)
}

const WAYS: [Way; 5] = [awaited, waited, spawned, into_a_boxed_sink, as_a_stream];

/// Runs with a small budget, asking now for few elements and now for many.
fn scheduled(source: Source<Element>, requests: &[u64], budget: usize) -> Answer {
    let mut sink = TestSink::of(source).with_budget(budget);
    let mut elements = Vec::new();
    for request in requests.iter().cycle() {
        sink.request(*request);
        sink.run();
        elements.extend(values(sink.take()));
        if let Some(ending) = sink.ending() {
            assert!(sink.ledger().is_balanced(), "{}", sink.ledger());
            return Answer {
                elements,
                failed: ending.is_err(),
            };
        }
    }
    unreachable!("a cycle has no end")
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(400)
    })]

    #[test]
    fn a_random_chain_gives_the_answer_of_iterators(
        steps in steps(),
        input in vec(0..100_u64, 0..60),
        requests in vec(1..9_u64, 1..6),
        budget in 1..40_usize,
    ) {
        let expected = answer(&input, &steps);
        let counter = DropCounter::new();
        for build in [fused, unfused] {
            let source = || build(&input, &steps, &counter);
            for way in WAYS {
                prop_assert_eq!(&way(source()), &expected);
                counter.assert_balanced();
            }
            prop_assert_eq!(&scheduled(source(), &requests, budget), &expected);
            counter.assert_balanced();
            let complete = (!expected.failed).then(|| expected.elements.clone());
            prop_assert_eq!(collected(source()), complete);
            counter.assert_balanced();
        }
    }

    #[test]
    fn a_random_chain_that_is_dropped_leaves_nothing(
        steps in steps(),
        input in vec(0..100_u64, 0..60),
        requests in vec(1..9_u64, 0..4),
        budget in 1..40_usize,
    ) {
        let counter = DropCounter::new();
        for build in [fused, unfused] {
            let mut sink = TestSink::of(build(&input, &steps, &counter)).with_budget(budget);
            for request in &requests {
                if sink.is_open() {
                    sink.request(*request);
                    let _step = sink.poll_once(budget);
                }
            }
            drop(sink);
            counter.assert_balanced();
        }
    }
}

/// A buffer offers what it holds and then what comes, in one run; the second offer finds `limit` at
/// its end.
#[test]
fn a_limit_behind_a_buffer_fails_however_it_is_asked() {
    for (budget, request) in [(1, 1), (1, 2), (2, 1), (2, 2), (3, 3)] {
        for held in 1..4 {
            let source = Source::iter([0_u64, 0]).buffer(held, Overflow::Backpressure);
            let mut sink = TestSink::of(source.limit(1)).with_budget(budget);
            while sink.is_open() {
                sink.request(request);
                sink.run();
            }
            let failed = sink.ending().is_some_and(Result::is_err);
            assert!(
                failed,
                "budget {budget}, requests of {request}, buffer({held})"
            );
        }
    }
}
