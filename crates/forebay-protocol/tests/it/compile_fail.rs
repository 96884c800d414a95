//! Rules that the compiler holds: each file in `tests/ui` breaks one and must not compile.

#[test]
fn broken_rules_do_not_compile() {
    trybuild::TestCases::new().compile_fail("tests/ui/*.rs");
}
