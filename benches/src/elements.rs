//! What the chains do with an element.

/// `3x + 1`.
#[inline]
#[must_use]
pub fn triple(x: u64) -> u64 {
    x.wrapping_mul(3).wrapping_add(1)
}

/// Half of all numbers, in no order that a branch predictor could not learn.
#[inline]
#[must_use]
pub fn is_even(x: &u64) -> bool {
    x.is_multiple_of(2)
}

/// Flips four bits.
#[inline]
#[must_use]
pub fn flip(x: u64) -> u64 {
    x ^ 0x55
}

/// A step that the compiler cannot merge with the next: an affine one and a bitwise one.
#[inline]
#[must_use]
pub fn mix<const KEY: u64>(x: u64) -> u64 {
    triple(x) ^ KEY
}
