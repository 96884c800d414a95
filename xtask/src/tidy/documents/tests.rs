use super::Documents;
use crate::tidy::check;

const CHANGELOG: (&str, &str) = ("CHANGELOG.md", "# Changes\n");

#[test]
fn missing_documents_are_offences() {
    assert_eq!(
        check::judge(Documents::default(), &[("docs/CHANGELOG.md", "")]),
        [
            "ARCHITECTURE.md:1: no such file, write it",
            "CHANGELOG.md:1: no such file, write it",
        ]
    );
}

#[test]
fn the_map_is_short() {
    let map = "line\n".repeat(201);
    let found = check::judge(
        Documents::default(),
        &[CHANGELOG, ("ARCHITECTURE.md", &map)],
    );
    assert_eq!(
        found,
        ["ARCHITECTURE.md:201: 201 lines, keep the map to 200; it must be read"]
    );
}

#[test]
fn every_crate_is_on_the_map_by_its_own_name() {
    let files = [
        ("ARCHITECTURE.md", "`forebay-ops` holds the operators."),
        CHANGELOG,
        ("crates/forebay-ops/Cargo.toml", ""),
        ("crates/forebay/Cargo.toml", ""),
        ("crates/forebay-ops/tests/fixture/Cargo.toml", ""),
    ];
    assert_eq!(check::judge(Documents::default(), &files[..3]), [""; 0]);
    assert_eq!(
        check::judge(Documents::default(), &files),
        ["ARCHITECTURE.md:1: `crates/forebay` is not on the map, say what it holds",]
    );
}
