//! The far side of an erased seam.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};

use super::slice_buffer::SliceOutlet;
use super::{ErasedStage, SliceBuffer};
use crate::{Account, Context, Ledger, Stage};

/// A stage with the slice it fills: the far side of an erased seam.
///
/// Everything of the seam is here, behind one pointer, so that what is moved about while a
/// chain is built stays small.
pub struct Seam<S: Stage> {
    stage: S,
    /// The stage has ended or been cancelled: it is not called again.
    stage_ended: bool,
    /// How the stage has ended, for as long as elements from before that are in the slice.
    ending: Option<Result<(), StreamError>>,
    slice: SliceBuffer<S::Out>,
    received: u64,
    discarded: u64,
    site: Site,
}

impl<S: Stage> Seam<S> {
    /// Puts `stage` behind a seam; `site` names the seam in the ledger.
    #[inline]
    #[must_use]
    pub fn new(stage: S, site: Site) -> Self {
        Self {
            stage,
            stage_ended: false,
            ending: None,
            slice: SliceBuffer::new(),
            received: 0,
            discarded: 0,
            site,
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
        if self.slice.len() > 0 || self.stage_ended {
            let ending = self.ending.clone();
            return (ending.map_or(Poll::Pending, Poll::Ready), &mut self.slice);
        }
        let mut outlet = SliceOutlet {
            slice: &mut self.slice,
            wanted,
        };
        let polled = self.stage.poll_run(cx, &mut outlet);
        let filled = self.slice.len();
        self.received += filled as u64;
        if let Poll::Ready(ending) = &polled {
            self.stage_ended = true;
            if filled > 0 {
                self.ending = Some(ending.clone());
            }
        }
        (polled, &mut self.slice)
    }

    fn cancel_erased(&mut self, cause: &CancelCause) {
        if !self.stage_ended {
            self.stage_ended = true;
            self.stage.cancel(cause);
        }
        self.slice.clear();
        self.discarded = self.received - self.slice.passed_on();
    }

    fn account_erased(&self, ledger: &mut Ledger) {
        self.stage.account(ledger);
        let account = Account::seam(self.site, self.received, self.slice.passed_on());
        ledger.enter(account.with_discarded(self.discarded));
    }
}

impl<S: Stage> fmt::Debug for Seam<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Seam")
            .field("site", &self.site)
            .field("slice", &self.slice)
            .finish_non_exhaustive()
    }
}
