//! `Malformed`: what is wrong with a line, and where.

use std::fmt;

use bytes::Bytes;

use crate::escape::shown;

/// How much of a line is shown beside what was expected of it.
const EXCERPT_WIDTH: usize = 48;

/// What is wrong with a line, and where.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Malformed {
    problem: Problem,
    /// The rest of the line, from where the trouble begins.
    found: Bytes,
}

#[derive(Debug, PartialEq, Eq)]
enum Problem {
    /// The line has more bytes than this, and the rest was not kept.
    LongerThan(usize),
    /// Something else should stand at this byte, counted from one.
    Expected { what: &'static str, at_byte: usize },
}

impl Malformed {
    pub(crate) fn longer_than(limit: usize, line: Bytes) -> Self {
        Self {
            problem: Problem::LongerThan(limit),
            found: line,
        }
    }

    /// `found` is what stands at the offset `at` of the line, in place of `what`.
    pub(crate) fn expected(what: &'static str, at: usize, found: Bytes) -> Self {
        Self {
            problem: Problem::Expected {
                what,
                at_byte: at + 1,
            },
            found,
        }
    }
}

impl fmt::Display for Malformed {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let excerpt = shown(&self.found, EXCERPT_WIDTH);
        match self.problem {
            Problem::LongerThan(limit) => {
                write!(f, "longer than {limit} bytes, begins with: {excerpt}")
            },
            Problem::Expected { what, at_byte } if self.found.is_empty() => {
                write!(f, "expected {what} at byte {at_byte}, found the end")
            },
            Problem::Expected { what, at_byte } => {
                write!(f, "expected {what} at byte {at_byte}, found: {excerpt}")
            },
        }
    }
}
