//! A writer, and the bytes that it has not taken yet.

use std::io;
use std::task::{Poll, ready};

use forebay_protocol::StreamError;
use forebay_stage::Context;

use crate::interop::PollWrite;

/// A block is written once it has this many bytes, or when nothing more comes for now.
const BLOCK: usize = 64 * 1024;

pub(super) struct Output<W> {
    /// `None` after an error, after the end, and once cancelled.
    writer: Option<W>,
    block: Vec<u8>,
    /// How much of the block is written.
    at: usize,
    written: u64,
    is_unflushed: bool,
}

impl<W> Output<W> {
    pub(super) fn new(writer: W) -> Self {
        Self {
            writer: Some(writer),
            block: Vec::new(),
            at: 0,
            written: 0,
            is_unflushed: false,
        }
    }

    #[inline]
    pub(super) fn has_room(&self) -> bool {
        self.block.len() < BLOCK
    }

    #[inline]
    pub(super) fn append(&mut self, bytes: &[u8]) {
        self.block.extend_from_slice(bytes);
    }

    /// How many bytes the writer has taken.
    pub(super) fn written(&self) -> u64 {
        self.written
    }

    /// Lets go of the writer, and of what it has not taken.
    pub(super) fn abandon(&mut self) {
        self.writer = None;
        self.block = Vec::new();
        self.at = 0;
    }
}

impl<W: PollWrite> Output<W> {
    /// Ready once the writer has taken the whole block.
    pub(super) fn poll_write(&mut self, cx: &Context<'_>) -> Poll<Result<(), StreamError>> {
        let mut task = cx.task();
        while self.at < self.block.len()
            && let Some(writer) = &mut self.writer
        {
            // When it is spent, upstream has more and the block is written later. A writer that
            // takes a byte at a time, or is interrupted again and again, must not keep the thread.
            if cx.budget().is_spent() {
                return Poll::Pending;
            }
            let rest = &self.block[self.at..];
            let taken = ready!(writer.poll_write(&mut task, rest));
            cx.budget().spend(1);
            match taken.and_then(|taken| checked(taken, rest.len())) {
                Ok(taken) => {
                    self.at += taken;
                    self.written += taken as u64;
                    self.is_unflushed = true;
                },
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {},
                Err(error) => return Poll::Ready(Err(StreamError::new(error))),
            }
        }
        self.at = 0;
        self.block.clear();
        // A huge element must not keep its memory for as long as the stream lives.
        self.block.shrink_to(2 * BLOCK);
        Poll::Ready(Ok(()))
    }

    /// Ready once the whole block is written and flushed.
    pub(super) fn poll_flush(&mut self, cx: &Context<'_>) -> Poll<Result<(), StreamError>> {
        ready!(self.poll_write(cx))?;
        if self.is_unflushed {
            ready!(self.poll_end(cx, W::poll_flush))?;
            self.is_unflushed = false;
        }
        Poll::Ready(Ok(()))
    }

    /// Ready once everything is written and the writer is closed.
    pub(super) fn poll_close(&mut self, cx: &Context<'_>) -> Poll<Result<(), StreamError>> {
        ready!(self.poll_flush(cx))?;
        self.poll_end(cx, W::poll_close)
    }

    fn poll_end(
        &mut self,
        cx: &Context<'_>,
        mut end: impl FnMut(&mut W, &mut std::task::Context<'_>) -> Poll<io::Result<()>>,
    ) -> Poll<Result<(), StreamError>> {
        let mut task = cx.task();
        let Some(writer) = &mut self.writer else {
            return Poll::Ready(Ok(()));
        };
        while !cx.budget().is_spent() {
            match ready!(end(writer, &mut task)) {
                Err(error) if error.kind() == io::ErrorKind::Interrupted => cx.budget().spend(1),
                ended => return Poll::Ready(ended.map_err(StreamError::new)),
            }
        }
        Poll::Pending
    }
}

/// What a writer says it has taken, if that can be.
fn checked(taken: usize, given: usize) -> io::Result<usize> {
    if taken == 0 {
        Err(io::ErrorKind::WriteZero.into())
    } else if taken > given {
        let claim = format!("a writer says it has taken {taken} bytes where it was given {given}");
        Err(io::Error::new(io::ErrorKind::InvalidData, claim))
    } else {
        Ok(taken)
    }
}
