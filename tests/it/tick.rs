//! `Source::tick`: when it ticks, what it skips, what it leaves behind.

use std::time::Duration;

use forebay::{Role, Source};
use forebay_testkit::{Step, TestSink, cancel_at_every_poll};

const fn ms(ms: u64) -> Duration {
    Duration::from_millis(ms)
}

#[test]
fn ticks_are_at_the_delay_and_whole_intervals_after_it() {
    let mut sink = TestSink::of(Source::tick(ms(3), ms(10), 'x'));
    sink.request_unbounded();
    let mut at = Vec::new();
    for _ in 0..40 {
        let _ = sink.advance(ms(1));
        if !sink.take().is_empty() {
            at.push(sink.elapsed().as_millis());
        }
    }
    assert_eq!(at, [3, 13, 23, 33]);
}

#[test]
fn without_a_delay_the_first_tick_comes_in_the_first_run() {
    let mut sink = TestSink::of(Source::tick(ms(0), ms(10), 'x'));
    sink.request(9);
    let _ = sink.run();
    assert_eq!(sink.take().len(), 1);
}

#[test]
fn a_tick_that_nobody_wants_is_skipped_and_sets_no_timer() {
    let mut sink = TestSink::of(Source::tick(ms(1), ms(10), 'x'));
    assert_eq!(sink.advance(ms(25)), Step::Blocked);
    assert_eq!(sink.runtime().timers(), 0);

    // Those at 1, 11 and 21 ms are gone; the one at 31 is not stored for an earlier request.
    sink.request(2);
    let _ = sink.advance(ms(5));
    assert_eq!((sink.received(), sink.runtime().timers()), (0, 1));
    let _ = sink.advance(ms(1));
    assert_eq!((sink.received(), sink.ledger().dropped()), (1, 3));
    assert_eq!(sink.ledger().accounts()[0].dropped()[0].policy, "tick");
}

#[test]
fn demand_at_the_moment_of_a_tick_is_in_time() {
    let mut sink = TestSink::of(Source::tick(ms(1), ms(10), 'x'));
    let _ = sink.advance(ms(21));
    sink.request(1);
    let _ = sink.run();
    assert_eq!((sink.received(), sink.ledger().dropped()), (1, 2));
    assert_eq!(sink.runtime().timers(), 0, "nothing more is wanted");
}

#[test]
fn a_run_that_is_late_emits_one_tick_for_all_and_the_next_is_on_time() {
    let mut sink = TestSink::of(Source::tick(ms(1), ms(10), 'x'));
    sink.request(5);
    let _ = sink.run();
    // Time passes, and the stages do not get to run.
    sink.runtime().advance(ms(34));
    let _ = sink.run();
    assert_eq!((sink.received(), sink.ledger().dropped()), (1, 3));
    let _ = sink.advance(ms(6));
    assert_eq!(sink.received(), 1, "at 40 ms");
    let _ = sink.advance(ms(1));
    assert_eq!(sink.received(), 2, "at 41 ms");
}

#[test]
fn beyond_what_a_clock_can_tell_there_are_no_ticks() {
    for (delay, interval) in [(Duration::MAX, ms(1)), (ms(0), Duration::MAX)] {
        let mut sink = TestSink::of(Source::tick(delay, interval, 'x'));
        sink.request_unbounded();
        assert_eq!(sink.settle(), Step::Waiting);
        assert_eq!(sink.received(), u64::from(delay.is_zero()));
    }
}

#[test]
#[should_panic(expected = "tick: the interval is zero")]
fn an_interval_of_zero_is_refused() {
    let _refused = Source::tick(ms(1), ms(0), 'x');
}

#[test]
fn it_is_a_blueprint_whose_clones_tick_on_their_own() {
    let ticks = Source::tick(ms(1), ms(1), 'x').take(2);
    let mut first = TestSink::of(ticks.clone());
    first.request_unbounded();
    assert_eq!(first.settle(), Step::Ended);
    let mut second = TestSink::of(ticks);
    second.request_unbounded();
    assert_eq!((second.settle(), second.elapsed()), (Step::Ended, ms(2)));
}

#[test]
fn nothing_is_left_of_it_whenever_it_ends() {
    let points = cancel_at_every_poll(|trial| {
        Source::tick(ms(1), ms(2), trial.counter().element(0)).take(5)
    });
    assert!(points > 100, "{points}");
}

#[test]
fn what_keep_alive_injects_is_produced_there() {
    let mut sink = TestSink::of(Source::tick(ms(7), ms(9), 1).keep_alive(ms(3), || 0));
    sink.request(4);
    let _ = sink.settle();
    assert_eq!(sink.take(), [0, 0, 1, 0]);
    let ledger = sink.ledger();
    let made = ledger
        .accounts()
        .iter()
        .map(|one| (one.site().name(), one.passed_on()));
    assert_eq!(
        made.collect::<Vec<_>>()[..2],
        [("tick", 1), ("keep_alive", 3)]
    );
    assert_eq!(ledger.accounts()[1].role(), Role::Source);
}
