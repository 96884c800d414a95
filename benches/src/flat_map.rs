//! Streams of streams (W4): every element becomes a stream, in every way to do it.
//!
//! They are here and not in the bench because two programs run them: one measures the time, the
//! other the allocations.

use std::future;
use std::hint::black_box;
use std::ops::Range;

use forebay::{Breadth, Source};
use futures::executor::block_on;
use futures::{Stream, StreamExt, stream};

use crate::Bar;

/// How many elements a long stream has.
pub const LENGTH: u64 = 20;

/// How many streams run side by side.
const BREADTH: usize = 16;

/// One way to make one stream of many.
#[derive(Clone, Copy, Debug)]
pub struct Way {
    /// What it is called in both programs.
    pub name: &'static str,
    /// Makes streams of so many elements in all, and sums these.
    pub flatten: fn(u64) -> u64,
    /// What ratios are to.
    pub is_limit: bool,
    /// What it has to hold.
    pub bar: Option<Bar>,
}

impl Way {
    const fn limit(name: &'static str, flatten: fn(u64) -> u64) -> Self {
        Self {
            name,
            flatten,
            is_limit: true,
            bar: None,
        }
    }

    const fn row(name: &'static str, flatten: fn(u64) -> u64) -> Self {
        Self {
            name,
            flatten,
            is_limit: false,
            bar: None,
        }
    }

    const fn held(name: &'static str, bar: Bar, flatten: fn(u64) -> u64) -> Self {
        Self {
            bar: Some(bar),
            ..Self::row(name, flatten)
        }
    }
}

/// All ways, by workload.
#[must_use]
pub fn all() -> Vec<(&'static str, Vec<Way>)> {
    vec![
        (
            "W4, one after the other",
            vec![
                Way::limit("futures flat_map", |n| {
                    summed(stream::iter(starts(n)).flat_map(|n| stream::iter(long(n))))
                }),
                Way::row("Iterator::flat_map", |n| {
                    starts(n).flat_map(long).fold(0, u64::wrapping_add)
                }),
                Way::held("flat_map_concat", Bar::Ratio(1.1), concatenated),
                Way::row("flat_map_ordered(16)", ordered),
            ],
        ),
        (
            "W4, side by side",
            vec![
                Way::limit("round robin by hand", round_robin),
                Way::row("futures flat_map_unordered(16)", |n| {
                    let starts = stream::iter(starts(n));
                    summed(starts.flat_map_unordered(BREADTH, |n| stream::iter(long(n))))
                }),
                Way::held("flat_map_merge(16)", Bar::Below(6.0), |n| {
                    merged(n, Breadth::new(BREADTH))
                }),
                Way::row("flat_map_merge(16), one by one", |n| {
                    merged(n, Breadth::new(BREADTH).prefetch(1))
                }),
            ],
        ),
        (
            "streams of one element",
            vec![
                Way::limit("futures flat_map_unordered(16)", |n| {
                    let numbers = stream::iter(numbers(n));
                    summed(numbers.flat_map_unordered(BREADTH, |n| stream::iter([n])))
                }),
                Way::held("flat_map_merge(16)", Bar::Below(60.0), |n| {
                    let source = Source::iter(numbers(n)).flat_map_merge(BREADTH, Source::single);
                    source.fold(0, u64::wrapping_add).wait().unwrap_or(0)
                }),
                Way::row("flat_map_concat", |n| {
                    let source = Source::iter(numbers(n)).flat_map_concat(Source::single);
                    source.fold(0, u64::wrapping_add).wait().unwrap_or(0)
                }),
            ],
        ),
    ]
}

fn numbers(length: u64) -> Range<u64> {
    black_box(0)..black_box(length)
}

/// What the streams begin with, where there are `elements` in all of them.
fn starts(elements: u64) -> Range<u64> {
    numbers(elements / LENGTH)
}

/// A long stream, whose beginning no compiler knows.
fn long(start: u64) -> Range<u64> {
    let start = black_box(start);
    start..start + LENGTH
}

fn summed(elements: impl Stream<Item = u64>) -> u64 {
    block_on(elements.fold(0, |sum: u64, n| future::ready(sum.wrapping_add(n))))
}

#[inline(never)]
fn concatenated(elements: u64) -> u64 {
    let source = Source::iter(starts(elements)).flat_map_concat(|n| Source::iter(long(n)));
    source.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

#[inline(never)]
fn ordered(elements: u64) -> u64 {
    let source = Source::iter(starts(elements));
    let source = source.flat_map_ordered(BREADTH, |n| Source::iter(long(n)));
    source.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

#[inline(never)]
fn merged(elements: u64, breadth: Breadth) -> u64 {
    let source = Source::iter(starts(elements));
    let source = source.flat_map_merge(breadth, |n| Source::iter(long(n)));
    source.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

/// Sixteen ranges, the next element of the next one in turn.
#[inline(never)]
fn round_robin(elements: u64) -> u64 {
    let mut starts = starts(elements);
    let mut slots: Vec<Range<u64>> = starts.by_ref().take(BREADTH).map(long).collect();
    let (mut sum, mut turn) = (0_u64, 0);
    while !slots.is_empty() {
        if turn >= slots.len() {
            turn = 0;
        }
        match (slots[turn].next(), starts.is_empty()) {
            (Some(n), _) => {
                sum = sum.wrapping_add(n);
                turn += 1;
            },
            (None, true) => drop(slots.swap_remove(turn)),
            (None, false) => slots[turn] = starts.next().map_or(0..0, long),
        }
    }
    sum
}
