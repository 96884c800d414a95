//! Facts about streams that meet those of other crates.

mod into_stream;
mod prefetch;
