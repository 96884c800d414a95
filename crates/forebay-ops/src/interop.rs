//! Where streams meet those of other crates.

mod from_sink;
mod poll_io;
mod read_chunks;
mod write_bytes;

pub use from_sink::FromSink;
#[cfg(feature = "tokio")]
pub use poll_io::TokioIo;
pub use poll_io::{FuturesIo, PollRead, PollWrite};
pub use read_chunks::ReadChunks;
pub use write_bytes::WriteBytes;
