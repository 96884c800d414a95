//! The running stage of a transform.

use std::fmt;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Site, StreamError};

use super::Transform;
use super::outputs::{LeftOver, State, TransformOutlet};
use crate::{Account, Budget, Context, Fuse, Ledger, Outlet, Stage};

/// The running stage of a [`Transform`].
pub struct TransformStage<U: Stage, X: Transform<U::Out>> {
    upstream: U,
    fuse: Fuse,
    state: State<X, <X::Outputs as IntoIterator>::IntoIter>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Running,
    /// Upstream has completed; `on_complete` has not been called.
    UpstreamCompleted,
    /// Upstream has failed; outputs from before that wait for demand.
    UpstreamFailed,
    /// Nothing new will come: the transform has completed or failed, or was cancelled.
    Ended,
}

impl<U, X> TransformStage<U, X>
where
    U: Stage,
    X: Transform<U::Out>,
{
    #[inline]
    pub(super) fn new(upstream: U, transform: X, site: Site) -> Self {
        let state = State::new(transform, site);
        Self {
            upstream,
            fuse: Fuse::new(),
            state,
            phase: Phase::Running,
        }
    }

    /// Emits what is left over; true if all of it is out.
    #[inline]
    fn emit_left_over<O: Outlet<X::Out>>(&mut self, budget: &Budget, out: &mut O) -> bool {
        if self.state.has_left_over() {
            let mut emitted = 0;
            let allowance = budget.left();
            out.offer(LeftOver {
                state: &mut self.state,
                allowance,
                emitted: &mut emitted,
            });
            budget.spend(emitted as u64);
        }
        !self.state.has_left_over()
    }
}

impl<U, X> TransformStage<U, X>
where
    U: Stage,
    X: Transform<U::Out>,
{
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
            self.phase = Phase::Ended;
            self.fuse
                .cancel(&mut self.upstream, &CancelCause::Failed(error.clone()));
            return Poll::Ready(());
        }
        match ready!(polled) {
            Ok(()) => self.phase = Phase::UpstreamCompleted,
            Err(error) => {
                self.phase = Phase::UpstreamFailed;
                self.state.failure = Some(error);
            },
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
        self.emit_left_over(cx.budget(), out);
        if self.phase == Phase::Running {
            // Also while something is left over: upstream then sees no demand, but goes on
            // with the work it has in flight (law L5).
            ready!(self.poll_upstream(cx, out));
        }
        if !self.emit_left_over(cx.budget(), out) {
            return Poll::Pending;
        }
        if self.phase == Phase::UpstreamCompleted {
            self.phase = Phase::Ended;
            self.state.complete();
            if !self.emit_left_over(cx.budget(), out) {
                return Poll::Pending;
            }
        }
        self.phase = Phase::Ended;
        Poll::Ready(self.state.failure.take().map_or(Ok(()), Err))
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.phase = Phase::Ended;
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
            .field("phase", &self.phase)
            .finish_non_exhaustive()
    }
}
