//! `Unit`: what a time is divided by.

use std::time::Duration;

/// What a time is divided by, and the measure it is then printed in.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Unit {
    /// Nanoseconds for each element.
    Element,
    /// Nanoseconds for each run: built, run to its end, dropped.
    Run,
    /// Milliseconds for the whole file.
    File,
}

impl Unit {
    /// How the table says it.
    pub(crate) const fn text(self) -> &'static str {
        match self {
            Self::Element => "ns per element",
            Self::Run => "ns per run",
            Self::File => "ms per file",
        }
    }

    pub(crate) const fn symbol(self) -> &'static str {
        match self {
            Self::Element | Self::Run => "ns",
            Self::File => "ms",
        }
    }

    /// The share of one unit, in this unit's measure.
    #[expect(
        clippy::cast_precision_loss,
        reason = "a count of units is far below 2^52"
    )]
    pub(crate) fn share(self, time: Duration, units: u64) -> f64 {
        let scale = match self {
            Self::Element | Self::Run => 1e9,
            Self::File => 1e3,
        };
        time.as_secs_f64() * scale / units as f64
    }
}
