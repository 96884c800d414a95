//! W1 and W1b with the types of their stages forgotten.

use std::future;
use std::hint::black_box;
use std::ops::Range;

use forebay::Source;
use forebay_benches::{Bar, Sample, Unit, Workload, flip, is_even, triple};
use futures::executor::block_on;
use futures::{StreamExt, stream};

use crate::{ELEMENTS, ten_maps, w1};

fn numbers(length: u64) -> Range<u64> {
    black_box(0)..black_box(length)
}

/// Four seams behind four stages, or one behind the last.
pub(crate) fn w1() -> Workload {
    Workload::new("W1, boxed", Unit::Element, ELEMENTS)
        .limit("loop", |n| Sample::of(n, || w1::by_loop(numbers(n))))
        .row("dyn Iterator, every stage", |n| {
            Sample::of(n, || w1_dyn_iterator(numbers(n)))
        })
        .row("futures::Stream, every stage", |n| {
            Sample::of(n, || w1_boxed_stream(numbers(n)))
        })
        .held("forebay, every stage", Bar::Below(0.8), |n| {
            Sample::of(n, || w1_every_stage(numbers(n)))
        })
        .row("forebay, once at the end", |n| {
            Sample::of(n, || w1_once(numbers(n)))
        })
}

/// Eleven seams behind eleven stages, or one behind the last.
pub(crate) fn ten_maps() -> Workload {
    Workload::new("W1b, boxed", Unit::Element, ELEMENTS)
        .limit("loop", |n| Sample::of(n, || ten_maps::by_loop(numbers(n))))
        .held("forebay, every stage", Bar::Below(3.0), |n| {
            Sample::of(n, || ten_maps_every_stage(numbers(n)))
        })
        .row("forebay, once at the end", |n| {
            Sample::of(n, || ten_maps_once(numbers(n)))
        })
}

#[inline(never)]
fn w1_dyn_iterator(numbers: Range<u64>) -> u64 {
    type Elements = Box<dyn Iterator<Item = u64>>;
    let mut elements: Elements = Box::new(numbers);
    elements = Box::new(elements.map(triple));
    elements = Box::new(elements.filter(is_even));
    elements = Box::new(elements.map(flip));
    let mut sum = 0_u64;
    for x in black_box(elements) {
        sum = sum.wrapping_add(x);
    }
    sum
}

#[inline(never)]
fn w1_boxed_stream(numbers: Range<u64>) -> u64 {
    let elements = stream::iter(numbers).boxed().map(triple).boxed();
    let elements = elements
        .filter(|x| future::ready(is_even(x)))
        .boxed()
        .map(flip)
        .boxed();
    block_on(black_box(elements).fold(0, |sum: u64, x| future::ready(sum.wrapping_add(x))))
}

#[inline(never)]
fn w1_every_stage(numbers: Range<u64>) -> u64 {
    let elements = Source::iter(numbers).boxed().map(triple).boxed();
    let elements = elements.filter(is_even).boxed().map(flip).boxed();
    black_box(elements)
        .fold(0, u64::wrapping_add)
        .wait()
        .unwrap_or(0)
}

#[inline(never)]
fn w1_once(numbers: Range<u64>) -> u64 {
    let elements = Source::iter(numbers)
        .map(triple)
        .filter(is_even)
        .map(flip)
        .boxed();
    black_box(elements)
        .fold(0, u64::wrapping_add)
        .wait()
        .unwrap_or(0)
}

#[inline(never)]
fn ten_maps_every_stage(numbers: Range<u64>) -> u64 {
    let elements = forebay_benches::ten_maps!(Source::iter(numbers).boxed(), boxed);
    black_box(elements)
        .fold(0, u64::wrapping_add)
        .wait()
        .unwrap_or(0)
}

#[inline(never)]
fn ten_maps_once(numbers: Range<u64>) -> u64 {
    let elements = forebay_benches::ten_maps!(Source::iter(numbers)).boxed();
    black_box(elements)
        .fold(0, u64::wrapping_add)
        .wait()
        .unwrap_or(0)
}
