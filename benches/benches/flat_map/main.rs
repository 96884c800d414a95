//! What does it cost to make a stream of each element?
#![forbid(unsafe_code)]

use std::error::Error;
use std::hint::black_box;
use std::ops::Range;

use forebay::{Breadth, Source};
use forebay_benches::{Bar, Bench, Sample, Unit, Workload};
use futures::executor::block_on;
use futures::{StreamExt, stream};

const ROUNDS: usize = 21;
const LENGTH: u64 = 20;
const ELEMENTS: u64 = 100_000 * LENGTH;
const BREADTH: usize = 16;

fn main() -> Result<(), Box<dyn Error>> {
    let bench = Bench::from_env(ROUNDS)?;
    bench.run(vec![one_after_the_other(), side_by_side(), short()])
}

fn numbers(n: u64) -> Range<u64> {
    let start = black_box(n);
    start..start + LENGTH
}

fn starts(elements: u64) -> Range<u64> {
    black_box(0)..black_box(elements / LENGTH)
}

fn one_after_the_other() -> Workload {
    Workload::new("W4, one after the other", Unit::Element, ELEMENTS)
        .limit("Iterator::flat_map", |n| {
            Sample::of(n, || starts(n).flat_map(numbers).fold(0, u64::wrapping_add))
        })
        .limit("futures flat_map", |n| {
            Sample::of(n, || {
                let elements = stream::iter(starts(n)).flat_map(|n| stream::iter(numbers(n)));
                block_on(elements.fold(0, |sum: u64, x| std::future::ready(sum.wrapping_add(x))))
            })
        })
        .held("flat_map_concat", Bar::Below(0.6), |n| {
            Sample::of(n, || {
                let elements =
                    Source::iter(starts(n)).flat_map_concat(|n| Source::iter(numbers(n)));
                elements.fold(0, u64::wrapping_add).wait().unwrap_or(0)
            })
        })
        .row("flat_map_ordered", |n| {
            Sample::of(n, || {
                let elements =
                    Source::iter(starts(n)).flat_map_ordered(16, |n| Source::iter(numbers(n)));
                elements.fold(0, u64::wrapping_add).wait().unwrap_or(0)
            })
        })
        .row("switch_map", |n| {
            Sample::of(n, || {
                let elements = Source::iter(starts(n)).switch_map(|n| Source::iter(numbers(n)));
                elements.fold(0, u64::wrapping_add).wait().unwrap_or(0)
            })
        })
}

fn round_robin(elements: u64) -> u64 {
    let mut starts = starts(elements);
    let mut slots: Vec<Range<u64>> = starts.by_ref().take(BREADTH).map(numbers).collect();
    let (mut sum, mut turn) = (0_u64, 0);
    while !slots.is_empty() {
        if turn >= slots.len() {
            turn = 0;
        }
        match slots[turn].next() {
            Some(x) => {
                sum = sum.wrapping_add(x);
                turn += 1;
            },
            None => match starts.next() {
                Some(n) => slots[turn] = numbers(n),
                None => drop(slots.swap_remove(turn)),
            },
        }
    }
    sum
}

fn merged(elements: u64, breadth: Breadth) -> u64 {
    let elements =
        Source::iter(starts(elements)).flat_map_merge(breadth, |n| Source::iter(numbers(n)));
    elements.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

fn side_by_side() -> Workload {
    Workload::new("W4, 16 at a time", Unit::Element, ELEMENTS)
        .limit("round robin by hand", |n| Sample::of(n, || round_robin(n)))
        .row("futures flat_map_unordered", |n| {
            Sample::of(n, || {
                let elements = stream::iter(starts(n))
                    .flat_map_unordered(BREADTH, |n| stream::iter(numbers(n)));
                block_on(elements.fold(0, |sum: u64, x| std::future::ready(sum.wrapping_add(x))))
            })
        })
        .held("flat_map_merge", Bar::Below(6.0), |n| {
            Sample::of(n, || merged(n, Breadth::new(BREADTH)))
        })
        .held("flat_map_merge, in turn", Bar::Below(6.0), |n| {
            Sample::of(n, || merged(n, Breadth::new(BREADTH).prefetch(1)))
        })
}

fn short() -> Workload {
    Workload::new("streams of one element", Unit::Element, 100_000)
        .row("futures flat_map_unordered", |n| {
            Sample::of(n, || {
                let elements = stream::iter(black_box(0)..black_box(n))
                    .flat_map_unordered(BREADTH, |n| stream::iter([n]));
                block_on(elements.fold(0, |sum: u64, x| std::future::ready(sum.wrapping_add(x))))
            })
        })
        .held("flat_map_merge", Bar::Below(60.0), |n| {
            Sample::of(n, || {
                let elements = Source::iter(black_box(0)..black_box(n))
                    .flat_map_merge(BREADTH, Source::single);
                elements.fold(0, u64::wrapping_add).wait().unwrap_or(0)
            })
        })
        .row("flat_map_concat", |n| {
            Sample::of(n, || {
                let elements =
                    Source::iter(black_box(0)..black_box(n)).flat_map_concat(Source::single);
                elements.fold(0, u64::wrapping_add).wait().unwrap_or(0)
            })
        })
}
