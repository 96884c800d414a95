//! An operator gives the same answer in every form and under every schedule (law L8).
//!
//! A seed determines what flows, in which pieces it arrives, and when the sink asks for how
//! much. Whenever nothing moves any more, what came out, what was pulled for it and what is
//! still requested have to be what the model and the docs say.

use forebay_dsl::{Source, SourcePart};
use forebay_protocol::Demand;
use forebay_stage::Stage;
use forebay_testkit::{DropCounter, Emission, TestSink, TestSource};

use crate::catalogue::{Element, Operator, Output, run};
use crate::seed::Seeded;

const SEEDS: u64 = 300;

/// How the upstream of an operator ends, once everything has been queued.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Ending {
    Open,
    Completed,
    Failed,
}

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Fused,
    BoxedBefore,
    BoxedAfter,
    BoxedBoth,
}

impl Form {
    fn has_a_seam_before(self) -> bool {
        matches!(self, Self::BoxedBefore | Self::BoxedBoth)
    }
}

/// A run of an operator, seen from both of its ends.
struct Run<S: Stage> {
    label: String,
    input: TestSource<Element>,
    counter: DropCounter,
    sink: TestSink<S>,
    form: Form,
    queued: Vec<u64>,
    ending: Ending,
    out: Vec<String>,
    requested: Demand,
}

/// How many elements have to be pulled to give out `requested`, and not one more.
fn needed<O: Operator>(queued: &[u64], requested: Demand) -> usize {
    let suffices = |count: &usize| {
        let Output { elements, ending } = O::model(&queued[..*count]);
        requested.minus(elements.len() as u64).is_none() || ending.is_some()
    };
    let needed = (0..=queued.len()).find(suffices);
    let needed = needed.unwrap_or(queued.len());
    match O::AHEAD {
        Some((_, held)) if !requested.is_none() => works_ahead::<O>(queued, needed, held),
        _ => needed,
    }
}

/// How many elements are pulled by an operator that holds so many beyond those that are needed: up
/// to the one that ends the stream.
fn works_ahead<O: Operator>(queued: &[u64], needed: usize, held: u64) -> usize {
    let more = Demand::Bounded(held).count_up_to(queued.len() - needed);
    let ends = |count: &usize| O::model(&queued[..*count]).ending.is_some();
    (needed..=needed + more).find(ends).unwrap_or(needed + more)
}

impl<S: Stage<Out: std::fmt::Debug>> Run<S> {
    fn check<O: Operator<Out = S::Out>>(&mut self) {
        run::<O, _>(&mut self.sink);
        self.out.extend(
            self.sink
                .take()
                .iter()
                .map(|element| format!("{element:?}")),
        );

        let label = &self.label;
        let pulled = &self.queued[..needed::<O>(&self.queued, self.requested)];
        let Output {
            elements: mut expected,
            ending,
        } = O::model(pulled);
        let from_source = self.input.pulled();
        if self.form.has_a_seam_before() && ending.is_some() {
            // A slice was wanted when it was cut; that the stream ends inside shows too late.
            assert!(
                from_source >= pulled.len() as u64,
                "pulled {from_source}, {label}"
            );
        } else {
            assert_eq!(from_source, pulled.len() as u64, "pulled, {label}");
        }
        let mut is_over = ending.is_some()
            && (O::AHEAD.is_none() || self.requested.count_up_to(usize::MAX) >= expected.len());
        if !is_over && pulled.len() == self.queued.len() {
            match self.ending {
                Ending::Open => {},
                Ending::Failed => {
                    // Before the first demand nothing was pulled, so nothing is kept.
                    is_over = !(O::KEEPS_LEFT_OVERS || O::AHEAD.is_some())
                        || self.requested.is_none()
                        || self.requested.count_up_to(usize::MAX) >= expected.len();
                },
                Ending::Completed => {
                    expected.extend(O::at_completion(pulled));
                    is_over = self.requested.count_up_to(usize::MAX) >= expected.len();
                },
            }
        }
        expected.truncate(self.requested.count_up_to(usize::MAX));
        assert_eq!(self.out, expected, "what came out, {label}");
        assert_eq!(self.sink.ending().is_some(), is_over, "the end, {label}");
        match (ending, self.sink.ending()) {
            (_, None) => {},
            (Some(Ok(())), Some(end)) => assert!(end.is_ok(), "{end:?}, {label}"),
            (Some(Err(name)), Some(end)) => {
                let site = end.as_ref().err().and_then(|error| error.site());
                assert_eq!(site.map(|site| site.name()), Some(name), "{label}");
            },
            (None, Some(end)) => {
                assert_eq!(
                    end.is_ok(),
                    self.ending == Ending::Completed,
                    "{end:?}, {label}"
                );
            },
        }
        if self.form == Form::Fused && self.sink.is_open() && !self.input.has_ended() {
            self.check_demand::<O>(pulled);
        }
    }

    /// What is still requested is what the docs say.
    fn check_demand<O: Operator<Out = S::Out>>(&self, pulled: &[u64]) {
        let wanted = self.sink.demand();
        let promised = match O::AHEAD {
            // It has ended the stream, and still has outputs to emit.
            Some(_) if self.input.cancelled().is_some() => return,
            Some(_) if self.requested.is_none() => Demand::NONE,
            Some((at_once, held)) => {
                let held = Demand::Bounded(held).minus((pulled.len() - self.out.len()) as u64);
                held.at_most(at_once)
            },
            None if wanted.is_none() => wanted,
            None => O::requests(pulled, wanted),
        };
        let label = &self.label;
        assert_eq!(self.input.demand(), promised, "demand left, {label}");
    }
}

impl<S: Stage<Out: std::fmt::Debug>> Run<S> {
    /// Something happens at one of the ends.
    fn stir(&mut self, chance: &mut Seeded) {
        match chance.below(8) {
            0..=2 => {
                let more = chance.numbers(5, 8);
                let told = self.ending != Ending::Open;
                if !told {
                    self.input
                        .push_all(more.iter().map(|n| self.counter.element(*n)));
                    self.queued.extend(more);
                }
            },
            3..=6 => {
                let more = 1 + chance.below(4);
                self.sink.request(more);
                self.requested = self.requested.plus(Demand::Bounded(more));
            },
            _ => {},
        }
    }

    fn request_everything(&mut self) {
        self.sink.request_unbounded();
        self.requested = Demand::Unbounded;
    }

    fn end(&mut self, ending: Ending) {
        match ending {
            Ending::Open => {},
            Ending::Completed => self.input.complete(),
            Ending::Failed => self.input.fail("upstream"),
        }
        self.ending = ending;
    }
}

/// Plays one seed on `source`, whose two ends are `input` and what is returned by `form`.
fn play<O, P>(
    run: (u64, Emission, Form),
    input: TestSource<Element>,
    counter: DropCounter,
    source: Source<O::Out, (), P>,
) where
    O: Operator,
    P: SourcePart<Out = O::Out, Mat = ()>,
{
    let (seed, emission, form) = run;
    let mut chance = Seeded::new(seed);
    let mut run = Run {
        label: format!("{} {form:?} {emission:?}, seed {seed}", O::NAME),
        input,
        counter: counter.clone(),
        sink: TestSink::of(source).with_budget(if chance.below(4) == 0 { 1 } else { 4096 }),
        form,
        queued: Vec::new(),
        ending: Ending::Open,
        out: Vec::new(),
        requested: Demand::NONE,
    };
    let everything_at = chance.below(24);
    let (ending, end_at) = match chance.below(3) {
        0 => (Ending::Open, 0),
        1 => (Ending::Completed, chance.below(16)),
        _ => (Ending::Failed, chance.below(16)),
    };
    for step in 0..20 {
        run.stir(&mut chance);
        if step == everything_at {
            run.request_everything();
        }
        if step == end_at {
            run.end(ending);
        }
        run.check::<O>();
        if !run.sink.is_open() {
            break;
        }
    }
    drop(run);
    counter.assert_balanced();
}

fn the_answer_is_the_model_s<O: Operator>() {
    for seed in 0..SEEDS {
        for emission in Emission::ALL {
            let (input, counter) = (TestSource::emitting(emission), DropCounter::new());
            let source = O::on(input.source(), &counter);
            play::<O, _>((seed, emission, Form::Fused), input, counter, source);

            let (input, counter) = (TestSource::emitting(emission), DropCounter::new());
            let source = O::on(input.source().boxed(), &counter);
            play::<O, _>((seed, emission, Form::BoxedBefore), input, counter, source);

            let (input, counter) = (TestSource::emitting(emission), DropCounter::new());
            let source = O::on(input.source(), &counter).boxed();
            play::<O, _>((seed, emission, Form::BoxedAfter), input, counter, source);

            let (input, counter) = (TestSource::emitting(emission), DropCounter::new());
            let source = O::on(input.source().boxed(), &counter).boxed();
            play::<O, _>((seed, emission, Form::BoxedBoth), input, counter, source);
        }
    }
}

crate::catalogue::every_timeless_operator!(the_answer_is_the_model_s);
