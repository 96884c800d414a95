//! A panic of user code names the operator and the source line of its call.

use forebay::{Flow, Keep, Sink, Source, StreamError, StreamErrorKind, Transform};
use forebay_dsl::SourcePart;
use futures::stream;

use crate::executor::run_to_end;
use crate::hostile::{blow_up, three_is_too_much as three};

/// Runs `graph` and checks that it panics in `name` at `line` of this file.
#[track_caller]
fn blames<T>(graph: impl IntoFuture<Output = Result<T, StreamError>>, name: &str, line: u32) {
    let error = run_to_end(graph).err().expect("a failure");
    assert_eq!(error.kind(), StreamErrorKind::Panicked, "{error:?}");
    let site = error.site().expect("a site");
    assert_eq!((site.name(), site.location().line()), (name, line));
    assert_eq!(site.location().file(), file!());
}

fn never(n: &u64) -> bool {
    three(*n) == u64::MAX
}

fn always(n: &u64) -> bool {
    !never(n)
}

fn look(n: &u64) {
    three(*n);
}

fn end(n: u64) {
    three(n);
}

fn some(n: u64) -> Option<u64> {
    Some(three(n))
}

fn attempt(n: u64) -> Result<u64, &'static str> {
    Ok(three(n))
}

fn add(sum: u64, n: u64) -> u64 {
    sum + three(n)
}

fn try_add(sum: u64, n: u64) -> Result<u64, &'static str> {
    Ok(sum + three(n))
}

fn count_up(n: u64) -> impl Iterator<Item = u64> + Send {
    (0..n + 1).map(three)
}

fn step(n: u64) -> Option<(u64, u64)> {
    Some((three(n) + 1, n))
}

fn try_step(n: u64) -> Result<Option<(u64, u64)>, &'static str> {
    Ok(step(n))
}

fn called() -> Option<u8> {
    blow_up("called")
}

/// Panics at 3.
struct Fragile;

impl Transform<u64> for Fragile {
    type Out = u64;
    type Outputs = Option<u64>;

    fn on_next(&mut self, element: u64) -> Result<Option<u64>, StreamError> {
        Ok(some(element))
    }
}

/// Panics at the end.
struct Late;

impl Transform<u64> for Late {
    type Out = u64;
    type Outputs = Option<u64>;

    fn on_next(&mut self, element: u64) -> Result<Option<u64>, StreamError> {
        Ok(Some(element))
    }

    fn on_complete(&mut self) -> Result<Option<Option<u64>>, StreamError> {
        blow_up("at the end")
    }
}

/// An element that cannot be cloned, as it turns out.
struct Unique;

impl Clone for Unique {
    fn clone(&self) -> Self {
        blow_up("unique")
    }
}

fn check_operators<S: SourcePart<Out = u64, Mat = ()>>(source: impl Fn() -> Source<u64, (), S>) {
    blames(source().map(three).count(), "map", line!());
    blames(source().filter(never).count(), "filter", line!());
    blames(source().filter_map(some).count(), "filter_map", line!());
    blames(source().try_map(attempt).count(), "try_map", line!());
    blames(source().inspect(look).count(), "inspect", line!());
    blames(source().scan(0, add).count(), "scan", line!());
    blames(source().take_while(always).last(), "take_while", line!());
    blames(source().drop_while(always).last(), "drop_while", line!());
    blames(source().map_concat(some).last(), "map_concat", line!());
    blames(source().map_concat(count_up).last(), "map_concat", line!());
    blames(source().transform(Fragile).last(), "transform", line!());
    blames(source().transform(Late).last(), "transform", line!());
    let unique = source().map(|_| Unique);
    blames(unique.intersperse(Unique).last(), "intersperse", line!());
}

fn check_sinks<S: SourcePart<Out = u64, Mat = ()>>(source: impl Fn() -> Source<u64, (), S>) {
    blames(source().fold(0, add), "fold", line!());
    blames(source().try_fold(0, try_add), "try_fold", line!());
    blames(source().for_each(end), "for_each", line!());
}

#[test]
fn operators_are_named() {
    check_operators(|| Source::iter(0..10));
    check_operators(|| Source::iter((0..10).filter(|_| true)));
    check_operators(|| Source::from_stream(stream::iter(0..10)));
    check_operators(|| Source::iter(0..10).boxed());
    check_operators(|| {
        Source::from_stream(stream::iter(0..10))
            .boxed()
            .map(|n| n)
            .boxed()
    });
}

#[test]
fn sinks_are_named() {
    check_sinks(|| Source::iter(0..10));
    check_sinks(|| Source::iter((0..10).filter(|_| true)));
    check_sinks(|| Source::from_stream(stream::iter(0..10)));
    check_sinks(|| Source::iter(0..10).boxed());
}

#[test]
fn the_line_in_a_long_chain_is_the_operator_s_own() {
    let line = line!() + 4;
    let graph = Source::iter(0..10)
        .map(|n: u64| n + 1)
        .filter(|n| *n > 0)
        .map(three)
        .filter(|n| *n > 0)
        .count();
    blames(graph, "map", line);
}

#[test]
fn sources_are_named() {
    blames(Source::iter((0..10).map(three)).count(), "iter", line!());
    blames(Source::iter((0..10).filter(never)).last(), "iter", line!());
    blames(Source::from_fn(called).last(), "from_fn", line!());
    blames(Source::unfold(0, step).count(), "unfold", line!());
    let (source, line) = (Source::try_unfold(0, try_step), line!());
    blames(source.last(), "try_unfold", line);
    let elements = stream::iter((0..10).map(three));
    blames(Source::from_stream(elements).last(), "from_stream", line!());
    blames(Source::repeat(Unique).count(), "repeat", line!());
    let (source, line) = (Source::repeat(Unique), line!());
    blames(source.boxed().map(drop).boxed().count(), "repeat", line);
}

/// An iterator that cannot tell how long it is.
#[derive(Clone)]
struct Unmeasured;

impl Iterator for Unmeasured {
    type Item = u64;

    fn next(&mut self) -> Option<u64> {
        Some(1)
    }

    fn size_hint(&self) -> (usize, Option<usize>) {
        blow_up("not measured")
    }
}

#[test]
fn a_source_is_named_for_its_iterator_s_size_hint() {
    blames(Source::iter(Unmeasured).take(3).count(), "iter", line!());
}

#[test]
fn map_concat_is_named_for_its_iterator_s_size_hint() {
    let source = Source::iter(0..3).map(|_| ());
    let (source, line) = (source.map_concat(|()| Unmeasured), line!());
    blames(source.last(), "map_concat", line);
}

/// A collection that does not want a 3.
#[derive(Debug, Default)]
struct Choosy;

impl Extend<u64> for Choosy {
    fn extend<I: IntoIterator<Item = u64>>(&mut self, elements: I) {
        elements.into_iter().for_each(end);
    }
}

#[test]
fn collect_is_named_for_its_collection() {
    let source = Source::iter(0..10);
    blames(source.clone().collect::<Choosy>(), "collect", line!());
    blames(source.boxed().collect::<Choosy>(), "collect", line!());
    let source = Source::from_stream(stream::iter(0..10));
    blames(source.collect::<Choosy>(), "collect", line!());
}

#[test]
fn an_operator_is_named_within_a_flow() {
    let (flow, line) = (Flow::new().filter(|_| true).map(three), line!());
    let source = || Source::iter(0..10);
    blames(source().via(flow.clone()).count(), "map", line);
    blames(
        source().boxed().via(flow.clone().boxed()).boxed().count(),
        "map",
        line,
    );
    blames(
        source().via(flow.clone()).via(flow.clone()).count(),
        "map",
        line,
    );
    blames(
        source().via(flow.boxed()).inspect(|_| ()).count(),
        "map",
        line,
    );
}

#[test]
fn an_operator_is_named_in_a_boxed_chain() {
    let source = Source::iter(0..10).boxed();
    let (source, line) = (source.inspect(look), line!());
    blames(
        source.boxed().filter(|_| true).boxed().count(),
        "inspect",
        line,
    );
}

#[test]
fn a_sink_is_named_in_its_boxed_form() {
    let (sink, line) = (Sink::for_each(end), line!());
    let graph = Source::iter(0..10).to_mat(sink.boxed(), Keep::right);
    blames(graph.boxed(), "for_each", line);
}

#[test]
fn the_run_that_panics_is_named_and_not_the_one_around_it() {
    let inner = |n| {
        let (inner, line) = (Source::iter(0..n).map(three), line!());
        (inner.count().wait(), line)
    };
    // The inner run fails, the outer one carries on with what it learns.
    let errors = Source::iter(0..6)
        .map(inner)
        .filter(|(result, _)| result.is_err());
    let errors: Vec<_> = errors.collect().wait().unwrap();
    assert_eq!(errors.len(), 2);
    for (error, line) in errors {
        let site = error.unwrap_err().site().unwrap();
        assert_eq!((site.name(), site.location().line()), ("map", line));
    }
    // The outer one panics because of it.
    let relay = |n| Some(inner(n).0.unwrap_or_else(|_| blow_up("relayed")));
    let source = Source::iter(0..6);
    blames(source.filter_map(relay).count(), "filter_map", line!());
}

#[test]
fn an_earlier_panic_is_not_blamed_for_a_later_one() {
    blames(Source::iter(0..10).map(three).count(), "map", line!());
    blames(Source::iter((0..10).map(three)).count(), "iter", line!());
    blames(Source::iter(2..10).filter(never).last(), "filter", line!());
}

/// Runs a stream when it is dropped.
struct Worker;

impl Drop for Worker {
    fn drop(&mut self) {
        assert!(matches!(Source::iter(0..3).count().wait(), Ok(3)));
    }
}

#[test]
fn a_run_within_a_destructor_takes_no_blame_away() {
    // Of unknown length, so that the seam holds its slice on the stack, where it unwinds.
    let numbers = Source::iter((0..10).filter(|_| true));
    let (source, line) = (numbers.map(|n| (three(n), Worker).1), line!());
    blames(source.boxed().count(), "map", line);
}
