//! Where elements come from.

mod blocks;
mod failed;
mod from_stream;
mod iter;
mod lines;
mod queue;
mod tick;
mod try_unfold;
mod unfold;

pub use failed::Failed;
pub use from_stream::FromStream;
pub use iter::Iter;
pub use lines::{Line, LineOptions, Lines, NotUtf8, Overlong, OverlongLine};
pub use queue::Queue;
pub use tick::Tick;
pub use try_unfold::TryUnfold;
pub use unfold::Unfold;

pub use forebay_sync::{Offer, QueueClosed, QueueEnding, QueueHandle, Refusal, Refused};
