//! A running stage.

use std::task::Poll;

use forebay_protocol::{CancelCause, StreamError};

use crate::{Context, Ledger, Outlet};

/// A running stage: a resumable function from input and demand to output.
///
/// There are no push and pull callbacks to get wrong. A stage is polled with an outlet, moves
/// what can be moved now, and returns:
///
/// 1. `Pending`: out of demand, out of budget, or waiting for something outside. In the last
///    case, and only then, it has registered [`Context::waker`].
/// 2. `Ready(Ok(()))`: completed. Everything it had to say has been pushed.
/// 3. `Ready(Err(..))`: failed. Elements pushed before count; elements still held are gone
///    and stand in the ledger as discarded.
///
/// After `Ready` it is not polled again (law L4). With zero demand it must still advance the
/// work it has in flight (law L5), and it completes as soon as it knows that it is exhausted,
/// without waiting for demand. A stage that wraps another one forwards
/// [`cancel`](Self::cancel) and [`account`](Self::account) to it.
#[diagnostic::on_unimplemented(
    message = "`{Self}` is not a stage",
    label = "a `Stage` is expected here",
    note = "implement `forebay::stage::Stage`, or the simpler `Transform` for one element in, any number out"
)]
pub trait Stage: Send {
    /// The type of the elements this stage emits.
    type Out;

    /// Moves what can be moved now. Pushes only while `out` has demand.
    ///
    /// # Errors
    /// The failure that ends this stage: its own, or one that came from upstream.
    fn poll_run<O: Outlet<Self::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>>;

    /// Stops for good: releases what it holds, counts that as discarded, and tells upstream.
    ///
    /// Afterwards only [`account`](Self::account) is called. Dropping a stage cancels it too,
    /// without a cause and without a ledger. A second call does nothing.
    fn cancel(&mut self, cause: &CancelCause);

    /// Enters this stage's books, upstream first. Answers after any ending.
    fn account(&self, ledger: &mut Ledger);
}
