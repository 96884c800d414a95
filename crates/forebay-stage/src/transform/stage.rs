//! The running stage of a transform.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};

use super::Transform;
use super::outputs::{LeftOver, State, TransformOutlet};
use crate::blame::blame;
use crate::{Account, Budget, Context, Ledger, Outlet, Stage};

/// The running stage of a [`Transform`].
pub struct TransformStage<U: Stage, X: Transform<U::Out>> {
    upstream: U,
    state: State<X, <X::Outputs as IntoIterator>::IntoIter>,
    phase: Phase,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Phase {
    Running,
    UpstreamCompleted,
    Flushed,
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
            state,
            phase: Phase::Running,
        }
    }

    #[inline]
    fn fail(&mut self, error: StreamError) -> Poll<Result<(), StreamError>> {
        if self.phase == Phase::Running {
            self.upstream.cancel(&CancelCause::Failed(error.clone()));
        }
        self.state.discard();
        Poll::Ready(Err(error))
    }

    /// Emits what is left over; true if all of it is out.
    #[inline]
    fn emit_left_over<O: Outlet<X::Out>>(&mut self, budget: &Budget, out: &mut O) -> bool {
        if self.state.left_over.is_some() {
            let mut emitted = 0;
            let allowance = budget.left();
            out.offer(LeftOver {
                state: &mut self.state,
                allowance,
                emitted: &mut emitted,
            });
            budget.spend(emitted);
        }
        self.state.left_over.is_none()
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
        if !self.emit_left_over(cx.budget(), out) {
            return Poll::Pending;
        }
        if self.phase == Phase::Running {
            let budget = cx.budget();
            let mut inlet = TransformOutlet {
                state: &mut self.state,
                out,
                budget,
            };
            let polled = self.upstream.poll_run(cx, &mut inlet);
            if let Some(error) = self.state.failure.take() {
                return self.fail(error);
            }
            match polled {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => {
                    self.phase = Phase::UpstreamCompleted;
                    return self.fail(error);
                },
                Poll::Ready(Ok(())) => self.phase = Phase::UpstreamCompleted,
            }
        }
        if !self.emit_left_over(cx.budget(), out) {
            return Poll::Pending;
        }
        if self.phase == Phase::UpstreamCompleted {
            self.phase = Phase::Flushed;
            let site = self.state.site;
            let transform = &mut self.state.transform;
            match blame(&site, || {
                transform
                    .on_complete()
                    .map(|o| o.map(IntoIterator::into_iter))
            }) {
                Ok(Some(outputs)) => self.state.keep(outputs),
                Ok(None) => {},
                Err(error) => return Poll::Ready(Err(error.at(site))),
            }
            if !self.emit_left_over(cx.budget(), out) {
                return Poll::Pending;
            }
        }
        Poll::Ready(Ok(()))
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.upstream.cancel(cause);
        self.state.discard();
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
