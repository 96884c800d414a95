//! Which materialized value a graph hands out.

use forebay::stage::Materializer;
use forebay::{Completion, Flow, Keep, Sink, Source, ThreadPool};
use forebay_dsl::{Ready, SourcePart};
use forebay_ops::source::Iter;
use futures::executor::block_on;

/// The inside of a source that hands out a name.
#[derive(Clone)]
struct Named(&'static str);

impl SourcePart for Named {
    type Out = u64;
    type Mat = &'static str;
    type Stage = <Ready<Iter<std::ops::Range<u64>>> as SourcePart>::Stage;

    fn materialize(self, _: &mut Materializer) -> (Self::Stage, &'static str) {
        let site = forebay::Site::caller("named");
        (Iter::new(0..5, site), self.0)
    }
}

fn named() -> Source<u64, &'static str, Named> {
    Source::from_part(Named("five"))
}

#[test]
fn to_keeps_the_value_of_the_source() {
    let pool = ThreadPool::shared().unwrap();
    assert_eq!(named().to(Sink::count()).run(&pool), "five");
    assert_eq!(
        named().map(|n| n).boxed().to(Sink::ignore()).run(&pool),
        "five"
    );
    assert_eq!(named().to_mat(Sink::count(), Keep::left).run(&pool), "five");
}

#[test]
fn to_mat_keeps_what_it_is_told_to() {
    let pool = ThreadPool::shared().unwrap();
    let right: Completion<u64> = named().to_mat(Sink::count(), Keep::right).run(&pool);
    assert_eq!(block_on(right).unwrap(), 5);
    let (left, right) = named().to_mat(Sink::count(), Keep::both).run(&pool);
    assert_eq!((left, block_on(right).unwrap()), ("five", 5));
    let combine = |name: &str, count: Completion<u64>| (name.len(), block_on(count).unwrap());
    assert_eq!(named().to_mat(Sink::count(), combine).run(&pool), (4, 5));
}

#[test]
fn via_keeps_the_value_of_the_source() {
    let pool = ThreadPool::shared().unwrap();
    let flow = Flow::new().map(|n: u64| n + 1);
    assert_eq!(
        named().via(flow.clone()).to(Sink::count()).run(&pool),
        "five"
    );
    let flow = flow.boxed();
    let ((name, ()), count) = named()
        .via_mat(flow, Keep::both)
        .to_mat(Sink::count(), Keep::both)
        .run(&pool);
    assert_eq!((name, block_on(count).unwrap()), ("five", 5));
}

#[test]
fn via_mat_combines_values_of_flows() {
    let two = Flow::new()
        .filter(|n: &u64| *n > 0)
        .via_mat(Flow::new().map(|n| n), |(), ()| 2);
    let three = two.clone().via_mat(Flow::new().drop(1), |n, ()| n + 1);
    let pool = ThreadPool::shared().unwrap();
    let source = named().via_mat(two.via_mat(three.boxed(), Keep::both), |name, flows| {
        (name, flows)
    });
    let (values, count) = source
        .to_mat(Sink::collect::<Vec<_>>(), Keep::both)
        .run(&pool);
    assert_eq!(values, ("five", (2, 3)));
    assert_eq!(block_on(count).unwrap(), [2, 3, 4]);
}

#[test]
fn a_run_in_place_hands_out_the_value_of_the_source() {
    let (name, run) = named()
        .map(|n| n * 2)
        .to_mat(Sink::count(), Keep::right)
        .in_place();
    assert_eq!((name, run.wait().unwrap()), ("five", 5));
    // What the graph would combine needs a run on a runtime; in place the sink's value counts.
    let graph = named().to_mat(Sink::count(), |_, _| panic!("not combined in place"));
    assert_eq!(graph.wait().unwrap(), 5);
}
