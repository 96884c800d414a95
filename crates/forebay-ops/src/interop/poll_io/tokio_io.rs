//! `AsyncRead` and `AsyncWrite` of tokio.

use std::io;
use std::pin::Pin;
use std::task::{Context, Poll};

use tokio::io::{AsyncRead, AsyncWrite, ReadBuf};

use super::{PollRead, PollWrite};

/// A reader or writer of the tokio kind.
#[derive(Debug)]
pub struct TokioIo<H>(Pin<Box<H>>);

impl<H> TokioIo<H> {
    /// Boxed once, so that it need not be `Unpin`.
    pub fn new(handle: H) -> Self {
        Self(Box::pin(handle))
    }
}

impl<H: AsyncRead + Send> PollRead for TokioIo<H> {
    fn poll_read(&mut self, task: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>> {
        let mut buffer = ReadBuf::new(buffer);
        let polled = self.0.as_mut().poll_read(task, &mut buffer);
        polled.map_ok(|()| buffer.filled().len())
    }
}

impl<H: AsyncWrite + Send> PollWrite for TokioIo<H> {
    fn poll_write(&mut self, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>> {
        self.0.as_mut().poll_write(task, bytes)
    }

    fn poll_flush(&mut self, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_flush(task)
    }

    fn poll_close(&mut self, task: &mut Context<'_>) -> Poll<io::Result<()>> {
        self.0.as_mut().poll_shutdown(task)
    }
}
