use super::File;

#[test]
fn test_modules_lie_where_the_compiler_looks() {
    let text = "#[cfg(test)]\nmod tests;\n#[cfg(test)]\npub(crate) mod probe;\nmod product;\n";
    assert_eq!(
        File::new("a/src/lib.rs", text).test_modules(),
        ["a/src/tests", "a/src/probe"]
    );
    assert_eq!(
        File::new("a/src/edge.rs", text).test_modules(),
        ["a/src/edge/tests", "a/src/edge/probe"]
    );
}

#[test]
fn only_rust_is_scanned() {
    assert!(File::new("README.md", "mod a;").lines.is_empty());
    assert_eq!(File::new("README.md", "").name(), "README.md");
}
