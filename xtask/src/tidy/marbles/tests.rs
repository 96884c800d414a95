use super::Marbles;
use crate::tidy::check;

const CATALOGUE: &str = "
    /// Folds.
    ///
    /// ```text
    /// in   -1-2-|
    /// out  -1---(2|)
    /// ```
    pub fn conflate(self) {}
";

fn found_with(path: &str, test: &str) -> usize {
    let files = [
        ("crates/forebay-dsl/src/operators/rate.rs", CATALOGUE),
        (path, test),
    ];
    check::judge(Marbles::default(), &files).len()
}

#[test]
fn a_picture_without_a_test_is_an_offence() {
    let files = [("crates/forebay-dsl/src/operators/rate.rs", CATALOGUE)];
    assert_eq!(
        check::judge(Marbles::default(), &files),
        [
            "crates/forebay-dsl/src/operators/rate.rs:4: no test holds this marble of `conflate`, \
         put the same rows into crates/forebay-testkit/tests/marbles/"
        ]
    );
}

#[test]
fn the_same_rows_in_a_test_are_found() {
    for test in [
        "marble!(r\"\n        in   -1-2-|\n        out  -1---(2|)\n    \");",
        "check(\"in   -1-2-|\nout  -1---(2|)\");",
        "/// in   -1-2-|\n/// out  -1---(2|)\n#[test]\nfn conflate() {}",
    ] {
        for path in [
            "crates/forebay-testkit/tests/marbles/rate.rs",
            "tests/it/marbles/rate.rs",
        ] {
            assert_eq!(found_with(path, test), 0, "{test}");
        }
        assert_eq!(found_with("crates/forebay-testkit/tests/other.rs", test), 1);
    }
}

#[test]
fn rows_that_differ_are_no_test() {
    for test in [
        "in   -1-2-|\nout  -1---(2|)-",
        "in   -1-2-|\nreq  1---1\nout  -1---(2|)",
        "in  -1-2-|\nout -1---(2|)",
        "main   -1-2-|\nout  -1---(2|)",
    ] {
        assert_eq!(found_with("tests/it/marbles/rate.rs", test), 1, "{test}");
    }
}
