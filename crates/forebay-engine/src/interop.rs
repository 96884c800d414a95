//! Streams in the shapes that other crates know.

mod into_sink;
mod into_stream;
mod publish;

pub use into_sink::{Inlet, IntoSink};
pub use into_stream::IntoStream;
pub use publish::publish;
