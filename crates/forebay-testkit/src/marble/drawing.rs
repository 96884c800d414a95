//! Drawing what happened as a row of a picture.

use std::fmt::Write;

use forebay_protocol::Demand;

use super::picture::Picture;
use super::play::Signal;

/// A row, and the legend for the signs in it that the picture does not explain.
#[derive(Debug, Default)]
pub(super) struct Drawing {
    pub(super) row: String,
    pub(super) legend: String,
}

impl Drawing {
    /// The row `out`; in words if a group would reach into the signals that follow it.
    pub(super) fn of_signals(picture: &Picture, ticks: &[Vec<Signal>]) -> Self {
        let mut drawing = Self::default();
        let mut letters = ('A'..='Z').filter(|letter| !picture.legend.contains_key(letter));
        for (tick, signals) in ticks.iter().enumerate() {
            let drawn = drawing.row.chars().count();
            if signals.is_empty() {
                drawing.row.push_str(if drawn > tick { "" } else { "-" });
                continue;
            }
            if drawn > tick {
                return Self {
                    row: tick_by_tick(ticks),
                    legend: String::new(),
                };
            }
            let mut signs = String::new();
            for signal in signals {
                signs.push(match signal {
                    Signal::Element(text) => known(picture, text).unwrap_or_else(|| {
                        let letter = letters.next().unwrap_or('?');
                        let _infallible = writeln!(drawing.legend, "    {letter} = {text}");
                        letter
                    }),
                    Signal::Completed => '|',
                    Signal::Failed(_) => '#',
                    Signal::Cancelled => '^',
                });
            }
            let row = if signals.len() > 1 {
                format!("({signs})")
            } else {
                signs
            };
            drawing.row.push_str(&row);
        }
        drawing.without_silence()
    }

    /// The row `ask`.
    pub(super) fn of_demand(picture: &Picture, ticks: &[Demand]) -> Self {
        let mut drawing = Self::default();
        let mut letters = ('A'..='Z').filter(|letter| !picture.legend.contains_key(letter));
        for demand in ticks {
            drawing.row.push(match demand {
                Demand::Bounded(0) => '-',
                Demand::Unbounded => '*',
                Demand::Bounded(count) => known(picture, &count.to_string()).unwrap_or_else(|| {
                    let letter = letters.next().unwrap_or('?');
                    let _infallible = writeln!(drawing.legend, "    {letter} = {count}");
                    letter
                }),
            });
        }
        drawing.without_silence()
    }

    fn without_silence(mut self) -> Self {
        self.row.truncate(self.row.trim_end_matches('-').len());
        self
    }
}

/// The symbol of a value whose `Debug` text is one character, in quotes or not.
pub(super) fn symbol_of(text: &str) -> Option<char> {
    let mut symbols = text.trim_matches(['\'', '"']).chars();
    let symbol = symbols.next().filter(char::is_ascii_alphanumeric)?;
    symbols.next().is_none().then_some(symbol)
}

/// What happened in one tick, in words.
pub(super) fn in_words(signals: impl Iterator<Item = String>) -> String {
    let signals: Vec<_> = signals.collect();
    if signals.is_empty() {
        "quiet".to_owned()
    } else {
        signals.join(", ")
    }
}

fn tick_by_tick(ticks: &[Vec<Signal>]) -> String {
    let busy = ticks
        .iter()
        .enumerate()
        .filter(|(_, signals)| !signals.is_empty());
    let texts = busy.map(|(tick, signals)| {
        format!(
            "tick {tick}: {}",
            in_words(signals.iter().map(ToString::to_string))
        )
    });
    texts.collect::<Vec<_>>().join("; ")
}

/// The sign that the picture has for a value.
fn known(picture: &Picture, text: &str) -> Option<char> {
    let explained = picture.legend.iter().find(|(_, value)| *value == text);
    let plain = symbol_of(text).filter(|symbol| !picture.legend.contains_key(symbol));
    explained.map(|(symbol, _)| *symbol).or(plain)
}
