//! Two sides go at their own pace: elements wait, or fewer or more of them come out.
//!
//! [`Watermarks`] and [`Hysteresis`] are for whoever holds elements of a producer that cannot be
//! held back by demand.

mod batch;
mod buffer;
mod detached;
mod expand;
mod overflow;
mod watch;
mod watermarks;

pub use batch::{Batch, Conflate, ConflateWithSeed, Count, Merge, Seeded, Unlimited, Weight};
pub use buffer::Buffer;
pub use expand::Expand;
pub use overflow::{BufferOverflow, DropReason, Overflow};
pub use watch::{OnDrop, OnMark, Unwatched};
pub use watermarks::{Hysteresis, WatermarkSignal, Watermarks};
