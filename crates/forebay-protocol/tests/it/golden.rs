//! The example prints what it printed when somebody last looked at it.

use std::process::Command;

#[test]
fn from_iter_prints_its_golden_text() {
    let tests = std::env::current_exe().expect("the test knows where it is");
    let profile = tests
        .parent()
        .and_then(|deps| deps.parent())
        .expect("target/PROFILE/deps");
    let example = profile.join("examples").join("from_iter");
    let output = Command::new(&example).output().unwrap_or_else(|error| {
        panic!(
            "{}: {error}; `cargo test` builds it first",
            example.display()
        )
    });
    let printed = String::from_utf8(output.stdout).expect("it prints text");
    assert_eq!(printed, include_str!("../../examples/from_iter/golden.txt"));
}
