//! What the benches of this workspace share: interleaved rounds, medians, and a table.
//!
//! A bench is a list of [`Workload`]s. A workload is one amount of work done in several
//! [`Variant`]s, which must all come to the same result. They run in interleaved rounds
//! (A B C A B C ...), so that a disturbance of the machine meets all of them alike. A ratio is
//! taken within each round, and its median over the rounds is what is printed: it stays put
//! when the clock speed drifts.
//!
//! A bar is printed with the verdict `holds` or `MISSED` and never fails the program. Without
//! `--bench`, which is what `cargo bench` adds, every variant runs once on little work.
#![forbid(unsafe_code)]
#![allow(clippy::print_stdout, reason = "a bench talks to whoever runs it")]

mod bar;
mod bench;
pub mod boundary;
pub mod concurrent_map;
mod elements;
pub mod flat_map;
mod report;
mod rounds;
mod sample;
pub mod short_run;
mod ten_maps;
mod unit;
mod workload;

pub use self::bar::Bar;
pub use self::bench::Bench;
pub use self::elements::{flip, is_even, mix, triple};
pub use self::rounds::{Figures, cpu_time};
pub use self::sample::Sample;
pub use self::unit::Unit;
pub use self::workload::{Variant, Workload};
