//! The futures that are mapped to.

use std::future::Future;
use std::pin::Pin;
use std::task::{Context, Poll};

use crate::triple;

/// A future that is ready when it is polled for the first time.
#[inline]
pub(super) async fn at_once(element: u64) -> u64 {
    triple(element)
}

/// A future that wakes itself and is ready when it is polled for the second time.
#[inline]
pub(super) fn later(element: u64) -> YieldOnce {
    YieldOnce {
        element,
        has_yielded: false,
    }
}

pub(super) struct YieldOnce {
    element: u64,
    has_yielded: bool,
}

impl Future for YieldOnce {
    type Output = u64;

    #[inline]
    fn poll(mut self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<u64> {
        if self.has_yielded {
            return Poll::Ready(triple(self.element));
        }
        self.has_yielded = true;
        cx.waker().wake_by_ref();
        Poll::Pending
    }
}
