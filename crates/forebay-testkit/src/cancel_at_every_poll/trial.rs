//! One run of a pipeline that does not reach its natural end.

use std::fmt;
use std::mem;
use std::panic::{self, AssertUnwindSafe};

use forebay_dsl::{Ready, Source, SourcePart};
use forebay_protocol::{CancelCause, StreamError};
use forebay_stage::{Materializer, Stage, replace_blamed};

use super::course::{Course, Feeder};
use super::ending::Ending;
use crate::injected::Injected;
use crate::{Counted, DropCounter, Emission, Emitting, TestSink, TestSource, VirtualRuntime};

/// What a pipeline under [`cancel_at_every_poll`](super::cancel_at_every_poll) is built from.
pub struct Trial {
    counter: DropCounter,
    input: TestSource<Counted<u64>>,
}

/// The source of a [`Trial`]: ten counted elements with the values 0 to 9.
pub type TrialSource = Source<Counted<u64>, (), Ready<Emitting<Counted<u64>>>>;

/// What one run came to.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Reached {
    /// The point, and the ending was tried there.
    Point,
    /// The end of the stream, before the point.
    End {
        /// The stages have waited for timers on the way.
        saw_timers: bool,
    },
}

impl Trial {
    #[track_caller]
    pub(super) fn new(emission: Emission) -> Self {
        Self {
            counter: DropCounter::new(),
            input: TestSource::emitting(emission),
        }
    }

    /// The source to build the pipeline on. Can be taken once.
    ///
    /// # Panics
    /// If it was taken before.
    #[track_caller]
    pub fn source(&self) -> TrialSource {
        self.input.source()
    }

    /// Makes counted elements, for a pipeline with a source of its own.
    #[must_use]
    pub fn counter(&self) -> &DropCounter {
        &self.counter
    }

    /// Runs `source` to the point, tries `ending` there, and says what was broken by it.
    pub(super) fn run<V, M, P>(
        &self,
        course: Course,
        ending: Ending,
        point: usize,
        source: Source<V, M, P>,
    ) -> Result<Reached, String>
    where
        P: SourcePart<Out = V, Mat = M>,
    {
        let mut materializer = Materializer::new();
        let (stage, _value) = source.materialize(&mut materializer);
        let mut sink = TestSink::behind(stage).with_islands(materializer.take_islands());
        let mut feeder = Feeder::new(course, &self.input, &self.counter);
        for _ in 0..point {
            feeder.step(&mut sink)?;
            if !sink.is_open() {
                let saw_timers = feeder.saw_timers;
                drop(feeder);
                self.check(sink)?;
                return Ok(Reached::End { saw_timers });
            }
            // What has arrived is none of the stages' business any more.
            drop(sink.take());
        }
        match ending {
            Ending::Cancel => {
                // A stage may have cancelled the source before, and still have outputs to emit.
                let was_open = self.input.cancelled().is_none();
                sink.cancel(&CancelCause::Requested);
                if was_open {
                    self.check_cause()?;
                }
            },
            Ending::Drop => {},
            Ending::Failure if self.input.has_ended() => {},
            Ending::Failure => self.input.abort("a failure above the stages under test"),
            Ending::PanicAbove => self.input.unwind_at_next_element(),
            Ending::PanicBelow => sink.unwind_at_next_element(),
        }
        if ending == Ending::Drop {
            drop(feeder);
            self.check_dropped(sink)?;
            return Ok(Reached::Point);
        }
        drive_on(&mut feeder, &mut sink)?;
        drop(feeder);
        self.check(sink).map(|()| Reached::Point)
    }

    /// A cancel from below reaches the source with its cause.
    fn check_cause(&self) -> Result<(), String> {
        match self.input.cancelled() {
            Some(cause)
                if mem::discriminant(&cause) != mem::discriminant(&CancelCause::Requested) =>
            {
                Err(format!(
                    "the cause of the cancel has become \"{cause}\" on its way (law L4)"
                ))
            },
            _ => Ok(()),
        }
    }

    /// Checks a stream that is over: one ending at the source, and nothing is left.
    fn check<S: Stage>(&self, mut sink: TestSink<S>) -> Result<(), String> {
        drop(sink.take());
        if self.input.is_taken() && !self.input.is_terminated() {
            return Err("the source has neither ended nor was it cancelled (law L4)".to_owned());
        }
        self.check_leaks("after the end, held by stages that are over")?;
        check_timers(sink.runtime(), "after the end, by stages that are over")?;
        self.check_dropped(sink)
    }

    fn check_dropped<S: Stage>(&self, sink: TestSink<S>) -> Result<(), String> {
        let runtime = sink.into_runtime();
        self.check_leaks("after the stages were dropped")?;
        check_timers(&runtime, "after the stages were dropped")
    }

    fn check_leaks(&self, when: &str) -> Result<(), String> {
        match self.counter.alive() {
            0 => Ok(()),
            1 => Err(format!("1 element is alive {when} (law L6)")),
            alive => Err(format!("{alive} elements are alive {when} (law L6)")),
        }
    }
}

fn check_timers(runtime: &VirtualRuntime, when: &str) -> Result<(), String> {
    match runtime.timers() {
        0 => Ok(()),
        1 => Err(format!("1 timer is set {when} (law L6)")),
        timers => Err(format!("{timers} timers are set {when} (law L6)")),
    }
}

/// Runs to the end, and ends a run that unwinds as an engine would.
fn drive_on<S: Stage>(feeder: &mut Feeder<'_>, sink: &mut TestSink<S>) -> Result<(), String> {
    for _ in 0..super::POINTS_MAX {
        if !sink.is_open() {
            return Ok(());
        }
        let step = panic::catch_unwind(AssertUnwindSafe(|| feeder.step(sink)));
        drop(sink.take());
        match step {
            Ok(step) => step?,
            Err(payload) if payload.is::<Injected>() => {
                let _innermost = replace_blamed(None);
                let error = StreamError::panicked(&"a panic injected by the test");
                sink.cancel(&CancelCause::Failed(error));
            },
            Err(payload) => panic::resume_unwind(payload),
        }
    }
    Err("the stream does not end (law L5)".to_owned())
}

impl fmt::Debug for Trial {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Trial")
            .field("alive", &self.counter.alive())
            .finish_non_exhaustive()
    }
}
