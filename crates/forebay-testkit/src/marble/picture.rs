//! A picture: rows above a legend.

use std::collections::BTreeMap;
use std::fmt;

use forebay_protocol::Demand;

use super::row::{Kind, Mark, Row, Sign};

/// A picture that has been read.
#[derive(Clone, Debug)]
pub(super) struct Picture {
    pub(super) input: Row,
    pub(super) requests: Vec<(usize, Demand)>,
    pub(super) out: Row,
    /// The newly requested demand, by tick, if the picture shows it.
    pub(super) asked: Option<Vec<(usize, Demand)>>,
    pub(super) legend: BTreeMap<char, String>,
    pub(super) ticks: usize,
    /// Where tick 0 stands in each row.
    pub(super) start: usize,
    lines: Vec<String>,
}

/// What is wrong with a picture, and where.
#[derive(Debug)]
pub(super) struct PictureError {
    row: String,
    column: usize,
    fact: String,
}

const LABELS: [&str; 4] = ["in", "req", "out", "ask"];

impl Picture {
    /// Reads the rows and the legend.
    pub(super) fn read(text: &str) -> Result<Self, PictureError> {
        let lines = text.lines().map(str::trim).filter(|line| !line.is_empty());
        let mut rows: BTreeMap<&'static str, &str> = BTreeMap::new();
        let mut legend = BTreeMap::new();
        let mut kept = Vec::new();
        for line in lines {
            if let Some((symbol, value)) = legend_entry(line) {
                if legend.insert(symbol, value.to_owned()).is_some() {
                    return Err(PictureError::new(line, 1, "this sign has a value already"));
                }
            } else if let Some(label) = label_of(line) {
                if rows.insert(label, line).is_some() {
                    return Err(PictureError::new(line, 1, "a second row of this name"));
                }
            } else {
                let fact = "neither a row (`in`, `req`, `out`, `ask`) nor a legend (`x = value`)";
                return Err(PictureError::new(line, 1, fact));
            }
            kept.push(line.to_owned());
        }
        Self::from_rows(&rows, legend, kept)
    }

    fn from_rows(
        rows: &BTreeMap<&'static str, &str>,
        legend: BTreeMap<char, String>,
        lines: Vec<String>,
    ) -> Result<Self, PictureError> {
        let body = |(label, line): (&&str, &&str)| {
            let blanks = line[label.len()..]
                .chars()
                .take_while(|c| *c == ' ')
                .count();
            label.len() + blanks
        };
        let start = rows.iter().map(body).min().unwrap_or(0);
        let row = |label: &str, kind| match rows.get(label) {
            None => Ok(None),
            Some(line) => match Row::read(line, label.len(), start, kind) {
                Ok(row) => Ok(Some(row)),
                Err(error) => Err(PictureError::new(line, error.column, error.fact)),
            },
        };
        let missing = |label: &str| {
            let fact = format!("the row `{label}` is missing above this one");
            PictureError::new(lines.first().map_or("", String::as_str), 1, fact)
        };
        let input = row("in", Kind::Signals)?.ok_or_else(|| missing("in"))?;
        let out = row("out", Kind::Signals)?.ok_or_else(|| missing("out"))?;
        let amounts = |label: &str| match row(label, Kind::Demand)? {
            None => Ok(None),
            Some(row) => match row.marks.iter().map(|mark| amount(mark, &legend)).collect() {
                Ok(amounts) => Ok(Some(amounts)),
                Err((column, fact)) => Err(PictureError::new(rows[label], column, fact)),
            },
        };
        let requests = amounts("req")?.unwrap_or_else(|| vec![(0, Demand::Unbounded)]);
        let asked = amounts("ask")?;
        let width = rows
            .values()
            .map(|line| line.chars().count())
            .max()
            .unwrap_or(0);
        let ticks = width.saturating_sub(start).max(1);
        Ok(Self {
            input,
            requests,
            out,
            asked,
            legend,
            ticks,
            start,
            lines,
        })
    }

    /// The text that stands for `symbol`: from the legend, or the symbol itself.
    pub(super) fn text_of(&self, symbol: char) -> String {
        self.legend
            .get(&symbol)
            .cloned()
            .unwrap_or_else(|| symbol.to_string())
    }

    /// The error of reading the element at `mark` in the row `in`.
    pub(super) fn unreadable(&self, mark: &Mark) -> PictureError {
        let line = self.lines.iter().find(|line| label_of(line) == Some("in"));
        let fact = format!(
            "`{}` is no element of the input; give it a value below the rows",
            mark.sign
        );
        PictureError::new(line.map_or("", String::as_str), mark.column, fact)
    }

    /// What all `requests` of one tick come to.
    pub(super) fn requested_at(&self, tick: usize) -> Demand {
        let now = self.requests.iter().filter(|(at, _)| *at == tick);
        now.fold(Demand::NONE, |sum, (_, more)| sum.plus(*more))
    }
}

fn amount(
    mark: &Mark,
    legend: &BTreeMap<char, String>,
) -> Result<(usize, Demand), (usize, String)> {
    let amount = match mark.sign {
        Sign::Everything => Some(Demand::Unbounded),
        Sign::Symbol(symbol) => {
            let text = legend
                .get(&symbol)
                .cloned()
                .unwrap_or_else(|| symbol.to_string());
            text.parse()
                .ok()
                .filter(|count| *count > 0)
                .map(Demand::Bounded)
        },
        _ => None,
    };
    let fact = || {
        (
            mark.column,
            format!("`{}` is no amount above zero", mark.sign),
        )
    };
    Ok((mark.tick, amount.ok_or_else(fact)?))
}

fn label_of(line: &str) -> Option<&'static str> {
    let word = line.split(' ').next()?;
    LABELS.into_iter().find(|label| *label == word)
}

/// `x = value`
fn legend_entry(line: &str) -> Option<(char, &str)> {
    let (symbol, value) = line.split_once('=')?;
    let mut symbol = symbol.trim_end().chars();
    let first = symbol
        .next()
        .filter(|sign| sign.is_ascii_alphanumeric() || *sign == '#')?;
    symbol.next().is_none().then(|| (first, value.trim()))
}

impl PictureError {
    fn new(row: &str, column: usize, fact: impl Into<String>) -> Self {
        Self {
            row: row.to_owned(),
            column,
            fact: fact.into(),
        }
    }
}

impl fmt::Display for PictureError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let name = self.row.split(' ').next().unwrap_or_default();
        let (column, fact) = (self.column, &self.fact);
        writeln!(f, "marble row `{name}`, column {column}: {fact}")?;
        writeln!(f, "    {}", self.row)?;
        write!(f, "    {:>column$}", '^')
    }
}

impl fmt::Display for Picture {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        for line in &self.lines {
            writeln!(f, "    {line}")?;
        }
        Ok(())
    }
}
