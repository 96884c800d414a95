//! Where elements come from.

mod failed;
mod from_stream;
mod iter;
mod try_unfold;
mod unfold;

pub use failed::Failed;
pub use from_stream::FromStream;
pub use iter::Iter;
pub use try_unfold::TryUnfold;
pub use unfold::Unfold;
