//! Facts about whole pipelines.
#![forbid(unsafe_code)]

mod blueprint;
mod boundary;
mod concurrent;
mod endings;
mod engine;
mod executor;
mod flatten;
mod hostile;
mod interop;
mod lines;
mod no_time;
mod queue;
mod same_answer;
mod size_hint;
mod slow_sink;
mod tick;
mod write_lines;
