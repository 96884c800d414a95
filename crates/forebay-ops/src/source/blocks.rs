//! Blocking reads on a thread of their own, a bounded number of blocks ahead.

use std::io::{self, Read};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver as Empties, SyncSender, sync_channel};
use std::task::{Poll, ready};

use bytes::{Bytes, BytesMut};
use forebay_protocol::StreamError;
use forebay_stage::Context;
use futures::StreamExt;
use futures::channel::mpsc::{Receiver, Sender, channel};

/// How many bytes one read asks for.
pub(super) const BLOCK: usize = 256 * 1024;
/// How many blocks there are: one being read, one being used, one on its way.
pub(super) const BLOCKS: usize = 3;

/// The blocks of a reader that blocks. Reading starts when the first block is asked for.
///
/// [`BLOCKS`] buffers circulate between the reading thread and this end, which is the whole of
/// its flow control: the thread reads only into a buffer that was handed back to it.
pub(super) enum Blocks<R> {
    Idle(R),
    Reading {
        full: Receiver<Said>,
        empty: SyncSender<BytesMut>,
    },
    Ended,
}

/// A buffer, and how much of it was read into. A buffer keeps its full length as it goes round,
/// so that it is filled with zeros once and not for each read.
pub(super) struct Block {
    pub(super) bytes: Bytes,
    pub(super) length: usize,
}

/// What the reading thread says.
pub(super) enum Said {
    Block(BytesMut, usize),
    End,
    Failed(StreamError),
}

impl<R: Read + Send + 'static> Blocks<R> {
    /// The next block; `None` at the end of the input.
    pub(super) fn poll_next(
        &mut self,
        cx: &mut Context<'_>,
    ) -> Poll<Result<Option<Block>, StreamError>> {
        if let Self::Idle(_) = self {
            self.start(cx)?;
        }
        let Self::Reading { full, .. } = self else {
            return Poll::Ready(Ok(None));
        };
        let ended = match ready!(full.poll_next_unpin(&mut cx.task())) {
            Some(Said::Block(buffer, length)) => {
                return Poll::Ready(Ok(Some(Block {
                    bytes: buffer.freeze(),
                    length,
                })));
            },
            Some(Said::End) => Ok(None),
            Some(Said::Failed(error)) => Err(error),
            None => Err(StreamError::new(
                "the runtime dropped the thread that reads the input",
            )),
        };
        *self = Self::Ended;
        Poll::Ready(ended)
    }

    /// Gives a used block back, so that it is read into again.
    pub(super) fn recycle(&mut self, block: Bytes) {
        if let Self::Reading { empty, .. } = self {
            // Elements that still point into the block keep it; then a fresh one goes round.
            let buffer = block.try_into_mut().unwrap_or_default();
            // An error means that the reader is done.
            let _done = empty.send(buffer);
        }
    }

    fn start(&mut self, cx: &Context<'_>) -> Result<(), StreamError> {
        let Self::Idle(reader) = std::mem::replace(self, Self::Ended) else {
            return Ok(());
        };
        let (blocks, full) = channel(BLOCKS);
        let (empty, empties) = sync_channel(BLOCKS);
        for _ in 0..BLOCKS {
            let _room = empty.send(BytesMut::new());
        }
        cx.spawn_blocking(Box::new(move || read_all(reader, &empties, blocks)))
            .map_err(StreamError::new)?;
        *self = Self::Reading { full, empty };
        Ok(())
    }

    pub(super) fn close(&mut self) {
        *self = Self::Ended;
    }
}

/// The reading thread: fills the buffers it is given until the input or the other end is gone.
fn read_all<R: Read>(mut reader: R, empties: &Empties<BytesMut>, mut blocks: Sender<Said>) {
    for mut buffer in empties {
        buffer.resize(BLOCK, 0);
        let read = catch_unwind(AssertUnwindSafe(|| read_some(&mut reader, &mut buffer)));
        let (said, done) = match read {
            Ok(Ok(0)) => (Said::End, true),
            Ok(Ok(length)) => (Said::Block(buffer, length.min(BLOCK)), false),
            Ok(Err(error)) => (Said::Failed(StreamError::new(error)), true),
            Err(payload) => (Said::Failed(StreamError::panicked(&*payload)), true),
        };
        // There is room for every block there is; an error means that nobody listens.
        if blocks.try_send(said).is_err() || done {
            return;
        }
    }
}

fn read_some<R: Read>(reader: &mut R, buffer: &mut [u8]) -> io::Result<usize> {
    loop {
        match reader.read(buffer) {
            Err(error) if error.kind() == io::ErrorKind::Interrupted => {},
            read => return read,
        }
    }
}
