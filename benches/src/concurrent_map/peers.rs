//! What others do.

use std::future;
use std::hint::black_box;

use futures::executor::block_on;
use futures::{Stream, StreamExt, stream};
use futures_buffered::BufferedStreamExt;

use super::IN_FLIGHT;
use super::yield_once::{at_once, later};

fn sum(results: impl Stream<Item = u64>) -> u64 {
    block_on(results.fold(0, |sum: u64, n| future::ready(sum.wrapping_add(n))))
}

fn numbers(end: u64) -> impl Stream<Item = u64> {
    stream::iter(0..black_box(end))
}

#[inline(never)]
pub(super) fn ready_unordered(end: u64) -> u64 {
    sum(numbers(end).map(at_once).buffer_unordered(IN_FLIGHT))
}

#[inline(never)]
pub(super) fn ready_ordered(end: u64) -> u64 {
    sum(numbers(end).map(at_once).buffered(IN_FLIGHT))
}

#[inline(never)]
pub(super) fn yield_unordered(end: u64) -> u64 {
    sum(numbers(end).map(later).buffer_unordered(IN_FLIGHT))
}

#[inline(never)]
pub(super) fn yield_ordered(end: u64) -> u64 {
    sum(numbers(end).map(later).buffered(IN_FLIGHT))
}

#[inline(never)]
pub(super) fn ready_unordered_buffered(end: u64) -> u64 {
    sum(numbers(end).map(at_once).buffered_unordered(IN_FLIGHT))
}

#[inline(never)]
pub(super) fn ready_ordered_buffered(end: u64) -> u64 {
    sum(numbers(end).map(at_once).buffered_ordered(IN_FLIGHT))
}

#[inline(never)]
pub(super) fn yield_unordered_buffered(end: u64) -> u64 {
    sum(numbers(end).map(later).buffered_unordered(IN_FLIGHT))
}

#[inline(never)]
pub(super) fn yield_ordered_buffered(end: u64) -> u64 {
    sum(numbers(end).map(later).buffered_ordered(IN_FLIGHT))
}
