//! The short types that functions return.

use forebay::{Completion, Flow, Keep, RunnableGraph, Sink, Source, ThreadPool};
use futures::executor::block_on;

fn numbers() -> Source<u64> {
    Source::iter(0..10_000).filter(|n| n % 2 == 0).boxed()
}

fn texts() -> Flow<u64, String> {
    Flow::new()
        .map(|n: u64| n + 1)
        .map(|n: u64| n.to_string())
        .boxed()
}

fn total_length() -> Sink<String, Completion<u64>> {
    Sink::fold(0, |sum, text: String| sum + text.len() as u64).boxed()
}

fn graph() -> RunnableGraph<Completion<u64>, u64> {
    numbers()
        .via(texts())
        .to_mat(total_length(), Keep::right)
        .boxed()
}

fn model() -> u64 {
    (0..10_000)
        .filter(|n| n % 2 == 0)
        .map(|n: u64| (n + 1).to_string().len() as u64)
        .sum()
}

#[test]
fn boxed_parts_make_a_graph() {
    assert_eq!(graph().wait().unwrap(), model());
    assert_eq!(block_on(graph().into_future()).unwrap(), model());
    assert_eq!(graph().wait_with_ledger().ledger.produced(), 10_000);
    let pool = ThreadPool::shared().unwrap();
    assert_eq!(block_on(graph().run(&pool)).unwrap(), model());
}

#[test]
fn boxed_parts_can_be_stored_and_chosen() {
    let choose = |upper: bool| -> Flow<String, String> {
        if upper {
            Flow::new().map(|text: String| text.to_uppercase()).boxed()
        } else {
            Flow::new().filter(|text: &String| !text.is_empty()).boxed()
        }
    };
    let flows: Vec<Flow<String, String>> = vec![choose(true), choose(false)];
    let words = Source::iter(["a", "", "b"]).map(str::to_owned).boxed();
    let source = flows
        .into_iter()
        .fold(words, |source, flow| source.via(flow).boxed());
    assert_eq!(source.collect::<Vec<_>>().wait().unwrap(), ["A", "B"]);
}

#[test]
fn boxed_and_static_parts_go_together() {
    let sum = |sum, n: u64| sum + n;
    let expected: u64 = (0..10_000).filter(|n| n % 2 == 0).take(100).sum();
    assert_eq!(numbers().take(100).fold(0, sum).wait().unwrap(), expected);
    assert_eq!(
        numbers().take(100).boxed().fold(0, sum).wait().unwrap(),
        expected
    );
    let sink = Sink::fold(0, sum).boxed();
    assert_eq!(
        numbers()
            .take(100)
            .to_mat(sink, Keep::right)
            .wait()
            .unwrap(),
        expected
    );
    let flow = Flow::new()
        .take(100)
        .via(Flow::new().map(|n: u64| n).boxed())
        .boxed();
    assert_eq!(numbers().via(flow).fold(0, sum).wait().unwrap(), expected);
}

#[test]
fn a_seam_asks_for_no_more_than_is_wanted() {
    let outcome = numbers()
        .map(|n| n)
        .boxed()
        .take(3)
        .boxed()
        .count()
        .wait_with_ledger();
    assert_eq!(outcome.result.unwrap(), 3);
    // 0, 2 and 4 are wanted, 1 and 3 are filtered out.
    assert_eq!(outcome.ledger.produced(), 5);
}
