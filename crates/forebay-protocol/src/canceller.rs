//! Cancelling a subscription from outside the subscriber.

use core::fmt;
use std::sync::{Arc, OnceLock};

use crate::CancelCause;

/// What a [`Canceller`] acts on: the part of a publisher's state that any thread may touch.
///
/// The contract:
///
/// 1. Only the first call counts; later ones, and calls after the terminal signal, change
///    nothing (rules 3.5, 3.7). If calls race, one of them is the first.
/// 2. It returns normally and promptly, waits for nobody, and delivers no signal.
/// 3. It outlives the subscription as long as a canceller does, so it must not keep the
///    subscriber alive (rule 3.13).
///
/// `OnceLock<CancelCause>` implements it for publishers that look at the cell before each
/// signal and need no wake-up.
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot be cancelled from outside the subscriber",
    note = "implement `Cancel`, or use `Arc<OnceLock<CancelCause>>`, which does"
)]
pub trait Cancel: Send + Sync {
    /// Asks the publisher to stop for this reason.
    fn cancel(&self, cause: CancelCause);
}

/// The first cause stays.
impl Cancel for OnceLock<CancelCause> {
    fn cancel(&self, cause: CancelCause) {
        // A cell that is already set keeps its cause; the refused one is dropped here.
        drop(self.set(cause));
    }
}

/// Cancels one subscription from anywhere: clone it, send it, use it as often as you like.
///
/// Only the first use has an effect, and none has after the stream ended by itself. Dropping a
/// canceller does nothing.
///
/// ```
/// use std::sync::{Arc, OnceLock};
/// use forebay_protocol::{CancelCause, Canceller};
///
/// let cause = Arc::new(OnceLock::new());
/// let canceller = Canceller::new(cause.clone());
/// let other = canceller.clone();
///
/// std::thread::spawn(move || other.cancel_with(CancelCause::Finished)).join().unwrap();
/// canceller.cancel();
/// assert!(matches!(cause.get(), Some(CancelCause::Finished)));
/// ```
#[derive(Clone)]
pub struct Canceller(Option<Arc<dyn Cancel>>);

impl Canceller {
    /// A canceller for this publisher state. Only publishers make one.
    #[must_use]
    pub fn new<C: Cancel + 'static>(target: Arc<C>) -> Self {
        Self(Some(target))
    }

    /// A canceller of something that is over already.
    pub(crate) const fn terminated() -> Self {
        Self(None)
    }

    /// Stops the publisher because somebody outside the stream asked for it
    /// ([`CancelCause::Requested`]).
    ///
    /// Signals stop eventually: what is being delivered is delivered (rules 1.8, 3.12).
    pub fn cancel(&self) {
        self.cancel_with(CancelCause::Requested);
    }

    /// Stops the publisher and says why. Otherwise as [`cancel`](Self::cancel).
    pub fn cancel_with(&self, cause: CancelCause) {
        if let Some(target) = &self.0 {
            target.cancel(cause);
        }
    }
}

impl fmt::Debug for Canceller {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Canceller").finish_non_exhaustive()
    }
}
