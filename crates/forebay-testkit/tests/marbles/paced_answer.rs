//! Operators that go with the pace of both sides agree with a state machine, element by element,
//! in every form and under every schedule (laws L2, L7, L8).
//!
//! A seed determines what arrives when, and when how much is wanted. Whenever nothing moves any
//! more, what came out, what was pulled, what was dropped and what is still requested have to be
//! what the machine says.

use std::collections::VecDeque;

use forebay_dsl::{Source, SourcePart};
use forebay_protocol::Demand;
use forebay_stage::Stage;
use forebay_testkit::{DropCounter, Emission, TestSink, TestSource};

use crate::catalogue::Element;
use crate::catalogue::paced::{Paced, Reference};
use crate::seed::Seeded;

const SEEDS: u64 = 400;

/// An operator's state machine with what it has been given and what it has answered.
#[derive(Default)]
struct Model<R> {
    machine: R,
    queued: VecDeque<u64>,
    wanted: Demand0,
    is_awake: bool,
    /// The source's ending, and whether it failed.
    told: Option<bool>,
    out: Vec<String>,
    pulled: u64,
    /// How the stream has ended, and whether it failed.
    ended: Option<bool>,
}

/// Demand that begins with none.
struct Demand0(Demand);

impl Default for Demand0 {
    fn default() -> Self {
        Self(Demand::NONE)
    }
}

impl<R: Reference> Model<R> {
    fn emit(&mut self, output: Option<String>) {
        if let Some(output) = output {
            self.out.push(output);
            self.wanted.0 = self.wanted.0.minus(1);
        }
    }

    fn is_wanted(&self) -> bool {
        !self.wanted.0.is_none()
    }

    /// Does everything that can be done now.
    fn run(&mut self) {
        if self.ended.is_some() {
            return;
        }
        self.is_awake |= self.is_wanted();
        while self.is_wanted() && !self.machine.is_empty() {
            let output = self.machine.release();
            self.emit(output);
        }
        while self.is_awake && !self.machine.has_failed() {
            let is_wanted = self.is_wanted();
            if !is_wanted && self.machine.intake().is_none() {
                break;
            }
            let Some(element) = self.queued.pop_front() else {
                break;
            };
            self.pulled += 1;
            if is_wanted {
                let output = self.machine.wanted(element);
                self.emit(output);
            } else {
                self.machine.unwanted(element);
            }
        }
        self.end();
        while self.ended.is_none() && self.is_wanted() && self.queued.is_empty() {
            match self.machine.made_up() {
                Some(output) => self.emit(Some(output)),
                None => break,
            }
        }
    }

    fn end(&mut self) {
        if !self.machine.is_empty() {
            return;
        }
        if self.machine.has_failed() {
            self.ended = Some(true);
        } else if self.queued.is_empty() {
            self.ended = self.told;
        }
    }
}

struct Run<O: Paced, S: Stage> {
    label: String,
    model: Model<O::Reference>,
    input: TestSource<Element>,
    counter: DropCounter,
    sink: TestSink<S>,
    out: Vec<String>,
    /// No seam hides what the operator asks for.
    is_fused: bool,
}

impl<O: Paced, S: Stage<Out = O::Out>> Run<O, S> {
    fn stir(&mut self, chance: &mut Seeded) {
        match chance.below(9) {
            0..=4 => {
                let more = chance.numbers(6, 8);
                if self.model.told.is_none() {
                    let elements = more.iter().map(|n| self.counter.element(*n));
                    self.input.push_all(elements);
                    self.model.queued.extend(more);
                }
            },
            5..=6 => {
                let more = 1 + chance.below(4);
                self.sink.request(more);
                self.model.wanted.0 = self.model.wanted.0.plus(Demand::Bounded(more));
            },
            _ => {},
        }
    }

    fn end(&mut self, fails: bool) {
        if fails {
            self.input.fail("upstream");
        } else {
            self.input.complete();
        }
        self.model.told = Some(fails);
    }

    fn check(&mut self) {
        let _ = self.sink.run();
        let came = self.sink.take();
        self.out.extend(came.iter().map(|out| format!("{out:?}")));
        drop(came);
        self.model.run();

        let (label, model) = (&self.label, &self.model);
        assert_eq!(self.out, model.out, "what came out, {label}");
        assert_eq!(self.input.pulled(), model.pulled, "pulled, {label}");
        let dropped = self.sink.ledger().dropped();
        assert_eq!(dropped, model.machine.dropped(), "dropped, {label}");
        let ended = self.sink.ending().map(Result::is_err);
        assert_eq!(ended, model.ended, "the end, {label}");
        let source_is_open = !self.input.has_ended() && self.input.cancelled().is_none();
        if self.is_fused && ended.is_none() && source_is_open {
            self.check_demand();
        }
    }

    fn check_demand(&self) {
        let (label, machine) = (&self.label, &self.model.machine);
        let wanted = self.model.wanted.0;
        assert_eq!(self.sink.demand(), wanted, "demand of the sink, {label}");
        let asked = self.input.demand();
        let room = Demand::Bounded(machine.room());
        if !self.model.is_awake {
            assert_eq!(asked, Demand::NONE, "nobody asked yet, {label}");
        } else if O::Reference::MAKES_UP {
            // It asks for what is wanted, and then takes some of that away.
        } else if wanted.is_none() {
            // The last run began with demand, or without.
            let is_right = asked == room || asked == machine.intake();
            assert!(is_right, "demand left: {asked}, {label}");
        } else {
            assert_eq!(asked, wanted.plus(room), "demand left, {label}");
        }
    }
}

fn play<O, P>(
    label: String,
    seed: u64,
    is_fused: bool,
    (input, counter): (TestSource<Element>, DropCounter),
    source: Source<O::Out, (), P>,
) where
    O: Paced,
    P: SourcePart<Out = O::Out, Mat = ()>,
{
    let mut chance = Seeded::new(seed);
    let budget = [1, 2, 3, 4096][usize::try_from(chance.below(4)).expect("a small number")];
    let mut run: Run<O, P::Stage> = Run {
        label,
        model: Model::default(),
        input,
        counter: counter.clone(),
        sink: TestSink::of(source).with_budget(budget),
        out: Vec::new(),
        is_fused,
    };
    let everything_at = chance.below(40);
    let (ends, fails, end_at) = (chance.below(3) > 0, chance.below(2) > 0, chance.below(24));
    for step in 0..30 {
        run.stir(&mut chance);
        if step == everything_at {
            run.sink.request_unbounded();
            run.model.wanted.0 = Demand::Unbounded;
        }
        if ends && step == end_at {
            run.end(fails);
        }
        run.check();
        if run.model.ended.is_some() {
            break;
        }
    }
    drop(run);
    counter.assert_balanced();
}

fn the_answer_is_the_machine_s<O: Paced>() {
    for seed in 0..SEEDS {
        for emission in Emission::ALL {
            let ends = || (TestSource::emitting(emission), DropCounter::new());
            let label = |form| format!("{} {form} {emission:?}, seed {seed}", O::NAME);

            let (input, counter) = ends();
            let source = O::on(input.source(), &counter);
            play::<O, _>(label("fused"), seed, true, (input, counter), source);

            let (input, counter) = ends();
            let source = O::on(input.source().boxed(), &counter);
            play::<O, _>(
                label("behind a seam"),
                seed,
                false,
                (input, counter),
                source,
            );

            let (input, counter) = ends();
            let source = O::on(input.source(), &counter).boxed();
            play::<O, _>(
                label("before a seam"),
                seed,
                false,
                (input, counter),
                source,
            );
        }
    }
}

crate::catalogue::every_paced_operator!(the_answer_is_the_machine_s);
