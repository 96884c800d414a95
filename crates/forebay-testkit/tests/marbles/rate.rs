//! Fewer or more elements come out, as the pace of one side asks for.

use std::iter;

use forebay_dsl::Source;
use forebay_protocol::CancelCause;
use forebay_testkit::{TestSink, TestSource, marble};

fn add(mut batch: Vec<u32>, n: u32) -> Vec<u32> {
    batch.push(n);
    batch
}

#[test]
fn conflate() {
    marble(
        r"
        in   -1-2-3-4--|
        req  1-----1---1
        out  -1----5---(4|)
        ",
    )
    .check(|source| source.conflate(|sum, n| sum + n));
}

#[test]
fn conflate_never_holds_upstream_back() {
    marble(
        r"
        in   (1234)--(56)|
        req  1-----------1
        out  1-----------(x|)
        x = 20
        ",
    )
    .check(|source| source.conflate(|sum, n| sum + n));
}

#[test]
fn conflate_passes_wanted_elements_as_they_are() {
    marble(
        r"
        in   (123)-(45)-|
        req  2-----*
        out  (12)--(345)|
        ",
    )
    .check(|source| source.conflate(|sum, n| sum * 10 + n));
}

#[test]
fn conflate_emits_what_waits_before_a_failure() {
    marble(
        r"
        in   (123#)--
        req  1------1
        out  1------(5#)
        ",
    )
    .check(|source| source.conflate(|sum, n| sum + n));
}

#[test]
fn conflate_counts_every_element_of_what_it_discards() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().conflate(|sum: u32, n| sum + n));
    sink.request(1);
    input.push_all(1..=6);
    let _ = sink.run();
    sink.cancel(&CancelCause::Requested);
    let ledger = sink.ledger();
    let account = ledger.accounts()[1].to_string();
    assert_eq!(account, "conflate: took 6, passed on 1, discarded 5");
}

#[test]
fn conflate_counts_what_is_folded_as_passed_on() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().conflate(|sum: u32, n| sum + n));
    sink.request(1);
    input.push_all(1..=6);
    let _ = sink.run();
    sink.request(1);
    let _ = sink.run();
    assert_eq!(sink.take(), [1, 20]);
    let ledger = sink.ledger();
    let account = ledger.accounts()[1].to_string();
    assert_eq!(account, "conflate: took 6, passed on 6");
    assert_eq!(ledger.dropped(), 0);
}

#[test]
fn conflate_with_an_endless_source_lets_downstream_have_its_turn() {
    let ones = Source::repeat(1_u64).conflate(|sum, n| sum + n).take(2);
    assert_eq!(ones.collect::<Vec<_>>().wait().expect("no failure"), [1, 1]);
}

#[test]
fn conflate_is_blamed_for_its_closure_and_its_books_balance() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().conflate(|sum: u32, n| {
        assert_ne!(n, 4, "four");
        sum + n
    }));
    sink.request(1);
    input.push_all(1..=6);
    let run = std::panic::AssertUnwindSafe(|| sink.run());
    assert!(std::panic::catch_unwind(run).is_err());
    let blamed = forebay_stage::replace_blamed(None);
    assert_eq!(blamed.map(|site| site.name()), Some("conflate"));
    sink.cancel(&CancelCause::Requested);
    let account = sink.ledger().accounts()[1].to_string();
    assert_eq!(account, "conflate: took 4, passed on 1, discarded 3");
}

#[test]
fn conflate_with_seed() {
    marble(
        r"
        in   -1-2-3-4--|
        req  1-----1---1
        out  -x----y---(z|)
        x = [1]
        y = [2, 3]
        z = [4]
        ",
    )
    .check(|source| source.conflate_with_seed(|n| vec![n], add));
}

#[test]
fn batch() {
    marble(
        r"
        in   -1-2-3-4-5-|
        req  1-------1--1
        out  -x------y--(z|)
        x = [1]
        y = [2, 3]
        z = [4, 5]
        ",
    )
    .check(|source| source.batch(2, |n| vec![n], add));
}

#[test]
fn batch_holds_upstream_back_when_it_is_full() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().batch(3, |n| vec![n], add));
    sink.request(1);
    input.push_all(1..=9);
    let _ = sink.run();
    assert_eq!((input.pulled(), sink.take()), (4, vec![vec![1]]));
    sink.request(1);
    let _ = sink.run();
    assert_eq!((input.pulled(), sink.take()), (7, vec![vec![2, 3, 4]]));
}

#[test]
fn batch_of_one_is_a_buffer_of_one() {
    marble(
        r"
        in   (123)--|
        req  1-1-1
        out  x-y-z--|
        ask  2-1-1
        x = [1]
        y = [2]
        z = [3]
        ",
    )
    .check(|source| source.batch(1, |n| vec![n], add));
}

#[test]
#[should_panic(expected = "batch(0, ..): a batch has at least one element")]
fn batch_of_none_panics() {
    let _ = Source::single(1).batch(0, |n| vec![n], add);
}

#[test]
fn batch_weighted() {
    marble(
        r"
        in   -1-2-3-9-1-|
        req  1-------1--1-1
        out  -x------y--z-(w|)
        x = [1]
        y = [2, 3]
        z = [9]
        w = [1]
        ",
    )
    .check(|source| source.batch_weighted(5, |n| u64::from(*n), |n| vec![n], add));
}

#[test]
fn batch_weighted_parks_an_element_that_is_too_heavy_and_begins_with_it() {
    let input = TestSource::new();
    let cost = |n: &u32| u64::from(*n);
    let mut sink = TestSink::of(input.source().batch_weighted(5, cost, |n| vec![n], add));
    sink.request(1);
    input.push_all([1, 2, 4, 1, 7]);
    let _ = sink.run();
    assert_eq!(
        input.pulled(),
        3,
        "the 4 does not fit behind the 2, and waits"
    );
    assert_eq!(sink.take(), [[1]]);
    sink.request(1);
    let _ = sink.run();
    assert_eq!(input.pulled(), 4, "4 and 1 are a full batch");
    sink.request(2);
    let _ = sink.run();
    assert_eq!(sink.take(), [vec![2], vec![4, 1], vec![7]]);
}

#[test]
fn batch_weighted_emits_the_batch_and_then_what_was_parked_at_an_end() {
    marble(
        r"
        in   (128|)----
        req  1-----1--1
        out  x-----y--(z|)
        x = [1]
        y = [2]
        z = [8]
        ",
    )
    .check(|source| source.batch_weighted(5, |n| u64::from(*n), |n| vec![n], add));
    marble(
        r"
        in   (128#)----
        req  1-----1--1
        out  x-----y--(z#)
        x = [1]
        y = [2]
        z = [8]
        ",
    )
    .check(|source| source.batch_weighted(5, |n| u64::from(*n), |n| vec![n], add));
}

#[test]
fn batch_weighted_of_elements_without_weight_is_bounded_in_a_run() {
    let source =
        Source::repeat(0_u32).batch_weighted(1, |n| u64::from(*n), u64::from, |sum, _| sum + 1);
    let ends = source.take(2).collect::<Vec<_>>().wait();
    assert_eq!(ends.expect("no failure"), [0, 0]);
}

#[test]
#[should_panic(expected = "batch_weighted(0, ..): a batch may cost at least one")]
fn batch_weighted_of_none_panics() {
    let _ = Source::single(1).batch_weighted(0, |_| 1, |n| vec![n], add);
}

#[test]
fn expand() {
    marble(
        r"
        in   -1-2-----3-|
        req  1-12---1---1
        out  -11(22)2---(3|)
        ",
    )
    .check(|source| source.expand(iter::repeat));
}

#[test]
fn expand_emits_each_element_at_least_once() {
    marble(
        r"
        in   (1234|)
        req  1-----1-1-1
        out  1-----2-3-(4|)
        ",
    )
    .check(|source| source.expand(iter::repeat));
}

#[test]
fn expand_waits_when_the_results_are_used_up() {
    marble(
        r"
        in   1-----2---|
        req  5
        out  (111)-(22)|
        ",
    )
    .check(|source| source.expand(|n| iter::repeat_n(n, 3)));
}

#[test]
fn expand_skips_an_element_that_becomes_nothing() {
    marble(
        r"
        in   (10203|)
        req  3
        out  (123|)
        ",
    )
    .check(|source| source.expand(|n| (0..n).map(move |_| n)));
    // The same when the iterator does not say beforehand that it is empty.
    marble(
        r"
        in   (102|)-
        req  1-----1
        out  1-----(2|)
        ",
    )
    .check(|source| source.expand(|n| iter::repeat(n).take_while(|n| *n > 0)));
}

#[test]
fn expand_completes_without_demand_when_the_newest_element_is_out() {
    marble(
        r"
        in   1--|
        req  1
        out  1--|
        ",
    )
    .check(|source| source.expand(iter::repeat));
}

#[test]
fn expand_emits_the_newest_element_before_a_failure() {
    marble(
        r"
        in   (12#)-
        req  1----1
        out  1----(2#)
        ",
    )
    .check(|source| source.expand(iter::repeat));
}

#[test]
fn expand_prefers_a_new_element() {
    marble(
        r"
        in   1-(23)---
        req  2-------2
        out  (11)----(23)
        ",
    )
    .check(|source| source.expand(iter::repeat));
}

#[test]
fn expand_without_end_lets_upstream_have_its_turn() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().expand(iter::repeat));
    sink.request_unbounded();
    input.push(1);
    let _ = sink.poll_once(usize::MAX);
    assert_eq!(sink.received(), 1 + 256);
    assert!(sink.is_woken(), "there is more to come");
    input.push(2);
    drop(sink.take());
    let _ = sink.poll_once(usize::MAX);
    assert_eq!(sink.take(), vec![2; 257]);
}
