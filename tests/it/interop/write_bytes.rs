//! `AsyncWrite` as a sink.

use std::io;
use std::pin::Pin;
use std::sync::Arc;
use std::task::{Context, Poll, Waker};

use forebay::{CancelCause, Keep, Sink, Source, StreamErrorKind};
use forebay_testkit::TestSource;
use futures::AsyncWrite;
use parking_lot::Mutex;

use crate::executor::{Task, run_to_end};
use crate::hostile::blow_up;

#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Call {
    Write(usize),
    Flush,
    Close,
}

type Decide = Box<dyn FnMut(Call) -> Poll<io::Result<usize>> + Send>;

/// A writer that does what a test says, and keeps what is written.
#[derive(Clone)]
struct Pen(Arc<Mutex<State>>);

struct State {
    written: Vec<u8>,
    calls: Vec<Call>,
    decide: Decide,
    waker: Option<Waker>,
    is_over: bool,
}

impl Pen {
    /// `decide` says what comes of each call, for a write: how many bytes are taken at most.
    fn new(decide: impl FnMut(Call) -> Poll<io::Result<usize>> + Send + 'static) -> Self {
        Self(Arc::new(Mutex::new(State {
            written: Vec::new(),
            calls: Vec::new(),
            decide: Box::new(decide),
            waker: None,
            is_over: false,
        })))
    }

    fn willing() -> Self {
        Self::new(|_| Poll::Ready(Ok(usize::MAX)))
    }

    /// From now on `decide` says what comes of each call; wakes whoever waits.
    fn decide(&self, decide: impl FnMut(Call) -> Poll<io::Result<usize>> + Send + 'static) {
        let waker = {
            let mut state = self.0.lock();
            state.decide = Box::new(decide);
            state.waker.take()
        };
        if let Some(waker) = waker {
            waker.wake();
        }
    }

    fn text(&self) -> String {
        String::from_utf8(self.0.lock().written.clone()).expect("text was written")
    }

    fn calls(&self) -> Vec<Call> {
        std::mem::take(&mut self.0.lock().calls)
    }

    fn writers(&self) -> usize {
        Arc::strong_count(&self.0) - 1
    }

    fn call(&self, call: Call, bytes: &[u8], cx: &mut Context<'_>) -> Poll<io::Result<usize>> {
        let mut state = self.0.lock();
        assert!(!state.is_over, "{call:?} after an error or the end");
        state.calls.push(call);
        let decided = (state.decide)(call);
        match &decided {
            Poll::Pending => state.waker = Some(cx.waker().clone()),
            Poll::Ready(Ok(taken)) => {
                let taken = *taken.min(&bytes.len());
                state.written.extend_from_slice(&bytes[..taken]);
                state.is_over = call == Call::Close;
            },
            Poll::Ready(Err(error)) => {
                state.is_over = error.kind() != io::ErrorKind::Interrupted;
            },
        }
        decided
    }
}

impl AsyncWrite for Pen {
    fn poll_write(
        self: Pin<&mut Self>,
        cx: &mut Context<'_>,
        bytes: &[u8],
    ) -> Poll<io::Result<usize>> {
        let taken = self.call(Call::Write(bytes.len()), bytes, cx);
        taken.map_ok(|taken| match taken {
            usize::MAX => bytes.len(),
            taken => taken,
        })
    }

    fn poll_flush(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.call(Call::Flush, &[], cx).map_ok(drop)
    }

    fn poll_close(self: Pin<&mut Self>, cx: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.call(Call::Close, &[], cx).map_ok(drop)
    }
}

/// What is written to `pen`: `Sink::to_async_write` behind `source`.
macro_rules! writing {
    ($source:expr, $pen:expr) => {
        $source.to_mat(Sink::to_async_write($pen.clone()), Keep::right)
    };
}

#[test]
fn all_bytes_are_written_and_the_writer_is_closed_once() {
    let pen = Pen::willing();
    let written = run_to_end(writing!(Source::iter(["one ", "", "two"]), pen)).unwrap();
    assert_eq!((written, pen.text().as_str()), (7, "one two"));
    assert_eq!(pen.calls(), [Call::Write(7), Call::Flush, Call::Close]);
    assert_eq!(pen.writers(), 0);
    let pen = Pen::willing();
    assert_eq!(
        run_to_end(writing!(Source::<&str>::empty(), pen)).unwrap(),
        0
    );
    assert_eq!(pen.calls(), [Call::Close]);
}

#[test]
fn bytes_go_out_when_nothing_more_comes_for_now() {
    let pen = Pen::willing();
    let input = TestSource::new();
    let mut task = Task::new(writing!(input.source(), pen));
    assert!(task.poll().is_pending());
    assert!(pen.calls().is_empty());
    for round in 0..3 {
        input.push_all(["ab", "c"]);
        assert!(task.poll().is_pending());
        assert_eq!(pen.calls(), [Call::Write(3), Call::Flush], "round {round}");
        assert!(task.poll().is_pending());
        assert!(pen.calls().is_empty(), "it is written and flushed already");
    }
}

#[test]
fn a_busy_stream_is_written_in_full_blocks() {
    let pen = Pen::willing();
    // A block is not a whole number of lines, nor is it what one budget moves.
    let line = "0123456789ab";
    let mut task = Task::new(writing!(Source::iter(vec![line; 20_000]), pen));
    assert_eq!(task.run().unwrap().unwrap(), 240_000);
    assert!(task.polls() > 2);
    let mut calls = pen.calls();
    assert_eq!(calls.split_off(calls.len() - 2), [Call::Flush, Call::Close]);
    let last = calls.pop().unwrap();
    assert!(
        calls.iter().all(|call| *call == Call::Write(65_544)),
        "{calls:?}"
    );
    assert_eq!(last, Call::Write(240_000 % 65_544));
    assert_eq!(pen.text(), line.repeat(20_000));
}

#[test]
fn a_writer_that_takes_little_at_a_time_gets_everything_in_order() {
    for taken in [1, 2, 3, 1000] {
        let mut calls = 0;
        let pen = Pen::new(move |call| {
            calls += 1;
            match call {
                Call::Write(_) if calls % 3 == 0 => {
                    Poll::Ready(Err(io::ErrorKind::Interrupted.into()))
                },
                Call::Flush | Call::Close if calls % 3 != 0 => {
                    Poll::Ready(Err(io::ErrorKind::Interrupted.into()))
                },
                Call::Write(given) => Poll::Ready(Ok(taken.min(given))),
                _ => Poll::Ready(Ok(0)),
            }
        });
        let text = "0123456789".repeat(7000);
        let pieces: Vec<String> = text
            .as_bytes()
            .chunks(7)
            .map(|piece| String::from_utf8(piece.to_vec()).unwrap())
            .collect();
        let mut task = Task::new(writing!(Source::iter(pieces), pen));
        assert_eq!(task.run().unwrap().unwrap(), 70_000);
        assert_eq!(pen.text(), text);
        assert!(taken > 1 || task.polls() > 15, "{} polls", task.polls());
    }
}

#[test]
fn a_slow_writer_slows_the_stream() {
    let pen = Pen::new(|_| Poll::Pending);
    let input = TestSource::new();
    let element = "x".repeat(1024);
    input.push_all(std::iter::repeat_n(element.as_str(), 1000));
    let mut task = Task::new(writing!(input.source(), pen));
    for _ in 0..3 {
        assert!(task.poll().is_pending());
        assert_eq!(input.pulled(), 64, "a block holds 64 KiB");
        assert!(!task.is_woken());
    }
    pen.decide(|_| Poll::Ready(Ok(usize::MAX)));
    assert!(task.is_woken());
    assert!(task.poll().is_pending());
    assert_eq!((input.pulled(), pen.text().len()), (1000, 1000 * 1024));
}

#[test]
fn a_writer_that_fails_fails_the_run_and_is_not_called_again() {
    type Check = fn(Call) -> Poll<io::Result<usize>>;
    let checks: [(Check, io::ErrorKind); 5] = [
        (
            |_| Poll::Ready(Err(io::ErrorKind::BrokenPipe.into())),
            io::ErrorKind::BrokenPipe,
        ),
        (|_| Poll::Ready(Ok(0)), io::ErrorKind::WriteZero),
        (|_| Poll::Ready(Ok(1_000_000)), io::ErrorKind::InvalidData),
        (
            |call| match call {
                Call::Flush => Poll::Ready(Err(io::ErrorKind::StorageFull.into())),
                _ => Poll::Ready(Ok(usize::MAX)),
            },
            io::ErrorKind::StorageFull,
        ),
        (
            |call| match call {
                Call::Close => Poll::Ready(Err(io::ErrorKind::TimedOut.into())),
                _ => Poll::Ready(Ok(usize::MAX)),
            },
            io::ErrorKind::TimedOut,
        ),
    ];
    for (decide, kind) in checks {
        let pen = Pen::new(decide);
        let input = TestSource::new();
        input.push_all(["a", "b"]);
        let (graph, line) = (writing!(input.source(), pen), line!());
        let mut task = Task::new(graph.with_ledger());
        let mut polled = task.poll();
        let ended_idle = polled.is_ready();
        if !ended_idle {
            input.complete();
            polled = task.poll();
        }
        let Poll::Ready(outcome) = polled else {
            panic!("{kind:?} did not end the run")
        };
        let error = outcome.result.unwrap_err();
        assert_eq!(error.downcast_ref::<io::Error>().unwrap().kind(), kind);
        let site = error.site().unwrap();
        assert_eq!(
            (site.name(), site.location().line()),
            ("to_async_write", line)
        );
        assert!(outcome.ledger.is_balanced());
        assert_eq!(ended_idle, kind != io::ErrorKind::TimedOut);
        if ended_idle {
            assert!(matches!(input.cancelled(), Some(CancelCause::Failed(_))));
        }
        assert_eq!(pen.writers(), 0);
    }
}

#[test]
fn a_failed_stream_is_written_and_flushed_but_not_closed() {
    let pen = Pen::new(|_| Poll::Pending);
    let source = Source::iter(0..3).try_map(|n| if n < 2 { Ok("line ") } else { Err("torn") });
    let mut task = Task::new(writing!(source, pen));
    assert!(task.poll().is_pending(), "the failure overtook elements");
    pen.decide(|_| Poll::Ready(Ok(usize::MAX)));
    assert!(task.is_woken());
    let Poll::Ready(Err(error)) = task.poll() else {
        panic!("no failure")
    };
    assert_eq!(error.cause().to_string(), "torn");
    assert_eq!(pen.text(), "line line ");
    assert_eq!(pen.calls(), [Call::Write(10), Call::Write(10), Call::Flush]);
    assert_eq!(pen.writers(), 0);
    // When writing fails as well, what came first is told.
    let pen = Pen::new(|_| Poll::Ready(Ok(0)));
    let source = Source::iter(0..3).try_map(|n| if n < 2 { Ok("line ") } else { Err("torn") });
    let error = run_to_end(writing!(source, pen)).unwrap_err();
    assert_eq!(error.cause().to_string(), "torn");
}

#[test]
fn a_run_that_is_dropped_at_any_point_leaves_nothing() {
    for polls in 0..8 {
        let mut calls = 0;
        let pen = Pen::new(move |_| {
            calls += 1;
            if calls % 2 == 0 {
                Poll::Ready(Ok(usize::MAX))
            } else {
                Poll::Pending
            }
        });
        let input = TestSource::new();
        let mut task = Task::new(writing!(input.source().boxed(), pen));
        for _ in 0..polls {
            input.push("element");
            assert!(task.poll().is_pending());
        }
        drop(task);
        assert!(input.dropped());
        assert_eq!(pen.writers(), 0);
    }
}

#[test]
fn a_writer_or_an_element_that_panics_fails_the_run() {
    struct Hollow;
    impl AsRef<[u8]> for Hollow {
        fn as_ref(&self) -> &[u8] {
            blow_up("hollow")
        }
    }
    let pen = Pen::new(|call| match call {
        Call::Write(_) => Poll::Ready(Ok(usize::MAX)),
        _ => blow_up("no ink"),
    });
    let error = run_to_end(writing!(Source::single("x"), pen)).unwrap_err();
    assert_eq!(error.kind(), StreamErrorKind::Panicked);
    assert_eq!(error.site().unwrap().name(), "to_async_write");
    let error = run_to_end(writing!(Source::iter([Hollow]), Pen::willing())).unwrap_err();
    assert_eq!(error.site().unwrap().name(), "to_async_write");
}

#[cfg(feature = "tokio")]
#[test]
fn a_tokio_writer_is_written_and_shut_down() {
    let (left, right) = tokio::io::duplex(64);
    let text = "a whole file ".repeat(1000);
    let source = Source::iter(vec!["a whole file "; 1000]);
    let writing = source.to_mat(Sink::to_tokio_write(left), Keep::right);
    let reading = Source::from_tokio_read(right, 4096).collect::<Vec<_>>();
    let both = futures::future::join(writing.into_future(), reading.into_future());
    let (written, read) = futures::executor::block_on(both);
    // That the reader has ended says that the writer was shut down.
    assert_eq!(written.unwrap(), 13_000);
    assert_eq!(read.unwrap().concat(), text.as_bytes());
}
