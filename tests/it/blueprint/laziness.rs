//! Building runs nothing, a clone is a run of its own, and data may be borrowed.

use std::cell::Cell;

use forebay::{Flow, Keep, Sink, Source};
use forebay_testkit::TestSource;
use futures::executor::block_on;
use parking_lot::Mutex;

use crate::executor::Task;

#[test]
fn building_runs_nothing() {
    let input = TestSource::new();
    input.push_all(0..10);
    let calls = Mutex::new(0);
    let count = |_: &u64| *calls.lock() += 1;
    let flow = Flow::new().inspect(count).scan(0, |sum, n| sum + n);
    let source = input
        .source()
        .inspect(count)
        .via(flow)
        .intersperse(0)
        .grouped(2);
    let graph = source.to_mat(Sink::for_each(|_| *calls.lock() += 1), Keep::right);
    assert_eq!((*calls.lock(), input.pulled()), (0, 0));
    let mut task = Task::new(graph);
    assert_eq!(
        (*calls.lock(), input.pulled()),
        (0, 0),
        "materialized, but not polled"
    );
    assert!(task.poll().is_pending());
    assert_eq!(input.pulled(), 10);
}

#[test]
fn a_clone_runs_from_the_beginning() {
    let source = Source::iter(0..1000_u64)
        .filter(|n| n % 3 == 0)
        .scan(0, |sum, n| sum + n);
    let flow = Flow::new()
        .drop(1)
        .grouped(4)
        .map_concat(|group: Vec<u64>| group);
    let graph = source.clone().via(flow.clone()).fold(0, |sum, n| sum + n);
    let first = graph.clone().wait().unwrap();
    assert_eq!(block_on(graph.clone().into_future()).unwrap(), first);
    assert_eq!(graph.wait_with_ledger().result.unwrap(), first);
    assert_eq!(
        source.via(flow).fold(0, |sum, n| sum + n).wait().unwrap(),
        first
    );
}

#[test]
fn a_clone_has_a_state_of_its_own() {
    let fibonacci = Source::unfold((0, 1), |(a, b): (u64, u64)| Some(((b, a + b), a)));
    let graph = fibonacci
        .take(10)
        .zip_with_index()
        .limit(10)
        .collect::<Vec<_>>();
    assert_eq!(graph.clone().wait().unwrap(), graph.wait().unwrap());
    let mut taken = Source::iter(0..9).take(3).into_stream(0);
    let again = Source::iter(0..9).take(3);
    let (first, second) = (again.clone().into_stream(0), again.into_stream(0));
    let next = || block_on(futures::StreamExt::next(&mut taken)).map(Result::unwrap);
    assert_eq!(std::iter::from_fn(next).collect::<Vec<_>>(), [0, 1, 2]);
    for stream in [first, second] {
        let elements = block_on(futures::StreamExt::collect::<Vec<_>>(stream));
        assert_eq!(elements.len(), 3);
    }
}

#[test]
fn data_may_be_borrowed_in_place() {
    let words = ["a".to_owned(), "bb".to_owned(), "ccc".to_owned()];
    let mut seen = Vec::new();
    let longest = Source::iter(&words)
        .inspect(|word| seen.push(word.as_str()))
        .filter(|word| word.len() > 1)
        .fold("", |longest, word| {
            if word.len() > longest.len() {
                word
            } else {
                longest
            }
        });
    assert_eq!(longest.wait().unwrap(), "ccc");
    assert_eq!(seen, ["a", "bb", "ccc"]);
    let lengths = Flow::new().map(|word: &String| word.len());
    let total = Source::iter(&words).via(lengths).fold(0, |sum, n| sum + n);
    assert_eq!(block_on(total.into_future()).unwrap(), 6);
    let stream = Source::iter(&words).map(String::as_str).into_stream(0);
    let first = block_on(futures::StreamExt::collect::<Vec<_>>(stream));
    assert_eq!(first.len(), 3);
}

#[test]
fn elements_need_not_be_sync() {
    let cells = Source::iter((0..3_u64).map(Cell::new)).inspect(|cell| cell.set(cell.get() + 1));
    let sum = cells.boxed().fold(0, |sum, cell| sum + cell.get());
    assert_eq!(sum.wait().unwrap(), 6);
}
