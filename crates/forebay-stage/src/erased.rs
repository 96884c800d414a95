//! A stage whose type is forgotten, at the price of one virtual call per slice.
//!
//! Elements cross the seam in slices of up to [`SLICE`]: the stage behind it fills a buffer,
//! the stages in front of it run over that buffer. Demand crosses exactly: never more is
//! asked for than downstream wants at that moment.

mod seam;
mod slice_buffer;

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, StreamError};

pub use self::seam::Seam;
pub use self::slice_buffer::SliceBuffer;
use crate::{Context, Ledger, Outlet, Stage};

/// How many elements cross an erased seam in one call, at most.
///
/// The call costs a few nanoseconds, which 256 elements spread thin enough to disappear;
/// longer slices only fall out of the first-level cache.
pub const SLICE: usize = 256;

/// The object-safe form of [`Stage`]: the far side of an erased seam. [`Seam`] makes any stage
/// one.
pub trait ErasedStage<T>: Send {
    /// Runs the stage with demand for `wanted` elements, and gives the slice they are in.
    ///
    /// # Errors
    /// As [`Stage::poll_run`].
    fn poll_fill(
        &mut self,
        cx: &mut Context<'_>,
        wanted: usize,
    ) -> (Poll<Result<(), StreamError>>, &mut SliceBuffer<T>);

    /// As [`Stage::cancel`].
    fn cancel_erased(&mut self, cause: &CancelCause);

    /// As [`Stage::account`].
    fn account_erased(&self, ledger: &mut Ledger);
}

/// A stage of a forgotten type that emits `T`: the near side of an erased seam.
pub struct Erased<T> {
    far: Box<dyn ErasedStage<T>>,
    /// Elements are left in the slice because downstream wanted no more of them.
    left_over: bool,
}

impl<T> Erased<T> {
    /// Stands for the stage in the box.
    #[must_use]
    pub fn new(far: Box<dyn ErasedStage<T>>) -> Self {
        Self {
            far,
            left_over: false,
        }
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
        loop {
            // With no demand, or elements left over, the stage still runs: it advances its work,
            // or learns of its end.
            let wanted = if self.left_over {
                0
            } else {
                out.demand().count_up_to(SLICE)
            };
            let (polled, slice) = self.far.poll_fill(cx, wanted);
            let filled = slice.len();
            self.left_over = filled > 0 && !slice.hand_over(out);
            if self.left_over {
                return Poll::Pending;
            }
            match polled {
                Poll::Ready(ending) => return Poll::Ready(ending),
                // It has filled the slice, so it may have more.
                Poll::Pending if filled > 0 && filled >= slice_buffer::enough(wanted) => {
                    if out.demand().is_none() {
                        return Poll::Pending;
                    }
                },
                // It waits for something, or the budget is spent.
                Poll::Pending => return Poll::Pending,
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.far.cancel_erased(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.far.account_erased(ledger);
    }
}

impl<T> fmt::Debug for Erased<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Erased")
            .field("left_over", &self.left_over)
            .finish_non_exhaustive()
    }
}
