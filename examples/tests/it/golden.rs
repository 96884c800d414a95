//! The examples print what they printed when somebody last looked at it.

use std::fs;
use std::path::Path;

use crate::program::{Ended, example};

#[track_caller]
fn prints_its_golden_text(name: &str, arguments: &[&str]) {
    let golden = Path::new(env!("CARGO_MANIFEST_DIR"))
        .join(name)
        .join("golden.txt");
    let expected = fs::read_to_string(&golden).unwrap_or_default();
    let output = example(name).args(arguments).output();
    let printed = Ended::from(output.expect("the example starts")).report();
    if printed == expected {
        return;
    }
    let lines = printed.lines().map(Some).chain([None]);
    let expected_lines = expected.lines().map(Some).chain([None]);
    let differing = (1..)
        .zip(lines.zip(expected_lines))
        .find(|(_, (one, other))| one != other);
    let Some((number, (is, was))) = differing else {
        panic!("{} differs in its line breaks only", golden.display());
    };
    panic!(
        "not what {} says; at line {number}, where `None` is the end:\n  \
         printed  {is:?}\n  expected {was:?}\n\
         If that is meant, look at all of it and write it there:\n  \
         cargo run -q --example {name} -- {} > examples/{name}/golden.txt\n\n{printed}",
        golden.display(),
        arguments.join(" "),
    );
}

#[test]
fn access_log_prints_its_golden_text() {
    prints_its_golden_text("access_log", &[]);
}

#[test]
fn hello_prints_its_golden_text() {
    prints_its_golden_text("hello", &[]);
}

#[test]
fn no_starvation_prints_its_golden_text() {
    prints_its_golden_text("no_starvation", &["--virtual"]);
}
