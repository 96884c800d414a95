//! What each side is told about the other.

/// What a grant or a cancel found, and what its caller owes.
///
/// Of all signals sent after a producer [parked](Waited::Parked), exactly one is told
/// [`Wake`](Self::Wake). So a wake-up goes out when demand rises from zero or ends, and never else.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a parked producer sleeps until whoever is told `Wake` wakes it"]
pub enum Signalled {
    /// The producer is parked: wake it. Nobody else was told to.
    Wake,
    /// The producer is not parked. It finds the signal by itself before it can park.
    Busy,
    /// It was cancelled before; the signal changed nothing and no wake-up is owed.
    Cancelled,
}

/// Whether a producer that wants to sleep may.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[must_use = "a producer may sleep only if it is parked"]
pub enum Waited {
    /// There is no demand. The next grant or cancel is told [`Signalled::Wake`].
    Parked,
    /// There is demand, or a cancel.
    LookAgain,
}
