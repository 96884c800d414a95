//! A random pipeline and what it has to answer.

use std::fmt;

use forebay::Source;
use forebay_testkit::World;

use crate::steps::Step;

/// A random pipeline over the numbers below some limit.
pub(crate) struct Pipeline {
    elements: u64,
    steps: Vec<Step>,
}

impl Pipeline {
    pub(crate) fn random(world: &mut World) -> Self {
        let elements = world.number(0..=40) as u64;
        let length = world.number(0..=6);
        let mut steps = Vec::with_capacity(length);
        let mut is_ordered = true;
        for _ in 0..length {
            let step = Step::random(world, is_ordered);
            is_ordered &= step.keeps_order();
            steps.push(step);
        }
        Self { elements, steps }
    }

    /// The same with a failure or a panic somewhere.
    pub(crate) fn with_fault(mut self, world: &mut World) -> Self {
        let at = world.number(0..=self.steps.len());
        let after = world.number(0..=20) as u64;
        let fault = if world.one_in(2) {
            Step::Fail(after)
        } else {
            Step::Panic(after)
        };
        self.steps.insert(at, fault);
        self
    }

    pub(crate) fn source(&self, world: &mut World) -> Source<u64> {
        let source = Source::iter(0..self.elements).boxed();
        self.steps
            .iter()
            .fold(source, |source, step| step.attach(source, world))
    }

    /// Compares what came out with what the plain functions make of the same numbers.
    #[track_caller]
    pub(crate) fn check(&self, answer: &[u64]) {
        let input = (0..self.elements).collect();
        let mut expected = self
            .steps
            .iter()
            .fold(input, |elements, step| step.model(elements));
        let mut answer = answer.to_vec();
        if !self.steps.iter().all(Step::keeps_order) {
            expected.sort_unstable();
            answer.sort_unstable();
        }
        assert_eq!(answer, expected, "{self}");
    }
}

impl fmt::Display for Pipeline {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "0..{} through {:?}", self.elements, self.steps)
    }
}
