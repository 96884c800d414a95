//! Two ways through the same work, and the time they took.

use std::time::Duration;

use forebay::StreamError;

use crate::clock::Clock;
use crate::ideal::{Step, ideal};
use crate::pipelines::{
    ABREAST, ELEMENTS, FETCHES, buffered_and_loop, map_async_and_body, three_buffered,
    three_map_async,
};
use crate::service::Service;

const FETCH: Duration = Duration::from_millis(20);
const BODY: Duration = Duration::from_millis(10);
const STEP: Duration = Duration::from_millis(10);

/// What came of one pipeline.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) struct Took {
    /// From the start to the end of the run.
    pub(crate) time: Duration,
    /// The longest that it waited for the reply to one call.
    pub(crate) slowest_call: Duration,
    /// The sum of the elements, which must be the same for all.
    pub(crate) sum: u64,
}

/// Two ways through the same work.
pub(crate) struct Comparison {
    pub(crate) title: String,
    pub(crate) ideal: Duration,
    pub(crate) ours: Took,
    pub(crate) buffered: Took,
}

impl Comparison {
    pub(crate) fn loop_behind_fetches(clock: &impl Clock) -> Result<Self, StreamError> {
        let services = || {
            let service = |takes| Service::new(clock.handle(), takes);
            (service(FETCH), service(BODY))
        };
        let (fetch, body) = services();
        let (sum, time) = clock.time(buffered_and_loop(&fetch, &body));
        let buffered = took(time, &fetch, sum);

        let (fetch, body) = services();
        let run = map_async_and_body(clock, fetch.clone(), body);
        let (sum, time) = clock.time(run);
        let ours = took(time, &fetch, sum?);

        let steps = [
            Step {
                takes: FETCH,
                at_once: FETCHES,
            },
            Step {
                takes: BODY,
                at_once: 1,
            },
        ];
        Ok(Self {
            title: format!(
                "A loop behind fetches: {ELEMENTS} elements, fetched in {FETCH:?} each, {FETCHES} \
                 at once; used in {BODY:?} each"
            ),
            ideal: ideal(ELEMENTS, &steps),
            ours,
            buffered,
        })
    }

    pub(crate) fn three_steps(clock: &impl Clock) -> Result<Self, StreamError> {
        let step = Service::new(clock.handle(), STEP);
        let (sum, time) = clock.time(three_buffered(&step));
        let buffered = took(time, &step, sum);

        let step = Service::new(clock.handle(), STEP);
        let (sum, time) = clock.time(three_map_async(clock, step.clone()));
        let ours = took(time, &step, sum?);

        let steps = [Step {
            takes: STEP,
            at_once: ABREAST,
        }; 3];
        Ok(Self {
            title: format!(
                "Three steps in a row: {ELEMENTS} elements, {STEP:?} in each step, {ABREAST} at \
                 once in each"
            ),
            ideal: ideal(ELEMENTS, &steps),
            ours,
            buffered,
        })
    }
}

fn took(time: Duration, called: &Service, sum: u64) -> Took {
    Took {
        time,
        slowest_call: called.slowest(),
        sum,
    }
}
