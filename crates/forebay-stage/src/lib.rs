//! What a stage is, and what it may use: the ground that operators and engine share.
//!
//! A [`Stage`] is a resumable function from input and demand to output. It pushes into an
//! [`Outlet`] that says how much is wanted; an [`Operator`] wraps an upstream stage and hands
//! it an outlet of its own. So demand passes every operator exactly, and a chain of operators
//! is one function that the compiler sees through.
//!
//! | you want | use |
//! |---|---|
//! | a custom operator, one element in, any number out | [`Transform`] |
//! | one inlet and one outlet, demand of your own | [`LinearLogic`] with [`Linear`] |
//! | full control | [`Stage`] and [`Operator`] |
//! | a custom sink | [`SinkOperator`] and [`SinkStage`] |
//!
//! Nothing here spawns, locks or waits; the engine runs stages, and only it catches panics.
#![forbid(unsafe_code)]

mod blame;
mod context;
mod deadline;
mod draining;
mod erased;
mod fuse;
mod ledger;
mod linear;
mod materializer;
mod operator;
mod outlet;
mod runtime;
mod slice;
mod stage;
mod transform;

pub use blame::{blame, replace_blamed};
pub use context::{Budget, Context};
pub use deadline::Deadline;
pub use draining::{Draining, SinkLogic};
pub use erased::{Erased, ErasedStage, SLICE, Seam, SliceBuffer};
pub use fuse::Fuse;
pub use ledger::{Account, Dropped, Ledger, Role, Sums};
pub use linear::{Linear, LinearLogic};
pub use materializer::{Island, Materializer};
pub use operator::{Operator, SinkOperator, SinkStage};
pub use outlet::Outlet;
pub use runtime::{Runtime, Timer};
pub use slice::{BROKEN_PROMISE, Counted, Promised, Slice};
pub use stage::Stage;
pub use transform::{Transform, TransformStage, Transforming};
