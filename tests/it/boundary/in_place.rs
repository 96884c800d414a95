//! Several islands in one task.

use forebay::Source;
use forebay_testkit::{DropCounter, TestSource};

use crate::executor::{Task, run_to_end};

#[test]
fn they_take_turns_and_let_others_run() {
    let mut task = Task::new(Source::iter(0..1_000_000_u64).boundary(256).count());
    assert_eq!(task.run().expect("no stall").unwrap(), 1_000_000);
    assert!(task.polls() > 50, "{} polls", task.polls());
}

#[test]
fn they_sleep_when_none_of_them_has_anything_to_do() {
    let input = TestSource::new();
    let mut task = Task::new(
        input
            .source()
            .boundary(4)
            .map(|n: u32| n)
            .boundary(4)
            .count(),
    );
    task.run().expect_err("nothing has come");
    assert!(!task.is_woken());
    input.push(1);
    assert!(task.is_woken());
    task.run().expect_err("nothing more has come");
    input.complete();
    assert_eq!(task.run().expect("the end").unwrap(), 1);
}

#[test]
fn dropping_the_run_drops_all_of_them() {
    let counter = DropCounter::new();
    let mut task = Task::new(
        Source::iter(counter.elements(100_000))
            .boundary(64)
            .grouped(10)
            .boundary(64)
            .collect::<Vec<_>>(),
    );
    assert!(task.poll().is_pending());
    assert!(counter.alive() > 0);
    drop(task);
    assert_eq!(counter.alive(), 0);
}

#[test]
fn a_run_with_books_gives_them() {
    let outcome = run_to_end(Source::iter(0..500).boundary(9).count().with_ledger());
    assert_eq!(outcome.result.unwrap(), 500);
    assert_eq!(outcome.ledger.produced(), 500);
    assert!(outcome.ledger.is_balanced());
}
