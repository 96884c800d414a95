//! `cargo xtask san`: the stress tests of forebay-sync under ThreadSanitizer.
//!
//! It needs a nightly toolchain, and is skipped, loudly, where there is none.
//!
//! What it says, and what it does not. No crate of ours has `unsafe`, so none of them can have a
//! data race of its own: a report means that a lock or an atomic of a dependency does not order
//! what it should, in the way in which we use it. It knows nothing of lost wake-ups, demand or
//! order; the models and the stress tests themselves do. With a lock that does not lock it has
//! something to say, suppressions or not: that was tried.
//!
//! The standard library of a toolchain is not instrumented. `Arc` frees its value behind a fence
//! that the sanitizer therefore does not see, and the channel by which the test harness learns of
//! results is invisible altogether. Reports of those two are suppressed by name, and no others.

use std::path::Path;
use std::process::{Command, Output};
use std::{env, fs, io};

use crate::root;

const PACKAGE: &str = "forebay-sync";

/// What the names of the tests contain.
const TESTS: &str = "::stress";

/// Apart from the usual one: everything is built anew for the sanitizer.
const TARGET: &str = "target-san";

/// The status of a program that the sanitizer found fault with.
const FAULT: i32 = 66;

/// What is not seen for lack of instrumentation, by the name of a function in the report.
const SUPPRESSIONS: &str = "\
# The last owner frees what the others wrote, behind a fence.
race:<alloc::sync::Arc<*> as core::ops::drop::Drop>::drop
race:<alloc::sync::Arc<*>>::drop_slow
# How the test harness learns of results.
race:<std::sync::mpmc::list::Channel<test::event::CompletedTest>>::
";

/// Runs the tests. True if nothing was found, or if there is nothing to run them with.
pub(crate) fn run() -> io::Result<bool> {
    let Some(host) = nightly_host() else {
        println!("==> SKIPPED: `cargo xtask san` needs `rustup toolchain install nightly`");
        return Ok(true);
    };
    let folder = root().join(TARGET);
    fs::create_dir_all(&folder)?;
    let suppressions = folder.join("suppressions");
    fs::write(&suppressions, SUPPRESSIONS)?;
    let output = tests(&host, &folder, &suppressions)?;
    let (out, err) = (
        String::from_utf8_lossy(&output.stdout),
        String::from_utf8_lossy(&output.stderr),
    );
    println!("{out}");
    eprintln!("{err}");
    let passed = passed(&out);
    if output.status.code() == Some(FAULT) || err.contains("WARNING: ThreadSanitizer") {
        eprintln!("san: the sanitizer has found something, see above");
    } else if !output.status.success() {
        eprintln!("san: {}", output.status);
    } else if passed == 0 {
        eprintln!("san: no test is called `{TESTS}`");
    } else {
        println!("san: {passed} tests passed, nothing found");
        return Ok(true);
    }
    Ok(false)
}

/// The platform of the nightly toolchain, if there is one.
fn nightly_host() -> Option<String> {
    let output = nightly("rustc").args(["--version", "--verbose"]).output();
    let text = output.ok().filter(|output| output.status.success())?.stdout;
    let text = String::from_utf8_lossy(&text);
    let host = text.lines().find_map(|line| line.strip_prefix("host: "))?;
    Some(host.to_owned())
}

fn nightly(program: &str) -> Command {
    let mut command = Command::new("rustup");
    command.args(["run", "nightly", program]);
    command
}

fn tests(host: &str, folder: &Path, suppressions: &Path) -> io::Result<Output> {
    let flags = "-Zsanitizer=thread -Cunsafe-allow-abi-mismatch=sanitizer";
    let options = format!("exitcode={FAULT}:suppressions={}", suppressions.display());
    nightly("cargo")
        .args(["test", "--package", PACKAGE, "--lib", "--target", host])
        .args(["--", TESTS, "--test-threads", "1"])
        .current_dir(root())
        .env("RUSTFLAGS", flags)
        .env_remove("CARGO_ENCODED_RUSTFLAGS")
        .env("CARGO_TARGET_DIR", folder)
        .env("TSAN_OPTIONS", options)
        .env_remove("RUSTC")
        .env(
            "RUST_BACKTRACE",
            env::var_os("RUST_BACKTRACE").unwrap_or_else(|| "0".into()),
        )
        .output()
}

/// How many tests passed, by the last line that the harness prints.
fn passed(out: &str) -> usize {
    let results = out
        .lines()
        .filter_map(|line| line.split_once("test result: ok. "));
    results
        .filter_map(|(_, counts)| counts.split(' ').next()?.parse::<usize>().ok())
        .sum()
}
