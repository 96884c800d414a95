//! The waker of one slot.

use std::sync::Arc;
use std::task::Wake;

use super::word::Word;

/// What the waker of a slot points to. Made once, and lives for as long as somebody may wake it.
pub(super) struct Slot {
    word: Arc<Word>,
    bit: u64,
}

impl Slot {
    pub(super) fn new(word: Arc<Word>, bit: u64) -> Self {
        Self { word, bit }
    }
}

impl Wake for Slot {
    #[inline]
    fn wake(self: Arc<Self>) {
        self.word.wake(self.bit);
    }

    #[inline]
    fn wake_by_ref(self: &Arc<Self>) {
        self.word.wake(self.bit);
    }
}
