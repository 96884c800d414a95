//! A stream and the clock.

mod drop_within;
mod keep_alive;
mod noted;
mod slices;
mod take_within;
mod timeout;

pub use drop_within::DropWithin;
pub use keep_alive::KeepAlive;
pub use take_within::TakeWithin;
pub use timeout::{
    BackpressureTimeout, CompletionTimeout, IdleTimeout, InitialTimeout, TimeLimit, TimedOut,
};
