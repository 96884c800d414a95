//! What is read from what a schedule prints, on text in memory.

use super::outcome::{order, report};

#[test]
fn a_report_is_found_behind_what_else_is_printed() {
    let printed = "test a::b ... shuttle-schedule scheduler=pct iterations=12 mutants=One,Two\nok";
    let mutants = vec!["One".to_owned(), "Two".to_owned()];
    assert_eq!(report(printed), Some((12, mutants)));
    assert_eq!(report("running 0 tests\n"), None);
}

#[test]
fn the_order_that_failed_is_found_between_its_quotes() {
    let printed = "x\nfailing schedule:\n\"\n9102\nf87f\n\"\npass that string\n";
    assert_eq!(order(printed).as_deref(), Some("9102\nf87f"));
    assert_eq!(order("panicked"), None);
}
