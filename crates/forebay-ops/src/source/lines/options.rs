//! How long a line may be, and what happens to one that is longer.

use std::error::Error;
use std::fmt;
use std::str::Utf8Error;

/// How long a line may be, and what happens to one that is longer.
///
/// ```
/// use forebay_ops::source::{LineOptions, Overlong};
///
/// let options = LineOptions { max_length: 4096, overlong: Overlong::Truncate };
/// assert_eq!(LineOptions::default().max_length, 1024 * 1024);
/// # let _ = options;
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct LineOptions {
    /// The longest line that is emitted whole, in bytes without its line end. Also bounds the
    /// memory that a line takes which is still being read.
    pub max_length: usize,
    /// What happens to a longer line.
    pub overlong: Overlong,
}

impl Default for LineOptions {
    /// One MiB; a longer line fails the stream.
    fn default() -> Self {
        Self {
            max_length: 1024 * 1024,
            overlong: Overlong::Fail,
        }
    }
}

/// What happens to a line that is longer than [`LineOptions::max_length`].
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Overlong {
    /// The stream fails with an [`OverlongLine`].
    #[default]
    Fail,
    /// Its first `max_length` bytes are emitted, the rest is passed over. (As a `String` it is
    /// cut before the character that does not fit.)
    Truncate,
    /// It is passed over, and counted in the ledger as dropped.
    Skip,
}

/// A line was longer than it may be.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct OverlongLine {
    /// The line's number, from one.
    pub line: u64,
    /// How long it may be, in bytes.
    pub max_length: usize,
}

impl fmt::Display for OverlongLine {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { line, max_length } = self;
        write!(
            f,
            "line {line} is longer than {max_length} bytes; \
             allow more with LineOptions::max_length, or choose Overlong::Truncate or Skip"
        )
    }
}

impl Error for OverlongLine {}

/// A line that had to be text was not UTF-8.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct NotUtf8 {
    /// The line's number, from one.
    pub line: u64,
    /// What was wrong with it.
    pub cause: Utf8Error,
}

impl fmt::Display for NotUtf8 {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(
            f,
            "line {} is not UTF-8; read it with byte_lines",
            self.line
        )
    }
}

impl Error for NotUtf8 {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&self.cause)
    }
}
