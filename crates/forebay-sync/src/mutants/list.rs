//! Every mutant there is.

macro_rules! mutants {
    ($($(#[$doc:meta])+ $name:ident,)+) => {
        /// What can be made wrong. Each is used by one `weaken!` and killed by one model or more.
        #[derive(Clone, Copy, Debug, PartialEq, Eq)]
        pub(crate) enum Mutant {
            $($(#[$doc])+ $name,)+
        }

        impl Mutant {
            const ALL: &[Self] = &[$(Self::$name),+];
        }
    };
}

mutants! {
    /// A read-modify-write done as a load and a later store.
    UpdateTorn,
    /// A bounded grant does not release what was written before it.
    GrantUnpublished,
    /// A bounded grant that finds a waiting producer does not acquire what that one wrote.
    GrantUnacquired,
    /// The sum of grants wraps around instead of saturating.
    GrantWraps,
    /// A grant turns a cancelled word back into a live one.
    GrantRevives,
    /// A grant leaves the producer marked as waiting.
    GrantKeepsWaiting,
    /// Cancelling or lifting the limit answers from a look taken before the write.
    RaiseTorn,
    /// Cancelling or lifting the limit replaces the word, whatever it holds.
    RaiseOverwrites,
    /// Cancelling or lifting the limit does not release what was written before it.
    RaiseUnpublished,
    /// Cancelling or lifting the limit does not acquire what a waiting producer wrote.
    RaiseUnacquired,
    /// A producer going to wait does not release what it wrote before.
    WaitUnpublished,
    /// The producer reads the word without acquiring anything.
    LookUnacquired,
    /// The producer does not write down what it took.
    TakeForgets,
    /// Unbounded demand is a large number that elements are subtracted from.
    UnboundedCountsDown,
    /// A cancelled word still reads as demand.
    CancelledDemands,
    /// A wake of a slot answers from a look taken before the write.
    WakeTorn,
    /// Each slot that is woken wakes the parent, not only the first.
    WakesForEachSlot,
    /// A wake does not release what was written before it.
    WakeUnpublished,
    /// A wake that finds the owner parked does not acquire what that one wrote.
    WakeUnacquired,
    /// A sweep is a load and a later store.
    SweepTorn,
    /// A sweep does not acquire what was written before the wakes that it finds.
    SweepUnacquired,
    /// Parking is a look and a later write.
    ParkTorn,
    /// Parking with another waker does not look at words that were parked with the old one.
    ParkTrusts,
    /// Parking does not release what was written before it.
    ParkUnpublished,
    /// An offer finds room in one hold of the lock, and takes it in another.
    QueueOfferTorn,
    /// An accepted element does not wake the consumer.
    QueueAcceptUntold,
    /// The end of a queue does not wake the consumer.
    QueueEndUntold,
    /// The end of a queue does not wake offers that wait.
    QueueEndUnsaid,
    /// The consumer sees the end of a queue before it looks for elements.
    QueueEndOvertakes,
    /// The consumer finds nothing in one hold of the lock, and goes to sleep in another.
    QueueParkTorn,
    /// An offer finds no room in one hold of the lock, and lines up in another.
    QueueLineUpTorn,
    /// Room is meant for the offer that was first in line, and lost if that one withdrew.
    QueueRoomTorn,
    /// An offer whose element was accepted is not woken.
    QueueRoomUntold,
    /// What the consumer holds takes up no room.
    QueueRoomEarly,
    /// A dropped offer stays in line.
    QueueWithdrawStays,
    /// A cancel drops what is queued in one hold of the lock, and ends the queue in another.
    QueueCancelTorn,
    /// A dropped handle reads how many there are in one hold of the lock, and writes in another.
    QueueHandleTorn,
    /// Who waits for the end looks for it in one hold of the lock, and registers in another.
    QueueCloseTorn,
    /// A listener looks for the trip in one hold of the lock, and registers in another.
    SwitchListenTorn,
    /// A trip looks for another one in one hold of the lock, and decides in another.
    SwitchTripTorn,
    /// The flag of a tripped switch is raised after its listeners were woken.
    SwitchRaisedLate,
    /// A dropped listener stays registered.
    SwitchListenerStays,
    /// The end of an edge does not reach the consumer.
    EndingForgotten,
    /// Publishing leaves a consumer asleep.
    PublishWakesNobody,
    /// A starved consumer keeps what it owes.
    StarvedGrantsNothing,
    /// An edge is refilled when more was passed on than it can hold.
    RefillAboveCapacity,
    /// The consumer is woken only if it seemed to sleep before the lock was taken.
    HintDecides,
    /// The end wakes nobody.
    EndingWakesNobody,
    /// The consumer finds the end before the elements in front of it.
    EndingOvertakes,
    /// The consumer finds nothing and leaves its waker in another step.
    WakerLeftLater,
    /// A producer that brings another waker is still known by the old one.
    OldWakerStays,
    /// A waker that one half keeps for the next time is taken for any that it brings.
    OldSpareStays,
    /// A producer declares that it waits, then leaves its waker.
    WaitsBeforeRegistering,
    /// A producer that watches for a cancel looks for it, then leaves its waker.
    WatchLooksFirst,
    /// A cancel wakes only a producer that waits for demand.
    CancelWakesWaitersOnly,
    /// The producer is cancelled before there is a cause.
    CauseComesLate,
    /// Elements are put into a queue that was cancelled.
    CancelledQueueTakes,
    /// A cancel leaves in the queue what is there.
    QueueLeftBehind,
    /// A change of the rate collects who is to be woken before it is written.
    BucketRateTorn,
    /// A share leaves its waker in the bucket after it has looked.
    BucketLookTorn,
    /// Tokens are taken in another hold of the lock than the one that found them there.
    BucketTakeTorn,
    /// Tokens are put back, and nobody who waits is told.
    BucketPutBackUntold,
    /// A share that leaves with a ticket goes on owing for it.
    BucketLeaveOwes,
    /// Making calls takes them and puts the later ones back in two steps.
    FireTorn,
    /// The thread that makes calls looks for the next one, and then says that it sleeps.
    ServeSleepsLate,
    /// Clearing a call leaves it where it is.
    ClearForgets,
}

/// The mutant that `FOREBAY_WEAKEN` names.
#[cfg(all(test, any(loom, shuttle)))]
pub(crate) fn chosen() -> Option<Mutant> {
    static CHOSEN: std::sync::LazyLock<Option<Mutant>> = std::sync::LazyLock::new(|| {
        let name = std::env::var("FOREBAY_WEAKEN").ok()?;
        let named = |mutant: &&Mutant| format!("{mutant:?}") == name;
        let mutant = Mutant::ALL.iter().find(named);
        Some(*mutant.unwrap_or_else(|| panic!("there is no mutant {name}")))
    });
    *CHOSEN
}

/// Prints every mutant, for `cargo xtask weaken` to check that each is claimed by a model.
#[test]
fn catalogue() {
    let names: Vec<String> = Mutant::ALL
        .iter()
        .map(|mutant| format!("{mutant:?}"))
        .collect();
    println!("loom-mutants {}", names.join(","));
}
