//! W1 in every variant, from any iterator: `3x + 1`, keep the even ones, flip bits, sum.
//!
//! Each is a function of its own that is never inlined, so that no variant profits or suffers
//! from what stands around it.

use std::future;

use forebay::Source;
use forebay_benches::{flip, is_even, triple};
use futures::executor::block_on;
use futures::{StreamExt, stream};

#[inline(never)]
pub(crate) fn by_loop(elements: impl Iterator<Item = u64>) -> u64 {
    let mut sum = 0_u64;
    for x in elements {
        let y = triple(x);
        if is_even(&y) {
            sum = sum.wrapping_add(flip(y));
        }
    }
    sum
}

/// The loop that knows where its range begins.
#[inline(never)]
pub(crate) fn by_loop_from_zero(end: u64) -> u64 {
    let mut sum = 0_u64;
    for x in 0..end {
        let y = triple(x);
        if is_even(&y) {
            sum = sum.wrapping_add(flip(y));
        }
    }
    sum
}

#[inline(never)]
pub(crate) fn by_iterator(elements: impl Iterator<Item = u64>) -> u64 {
    elements
        .map(triple)
        .filter(is_even)
        .map(flip)
        .fold(0, u64::wrapping_add)
}

#[inline(never)]
pub(crate) fn by_stream(elements: impl Iterator<Item = u64>) -> u64 {
    block_on(
        stream::iter(elements)
            .map(triple)
            .filter(|x| future::ready(is_even(x)))
            .map(flip)
            .fold(0, |sum: u64, x| future::ready(sum.wrapping_add(x))),
    )
}

#[inline(never)]
pub(crate) fn by_wait(elements: impl Iterator<Item = u64> + Send) -> u64 {
    let chain = Source::iter(elements).map(triple).filter(is_even).map(flip);
    chain.fold(0, u64::wrapping_add).wait().unwrap_or(0)
}

#[inline(never)]
pub(crate) fn awaited(elements: impl Iterator<Item = u64> + Send) -> u64 {
    let chain = Source::iter(elements).map(triple).filter(is_even).map(flip);
    block_on(chain.fold(0, u64::wrapping_add).into_future()).unwrap_or(0)
}

#[inline(never)]
pub(crate) fn by_wait_with_ledger(elements: impl Iterator<Item = u64> + Send) -> u64 {
    let chain = Source::iter(elements).map(triple).filter(is_even).map(flip);
    chain
        .fold(0, u64::wrapping_add)
        .wait_with_ledger()
        .result
        .unwrap_or(0)
}
