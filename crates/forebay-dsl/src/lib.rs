//! Source, Flow, Sink and RunnableGraph: the blueprints that users write.
//!
//! A blueprint is a value that describes; building one runs nothing. It is `Clone` where its
//! parts are, and running consumes it. Chained operators keep their static types, so a chain
//! becomes one function; `.boxed()` forgets them, so that a function can return
//! `Source<Event>`.
//!
//! This crate attaches operators and hands closed chains to the engine. It polls nothing.
//!
//! # How to read the docs of an operator
//!
//! Each operator of [`Source`] and [`Flow`] answers the same questions in the same order, below
//! a picture that is also a test:
//!
//! ```text
//! in   -1-2-3-|
//! req  1---1---
//! out  ---x---(y|)
//! ask  2---2---
//! x = [1, 2]
//! y = [3]
//! ```
//!
//! One column is one tick. `in` is what the source has to offer, `req` how many elements the
//! sink asks for (`*` for all there are), `out` what reaches the sink, and `ask`, where it is
//! shown, how many elements the operator newly asks for above. A digit or a letter is an
//! element, or stands for the value in the legend; `|` is completion, `#` failure, `^` a cancel
//! that reaches the source, and `(` `)` hold what happens in the same tick. A `-` in `out` says
//! that nothing can happen before somebody asks or offers, or time passes: `TICK` is the time
//! from one column to the next.
//!
//! What holds for every operator is not repeated there:
//!
//! - Elements stay in order, and only what is wanted is pulled (laws L7 and L10).
//! - Completion needs no demand of its own: it comes with the last element, or as soon as
//!   it is known that there is none.
//! - A failure of upstream needs no demand either. It comes after everything that elements from
//!   before it have become: outputs that still wait for demand go first, an unfinished group is
//!   discarded. A cancel of downstream reaches the source with its cause, and discards all that
//!   is held. The ledger counts what either of them discards.
//! - Time is that of the runtime that a graph runs on, and the system's where it runs in the
//!   caller's task. A timer wakes its stage and never emits by itself (law L9).
//! - When a closure panics, the run fails: with an error of the kind `Panicked` that carries the
//!   panic's text and names the operator and the source line of the call. Everything else in the
//!   process goes on.
#![forbid(unsafe_code)]

mod adjustable;
mod flow;
mod graph;
mod inner;
mod keep;
mod operators;
mod part;
mod sink;
mod source;

pub use adjustable::Adjustable;
pub use flow::{BoxedFlow, Flow, Start};
pub use graph::{BoxedGraph, Closed, GraphPart, RunnableGraph};
pub use inner::Opening;
pub use keep::{Keep, KeepLeft};
pub use part::{Cut, Drain, FlowPart, SinkPart, SourcePart, Via, ViaFlow, ViaLeft};
pub use sink::{BoxedSink, Materialized, Sink};
pub use source::{Boxed, IntoPublisher, Queued, Ready, Source};
