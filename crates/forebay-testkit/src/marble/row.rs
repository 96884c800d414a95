//! One row of a picture: signs at ticks.

use std::fmt;

/// The signs of one row, in order of time.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub(super) struct Row {
    pub(super) marks: Vec<Mark>,
}

/// A sign at its tick.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) struct Mark {
    pub(super) tick: usize,
    /// Where the sign stands in its line, from one.
    pub(super) column: usize,
    pub(super) sign: Sign,
}

/// What a column can say.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Sign {
    /// A digit or a letter: an element, or an amount.
    Symbol(char),
    /// `*`
    Everything,
    /// `|`
    Complete,
    /// `#`
    Fail,
    /// `^`
    Cancel,
}

/// Which signs a row knows.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Kind {
    Signals,
    Demand,
}

/// What is wrong in a row, and in which column of its line.
#[derive(Debug, PartialEq, Eq)]
pub(super) struct RowError {
    pub(super) column: usize,
    pub(super) fact: String,
}

impl Row {
    /// Reads the part of `line` that follows its label; tick 0 is the column `start`.
    pub(super) fn read(
        line: &str,
        label: usize,
        start: usize,
        kind: Kind,
    ) -> Result<Self, RowError> {
        let mut reader = Reader {
            kind,
            group: None,
            marks: Vec::new(),
        };
        for (index, sign) in line.chars().enumerate().skip(label) {
            let column = index + 1;
            reader
                .take(sign, index.saturating_sub(start), column)
                .map_err(|fact| RowError { column, fact })?;
        }
        if reader.group.is_some() {
            let fact = "a group is opened with `(` and not closed".to_owned();
            return Err(RowError {
                column: line.chars().count(),
                fact,
            });
        }
        Ok(Self {
            marks: reader.marks,
        })
    }

    /// The signs of one tick.
    pub(super) fn at(&self, tick: usize) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.tick == tick)
    }
}

struct Reader {
    kind: Kind,
    /// The tick of an open group.
    group: Option<usize>,
    marks: Vec<Mark>,
}

impl Reader {
    fn take(&mut self, sign: char, tick: usize, column: usize) -> Result<(), String> {
        let read = match (sign, self.kind) {
            ('-' | ' ', _) if self.group.is_none() => return Ok(()),
            ('(', Kind::Signals) if self.group.is_none() => {
                self.group = Some(tick);
                return Ok(());
            },
            (')', Kind::Signals) if self.group.is_some() => {
                self.group = None;
                return Ok(());
            },
            ('|', Kind::Signals) => Sign::Complete,
            ('#', Kind::Signals) => Sign::Fail,
            ('^', Kind::Signals) => Sign::Cancel,
            ('*', Kind::Demand) => Sign::Everything,
            (symbol, _) if symbol.is_ascii_alphanumeric() => Sign::Symbol(symbol),
            _ if self.group.is_some() => return Err(format!("{sign:?} means nothing in a group")),
            _ => return Err(format!("{sign:?} means nothing in this row")),
        };
        let over = self.marks.iter().find(|mark| mark.sign.is_end());
        if let Some(over) = over {
            return Err(format!(
                "`{read}` stands behind `{}`, which is the end (law L4)",
                over.sign
            ));
        }
        let tick = self.group.unwrap_or(tick);
        self.marks.push(Mark {
            tick,
            column,
            sign: read,
        });
        Ok(())
    }
}

impl Sign {
    fn is_end(self) -> bool {
        matches!(self, Self::Complete | Self::Fail)
    }
}

impl fmt::Display for Sign {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let sign = match self {
            Self::Symbol(symbol) => *symbol,
            Self::Everything => '*',
            Self::Complete => '|',
            Self::Fail => '#',
            Self::Cancel => '^',
        };
        write!(f, "{sign}")
    }
}
