//! Runs the examples as their users do, and looks at what comes out.
#![forbid(unsafe_code)]

mod complaints;
mod golden;
mod hostile;
#[cfg(target_os = "linux")]
mod memory;
mod program;
mod readme;
