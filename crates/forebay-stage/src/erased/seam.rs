//! The far side of an erased seam.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};

use super::slice_buffer::SliceOutlet;
use super::{ErasedStage, SliceBuffer};
use crate::{Account, Context, Fuse, Ledger, Stage};

/// A stage with the slice it fills: the far side of an erased seam.
///
/// Everything of the seam is here, behind one pointer, so that what is moved about while a
/// chain is built stays small.
pub struct Seam<S: Stage> {
    stage: S,
    fuse: Fuse,
    /// How the stage has ended, for as long as elements from before that are in the slice.
    ending: Option<Result<(), StreamError>>,
    slice: SliceBuffer<S::Out>,
    received: u64,
    discarded: u64,
}

impl<S: Stage> Seam<S> {
    /// Puts `stage` behind a seam; `site` names the seam in the ledger.
    #[inline]
    #[must_use]
    pub fn new(stage: S, site: Site) -> Self {
        let slice = SliceBuffer::new(site);
        Self {
            stage,
            fuse: Fuse::new(),
            ending: None,
            slice,
            received: 0,
            discarded: 0,
        }
    }

    /// The stage behind the seam.
    #[inline]
    pub fn stage_mut(&mut self) -> &mut S {
        &mut self.stage
    }
}

impl<S: Stage<Out: Send>> ErasedStage<S::Out> for Seam<S> {
    fn poll_fill(
        &mut self,
        cx: &mut Context<'_>,
        wanted: usize,
    ) -> (Poll<Result<(), StreamError>>, &mut SliceBuffer<S::Out>) {
        if self.fuse.has_ended() {
            let ending = self.ending.clone();
            return (ending.map_or(Poll::Pending, Poll::Ready), &mut self.slice);
        }
        let before = self.slice.len();
        let filling = Filling {
            before,
            slice: &mut self.slice,
            received: &mut self.received,
        };
        let mut outlet = SliceOutlet {
            slice: &mut *filling.slice,
            wanted,
        };
        let polled = self.fuse.poll_run(&mut self.stage, cx, &mut outlet);
        drop(filling);
        if let Poll::Ready(ending) = &polled
            && self.slice.len() > 0
        {
            self.ending = Some(ending.clone());
        }
        (polled, &mut self.slice)
    }

    fn cancel_erased(&mut self, cause: &CancelCause) {
        // What is neither here nor passed on was dropped while a panic unwound. Counted first: a
        // destructor that panics must not keep it from the books.
        self.discarded = self.received - self.slice.passed_on();
        self.slice.clear();
        self.fuse.cancel(&mut self.stage, cause);
    }

    fn account_erased(&self, ledger: &mut Ledger) {
        self.stage.account(ledger);
        let account = Account::seam(self.slice.site, self.received, self.slice.passed_on());
        ledger.enter(account.with_discarded(self.discarded));
    }
}

/// A slice while it is filled; counts what has come, also when a panic unwinds.
struct Filling<'a, T> {
    before: usize,
    slice: &'a mut SliceBuffer<T>,
    received: &'a mut u64,
}

impl<T> Drop for Filling<'_, T> {
    #[inline]
    fn drop(&mut self) {
        *self.received += (self.slice.len() - self.before) as u64;
    }
}

impl<S: Stage> fmt::Debug for Seam<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seam")
            .field("site", &self.slice.site)
            .field("slice", &self.slice)
            .finish_non_exhaustive()
    }
}
