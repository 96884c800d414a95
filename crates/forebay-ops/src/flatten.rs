//! Each element becomes a stream of its own, and the streams become one again.

mod breadth;
mod flat_map_concat;
mod flat_map_merge;
mod flat_map_ordered;
mod inner;
mod intake;
mod live;
mod side_by_side;
mod slot;
mod slots;
mod switch_map;

pub use breadth::Breadth;
pub use flat_map_concat::{Concatenating, FlatMapConcat};
pub use flat_map_merge::{FlatMapMerge, Merging};
pub use flat_map_ordered::{FlatMapOrdered, Lining};
pub use inner::Inner;
pub use switch_map::{SwitchMap, Switching};
