//! `from_broadcast`: what a receiver of a tokio broadcast receives, and what it has missed.

use std::fmt;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Dropped, Ledger, Outlet, Stage, blame};
use futures::stream::{self, BoxStream, StreamExt};
use tokio::sync::broadcast::Receiver;
use tokio::sync::broadcast::error::RecvError;

use super::{LagPolicy, Lagged};

/// Emits what arrives in a broadcast channel of tokio.
pub struct FromBroadcast<T> {
    /// Elements, and how many were lost before the next one. `None` once the channel is closed
    /// and empty, after a failure, and once cancelled.
    arrivals: Option<BoxStream<'static, Result<T, Lagged>>>,
    policy: LagPolicy,
    emitted: u64,
    lost: u64,
    site: Site,
}

impl<T: Clone + Send + 'static> FromBroadcast<T> {
    /// Emits what `receiver` receives.
    #[must_use]
    pub fn new(receiver: Receiver<T>, policy: LagPolicy, site: Site) -> Self {
        // One box for the whole stream: the future of an arrival is made anew inside of it.
        let arrivals = stream::unfold(receiver, async |mut receiver| match receiver.recv().await {
            Ok(element) => Some((Ok(element), receiver)),
            Err(RecvError::Lagged(lost)) => Some((Err(Lagged { lost }), receiver)),
            Err(RecvError::Closed) => None,
        });
        Self {
            arrivals: Some(arrivals.boxed()),
            policy,
            emitted: 0,
            lost: 0,
            site,
        }
    }
}

impl<T: Send> Stage for FromBroadcast<T> {
    type Out = T;

    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let mut task = cx.task();
        while let Some(arrivals) = &mut self.arrivals {
            if out.demand().is_none() || cx.budget().is_spent() {
                return Poll::Pending;
            }
            match ready!(blame(&self.site, || arrivals.poll_next_unpin(&mut task))) {
                Some(Ok(element)) => {
                    self.emitted += 1;
                    cx.budget().spend(1);
                    blame(&self.site, || out.push(element));
                },
                Some(Err(lagged)) => {
                    self.lost += lagged.lost;
                    cx.budget().spend(1);
                    if self.policy == LagPolicy::Fail {
                        self.arrivals = None;
                        return Poll::Ready(Err(StreamError::new(lagged).at(self.site)));
                    }
                },
                None => self.arrivals = None,
            }
        }
        Poll::Ready(Ok(()))
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.arrivals = None;
    }

    fn account(&self, ledger: &mut Ledger) {
        let account = Account::source(self.site, self.emitted + self.lost, self.emitted);
        ledger.enter(account.with_dropped(Dropped {
            policy: match self.policy {
                LagPolicy::Fail => "LagPolicy::Fail",
                LagPolicy::Skip => "LagPolicy::Skip",
            },
            reason: "overwritten in the channel before they were received",
            count: self.lost,
        }));
    }
}

impl<T> fmt::Debug for FromBroadcast<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromBroadcast")
            .field("policy", &self.policy)
            .field("emitted", &self.emitted)
            .field("lost", &self.lost)
            .finish_non_exhaustive()
    }
}
