//! Whether a run is to be cancelled: asked before each of its runs.

use std::task::{Context, Poll, Waker};

use forebay_protocol::CancelCause;
use futures::FutureExt;
use futures::channel::oneshot;

/// The run's end of its handle. Asking costs a load, once it is known whom to wake.
pub(crate) struct Control {
    cause: oneshot::Receiver<CancelCause>,
    /// Whom the channel wakes. It keeps that waker until the other end is used or gone.
    registered: Option<Waker>,
}

impl Control {
    pub(crate) fn new(cause: oneshot::Receiver<CancelCause>) -> Self {
        Self {
            cause,
            registered: None,
        }
    }

    /// Ready with the cause of a cancel, or with an error once nobody can cancel.
    #[inline]
    pub(crate) fn poll(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<CancelCause, oneshot::Canceled>> {
        let is_known = |known: &Waker| known.will_wake(cx.waker());
        if self.registered.as_ref().is_some_and(is_known) {
            return match self.cause.try_recv() {
                Ok(None) => Poll::Pending,
                Ok(Some(cause)) => Poll::Ready(Ok(cause)),
                Err(canceled) => Poll::Ready(Err(canceled)),
            };
        }
        self.register(cx)
    }

    #[cold]
    fn register(&mut self, cx: &mut Context<'_>) -> Poll<Result<CancelCause, oneshot::Canceled>> {
        self.registered = Some(cx.waker().clone());
        self.cause.poll_unpin(cx)
    }
}
