//! What a pipeline has to come to, whatever the order in which its tasks ran.

use forebay_protocol::{CancelCause, StreamError};

use super::gauge::books;
use super::plan::{How, Plan, Stop};
use super::sink::Seen;
use crate::EdgeMeters;

/// Fails unless the sink saw the elements that it should, in order, and the end behind them.
pub(super) fn assert_seen(plan: &Plan, seen: &Seen) {
    let (count, place) = plan.last();
    assert!(
        seen.numbers.iter().copied().eq(0..count),
        "{:?} of {count} elements: {plan:?}",
        seen.numbers
    );
    let stops: Vec<Stop> = [plan.source]
        .into_iter()
        .chain(plan.relays.iter().copied())
        .collect();
    // With its causes.
    let text = |error: &StreamError| format!("{error:?}");
    match (&seen.ending, stops.get(place).map(|stop| stop.how)) {
        (None, None) | (Some(Ok(())), Some(How::Orderly)) => {},
        (Some(Err(error)), Some(How::Failing)) => {
            let expected = format!("stopped at {place}");
            assert!(text(error).contains(&expected), "{error}: {plan:?}");
        },
        (Some(Err(error)), Some(How::Dropped)) => {
            let expected = StreamError::cancelled(&CancelCause::Dropped);
            assert_eq!(text(error), text(&expected), "{plan:?}");
        },
        (ending, _) => panic!("ended with {ending:?}: {plan:?}"),
    }
}

/// Fails unless each edge's books balance, and agree with those of its neighbours.
pub(super) fn assert_books(plan: &Plan, edges: &[EdgeMeters], pushed: u32, seen: usize) {
    let mut came = u64::from(pushed);
    for meters in edges {
        let books = books(meters);
        assert_eq!(books.received, came, "lost on the way: {plan:?}");
        came = books.passed_on;
    }
    assert_eq!(came, seen as u64, "not what the sink took: {plan:?}");
    let room: usize = plan.capacities.iter().sum();
    assert!(pushed as usize <= seen + room, "too far ahead: {plan:?}");
}
