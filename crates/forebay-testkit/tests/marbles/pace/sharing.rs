//! Streams that share a bucket.

use std::sync::mpsc::sync_channel;
use std::time::Duration;

use forebay_dsl::{Keep, Source};
use forebay_protocol::CancelCause;
use forebay_sync::{Rate, TokenBucket};
use forebay_testkit::{TestSink, TestSource, VirtualRuntime};

const SECOND: Duration = Duration::from_secs(1);

#[test]
fn one_rate_holds_for_all_of_them_and_each_gets_its_turn() {
    let runtime = VirtualRuntime::new(11);
    let bucket = TokenBucket::new(Rate::per_second(1_000).burst(1));
    let counts = [(); 4].map(|()| {
        let source = Source::iter(0_u64..2_500).throttle(&bucket);
        source.count().run(&runtime)
    });
    runtime.advance(SECOND);
    let start = runtime.elapsed();
    for count in counts {
        assert_eq!(runtime.block_on(count).unwrap(), 2_500);
    }
    assert_eq!(start, SECOND);
    // 10 000 elements, of which the first needs no waiting, and four at a time.
    assert_eq!(runtime.elapsed(), Duration::from_millis(9_999));
}

#[test]
fn none_of_them_starves() {
    let runtime = VirtualRuntime::new(3);
    let bucket = TokenBucket::new(Rate::per_second(100).burst(1));
    let seen: Vec<_> = (0..5)
        .map(|_| {
            let (sender, receiver) = sync_channel(1_100);
            let source = Source::iter(0_u64..).throttle(&bucket);
            let run = source.for_each(move |n| sender.send(n).expect("it is there"));
            (run.run(&runtime).cancel_on_drop(), receiver)
        })
        .collect();
    runtime.advance(10 * SECOND);
    let counts: Vec<usize> = seen.iter().map(|(_, got)| got.try_iter().count()).collect();
    assert_eq!(counts.iter().sum::<usize>(), 1_001);
    assert!(
        counts.iter().all(|count| count.abs_diff(200) <= 1),
        "{counts:?}"
    );
}

#[test]
fn a_stream_that_is_cancelled_gives_its_turn_to_the_next() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(1));
    let mut sinks = [(); 3].map(|()| {
        let mut sink = TestSink::of(Source::iter(0..).throttle(&bucket));
        sink.request(1);
        let _ = sink.run();
        sink
    });
    assert_eq!(sinks.each_ref().map(TestSink::received), [1, 0, 0]);
    sinks[1].cancel(&CancelCause::Requested);
    assert!(sinks[2].is_woken(), "it is due earlier");
    let _ = sinks[2].advance(SECOND);
    assert_eq!(sinks[2].received(), 1);
}

#[test]
fn a_stream_that_waits_for_its_source_keeps_no_tokens() {
    let bucket = TokenBucket::new(Rate::per_second(1).burst(10));
    let input = TestSource::new();
    let mut slow = TestSink::of(input.source().throttle(&bucket));
    let mut fast = TestSink::of(Source::iter(0..).throttle(&bucket));
    input.push_all(0..2);
    slow.request_unbounded();
    fast.request_unbounded();
    let _ = (slow.run(), fast.run());
    assert_eq!((slow.received(), fast.received()), (2, 8));
}

#[test]
fn a_rate_can_be_handed_out_by_the_run() {
    let source = Source::iter(0_u64..).throttle_mat(Rate::PAUSED, Keep::right);
    let (mut first, bucket) = TestSink::with_value(source.clone());
    let (mut second, other) = TestSink::with_value(source);
    first.request(5);
    second.request(5);
    let _ = (first.run(), second.run());
    bucket.set_rate(Rate::per_second(1).burst(1));
    let _ = (first.advance(SECOND), second.advance(SECOND));
    assert_eq!((first.received(), second.received()), (2, 0));
    assert!(other.rate().is_paused());
}
