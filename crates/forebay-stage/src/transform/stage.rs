//! The running stage of a transform.

use std::fmt;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Site, StreamError};

use super::Transform;
use super::outputs::{State, TransformOutlet};
use crate::{Account, Context, Fuse, Ledger, Outlet, Stage};

/// The running stage of a [`Transform`].
pub struct TransformStage<U: Stage, X: Transform<U::Out>> {
    upstream: U,
    fuse: Fuse,
    state: State<X, <X::Outputs as IntoIterator>::IntoIter>,
}

impl<U, X> TransformStage<U, X>
where
    U: Stage,
    X: Transform<U::Out>,
{
    #[inline]
    pub(super) fn new(upstream: U, transform: X, site: Site) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            state: State::new(transform, site),
        }
    }

    /// Runs upstream; ready once it has ended, or been cancelled because the transform failed.
    #[inline]
    fn poll_upstream<O: Outlet<X::Out>>(&mut self, cx: &mut Context<'_>, out: &mut O) -> Poll<()> {
        let budget = cx.budget();
        let mut inlet = TransformOutlet {
            state: &mut self.state,
            out,
            budget,
        };
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
        if let Some(error) = &self.state.failure {
            let cause = CancelCause::Failed(error.clone());
            self.fuse.cancel(&mut self.upstream, &cause);
        } else if let Err(error) = ready!(polled) {
            self.state.failure = Some(error);
        }
        Poll::Ready(())
    }
}

impl<U, X> Stage for TransformStage<U, X>
where
    U: Stage,
    X: Transform<U::Out>,
{
    type Out = X::Out;

    #[inline]
    fn poll_run<O: Outlet<X::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        self.state.emit(cx.budget(), out);
        if !self.fuse.has_ended() {
            // Also while something is left over: upstream then sees no demand, but goes on
            // with the work it has in flight (law L5).
            ready!(self.poll_upstream(cx, out));
        }
        if !self.state.emit(cx.budget(), out) {
            return Poll::Pending;
        }
        if self.state.failure.is_none() {
            self.state.complete();
            if !self.state.emit(cx.budget(), out) {
                return Poll::Pending;
            }
        }
        Poll::Ready(self.state.failure.take().map_or(Ok(()), Err))
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.state.discard();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        if self.state.lost > 0 {
            let lost = self.state.lost;
            ledger.enter(Account::holder(self.state.site, lost, 0).with_discarded(lost));
        }
    }
}

impl<U: Stage, X: Transform<U::Out>> fmt::Debug for TransformStage<U, X> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("TransformStage")
            .field("site", &self.state.site)
            .field("fuse", &self.fuse)
            .finish_non_exhaustive()
    }
}
