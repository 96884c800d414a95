//! Elements are put together, or something is put between them.

mod grouped;
mod grouped_within;
mod intersperse;

pub use grouped::Grouped;
pub use grouped_within::{GroupedWithin, GroupingWithin};
pub use intersperse::Intersperse;
