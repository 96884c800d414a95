use serde_json::json;

use super::Workspace;

#[test]
fn keeps_edges_between_members_and_leaves_tests_out() {
    let metadata = json!({
        "workspace_root": "/w",
        "packages": [
            {
                "name": "stage",
                "manifest_path": "/w/crates/stage/Cargo.toml",
                "targets": [{ "src_path": "/w/crates/stage/src/lib.rs" }],
                "dependencies": [
                    { "name": "protocol", "kind": null },
                    { "name": "futures", "kind": null },
                    { "name": "testkit", "kind": "dev" },
                    { "name": "tables", "kind": "build" },
                ],
            },
            { "name": "protocol", "manifest_path": "/w/p/Cargo.toml", "targets": [], "dependencies": [] },
            { "name": "testkit", "manifest_path": "/w/t/Cargo.toml", "targets": [], "dependencies": [] },
            { "name": "tables", "manifest_path": "/w/b/Cargo.toml", "targets": [], "dependencies": [] },
        ],
    });
    let workspace = Workspace::parse(&metadata).expect("the form of cargo metadata");
    assert_eq!(workspace.packages[0].depends_on, ["protocol", "tables"]);
    assert_eq!(workspace.packages[0].manifest, "crates/stage/Cargo.toml");
    assert!(workspace.roots.contains("crates/stage/src/lib.rs"));
}

#[test]
fn another_form_is_refused() {
    assert!(Workspace::parse(&json!({ "workspace_root": "/w" })).is_none());
}
