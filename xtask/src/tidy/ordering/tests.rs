use super::Ordering;
use crate::tidy::check;

const PATH: &str = "crates/forebay-sync/src/demand.rs";

fn found_in(path: &str, text: &str) -> Vec<String> {
    check::judge(Ordering, &[(path, text)])
}

#[test]
fn an_ordering_without_a_reason_is_an_offence() {
    for (ordering, code) in [
        ("Acquire", "let n = self.word.load(Ordering::Acquire);"),
        ("Release", "self.word.store(n, Release);"),
        ("AcqRel", "self.word.swap(n, AcqRel)"),
        ("Relaxed", "AtomicU64::fetch_add(&self.word, 1, Relaxed)"),
        (
            "AcqRel",
            "let order = weaken!(AcqRel, GrantUnpublished => Acquire);",
        ),
        ("Acquire", "fence(Ordering::Acquire);"),
    ] {
        let offence =
            format!("{PATH}:1: `{ordering}` without a reason, say above it `// ORDERING: <edge>`");
        assert_eq!(found_in(PATH, code), [offence], "{code}");
        let explained = format!("// ORDERING: {ordering}, edge request to emit.\n{code}");
        assert_eq!(found_in(PATH, &explained), [""; 0], "{code}");
    }
}

#[test]
fn a_statement_may_span_lines() {
    let code = "a();\nself.word\n    .compare_exchange(\n        a,\n        f(b),\n        \
                Ordering::AcqRel,\n        Ordering::Acquire,\n    )\n";
    let found = found_in(PATH, code);
    assert_eq!(found.len(), 1, "{found:?}");
    assert!(
        found[0].starts_with(&format!("{PATH}:2: `AcqRel`")),
        "{found:?}"
    );
    let long = format!(
        "// ORDERING: edge.\n// Two.\n// Three.\n// Four.\n{}",
        &code[5..]
    );
    assert_eq!(found_in(PATH, &long), [""; 0]);
}

#[test]
fn the_reason_stands_near() {
    let far = format!(
        "// ORDERING: edge.\n{}self.word.load(Acquire);\n",
        "x();\n".repeat(6)
    );
    assert_eq!(found_in(PATH, &far).len(), 1);
    let near = format!(
        "// ORDERING: edge.\n{}self.word.load(Acquire);\n",
        "x();\n".repeat(5)
    );
    assert_eq!(found_in(PATH, &near), [""; 0]);
}

#[test]
fn what_chooses_nothing_is_free() {
    for code in [
        "slots.swap(0, 1);",
        "fn load(&self, order: Ordering) -> Self;",
        "self.0.load(order)",
        "use crate::sync::atomic::Ordering::{self, AcqRel, Acquire};",
        "pub(crate) use std::sync::atomic::{\n    AtomicU8,\n    Ordering::Relaxed,\n};",
        "// self.word.load(Relaxed)",
        "#[cfg(test)]\nmod tests {\n    fn f() { w.load(Relaxed); }\n}",
    ] {
        assert_eq!(found_in(PATH, code), [""; 0], "{code}");
    }
    assert_eq!(
        found_in("crates/forebay-engine/src/a.rs", "w.load(Relaxed)"),
        [""; 0]
    );
}

#[test]
fn the_strongest_ordering_is_an_offence_everywhere() {
    let code = "// ORDERING: all.\nw.load(Ordering::SeqCst); // SeqCst\n// SeqCst\n";
    let path = "crates/forebay-sync/tests/stress.rs";
    assert_eq!(
        found_in(path, code),
        [format!(
            "{path}:2: `SeqCst`, name the edge and use the ordering it needs; \
         the models cannot check this one"
        )]
    );
}
