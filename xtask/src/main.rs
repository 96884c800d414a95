//! Developer tasks: `cargo xtask <task>`.
#![forbid(unsafe_code)]
#![allow(
    clippy::print_stdout,
    clippy::print_stderr,
    reason = "a task talks to whoever runs it"
)]

mod compile_time;
mod loom;
mod models;
mod san;
mod shuttle;
mod table;
mod tidy;
mod weaken;

use std::error::Error;
use std::path::Path;
use std::process::ExitCode;

use lexopt::Arg::Value;
use lexopt::{Parser, ValueExt};

const USAGE: &str = "cargo xtask <task>

  compile-time   measure how long chains of many operators take to compile
  loom [model]   explore the loom models, or one of them
  san            run the stress tests under ThreadSanitizer, where there is a nightly toolchain
  shuttle [name] run whole graphs in random orders, and again with mutants
  weaken         apply every mutant and see its models fail
  tidy           hold the tree against the rules that the compiler cannot see";

fn main() -> ExitCode {
    match task(Parser::from_env()) {
        Ok(true) => ExitCode::SUCCESS,
        Ok(false) => ExitCode::FAILURE,
        Err(error) => {
            eprintln!("xtask: {error}");
            ExitCode::FAILURE
        },
    }
}

/// Does what the arguments say. True if everything was found in order.
fn task(mut arguments: Parser) -> Result<bool, Box<dyn Error>> {
    let task = word(&mut arguments)?;
    let detail = word(&mut arguments)?;
    if let Some(argument) = arguments.next()? {
        return Err(argument.unexpected().into());
    }
    Ok(match (task.as_deref(), detail.as_deref()) {
        (Some("compile-time"), None) => compile_time::run()?,
        (Some("loom"), model) => loom::run(model)?,
        (Some("san"), None) => san::run()?,
        (Some("shuttle"), schedule) => shuttle::run(schedule)?,
        (Some("weaken"), None) => weaken::run()?,
        (Some("tidy"), None) => tidy::run()?,
        _ => return Err(USAGE.into()),
    })
}

/// The next argument, if there is one; no task has options.
fn word(arguments: &mut Parser) -> Result<Option<String>, lexopt::Error> {
    match arguments.next()? {
        Some(Value(word)) => Ok(Some(word.string()?)),
        Some(option) => Err(option.unexpected()),
        None => Ok(None),
    }
}

/// The root of the workspace.
fn root() -> &'static Path {
    let xtask = Path::new(env!("CARGO_MANIFEST_DIR"));
    xtask.parent().unwrap_or(xtask)
}
