//! `from_publisher`: the elements of a foreign publisher.

mod receiving;

use std::fmt;
use std::mem;
use std::num::{NonZeroU64, NonZeroUsize};
use std::task::Poll;

use forebay_protocol::{
    CancelCause, Party, Publisher, Site, StreamError, Subscription, Violation, ViolationKind,
};
use forebay_stage::{Account, Context, Ledger, Outlet, Stage, blame};
use forebay_sync::{EdgeConsumer, Filled, Requester, demand_counter, edge};
use futures::FutureExt;
use futures::channel::oneshot;

pub use self::receiving::{Receiving, Subscribing};

/// Emits what a publisher gives, of which up to a prefetch is asked for ahead.
pub struct FromPublisher<T, P> {
    phase: Phase<T, P>,
    /// Where elements arrive, on whatever thread the publisher signals on.
    inbox: EdgeConsumer<T>,
    /// What the publisher was asked for, as its subscriber knows it.
    requested: Requester,
    prefetch: usize,
    /// Passed on, and not requested anew yet.
    owed: usize,
    site: Site,
}

enum Phase<T, P> {
    Idle(P, Subscribing<T>),
    Subscribing(oneshot::Receiver<Subscription>),
    Subscribed(Subscription),
    Over,
}

impl<T, P> FromPublisher<T, P> {
    /// Subscribes to `publisher` once there is demand.
    pub fn new(publisher: P, prefetch: NonZeroUsize, site: Site) -> Self {
        // Twice as large, so that the inbox, which makes room in lumps of its own, always has room
        // for what was requested; what it holds is bounded by the requests.
        let (outbox, inbox) = edge(prefetch.saturating_mul(NonZeroUsize::MIN.saturating_add(1)));
        let (requested, demand) = demand_counter();
        Self {
            phase: Phase::Idle(publisher, Subscribing::new(outbox, demand, site)),
            inbox,
            requested,
            prefetch: prefetch.get(),
            owed: prefetch.get(),
            site,
        }
    }

    /// Asks the publisher for as many elements as were passed on. Holds nothing that its
    /// subscriber needs, since they may be delivered before this returns (rule 3.10).
    fn request(&mut self) {
        if let Phase::Subscribed(subscription) = &mut self.phase
            && let Some(due) = NonZeroU64::new(mem::take(&mut self.owed) as u64)
        {
            // The publisher does not wait on the counter: it is told by its subscription.
            let _told = self.requested.grant(due);
            blame(&self.site, || subscription.request(due));
        }
    }

    fn fail(&mut self, error: StreamError) -> Poll<Result<(), StreamError>> {
        let error = error.at(self.site);
        self.cancel_with(&CancelCause::Failed(error.clone()));
        Poll::Ready(Err(error))
    }

    fn cancel_with(&mut self, cause: &CancelCause) {
        let phase = mem::replace(&mut self.phase, Phase::Over);
        self.inbox.cancel(cause);
        if let Phase::Subscribed(subscription) = phase {
            // A publisher that has ended does not hear of it.
            subscription.cancel_with(cause.clone());
        }
    }
}

impl<T, P: Publisher<T, Subscribing<T>>> FromPublisher<T, P> {
    /// Ready with `true` when there is something to emit; with `false` when all is over.
    fn poll_inbox(&mut self, cx: &Context<'_>) -> Poll<Result<bool, StreamError>> {
        loop {
            match mem::replace(&mut self.phase, Phase::Over) {
                Phase::Over => return Poll::Ready(Ok(false)),
                Phase::Idle(publisher, mut subscriber) => {
                    self.phase = Phase::Subscribing(subscriber.await_subscription());
                    blame(&self.site, || publisher.subscribe(subscriber));
                },
                Phase::Subscribing(mut subscribed) => match subscribed.poll_unpin(&mut cx.task()) {
                    Poll::Pending => {
                        self.phase = Phase::Subscribing(subscribed);
                        return Poll::Pending;
                    },
                    Poll::Ready(Ok(subscription)) => {
                        self.phase = Phase::Subscribed(subscription);
                        self.inbox.request();
                        self.request();
                    },
                    Poll::Ready(Err(oneshot::Canceled)) => {
                        let kind = ViolationKind::NotSubscribed;
                        let violation = Violation::new(kind, Party::Peer);
                        return Poll::Ready(Err(StreamError::new(violation)));
                    },
                },
                subscribed @ Phase::Subscribed(_) => {
                    self.phase = subscribed;
                    match self.inbox.poll_fill(cx.waker()) {
                        Filled::Elements => return Poll::Ready(Ok(true)),
                        Filled::Ended(Ok(())) => self.phase = Phase::Over,
                        Filled::Ended(Err(error)) => return Poll::Ready(Err(error)),
                        Filled::Nothing if self.owed == 0 => return Poll::Pending,
                        // Starved: what is owed is due at once, however little it is.
                        Filled::Nothing => self.request(),
                    }
                },
            }
        }
    }
}

impl<T: Send, P: Publisher<T, Subscribing<T>> + Send> Stage for FromPublisher<T, P> {
    type Out = T;

    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        loop {
            let limit = out.demand().count_up_to(cx.budget().left());
            if limit == 0 && (matches!(self.phase, Phase::Idle(..)) || !self.inbox.is_empty()) {
                return Poll::Pending;
            }
            match self.poll_inbox(cx) {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => return self.fail(error),
                Poll::Ready(Ok(false)) => return Poll::Ready(Ok(())),
                Poll::Ready(Ok(true)) if limit == 0 => return Poll::Pending,
                Poll::Ready(Ok(true)) => {
                    let mut left = limit;
                    let arrived = Arrived {
                        inbox: &mut self.inbox,
                        owed: &mut self.owed,
                        left: &mut left,
                    };
                    blame(&self.site, || out.offer(arrived));
                    cx.budget().spend((limit - left) as u64);
                    if self.owed >= self.prefetch.div_ceil(2) {
                        self.request();
                    }
                },
            }
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.cancel_with(cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        let meters = self.inbox.meters().read();
        // What a publisher still sends after the end was not received by anyone.
        let received = match self.phase {
            Phase::Over => meters.passed_on + meters.discarded,
            _ => meters.received,
        };
        let account = Account::source(self.site, received, meters.passed_on);
        ledger.enter(account.with_discarded(meters.discarded));
    }
}

/// The elements that have arrived, counted as they are emitted.
struct Arrived<'a, T> {
    inbox: &'a mut EdgeConsumer<T>,
    owed: &'a mut usize,
    left: &'a mut usize,
}

impl<T> Iterator for Arrived<'_, T> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        if *self.left == 0 {
            return None;
        }
        let element = self.inbox.take(1).next()?;
        *self.left -= 1;
        self.inbox.passed_on(1);
        *self.owed += 1;
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        let length = self.inbox.len().min(*self.left);
        (length, Some(length))
    }
}

impl<T, P> fmt::Debug for FromPublisher<T, P> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let phase = match self.phase {
            Phase::Idle(..) => "idle",
            Phase::Subscribing(_) => "subscribing",
            Phase::Subscribed(_) => "subscribed",
            Phase::Over => "over",
        };
        f.debug_struct("FromPublisher")
            .field("phase", &phase)
            .field("prefetch", &self.prefetch)
            .finish_non_exhaustive()
    }
}
