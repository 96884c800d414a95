//! What Forebay does.

use std::hint::black_box;

use forebay::Source;

use super::IN_FLIGHT;
use super::yield_once::{at_once, later};

#[inline(never)]
pub(super) fn ready_unordered(end: u64) -> u64 {
    let results = Source::iter(0..black_box(end)).map_async_unordered(IN_FLIGHT, at_once);
    results.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

#[inline(never)]
pub(super) fn ready_unordered_try(end: u64) -> u64 {
    let results = Source::iter(0..black_box(end)).try_map_async_unordered(IN_FLIGHT, async |n| {
        Ok::<_, std::io::Error>(at_once(n).await)
    });
    results.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

#[inline(never)]
pub(super) fn ready_ordered(end: u64) -> u64 {
    let results = Source::iter(0..black_box(end)).map_async(IN_FLIGHT, at_once);
    results.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

#[inline(never)]
pub(super) fn ready_ordered_boxed(end: u64) -> u64 {
    let results = Source::iter(0..black_box(end))
        .boxed()
        .map_async(IN_FLIGHT, at_once);
    results
        .boxed()
        .fold(0, u64::wrapping_add)
        .wait()
        .unwrap_or(0)
}

#[inline(never)]
pub(super) fn yield_unordered(end: u64) -> u64 {
    let results = Source::iter(0..black_box(end)).map_async_unordered(IN_FLIGHT, later);
    results.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

#[inline(never)]
pub(super) fn yield_ordered(end: u64) -> u64 {
    let results = Source::iter(0..black_box(end)).map_async(IN_FLIGHT, later);
    results.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}
