//! The ways in which each marble runs.

use crate::Emission;

/// One way to run a marble. The answer must be the same in all of them (law L8).
#[derive(Clone, Copy, Debug)]
pub(super) struct Variant {
    /// The variant in a message: "with elements ...".
    pub(super) name: &'static str,
    pub(super) emission: Emission,
    pub(super) edges: Edges,
    pub(super) budget: usize,
}

/// What the edges on both sides of the pipeline are.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Edges {
    Plain,
    Probed,
    Boxed,
}

impl Variant {
    const fn plain(name: &'static str, emission: Emission) -> Self {
        Self {
            name,
            emission,
            edges: Edges::Plain,
            budget: 4096,
        }
    }

    /// A boxed seam asks for a slice where everything is wanted, so what is asked and pulled
    /// differs from the picture by right.
    pub(super) fn crosses_seams(&self) -> bool {
        self.edges == Edges::Boxed
    }
}

/// All ways, the plainest first: its message is the easiest to understand.
pub(super) const VARIANTS: &[Variant] = &[
    Variant::plain("pushed one by one", Emission::Push),
    Variant::plain("offered with their exact size", Emission::OfferExact),
    Variant::plain("offered without a size", Emission::OfferInexact),
    Variant {
        edges: Edges::Probed,
        ..Variant::plain("pushed one by one between probes", Emission::Push)
    },
    Variant {
        edges: Edges::Probed,
        ..Variant::plain(
            "offered with their exact size between probes",
            Emission::OfferExact,
        )
    },
    Variant {
        budget: 1,
        ..Variant::plain("pushed, one in a run", Emission::Push)
    },
    Variant {
        budget: 1,
        ..Variant::plain("offered, one in a run", Emission::OfferExact)
    },
    Variant {
        edges: Edges::Boxed,
        ..Variant::plain("offered across boxed seams", Emission::OfferInexact)
    },
];
