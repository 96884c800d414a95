//! Closures run once for each element, in order, and never ahead of demand.

use std::sync::Arc;

use forebay_dsl::{Ready, Source, SourcePart};
use forebay_testkit::{Emission, Emitting, TestSink, TestSource};
use parking_lot::Mutex;

type Numbers = Source<u64, (), Ready<Emitting<u64>>>;

/// The elements that a closure has seen.
#[derive(Clone, Default)]
struct Seen(Arc<Mutex<Vec<u64>>>);

impl Seen {
    fn note(&self, n: u64) {
        self.0.lock().push(n);
    }
}

/// After each step, the closure has seen exactly what was pulled.
fn every_pulled_element_is_seen_once<P: SourcePart<Mat = ()>>(
    pipeline: impl Fn(Numbers, Seen) -> Source<P::Out, (), P>,
) {
    for emission in Emission::ALL {
        let (input, seen) = (TestSource::emitting(emission), Seen::default());
        let mut sink = TestSink::of(pipeline(input.source(), seen.clone()));
        input.push_all(1..=8);
        for step in 0..3 {
            match step {
                0 => sink.request(1),
                1 => sink.request(2),
                _ => sink.request_unbounded(),
            }
            let _ = sink.run();
            let pulled: Vec<_> = (1..=input.pulled()).collect();
            assert_eq!(*seen.0.lock(), pulled, "step {step}, {emission:?}");
        }
    }
}

#[test]
fn of_map() {
    every_pulled_element_is_seen_once(|source, seen| source.map(move |n| seen.note(n)));
}

#[test]
fn of_try_map() {
    every_pulled_element_is_seen_once(|source, seen| {
        source.try_map(move |n| {
            seen.note(n);
            if n < 5 { Ok(()) } else { Err("five") }
        })
    });
}

#[test]
fn of_inspect() {
    every_pulled_element_is_seen_once(|source, seen| source.inspect(move |n| seen.note(*n)));
}

#[test]
fn of_scan() {
    every_pulled_element_is_seen_once(|source, seen| source.scan((), move |(), n| seen.note(n)));
}

#[test]
fn of_filter() {
    every_pulled_element_is_seen_once(|source, seen| {
        source.filter(move |n| {
            seen.note(*n);
            n.is_multiple_of(2)
        })
    });
}

#[test]
fn of_filter_map() {
    every_pulled_element_is_seen_once(|source, seen| {
        source.filter_map(move |n| {
            seen.note(n);
            n.is_multiple_of(2).then_some(n)
        })
    });
}

#[test]
fn of_map_concat() {
    every_pulled_element_is_seen_once(|source, seen| {
        source.map_concat(move |n| {
            seen.note(n);
            0..n % 3
        })
    });
}

#[test]
fn of_take_while() {
    every_pulled_element_is_seen_once(|source, seen| {
        source.take_while(move |n| {
            seen.note(*n);
            *n < 5
        })
    });
}

#[test]
fn of_drop_while_until_it_is_false() {
    for emission in Emission::ALL {
        let (input, seen) = (TestSource::emitting(emission), Seen::default());
        let predicate = {
            let seen = seen.clone();
            move |n: &u64| {
                seen.note(*n);
                *n < 3
            }
        };
        let mut sink = TestSink::of(input.source().drop_while(predicate));
        input.push_all([1, 2, 3, 1]);
        sink.request_unbounded();
        let _ = sink.run();
        assert_eq!(sink.take(), [3, 1]);
        assert_eq!(*seen.0.lock(), [1, 2, 3], "{emission:?}");
    }
}

#[test]
fn of_operators_in_a_row_take_turns() {
    for emission in Emission::ALL {
        let (input, seen) = (TestSource::emitting(emission), Seen::default());
        let (first, second, third) = (seen.clone(), seen.clone(), seen.clone());
        let source = input
            .source()
            .inspect(move |n| first.note(*n))
            .map(move |n| {
                second.note(n + 10);
                n
            });
        let mut sink = TestSink::of(source.inspect(move |n| third.note(n + 20)));
        input.push_all([1, 2]);
        sink.request_unbounded();
        let _ = sink.run();
        assert_eq!(*seen.0.lock(), [1, 11, 21, 2, 12, 22], "{emission:?}");
    }
}
