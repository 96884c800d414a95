//! Running a pipeline on a picture, tick by tick.

use std::error::Error;
use std::fmt;

use forebay_dsl::{Source, SourcePart};
use forebay_protocol::{CancelCause, Demand, Site};
use forebay_stage::{Erased, Island, Materializer, Operator, Seam, Stage};

use super::picture::Picture;
use super::row::Sign;
use super::variant::{Edges, Variant};
use super::{MarbleInput, MarbleSource, TICK};
use crate::{DemandProbe, TestSink, TestSource};

/// What happened, tick by tick.
#[derive(Debug, Default)]
pub(super) struct Played {
    pub(super) out: Vec<Vec<Signal>>,
    /// What the source saw newly requested.
    pub(super) asked: Vec<Demand>,
    /// How many elements the source had emitted by then.
    pub(super) pulled: Vec<u64>,
    /// In which tick the source was cancelled.
    pub(super) cancelled: Option<usize>,
    /// At the very end, the source has ended or knows that it is cancelled.
    pub(super) source_is_over: bool,
}

/// What the sink saw or did.
#[derive(Clone, Debug, PartialEq, Eq)]
pub(super) enum Signal {
    /// An element, as `Debug` shows it.
    Element(String),
    Completed,
    /// A failure, with the text of its cause.
    Failed(String),
    Cancelled,
}

impl fmt::Display for Signal {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Element(text) => f.write_str(text),
            Self::Completed => f.write_str("completion"),
            Self::Failed(cause) => write!(f, "failure ({cause})"),
            Self::Cancelled => f.write_str("our cancel"),
        }
    }
}

/// The error behind a `#` in the input.
#[derive(Debug)]
struct Failure(String);

impl fmt::Display for Failure {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

impl Error for Failure {}

/// Runs `pipeline` on the input of `picture` in one way.
pub(super) fn play<T, V, M, P>(
    picture: &Picture,
    read: fn(&str) -> Option<T>,
    variant: Variant,
    input: &TestSource<T>,
    pipeline: &dyn Fn(MarbleSource<T>) -> Source<V, M, P>,
) -> Result<Played, String>
where
    T: Send + 'static,
    V: fmt::Debug + Send + 'static,
    P: SourcePart<Out = V, Mat = M, Stage: Stage<Out = V> + 'static>,
{
    let source = Source::from_stage(MarbleInput::new(input, variant.edges));
    let mut materializer = Materializer::new();
    let (stage, _value) = pipeline(source).materialize(&mut materializer);
    let islands = materializer.take_islands();
    let stand = Stand {
        picture,
        read,
        input,
        budget: variant.budget,
    };
    match variant.edges {
        Edges::Plain => stand.play(stage, islands),
        Edges::Probed => stand.play(
            DemandProbe::new("below the pipeline").attach(stage),
            islands,
        ),
        Edges::Boxed => {
            let seam = Seam::new(stage, Site::caller("boxed"));
            stand.play(Erased::new(Box::new(seam)), islands)
        },
    }
}

struct Stand<'a, T> {
    picture: &'a Picture,
    read: fn(&str) -> Option<T>,
    input: &'a TestSource<T>,
    budget: usize,
}

impl<T: Send> Stand<'_, T> {
    fn play<S: Stage<Out: fmt::Debug>>(
        &self,
        stage: S,
        islands: Vec<Island>,
    ) -> Result<Played, String> {
        let mut sink = TestSink::behind(stage)
            .with_islands(islands)
            .with_budget(self.budget);
        let mut played = Played::default();
        let mut requested = Demand::NONE;
        for tick in 0..self.picture.ticks {
            let was_open = sink.is_open();
            if tick > 0 {
                sink.advance_up_to(TICK);
            }
            self.feed(tick)?;
            match self.picture.requested_at(tick) {
                Demand::Unbounded => sink.request_unbounded(),
                Demand::Bounded(0) => {},
                Demand::Bounded(count) => sink.request(count),
            }
            sink.run();
            let mut signals: Vec<_> = sink.take().iter().map(element).collect();
            signals.extend(was_open.then(|| ending(&sink)).flatten());
            if self
                .picture
                .out
                .at(tick)
                .any(|mark| mark.sign == Sign::Cancel)
                && sink.is_open()
            {
                sink.cancel(&CancelCause::Requested);
                signals.push(Signal::Cancelled);
            }
            played.out.push(signals);
            played.asked.push(newly(self.input.requested(), requested));
            played.pulled.push(self.input.pulled());
            requested = self.input.requested();
            if played.cancelled.is_none() && self.input.cancelled().is_some() {
                played.cancelled = Some(tick);
            }
        }
        sink.cancel(&CancelCause::Requested);
        played.source_is_over = self.input.is_terminated();
        Ok(played)
    }

    /// Hands the input of this tick to the source. Nobody hears what follows a cancel.
    fn feed(&self, tick: usize) -> Result<(), String> {
        for mark in self.picture.input.at(tick) {
            match mark.sign {
                Sign::Symbol(symbol) => match (self.read)(&self.picture.text_of(symbol)) {
                    Some(element) => self.input.push(element),
                    None => return Err(self.picture.unreadable(mark).to_string()),
                },
                Sign::Complete => self.input.complete(),
                Sign::Fail => self.input.fail(Failure(self.picture.text_of('#'))),
                Sign::Cancel | Sign::Everything => {},
            }
        }
        Ok(())
    }
}

fn element(element: &impl fmt::Debug) -> Signal {
    Signal::Element(format!("{element:?}"))
}

fn ending<S: Stage>(sink: &TestSink<S>) -> Option<Signal> {
    sink.ending().map(|ending| match ending {
        Ok(()) => Signal::Completed,
        Err(error) => Signal::Failed(error.cause().to_string()),
    })
}

/// What `now` has more than `before`.
fn newly(now: Demand, before: Demand) -> Demand {
    match (before, now) {
        (Demand::Unbounded, _) => Demand::NONE,
        (Demand::Bounded(_), Demand::Unbounded) => Demand::Unbounded,
        (Demand::Bounded(before), now @ Demand::Bounded(_)) => now.minus(before),
    }
}
