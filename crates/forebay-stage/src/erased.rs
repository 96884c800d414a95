//! A stage whose type is forgotten, at the price of one virtual call per slice.
//!
//! Elements cross the seam in slices of up to [`SLICE`]: the stage behind it fills a buffer,
//! the stages in front of it run over that buffer. Demand crosses exactly: never more is
//! asked for than downstream wants at that moment.

mod slice_buffer;

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};

pub use self::slice_buffer::SliceBuffer;
use self::slice_buffer::{SliceOutlet, Whole, enough};
use crate::{Account, Context, Ledger, Outlet, Stage};

/// How many elements cross an erased seam in one call, at most.
///
/// The call costs a few nanoseconds, which 256 elements spread thin enough to disappear;
/// longer slices only fall out of the first-level cache.
pub const SLICE: usize = 256;

/// The object-safe form of [`Stage`]. Implemented for every stage.
pub trait ErasedStage<T>: Send {
    /// Runs the stage with demand for `wanted` elements and puts them into `slice`.
    ///
    /// # Errors
    /// As [`Stage::poll_run`].
    fn poll_fill(
        &mut self,
        cx: &mut Context<'_>,
        wanted: usize,
        slice: &mut SliceBuffer<T>,
    ) -> Poll<Result<(), StreamError>>;

    /// As [`Stage::cancel`].
    fn cancel_erased(&mut self, cause: &CancelCause);

    /// As [`Stage::account`].
    fn account_erased(&self, ledger: &mut Ledger);
}

impl<S: Stage> ErasedStage<S::Out> for S {
    fn poll_fill(
        &mut self,
        cx: &mut Context<'_>,
        wanted: usize,
        slice: &mut SliceBuffer<S::Out>,
    ) -> Poll<Result<(), StreamError>> {
        self.poll_run(cx, &mut SliceOutlet { slice, wanted })
    }

    fn cancel_erased(&mut self, cause: &CancelCause) {
        self.cancel(cause);
    }

    fn account_erased(&self, ledger: &mut Ledger) {
        self.account(ledger);
    }
}

/// A stage of a forgotten type that emits `T`.
pub struct Erased<T> {
    stage: Box<dyn ErasedStage<T>>,
    /// The stage has ended or been cancelled: it is not called again.
    stage_ended: bool,
    slice: SliceBuffer<T>,
    /// How the stage has ended, while elements from before that wait for demand.
    ending: Option<Result<(), StreamError>>,
    site: Site,
    received: u64,
    passed_on: u64,
    discarded: u64,
}

impl<T> Erased<T> {
    /// Wraps a boxed stage; `site` names the seam in the ledger.
    #[must_use]
    pub fn new(stage: Box<dyn ErasedStage<T>>, site: Site) -> Self {
        Self {
            stage,
            stage_ended: false,
            slice: SliceBuffer::new(),
            ending: None,
            site,
            received: 0,
            passed_on: 0,
            discarded: 0,
        }
    }

    /// Offers what is in the slice; true if all of it was wanted.
    #[inline]
    fn hand_over<O: Outlet<T>>(&mut self, out: &mut O) -> bool {
        if self.slice.first.is_some() {
            if out.demand().is_none() {
                return false;
            }
            if let Some(first) = self.slice.first.take() {
                self.passed_on += 1;
                out.push(first);
            }
        }
        let length = self.slice.rest.len();
        if length == 0 {
            return true;
        }
        let mut drain = self.slice.rest.drain(..);
        out.offer(Whole(&mut drain));
        self.passed_on += (length - drain.len()) as u64;
        if drain.len() == 0 {
            return true;
        }
        // Downstream changed its mind in mid-slice, which only an ending does.
        let unwanted = drain.collect();
        self.slice.rest = unwanted;
        false
    }
}

impl<T: Send> Stage for Erased<T> {
    type Out = T;

    #[inline]
    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        if self.slice.len() > 0 && !self.hand_over(out) {
            return Poll::Pending;
        }
        if let Some(ending) = self.ending.take() {
            return Poll::Ready(ending);
        }
        loop {
            // With no demand the stage still runs: it advances its work, or learns of its end.
            let wanted = out.demand().count_up_to(SLICE);
            let polled = self.stage.poll_fill(cx, wanted, &mut self.slice);
            self.stage_ended = polled.is_ready();
            let filled = self.slice.len();
            self.received += filled as u64;
            let all_taken = filled == 0 || self.hand_over(out);
            match polled {
                Poll::Ready(ending) if all_taken => return Poll::Ready(ending),
                Poll::Ready(ending) => {
                    self.ending = Some(ending);
                    return Poll::Pending;
                },
                // It has filled the slice, so it may have more.
                Poll::Pending if filled > 0 && filled >= enough(wanted) => {
                    if !all_taken || out.demand().is_none() {
                        return Poll::Pending;
                    }
                },
                // It waits for something, or the budget is spent.
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        if !self.stage_ended {
            self.stage_ended = true;
            self.stage.cancel_erased(cause);
        }
        self.slice.first = None;
        self.slice.rest.clear();
        self.discarded = self.received - self.passed_on;
    }

    fn account(&self, ledger: &mut Ledger) {
        self.stage.account_erased(ledger);
        let account = Account::seam(self.site, self.received, self.passed_on);
        ledger.enter(account.with_discarded(self.discarded));
    }
}

impl<T> fmt::Debug for Erased<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Erased({} elements in the slice)", self.slice.len())
    }
}
