//! Marbles: pictures of streams that are tests.
//!
//! ```
//! use forebay_testkit::marble;
//!
//! marble(r"
//!     in   -1-2-3-|
//!     req  *
//!     out  -2-4-6-|
//! ").check(|source| source.map(|n| n * 2));
//! ```
//!
//! # How to read one
//!
//! Time runs from left to right, and one column is one tick. What stands in the same column
//! happens in the same tick, in this order: the events of `in` reach the source, the sink
//! requests what `req` says, the stages run until they are idle. What the sink got by then is
//! what `out` shows in that column. Silence is exact: a `-` in `out` says that nothing can come
//! before somebody outside does something, or time passes.
//!
//! A tick is one [`TICK`] of virtual time: the first column is at 0 ms, the second at 1 ms. Of
//! what happens in a tick the passing of time comes first. A timer that is due in it is due
//! before the events of `in` and `req`, but the stages see all three in one run: whether an
//! element is in time that arrives at the very moment of a deadline, the operator decides. A timer
//! that is due between two ticks has a run to itself, and the later column shows what comes of it.
//!
//! | row | what it shows |
//! |---|---|
//! | `in` | what the world hands to the source; it waits there until there is demand |
//! | `req` | what the sink requests; without this row it requests everything at the start |
//! | `out` | what reaches the sink |
//! | `ask` | what the operator newly requested of the source; compared only if it is there |
//!
//! | sign | in `in` | in `out` | in `req` and `ask` |
//! |---|---|---|---|
//! | `-` or a space | quiet | quiet | quiet |
//! | a digit or a letter | an element | an element | a request for so many |
//! | `\|` | the source completes | the stream completes | |
//! | `#` | the source fails | the stream fails | |
//! | `^` | the source is cancelled | the sink cancels, after what it got | |
//! | `*` | | | a request for everything |
//! | `(` `)` | all in the tick of `(` | all in the tick of `(` | |
//!
//! A cancel that `in` shows must come in exactly that tick. If `in` shows none the tick is not
//! compared, so that a picture of `take` need not say it.
//!
//! In `ask`, an element that uses up no demand has asked for the next one: `filter` asks once
//! more in the tick in which it rejects one.
//!
//! Values that are no single sign stand in a legend below the rows. An element of `out` is
//! compared through its `Debug` text; `#` has a legend if the error's text matters.
//!
//! ```
//! use forebay_testkit::marble;
//!
//! marble(r"
//!     in   -1-2-3-|
//!     req  1-----1---
//!     out  ---a---(b|)
//!     ask  2-----2---
//!     a = [1, 2]
//!     b = [3]
//! ").check(|source| source.grouped(2));
//! ```
//!
//! # What runs
//!
//! Every marble runs several times, since all of these must give the same answer (law L8): with
//! elements pushed one by one, offered with their exact size, and offered without any; with a
//! [`DemandProbe`](crate::DemandProbe) on both sides; with a budget of one element a run; and
//! across boxed seams on both sides. At the end the books must balance (law L2), and the source
//! must have ended or know that it is cancelled (law L4).

mod difference;
mod drawing;
mod input;
mod picture;
mod play;
mod row;
mod variant;

use std::fmt;
use std::panic::{self, AssertUnwindSafe};
use std::time::Duration;

use forebay_dsl::{Ready, Source, SourcePart};
use forebay_stage::Stage;

pub use self::input::MarbleInput;
use self::picture::Picture;
use self::play::play;
use self::variant::VARIANTS;
use crate::TestSource;
use crate::injected::message_of;

/// How long a tick takes: one unit of virtual time for each column.
pub const TICK: Duration = Duration::from_millis(1);

/// The source that a marble hands to the pipeline under test.
pub type MarbleSource<T> = Source<T, (), Ready<MarbleInput<T>>>;

/// A picture of a stream, ready to be checked; made by [`marble`].
#[must_use = "a marble tests nothing until it is checked"]
pub struct Marble<T> {
    picture: Picture,
    read: fn(&str) -> Option<T>,
}

/// Reads a picture whose input elements are numbers: a digit, or what the legend says.
///
/// The [module docs](self) have the grammar.
///
/// # Panics
/// If the picture cannot be read; the message names row and column.
#[track_caller]
pub fn marble(rows: &str) -> Marble<u32> {
    match Picture::read(rows) {
        Ok(picture) => Marble {
            picture,
            read: |text| text.parse().ok(),
        },
        Err(error) => panic!("{error}"),
    }
}

impl<T: Send + 'static> Marble<T> {
    /// The same picture, with input elements that are the characters themselves.
    pub fn chars(self) -> Marble<char> {
        self.elements(|text| text.parse().ok())
    }

    /// The same picture, with input elements that `read` makes of their sign, or of what the
    /// legend says for it.
    pub fn elements<V>(self, read: fn(&str) -> Option<V>) -> Marble<V> {
        Marble {
            picture: self.picture,
            read,
        }
    }

    /// Runs `pipeline` on the picture's input, in every way, and compares.
    ///
    /// # Panics
    /// At the first difference: with both pictures, and the tick in which they part.
    #[track_caller]
    pub fn check<V, M, P>(self, pipeline: impl Fn(MarbleSource<T>) -> Source<V, M, P>)
    where
        V: fmt::Debug + Send + 'static,
        P: SourcePart<Out = V, Mat = M, Stage: Stage<Out = V> + 'static>,
    {
        if let Err(difference) = self.compare(&pipeline) {
            panic!("{difference}");
        }
    }

    #[track_caller]
    fn compare<V, M, P>(
        &self,
        pipeline: &dyn Fn(MarbleSource<T>) -> Source<V, M, P>,
    ) -> Result<(), String>
    where
        V: fmt::Debug + Send + 'static,
        P: SourcePart<Out = V, Mat = M, Stage: Stage<Out = V> + 'static>,
    {
        let mut pulled = None;
        for variant in VARIANTS {
            let input = TestSource::emitting(variant.emission);
            let run = || play(&self.picture, self.read, *variant, &input, pipeline);
            // Checks of the kit and of the code under test panic; they know of no picture.
            let played = panic::catch_unwind(AssertUnwindSafe(run)).unwrap_or_else(|payload| {
                Err(difference::aside(
                    &self.picture,
                    variant,
                    &message_of(&*payload),
                ))
            })?;
            difference::find(&self.picture, variant, &played)?;
            if variant.crosses_seams() {
                continue;
            }
            let first = pulled.get_or_insert_with(|| played.pulled.clone());
            difference::in_pulling(&self.picture, variant, first, &played.pulled)?;
        }
        Ok(())
    }
}

impl<T> fmt::Debug for Marble<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Marble\n{}", self.picture)
    }
}
