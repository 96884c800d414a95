//! A chain as a publisher.

mod link;

use std::future::Future;
use std::mem;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use forebay_protocol::{ActiveSubscriber, CancelCause, Demand, StreamError, Subscriber};
use forebay_stage::{Budget, Context as StageContext, Island, Outlet, Runtime, Stage};
use forebay_sync::{Producer, Waited};
use futures::channel::mpsc;
use futures::{FutureExt, StreamExt};

use self::link::{Shared, link};
use crate::contain::contain;
use crate::drive::BUDGET;
use crate::upstream::Upstream;

/// Subscribes `subscriber` to the elements of `stage`, which runs in a task of `runtime`, as do
/// `islands`, each in one of its own.
///
/// What the subscriber requests, from any thread, is the demand of the chain; a cancellation
/// cancels it. Signals are made in the task, and never before `on_subscribe` has returned.
pub fn publish<S, B>(stage: S, islands: Vec<Island>, subscriber: B, runtime: &dyn Runtime)
where
    S: Stage + 'static,
    B: Subscriber<S::Out, Active: Send + 'static>,
{
    let (subscription, link) = link();
    let handle = runtime.handle();
    let publishing = Publishing {
        run: Some(Run {
            active: subscriber.on_subscribe(subscription),
            stage,
        }),
        shared: link.shared,
        demand: link.demand,
        roused: link.roused,
        upstream: Upstream::of_blueprint(islands, &handle),
        runtime: handle,
    };
    runtime.spawn(publishing.boxed());
}

struct Publishing<S: Stage, A: ActiveSubscriber<S::Out>> {
    /// `None` once the stream is over.
    run: Option<Run<S, A>>,
    shared: Arc<Shared>,
    demand: Producer,
    /// Says that there is demand where there was none, or a cancellation.
    roused: mpsc::Receiver<()>,
    /// The islands in front of the chain; how they end is told through their edges.
    upstream: Upstream,
    runtime: Arc<dyn Runtime>,
}

struct Run<S, A> {
    stage: S,
    active: A,
}

// Neither stages nor subscribers are ever pinned.
impl<S: Stage, A: ActiveSubscriber<S::Out>> Unpin for Publishing<S, A> {}

/// What a run of the stages has come to.
enum Ran {
    Waits,
    OutOfDemand,
    OutOfBudget,
    Ended(Result<(), StreamError>),
    Panicked(StreamError),
    SubscriberPanicked(StreamError),
}

impl<S: Stage, A: ActiveSubscriber<S::Out>> Publishing<S, A> {
    fn run_once(&mut self, cx: &Context<'_>, budget: &Budget) -> Ran {
        let Some(Run { stage, active }) = &mut self.run else {
            return Ran::Waits;
        };
        let mut out = Signals {
            // What is requested from now on counts in the next run.
            wanted: self.demand.demand(),
            demand: &mut self.demand,
            shared: &self.shared,
            active,
            is_delivering: false,
        };
        let mut stage_cx = StageContext::new(cx.waker(), budget, &*self.runtime);
        let polled = contain(|| stage.poll_run(&mut stage_cx, &mut out));
        let born = stage_cx.materializer().take_islands();
        self.upstream.spawn(born, &self.runtime);
        match polled {
            Err(panicked) if out.is_delivering => Ran::SubscriberPanicked(panicked),
            Err(panicked) => Ran::Panicked(panicked),
            Ok(Poll::Ready(ending)) => Ran::Ended(ending),
            Ok(Poll::Pending) if budget.is_spent() => Ran::OutOfBudget,
            Ok(Poll::Pending) if out.wanted.is_none() => Ran::OutOfDemand,
            Ok(Poll::Pending) => Ran::Waits,
        }
    }

    /// Ends the stream with a signal. That it has ended is known before (rule 1.6).
    fn end(&mut self, ending: Result<(), StreamError>) {
        let Some(Run { stage, active }) = self.run.take() else {
            return;
        };
        let dropped = contain(|| drop(stage));
        self.shared.terminate();
        let signalled = contain(|| match ending.and(dropped) {
            Ok(()) => active.on_complete(),
            Err(error) => active.on_error(error),
        });
        if let Err(error) = signalled {
            report(&error);
        }
    }

    /// Ends the stream without a signal: the subscriber has cancelled, or has panicked.
    fn stop(&mut self, cause: &CancelCause, has_ended: bool) {
        let Some(Run { mut stage, active }) = self.run.take() else {
            return;
        };
        // Destructors of elements, and of the subscriber, are not to end this thread.
        let _contained = contain(|| {
            if !has_ended {
                stage.cancel(cause);
            }
        });
        let _contained = contain(|| drop(stage));
        let _contained = contain(|| drop(active));
    }
}

impl<S: Stage, A: ActiveSubscriber<S::Out>> Future for Publishing<S, A> {
    type Output = ();

    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<()> {
        let this = &mut *self;
        let budget = Budget::new(BUDGET);
        loop {
            // Emptied first: a word that comes later wakes the task.
            while let Poll::Ready(Some(())) = this.roused.poll_next_unpin(cx) {}
            if let Some(cause) = this.shared.cancelled() {
                this.stop(&cause, false);
                return Poll::Ready(());
            }
            let ran = this.run_once(cx, &budget);
            this.upstream.poll_born(cx);
            budget.spend(1);
            match ran {
                // After a cancellation inside a signal no other follows.
                Ran::Ended(ending) => match this.shared.cancelled() {
                    Some(cause) => this.stop(&cause, true),
                    None => this.end(ending),
                },
                Ran::Panicked(error) => {
                    if let Some(run) = &mut this.run {
                        let cause = CancelCause::Failed(error.clone());
                        let _contained = contain(|| run.stage.cancel(&cause));
                    }
                    this.end(Err(error));
                },
                Ran::SubscriberPanicked(error) => {
                    report(&error);
                    this.shared.terminate();
                    this.stop(&CancelCause::Failed(error), false);
                },
                Ran::Waits => return Poll::Pending,
                Ran::OutOfBudget => {
                    cx.waker().wake_by_ref();
                    return Poll::Pending;
                },
                Ran::OutOfDemand => match this.demand.wait() {
                    Waited::Parked => return Poll::Pending,
                    Waited::LookAgain => continue,
                },
            }
            return Poll::Ready(());
        }
    }
}

impl<S: Stage, A: ActiveSubscriber<S::Out>> Drop for Publishing<S, A> {
    /// The runtime was shut down: the subscriber is told that there is no more (rule 1.4).
    fn drop(&mut self) {
        let cause = CancelCause::Dropped;
        if let Some(cause) = self.shared.cancelled() {
            self.stop(&cause, false);
        } else if let Some(run) = &mut self.run {
            let _contained = contain(|| run.stage.cancel(&cause));
            self.end(Err(StreamError::cancelled(&cause)));
        }
    }
}

/// Hands elements to the subscriber.
struct Signals<'a, A> {
    wanted: Demand,
    demand: &'a mut Producer,
    shared: &'a Shared,
    active: &'a mut A,
    /// Still true after a panic if it was the subscriber's.
    is_delivering: bool,
}

impl<T, A: ActiveSubscriber<T>> Outlet<T> for Signals<'_, A> {
    #[inline]
    fn demand(&self) -> Demand {
        if self.shared.is_cancelled() {
            Demand::NONE
        } else {
            self.wanted
        }
    }

    #[inline]
    fn push(&mut self, element: T) {
        let _taken = self.demand.take(1);
        self.wanted = self.wanted.minus(1);
        let around = mem::replace(&mut self.is_delivering, true);
        self.active.on_next(element);
        self.is_delivering = around;
    }
}

/// A subscriber that panics cannot be told so (rule 2.13).
#[cold]
fn report(error: &StreamError) {
    tracing::error!(?error, "a subscriber panicked while taking a signal");
}
