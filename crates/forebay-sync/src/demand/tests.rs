//! The counter against a plain model of it, in every state that a word of eight bits can have.

use core::fmt::Debug;
use core::num::NonZeroU64;
use std::collections::HashMap;

use forebay_protocol::Demand;

use super::cell::DemandCell;
use super::state::State;
use super::{Canceller, Producer, Requester, Signalled, Waited, demand_counter};

/// What either side can do.
#[derive(Clone, Copy, Debug)]
enum Call {
    Grant(NonZeroU64),
    GrantUnbounded,
    Cancel,
    Take(usize),
    Wait,
}

/// What the caller gets back.
#[derive(Debug, PartialEq, Eq)]
enum Answer {
    Signalled(Signalled),
    Taken(usize),
    Waited(Waited),
}

/// The counter as one would write it for a single thread: no word, no bits.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Reference {
    demand: Demand,
    /// What was granted since the start, so as to know when that counts as no limit.
    granted: u64,
    waits: bool,
    cancelled: bool,
}

impl Reference {
    const LIMIT: u64 = 127;

    const START: Self = Self {
        demand: Demand::NONE,
        granted: 0,
        waits: false,
        cancelled: false,
    };

    fn call(&mut self, call: Call) -> Answer {
        match call {
            Call::Grant(count) => self.signal(|it| {
                it.granted = it.granted.saturating_add(count.get());
                it.demand = match it.granted {
                    0..Self::LIMIT => it.demand.plus(count.into()),
                    _ => Demand::Unbounded,
                };
            }),
            Call::GrantUnbounded => self.signal(|it| it.demand = Demand::Unbounded),
            Call::Cancel => self.signal(|it| {
                it.demand = Demand::NONE;
                it.cancelled = true;
            }),
            Call::Take(limit) => {
                let count = self.demand.count_up_to(limit);
                self.demand = self.demand.minus(count as u64);
                Answer::Taken(count)
            },
            Call::Wait if self.cancelled || !self.demand.is_none() => {
                Answer::Waited(Waited::LookAgain)
            },
            Call::Wait => {
                self.waits = true;
                Answer::Waited(Waited::Parked)
            },
        }
    }

    fn signal(&mut self, change: impl FnOnce(&mut Self)) -> Answer {
        if self.cancelled {
            return Answer::Signalled(Signalled::Cancelled);
        }
        change(self);
        // Once there is no limit, nobody asks any more how far away it was.
        if self.cancelled || self.demand.is_unbounded() {
            self.granted = Self::LIMIT;
        }
        let waited = std::mem::take(&mut self.waits);
        Answer::Signalled(if waited {
            Signalled::Wake
        } else {
            Signalled::Busy
        })
    }
}

/// The counter under test, in the state of `word` and `taken`.
fn call(word: u8, taken: u64, call: Call) -> (Answer, u8, u64) {
    let cell = DemandCell::new(State::from_word(word));
    let mut taken = taken;
    let answer = match call {
        Call::Grant(count) => Answer::Signalled(cell.grant(count)),
        Call::GrantUnbounded => Answer::Signalled(cell.grant_unbounded()),
        Call::Cancel => Answer::Signalled(cell.cancel()),
        Call::Take(limit) => Answer::Taken(cell.take(&mut taken, limit)),
        Call::Wait => Answer::Waited(cell.wait(taken)),
    };
    (answer, cell.look().word(), taken)
}

fn every_call() -> Vec<Call> {
    let grants = (1..=256)
        .chain([u64::MAX - 1, u64::MAX])
        .filter_map(NonZeroU64::new);
    let takes = (0..=130).chain([usize::MAX]);
    let others = [Call::GrantUnbounded, Call::Cancel, Call::Wait];
    grants
        .map(Call::Grant)
        .chain(takes.map(Call::Take))
        .chain(others)
        .collect()
}

/// Visits every state that any sequence of calls can lead to, and makes every call there. Two
/// sequences that lead to one state of the counter must have led to one state of the reference,
/// so what is true of the states is true of all sequences, of any length.
#[test]
fn every_sequence_of_calls_is_as_the_reference_says() {
    let calls = every_call();
    let mut known = HashMap::from([((0, 0), Reference::START)]);
    let mut open = vec![(0_u8, 0_u64)];
    while let Some((word, taken)) = open.pop() {
        let before = known[&(word, taken)];
        for &made in &calls {
            let mut after = before;
            let expected = after.call(made);
            let (answer, next, next_taken) = call(word, taken, made);

            assert_eq!(answer, expected, "{made:?} in {before:?}");
            assert!(next >= word, "{made:?} in {before:?}: the word shrank");
            let state = State::from_word(next);
            assert_eq!(
                state.demand(next_taken),
                after.demand,
                "{made:?} in {before:?}"
            );
            assert_eq!(
                state.is_cancelled(),
                after.cancelled,
                "{made:?} in {before:?}"
            );
            let met = known.entry((next, next_taken)).or_insert_with(|| {
                open.push((next, next_taken));
                after
            });
            assert_eq!(
                *met, after,
                "{made:?} in {before:?}: one state, two meanings"
            );
        }
    }
    // Bounded: each sum with all that can have been taken of it, and waiting when that is all.
    // Unbounded and cancelled: with all that can have been taken before.
    assert_eq!(known.len(), 127 * 128 / 2 + 127 + 127 + 127);
}

#[test]
fn a_word_of_64_bits_is_bounded_up_to_the_limit_of_the_protocol() {
    let (requester, producer) = demand_counter::<u64>();
    let half = NonZeroU64::new(u64::MAX / 2 - 1).unwrap();
    assert_eq!(requester.grant(half), Signalled::Busy);
    assert_eq!(producer.demand(), Demand::Bounded(half.get()));
    assert_eq!(requester.grant(NonZeroU64::MIN), Signalled::Busy);
    assert_eq!(producer.demand(), Demand::Unbounded);
}

#[test]
fn the_largest_grant_is_unbounded() {
    let (requester, mut producer) = demand_counter::<u64>();
    assert_eq!(requester.grant(NonZeroU64::MAX), Signalled::Busy);
    assert_eq!(producer.take(usize::MAX), usize::MAX);
    assert_eq!(producer.demand(), Demand::Unbounded);
}

#[test]
fn waiting_again_is_parked_still_and_owes_one_wake() {
    let (requester, producer) = demand_counter::<u64>();
    assert_eq!(producer.wait(), Waited::Parked);
    assert_eq!(producer.wait(), Waited::Parked);
    assert_eq!(requester.grant(NonZeroU64::MIN), Signalled::Wake);
    assert_eq!(requester.grant(NonZeroU64::MIN), Signalled::Busy);
}

#[test]
fn dropping_the_requester_changes_nothing() {
    let (requester, producer) = demand_counter::<u64>();
    let canceller = requester.canceller();
    drop(requester);
    assert!(!producer.is_cancelled());
    assert_eq!(canceller.clone().cancel(), Signalled::Busy);
    assert!(producer.is_cancelled());
}

#[test]
fn debug_shows_the_state_and_not_the_bits() {
    let (requester, mut producer) = demand_counter::<u64>();
    assert_eq!(
        requester.grant(NonZeroU64::new(5).unwrap()),
        Signalled::Busy
    );
    assert_eq!(producer.take(5), 5);
    assert_eq!(producer.wait(), Waited::Parked);
    assert_eq!(
        format!("{producer:?}"),
        "Producer { word: 5 requested, waiting, taken: 5 }"
    );
    assert_eq!(requester.grant_unbounded(), Signalled::Wake);
    assert_eq!(format!("{requester:?}"), "Requester(unbounded)");
    assert_eq!(requester.cancel(), Signalled::Busy);
    assert_eq!(
        format!("{:?}", requester.canceller()),
        "Canceller(cancelled)"
    );
}

const fn crosses_threads<T: Send + Sync + Debug>() {}

const _: () = {
    crosses_threads::<Requester>();
    crosses_threads::<Canceller>();
    crosses_threads::<Producer>();
};
