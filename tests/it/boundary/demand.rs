//! What an edge asks for and holds, to the element (laws L1, L3, L10).

use forebay::{Demand, Source};
use forebay_testkit::{TestSink, TestSource};

#[test]
fn nothing_is_asked_for_before_the_sink_asks() {
    let input = TestSource::<u32>::new();
    let mut sink = TestSink::of(input.source().boundary(8));
    sink.run();
    assert_eq!(input.requested(), Demand::NONE);
    sink.request(1);
    sink.run();
    assert_eq!(input.requested(), Demand::Bounded(8));
}

#[test]
fn as_many_are_asked_for_again_as_are_passed_on_half_a_capacity_at_a_time() {
    for capacity in 1..=9_u64 {
        let half = capacity.div_ceil(2);
        let input = TestSource::new();
        let source = input.source().boundary(usize::try_from(capacity).unwrap());
        let mut sink = TestSink::of(source);
        input.push_all(0..1_000);
        let mut requested = capacity;
        for taken in 1..=100 {
            sink.request(1);
            sink.run();
            assert_eq!(sink.take().len(), 1);
            // The edge is never empty here, so demand comes back by halves.
            let passed_on_in_halves = taken / half * half;
            requested = requested.max(capacity + passed_on_in_halves);
            assert_eq!(
                input.requested(),
                Demand::Bounded(requested),
                "capacity {capacity}, {taken} taken"
            );
            assert!(input.pulled() <= taken + capacity, "more than it can hold");
        }
    }
}

#[test]
fn a_starved_edge_asks_at_once_for_what_was_passed_on() {
    let input = TestSource::new();
    let mut sink = TestSink::of(input.source().boundary(100));
    sink.request_unbounded();
    sink.run();
    for n in 1..=10 {
        input.push(n);
        sink.run();
        assert_eq!(sink.take(), [n]);
    }
    // The last one is owed since the edge fell empty; it is seen at the next run of the island.
    input.push(11);
    sink.run();
    assert_eq!(input.requested(), Demand::Bounded(110));
}

#[test]
fn no_more_is_in_flight_than_the_boundaries_hold() {
    let input = TestSource::new();
    let source = input.source().boundary(3).map(|n| n).boundary(5);
    let mut sink = TestSink::of(source);
    input.push_all(0..1_000);
    for taken in 1..=50 {
        sink.request(1);
        sink.run();
        assert!(input.pulled() <= taken + 3 + 5);
    }
}

#[test]
fn the_peak_is_measured() {
    let outcome = Source::iter(0..10_000_u32)
        .boundary(7)
        .count()
        .wait_with_ledger();
    let boundary = &outcome.ledger.accounts()[1];
    assert_eq!(boundary.peak(), Some(7));
    assert_eq!(
        (boundary.received(), boundary.passed_on()),
        (10_000, 10_000)
    );
}
