//! The README shows `hello` as it is, and what it prints.

use std::fs;
use std::path::Path;

#[test]
fn readme_shows_hello_and_its_golden_text() {
    let examples = Path::new(env!("CARGO_MANIFEST_DIR"));
    let read = |path: &str| {
        fs::read_to_string(examples.join(path)).unwrap_or_else(|e| panic!("{path}: {e}"))
    };
    let readme = read("../README.md");
    let hello = read("hello/main.rs");
    let program = &hello[hello.find("use forebay").expect("hello uses forebay")..];
    assert!(
        readme.contains(&format!("```rust\n{program}```")),
        "the program in README.md is not examples/hello/main.rs from its first `use` on"
    );
    let golden = read("hello/golden.txt");
    assert!(
        readme.contains(&format!("```text\n{golden}```")),
        "the output in README.md is not examples/hello/golden.txt"
    );
}
