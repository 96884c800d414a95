//! Runs closed stages: in the caller's task or on a runtime, with contained panics and books.
//!
//! The engine knows stages and no operator by name. What it runs is a [`SinkStage`]: a chain
//! that ends in a sink. [`InPlace`] polls it in the caller's task, [`spawn`] in a task of a
//! [`Runtime`]; both give it a budget for each run, turn a panic of user code into a failure
//! of that run alone, and read the [`Ledger`] when it has ended.
//!
//! [`SinkStage`]: forebay_stage::SinkStage
//! [`Runtime`]: forebay_stage::Runtime
//! [`Ledger`]: forebay_stage::Ledger
#![forbid(unsafe_code)]

mod beside;
mod boundary;
mod callers_task;
mod completion;
mod contain;
mod control;
mod drive;
mod in_place;
mod interop;
mod local;
mod metered;
mod others;
mod outcome;
mod sleep;
mod spawned;
mod thread_pool;
mod timer_thread;
#[cfg(feature = "tokio")]
mod tokio_runtime;
mod upstream;

pub use boundary::Boundary;
pub use completion::{Completion, CompletionWithLedger};
pub use in_place::{InPlace, InPlaceWithLedger};
pub use interop::{Inlet, IntoSink, IntoStream, publish};
pub use metered::Metered;
pub use outcome::Outcome;
pub use spawned::spawn;
pub use thread_pool::ThreadPool;
#[cfg(feature = "tokio")]
pub use tokio_runtime::TokioRuntime;
