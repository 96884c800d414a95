//! Operators that have elements in flight, here with futures that are ready at once.

use std::future::{Ready, ready};

use forebay_dsl::Source;
use forebay_ops::concurrent::Concurrency;
use forebay_protocol::Demand;
use forebay_testkit::DropCounter;

use super::super::{Element, Operator, Output, Part, Subject};
use super::boxed_each;
use crate::stand_ins::{Answers, JobsAtOnce};

operator! {
    MapAsync("map_async") -> [Element; 1],
    |source, _counter| source.map_async(2, |n| ready([n])),
    starved: [Demand::Bounded(2); 3],
    fed: [5, 8, 8],
    model: |input| Output::open(boxed_each(input)),
    ahead: (2, 4),
    requests: |_pulled, _wanted| Demand::Bounded(2),
}

operator! {
    MapAsyncUnordered("map_async_unordered") -> [Element; 1],
    |source, _counter| source.map_async_unordered(Concurrency::new(1).buffer(2), |n| ready([n])),
    starved: [Demand::Bounded(1); 3],
    fed: [4, 7, 8],
    model: |input| Output::open(boxed_each(input)),
    ahead: (1, 3),
    requests: |_pulled, _wanted| Demand::Bounded(1),
}

fn refuse_five(n: Element) -> Ready<Result<[Element; 1], &'static str>> {
    ready(if *n == 5 { Err("five") } else { Ok([n]) })
}

fn up_to_five(input: &[u64], name: &'static str) -> Output {
    let good = input.iter().take_while(|n| **n != 5).count();
    Output::open(boxed_each(&input[..good])).ended_if(good < input.len(), Err(name))
}

operator! {
    TryMapAsync("try_map_async") -> [Element; 1],
    |source, _counter| source.try_map_async(2, refuse_five),
    starved: [Demand::Bounded(2); 3],
    fed: [5, 5, 5],
    model: |input| up_to_five(input, "try_map_async"),
    ahead: (2, 4),
    requests: |_pulled, _wanted| Demand::Bounded(2),
}

operator! {
    TryMapAsyncUnordered("try_map_async_unordered") -> [Element; 1],
    |source, _counter| source.try_map_async_unordered(Concurrency::new(1).buffer(2), refuse_five),
    starved: [Demand::Bounded(1); 3],
    fed: [4, 5, 5],
    model: |input| up_to_five(input, "try_map_async_unordered"),
    ahead: (1, 3),
    requests: |_pulled, _wanted| Demand::Bounded(1),
}

operator! {
    MapAsyncPartitioned("map_async_partitioned") -> [Element; 1],
    |source, _counter| source.map_async_partitioned(2, 1, |n| **n % 3, |n| ready([n])),
    starved: [Demand::Bounded(2); 3],
    fed: [5, 8, 8],
    model: |input| Output::open(boxed_each(input)),
    ahead: (2, 4),
    requests: |_pulled, _wanted| Demand::Bounded(2),
}

operator! {
    TryMapAsyncPartitioned("try_map_async_partitioned") -> [Element; 1],
    |source, _counter| source.try_map_async_partitioned(2, 1, |n| **n % 3, refuse_five),
    starved: [Demand::Bounded(2); 3],
    fed: [5, 5, 5],
    model: |input| up_to_five(input, "try_map_async_partitioned"),
    ahead: (2, 4),
    requests: |_pulled, _wanted| Demand::Bounded(2),
}

operator! {
    MapBlocking("map_blocking") -> [Element; 1],
    |source, _counter| source.map_blocking(2, |n| [n]).operator(JobsAtOnce),
    starved: [Demand::Bounded(2); 3],
    fed: [5, 8, 8],
    model: |input| Output::open(boxed_each(input)),
    ahead: (2, 4),
    requests: |_pulled, _wanted| Demand::Bounded(2),
}

operator! {
    Service("service") -> [Element; 1],
    |source, _counter| {
        source.service(2, Answers(|n: Element| if *n == 5 { Err("five") } else { Ok([n]) }))
    },
    starved: [Demand::Bounded(2); 3],
    fed: [5, 5, 5],
    model: |input| up_to_five(input, "service"),
    ahead: (2, 4),
    requests: |_pulled, _wanted| Demand::Bounded(2),
}
