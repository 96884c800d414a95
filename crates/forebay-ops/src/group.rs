//! Elements are put together, or something is put between them.

mod grouped;
mod intersperse;

pub use grouped::Grouped;
pub use intersperse::Intersperse;
