//! The ways in which elements and demand meet.

use std::fmt;

use forebay_stage::Stage;

use crate::{Counted, DropCounter, Step, TestSink, TestSource};

/// How many elements a trial's source has.
const ELEMENTS: u64 = 10;

/// Which side has plenty from the start; the other gets one at a time, when nothing else moves.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Course {
    pub(super) all_elements: bool,
    pub(super) all_demand: bool,
}

impl Course {
    pub(super) const ALL: [Self; 4] = [
        Self {
            all_elements: false,
            all_demand: false,
        },
        Self {
            all_elements: true,
            all_demand: false,
        },
        Self {
            all_elements: false,
            all_demand: true,
        },
        Self {
            all_elements: true,
            all_demand: true,
        },
    ];
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pace = |all| if all { "all at once" } else { "one by one" };
        write!(
            f,
            "elements {}, demand {}",
            pace(self.all_elements),
            pace(self.all_demand)
        )
    }
}

/// Gives elements to one end of a pipeline and demand to the other, run by run.
pub(super) struct Feeder<'a> {
    input: &'a TestSource<Counted<u64>>,
    elements: Box<dyn Iterator<Item = Counted<u64>> + 'a>,
    course: Course,
    last: Option<Step>,
}

impl<'a> Feeder<'a> {
    pub(super) fn new(
        course: Course,
        input: &'a TestSource<Counted<u64>>,
        counter: &'a DropCounter,
    ) -> Self {
        Self {
            input,
            elements: Box::new(counter.elements(ELEMENTS)),
            course,
            last: None,
        }
    }

    /// Runs the stages once, after giving them what they lack. They get one element a run.
    ///
    /// Stages that lack nothing that can be given have stalled.
    pub(super) fn step<S: Stage>(&mut self, sink: &mut TestSink<S>) -> Result<(), String> {
        match self.last {
            None => self.prepare(sink),
            Some(_) if sink.is_woken() => {},
            Some(Step::Blocked) => sink.request(1),
            Some(Step::Waiting) => self.feed(sink)?,
            Some(Step::Spent | Step::Ended) => {},
        }
        self.last = Some(sink.poll_once(1));
        Ok(())
    }

    fn prepare<S: Stage>(&mut self, sink: &mut TestSink<S>) {
        if self.course.all_elements && self.input.is_taken() && !self.input.is_told() {
            self.input.push_all(self.elements.by_ref());
            self.input.complete();
        }
        if self.course.all_demand {
            sink.request_unbounded();
        }
    }

    fn feed<S: Stage>(&mut self, sink: &TestSink<S>) -> Result<(), String> {
        if self.input.is_told() || !self.input.is_taken() {
            let demand = sink.demand();
            return Err(format!(
                "the stages stall with demand for {demand} although their source has ended (law L5)"
            ));
        }
        match self.elements.next() {
            Some(element) => self.input.push(element),
            None => self.input.complete(),
        }
        Ok(())
    }
}
