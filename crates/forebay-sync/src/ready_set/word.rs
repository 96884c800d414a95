//! The word of ready bits and the three ways to change it.

use std::sync::Arc;

use super::parent::Parent;
use crate::sync::atomic::AtomicU64;
use crate::sync::atomic::Ordering::{AcqRel, Acquire, Relaxed, Release};

/// How many slots share a word.
pub(super) const SLOTS: usize = 63;

/// The owner sleeps: the first slot to be woken wakes the parent.
const PARKED: u64 = 1 << SLOTS;

/// Which of 63 slots were woken, and whether the owner sleeps.
pub(super) struct Word {
    bits: AtomicU64,
    parent: Arc<Parent>,
}

impl Word {
    pub(super) fn new(parent: Arc<Parent>) -> Self {
        Self {
            bits: AtomicU64::new(0),
            parent,
        }
    }

    /// Marks a slot as woken; wakes the parent if it sleeps and nobody else has woken it.
    #[inline]
    pub(super) fn wake(&self, slot: u64) {
        // ORDERING: AcqRel — Release for edge `wake→sweep`; Acquire for edge `park→wake`, for the
        // one who finds the owner parked.
        let order = weaken!(AcqRel, WakeUnpublished => Acquire, WakeUnacquired => Release);
        let before = weaken!(
            self.bits.fetch_or(slot, order),
            WakeTorn => {
                let before = self.bits.load(Acquire);
                self.bits.fetch_or(slot, order);
                before
            },
        );
        if weaken!(before == PARKED, WakesForEachSlot => before & PARKED != 0) {
            self.parent.wake();
        }
    }

    /// Takes the slots that were woken, and the owner out of bed.
    #[inline]
    pub(super) fn take(&self) -> u64 {
        // ORDERING: Relaxed — only spares the swap where there is nothing to take; what this does
        // not see yet is found by `park`, or has woken the parent.
        if self.bits.load(Relaxed) & !PARKED == 0 {
            return 0;
        }
        // ORDERING: Acquire — edge `wake→sweep`: what was written before a slot was woken is seen by
        // the owner that polls it. Nothing is published by being awake.
        let order = weaken!(Acquire, SweepUnacquired => Relaxed);
        let before = weaken!(
            self.bits.swap(0, order),
            SweepTorn => {
                // ORDERING: as for the swap; the fault is that there are two steps.
                let before = self.bits.load(Acquire);
                self.bits.store(0, Relaxed);
                before
            },
        );
        before & !PARKED
    }

    /// Puts the owner to bed, if no slot was woken. `was_parked` is what it left the word as.
    #[inline]
    pub(super) fn park(&self, was_parked: bool) -> bool {
        let expected = if was_parked { PARKED } else { 0 };
        if weaken!(false, ParkTrusts => was_parked) {
            return true;
        }
        // ORDERING: Release — edge `park→wake`: the one who wakes the parent sees what was written
        // before this, the parent's waker included. Relaxed on failure: the owner sweeps then.
        let order = weaken!(Release, ParkUnpublished => Relaxed);
        weaken!(
            self.bits
                .compare_exchange(expected, PARKED, order, Relaxed)
                .is_ok(),
            ParkTorn => {
                // ORDERING: as for the exchange; the fault is that there are two steps.
                let is_empty = self.bits.load(Acquire) == expected;
                if is_empty {
                    self.bits.fetch_or(PARKED, order);
                }
                is_empty
            },
        )
    }
}
