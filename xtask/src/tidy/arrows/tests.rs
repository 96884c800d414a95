use super::Arrows;
use crate::tidy::check;
use crate::tidy::workspace::Package;

fn package(name: &str, depends_on: &[&str]) -> Package {
    Package {
        name: name.to_owned(),
        manifest: format!("crates/{name}/Cargo.toml"),
        depends_on: depends_on.iter().map(|&target| target.to_owned()).collect(),
    }
}

#[test]
fn an_arrow_that_goes_up_is_an_offence() {
    let arrows = Arrows::new(vec![
        package("forebay-stage", &["forebay-protocol", "forebay-sync"]),
        package("forebay-protocol", &["forebay-stage"]),
    ]);
    let stage = "[package]\n\n[dev-dependencies]\nforebay-sync.workspace = true\n\n\
                 [dependencies]\nforebay-protocol.workspace = true\nforebay-sync = { path = \"x\" }\n";
    let protocol = "[package]\n\n[dependencies.forebay-stage]\nworkspace = true\n";
    let found = check::judge(
        arrows,
        &[
            ("crates/forebay-stage/Cargo.toml", stage),
            ("crates/forebay-protocol/Cargo.toml", protocol),
        ],
    );
    assert_eq!(
        found,
        [
            "crates/forebay-protocol/Cargo.toml:3: forebay-protocol depends on forebay-stage, \
         keep to the arrows: it may use nothing in this workspace",
            "crates/forebay-stage/Cargo.toml:8: forebay-stage depends on forebay-sync, \
         keep to the arrows: it may use forebay-protocol",
        ]
    );
}

#[test]
fn nothing_in_the_house_depends_on_a_connector() {
    let found = check::judge(
        Arrows::new(vec![package("forebay", &["forebay-kafka"])]),
        &[(
            "crates/forebay/Cargo.toml",
            "forebay-kafka.workspace = true",
        )],
    );
    assert_eq!(found.len(), 1, "{found:?}");
}

#[test]
fn arrows_that_go_down_and_crates_without_a_row_are_free() {
    let arrows = Arrows::new(vec![
        package("forebay-dsl", &["forebay-ops", "forebay-engine"]),
        package("forebay-examples", &["forebay", "forebay-kafka"]),
        package("forebay-kafka", &["forebay-stage", "forebay"]),
    ]);
    let found = check::judge(
        arrows,
        &[
            ("crates/forebay-dsl/Cargo.toml", ""),
            ("crates/forebay-examples/Cargo.toml", ""),
            ("crates/forebay-kafka/Cargo.toml", ""),
        ],
    );
    assert!(found.is_empty(), "{found:?}");
}
