//! `Bar`: how fast is fast enough.

use std::fmt;

use crate::Unit;

/// How fast is fast enough. Compared with medians; missing it is printed and nothing else.
#[derive(Clone, Copy, Debug, PartialEq)]
pub enum Bar {
    /// At most this many times what the baseline takes.
    Ratio(f64),
    /// Less than this much for each unit, in the unit's measure.
    Below(f64),
}

impl Bar {
    pub(crate) fn holds(self, time: f64, ratio: f64) -> bool {
        match self {
            Self::Ratio(most) => ratio <= most,
            Self::Below(most) => time < most,
        }
    }

    pub(crate) fn text(self, unit: Unit) -> String {
        match self {
            Self::Ratio(_) => self.to_string(),
            Self::Below(_) => format!("{self} {}", unit.symbol()),
        }
    }
}

impl fmt::Display for Bar {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Ratio(most) => write!(f, "<= {most} x"),
            Self::Below(most) => write!(f, "< {most}"),
        }
    }
}
