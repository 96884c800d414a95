use super::{Findings, Scope};
use crate::tidy::file::File;

#[test]
fn product_rules_spare_test_modules_whatever_the_order() {
    let mut findings = Findings::default();
    for path in [
        "a/src/edge.rs",
        "a/src/edge/tests.rs",
        "a/src/models/late.rs",
    ] {
        findings.offence_in(Scope::Product, path, 1, "no, yes");
        findings.learn_test_modules(&File::new(path, "#[cfg(test)]\nmod tests;\n"));
    }
    findings.learn_test_modules(&File::new("a/src/lib.rs", "#[cfg(test)]\nmod models;\n"));
    let found: Vec<_> = findings.sorted().map(ToString::to_string).collect();
    assert_eq!(found, ["a/src/edge.rs:1: no, yes"]);
    assert_eq!(findings.offences(), 1);
}

#[test]
fn warnings_are_no_offences() {
    let mut findings = Findings::default();
    findings.warning("b.rs", 2, "long");
    findings.offence("a.rs", 10, "bad, mend it");
    findings.offence("a.rs", 9, "bad, mend it");
    let found: Vec<_> = findings.sorted().map(ToString::to_string).collect();
    assert_eq!(
        found,
        [
            "a.rs:9: bad, mend it",
            "a.rs:10: bad, mend it",
            "b.rs:2: warning: long"
        ]
    );
    assert_eq!((findings.offences(), findings.warnings()), (2, 1));
}
