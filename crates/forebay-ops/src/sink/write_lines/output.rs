//! Blocking writes on a thread of their own, a bounded number of blocks behind.

use std::io::{self, Write};
use std::panic::{AssertUnwindSafe, catch_unwind};
use std::sync::mpsc::{Receiver as Blocks, SyncSender, sync_channel};
use std::task::{Poll, ready};

use forebay_protocol::StreamError;
use forebay_stage::Context;
use futures::StreamExt;
use futures::channel::mpsc::{Receiver, Sender, channel};

/// A block is written once it has this many bytes, or when nothing more comes for now.
pub(super) const BLOCK: usize = 64 * 1024;
/// How many blocks there are: one being filled, one being written.
const BLOCKS: usize = 2;

/// Where lines are written to. The writing thread starts when a line is first asked for.
///
/// [`BLOCKS`] buffers circulate between this end and the writing thread; lines are taken only
/// while one of them is here, so a slow writer slows the stream.
pub(super) struct Output<W> {
    thread: Thread<W>,
    /// The block that is being filled; `None` while the thread has all of them.
    pub(super) block: Option<Vec<u8>>,
    /// Blocks that are empty and wait for their turn.
    spare: Vec<Vec<u8>>,
}

enum Thread<W> {
    Idle(W),
    Writing {
        blocks: SyncSender<Vec<u8>>,
        said: Receiver<Said>,
    },
    Closing {
        said: Receiver<Said>,
    },
    Gone,
}

/// What the writing thread says.
enum Said {
    Written(Vec<u8>),
    Done(Result<(), StreamError>),
}

impl<W: Write + Send + 'static> Output<W> {
    pub(super) fn new(writer: W) -> Self {
        let spare = (0..BLOCKS).map(|_| Vec::new()).collect();
        Self {
            thread: Thread::Idle(writer),
            block: None,
            spare,
        }
    }

    /// Ready once there is a block to fill.
    ///
    /// Listens to the writing thread in any case, so that a writer that fails while nothing
    /// is to be written wakes the stream up.
    pub(super) fn poll_block(&mut self, cx: &Context<'_>) -> Poll<Result<(), StreamError>> {
        if let Thread::Idle(_) = self.thread {
            self.start(cx)?;
        }
        while let Poll::Ready(said) = self.poll_said(cx) {
            match said {
                Said::Written(block) => self.spare.push(block),
                Said::Done(Err(error)) => return Poll::Ready(Err(error)),
                Said::Done(Ok(())) => return Poll::Ready(Err(gone())),
            }
        }
        if self.block.is_none() {
            self.block = self.spare.pop();
        }
        if self.block.is_some() {
            Poll::Ready(Ok(()))
        } else {
            Poll::Pending
        }
    }

    /// Gives the block at hand to the writing thread, if there is anything in it.
    pub(super) fn send_block(&mut self) {
        if let Thread::Writing { blocks, .. } = &self.thread
            && let Some(block) = self.block.take_if(|block| !block.is_empty())
        {
            // If the thread is done already, what it said tells why: see `poll_block`.
            let _done = blocks.send(block);
        }
    }

    /// Ready once all is written and flushed. Call it after the last `send_block`.
    pub(super) fn poll_close(&mut self, cx: &Context<'_>) -> Poll<Result<(), StreamError>> {
        self.hang_up();
        loop {
            match ready!(self.poll_said(cx)) {
                Said::Written(_) => {},
                Said::Done(done) => {
                    self.thread = Thread::Gone;
                    return Poll::Ready(done);
                },
            }
        }
    }

    /// Lets the thread write and flush what was taken, and waits for nothing.
    pub(super) fn abandon(&mut self) {
        self.send_block();
        self.thread = Thread::Gone;
    }

    fn hang_up(&mut self) {
        let thread = std::mem::replace(&mut self.thread, Thread::Gone);
        self.thread = match thread {
            Thread::Writing { said, .. } => Thread::Closing { said },
            other => other,
        };
    }

    fn poll_said(&mut self, cx: &Context<'_>) -> Poll<Said> {
        let (Thread::Writing { said, .. } | Thread::Closing { said }) = &mut self.thread else {
            return Poll::Ready(Said::Done(Err(gone())));
        };
        let said = ready!(said.poll_next_unpin(&mut cx.task()));
        Poll::Ready(said.unwrap_or_else(|| Said::Done(Err(gone()))))
    }

    fn start(&mut self, cx: &Context<'_>) -> Result<(), StreamError> {
        let thread = std::mem::replace(&mut self.thread, Thread::Gone);
        let Thread::Idle(writer) = thread else {
            return Ok(());
        };
        let (blocks, queue) = sync_channel(BLOCKS);
        let (saying, said) = channel(BLOCKS);
        cx.spawn_blocking(Box::new(move || write_all(writer, &queue, saying)))
            .map_err(StreamError::new)?;
        self.thread = Thread::Writing { blocks, said };
        Ok(())
    }
}

fn gone() -> StreamError {
    StreamError::new("the runtime dropped the thread that writes the output")
}

/// The writing thread: writes blocks until there are no more, then flushes.
fn write_all<W: Write>(mut writer: W, blocks: &Blocks<Vec<u8>>, mut said: Sender<Said>) {
    for mut block in blocks {
        if let Err(error) = attempt(|| writer.write_all(&block)) {
            let _unheard = said.try_send(Said::Done(Err(error)));
            return;
        }
        block.clear();
        // A huge line must not keep its memory for as long as the stream lives.
        block.shrink_to(2 * BLOCK);
        // There is room for every block there is; an error means that nobody listens, and
        // what was given to this thread is written all the same.
        let _unheard = said.try_send(Said::Written(block));
    }
    let _unheard = said.try_send(Said::Done(attempt(|| writer.flush())));
}

fn attempt(write: impl FnOnce() -> io::Result<()>) -> Result<(), StreamError> {
    match catch_unwind(AssertUnwindSafe(write)) {
        Ok(written) => written.map_err(StreamError::new),
        Err(payload) => Err(StreamError::panicked(&*payload)),
    }
}
