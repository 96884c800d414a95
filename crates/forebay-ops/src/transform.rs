//! Each element becomes something else, or nothing.

mod filter;
mod filter_map;
mod inspect;
mod map;
mod map_concat;
mod scan;
mod try_map;
mod zip_with_index;

pub use filter::Filter;
pub use filter_map::FilterMap;
pub use inspect::Inspect;
pub use map::Map;
pub use map_concat::MapConcat;
pub use scan::Scan;
pub use try_map::TryMap;
pub use zip_with_index::ZipWithIndex;
