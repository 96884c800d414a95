//! Random chains of operators on elements that are counted.

use forebay::{Overflow, Source};
use forebay_dsl::SourcePart;
use forebay_testkit::{Counted, DropCounter};

/// What flows.
pub(super) type Element = Counted<u64>;

/// Numbers stay below this.
pub(super) const MODULUS: u64 = 1009;
/// What stands between two elements.
pub(super) const SEPARATOR: u64 = 7;

/// An operator on elements.
#[derive(Clone, Copy, Debug)]
pub(super) enum Step {
    Map,
    Filter(u64),
    FilterMap(u64),
    Scan,
    Take(u64),
    Drop(u64),
    TakeWhile(u64),
    MapConcat(u64),
    Grouped(usize),
    Intersperse,
    TryMap(u64),
    Limit(u64),
    Buffer(usize),
}

/// Puts `$step` behind `$source`, binds that to `$next` and goes on with `$then`.
///
/// The static type of the chain is another one in each arm.
macro_rules! attach {
    ($source:expr, $step:expr, $counter:expr, $next:ident => $then:expr) => {{
        let (source, counter) = ($source, $counter.clone());
        match $step {
            Step::Map => {
                let $next = source.map(move |n: Element| counter.element((*n * 3 + 1) % MODULUS));
                $then
            },
            Step::Filter(divisor) => {
                let $next = source.filter(move |n: &Element| **n % divisor == 0);
                $then
            },
            Step::FilterMap(divisor) => {
                let halve = move |n: Element| (*n % divisor != 0).then(|| counter.element(*n / 2));
                let $next = source.filter_map(halve);
                $then
            },
            Step::Scan => {
                let zero = counter.element(0);
                let add = move |sum: Element, n: Element| counter.element((*sum + *n) % MODULUS);
                let $next = source.scan(zero, add);
                $then
            },
            Step::Take(count) => {
                let $next = source.take(count);
                $then
            },
            Step::Drop(count) => {
                let $next = source.drop(count);
                $then
            },
            Step::TakeWhile(most) => {
                let $next = source.take_while(move |n: &Element| **n <= most);
                $then
            },
            Step::MapConcat(times) => {
                let repeat = move |n: Element| (0..times).map(move |_| n.clone());
                let $next = source.map_concat(repeat);
                $then
            },
            Step::Grouped(size) => {
                let sum = move |group: Vec<Element>| {
                    counter.element(group.iter().map(|n| **n).sum::<u64>() % MODULUS)
                };
                let $next = source.grouped(size).map(sum);
                $then
            },
            Step::Intersperse => {
                let $next = source.intersperse(counter.element(SEPARATOR));
                $then
            },
            Step::TryMap(most) => {
                let check = move |n: Element| if *n > most { Err("too much") } else { Ok(n) };
                let $next = source.try_map(check);
                $then
            },
            Step::Limit(count) => {
                let $next = source.limit(count);
                $then
            },
            Step::Buffer(capacity) => {
                let $next = source.buffer(capacity, Overflow::Backpressure);
                $then
            },
        }
    }};
}

/// One operator, and a seam behind it.
fn one<S>(source: Source<Element, (), S>, step: Step, counter: &DropCounter) -> Source<Element>
where
    S: SourcePart<Out = Element, Mat = ()> + Send + 'static,
{
    attach!(source, step, counter, next => next.boxed())
}

/// Two operators with nothing in between, and a seam behind them.
fn two<S>(
    source: Source<Element, (), S>,
    steps: [Step; 2],
    counter: &DropCounter,
) -> Source<Element>
where
    S: SourcePart<Out = Element, Mat = ()> + Send + 'static,
{
    attach!(source, steps[0], counter, next => one(next, steps[1], counter))
}

fn source(
    input: &[u64],
    counter: &DropCounter,
) -> Source<Element, (), impl SourcePart<Out = Element, Mat = ()> + Send + use<>> {
    let (input, counter) = (input.to_vec(), counter.clone());
    Source::iter(input.into_iter().map(move |n| counter.element(n)))
}

/// The chain of `steps` over `input`, with a seam behind each operator.
pub(super) fn unfused(input: &[u64], steps: &[Step], counter: &DropCounter) -> Source<Element> {
    let source = source(input, counter).boxed();
    steps
        .iter()
        .fold(source, |source, step| one(source, *step, counter))
}

/// The chain of `steps` over `input`, with a seam behind each second operator.
pub(super) fn fused(input: &[u64], steps: &[Step], counter: &DropCounter) -> Source<Element> {
    let (pairs, last) = steps.as_chunks::<2>();
    let (source, pairs) = match pairs.split_first() {
        Some((first, pairs)) => (two(source(input, counter), *first, counter), pairs),
        None => (source(input, counter).boxed(), pairs),
    };
    let source = pairs
        .iter()
        .fold(source, |source, pair| two(source, *pair, counter));
    last.iter()
        .fold(source, |source, step| one(source, *step, counter))
}
