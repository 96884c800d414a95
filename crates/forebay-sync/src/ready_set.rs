//! Which of many slots were woken: how one task waits for many futures or stages.
//!
//! A stage that runs many futures gives each a waker of its own. Whoever wakes one of them sets a
//! bit, and only the first of them wakes the task. The task takes all bits at once and polls what
//! they stand for, and nothing else: with ten thousand futures in flight, one that was woken costs
//! one poll.
//!
//! # The word
//!
//! ```text
//!    63   62                                            0
//!  ┌───┬──────────────────────────────────────────────────┐
//!  │ P │ woken: one bit for each of 63 slots              │
//!  └───┴──────────────────────────────────────────────────┘
//!
//!  call    from                     to                    and
//!  wake    P = 1, nothing woken     P = 1, the slot's bit  wakes the parent
//!  wake    anything else            + the slot's bit
//!  sweep   something woken          0, so P = 0            takes the bits
//!  park    0                        P = 1                  Parked
//!  park    something woken          (no change)            LookAgain
//! ```
//!
//! *P* says that the owner sleeps and must be told. It is set only where nothing is woken, in one
//! step with the look that finds nothing; and a wake learns in one step with setting its bit whether
//! it was the first after that. So a wake is either found by the park or wakes the parent, and of
//! many wakes one does.
//!
//! A set of more than 63 slots has several words, each with a *P* of its own. They know nothing of
//! one another: the parent is woken once by each word that had nothing, at most. A word in which
//! nothing happens stays parked and costs one load a sweep.
//!
//! A word that stays parked still means the waker that the owner brought when it parked. If it
//! brings another, each parked word is exchanged for itself: a wake that came before may have woken
//! the old one only, and is found by that; one that comes after sees the new one.
//!
//! # Edges
//!
//! | Edge | Written by | Read by | Carries | Models |
//! |---|---|---|---|---|
//! | `wake→sweep` | the waker of a slot | [`ReadySet::sweep`] | what was made ready | `wake_publishes_to_sweep` |
//! | `park→wake` | [`ReadySet::park`] | the waker of a slot that wakes the parent | what the owner wrote before it slept | `park_publishes_to_the_parent` |

#[cfg(all(test, not(shuttle)))]
mod models;
mod parent;
mod slot;
#[cfg(all(test, not(loom), not(shuttle)))]
mod tests;
mod word;

use core::fmt;
use std::sync::Arc;
use std::task::Waker;

use self::parent::Parent;
use self::slot::Slot;
use self::word::{SLOTS, Word};
use crate::Waited;

/// Which of many slots were woken since they were last looked at.
///
/// One task owns the set. Each slot has a [`waker`](Self::waker), made once, for the future or the
/// stage that is in the slot now. The owner [sweeps](Self::sweep), [pops](Self::pop) the slots that
/// were woken and polls those; before it sleeps it [parks](Self::park).
///
/// A wake-up means a look, not a promise: the slot's future may be gone or another one by then. To
/// wake a slot is harmless at any time, also after the set was dropped.
///
/// ```
/// use std::task::Waker;
///
/// use forebay_sync::{ReadySet, Waited};
///
/// let mut ready = ReadySet::new();
/// let (first, third) = (ready.waker(0).clone(), ready.waker(2).clone());
///
/// // The island's waker would stand here.
/// let parent = Waker::noop();
/// assert_eq!(ready.park(parent), Waited::Parked);
///
/// third.wake_by_ref(); // Wakes the parent.
/// first.wake_by_ref(); // Does not: it is awake already.
///
/// assert!(ready.sweep());
/// assert_eq!((ready.pop(), ready.pop(), ready.pop()), (Some(0), Some(2), None));
/// assert_eq!(ready.park(parent), Waited::Parked);
/// ```
///
/// It makes a waker and a word of bits when a slot is used for the first time, and allocates
/// nothing after that.
#[derive(Default)]
pub struct ReadySet {
    parent: Arc<Parent>,
    /// The waker that words which are parked were parked with.
    registered: Option<Arc<Waker>>,
    words: Vec<Shared>,
    wakers: Vec<Waker>,
    /// The word that is popped from.
    cursor: usize,
}

/// A word with what the owner keeps beside it.
struct Shared {
    word: Arc<Word>,
    /// Swept and not yet popped.
    in_hand: u64,
    /// The word was left parked, and nothing was taken from it since.
    is_parked: bool,
}

impl ReadySet {
    /// A set of which no slot was used yet.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    /// The waker of a slot. The same one every time, so it may be kept in place of another.
    ///
    /// The first call for a slot makes it, and those of all slots below it.
    #[inline]
    pub fn waker(&mut self, slot: usize) -> &Waker {
        if slot >= self.wakers.len() {
            self.grow(slot);
        }
        &self.wakers[slot]
    }

    #[cold]
    fn grow(&mut self, slot: usize) {
        for slot in self.wakers.len()..=slot {
            if slot / SLOTS == self.words.len() {
                self.words.push(Shared {
                    word: Arc::new(Word::new(Arc::clone(&self.parent))),
                    in_hand: 0,
                    is_parked: false,
                });
            }
            let word = Arc::clone(&self.words[slot / SLOTS].word);
            self.wakers
                .push(Waker::from(Arc::new(Slot::new(word, bit(slot)))));
        }
    }

    /// Puts a slot among those to be popped, as a wake-up would, at no cost in atomics.
    ///
    /// For what the owner itself makes ready: a stage that has not run yet, or one whose neighbour
    /// gave it something to do.
    #[inline]
    pub fn mark(&mut self, slot: usize) {
        if slot >= self.wakers.len() {
            self.grow(slot);
        }
        self.words[slot / SLOTS].in_hand |= bit(slot);
    }

    /// Takes what was woken into the owner's hand; true if something is in it then.
    ///
    /// Takes nothing while something is left there from before: a slot that is woken over and over
    /// must not come before one that still waits to be popped.
    #[inline]
    pub fn sweep(&mut self) -> bool {
        if self.has_in_hand() {
            return true;
        }
        let mut swept = 0;
        for shared in &mut self.words {
            let woken = shared.word.take();
            if woken != 0 {
                shared.is_parked = false;
                shared.in_hand = woken;
            }
            swept |= woken;
        }
        swept != 0
    }

    /// The next slot in the owner's hand. Each comes once for a sweep, however often it was woken.
    #[inline]
    pub fn pop(&mut self) -> Option<usize> {
        for _ in 0..self.words.len() {
            let in_hand = &mut self.words[self.cursor].in_hand;
            if *in_hand != 0 {
                let lowest = in_hand.trailing_zeros() as usize;
                *in_hand &= *in_hand - 1;
                return Some(self.cursor * SLOTS + lowest);
            }
            self.cursor = if self.cursor + 1 == self.words.len() {
                0
            } else {
                self.cursor + 1
            };
        }
        None
    }

    /// True if something was swept or marked and not popped yet.
    #[inline]
    #[must_use]
    pub fn has_in_hand(&self) -> bool {
        self.words.iter().any(|shared| shared.in_hand != 0)
    }

    /// Declares that the owner is about to sleep, and that `parent` is to be woken when a slot is.
    ///
    /// Sleep only if the answer is [`Waited::Parked`]. On [`Waited::LookAgain`] something was woken
    /// since the last sweep, or is still in hand, and nobody will tell.
    #[inline]
    pub fn park(&mut self, parent: &Waker) -> Waited {
        if self.has_in_hand() {
            return Waited::LookAgain;
        }
        let is_new = self.register(parent);
        for shared in &mut self.words {
            if shared.is_parked && !is_new {
                continue;
            }
            shared.is_parked = shared.word.park(shared.is_parked);
            if !shared.is_parked {
                return Waited::LookAgain;
            }
        }
        Waited::Parked
    }

    /// Leaves `parent` where the wakers of the slots find it; true if it is another than before.
    #[inline]
    fn register(&mut self, parent: &Waker) -> bool {
        let is_known = |known: &Arc<Waker>| known.will_wake(parent);
        if self.registered.as_ref().is_some_and(is_known) {
            return false;
        }
        let parent = Arc::new(parent.clone());
        self.registered = Some(Arc::clone(&parent));
        self.parent.replace(Some(parent));
        true
    }
}

/// The bit of a slot in its word.
#[inline]
const fn bit(slot: usize) -> u64 {
    1 << (slot % SLOTS)
}

impl Drop for ReadySet {
    /// Lets go of the parent's waker: wakers of slots may be kept for long in places that the set
    /// does not know, and a task must not live on in them (law L6).
    fn drop(&mut self) {
        if self.registered.is_some() {
            self.parent.replace(None);
        }
    }
}

impl fmt::Debug for ReadySet {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadySet")
            .field("slots", &self.wakers.len())
            .field("has_in_hand", &self.has_in_hand())
            .finish_non_exhaustive()
    }
}
