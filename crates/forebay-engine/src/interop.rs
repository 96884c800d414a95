//! Streams in the shapes that other crates know.

mod into_stream;

pub use into_stream::IntoStream;
