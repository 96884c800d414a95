//! What an operator requests, to the element, as its source sees it.
//!
//! The sink asks for 1, for 3 more, and for all there is.

use forebay_protocol::Demand;
use forebay_testkit::{DropCounter, Emission, TestSink, TestSource};

use crate::catalogue::{Element, Subject, run};

/// Shows `look` the source after each step; the numbers from 1 to `ready` are there at once.
fn in_three_steps<O: Subject>(ready: u64, mut look: impl FnMut(usize, &TestSource<Element>)) {
    for emission in Emission::ALL {
        let counter = DropCounter::new();
        let input = TestSource::emitting(emission);
        let mut sink = TestSink::of(O::on(input.source(), &counter));
        input.push_all((1..=ready).map(|n| counter.element(n)));

        run::<O, _>(&mut sink);
        assert_eq!(
            input.requested(),
            Demand::NONE,
            "nobody asked yet ({emission:?})"
        );
        for step in 0..3 {
            match step {
                0 => sink.request(1),
                1 => sink.request(3),
                _ => sink.request_unbounded(),
            }
            run::<O, _>(&mut sink);
            look(step, &input);
        }
    }
}

mod without_elements {
    use super::*;

    fn the_source_is_asked_for_what_the_docs_say<O: Subject>() {
        in_three_steps::<O>(0, |step, input| {
            assert_eq!(
                input.requested(),
                O::STARVED[step],
                "step {step} of {}",
                O::NAME
            );
        });
    }

    crate::catalogue::every_operator!(the_source_is_asked_for_what_the_docs_say);
}

mod with_elements {
    use super::*;

    fn as_many_are_pulled_as_the_docs_say<O: Subject>() {
        in_three_steps::<O>(8, |step, input| {
            assert_eq!(input.pulled(), O::FED[step], "step {step} of {}", O::NAME);
        });
    }

    crate::catalogue::every_operator!(as_many_are_pulled_as_the_docs_say);
}
