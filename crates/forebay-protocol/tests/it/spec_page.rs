//! `docs/specs/protocol.md` and the rule table say the same, and the page names tests that exist.

use std::fs;
use std::path::Path;

use forebay_protocol::Rule;

const PAGE: &str = include_str!("../../../../docs/specs/protocol.md");

/// The text under one rule's heading, as one line per entry.
struct Section {
    id: &'static str,
    entries: Vec<String>,
}

impl Section {
    fn entry(&self, name: &str) -> &str {
        self.entries
            .iter()
            .find_map(|entry| entry.strip_prefix(name)?.strip_prefix(": "))
            .unwrap_or_else(|| panic!("rule {} has no entry `{name}`", self.id))
    }

    /// What stands in back quotes under `Shown by`.
    fn tests(&self) -> impl Iterator<Item = &str> {
        self.entry("Shown by").split('`').skip(1).step_by(2)
    }
}

fn sections() -> Vec<Section> {
    PAGE.split("\n### ")
        .skip(1)
        .map(|section| {
            let (id, body) = section.split_once('\n').expect("a heading ends its line");
            let body = body.split("\n## ").next().unwrap_or(body);
            let entries = body
                .split("\n- ")
                .skip(1)
                .map(|entry| entry.split_whitespace().collect::<Vec<_>>().join(" "))
                .collect();
            Section { id, entries }
        })
        .collect()
}

#[test]
fn page_and_table_list_the_same_rules() {
    let sections = sections();
    let page: Vec<_> = sections.iter().map(|section| section.id).collect();
    let table: Vec<_> = Rule::ALL.iter().map(|rule| rule.id()).collect();
    assert_eq!(page, table);
    for (section, rule) in sections.iter().zip(Rule::ALL) {
        assert_eq!(
            section.entry("Rule"),
            format!("{}.", rule.text()),
            "rule {rule}"
        );
    }
}

#[test]
fn every_rule_is_complete_on_the_page() {
    for section in sections() {
        let id = section.id;
        assert!(!section.entry("Intent").is_empty(), "rule {id}");
        let held = section.entry("Held by");
        let how = held.split([',', '.']).next().expect("a first word");
        let shown = section.entry("Shown by");
        let to_come = shown.contains("forebay-tck, to come");
        match how {
            "words" => assert_eq!(shown, "nothing.", "rule {id}"),
            "type" => assert!(section.tests().count() > 0, "rule {id} names no case"),
            "test" | "both" => {
                assert!(
                    section.tests().count() > 0 || to_come,
                    "rule {id} names no test"
                );
            },
            other => panic!("rule {id} is held by {other:?}"),
        }
    }
}

#[test]
fn every_test_named_on_the_page_exists() {
    let tests = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests");
    let sources: String = fs::read_dir(tests.join("it"))
        .expect("the folder of this file")
        .map(|file| file.expect("readable").path())
        .filter(|path| path.is_file())
        .map(|path| fs::read_to_string(path).expect("a source file"))
        .collect();
    for section in sections() {
        for name in section.tests() {
            let found = match name.strip_prefix("ui/") {
                Some(case) => tests.join(format!("ui/{case}.stderr")).is_file(),
                None => sources.contains(&format!("#[test]\nfn {name}() {{")),
            };
            assert!(
                found,
                "rule {} names `{name}`, which does not exist",
                section.id
            );
        }
    }
}

#[test]
fn rules_are_found_by_number() {
    for &rule in Rule::ALL {
        assert_eq!(Rule::find(rule.id()), Some(rule));
    }
    for wrong in ["", "1", "1.", "1.0", "1.12", "2.14", "3.18", "4.3", "01.1"] {
        assert_eq!(Rule::find(wrong), None);
    }
}
