//! The shared word and every way to change it.

use core::fmt;
use core::num::NonZeroU64;

use forebay_protocol::Demand;

use super::state::State;
use super::word::Word;
use super::word::sealed::Atomic;
use super::{Signalled, Waited};
use crate::sync::atomic::Ordering::{self, AcqRel, Acquire, Relaxed, Release};

/// The shared word. What the producer took so far is not in here: it belongs to the producer,
/// who passes it in.
pub(super) struct DemandCell<W: Word> {
    word: W::Atomic,
}

impl<W: Word> DemandCell<W> {
    pub(super) fn new(state: State<W>) -> Self {
        Self {
            word: Atomic::new(state.word()),
        }
    }

    /// Adds to the requested sum. Once that is unbounded or cancelled, this is a load.
    #[inline]
    pub(super) fn grant(&self, count: NonZeroU64) -> Signalled {
        // ORDERING: AcqRel — Release for edge `request→emit`, Acquire for edge `wait→wake`: a
        // caller that is told to wake sees what the producer left for it.
        let order = weaken!(AcqRel, GrantUnpublished => Acquire, GrantUnacquired => Release);
        match self.update(order, |state| state.granted(count)) {
            Ok(before) | Err(before) => before.signalled(),
        }
    }

    #[inline]
    pub(super) fn grant_unbounded(&self) -> Signalled {
        self.raise(State::unbounded())
    }

    #[inline]
    pub(super) fn cancel(&self) -> Signalled {
        self.raise(State::cancelled())
    }

    /// Moves up to `state`, unless the word is there or beyond: a cancelled word stays cancelled.
    #[inline]
    fn raise(&self, state: State<W>) -> Signalled {
        // ORDERING: AcqRel — Release for edges `request→emit` and `cancel→stop`, Acquire for edge
        // `wait→wake`, as in `grant`.
        let order = weaken!(AcqRel, RaiseUnpublished => Acquire, RaiseUnacquired => Release);
        let before = weaken!(
            self.word.fetch_max(state.word(), order),
            RaiseTorn => {
                let before = self.word.load(Acquire);
                self.word.fetch_max(state.word(), order);
                before
            },
            RaiseOverwrites => self.word.swap(state.word(), order),
        );
        State::from_word(before).signalled()
    }

    /// Marks a producer that took `taken` as waiting, if there is nothing to come back for.
    #[inline]
    pub(super) fn wait(&self, taken: u64) -> Waited {
        // ORDERING: Release — edge `wait→wake`: what the producer wrote before, such as how to
        // wake it, is seen by the one who is told to. Nothing is acquired: a producer that is told
        // to look again does so in `look`.
        let order = weaken!(Release, WaitUnpublished => Relaxed);
        match self.update(order, |state| state.waiting(taken)) {
            Ok(_) => Waited::Parked,
            Err(_) => Waited::LookAgain,
        }
    }

    #[inline]
    pub(super) fn demand(&self, taken: u64) -> Demand {
        self.look().demand(taken)
    }

    /// Claims up to `limit` elements and adds their number to `taken`.
    #[inline]
    pub(super) fn take(&self, taken: &mut u64, limit: usize) -> usize {
        let demand = self.demand(*taken);
        let claimed = demand.count_up_to(limit);
        if !demand.is_unbounded() {
            *taken += weaken!(claimed as u64, TakeForgets => 0);
        }
        claimed
    }

    #[inline]
    pub(super) fn is_cancelled(&self) -> bool {
        self.look().is_cancelled()
    }

    /// The producer's look at the word.
    #[inline]
    pub(super) fn look(&self) -> State<W> {
        // ORDERING: Acquire — edges `request→emit` and `cancel→stop`: what was written before a
        // signal is seen by the producer that acts on it.
        State::from_word(self.word.load(weaken!(Acquire, LookUnacquired => Relaxed)))
    }

    /// Moves to the state that `next` makes of the present one, and returns the one before; or
    /// leaves all as it is when `next` makes none, and returns the present one as an error.
    #[inline]
    fn update(
        &self,
        order: Ordering,
        next: impl Fn(State<W>) -> Option<State<W>>,
    ) -> Result<State<W>, State<W>> {
        // ORDERING: Relaxed — a first guess for the exchange below; no data is carried by it, nor
        // by the error it may end as.
        let mut seen = self.word.load(Relaxed);
        while let Some(state) = next(State::from_word(seen)) {
            // ORDERING: on success the caller's; Relaxed on failure: the value is only retried.
            let exchanged = weaken!(
                self.word.compare_exchange_weak(seen, state.word(), order, Relaxed),
                UpdateTorn => {
                    self.word.swap(state.word(), order);
                    Ok(seen)
                },
            );
            match exchanged {
                Ok(before) => return Ok(State::from_word(before)),
                Err(present) => seen = present,
            }
        }
        Err(State::from_word(seen))
    }
}

impl<W: Word> fmt::Debug for DemandCell<W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.look().fmt(f)
    }
}
