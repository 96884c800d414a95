use super::DocTemplate;
use crate::tidy::check;

const OPERATOR: &str = "\
Folds elements that wait for demand into one.

```text
in   -1-2-3-4-|
req  1-----1---1
out  -1----5---(4|)
```

- **Emits when** downstream asks.
- **Backpressures when** never.
- **Completes when** upstream completes.
- **Fails when** `f` panics.
- **Cancels when** downstream cancels.
- **Holds** at most one element.
- **Requests** upstream: unbounded.

# Examples

```
assert!(true);
```";

const SOURCE: &str = "\
Repeats one element.
- **Emits when** asked.

- **Completes when** never.
- **Fails when** never.
- **Holds** one element.

# Examples

```rust
assert!(true);
```";

const SINK: &str = "\
`collect` gathers all elements.

- **Requests** unbounded.
- **Completes when** upstream does.
- **Fails when** upstream does.
- **Cancels when** never.
- **Holds** all.

# Examples

```
assert!(true);
```";

const OPERATOR_FILE: &str = "crates/forebay-dsl/src/operators/rate.rs";
const SOURCE_FILE: &str = "crates/forebay-dsl/src/source/repeat.rs";
const SINK_FILE: &str = "crates/forebay-dsl/src/sink/collect.rs";

fn found_in(path: &str, docs: &str) -> Vec<String> {
    let docs: String = docs
        .lines()
        .map(|line| format!("    /// {line}\n"))
        .collect();
    check::judge(
        DocTemplate,
        &[(path, &format!("{docs}    pub fn conflate(self) {{}}\n"))],
    )
}

#[test]
fn whole_docs_are_fine() {
    assert_eq!(found_in(OPERATOR_FILE, OPERATOR), [""; 0]);
    assert_eq!(
        found_in("crates/forebay-dsl/src/sink/collect.rs", SINK),
        [""; 0]
    );
    let source = SOURCE.replacen(".\n", ".\n\n", 1);
    assert_eq!(found_in(SOURCE_FILE, &source), [""; 0]);
}

#[test]
fn every_part_is_missed() {
    for (path, docs, lines) in [
        (
            OPERATOR_FILE,
            OPERATOR,
            [
                "**Emits when**",
                "**Backpressures when**",
                "**Completes when**",
                "**Fails when**",
                "**Cancels when**",
                "**Holds**",
                "**Requests**",
                "# Examples",
            ]
            .as_slice(),
        ),
        (
            SOURCE_FILE,
            SOURCE,
            &["**Emits when**", "**Holds**", "# Examples"],
        ),
        (
            SINK_FILE,
            SINK,
            &["**Requests**", "**Cancels when**", "# Examples"],
        ),
    ] {
        for part in lines {
            let docs: Vec<_> = docs.lines().filter(|line| !line.contains(part)).collect();
            let found = found_in(path, &docs.join("\n"));
            let names_it = found
                .iter()
                .any(|line| line.contains(&format!("lacks {part}")));
            assert!(names_it, "{part}: {found:?}");
        }
    }
}

#[test]
fn an_offence_stands_at_the_method() {
    let docs = OPERATOR.replace("- **Holds** at most one element.\n", "");
    assert_eq!(
        found_in(OPERATOR_FILE, &docs),
        [format!(
            "{OPERATOR_FILE}:21: operator `conflate` lacks **Holds**, add it to the docs; \
         the template is in CONTRIBUTING.md"
        )]
    );
    assert_eq!(found_in(OPERATOR_FILE, "").len(), 1);
}

#[test]
fn a_weak_part_does_not_count() {
    for (whole, weak, lacks) in [
        ("into one.", "into one", "a first sentence"),
        (
            "Folds elements that",
            "# Folds elements that",
            "a first sentence",
        ),
        ("req  1-----1---1\n", "", "the row `req` of its marble"),
        ("```text", "```", "a marble in a ```text fence"),
        (
            "**Holds** at most one element.",
            "**Holds**",
            "an answer after **Holds**",
        ),
        (
            "```\nassert!",
            "```rust,ignore\nassert!",
            "# Examples with code that runs",
        ),
        (
            "```\nassert!(true);\n```",
            "",
            "# Examples with code that runs",
        ),
        (
            "- **Holds** at",
            "```text\n- **Holds** at\n```",
            "**Holds**",
        ),
    ] {
        let docs = OPERATOR.replace(whole, weak);
        let found = found_in(OPERATOR_FILE, &docs);
        let names_it = found
            .iter()
            .any(|line| line.contains(&format!("lacks {lacks},")));
        assert!(names_it, "{weak}: {found:?}");
    }
}

#[test]
fn the_order_is_kept() {
    let docs = OPERATOR.replace("- **Holds** at most one element.\n", "");
    let docs = docs.replace("- **Emits", "- **Holds** one.\n- **Emits");
    assert_eq!(
        found_in(OPERATOR_FILE, &docs),
        [format!(
            "{OPERATOR_FILE}:9: operator `conflate` has **Holds** above **Cancels when**, \
         keep the order of the template"
        )]
    );
}

#[test]
fn plumbing_and_other_files_are_free() {
    let via = "// tidy: not an operator\n/// Joins.\npub fn via(self) {}\n";
    assert!(check::judge(DocTemplate, &[(OPERATOR_FILE, via)]).is_empty());
    assert!(found_in("crates/forebay-dsl/src/graph.rs", "").is_empty());
    assert!(found_in("crates/forebay-dsl/src/operators/rate/tests.rs", "").is_empty());
}
