//! `failed`: nothing but an error.

use std::marker::PhantomData;
use std::task::Poll;

use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Context, Ledger, Outlet, Stage};

/// Emits nothing and fails at once, without waiting for demand.
#[derive(Debug)]
pub struct Failed<T> {
    error: StreamError,
    element: PhantomData<fn() -> T>,
}

impl<T> Failed<T> {
    /// Fails with `error`.
    #[must_use]
    pub const fn new(error: StreamError) -> Self {
        Self {
            error,
            element: PhantomData,
        }
    }
}

impl<T> Clone for Failed<T> {
    fn clone(&self) -> Self {
        Self::new(self.error.clone())
    }
}

impl<T> Stage for Failed<T> {
    type Out = T;

    fn poll_run<O: Outlet<T>>(
        &mut self,
        _: &mut Context<'_>,
        _: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        Poll::Ready(Err(self.error.clone()))
    }

    fn cancel(&mut self, _: &CancelCause) {}

    fn account(&self, _: &mut Ledger) {}
}
