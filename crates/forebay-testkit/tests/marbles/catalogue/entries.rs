//! The operators with their arguments, their models and the numbers that their docs promise.

use forebay_dsl::Source;
use forebay_protocol::{Demand, StreamError};
use forebay_sync::Rate;
use forebay_testkit::DropCounter;
use forebay_testkit::marble::TICK;

use super::{Element, Operator, Output, Part, Subject};

pub(super) const fn demands(one: u64, four: u64) -> [Demand; 3] {
    [
        Demand::Bounded(one),
        Demand::Bounded(four),
        Demand::Unbounded,
    ]
}

fn each(input: &[u64]) -> impl Iterator<Item = String> {
    input.iter().map(|n| format!("{n:?}"))
}

fn boxed_each(input: &[u64]) -> impl Iterator<Item = String> {
    input.iter().map(|n| format!("[{n}]"))
}

fn is_even(n: &Element) -> bool {
    n.is_multiple_of(2)
}

macro_rules! operator {
    (
        $operator:ident($name:literal) -> $Out:ty,
        |$source:ident, $counter:ident| $on:expr,
        starved: $starved:expr,
        fed: $fed:expr,
        $(takes_time: $takes_time:expr,)?
        model: |$input:ident| $model:expr,
        $(ahead: $ahead:expr,)?
        $(at_completion: |$rest:ident| $at_completion:expr,)?
        requests: |$pulled:ident, $wanted:ident| $requests:expr,
    ) => {
        pub(crate) struct $operator;

        impl Subject for $operator {
            const NAME: &'static str = $name;
            const STARVED: [Demand; 3] = $starved;
            const FED: [u64; 3] = $fed;
            $(const AHEAD: Option<(u64, u64)> = Some($ahead);)?
            $(const TAKES_TIME: bool = $takes_time;)?

            type Out = $Out;

            fn on<P: Part<Element>>(
                $source: Source<Element, (), P>,
                $counter: &DropCounter,
            ) -> Source<$Out, (), impl Part<$Out>> {
                $on
            }
        }

        impl Operator for $operator {
            fn model($input: &[u64]) -> Output {
                $model
            }

            $(
                fn at_completion($rest: &[u64]) -> Vec<String> {
                    $at_completion
                }
            )?

            fn requests($pulled: &[u64], $wanted: Demand) -> Demand {
                $requests
            }
        }
    };
}

/// Those that work ahead.
mod ahead;
mod limits;

pub(crate) use self::ahead::{
    MapAsync, MapAsyncPartitioned, MapAsyncUnordered, MapBlocking, Service, TryMapAsync,
    TryMapAsyncPartitioned, TryMapAsyncUnordered,
};
pub(crate) use self::limits::{
    BackpressureTimeout, CompletionTimeout, DropWithin, IdleTimeout, InitialTimeout, KeepAlive,
    TakeWithin,
};

operator! {
    Map("map") -> [Element; 1],
    |source, _counter| source.map(|n| [n]),
    starved: demands(1, 4),
    fed: [1, 4, 8],
    model: |input| Output::open(boxed_each(input)),
    requests: |_pulled, wanted| wanted,
}

operator! {
    TryMap("try_map") -> [Element; 1],
    |source, _counter| source.try_map(|n| if *n == 5 { Err("five") } else { Ok([n]) }),
    starved: demands(1, 4),
    fed: [1, 4, 5],
    model: |input| {
        let good = input.iter().take_while(|n| **n != 5).count();
        Output::open(boxed_each(&input[..good])).ended_if(good < input.len(), Err("try_map"))
    },
    requests: |_pulled, wanted| wanted,
}

operator! {
    Inspect("inspect") -> Element,
    |source, _counter| source.inspect(|_| ()),
    starved: demands(1, 4),
    fed: [1, 4, 8],
    model: |input| Output::open(each(input)),
    requests: |_pulled, wanted| wanted,
}

operator! {
    ZipWithIndex("zip_with_index") -> (Element, u64),
    |source, _counter| source.zip_with_index(),
    starved: demands(1, 4),
    fed: [1, 4, 8],
    model: |input| Output::open(input.iter().zip(0..).map(|(n, i): (_, u64)| format!("({n}, {i})"))),
    requests: |_pulled, wanted| wanted,
}

operator! {
    Scan("scan") -> u64,
    |source, _counter| source.scan(0, |sum, n| sum + *n),
    starved: demands(0, 3),
    fed: [0, 3, 8],
    model: |input| Output::open((0..=input.len()).map(|n| input[..n].iter().sum::<u64>().to_string())),
    requests: |_pulled, wanted| wanted,
}

operator! {
    Filter("filter") -> Element,
    |source, _counter| source.filter(is_even),
    starved: demands(1, 4),
    fed: [2, 8, 8],
    model: |input| Output::open(input.iter().filter(|n| **n % 2 == 0).map(ToString::to_string)),
    requests: |_pulled, wanted| wanted,
}

operator! {
    FilterMap("filter_map") -> [Element; 1],
    |source, _counter| source.filter_map(|n| is_even(&n).then_some([n])),
    starved: demands(1, 4),
    fed: [2, 8, 8],
    model: |input| Output::open(input.iter().filter(|n| **n % 2 == 0).map(|n| format!("[{n}]"))),
    requests: |_pulled, wanted| wanted,
}

operator! {
    MapConcat("map_concat") -> Element,
    |source, _counter| source.map_concat(|n| (0..*n % 4).map(move |_| n.clone())),
    starved: [Demand::ONE; 3],
    // 1, 22, 333, nothing of 4, 5, 66, 777, nothing of 8.
    fed: [1, 3, 8],
    model: |input| Output::open(input.iter().flat_map(|n| (0..n % 4).map(|_| n.to_string()))),
    requests: |_pulled, wanted| wanted.at_most(1),
}

operator! {
    FlatMapConcat("flat_map_concat") -> Element,
    |source, _counter| {
        source.flat_map_concat(|n| Source::iter((0..*n % 4).map(move |_| n.clone())))
    },
    starved: [Demand::ONE; 3],
    fed: [1, 3, 8],
    model: |input| Output::open(input.iter().flat_map(|n| (0..n % 4).map(|_| n.to_string()))),
    requests: |_pulled, wanted| wanted.at_most(1),
}

/// Emits each run of equal elements as their number and its length.
#[derive(Default)]
pub(crate) struct Runs(Option<(u64, usize)>);

impl forebay_stage::Transform<Element> for Runs {
    type Out = (u64, usize);
    type Outputs = Option<(u64, usize)>;

    fn on_next(&mut self, element: Element) -> Result<Self::Outputs, StreamError> {
        match &mut self.0 {
            Some((same, length)) if *same == *element => {
                *length += 1;
                Ok(None)
            },
            run => Ok(run.replace((*element, 1))),
        }
    }

    fn on_complete(&mut self) -> Result<Option<Self::Outputs>, StreamError> {
        Ok(Some(self.0.take()))
    }
}

fn runs(input: &[u64]) -> impl DoubleEndedIterator<Item = String> {
    input
        .chunk_by(|a, b| a == b)
        .map(|run| format!("({}, {})", run[0], run.len()))
}

operator! {
    Transform("transform") -> (u64, usize),
    |source, _counter| source.transform(Runs::default()),
    starved: [Demand::ONE; 3],
    // A run is known to be over when the next one begins.
    fed: [2, 5, 8],
    model: |input| {
        let mut known = runs(input);
        known.next_back();
        Output::open(known)
    },
    at_completion: |input| runs(input).next_back().into_iter().collect(),
    requests: |_pulled, wanted| wanted.at_most(1),
}

operator! {
    Take("take") -> Element,
    |source, _counter| source.take(3),
    starved: [Demand::Bounded(1), Demand::Bounded(3), Demand::Bounded(3)],
    fed: [1, 3, 3],
    model: |input| Output::open(each(input).take(3)).ended_if(input.len() >= 3, Ok(())),
    requests: |pulled, wanted| wanted.at_most(3 - pulled.len() as u64),
}

operator! {
    TakeWhile("take_while") -> Element,
    |source, _counter| source.take_while(|n| **n < 5),
    starved: [Demand::ONE; 3],
    fed: [1, 4, 5],
    model: |input| {
        let good = input.iter().take_while(|n| **n < 5).count();
        Output::open(each(&input[..good])).ended_if(good < input.len(), Ok(()))
    },
    requests: |_pulled, wanted| wanted.at_most(1),
}

operator! {
    Drop("drop") -> Element,
    |source, _counter| source.drop(2),
    starved: demands(3, 6),
    fed: [3, 6, 8],
    model: |input| Output::open(each(input).skip(2)),
    requests: |pulled, wanted| wanted.plus(Demand::Bounded(2).minus(pulled.len() as u64)),
}

operator! {
    DropWhile("drop_while") -> Element,
    |source, _counter| source.drop_while(|n| **n < 3),
    starved: demands(1, 4),
    fed: [3, 6, 8],
    model: |input| Output::open(input.iter().skip_while(|n| **n < 3).map(ToString::to_string)),
    requests: |_pulled, wanted| wanted,
}

operator! {
    Limit("limit") -> Element,
    |source, _counter| source.limit(3),
    starved: [Demand::Bounded(1), Demand::Bounded(4), Demand::Bounded(4)],
    fed: [1, 4, 4],
    model: |input| Output::open(each(input).take(3)).ended_if(input.len() > 3, Err("limit")),
    requests: |pulled, wanted| wanted.at_most(4 - pulled.len() as u64),
}

operator! {
    Grouped("grouped") -> Vec<Element>,
    |source, _counter| source.grouped(3),
    starved: demands(3, 12),
    fed: [3, 8, 8],
    model: |input| Output::open(input.chunks_exact(3).map(|group| format!("{group:?}"))),
    at_completion: |input| match input.chunks_exact(3).remainder() {
        [] => Vec::new(),
        rest => vec![format!("{rest:?}")],
    },
    requests: |pulled, wanted| wanted.times(3).minus(pulled.len() as u64 % 3),
}

/// The elements with zeros between them.
fn spaced(input: &[u64]) -> impl Iterator<Item = String> {
    input
        .iter()
        .flat_map(|n| ["0".to_owned(), n.to_string()])
        .skip(1)
}

fn for_spaced(pulled: &[u64], wanted: Demand) -> Demand {
    match wanted {
        Demand::Bounded(wanted) if pulled.is_empty() => Demand::Bounded(wanted / 2 + 1),
        Demand::Bounded(wanted) => Demand::Bounded(wanted.div_ceil(2)),
        Demand::Unbounded => Demand::Unbounded,
    }
}

operator! {
    Intersperse("intersperse") -> Element,
    |source, counter| source.intersperse(counter.element(0)),
    starved: demands(1, 3),
    fed: [1, 3, 8],
    model: |input| Output::open(spaced(input)),
    requests: |pulled, wanted| for_spaced(pulled, wanted),
}

operator! {
    IntersperseBetween("intersperse_between") -> Element,
    |source, counter| {
        let [start, separator, end] = [8, 0, 9].map(|n| counter.element(n));
        source.intersperse_between(start, separator, end)
    },
    starved: demands(0, 2),
    fed: [0, 2, 8],
    model: |input| Output::open(["8".to_owned()].into_iter().chain(spaced(input))),
    at_completion: |_input| vec!["9".to_owned()],
    requests: |pulled, wanted| for_spaced(pulled, wanted),
}

/// One in a millisecond.
fn one_by_one() -> Rate {
    Rate::new(1, TICK).burst(1)
}

operator! {
    Throttle("throttle") -> Element,
    |source, _counter| source.throttle(one_by_one()),
    // A token is there at first, and one element more may wait for the next.
    starved: [Demand::Bounded(1), Demand::Bounded(2), Demand::Bounded(2)],
    fed: [1, 4, 8],
    takes_time: true,
    model: |input| Output::open(each(input)),
    requests: |pulled, wanted| wanted.at_most(if pulled.is_empty() { 2 } else { 1 }),
}

operator! {
    ThrottleWith("throttle_with") -> Element,
    |source, _counter| source.throttle_with(one_by_one(), |n| **n % 3),
    starved: [Demand::ONE; 3],
    fed: [1, 4, 8],
    takes_time: true,
    model: |input| Output::open(each(input)),
    requests: |_pulled, wanted| wanted.at_most(1),
}

operator! {
    LimitRate("limit_rate") -> Element,
    |source, _counter| source.limit_rate(Rate::per_minute(1).burst(3)),
    starved: demands(1, 4),
    fed: [1, 4, 4],
    model: |input| Output::open(each(input).take(3)).ended_if(input.len() > 3, Err("limit_rate")),
    requests: |_pulled, wanted| wanted,
}

operator! {
    LimitRateWith("limit_rate_with") -> Element,
    |source, _counter| source.limit_rate_with(Rate::per_minute(1).burst(6), |_| 2),
    starved: demands(1, 4),
    fed: [1, 4, 4],
    model: |input| {
        Output::open(each(input).take(3)).ended_if(input.len() > 3, Err("limit_rate_with"))
    },
    requests: |_pulled, wanted| wanted,
}

operator! {
    Delay("delay") -> Element,
    |source, _counter| source.delay(2 * TICK, 3),
    starved: [Demand::Bounded(3); 3],
    fed: [4, 7, 8],
    takes_time: true,
    model: |input| Output::open(each(input)),
    ahead: (3, 3),
    requests: |_pulled, _wanted| Demand::Bounded(3),
}
