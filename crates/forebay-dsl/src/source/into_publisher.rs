//! A source as a publisher for foreign subscribers.

use std::fmt;
use std::sync::Arc;

use forebay_engine::publish;
use forebay_protocol::{Publisher, Subscriber};
use forebay_stage::{Materializer, Runtime, Stage};

use super::Source;
use crate::SourcePart;

/// A source as a [`Publisher`]; see [`Source::into_publisher`]. `Clone` if the source is.
#[must_use = "a publisher does nothing until it is subscribed to"]
pub struct IntoPublisher<S> {
    part: S,
    runtime: Arc<dyn Runtime>,
}

impl<T, M, S: SourcePart<Out = T, Mat = M>> Source<T, M, S> {
    /// The source as a publisher by the rules of Reactive Streams, for subscribers that somebody
    /// else wrote.
    ///
    /// Each subscriber is served by a run of its own, in a task of `runtime`: `subscribe` uses the
    /// publisher up, and is called on a clone of it if there are to be several. What the
    /// subscriber requests, from any thread, is the demand of the source, exactly, and a
    /// cancellation cancels it with its cause. The source begins when the first subscriber does.
    ///
    /// A failure, or a panic, of the source is signalled with `on_error`, and so is a runtime that
    /// is shut down. A subscriber that panics is dropped, and the panic is logged.
    ///
    /// ```
    /// use forebay::protocol::{ActiveSubscriber, Publisher, StreamError, Subscriber, Subscription};
    /// use forebay::{Source, ThreadPool};
    /// use futures::channel::oneshot;
    ///
    /// struct Sum(oneshot::Sender<u64>);
    /// struct Summing(u64, Subscription, oneshot::Sender<u64>);
    ///
    /// impl Subscriber<u64> for Sum {
    ///     type Active = Summing;
    ///     fn on_subscribe(self, mut subscription: Subscription) -> Summing {
    ///         subscription.request_unbounded();
    ///         Summing(0, subscription, self.0)
    ///     }
    /// }
    ///
    /// impl ActiveSubscriber<u64> for Summing {
    ///     fn on_next(&mut self, element: u64) {
    ///         self.0 += element;
    ///     }
    ///     fn on_error(self, error: StreamError) {
    ///         panic!("{error:?}");
    ///     }
    ///     fn on_complete(self) {
    ///         self.2.send(self.0).unwrap();
    ///     }
    /// }
    ///
    /// let (sender, sum) = oneshot::channel();
    /// let publisher = Source::iter(1..=10).into_publisher(&ThreadPool::shared().unwrap());
    /// publisher.subscribe(Sum(sender));
    /// assert_eq!(futures::executor::block_on(sum), Ok(55));
    /// ```
    // tidy: not an operator
    pub fn into_publisher(self, runtime: &dyn Runtime) -> IntoPublisher<S> {
        IntoPublisher {
            part: self.part,
            runtime: runtime.handle(),
        }
    }
}

impl<S, B> Publisher<S::Out, B> for IntoPublisher<S>
where
    S: SourcePart<Stage: Stage<Out = S::Out> + 'static>,
    B: Subscriber<S::Out, Active: Send + 'static>,
{
    fn subscribe(self, subscriber: B) {
        let mut materializer = Materializer::new();
        let (stage, _value) = self.part.materialize(&mut materializer);
        let islands = materializer.take_islands();
        publish(stage, islands, subscriber, &*self.runtime);
    }
}

impl<S: Clone> Clone for IntoPublisher<S> {
    fn clone(&self) -> Self {
        Self {
            part: self.part.clone(),
            runtime: Arc::clone(&self.runtime),
        }
    }
}

impl<S> fmt::Debug for IntoPublisher<S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("IntoPublisher")
    }
}
