//! W1b: ten maps and a sum.

use std::future;
use std::hint::black_box;
use std::ops::Range;

use forebay::Source;
use forebay_benches::{Bar, Sample, Unit, Workload, ten_maps};
use futures::executor::block_on;
use futures::{StreamExt, stream};

use crate::ELEMENTS;

const BAR: Bar = Bar::Ratio(1.1);

/// From a range whose beginning no compiler knows.
pub(crate) fn range() -> Workload {
    fn numbers(length: u64) -> Range<u64> {
        black_box(0)..black_box(length)
    }
    Workload::new("W1b, ten maps", Unit::Element, ELEMENTS)
        .limit("loop", |n| Sample::of(n, || by_loop(numbers(n))))
        .limit("Iterator", |n| Sample::of(n, || by_iterator(numbers(n))))
        .row("futures::Stream", |n| {
            Sample::of(n, || by_stream(numbers(n)))
        })
        .held("forebay, awaited", BAR, |n| {
            Sample::of(n, || awaited(numbers(n)))
        })
        .held("forebay, wait", BAR, |n| {
            Sample::of(n, || by_wait(numbers(n)))
        })
        .held("forebay, wait_with_ledger", BAR, |n| {
            Sample::of(n, || by_wait_with_ledger(numbers(n)))
        })
}

#[inline(never)]
pub(crate) fn by_loop(numbers: Range<u64>) -> u64 {
    let mut sum = 0_u64;
    for x in numbers {
        if let Some(y) = ten_maps!(Some(x)) {
            sum = sum.wrapping_add(y);
        }
    }
    sum
}

#[inline(never)]
fn by_iterator(numbers: Range<u64>) -> u64 {
    ten_maps!(numbers).fold(0, u64::wrapping_add)
}

#[inline(never)]
fn by_stream(numbers: Range<u64>) -> u64 {
    let elements = ten_maps!(stream::iter(numbers));
    block_on(elements.fold(0, |sum: u64, x| future::ready(sum.wrapping_add(x))))
}

#[inline(never)]
fn awaited(numbers: Range<u64>) -> u64 {
    let graph = ten_maps!(Source::iter(numbers)).fold(0, u64::wrapping_add);
    block_on(graph.into_future()).unwrap_or(0)
}

#[inline(never)]
fn by_wait(numbers: Range<u64>) -> u64 {
    ten_maps!(Source::iter(numbers))
        .fold(0, u64::wrapping_add)
        .wait()
        .unwrap_or(0)
}

#[inline(never)]
fn by_wait_with_ledger(numbers: Range<u64>) -> u64 {
    let graph = ten_maps!(Source::iter(numbers)).fold(0, u64::wrapping_add);
    graph.wait_with_ledger().result.unwrap_or(0)
}
