//! Every operator once, beside the plain function over a slice that it has to agree with.

pub(crate) mod entries;
pub(crate) mod paced;
pub(crate) mod timed;

use std::fmt::Debug;
use std::fs;
use std::path::Path;

use forebay_dsl::{Source, SourcePart};
use forebay_protocol::Demand;
use forebay_stage::Stage;
use forebay_testkit::{Counted, DropCounter, TestSink};

/// What flows into every operator: small numbers whose every copy is counted.
pub(crate) type Element = Counted<u64>;

/// The inside of a source whose elements are `T`, fit for every form it is tested in.
pub(crate) trait Part<T>:
    SourcePart<Out = T, Mat = (), Stage: Stage<Out = T> + 'static> + Send + 'static
{
}

impl<T, P> Part<T> for P where
    P: SourcePart<Out = T, Mat = (), Stage: Stage<Out = T> + 'static> + Send + 'static
{
}

/// An operator with its arguments, and what its docs promise about demand.
pub(crate) trait Subject {
    /// The method's name.
    const NAME: &'static str;

    /// What the source has seen requested, in all, after the sink asked for 1, for 3 more and
    /// for everything, while no element came.
    const STARVED: [Demand; 3];

    /// How many elements were pulled at the same three moments, from a source that has the
    /// numbers 1 to 8 ready.
    const FED: [u64; 3];

    /// What the model says takes time to come out: whenever nothing else moves, time passes to
    /// the next timer.
    const TAKES_TIME: bool = false;

    /// It works ahead of what is wanted, once something was: it asks for so many at once, and holds
    /// so many, at most.
    const AHEAD: Option<(u64, u64)> = None;

    type Out: Debug + Send + 'static;

    fn on<P: Part<Element>>(
        source: Source<Element, (), P>,
        counter: &DropCounter,
    ) -> Source<Self::Out, (), impl Part<Self::Out>>;
}

/// An operator whose answer does not depend on when elements and demand arrive.
pub(crate) trait Operator: Subject {
    /// It keeps what one element became until it is wanted, and a failure behind it waits.
    const KEEPS_LEFT_OVERS: bool = matches!(
        Self::NAME.as_bytes(),
        b"map_concat" | b"flat_map_concat" | b"transform" | b"intersperse" | b"intersperse_between"
    );

    /// What has to come out of `input`, by the time it has arrived and all of it was wanted.
    fn model(input: &[u64]) -> Output;

    /// What comes out after the last of `output` when upstream completes.
    fn at_completion(input: &[u64]) -> Vec<String> {
        let _ = input;
        Vec::new()
    }

    /// The docs' "requests upstream": what the source sees after `pulled`, while the sink wants
    /// `wanted` and nothing moves. Zero demand is always passed on as such.
    fn requests(pulled: &[u64], wanted: Demand) -> Demand;
}

/// Runs until nothing moves any more, and time has passed if `O` takes time.
#[track_caller]
pub(crate) fn run<O: Subject, S: Stage>(sink: &mut TestSink<S>) {
    let _step = if O::TAKES_TIME {
        sink.settle()
    } else {
        sink.run()
    };
}

/// What comes out, in the words of `Debug`.
#[derive(Debug, Default)]
pub(crate) struct Output {
    pub(crate) elements: Vec<String>,
    /// How the operator ended the stream, if it did: the rest of the input is not pulled.
    pub(crate) ending: Option<Result<(), &'static str>>,
}

impl Output {
    fn open(elements: impl IntoIterator<Item = String>) -> Self {
        Self {
            elements: elements.into_iter().collect(),
            ending: None,
        }
    }

    fn ended_if(mut self, is_over: bool, ending: Result<(), &'static str>) -> Self {
        self.ending = is_over.then_some(ending);
        self
    }
}

/// Hands the list of the operators that are an [`Operator`], behind `$argument`, to the macro
/// `$then`.
///
/// This list and the next ones are held against the source of the catalogue by a test below.
macro_rules! with_operators {
    ($then:ident $(, $argument:ident)?) => {
        $then! { $($argument,)?
            backpressure_timeout: BackpressureTimeout, completion_timeout: CompletionTimeout,
            delay: Delay, drop: Drop, drop_while: DropWhile, drop_within: DropWithin,
            filter: Filter, filter_map: FilterMap, flat_map_concat: FlatMapConcat,
            grouped: Grouped, idle_timeout: IdleTimeout, initial_timeout: InitialTimeout,
            inspect: Inspect, intersperse: Intersperse,
            intersperse_between: IntersperseBetween, keep_alive: KeepAlive, limit: Limit,
            limit_rate: LimitRate, limit_rate_with: LimitRateWith, map: Map,
            map_async: MapAsync, map_async_partitioned: MapAsyncPartitioned,
            map_async_unordered: MapAsyncUnordered, map_blocking: MapBlocking,
            map_concat: MapConcat, scan: Scan, service: Service, take: Take,
            take_while: TakeWhile, take_within: TakeWithin,
            throttle: Throttle, throttle_with: ThrottleWith,
            transform: Transform, try_map: TryMap, try_map_async: TryMapAsync,
            try_map_async_partitioned: TryMapAsyncPartitioned,
            try_map_async_unordered: TryMapAsyncUnordered, zip_with_index: ZipWithIndex,
        }
    };
}
pub(crate) use with_operators;

/// The same for the operators whose answer depends on the pace of both sides.
macro_rules! with_paced_operators {
    ($then:ident $(, $argument:ident)?) => {
        $then! { $($argument,)?
            batch: Batch, batch_weighted: BatchWeighted, buffer: Buffer, buffer_with: BufferWith,
            buffer_with_watermarks: BufferWithWatermarks, conflate: Conflate,
            conflate_with_seed: ConflateWithSeed, expand: Expand,
        }
    };
}
pub(crate) use with_paced_operators;

/// Operators of that list with other arguments.
macro_rules! with_paced_variants {
    ($then:ident $(, $argument:ident)?) => {
        $then! { $($argument,)?
            a_buffer_that_drops_all: DropBuffer, a_buffer_that_fails: FailBuffer,
            a_buffer_of_one: BufferOfOne, a_buffer_of_the_latest: LatestBuffer,
        }
    };
}
pub(crate) use with_paced_variants;

/// The same for the operators whose answer depends on when elements come.
macro_rules! with_timed_operators {
    ($then:ident $(, $argument:ident)?) => {
        $then! { $($argument,)?
            debounce: Debounce, grouped_within: GroupedWithin, sample: Sample,
        }
    };
}
pub(crate) use with_timed_operators;

/// Expands to modules with a test for each operator, which calls `$check` with its type.
macro_rules! every_operator {
    ($check:ident) => {
        mod of {
            use super::$check;
            use $crate::catalogue::{tests_of, with_operators};

            with_operators!(tests_of, $check);
        }

        $crate::catalogue::every_paced_operator!($check);
        $crate::catalogue::every_timed_operator!($check);
    };
}
pub(crate) use every_operator;

macro_rules! every_timeless_operator {
    ($check:ident) => {
        mod of {
            use super::$check;
            use $crate::catalogue::{tests_of, with_operators};

            with_operators!(tests_of, $check);
        }
    };
}
pub(crate) use every_timeless_operator;

macro_rules! every_paced_operator {
    ($check:ident) => {
        mod of_paced {
            use super::$check;
            use $crate::catalogue::{paced_tests_of, with_paced_operators, with_paced_variants};

            with_paced_operators!(paced_tests_of, $check);
            with_paced_variants!(paced_tests_of, $check);
        }
    };
}
pub(crate) use every_paced_operator;

macro_rules! every_timed_operator {
    ($check:ident) => {
        mod of_timed {
            use super::$check;
            use $crate::catalogue::{timed_tests_of, with_timed_operators};

            with_timed_operators!(timed_tests_of, $check);
        }
    };
}
pub(crate) use every_timed_operator;

macro_rules! tests_of {
    ($check:ident, $($test:ident: $operator:ident,)*) => {
        $(
            #[test]
            fn $test() {
                $check::<$crate::catalogue::entries::$operator>();
            }
        )*
    };
}
pub(crate) use tests_of;

macro_rules! paced_tests_of {
    ($check:ident, $($test:ident: $operator:ident,)*) => {
        $(
            #[test]
            fn $test() {
                $check::<$crate::catalogue::paced::$operator>();
            }
        )*
    };
}
pub(crate) use paced_tests_of;

macro_rules! timed_tests_of {
    ($check:ident, $($test:ident: $operator:ident,)*) => {
        $(
            #[test]
            fn $test() {
                $check::<$crate::catalogue::timed::$operator>();
            }
        )*
    };
}
pub(crate) use timed_tests_of;

/// The names of all public methods in the files of the catalogue.
fn methods() -> Vec<String> {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("../forebay-dsl/src/operators");
    let mut methods = Vec::new();
    for file in fs::read_dir(folder).expect("the folder of the catalogue") {
        let path = file.expect("an entry of the folder").path();
        let text = fs::read_to_string(path).expect("a file of the catalogue");
        let after = text.split("pub fn ").skip(1);
        methods.extend(after.map(|rest| {
            rest.chars()
                .take_while(|c| c.is_alphanumeric() || *c == '_')
                .collect::<String>()
        }));
    }
    methods.sort();
    methods
}

macro_rules! names {
    ($module:ident, $($test:ident: $operator:ident,)*) => {
        [$((stringify!($test), $module::$operator::NAME)),*]
    };
}

/// Operators that no model of what arrives can describe: they pull ahead, or what comes out is a
/// matter of what was there first. They have tests of their own, in `tests/it`.
const HELD_ELSEWHERE: &[&str] = &[
    "boundary",
    "flat_map_merge",
    "flat_map_ordered",
    "switch_map",
];

#[test]
fn no_operator_is_missing() {
    let tested = [
        with_operators!(names, entries).as_slice(),
        with_paced_operators!(names, paced).as_slice(),
        with_timed_operators!(names, timed).as_slice(),
    ]
    .concat();
    assert!(tested.iter().all(|(test, name)| test == name), "{tested:?}");
    let mut tested: Vec<_> = tested.iter().map(|(_, name)| *name).collect();
    tested.extend(HELD_ELSEWHERE);
    tested.sort_unstable();
    assert_eq!(
        tested,
        methods(),
        "left: what is tested here, right: what there is"
    );
}
