//! A stream becomes shorter.

mod drop;
mod drop_while;
mod limit;
mod take;
mod take_while;

pub use drop::Skip;
pub use drop_while::DropWhile;
pub use limit::{Limit, LimitExceeded};
pub use take::Take;
pub use take_while::TakeWhile;
