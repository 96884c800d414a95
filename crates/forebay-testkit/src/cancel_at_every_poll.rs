//! Ending a pipeline at every point, in every way.

mod course;
mod ending;
mod trial;

use std::panic::{self, AssertUnwindSafe};

use forebay_dsl::{Source, SourcePart};

use self::course::{Course, Time};
use self::ending::Ending;
use self::trial::Reached;
pub use self::trial::{Trial, TrialSource};
use crate::Emission;
use crate::injected::message_of;

/// A stream that has not ended after so many runs never will.
const POINTS_MAX: usize = 2_000;

/// Builds a pipeline again and again, and ends it a little later each time, until it ends by
/// itself. Returns the number of points at which it was ended.
///
/// A point is a moment before a run of the stages. Runs move one element at most, so points
/// are close together. The pipeline is ended in five ways: by a cancel, by dropping it, by a
/// failure of the source, and by a panic above and below the stages under test. Elements come
/// one by one and all at once, pushed and offered.
///
/// Stages with timers get virtual time as well: in a first round when there is nothing else to
/// give them, in a second round by turns with elements and demand. So what only waits for time
/// reaches its end, and a timer that is still set after the end is found.
///
/// After each ending no element may be left (law L6), not even before the stages are dropped.
/// The books must balance (law L2), and the source must have had exactly one ending (law L4).
///
/// `pipeline` builds on [`Trial::source`], whose elements are counted, or brings a source of
/// its own with elements from [`Trial::counter`].
///
/// ```
/// use forebay_testkit::cancel_at_every_poll;
///
/// let points = cancel_at_every_poll(|trial| trial.source().filter(|n| **n % 2 == 0));
/// assert!(points > 50, "only {points}");
/// ```
///
/// # Panics
/// If a law is broken; the message says at which point and by which ending.
#[track_caller]
pub fn cancel_at_every_poll<V, M, P>(pipeline: impl Fn(&Trial) -> Source<V, M, P>) -> usize
where
    P: SourcePart<Out = V, Mat = M>,
{
    let mut points = 0;
    for course in Course::ALL {
        for emission in Emission::ALL {
            for ending in Ending::ALL {
                let (count, saw_timers) = sweep(course, emission, ending, &pipeline);
                points += count;
                if saw_timers {
                    let time = Time::InTurns;
                    let course = Course { time, ..course };
                    points += sweep(course, emission, ending, &pipeline).0;
                }
            }
        }
    }
    points
}

/// Ends the pipeline at each point in one way; gives the number of points, and whether the
/// stages had timers.
#[track_caller]
fn sweep<V, M, P>(
    course: Course,
    emission: Emission,
    ending: Ending,
    pipeline: &dyn Fn(&Trial) -> Source<V, M, P>,
) -> (usize, bool)
where
    P: SourcePart<Out = V, Mat = M>,
{
    for point in 0..POINTS_MAX {
        let trial = Trial::new(emission);
        let run = || trial.run(course, ending, point, pipeline(&trial));
        // Checks of the kit and of the code under test panic; they do not know where this is.
        let ran = panic::catch_unwind(AssertUnwindSafe(run))
            .unwrap_or_else(|payload| Err(message_of(&*payload)));
        match ran {
            Ok(Reached::Point) => {},
            Ok(Reached::End { saw_timers }) => return (point, saw_timers),
            Err(fact) => panic!("{ending} at point {point} ({emission:?}, {course}): {fact}"),
        }
    }
    panic!("the stream does not end within {POINTS_MAX} runs (law L5)");
}
