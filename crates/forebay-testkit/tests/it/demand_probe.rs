use forebay_dsl::Source;
use forebay_protocol::{CancelCause, Demand};
use forebay_testkit::{DemandProbe, Emission, TestSink, TestSource};

use crate::fault::Fault;
use crate::message::{assert_fails, message_of};

#[test]
fn it_changes_nothing_and_counts_everything() {
    for emission in Emission::ALL {
        let probe = DemandProbe::new("edge");
        let input = TestSource::emitting(emission);
        let mut sink = TestSink::of(input.source().operator(probe.clone()));
        input.push_all(0..5);
        input.complete();
        sink.request(2);
        sink.run();
        sink.request(8);
        sink.run();
        assert_eq!(sink.take(), [0, 1, 2, 3, 4]);
        assert_eq!(probe.demands(), [Demand::Bounded(2), Demand::Bounded(8)]);
        let pushed = if emission == Emission::Push {
            (5, 0)
        } else {
            (0, 2)
        };
        assert_eq!((probe.pushes(), probe.offers()), pushed);
        assert_eq!(
            (probe.passed(), probe.runs(), probe.has_ended()),
            (5, 2, true)
        );
        assert!(probe.violations().is_empty());
    }
}

#[test]
fn operators_that_keep_the_contract_pass_it() {
    for emission in Emission::ALL {
        let (above, below) = (DemandProbe::new("above"), DemandProbe::new("below"));
        let input = TestSource::emitting(emission);
        let source = input.source().operator(above.clone());
        let source = source
            .filter(|n| n % 3 != 0)
            .map_concat(|n| [n, n])
            .take_while(|n| *n < 8);
        let mut sink = TestSink::of(source.operator(below.clone()));
        input.push_all(0..20);
        for _ in 0..20 {
            sink.request(1);
            sink.run();
        }
        assert_eq!(sink.take(), [1, 1, 2, 2, 4, 4, 5, 5, 7, 7]);
        assert!(matches!(above.cancelled(), Some(CancelCause::Finished)));
        assert!(below.has_ended());
    }
}

#[test]
fn a_cancel_is_seen_with_its_cause() {
    let probe = DemandProbe::new("edge");
    let mut sink = TestSink::of(Source::iter(0..5).operator(probe.clone()));
    sink.cancel(&CancelCause::Dropped);
    assert!(matches!(probe.cancelled(), Some(CancelCause::Dropped)));
}

#[test]
fn a_push_without_demand_is_found_and_kept() {
    let probe = DemandProbe::new("below the fault");
    let message = message_of(|| {
        let input = TestSource::new();
        input.push_all([1, 2, 3]);
        let source = input.source().operator(Fault::IgnoresDemand);
        let mut sink = TestSink::of(source.operator(probe.clone()));
        sink.request(2);
        sink.run();
    });
    let expected =
        "probe \"below the fault\": upstream pushed element 3 while demand was 0 (law L1)";
    assert_eq!(message, expected);
    assert_eq!(probe.violations(), [expected]);
}

#[test]
fn pulling_more_than_was_wanted_is_found() {
    let fact = "probe \"edge\": downstream took 2 of the elements it was offered and asked for \
                one more while its demand was 0 (law L1)";
    for emission in [Emission::OfferExact, Emission::OfferInexact] {
        assert_fails(fact, || {
            let input = TestSource::emitting(emission);
            input.push_all([1, 2, 3, 4]);
            let source = input.source().operator(DemandProbe::new("edge"));
            let mut sink = TestSink::of(source.operator(Fault::PullsWhateverIsOffered));
            sink.request(2);
            sink.run();
        });
    }
}

#[test]
fn demand_that_rises_within_a_run_is_found() {
    assert_fails("demand rose from 0 to 2 within one run (law L1)", || {
        let source = Source::iter(0..5).operator(DemandProbe::new("edge"));
        let mut sink = TestSink::of(source.operator(Fault::ChangesItsMind));
        sink.request(2);
        sink.run();
    });
}

#[test]
fn running_upstream_after_its_end_is_found() {
    assert_fails(
        "upstream was run again after it had completed (law L4)",
        || {
            let source = Source::iter(0..1).operator(DemandProbe::new("edge"));
            let mut sink = TestSink::of(source.operator(Fault::RunsAgain));
            sink.request(2);
            sink.run();
        },
    );
}

#[test]
fn cancelling_upstream_after_its_end_is_found() {
    assert_fails(
        "upstream was cancelled after it had completed (law L4)",
        || {
            let source = Source::iter(0..1).operator(DemandProbe::new("edge"));
            let mut sink = TestSink::of(source.operator(Fault::CancelsTheEnded));
            sink.request(2);
            sink.run();
        },
    );
}

#[test]
fn a_probe_watches_one_edge() {
    assert_fails("watches an edge already", || {
        let probe = DemandProbe::new("edge");
        TestSink::of(Source::iter(0..1).operator(probe.clone()).operator(probe))
    });
}
