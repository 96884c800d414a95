//! Holding what happened against the picture, and saying where they part.

use std::fmt::Write;

use forebay_protocol::Demand;

use super::drawing::{self, Drawing};
use super::picture::Picture;
use super::play::{Played, Signal};
use super::row::Sign;
use super::variant::Variant;

/// The first difference between the picture and what happened, as a message.
pub(super) fn find(picture: &Picture, variant: &Variant, played: &Played) -> Result<(), String> {
    in_signals(picture, variant, played)?;
    in_cancelling(picture, variant, played)?;
    if !variant.crosses_seams() {
        in_asking(picture, variant, played)?;
    }
    if played.source_is_over {
        return Ok(());
    }
    let fact = "the stream is over, but its source has neither ended nor was it cancelled (law L4)";
    Err(aside(picture, variant, fact))
}

fn in_signals(picture: &Picture, variant: &Variant, played: &Played) -> Result<(), String> {
    for (tick, got) in played.out.iter().enumerate() {
        let shown: Vec<Sign> = picture.out.at(tick).map(|mark| mark.sign).collect();
        let mut pairs = shown.iter().zip(got);
        if shown.len() != got.len() || !pairs.all(|(sign, signal)| shows(picture, *sign, signal)) {
            let shown = drawing::in_words(shown.iter().map(|sign| meaning(picture, *sign)));
            let got = drawing::in_words(got.iter().map(ToString::to_string));
            let fact = format!("`out` should be {shown} but is {got}");
            let drawing = Drawing::of_signals(picture, &played.out);
            return Err(at_tick(picture, variant, tick, &fact, Some(&drawing)));
        }
    }
    Ok(())
}

fn in_cancelling(picture: &Picture, variant: &Variant, played: &Played) -> Result<(), String> {
    let mut marks = picture.input.marks.iter();
    let Some(shown) = marks
        .find(|mark| mark.sign == Sign::Cancel)
        .map(|mark| mark.tick)
    else {
        return Ok(());
    };
    if played.cancelled == Some(shown) {
        return Ok(());
    }
    let when = played
        .cancelled
        .map_or_else(|| "never".to_owned(), |tick| format!("at tick {tick}"));
    let fact = format!("the source should be cancelled here but is so {when}");
    Err(at_tick(picture, variant, shown, &fact, None))
}

fn in_asking(picture: &Picture, variant: &Variant, played: &Played) -> Result<(), String> {
    let Some(shown) = &picture.asked else {
        return Ok(());
    };
    for (tick, got) in played.asked.iter().enumerate() {
        let now = shown.iter().filter(|(at, _)| *at == tick);
        let expected = now.fold(Demand::NONE, |sum, (_, more)| sum.plus(*more));
        if expected != *got {
            let fact = format!("`ask` should be {expected} but is {got}");
            let drawing = Drawing::of_demand(picture, &played.asked);
            return Err(at_tick(picture, variant, tick, &fact, Some(&drawing)));
        }
    }
    Ok(())
}

/// Compares how many elements two ways have pulled from the source, tick by tick.
pub(super) fn in_pulling(
    picture: &Picture,
    variant: &Variant,
    first: &[u64],
    second: &[u64],
) -> Result<(), String> {
    let mut ticks = first.iter().zip(second).enumerate();
    match ticks.find(|(_, (first, second))| first != second) {
        None => Ok(()),
        Some((tick, (first, second))) => {
            let fact = format!(
                "{second} pulled from the source by now, but {first} when pushed one by one (law L8)"
            );
            Err(at_tick(picture, variant, tick, &fact, None))
        },
    }
}

/// A message about the whole run.
pub(super) fn aside(picture: &Picture, variant: &Variant, fact: &str) -> String {
    format!("{fact}\n(elements are {})\n\n{picture}", variant.name)
}

/// A message about one tick, with what happened drawn below the picture.
fn at_tick(
    picture: &Picture,
    variant: &Variant,
    tick: usize,
    fact: &str,
    drawing: Option<&Drawing>,
) -> String {
    let mut text = aside(
        picture,
        variant,
        &format!("marble differs at tick {tick}: {fact}"),
    );
    let start = picture.start;
    if let Some(Drawing { row, legend }) = drawing {
        let _infallible = write!(text, "    {:start$}{row}\n{legend}", "got");
    }
    let _infallible = write!(text, "    {:>1$}", '^', start + tick + 1);
    text
}

/// Whether `sign` is the picture of `signal`.
fn shows(picture: &Picture, sign: Sign, signal: &Signal) -> bool {
    match (sign, signal) {
        (Sign::Symbol(symbol), Signal::Element(text)) => match picture.legend.get(&symbol) {
            Some(value) => value == text,
            None => drawing::symbol_of(text) == Some(symbol),
        },
        (Sign::Fail, Signal::Failed(text)) => {
            picture.legend.get(&'#').is_none_or(|value| value == text)
        },
        (Sign::Complete, Signal::Completed) | (Sign::Cancel, Signal::Cancelled) => true,
        _ => false,
    }
}

fn meaning(picture: &Picture, sign: Sign) -> String {
    match sign {
        Sign::Symbol(symbol) => picture.text_of(symbol),
        Sign::Complete => Signal::Completed.to_string(),
        Sign::Fail => match picture.legend.get(&'#') {
            Some(cause) => Signal::Failed(cause.clone()).to_string(),
            None => "a failure".to_owned(),
        },
        Sign::Cancel => Signal::Cancelled.to_string(),
        Sign::Everything => sign.to_string(),
    }
}
