//! Many futures at once, finished by hand in the order that a test wants.

mod blocking;
mod endings;
mod jobs;
mod keys;
mod pains;
mod polling;
mod service;

use std::future::poll_fn;
use std::task::Poll;

/// Ready after so many polls that are in vain.
pub(crate) async fn after<V>(mut polls: u32, value: V) -> V {
    poll_fn(|cx| {
        if polls == 0 {
            return Poll::Ready(());
        }
        polls -= 1;
        cx.waker().wake_by_ref();
        Poll::Pending
    })
    .await;
    value
}
