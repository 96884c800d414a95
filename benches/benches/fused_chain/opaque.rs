//! W1s: W1 from an iterator that the compiler cannot see through.

use std::hint::black_box;
use std::iter;

use forebay_benches::{Bar, Sample, Unit, Workload};

use crate::{ELEMENTS, w1};

const BAR: Bar = Bar::Ratio(1.2);

/// Every element is hidden, the length is promised.
pub(crate) fn with_size_hint() -> Workload {
    fn numbers(length: u64) -> impl Iterator<Item = u64> + Send {
        (black_box(0)..black_box(length)).map(black_box)
    }
    Workload::new("W1s, opaque, with a size hint", Unit::Element, ELEMENTS)
        .limit("next() loop", |n| Sample::of(n, || w1::by_loop(numbers(n))))
        .limit("Iterator", |n| {
            Sample::of(n, || w1::by_iterator(numbers(n)))
        })
        .row("futures::Stream", |n| {
            Sample::of(n, || w1::by_stream(numbers(n)))
        })
        .held("forebay, awaited", BAR, |n| {
            Sample::of(n, || w1::awaited(numbers(n)))
        })
        .held("forebay, wait", BAR, |n| {
            Sample::of(n, || w1::by_wait(numbers(n)))
        })
        .held("forebay, wait_with_ledger", BAR, |n| {
            Sample::of(n, || w1::by_wait_with_ledger(numbers(n)))
        })
}

/// Every element is hidden, and so is the length.
pub(crate) fn without_size_hint() -> Workload {
    fn numbers(length: u64) -> impl Iterator<Item = u64> + Send {
        let (mut next, end) = (black_box(0), black_box(length));
        iter::from_fn(move || {
            let x = next;
            next += 1;
            (x < end).then(|| black_box(x))
        })
    }
    Workload::new("W1s, opaque, no size hint", Unit::Element, ELEMENTS)
        .limit("next() loop", |n| Sample::of(n, || w1::by_loop(numbers(n))))
        .limit("Iterator", |n| {
            Sample::of(n, || w1::by_iterator(numbers(n)))
        })
        .row("futures::Stream", |n| {
            Sample::of(n, || w1::by_stream(numbers(n)))
        })
        .held("forebay, awaited", BAR, |n| {
            Sample::of(n, || w1::awaited(numbers(n)))
        })
        .held("forebay, wait", BAR, |n| {
            Sample::of(n, || w1::by_wait(numbers(n)))
        })
        .held("forebay, wait_with_ledger", BAR, |n| {
            Sample::of(n, || w1::by_wait_with_ledger(numbers(n)))
        })
}
