//! `AsyncRead` as a source.

use std::collections::VecDeque;
use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll};

use bytes::Bytes;
use forebay::{Demand, Source, StreamErrorKind};
use forebay_testkit::{Step, TestSink};
use futures::AsyncRead;
use futures::io::Cursor;
use parking_lot::Mutex;

use crate::executor::{Task, run_to_end};
use crate::hostile::blow_up;

/// What a read does.
#[derive(Clone, Copy, Debug)]
enum Read {
    Brings(&'static [u8]),
    Claims(usize),
    Fails(io::ErrorKind),
    Waits,
    Panics,
}

/// A reader that does what a test says, and counts how often it is asked. At the end of the
/// script is the end of the input.
#[derive(Clone, Default)]
struct Script(Arc<Mutex<State>>);

#[derive(Default)]
struct State {
    reads: VecDeque<Read>,
    asked: usize,
    is_over: bool,
}

impl Script {
    fn new(reads: impl IntoIterator<Item = Read>) -> Self {
        let script = Self::default();
        script.0.lock().reads.extend(reads);
        script
    }

    fn asked(&self) -> usize {
        self.0.lock().asked
    }

    /// The readers that are left, the test's own not counted.
    fn readers(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }
}

impl AsyncRead for Script {
    fn poll_read(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        buffer: &mut [u8],
    ) -> Poll<io::Result<usize>> {
        let mut state = self.0.lock();
        assert!(!state.is_over, "read after an error or the end");
        state.asked += 1;
        Poll::Ready(match state.reads.pop_front() {
            Some(Read::Brings(bytes)) => {
                let length = bytes.len().min(buffer.len());
                buffer[..length].copy_from_slice(&bytes[..length]);
                if length < bytes.len() {
                    state.reads.push_front(Read::Brings(&bytes[length..]));
                }
                Ok(length)
            },
            Some(Read::Claims(length)) => Ok(length),
            Some(Read::Fails(kind)) => {
                state.is_over = kind != io::ErrorKind::Interrupted;
                Err(kind.into())
            },
            Some(Read::Waits) => {
                cx.waker().wake_by_ref();
                return Poll::Pending;
            },
            Some(Read::Panics) => {
                drop(state);
                blow_up("the disk is on fire")
            },
            None => {
                state.is_over = true;
                Ok(0)
            },
        })
    }
}

#[test]
fn a_chunk_is_what_one_read_has_brought() {
    use Read::{Brings, Fails, Waits};
    let script = Script::new([
        Brings(b"ab"),
        Waits,
        Brings(b"c"),
        Fails(io::ErrorKind::Interrupted),
        Brings(b"defghijk"),
        Waits,
    ]);
    let chunks = run_to_end(Source::from_async_read(script.clone(), 5).collect::<Vec<_>>());
    let chunks = chunks.unwrap();
    assert_eq!(chunks, ["ab", "c", "defgh", "ijk"]);
    assert_eq!(script.readers(), 0);
}

#[test]
fn chunks_of_every_size_make_the_same_file() {
    let file: Vec<u8> = (0..10_000_u32).map(|n| (n * 31 % 251) as u8).collect();
    for chunk in [1, 2, 3, 7, 255, 256, 9_999, 10_000, 1_000_000] {
        let reader = Cursor::new(file.clone());
        let read = Source::from_async_read(reader, chunk);
        let all = run_to_end(read.collect::<Vec<_>>()).unwrap();
        assert!(all.iter().all(|c| !c.is_empty() && c.len() <= chunk));
        assert_eq!(all.concat(), file, "in chunks of {chunk}");
    }
}

#[test]
fn each_read_is_for_one_wanted_element() {
    let script = Script::new([Read::Brings(b"a"); 10]);
    let mut sink = TestSink::of(Source::from_async_read(script.clone(), 8));
    assert_eq!(sink.run(), Step::Blocked);
    assert_eq!(script.asked(), 0, "it was read without demand");
    sink.request(3);
    sink.run();
    assert_eq!((sink.received(), script.asked()), (3, 3));
    sink.request(7);
    sink.run();
    assert_eq!(script.asked(), 10);
    assert!(sink.is_open(), "the end takes a read, which takes demand");
    sink.request(1);
    sink.run();
    assert!(matches!(sink.ending(), Some(Ok(()))));
    assert_eq!(sink.demand(), Demand::ONE);
    assert_eq!((sink.ledger().produced(), script.readers()), (10, 0));
}

#[test]
fn small_reads_share_a_buffer_until_half_of_it_is_used() {
    let script = Script::new([Read::Brings(&[7; 100]); 9]);
    let chunks = Source::from_async_read(script, 1000).collect::<Vec<_>>();
    let chunks = run_to_end(chunks).unwrap();
    let follows = |pair: &[Bytes]| pair[0].as_ptr_range().end == pair[1].as_ptr();
    let follows: Vec<_> = chunks.windows(2).map(follows).collect();
    assert_eq!(follows[..5], [true; 5]);
    assert!(
        !follows[5],
        "a buffer of which 400 bytes are left is read into"
    );
}

#[test]
fn memory_is_used_again_when_no_chunk_is_alive() {
    let mut places = Vec::new();
    let zeros = futures::io::repeat(b'x');
    let source = Source::from_async_read(zeros, 4096).take(100);
    run_to_end(source.for_each(|chunk| places.push(chunk.as_ptr() as usize))).unwrap();
    places.dedup();
    assert_eq!(places.len(), 1);
    let kept = Source::from_async_read(futures::io::repeat(b'x'), 16).take(3);
    let kept = run_to_end(kept.collect::<Vec<Bytes>>()).unwrap();
    assert!(kept.iter().all(|chunk| *chunk == [b'x'; 16][..]));
}

#[test]
fn a_read_that_fails_fails_the_stream() {
    use Read::{Brings, Claims, Fails};
    for (read, kind) in [
        (
            Fails(io::ErrorKind::ConnectionReset),
            io::ErrorKind::ConnectionReset,
        ),
        (Claims(9), io::ErrorKind::InvalidData),
        (Claims(usize::MAX), io::ErrorKind::InvalidData),
    ] {
        let script = Script::new([Brings(b"whole"), read, Brings(b"never")]);
        let (source, line) = (Source::from_async_read(script.clone(), 8), line!());
        let mut seen = Vec::new();
        let graph = source.for_each(|chunk| seen.push(chunk));
        let outcome = run_to_end(graph.with_ledger());
        let error = outcome.result.unwrap_err();
        assert_eq!(error.downcast_ref::<io::Error>().unwrap().kind(), kind);
        let site = error.site().unwrap();
        assert_eq!(
            (site.name(), site.location().line()),
            ("from_async_read", line)
        );
        assert!(outcome.ledger.is_balanced());
        assert_eq!((script.asked(), script.readers()), (2, 0));
        assert_eq!(seen, ["whole"]);
    }
}

#[test]
fn a_reader_that_is_always_interrupted_or_always_ready_is_cooperative() {
    let script = Script::new(std::iter::repeat_n(
        Read::Fails(io::ErrorKind::Interrupted),
        100_000,
    ));
    let mut task = Task::new(Source::from_async_read(script, 8).count());
    assert_eq!(task.run().unwrap().unwrap(), 0);
    assert!(task.polls() > 10);
    // Large chunks cost more than small ones: a million bytes or so, then others may run.
    let endless = Source::from_async_read(futures::io::repeat(0), 100_000);
    let mut task = Task::new(endless.take(100).count());
    assert_eq!(task.run().unwrap().unwrap(), 100);
    assert!((8..=12).contains(&task.polls()), "{}", task.polls());
}

#[test]
fn a_reader_that_panics_fails_the_run_and_is_named() {
    let script = Script::new([Read::Brings(b"a"), Read::Panics]);
    let (graph, line) = (Source::from_async_read(script.clone(), 8).count(), line!());
    let error = run_to_end(graph).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    let site = error.site().unwrap();
    assert_eq!(
        (site.name(), site.location().line()),
        ("from_async_read", line)
    );
    assert_eq!(script.readers(), 0);
}

#[test]
fn a_reader_that_waits_is_dropped_with_the_run() {
    let script = Script::new([Read::Brings(b"a"), Read::Waits]);
    let mut task = Task::new(Source::from_async_read(script.clone(), 8).count());
    assert!(task.poll().is_pending());
    assert!(task.is_woken());
    drop(task);
    assert_eq!(script.readers(), 0);
}

#[test]
#[should_panic(expected = "a chunk of 0 bytes")]
fn a_chunk_of_nothing_is_refused() {
    let _never = Source::from_async_read(Script::default(), 0);
}

#[cfg(feature = "tokio")]
#[test]
fn a_tokio_reader_reads_the_same() {
    let file = "a whole file ".repeat(1000);
    for chunk in [1, 5, 4096, 100_000] {
        let read = Source::from_tokio_read(file.as_bytes(), chunk);
        let all = run_to_end(read.collect::<Vec<_>>()).unwrap();
        assert!(all.iter().all(|c| !c.is_empty() && c.len() <= chunk));
        assert_eq!(all.concat(), file.as_bytes());
    }
}
