//! What is read from programs and pages, on text in memory.

use super::report::{self, Report};
use super::{Page, executable};

const PRINTED: &str = "\nrunning 1 test\ntest a::models::b ... loom-model executions=12 floor=10 \
                       outcomes=3/4 mutants=One,Two\nok\n";

fn report() -> Report {
    Report {
        executions: 12,
        floor: 10,
        seen: 3,
        listed: 4,
        mutants: vec!["One".to_owned(), "Two".to_owned()],
    }
}

#[test]
fn a_report_is_found_behind_what_else_is_printed() {
    assert_eq!(report::find(PRINTED), Some(report()));
    assert_eq!(report::find("running 0 tests\n"), None);
}

#[test]
fn two_reports_are_none() {
    assert_eq!(report::find(&PRINTED.repeat(2)), None);
}

#[test]
fn a_report_that_falls_short_says_how() {
    let short = Report {
        executions: 9,
        mutants: Vec::new(),
        ..report()
    };
    assert_eq!(short.faults().len(), 3);
    let complete = Report {
        seen: 4,
        ..report()
    };
    assert_eq!(complete.faults(), Vec::<String>::new());
}

#[test]
fn a_page_is_held_against_what_it_lists() {
    let page =
        Page::parse("| Model | Mutants | Runs |\n|---|---|---|\n| `b` | `One`, `Two` | 10 |");
    let mutants = report().mutants;
    assert_eq!(page.faults("b", &mutants, 10), Vec::<String>::new());
    assert_eq!(page.faults("b", &mutants, 11).len(), 1);
    assert_eq!(page.faults("b", &[], 10).len(), 1);
    assert_eq!(page.faults("c", &mutants, 10).len(), 1);
    assert_eq!(page.unknown(&["c"]).collect::<Vec<_>>(), ["b"]);
}

#[test]
fn the_program_is_the_one_that_cargo_names() {
    let messages =
        "{\"reason\":\"x\",\"executable\":null}\n{\"executable\":\"/a/b\",\"fresh\":true}";
    assert_eq!(executable(messages), Some("/a/b".into()));
    assert_eq!(executable("{\"executable\":null}"), None);
}
