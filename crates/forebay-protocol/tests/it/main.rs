//! Facts about the protocol's types, and about a publisher and a processor written with them.
#![forbid(unsafe_code)]

mod compile_fail;
mod emission;
mod ending;
mod erased;
mod golden;
// The example is also the publisher under test.
#[path = "../../examples/from_iter/publisher.rs"]
mod from_iter;
mod probe;
mod processor;
mod recorder;
mod spec_page;
mod subscription;
mod threads;
mod violation;
