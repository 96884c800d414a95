//! `from_watch`: the latest value of a tokio watch.

use forebay_protocol::Site;
use futures::StreamExt;
use futures::stream::{self, BoxStream};
use tokio::sync::watch::Receiver;

use crate::source::FromStream;

/// Emits the value of a watch, and each one that is the latest when it is wanted.
pub type FromWatch<T> = FromStream<BoxStream<'static, T>>;

/// Emits the latest value of `receiver` whenever it has changed, the present one first.
///
/// The box is one for the whole stream: the future of a change is made anew inside of it.
#[must_use]
pub fn from_watch<T>(mut receiver: Receiver<T>, site: Site) -> FromWatch<T>
where
    T: Clone + Send + Sync + 'static,
{
    receiver.mark_changed();
    let values = stream::unfold(receiver, async |mut receiver| {
        // An error means that all senders are gone, and that their last value was seen.
        receiver.changed().await.ok()?;
        let value = receiver.borrow_and_update().clone();
        Some((value, receiver))
    });
    FromStream::new(values.boxed(), site)
}
