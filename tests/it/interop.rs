//! Facts about streams that meet those of other crates.

mod from_sink;
mod into_stream;
mod mouth;
mod prefetch;
mod read_chunks;
mod write_bytes;
