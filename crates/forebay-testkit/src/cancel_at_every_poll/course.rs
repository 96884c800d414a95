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
    pub(super) time: Time,
}

/// When time passes, for stages that have set a timer. It passes to the next one.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Time {
    /// When neither elements nor demand are left to be given.
    Last,
    /// By turns with elements and demand.
    InTurns,
}

impl Course {
    pub(super) const ALL: [Self; 4] = [
        Self::new(false, false),
        Self::new(true, false),
        Self::new(false, true),
        Self::new(true, true),
    ];

    const fn new(all_elements: bool, all_demand: bool) -> Self {
        Self {
            all_elements,
            all_demand,
            time: Time::Last,
        }
    }
}

impl fmt::Display for Course {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let pace = |all| if all { "all at once" } else { "one by one" };
        write!(
            f,
            "elements {}, demand {}",
            pace(self.all_elements),
            pace(self.all_demand)
        )?;
        match self.time {
            Time::Last => Ok(()),
            Time::InTurns => f.write_str(", time in turns with them"),
        }
    }
}

/// Gives elements to one end of a pipeline and demand to the other, run by run.
pub(super) struct Feeder<'a> {
    input: &'a TestSource<Counted<u64>>,
    elements: Box<dyn Iterator<Item = Counted<u64>> + 'a>,
    course: Course,
    last: Option<Step>,
    /// The stages have had a timer set while they were at rest.
    pub(super) saw_timers: bool,
    gave_time: bool,
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
            saw_timers: false,
            gave_time: false,
        }
    }

    /// Runs the stages once, after giving them what they lack. They get one element a run.
    ///
    /// Stages that lack nothing that can be given have stalled.
    pub(super) fn step<S: Stage>(&mut self, sink: &mut TestSink<S>) -> Result<(), String> {
        match self.last {
            None => self.prepare(sink),
            Some(_) if sink.is_woken() => {},
            Some(Step::Spent | Step::Ended) => {},
            Some(step) => self.stir(step, sink)?,
        }
        self.last = Some(sink.poll_once(1));
        Ok(())
    }

    /// Gives stages that are at rest what they lack.
    fn stir<S: Stage>(&mut self, step: Step, sink: &mut TestSink<S>) -> Result<(), String> {
        let has_timer = sink.runtime().next_timer().is_some();
        self.saw_timers |= has_timer;
        if has_timer && self.course.time == Time::InTurns {
            self.gave_time = !self.gave_time;
            if self.gave_time {
                pass_time(sink);
                return Ok(());
            }
        }
        match step {
            Step::Blocked => sink.request(1),
            _ => self.feed(sink)?,
        }
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
            if sink.runtime().next_timer().is_some() {
                pass_time(sink);
                return Ok(());
            }
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

/// Lets time pass to the next timer, which wakes the stages.
fn pass_time<S: Stage>(sink: &TestSink<S>) {
    if let Some(wait) = sink.runtime().next_timer() {
        sink.runtime().advance(wait);
    }
}
