use super::Names;
use crate::tidy::check;

#[test]
fn names_that_say_nothing_are_offences() {
    for name in [
        "util", "utils", "helper", "helpers", "common", "types", "manager", "misc",
    ] {
        let path = format!("crates/a/src/{name}.rs");
        let found = check::judge(Names, &[(&path, "")]);
        assert_eq!(
            found,
            [format!(
                "{path}:1: `{name}.rs` says nothing, name the file after its one concept"
            )]
        );
    }
}

#[test]
fn mod_rs_is_an_offence() {
    let found = check::judge(Names, &[("a/src/edge/mod.rs", "")]);
    assert_eq!(
        found,
        ["a/src/edge/mod.rs:1: `mod.rs`, use `name.rs` beside the folder `name/`"]
    );
}

#[test]
fn concepts_are_free() {
    for path in [
        "a/src/demand.rs",
        "a/src/model.rs",
        "docs/common.md",
        "a/src/element_types.rs",
    ] {
        assert!(check::judge(Names, &[(path, "")]).is_empty(), "{path}");
    }
}
