use super::Absences;
use crate::tidy::check;

fn found_in(path: &str, text: &str) -> usize {
    check::judge(Absences, &[(path, text)]).len()
}

#[test]
fn locks_and_atomics_stay_out_of_the_upper_crates() {
    for code in [
        "use std::sync::atomic::AtomicU64;",
        "use core::sync::{Arc, atomic::Ordering};",
        "use std::sync::{\n    atomic::{self},\n};",
        "let word = AtomicUsize::new(0);",
        "fn f(lock: &dyn Mutex) {}",
        "use parking_lot::RwLock;",
        "let waker = futures::task::AtomicWaker::new();",
    ] {
        assert_eq!(
            found_in("crates/forebay-ops/src/rate.rs", code),
            1,
            "{code}"
        );
        assert_eq!(
            found_in("crates/forebay-sync/src/rate.rs", code),
            0,
            "{code}"
        );
    }
}

#[test]
fn comments_strings_longer_names_and_tests_are_free() {
    for code in [
        "// a Mutex would do",
        "let s = \"parking_lot\";",
        "struct MutexFree; let is_atomic = subatomic::particle();",
        "#[cfg(test)]\nmod tests {\n    use std::sync::Mutex;\n}",
    ] {
        assert_eq!(
            found_in("crates/forebay-dsl/src/flow.rs", code),
            0,
            "{code}"
        );
    }
    let sibling = [
        ("crates/forebay-dsl/src/flow.rs", "#[cfg(test)]\nmod tests;"),
        (
            "crates/forebay-dsl/src/flow/tests.rs",
            "use std::sync::Mutex;",
        ),
    ];
    assert!(check::judge(Absences, &sibling).is_empty());
}

#[test]
fn the_engine_names_no_operator() {
    let code = "use forebay_ops::rate::Conflate;";
    assert_eq!(found_in("crates/forebay-engine/src/plan.rs", code), 1);
    assert_eq!(found_in("crates/forebay-dsl/src/flow.rs", code), 0);
}

#[test]
fn channels_have_a_bound() {
    for code in [
        "let (a, b) = mpsc::unbounded();",
        "let (a, b) = mpsc :: unbounded::<u8>();",
        "let (a, b) = tokio::sync::mpsc::unbounded_channel();",
        "#[cfg(test)]\nfn f(sender: UnboundedSender<u8>) {}",
        "let (a, b) = std::sync::mpsc::channel();",
        "let ends = unbounded();",
    ] {
        assert_eq!(
            found_in("crates/forebay-engine/src/edge.rs", code),
            1,
            "{code}"
        );
    }
    for code in [
        "let (a, b) = mpsc::channel(16);",
        "if demand.is_unbounded() { Demand::Unbounded }",
        "self.request_unbounded();",
    ] {
        assert_eq!(
            found_in("crates/forebay-engine/src/edge.rs", code),
            0,
            "{code}"
        );
    }
}

#[test]
fn an_offence_says_what_to_do() {
    let found = check::judge(
        Absences,
        &[("crates/forebay-ops/src/a.rs", "\nuse std::sync::Mutex;")],
    );
    assert_eq!(
        found,
        [
            "crates/forebay-ops/src/a.rs:2: `Mutex` does not belong here, take what \
                        forebay-engine offers; only forebay-sync holds atomics and locks"
        ]
    );
}
