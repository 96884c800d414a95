//! The answer is that of iterators, whatever the demand, the budget and the bounds (law L8).

use std::collections::BTreeMap;

use forebay::{Breadth, Source};
use forebay_testkit::{Counted, DropCounter, TestSink};
use proptest::collection::vec;
use proptest::prelude::*;

use super::Form;

/// How long each stream is, whether it has a seam, and whether it fails at its end.
type Streams = Vec<(u64, bool, bool)>;

/// An element: the number of its stream, and its place in it.
type Element = Counted<(usize, u64)>;

fn stream(n: usize, streams: &Streams, counter: &DropCounter) -> Source<Element> {
    let (length, is_boxed, fails) = streams[n];
    let counter = counter.clone();
    let end = length + u64::from(fails);
    let elements = Source::iter((0..end).map(move |place| counter.element((n, place))));
    let elements = elements.try_map(move |element| {
        if element.1 == length {
            Err("end")
        } else {
            Ok(element)
        }
    });
    if is_boxed {
        // One more seam, and what is not known to be empty.
        elements
            .filter(|_| true)
            .boxed()
            .map(|element| element)
            .boxed()
    } else {
        elements.boxed()
    }
}

/// Runs with a small budget, asking now for few elements and now for many.
fn played(source: Source<Element>, requests: &[u64], budget: usize) -> (Vec<(usize, u64)>, bool) {
    let mut sink = TestSink::of(source).with_budget(budget);
    let mut elements = Vec::new();
    for request in requests.iter().cycle() {
        sink.request(*request);
        let _step = sink.run();
        elements.extend(sink.take().iter().map(|element| **element));
        if let Some(ending) = sink.ending() {
            assert!(sink.ledger().is_balanced(), "{}", sink.ledger());
            return (elements, ending.is_err());
        }
    }
    unreachable!("a cycle has no end")
}

/// The elements of each stream, in the order in which they came.
fn by_stream(elements: &[(usize, u64)]) -> BTreeMap<usize, Vec<u64>> {
    let mut streams: BTreeMap<_, Vec<_>> = BTreeMap::new();
    for (n, place) in elements {
        streams.entry(*n).or_default().push(*place);
    }
    streams
}

proptest! {
    #![proptest_config(ProptestConfig {
        failure_persistence: None,
        ..ProptestConfig::with_cases(600)
    })]

    #[test]
    fn streams_become_one(
        streams in vec((0..7_u64, any::<bool>(), prop::bool::weighted(0.04)), 0..30),
        requests in vec(1..9_u64, 1..6),
        budget in 1..40_usize,
        breadth in 1..6_usize,
        ahead in 1..6_usize,
        outer_fails in any::<bool>(),
    ) {
        let counter = DropCounter::new();
        let breadth = Breadth::new(breadth).prefetch(ahead);
        let first_failed = streams.iter().position(|(_, _, fails)| *fails);
        let sequence: Vec<_> = streams[..first_failed.map_or(streams.len(), |n| n + 1)]
            .iter()
            .enumerate()
            .flat_map(|(n, (length, _, _))| (0..*length).map(move |place| (n, place)))
            .collect();
        let fails = first_failed.is_some() || outer_fails;

        for form in [Form::Concat, Form::Ordered, Form::Merge, Form::Switch] {
            let (all, counted) = (streams.clone(), counter.clone());
            let end = streams.len() + usize::from(outer_fails);
            let outer = Source::iter(0..end)
                .try_map(move |n| if n == all.len() { Err("outer") } else { Ok(n) });
            let all = streams.clone();
            let source = form.on(outer, breadth, move |n| stream(n, &all, &counted));
            let (elements, failed) = played(source, &requests, budget);
            match form {
                Form::Concat | Form::Ordered => {
                    prop_assert_eq!(&elements, &sequence, "{:?}", form);
                    prop_assert_eq!(failed, fails);
                },
                Form::Merge => {
                    prop_assert_eq!(failed, fails);
                    for (n, places) in by_stream(&elements) {
                        let whole: Vec<_> = (0..streams[n].0).collect();
                        // A failure may cut streams short, and nothing else may.
                        prop_assert_eq!(&whole[..places.len()], &places);
                        prop_assert!(first_failed.is_some() || places == whole);
                    }
                    if first_failed.is_none() {
                        prop_assert_eq!(elements.len(), sequence.len());
                    }
                },
                Form::Switch => {
                    // Never back to an earlier stream, and each from its beginning.
                    prop_assert!(elements.is_sorted());
                    for (_, places) in by_stream(&elements) {
                        prop_assert!(places.iter().copied().eq(0..places.len() as u64));
                    }
                    if first_failed.is_none()
                        && let Some((length, _, _)) = streams.last()
                    {
                        let last = by_stream(&elements).remove(&(streams.len() - 1));
                        let last = last.map_or(0, |places| places.len() as u64);
                        prop_assert_eq!(last, *length, "the last stream is whole");
                    }
                },
            }
            counter.assert_balanced();
        }
    }
}
