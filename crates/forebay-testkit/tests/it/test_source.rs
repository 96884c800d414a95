use forebay_protocol::{CancelCause, Demand};
use forebay_testkit::{Emission, Step, TestSink, TestSource};

use crate::fault::Fault;
use crate::message::assert_fails;

#[test]
fn every_emission_gives_the_same_elements_within_demand() {
    for emission in Emission::ALL {
        let input = TestSource::emitting(emission);
        let mut sink = TestSink::of(input.source());
        input.push_all(1..=5);
        sink.request(3);
        assert_eq!(sink.run(), Step::Blocked);
        assert_eq!(sink.take(), [1, 2, 3], "{emission:?}");
        assert_eq!(
            (input.pulled(), input.queued(), input.demand()),
            (3, 2, Demand::NONE)
        );
        assert_eq!(input.demands(), [Demand::Bounded(3)]);
    }
}

#[test]
fn demand_is_what_is_left_after_emitting_and_demands_what_was_found() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source());
    sink.request(3);
    sink.run();
    input.push('a');
    sink.run();
    assert_eq!(input.demand(), Demand::Bounded(2));
    assert_eq!(input.demands(), [Demand::Bounded(3), Demand::Bounded(3)]);
    assert_eq!(input.requested(), Demand::Bounded(3));
    sink.request_unbounded();
    sink.run();
    assert_eq!(
        (input.demand(), input.requested()),
        (Demand::Unbounded, Demand::Unbounded)
    );
}

#[test]
fn a_rejected_element_is_requested_anew() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().filter(|n| n % 2 == 0));
    sink.request(1);
    input.push_all([1, 3, 5, 6, 8]);
    sink.run();
    assert_eq!((sink.take(), input.pulled()), (vec![6], 4));
    assert_eq!(input.requested(), Demand::Bounded(4));
}

#[test]
fn it_ends_after_what_is_queued_and_without_demand() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source());
    input.push(1);
    input.complete();
    assert_eq!(sink.run(), Step::Blocked);
    sink.request(1);
    assert_eq!(sink.run(), Step::Ended);
    assert_eq!(sink.take(), [1]);
    assert!(input.has_ended() && input.cancelled().is_none());

    let input = TestSource::<u8>::new();
    let mut sink = TestSink::of(input.source());
    input.fail("no such file");
    sink.run();
    let error = sink
        .ending()
        .expect("an ending")
        .as_ref()
        .expect_err("a failure");
    assert_eq!(error.cause().to_string(), "no such file");
}

#[test]
fn abort_overtakes_what_is_queued_and_counts_it() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source());
    input.push_all([1, 2, 3]);
    input.complete();
    sink.request(1);
    sink.run();
    input.abort("the disk is gone");
    assert!(sink.is_woken());
    sink.run();
    assert!(matches!(sink.ending(), Some(Err(_))));
    let ledger = sink.ledger();
    assert_eq!(
        (ledger.produced(), ledger.delivered(), ledger.discarded()),
        (3, 1, 2)
    );
}

#[test]
fn a_cancel_is_seen_with_its_cause_and_discards_the_queue() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source());
    input.push_all([1, 2]);
    sink.cancel(&CancelCause::Requested);
    assert!(matches!(input.cancelled(), Some(CancelCause::Requested)));
    assert_eq!((input.queued(), input.dropped()), (0, false));
    assert_eq!(sink.ledger().discarded(), 2);
    // Nobody can get this one.
    input.push(3);
    assert_eq!(input.queued(), 0);
    drop(sink);
    assert!(input.dropped());
}

#[test]
fn queuing_wakes_the_pipeline_only_while_it_waits() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source());
    sink.run();
    input.push(1);
    assert!(sink.is_woken());
    sink.run();
    assert!(!sink.is_woken());
    // Now it lacks demand, not elements.
    input.push(2);
    assert!(!sink.is_woken());
}

#[test]
fn running_it_after_the_end_is_found() {
    assert_fails("was polled again after it had completed (law L4)", || {
        let input = TestSource::<u8>::new();
        let mut sink = TestSink::of(input.source().operator(Fault::RunsAgain));
        input.complete();
        sink.run();
    });
}

#[test]
fn cancelling_it_after_the_end_is_found() {
    assert_fails("was cancelled after it had completed (law L4)", || {
        let input = TestSource::<u8>::new();
        let mut sink = TestSink::of(input.source().operator(Fault::CancelsTheEnded));
        input.complete();
        sink.run();
    });
}

#[test]
fn misuse_by_the_test_is_refused() {
    assert_fails("make another one", || {
        let input = TestSource::<u8>::new();
        drop((input.source(), input.source()));
    });
    assert_fails("told to end a second time", || {
        let input = TestSource::<u8>::new();
        input.complete();
        input.complete();
    });
    assert_fails("pushed after", || {
        let input = TestSource::new();
        input.complete();
        input.push(1);
    });
}
