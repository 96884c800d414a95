//! Operators that make a stream of each element and one stream of them all.

mod books;
mod demand;
mod endings;
mod failures;
mod model;
mod waking;

use std::sync::Arc;

use forebay::stage::Stage;
use forebay::{Breadth, Source};
use forebay_dsl::{Ready, SourcePart};
use forebay_testkit::{Emitting, TestSink, TestSource};

/// A source of streams that are driven by hand: the element *n* becomes the *n*th of them.
struct Stand<T> {
    outer: TestSource<usize>,
    inner: Arc<Vec<TestSource<T>>>,
}

type Inner<T> = Source<T, (), Ready<Emitting<T>>>;

impl<T: Send + 'static> Stand<T> {
    fn new(count: usize) -> Self {
        Self {
            outer: TestSource::new(),
            inner: Arc::new((0..count).map(|_| TestSource::new()).collect()),
        }
    }

    /// What makes a stream of an element.
    fn open(&self) -> impl FnMut(usize) -> Inner<T> + Send + use<T> {
        let inner = Arc::clone(&self.inner);
        move |n| inner[n].source()
    }

    /// Lets the first `count` elements come.
    fn begin(&self, count: usize) {
        self.outer.push_all(0..count);
    }
}

/// The operators, with what they have in common.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Form {
    Concat,
    Merge,
    Ordered,
    Switch,
}

/// Those that emit all of each stream.
const WHOLE: [Form; 3] = [Form::Concat, Form::Merge, Form::Ordered];

/// Those that run streams side by side.
const SIDE_BY_SIDE: [Form; 2] = [Form::Merge, Form::Ordered];

const FORMS: [Form; 4] = [Form::Concat, Form::Merge, Form::Ordered, Form::Switch];

impl Form {
    fn name(self) -> &'static str {
        match self {
            Self::Concat => "flat_map_concat",
            Self::Merge => "flat_map_merge",
            Self::Ordered => "flat_map_ordered",
            Self::Switch => "switch_map",
        }
    }

    /// Puts the operator behind `outer`.
    #[track_caller]
    fn on<T, V, P, Q>(
        self,
        outer: Source<T, (), P>,
        breadth: Breadth,
        f: impl FnMut(T) -> Source<V, (), Q> + Send + 'static,
    ) -> Source<V>
    where
        T: Send + 'static,
        V: Send + 'static,
        P: SourcePart<Out = T, Mat = (), Stage: Stage<Out = T> + 'static> + Send + 'static,
        Q: SourcePart<Out = V, Mat = (), Stage: Stage<Out = V> + 'static> + 'static,
    {
        match self {
            Self::Concat => outer.flat_map_concat(f).boxed(),
            Self::Merge => outer.flat_map_merge(breadth, f).boxed(),
            Self::Ordered => outer.flat_map_ordered(breadth, f).boxed(),
            Self::Switch => outer.switch_map(f).boxed(),
        }
    }
}

/// Asks for `count` more, runs, and gives what came.
fn next<S: Stage>(sink: &mut TestSink<S>, count: u64) -> Vec<S::Out> {
    sink.request(count);
    let _step = sink.run();
    sink.take()
}

/// Runs and gives what came.
fn run<S: Stage>(sink: &mut TestSink<S>) -> Vec<S::Out> {
    let _step = sink.run();
    sink.take()
}
