//! How long a pipeline takes if nothing ever waits for nothing.

use std::time::Duration;

/// One step of a pipeline.
#[derive(Clone, Copy)]
pub(crate) struct Step {
    /// What an element takes in it.
    pub(crate) takes: Duration,
    /// How many elements it works on at once.
    pub(crate) at_once: u32,
}

/// The least time in which `elements` elements can pass all `steps`.
///
/// Whatever else happens: before a step has the first element, that has passed the steps in front
/// of it; then the step is busy until it has worked on all of them; and then the last element has
/// the steps behind it before it. One of the steps takes longest that way.
pub(crate) fn ideal(elements: u32, steps: &[Step]) -> Duration {
    let once: Duration = steps.iter().map(|step| step.takes).sum();
    let busiest = steps
        .iter()
        .map(|step| once - step.takes + step.takes * elements.div_ceil(step.at_once))
        .max();
    busiest.unwrap_or_default()
}
