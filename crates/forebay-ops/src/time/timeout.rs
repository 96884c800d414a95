//! Limits of time, each of which fails the stream with a [`TimedOut`].

mod backpressure;
mod completion;
mod idle;
mod initial;
mod stopwatch;
mod timed_out;
mod watched;

pub use backpressure::BackpressureTimeout;
pub use completion::CompletionTimeout;
pub use idle::IdleTimeout;
pub use initial::InitialTimeout;
pub use timed_out::{TimeLimit, TimedOut};
