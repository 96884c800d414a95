//! Offers against a consumer that goes to sleep.

use super::Found::{Asleep, Element};
use super::{queue, take, take_all};
use crate::model::{Bell, Model, race3};
use crate::mutants::Mutant;

/// - Threads: a producer offers 1; another one offers 2; the consumer looks, and sleeps if it
///   finds nothing.
/// - Outcome: what the consumer found, and how often it was woken.
/// - Invariant: a consumer that sleeps is woken once, not twice; one that does not, never. Both
///   elements arrive.
#[test]
fn offers_race_sleep_one_wakes() {
    Model {
        outcomes: &[(Element(1), 0), (Element(2), 0), (Asleep, 1)],
        executions: 950,
        mutants: &[Mutant::QueueParkTorn, Mutant::QueueAcceptUntold],
    }
    .explore(|| {
        let (handle, mut consumer) = queue(2);
        let (other, (bell, waker)) = (handle.clone(), Bell::new());
        let (a, b, (found, mut consumer)) = race3(
            move || (handle.try_offer(1).is_ok(), handle),
            move || (other.try_offer(2).is_ok(), other),
            move || (take(&mut consumer, &waker), consumer),
        );
        assert!(a.0 && b.0, "refused though there is room");
        let (mut delivered, _) = take_all(&mut consumer);
        if let Element(first) = found {
            delivered.push(first);
        }
        delivered.sort_unstable();
        assert_eq!(delivered, [1, 2], "lost or read twice");
        (found, bell.rings())
    });
}
