use super::Imports;
use crate::tidy::check;

fn found_in(text: &str) -> Vec<String> {
    check::judge(Imports, &[("a.rs", text)])
}

#[test]
fn groups_in_order_and_apart_are_fine() {
    let text = "//! Docs.\nuse core::fmt;\nuse std::{\n    io,\n};\n\n// Bounds.\n#[cfg(loom)]\n\
                use loom::x;\nuse tokio::y;\n\nuse crate::a;\nuse super::b;\n";
    assert!(found_in(text).is_empty());
}

#[test]
fn touching_groups_are_named() {
    assert_eq!(
        found_in("use std::fmt;\nuse bytes::Bytes;\n"),
        ["a.rs:2: warning: two groups of imports touch, put a blank line between them"]
    );
}

#[test]
fn groups_out_of_order_are_named() {
    assert_eq!(
        found_in("use crate::a;\n\nuse std::fmt;\n"),
        ["a.rs:3: warning: an import out of its group, order them std, external, crate"]
    );
}

#[test]
fn modules_of_the_file_belong_to_this_crate() {
    let text = "mod demand;\n\nuse std::fmt;\n\nuse demand::Demand;\nuse crate::a;\n";
    assert!(found_in(text).is_empty());
}

#[test]
fn only_one_list_is_compared() {
    let text = "use crate::a;\nfn f() {\n    use std::fmt;\n}\nuse std::io;\n";
    assert!(found_in(text).is_empty());
}
