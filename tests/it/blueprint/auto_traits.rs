//! Who may be sent to another thread.

use std::cell::Cell;
use std::rc::Rc;

use forebay::{
    Completion, Flow, IntoStream, Keep, Offer, Outcome, QueueHandle, Refused, RunnableGraph, Sink,
    Source, StreamError, ThreadPool,
};

fn is_send<T: Send>(_: &T) {}

fn send<T: Send>() {}

fn send_and_sync<T: Send + Sync>() {}

#[test]
fn boxed_parts_can_be_sent() {
    send::<Source<u64>>();
    send::<Source<u64, Completion<()>>>();
    send::<Flow<u64, String>>();
    send::<Sink<u64, Completion<u64>>>();
    send::<RunnableGraph<Completion<u64>, u64>>();
    send::<Completion<u64>>();
    send::<Outcome<u64>>();
    send_and_sync::<StreamError>();
    send_and_sync::<ThreadPool>();
    // Elements of a queue need not be shared, only sent.
    send_and_sync::<QueueHandle<Cell<u8>>>();
    send::<Offer<'_, Cell<u8>>>();
    send::<Refused<Cell<u8>>>();
}

#[test]
fn static_parts_can_be_sent_where_their_parts_can() {
    let source = Source::iter(0..3_u64).map(|n| n + 1).grouped(2);
    is_send(&source);
    let flow = Flow::new()
        .map(|group: Vec<u64>| group.len())
        .filter(|n| *n > 0);
    is_send(&flow);
    let sink = Sink::fold(0, |sum, n: usize| sum + n);
    is_send(&sink);
    let graph = source.via(flow).to_mat(sink, Keep::right);
    is_send(&graph);
    is_send(&graph.clone().into_future());
    is_send(&graph.clone().with_ledger());
    is_send(&graph.clone().in_place());
    is_send(&graph.boxed().into_future());
    let stream: IntoStream<_> = Source::iter(0..3).boxed().into_stream(0);
    is_send(&stream);
    is_send(
        &Source::lines(std::io::empty())
            .write_lines(std::io::sink())
            .into_future(),
    );
}

#[test]
fn elements_that_are_made_on_the_way_need_not_be_sent() {
    // Made and ended within one run of the stages, on one thread.
    let graph = Source::iter(0..10_u64)
        .map(Rc::new)
        .filter(|n| **n > 3)
        .map(|n| *n)
        .count();
    is_send(&graph.clone().into_future());
    assert_eq!(graph.wait().unwrap(), 6);
}

#[test]
fn futures_need_no_pin() {
    fn unpin<T: Unpin>(_: &T) {}

    unpin(&Source::iter(0..3).count().into_future());
    unpin(&Source::iter(0..3).count().with_ledger());
    unpin(&Source::from_stream(futures::stream::pending::<u8>()).into_stream(0));
}
