//! Whether the stage above has ended.

use std::task::Poll;

use forebay_protocol::{CancelCause, StreamError};

use crate::{Context, Outlet, Stage};

/// Whether the stage above has ended. It is cancelled at most once, and never after its end
/// (law L4).
///
/// Everything that wraps a stage has one of these beside it. (A type around the stage would
/// read better, and make the type of a chain twice as deep: one of 64 operators would be
/// beyond the compiler's recursion limit.)
#[derive(Clone, Debug, Default)]
pub struct Fuse {
    has_ended: bool,
}

impl Fuse {
    /// For a stage that has not run yet.
    #[inline]
    #[must_use]
    pub const fn new() -> Self {
        Self { has_ended: false }
    }

    /// True once the stage has completed, failed or been cancelled: it must not be polled then.
    #[inline]
    #[must_use]
    pub const fn has_ended(&self) -> bool {
        self.has_ended
    }

    /// Polls the stage; see [`Stage::poll_run`].
    ///
    /// # Errors
    /// The failure that ends it.
    #[inline]
    pub fn poll_run<U: Stage, O: Outlet<U::Out>>(
        &mut self,
        upstream: &mut U,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let polled = upstream.poll_run(cx, out);
        self.has_ended = polled.is_ready();
        polled
    }

    /// Cancels the stage, unless it has ended.
    #[inline]
    pub fn cancel<U: Stage>(&mut self, upstream: &mut U, cause: &CancelCause) {
        if !self.has_ended {
            self.has_ended = true;
            upstream.cancel(cause);
        }
    }

    /// Cancels the stage because of what its downstream has decided, unless it has ended.
    #[inline]
    pub fn cancel_for<U: Stage>(&mut self, upstream: &mut U, verdict: &Result<(), StreamError>) {
        if !self.has_ended {
            let cause = match verdict {
                Ok(()) => CancelCause::Finished,
                Err(error) => CancelCause::Failed(error.clone()),
            };
            self.cancel(upstream, &cause);
        }
    }
}
