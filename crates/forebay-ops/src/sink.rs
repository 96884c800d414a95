//! A stream becomes one value.

mod collect;
mod count;
mod fold;
mod for_each;
mod head;
mod ignore;
mod last;
mod try_fold;
mod write_lines;

pub use collect::Collect;
pub use count::Count;
pub use fold::Fold;
pub use for_each::ForEach;
pub use head::Head;
pub use ignore::Ignore;
pub use last::Last;
pub use try_fold::TryFold;
pub use write_lines::{WriteLines, WritingLines, Written};
