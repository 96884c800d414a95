//! The integers that demand can be counted in.

/// An integer that a demand counter can keep its state in.
///
/// Sealed. `u64` is for use; `u8` is for proof: it saturates after 126 elements, so all of its
/// states can be visited by a test and a model can reach the rare ones in a few steps.
pub trait Word: sealed::Word {}

impl Word for u8 {}
impl Word for u64 {}

pub(super) mod sealed {
    use crate::sync::atomic::{AtomicU8, AtomicU64, Ordering};

    /// What [`State`](super::super::state::State) needs to know of an integer.
    pub trait Word: Copy + Eq + Send + Sync + 'static {
        /// Its atomic cousin.
        type Atomic: Atomic<Self>;

        /// The largest value.
        const MAX: Self;

        /// The same value in 64 bits.
        fn widen(self) -> u64;

        /// The same value in this width, which must be able to hold it.
        fn narrow(value: u64) -> Self;
    }

    /// The operations that [`DemandCell`](super::super::cell::DemandCell) needs.
    pub trait Atomic<W>: Send + Sync {
        fn new(value: W) -> Self;
        fn load(&self, order: Ordering) -> W;
        fn fetch_max(&self, value: W, order: Ordering) -> W;
        fn compare_exchange_weak(
            &self,
            current: W,
            new: W,
            success: Ordering,
            failure: Ordering,
        ) -> Result<W, W>;
        /// Only mutants overwrite.
        #[cfg(all(test, any(loom, shuttle)))]
        fn swap(&self, value: W, order: Ordering) -> W;
    }

    macro_rules! word {
        ($word:ident, $atomic:ident) => {
            impl Word for $word {
                type Atomic = $atomic;

                const MAX: Self = $word::MAX;

                #[inline]
                fn widen(self) -> u64 {
                    u64::from(self)
                }

                #[inline]
                #[allow(
                    clippy::cast_possible_truncation,
                    reason = "the caller passes a value of this width, and a debug build checks it"
                )]
                fn narrow(value: u64) -> Self {
                    debug_assert!(value <= u64::from(Self::MAX), "{value} does not fit");
                    value as $word
                }
            }

            // ORDERING: none is chosen here; each call passes on what its caller argued for.
            impl Atomic<$word> for $atomic {
                #[inline]
                fn new(value: $word) -> Self {
                    $atomic::new(value)
                }

                #[inline]
                fn load(&self, order: Ordering) -> $word {
                    self.load(order)
                }

                #[inline]
                fn fetch_max(&self, value: $word, order: Ordering) -> $word {
                    self.fetch_max(value, order)
                }

                #[inline]
                fn compare_exchange_weak(
                    &self,
                    current: $word,
                    new: $word,
                    success: Ordering,
                    failure: Ordering,
                ) -> Result<$word, $word> {
                    self.compare_exchange_weak(current, new, success, failure)
                }

                #[cfg(all(test, any(loom, shuttle)))]
                fn swap(&self, value: $word, order: Ordering) -> $word {
                    self.swap(value, order)
                }
            }
        };
    }

    word!(u8, AtomicU8);
    word!(u64, AtomicU64);
}
