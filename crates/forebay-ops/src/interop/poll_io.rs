//! Reading and writing bytes as both worlds of asynchronous I/O understand it.

mod futures_io;
#[cfg(feature = "tokio")]
mod tokio_io;

use std::io;
use std::task::{Context, Poll};

pub use self::futures_io::FuturesIo;
#[cfg(feature = "tokio")]
pub use self::tokio_io::TokioIo;

/// Reads bytes without blocking.
pub trait PollRead: Send {
    /// Reads into `buffer` and says how many bytes; zero is the end of the input.
    ///
    /// # Errors
    /// As `std::io::Read::read`.
    fn poll_read(&mut self, task: &mut Context<'_>, buffer: &mut [u8]) -> Poll<io::Result<usize>>;
}

/// Writes bytes without blocking.
pub trait PollWrite: Send {
    /// Writes some of `bytes` and says how many.
    ///
    /// # Errors
    /// As `std::io::Write::write`.
    fn poll_write(&mut self, task: &mut Context<'_>, bytes: &[u8]) -> Poll<io::Result<usize>>;

    /// Ready once what was written has arrived where it should.
    ///
    /// # Errors
    /// As `std::io::Write::flush`.
    fn poll_flush(&mut self, task: &mut Context<'_>) -> Poll<io::Result<()>>;

    /// Ready once everything is flushed and the other end was told that there is no more.
    ///
    /// # Errors
    /// When flushing fails, or telling so.
    fn poll_close(&mut self, task: &mut Context<'_>) -> Poll<io::Result<()>>;
}
