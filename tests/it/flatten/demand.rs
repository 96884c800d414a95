//! What is asked of upstream and of the streams, to the element (laws L1, L3 and L10).

use forebay::{Breadth, Demand, Source};
use forebay_testkit::{TestSink, TestSource};

use super::{FORMS, Form, SIDE_BY_SIDE, Stand, WHOLE, next, run};

const TWO_BY_THREE: Breadth = Breadth::new(2).prefetch(3);

#[test]
fn nothing_is_pulled_before_somebody_asks() {
    for form in FORMS {
        let stand = Stand::<u64>::new(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), TWO_BY_THREE, stand.open()));
        stand.begin(1);
        let _step = sink.run();
        assert_eq!(stand.outer.requested(), Demand::NONE, "{form:?}");
        assert!(!stand.inner[0].dropped(), "{form:?}");
    }
}

#[test]
fn upstream_is_asked_for_as_many_streams_as_there_is_room_for() {
    for (form, open) in [
        (Form::Concat, 1),
        (Form::Merge, 2),
        (Form::Ordered, 2),
        (Form::Switch, 1),
    ] {
        let stand = Stand::<u64>::new(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), TWO_BY_THREE, stand.open()));
        assert_eq!(next(&mut sink, 1), []);
        assert_eq!(stand.outer.demand(), Demand::Bounded(open), "{form:?}");
    }
}

#[test]
fn a_stream_that_ends_makes_room_without_demand() {
    for form in SIDE_BY_SIDE {
        let stand = Stand::<u64>::new(4);
        let mut sink = TestSink::of(form.on(stand.outer.source(), TWO_BY_THREE, stand.open()));
        stand.begin(4);
        stand.inner[0].push(7);
        assert_eq!(next(&mut sink, 1), [7]);
        assert_eq!(
            (sink.demand(), stand.outer.pulled()),
            (Demand::NONE, 2),
            "{form:?}"
        );

        stand.inner[0].complete();
        let _step = sink.run();
        assert_eq!(stand.outer.pulled(), 3, "{form:?}");

        // What is held keeps its place.
        stand.inner[1].push(8);
        stand.inner[1].complete();
        let _step = sink.run();
        assert_eq!(
            (stand.outer.pulled(), stand.inner[1].pulled()),
            (3, 1),
            "{form:?}"
        );
        assert_eq!(next(&mut sink, 1), [8]);
        assert_eq!(stand.outer.pulled(), 4, "{form:?}");
    }
}

#[test]
fn each_stream_runs_ahead_as_far_as_it_may_and_no_further() {
    for form in SIDE_BY_SIDE {
        let stand = Stand::new(2);
        let mut sink = TestSink::of(form.on(stand.outer.source(), TWO_BY_THREE, stand.open()));
        stand.begin(2);
        assert_eq!(next(&mut sink, 1), []);
        for (index, inner) in stand.inner.iter().enumerate() {
            assert!(
                inner.requested().count_up_to(9) >= 3,
                "{form:?}: {index} runs ahead"
            );
            inner.push_all((0..20).map(|n| 100 * index + n));
        }
        assert_eq!(run(&mut sink), [0], "{form:?}");
        let pulled = || [0, 1].map(|n: usize| stand.inner[n].pulled());
        assert_eq!(pulled(), [4, 3], "{form:?}");

        // Nothing moves by itself.
        assert_eq!(run(&mut sink), [0; 0]);
        assert_eq!(pulled(), [4, 3], "{form:?}");

        let more = next(&mut sink, 2);
        match form {
            Form::Ordered => {
                assert_eq!(more, [1, 2]);
                assert_eq!(pulled(), [6, 3]);
            },
            _ => assert_eq!(
                pulled(),
                [
                    4 + more.iter().filter(|n| **n < 100).count() as u64,
                    3 + more.iter().filter(|n| **n >= 100).count() as u64
                ]
            ),
        }
    }
}

#[test]
fn one_after_the_other_asks_a_stream_for_what_is_wanted() {
    for form in [Form::Concat, Form::Switch] {
        // Not boxed: a seam would ask for slices.
        let stand = Stand::new(1);
        let outer = stand.outer.source();
        let mut sink = TestSink::of(form.on(outer, TWO_BY_THREE, stand.open()));
        stand.begin(1);
        stand.inner[0].push_all(0..20);
        assert_eq!(next(&mut sink, 3), [0, 1, 2]);
        assert_eq!(stand.inner[0].pulled(), 3, "{form:?}");
        assert_eq!(stand.outer.pulled(), 1);
    }
}

#[test]
fn in_turn_with_a_prefetch_of_one_and_in_pieces_with_more() {
    let numbers = |n: u64| Source::iter((0..4).map(move |i| 10 * n + i));
    let merged = |breadth| {
        let source = Source::iter(1..=2).flat_map_merge(breadth, numbers);
        source.collect::<Vec<_>>().wait().unwrap()
    };
    assert_eq!(
        merged(Breadth::new(2).prefetch(1)),
        [10, 20, 11, 21, 12, 22, 13, 23]
    );
    assert_eq!(
        merged(Breadth::new(2).prefetch(2)),
        [10, 11, 20, 21, 12, 13, 22, 23]
    );
    assert_eq!(
        merged(Breadth::new(2).prefetch(9)),
        [10, 11, 12, 13, 20, 21, 22, 23]
    );
}

#[test]
fn streams_that_push_one_by_one_give_way_as_well() {
    let stand = Stand::new(2);
    let breadth = Breadth::new(2).prefetch(2);
    let mut sink = TestSink::of(stand.outer.source().flat_map_merge(breadth, stand.open()));
    stand.begin(2);
    stand.inner[0].push_all(10..14);
    stand.inner[1].push_all(20..24);
    sink.request_unbounded();
    assert_eq!(run(&mut sink), [10, 11, 20, 21, 12, 13, 22, 23]);
}

#[test]
fn an_upstream_that_waits_sees_the_room_there_is() {
    for form in SIDE_BY_SIDE {
        let stand = Stand::<u64>::new(2);
        let mut sink = TestSink::of(form.on(stand.outer.source(), TWO_BY_THREE, stand.open()));
        stand.begin(2);
        assert_eq!(next(&mut sink, 9), [0; 0]);
        assert_eq!(stand.outer.demand(), Demand::NONE, "{form:?}");
        stand.inner[0].complete();
        stand.inner[1].complete();
        assert_eq!(run(&mut sink), [0; 0]);
        assert_eq!(stand.outer.demand(), Demand::Bounded(2), "{form:?}");
    }
}

#[test]
fn streams_keep_their_turns_over_many_small_demands() {
    let numbers = |n: u64| Source::iter((0..4).map(move |i| 10 * n + i));
    let breadth = Breadth::new(2).prefetch(1);
    let mut sink = TestSink::of(Source::iter(1..=2).flat_map_merge(breadth, numbers));
    let mut seen = Vec::new();
    while sink.is_open() {
        seen.extend(next(&mut sink, 1));
    }
    assert_eq!(seen, [10, 20, 11, 21, 12, 22, 13, 23]);
}

#[test]
fn empty_streams_make_room_for_the_next() {
    // RxJava#5287: an inner that ended at once did not ask for the next one.
    for form in WHOLE {
        for breadth in [1, 2, 7] {
            let outer = Source::iter(0..1000_u64);
            let sparse = |n: u64| Source::iter(n.is_multiple_of(10).then_some(n));
            let source = form.on(outer, breadth.into(), sparse);
            let mut sink = TestSink::of(source).with_budget(64);
            assert_eq!(next(&mut sink, 60).len(), 60, "{form:?} {breadth}");
            assert_eq!(next(&mut sink, 41).len(), 40, "{form:?} {breadth}");
            assert!(matches!(sink.ending(), Some(Ok(()))), "{form:?} {breadth}");
        }
    }
}

#[test]
fn a_breadth_of_one_is_one_after_the_other() {
    for form in SIDE_BY_SIDE {
        let stand = Stand::new(2);
        let one = Breadth::new(1).prefetch(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), one, stand.open()));
        stand.begin(2);
        stand.inner[1].push(2);
        assert_eq!(next(&mut sink, 9), []);
        assert_eq!(stand.outer.pulled(), 1, "{form:?}");
        stand.inner[0].push(1);
        stand.inner[0].complete();
        assert_eq!(run(&mut sink), [1, 2], "{form:?}");
    }
}

#[test]
fn a_breadth_beyond_the_number_of_streams_costs_nothing() {
    for form in SIDE_BY_SIDE {
        let breadth = Breadth::new(usize::MAX).prefetch(usize::MAX);
        let source = form.on(Source::iter(1..=3_u64), breadth, |n| Source::iter(0..n));
        let mut sink = TestSink::of(source);
        assert_eq!(next(&mut sink, 1), [0]);
        assert_eq!(next(&mut sink, 9), [0, 1, 0, 1, 2], "{form:?}");
        assert!(matches!(sink.ending(), Some(Ok(()))));
    }
}

#[test]
#[should_panic(expected = "flat_map_merge(0): at least one stream runs at a time")]
fn a_breadth_of_zero_is_refused() {
    let _source = Source::iter(0..3).flat_map_merge(0, Source::single);
}

#[test]
#[should_panic(expected = "flat_map_ordered with prefetch(0): a stream needs room")]
fn a_prefetch_of_zero_is_refused() {
    let breadth = Breadth::new(1).prefetch(0);
    let _source = Source::iter(0..3).flat_map_ordered(breadth, Source::single);
}

#[test]
fn an_endless_source_of_nothing_returns_to_its_executor() {
    for form in FORMS {
        let empty = |_| Source::iter(None::<u64>);
        let mut sink = TestSink::of(form.on(Source::repeat(0), 4.into(), empty));
        sink.request(1);
        for _ in 0..10 {
            assert_eq!(
                sink.poll_once(100),
                forebay_testkit::Step::Spent,
                "{form:?}"
            );
        }
    }
}

#[test]
fn upstream_goes_on_with_its_work_while_there_is_no_room() {
    for form in WHOLE {
        let stand = Stand::<u64>::new(1);
        let one = Breadth::new(1);
        let mut sink = TestSink::of(form.on(stand.outer.source(), one, stand.open()));
        stand.begin(1);
        assert_eq!(next(&mut sink, 1), []);
        let runs = stand.outer.demands().len();
        // An element that nobody can take yet; being queued, it has woken the stages.
        stand.outer.push(0);
        let _step = sink.run();
        assert!(stand.outer.demands().len() > runs, "{form:?}");
        assert_eq!(stand.outer.demand(), Demand::NONE, "{form:?}");
    }
}

/// A closure may hold a source and hand it out once.
#[test]
fn a_stream_may_be_anything_boxed() {
    let fixed = TestSource::new();
    let inner = fixed.source().boxed();
    fixed.push_all([1, 2]);
    fixed.complete();
    let mut first = Some(inner);
    let source = Source::iter(0..2_u64).flat_map_merge(2, move |n| match first.take() {
        Some(source) => source,
        None => Source::single(n).boxed(),
    });
    let mut all = source.collect::<Vec<_>>().wait().unwrap();
    all.sort_unstable();
    assert_eq!(all, [1, 1, 2]);
}
