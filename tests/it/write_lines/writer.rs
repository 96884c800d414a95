//! A writer that does what a test says, and keeps what was written.

use std::io::{self, Write};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use parking_lot::Mutex;

/// What happens at a write or at a flush.
pub(crate) type Decide<T> = Box<dyn FnMut() -> io::Result<T> + Send>;

/// Keeps what is written, unless it is told to refuse it.
pub(crate) struct Paper {
    written: Arc<Mutex<Written>>,
    /// How many bytes of those at hand are written.
    accept: Decide<usize>,
    flush: Decide<()>,
    /// Hung up when the writer is dropped.
    _alive: Sender<()>,
}

#[derive(Debug, Default)]
struct Written {
    bytes: Vec<u8>,
    writes: u64,
    flushes: u64,
}

/// The test's view of a [`Paper`].
#[derive(Debug)]
pub(crate) struct Reading {
    written: Arc<Mutex<Written>>,
    alive: Receiver<()>,
}

impl Paper {
    pub(crate) fn new() -> (Self, Reading) {
        let (alive, hung_up) = channel();
        let written = Arc::default();
        let reading = Reading {
            written: Arc::clone(&written),
            alive: hung_up,
        };
        let (accept, flush) = (Box::new(|| Ok(usize::MAX)), Box::new(|| Ok(())));
        (
            Self {
                written,
                accept,
                flush,
                _alive: alive,
            },
            reading,
        )
    }

    /// The same paper; `accept` says how many bytes each write takes.
    pub(crate) fn accepting(
        mut self,
        accept: impl FnMut() -> io::Result<usize> + Send + 'static,
    ) -> Self {
        self.accept = Box::new(accept);
        self
    }

    /// The same paper; `flush` is what a flush does.
    pub(crate) fn flushing(
        mut self,
        flush: impl FnMut() -> io::Result<()> + Send + 'static,
    ) -> Self {
        self.flush = Box::new(flush);
        self
    }

    /// The same paper; each write waits for a word first, and refuses when nobody can say it.
    pub(crate) fn gated(self) -> (Self, Sender<()>) {
        let (open, gate) = channel();
        let closed = move || match gate.recv() {
            Ok(()) => Ok(usize::MAX),
            Err(_) => Err(io::Error::other("the test is over")),
        };
        (self.accepting(closed), open)
    }
}

impl Reading {
    pub(crate) fn text(&self) -> String {
        String::from_utf8(self.written.lock().bytes.clone()).expect("text was written")
    }

    pub(crate) fn bytes(&self) -> usize {
        self.written.lock().bytes.len()
    }

    pub(crate) fn writes(&self) -> u64 {
        self.written.lock().writes
    }

    pub(crate) fn flushes(&self) -> u64 {
        self.written.lock().flushes
    }

    /// Waits until the writer is dropped.
    pub(crate) fn wait_for_drop(&self) {
        assert!(self.alive.recv().is_err(), "nobody sends here");
    }
}

impl Write for Paper {
    fn write(&mut self, bytes: &[u8]) -> io::Result<usize> {
        self.written.lock().writes += 1;
        let length = (self.accept)()?.min(bytes.len());
        self.written
            .lock()
            .bytes
            .extend_from_slice(&bytes[..length]);
        Ok(length)
    }

    fn flush(&mut self) -> io::Result<()> {
        self.written.lock().flushes += 1;
        (self.flush)()
    }
}
