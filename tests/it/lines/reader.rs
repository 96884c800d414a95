//! A reader that does what a script says.

use std::collections::VecDeque;
use std::io::{self, Read};
use std::sync::Arc;
use std::sync::mpsc::{Receiver, Sender, channel};

use parking_lot::Mutex;

use crate::hostile;

/// What one read does.
#[derive(Clone, Debug)]
pub(crate) enum Act {
    /// Hands out these bytes, in as many reads as the buffers take.
    Bytes(Vec<u8>),
    /// Was interrupted by a signal; has to be asked again.
    Interrupted,
    /// Fails with this text.
    Fail(&'static str),
    /// Panics with this text.
    Panic(&'static str),
}

/// Reads what its script says, then the end of the input.
#[derive(Debug)]
pub(crate) struct Script {
    acts: VecDeque<Act>,
    watched: Arc<Mutex<Watched>>,
    /// Hung up when the reader is dropped.
    _alive: Sender<()>,
    /// If there is one, each read waits for a word from it first.
    gate: Option<Receiver<()>>,
}

#[derive(Debug, Default)]
struct Watched {
    reads: u64,
    bytes: u64,
}

/// The test's view of a [`Script`].
#[derive(Debug)]
pub(crate) struct Watch {
    watched: Arc<Mutex<Watched>>,
    alive: Receiver<()>,
}

impl Watch {
    /// How many reads there were.
    pub(crate) fn reads(&self) -> u64 {
        self.watched.lock().reads
    }

    /// How many bytes were handed out.
    pub(crate) fn bytes(&self) -> u64 {
        self.watched.lock().bytes
    }

    /// Waits until the reader is dropped.
    pub(crate) fn wait_for_drop(&self) {
        assert!(self.alive.recv().is_err(), "nobody sends here");
    }
}

impl Script {
    pub(crate) fn new(acts: impl IntoIterator<Item = Act>) -> (Self, Watch) {
        let (alive, hung_up) = channel();
        let watched = Arc::default();
        let watch = Watch {
            watched: Arc::clone(&watched),
            alive: hung_up,
        };
        (
            Self {
                acts: acts.into_iter().collect(),
                watched,
                _alive: alive,
                gate: None,
            },
            watch,
        )
    }

    /// A script whose reads wait for a word each.
    pub(crate) fn gated(acts: impl IntoIterator<Item = Act>) -> (Self, Watch, Sender<()>) {
        let (mut script, watch) = Self::new(acts);
        let (open, gate) = channel();
        script.gate = Some(gate);
        (script, watch, open)
    }

    /// Hands out `bytes` in pieces of `piece`.
    pub(crate) fn pieces(bytes: &[u8], piece: usize) -> (Self, Watch) {
        Self::new(bytes.chunks(piece).map(|piece| Act::Bytes(piece.to_vec())))
    }
}

impl Read for Script {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        self.watched.lock().reads += 1;
        if let Some(gate) = &self.gate {
            gate.recv()
                .map_err(|_| io::Error::other("the test is over"))?;
        }
        match self.acts.pop_front() {
            None => Ok(0),
            Some(Act::Bytes(mut bytes)) => {
                let length = bytes.len().min(buffer.len());
                buffer[..length].copy_from_slice(&bytes[..length]);
                if length < bytes.len() {
                    self.acts.push_front(Act::Bytes(bytes.split_off(length)));
                }
                self.watched.lock().bytes += length as u64;
                Ok(length)
            },
            Some(Act::Interrupted) => Err(io::ErrorKind::Interrupted.into()),
            Some(Act::Fail(text)) => Err(io::Error::other(text)),
            Some(Act::Panic(text)) => hostile::blow_up(text),
        }
    }
}
