//! A broken rule of the protocol.

use core::error::Error;
use core::fmt;

use crate::{Rule, Site};

/// Somebody broke a rule of the protocol: what happened, which rule, whose code it was.
///
/// `Display` states the fact, then the numbers, then the rule.
///
/// ```
/// use forebay_protocol::{Party, Violation, ViolationKind};
///
/// let violation =
///     Violation::new(ViolationKind::EmittedBeyondDemand, Party::Peer).counting(17, 16);
///
/// assert_eq!(violation.rule().id(), "1.1");
/// assert_eq!(
///     violation.to_string(),
///     "a peer emitted 17 elements but only 16 were requested (rule 1.1)",
/// );
/// ```
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Violation {
    kind: ViolationKind,
    party: Party,
    site: Option<Site>,
    counts: Option<Counts>,
}

/// Whose code broke a rule.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Party {
    /// The user's own stage, closure, source or sink.
    User,
    /// This library: a bug to report.
    Library,
    /// A publisher or subscriber that is neither.
    Peer,
}

/// How a rule was broken. Each kind belongs to one [`Rule`].
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum ViolationKind {
    /// More elements were delivered than requested (rule 1.1).
    /// Counts: elements emitted, elements requested.
    EmittedBeyondDemand,
    /// Two signals to one subscriber overlapped (rule 1.3).
    OverlappingSignals,
    /// The stream failed and nobody was told (rule 1.4).
    FailedSilently,
    /// The last element was delivered but completion never came (rule 1.5).
    NeverCompleted,
    /// A signal followed a terminal signal (rule 1.7).
    SignalAfterEnd,
    /// Signals did not stop after a cancellation (rule 1.8).
    /// Counts: elements emitted after it, elements outstanding at that time.
    SignalAfterCancel,
    /// A signal came before `on_subscribe`, or `on_subscribe` never came (rule 1.9).
    NotSubscribed,
    /// `subscribe` panicked (rule 1.9).
    SubscribePanicked,
    /// A terminal signal called upstream (rule 2.3).
    CallInTerminalSignal,
    /// A second subscription was used instead of cancelled (rule 2.5).
    SecondSubscription,
    /// A subscription was given up without being cancelled (rule 2.6).
    LeakedSubscription,
    /// A signal panicked (rule 2.13).
    SignalPanicked,
    /// `request` recursed into `on_next` (rule 3.3).
    /// Counts: depth reached, depth allowed.
    Recursed,
    /// Elements were requested, were there, and did not come (rule 3.8).
    /// Counts: elements delivered, elements requested.
    DemandLost,
    /// Zero elements were requested, over a wire that can say so (rule 3.9).
    RequestedNothing,
    /// The subscriber was kept alive after a cancellation (rule 3.13).
    SubscriberKept,
    /// `cancel` panicked (rule 3.15).
    CancelPanicked,
    /// `request` panicked (rule 3.16).
    RequestPanicked,
    /// Unbounded demand became bounded, or a sum of demand wrapped around (rule 3.17).
    DemandWrapped,
    /// A failure was held back until there was demand (rule 4.2).
    FailureHeldBack,
}

/// What was seen, against what the rule allows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
struct Counts {
    found: u64,
    allowed: u64,
}

impl Violation {
    /// This rule was broken by this party.
    #[must_use]
    pub const fn new(kind: ViolationKind, party: Party) -> Self {
        Self {
            kind,
            party,
            site: None,
            counts: None,
        }
    }

    /// Adds the numbers: how many were found where how many were allowed.
    ///
    /// Only the kinds that say so in their documentation print them.
    #[must_use]
    pub const fn counting(mut self, found: u64, allowed: u64) -> Self {
        self.counts = Some(Counts { found, allowed });
        self
    }

    /// Adds the stage that broke the rule; the first site given stays.
    #[must_use]
    pub const fn at(mut self, site: Site) -> Self {
        if self.site.is_none() {
            self.site = Some(site);
        }
        self
    }

    /// How the rule was broken.
    #[must_use]
    pub const fn kind(&self) -> ViolationKind {
        self.kind
    }

    /// The rule that was broken.
    #[must_use]
    pub const fn rule(&self) -> Rule {
        self.kind.rule()
    }

    /// Whose code broke it.
    #[must_use]
    pub const fn party(&self) -> Party {
        self.party
    }

    /// The stage that broke it, if one is known.
    #[must_use]
    pub const fn site(&self) -> Option<Site> {
        self.site
    }
}

impl fmt::Display for Violation {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.site {
            Some(site) => write!(f, "stage {site} ")?,
            None => write!(f, "{} ", self.party)?,
        }
        match self.counts {
            Some(counts) => self.kind.write_counted(counts, f)?,
            None => f.write_str(self.kind.fact())?,
        }
        write!(f, " (rule {})", self.rule())
    }
}

impl Error for Violation {}

impl fmt::Display for Party {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::User => "user code",
            Self::Library => "the library",
            Self::Peer => "a peer",
        })
    }
}

impl ViolationKind {
    /// The rule that this kind of violation breaks.
    #[must_use]
    pub const fn rule(self) -> Rule {
        match self {
            Self::EmittedBeyondDemand => const { Rule::known("1.1") },
            Self::OverlappingSignals => const { Rule::known("1.3") },
            Self::FailedSilently => const { Rule::known("1.4") },
            Self::NeverCompleted => const { Rule::known("1.5") },
            Self::SignalAfterEnd => const { Rule::known("1.7") },
            Self::SignalAfterCancel => const { Rule::known("1.8") },
            Self::NotSubscribed | Self::SubscribePanicked => const { Rule::known("1.9") },
            Self::CallInTerminalSignal => const { Rule::known("2.3") },
            Self::SecondSubscription => const { Rule::known("2.5") },
            Self::LeakedSubscription => const { Rule::known("2.6") },
            Self::SignalPanicked => const { Rule::known("2.13") },
            Self::Recursed => const { Rule::known("3.3") },
            Self::DemandLost => const { Rule::known("3.8") },
            Self::RequestedNothing => const { Rule::known("3.9") },
            Self::SubscriberKept => const { Rule::known("3.13") },
            Self::CancelPanicked => const { Rule::known("3.15") },
            Self::RequestPanicked => const { Rule::known("3.16") },
            Self::DemandWrapped => const { Rule::known("3.17") },
            Self::FailureHeldBack => const { Rule::known("4.2") },
        }
    }

    /// What happened, without numbers.
    const fn fact(self) -> &'static str {
        match self {
            Self::EmittedBeyondDemand => "emitted more elements than were requested",
            Self::OverlappingSignals => "signalled while another signal was being delivered",
            Self::FailedSilently => "failed without signalling on_error",
            Self::NeverCompleted => "delivered its last element but never completed",
            Self::SignalAfterEnd => "signalled again after its terminal signal",
            Self::SignalAfterCancel => "went on signalling after it was cancelled",
            Self::NotSubscribed => "signalled before on_subscribe",
            Self::SubscribePanicked => "panicked in subscribe",
            Self::CallInTerminalSignal => "called upstream inside a terminal signal",
            Self::SecondSubscription => "used a second subscription instead of cancelling it",
            Self::LeakedSubscription => "gave up its subscription without cancelling it",
            Self::SignalPanicked => "panicked while taking a signal",
            Self::Recursed => "called on_next from inside on_next",
            Self::DemandLost => "delivered fewer elements than were requested and then stalled",
            Self::RequestedNothing => "requested 0 elements",
            Self::SubscriberKept => "kept its subscriber alive after it was cancelled",
            Self::CancelPanicked => "panicked in cancel",
            Self::RequestPanicked => "panicked in request",
            Self::DemandWrapped => "lost demand to an overflow",
            Self::FailureHeldBack => "held a failure back until there was demand",
        }
    }

    /// What happened, with numbers where the kind has any.
    fn write_counted(self, counts: Counts, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Counts { found, allowed } = counts;
        let elements = if found == 1 { "element" } else { "elements" };
        let were = if allowed == 1 { "was" } else { "were" };
        match self {
            Self::EmittedBeyondDemand => {
                write!(
                    f,
                    "emitted {found} {elements} but only {allowed} {were} requested"
                )
            },
            Self::SignalAfterCancel => {
                write!(f, "emitted {found} {elements} after it was cancelled with ")?;
                write!(f, "{allowed} outstanding")
            },
            Self::Recursed => {
                write!(
                    f,
                    "nested on_next {found} deep but at most {allowed} is allowed"
                )
            },
            Self::DemandLost => {
                write!(f, "delivered {found} {elements} and stalled though ")?;
                write!(f, "{allowed} {were} requested")
            },
            _ => f.write_str(self.fact()),
        }
    }
}
