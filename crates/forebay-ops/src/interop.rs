//! Where streams meet those of other crates.

#[cfg(feature = "tokio")]
mod from_broadcast;
#[cfg(feature = "tokio")]
mod from_mpsc;
mod from_publisher;
mod from_sink;
#[cfg(feature = "tokio")]
mod from_watch;
mod lag;
mod poll_io;
mod read_chunks;
mod write_bytes;

#[cfg(feature = "tokio")]
pub use from_broadcast::FromBroadcast;
#[cfg(feature = "tokio")]
pub use from_mpsc::FromMpsc;
pub use from_publisher::{FromPublisher, Receiving, Subscribing};
pub use from_sink::FromSink;
#[cfg(feature = "tokio")]
pub use from_watch::{FromWatch, from_watch};
pub use lag::{LagPolicy, Lagged};
#[cfg(feature = "tokio")]
pub use poll_io::TokioIo;
pub use poll_io::{FuturesIo, PollRead, PollWrite};
pub use read_chunks::ReadChunks;
pub use write_bytes::WriteBytes;
