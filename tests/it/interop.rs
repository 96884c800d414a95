//! Facts about streams that meet those of other crates.

mod from_publisher;
mod from_sink;
mod hand;
mod into_publisher;
mod into_sink;
mod into_stream;
mod mouth;
mod prefetch;
mod read_chunks;
#[cfg(feature = "tokio")]
mod tokio_channels;
mod write_bytes;
