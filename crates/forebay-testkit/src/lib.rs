//! Probes, marbles and drop-counting elements for testing stages and pipelines.
//!
//! Everything runs on the test's own thread and step by step, so silence is exact: when a run
//! returns, what has not come will not come by itself.
//!
//! ```
//! use forebay_testkit::{TestSink, TestSource};
//!
//! let input = TestSource::new();
//! let mut sink = TestSink::of(input.source().grouped(2));
//!
//! sink.request(1);
//! input.push_all([1, 2, 3]);
//! sink.run();
//! assert_eq!(sink.take(), [[1, 2]]);
//! assert_eq!((input.pulled(), input.queued()), (2, 1)); // the 3 was not asked for
//! ```
//!
//! | you want to | use |
//! |---|---|
//! | say what a stream looks like in time, as a picture | [`marble()`] |
//! | hand elements and endings to a pipeline by hand, and see its demand | [`TestSource`] |
//! | request, run, cancel by hand, and read the books | [`TestSink`] |
//! | check the contract on any edge of a pipeline | [`DemandProbe`] |
//! | know that no element leaks | [`DropCounter`] |
//! | end a pipeline at every point, in every way | [`cancel_at_every_poll()`] |
//! | let time pass by hand, or as far as the stages wait for it | [`TestSink::advance`], [`TestSink::settle`] |
//! | run random graphs, in an order, at a pace and with failures that one seed decides | [`simulate()`] |
//! | run whole graphs on one thread, in virtual time, in an order that a seed decides | [`VirtualRuntime`] |
//!
//! What breaks a law of the design panics with the law's number: L1 demand, L2 books,
//! L4 endings, L5 progress, L6 nothing leaks, L8 same answer in every way of running.
//!
//! Time is virtual in all of them. Not here: threads. What needs a blocking thread is not silent
//! when the run returns.
#![forbid(unsafe_code)]

mod alarm;
mod cancel_at_every_poll;
mod demand_probe;
mod drop_counter;
mod injected;
pub mod marble;
mod simulation;
mod test_sink;
mod test_source;
mod virtual_runtime;

pub use cancel_at_every_poll::{Trial, TrialSource, cancel_at_every_poll};
pub use demand_probe::{DemandProbe, Watched};
pub use drop_counter::{Counted, DropCounter};
pub use marble::{Marble, MarbleSource, marble};
pub use simulation::{Pace, Paced, World, simulate};
pub use test_sink::{Step, TestSink};
pub use test_source::{Emission, Emitting, TestSource};
pub use virtual_runtime::VirtualRuntime;
