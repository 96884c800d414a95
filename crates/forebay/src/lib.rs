//! Demand-driven dataflow for Rust: compose `Source -> Flow -> Sink`, and let the sink set the
//! pace.
//!
//! ```
//! use forebay::prelude::*;
//!
//! let lines = "7\n-\n35\n".as_bytes(); // a file, standard input, a socket ..
//! let sum = Source::lines(lines)
//!     .filter_map(|line| line.parse::<u64>().ok())
//!     .fold(0, |sum, n| sum + n);
//! assert_eq!(sum.wait()?, 42);
//! # Ok::<(), StreamError>(())
//! ```
//!
//! A [`Source`] is where elements come from, a [`Flow`] what happens to them, a [`Sink`] where they
//! end. All three are blueprints: values that describe, and run nothing. Put together they are a
//! [`RunnableGraph`], and that runs: `graph.await` in your task, [`wait`](RunnableGraph::wait) on
//! your thread, [`run`](RunnableGraph::run) on a [`Runtime`].
//!
//! # Words
//!
//! | word | meaning |
//! |---|---|
//! | element | one unit of data |
//! | demand | how many more elements are wanted; it flows upstream and comes first |
//! | operator, stage | what a flow is made of, and the same while it runs |
//! | island, boundary | stages that one task polls, and the bounded edge between two of them |
//! | materialize | turn a blueprint into running stages; the *materialized value* is what you get |
//! | ledger | the books of a run: where every element went |
//! | completed, failed, cancelled | how a stream ends, exactly once |
//!
//! # What can go wrong
//!
//! A run fails with a [`StreamError`] that names the operator and the line of your program that
//! made it, wraps the original error, and prints the whole chain with `{:?}`. A panic in one of
//! your closures fails that run and no other (unless the program is built with `panic = "abort"`,
//! where a panic ends the process as ever).
//!
//! # Your own operators
//!
//! Implement [`Transform`]: one element in, any number out. It cannot break demand. With the
//! traits in [`stage`] you can write anything the built-in operators are.
//!
//! # When not to use it
//!
//! For a loop over data that is there already an iterator does the same with less. For one value
//! that arrives later, a future.
//!
//! # Crates
//!
//! This crate is the face of several: `forebay-protocol` (the contract between foreign parties),
//! `forebay-sync` (what two threads agree on),
//! `forebay-stage` (what stages are), `forebay-ops` (the operators), `forebay-dsl` (the types you
//! write), `forebay-engine` (what runs them), and for tests `forebay-testkit`.
#![forbid(unsafe_code)]

pub use forebay_dsl::{
    Boxed, BoxedFlow, BoxedGraph, BoxedSink, Flow, IntoPublisher, Keep, RunnableGraph, Sink, Source,
};
#[cfg(feature = "tokio")]
pub use forebay_engine::TokioRuntime;
pub use forebay_engine::{
    Completion, CompletionWithLedger, InPlace, InPlaceWithLedger, IntoSink, IntoStream, Outcome,
    ThreadPool,
};
pub use forebay_ops::concurrent::Concurrency;
pub use forebay_ops::flatten::Breadth;
pub use forebay_ops::interop::{LagPolicy, Lagged};
pub use forebay_ops::pace::{Rate, RateExceeded, TokenBucket};
pub use forebay_ops::rate::{BufferOverflow, DropReason, Overflow, WatermarkSignal, Watermarks};
pub use forebay_ops::shorten::LimitExceeded;
pub use forebay_ops::sink::Written;
pub use forebay_ops::source::{
    LineOptions, NotUtf8, Offer, Overlong, OverlongLine, QueueClosed, QueueEnding, QueueHandle,
    Refusal, Refused,
};
pub use forebay_ops::time::{TimeLimit, TimedOut};
pub use forebay_protocol::{CancelCause, Demand, Site, StreamError, StreamErrorKind, Violation};
pub use forebay_stage::{Account, Dropped, Ledger, Role, Runtime, Transform};

/// What blueprints consist of: the types behind `Source<..>`, for those who have to name them.
pub mod blueprint {
    pub use forebay_dsl::{
        Adjustable, Boxed, BoxedFlow, BoxedGraph, BoxedSink, Closed, Cut, Drain, FlowPart,
        GraphPart, KeepLeft, Materialized, Opening, Queued, Ready, SinkPart, SourcePart, Start,
        Via, ViaFlow, ViaLeft,
    };
}

/// For custom stages: what an operator, a source or a sink is made of.
pub mod stage {
    pub use forebay_stage::{
        Account, Budget, Context, Counted, Deadline, Draining, Dropped, Erased, ErasedStage, Fuse,
        Island, Ledger, Linear, LinearLogic, Materializer, Operator, Outlet, Promised, Role,
        Runtime, SLICE, Seam, SinkLogic, SinkOperator, SinkStage, Slice, SliceBuffer, Stage, Sums,
        Timer, Transform, TransformStage, Transforming, blame,
    };
}

/// The contract between foreign parties: publishers, subscribers, and the rules they keep.
pub mod protocol {
    pub use forebay_protocol::*;
}

/// What most programs need: `use forebay::prelude::*;`.
pub mod prelude {
    pub use crate::{
        Flow, Keep, Overflow, RunnableGraph, Runtime, Sink, Source, StreamError, ThreadPool,
        Transform,
    };
}

/// The README's program is a test.
#[cfg(doctest)]
#[doc = include_str!("../../../README.md")]
pub struct Readme;
