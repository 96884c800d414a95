//! The unit tests of `access_log`, whose files are the same as those of `main.rs`.
#![forbid(unsafe_code)]
#![allow(dead_code, reason = "what only the whole program uses")]

mod cli;
mod entry;
mod escape;
mod failure;
mod findings;
mod input;
mod malformed;
mod paths;
mod progress;
mod report;
mod request;
mod slowest;
mod tally;
