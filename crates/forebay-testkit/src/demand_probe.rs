//! `DemandProbe`: a watcher for any edge.

mod watched;

use std::fmt;
use std::sync::Arc;
use std::thread;

use forebay_protocol::{CancelCause, Demand};
use forebay_stage::{Operator, Stage};
use parking_lot::Mutex;

pub use self::watched::Watched;

/// Sits on an edge between two stages, passes everything on, and checks the contract of both.
///
/// Put a clone of it into the pipeline with `.operator(probe.clone())` and keep the other. It
/// changes nothing but the length of slices: an iterator is lent on in pieces of the demand, so
/// that an outlet that would pull more than it wants is found out.
///
/// Whoever breaks a law makes it panic, with the name of the probe and the law:
///
/// 1. L1: upstream pushes only while there is demand.
/// 2. L1: downstream pulls from what it is offered only while it has demand.
/// 3. L1: zero demand stays zero until the run is over.
/// 4. L4: downstream does not run upstream after its end or after a cancel.
/// 5. L4: downstream does not cancel upstream after its end.
///
/// ```
/// use forebay_dsl::Source;
/// use forebay_protocol::Demand;
/// use forebay_testkit::{DemandProbe, TestSink};
///
/// let probe = DemandProbe::new("above grouped");
/// let source = Source::iter(0..100).operator(probe.clone()).grouped(3);
///
/// let mut sink = TestSink::of(source);
/// sink.request(2);
/// sink.run();
/// assert_eq!((probe.demands(), probe.passed()), (vec![Demand::Bounded(6)], 6));
/// ```
#[derive(Clone)]
pub struct DemandProbe {
    name: &'static str,
    record: Arc<Mutex<Record>>,
}

/// What a probe has seen.
#[derive(Debug, Default)]
struct Record {
    is_attached: bool,
    demands: Vec<Demand>,
    pushes: u64,
    offers: u64,
    passed: u64,
    phase: Phase,
    violations: Vec<String>,
}

#[derive(Clone, Debug, Default)]
enum Phase {
    #[default]
    Open,
    /// Completed or failed: the word for messages.
    Ended(&'static str),
    Cancelled(CancelCause),
}

impl DemandProbe {
    /// A probe with a name that says where it sits.
    #[must_use]
    pub fn new(name: &'static str) -> Self {
        Self {
            name,
            record: Arc::default(),
        }
    }

    /// The demand that each run of upstream began with.
    #[must_use]
    pub fn demands(&self) -> Vec<Demand> {
        self.record.lock().demands.clone()
    }

    /// How many times upstream has run.
    #[must_use]
    pub fn runs(&self) -> usize {
        self.record.lock().demands.len()
    }

    /// How many elements upstream pushed one by one.
    #[must_use]
    pub fn pushes(&self) -> u64 {
        self.record.lock().pushes
    }

    /// How many iterators upstream offered.
    #[must_use]
    pub fn offers(&self) -> u64 {
        self.record.lock().offers
    }

    /// How many elements passed, pushed or offered.
    #[must_use]
    pub fn passed(&self) -> u64 {
        self.record.lock().passed
    }

    /// True once upstream has completed or failed.
    #[must_use]
    pub fn has_ended(&self) -> bool {
        matches!(self.record.lock().phase, Phase::Ended(_))
    }

    /// Why downstream cancelled this edge, if it did.
    #[must_use]
    pub fn cancelled(&self) -> Option<CancelCause> {
        match &self.record.lock().phase {
            Phase::Cancelled(cause) => Some(cause.clone()),
            _ => None,
        }
    }

    /// What was broken, in the words of the panics. For runs that contain panics, as engines do.
    #[must_use]
    pub fn violations(&self) -> Vec<String> {
        self.record.lock().violations.clone()
    }

    /// Notes a violation, and panics with it unless a panic is under way.
    #[cold]
    fn violated(&self, fact: &str) {
        let text = format!("probe \"{}\": {fact}", self.name);
        self.record.lock().violations.push(text.clone());
        assert!(thread::panicking(), "{text}");
    }
}

impl<T> Operator<T> for DemandProbe {
    type Out = T;
    type Stage<U: Stage<Out = T>> = Watched<U>;

    /// Attaches the probe to the edge behind `upstream`.
    #[track_caller]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Watched<U> {
        let attached = std::mem::replace(&mut self.record.lock().is_attached, true);
        assert!(
            !attached,
            "probe \"{}\" watches an edge already; make another one",
            self.name
        );
        Watched::new(upstream, self)
    }
}

impl fmt::Debug for DemandProbe {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "DemandProbe({:?}, {:?})", self.name, self.record.lock())
    }
}
