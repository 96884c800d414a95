//! The ways in which a source may hand its elements over.

/// How a [`TestSource`](crate::TestSource) hands its elements to the outlet below.
///
/// Operators take elements in two ways, one at a time and as a lent iterator, and treat a
/// promised size as a third. All of them must give the same answer (law L8), so a test of an
/// operator runs over [`ALL`](Self::ALL).
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
pub enum Emission {
    /// [`push`](forebay_stage::Outlet::push), one at a time, asking for demand before each.
    Push,
    /// [`offer`](forebay_stage::Outlet::offer) of an iterator that promises its exact size.
    OfferExact,
    /// [`offer`](forebay_stage::Outlet::offer) of an iterator that promises nothing.
    OfferInexact,
}

impl Emission {
    /// Every way there is.
    pub const ALL: [Self; 3] = [Self::Push, Self::OfferExact, Self::OfferInexact];
}
