use std::collections::BTreeSet;

use super::Roots;
use crate::tidy::check;

fn found_in(path: &str, text: &str) -> Vec<String> {
    check::judge(
        Roots::new(&BTreeSet::from(["examples/01_hello.rs".to_owned()])),
        &[(path, text)],
    )
}

#[test]
fn a_root_without_the_attribute_is_an_offence() {
    let text = "//! Docs.\n\n#![allow(dead_code)]\n#![forbid(unsafe_code)]\n";
    for path in [
        "crates/a/src/lib.rs",
        "tests/it/main.rs",
        "examples/01_hello.rs",
    ] {
        let expected = format!(
            "{path}:3: a crate root without `#![forbid(unsafe_code)]`, put it right below the docs"
        );
        assert_eq!(found_in(path, text), [expected]);
        assert_eq!(found_in(path, "//! Docs alone.\n").len(), 1);
        assert_eq!(found_in(path, "").len(), 1);
    }
}

#[test]
fn docs_may_stand_above_it() {
    for docs in [
        "",
        "//! Docs.\n\n// A remark.\n",
        "#![doc = include_str!(\"../README.md\")]\n",
        "#![doc = concat!(\n    \"a\",\n    \"b\",\n)]\n",
    ] {
        let text = format!("{docs}#![forbid(unsafe_code)]\nmod a;\n");
        assert!(found_in("crates/a/src/lib.rs", &text).is_empty(), "{docs}");
    }
}

#[test]
fn modules_are_no_roots() {
    assert!(found_in("crates/a/src/edge.rs", "mod a;").is_empty());
    assert!(found_in("examples/shared.rs", "mod a;").is_empty());
}
