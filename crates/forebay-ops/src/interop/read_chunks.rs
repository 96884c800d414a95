//! `from_async_read`: what a reader reads, piece by piece.

use std::fmt;
use std::io;
use std::task::{Context as Task, Poll, ready};

use bytes::{Bytes, BytesMut};
use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Stage, blame};

use super::PollRead;

/// Reading so many bytes costs as much of the island's budget as one element does.
const BYTES_PER_ELEMENT: usize = 256;

/// Emits what each read of a reader has brought.
pub struct ReadChunks<R> {
    /// `None` once the input has ended or failed, and once cancelled.
    reader: Option<R>,
    /// What is read into next: bytes that no chunk points to.
    room: BytesMut,
    chunk: usize,
    emitted: u64,
    site: Site,
}

impl<R: PollRead> ReadChunks<R> {
    /// Emits chunks of at most `chunk` bytes.
    ///
    /// # Panics
    /// If `chunk` is zero.
    #[track_caller]
    pub fn new(reader: R, chunk: usize, site: Site) -> Self {
        assert!(chunk > 0, "a chunk of 0 bytes: nothing could ever be read");
        Self {
            reader: Some(reader),
            room: BytesMut::new(),
            chunk,
            emitted: 0,
            site,
        }
    }
}

impl<R: PollRead> Stage for ReadChunks<R> {
    type Out = Bytes;

    fn poll_run<O: Outlet<Bytes>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let mut task = cx.task();
        while let Some(reader) = &mut self.reader {
            // Reading is what makes an element, so without demand nothing is read.
            if out.demand().is_none() || cx.budget().is_spent() {
                return Poll::Pending;
            }
            let (room, chunk) = (&mut self.room, self.chunk);
            let read = blame(&self.site, || poll_chunk(reader, room, chunk, &mut task));
            match ready!(read) {
                Ok(Some(chunk)) => {
                    let cost = 1 + chunk.len() / BYTES_PER_ELEMENT;
                    cx.budget().spend(cost as u64);
                    self.emitted += 1;
                    blame(&self.site, || out.push(chunk));
                },
                Ok(None) => self.release(),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => cx.budget().spend(1),
                Err(error) => {
                    self.release();
                    return Poll::Ready(Err(StreamError::new(error).at(self.site)));
                },
            }
        }
        Poll::Ready(Ok(()))
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.release();
    }

    fn account(&self, ledger: &mut Ledger) {
        ledger.enter(Account::source(self.site, self.emitted, self.emitted));
    }
}

impl<R> ReadChunks<R> {
    fn release(&mut self) {
        self.reader = None;
        self.room = BytesMut::new();
    }
}

/// One read; `None` at the end of the input.
fn poll_chunk<R: PollRead>(
    reader: &mut R,
    room: &mut BytesMut,
    chunk: usize,
    task: &mut Task<'_>,
) -> Poll<io::Result<Option<Bytes>>> {
    // Small reads share a buffer until half of it is used; then a new one begins, in the memory
    // of the old one if none of its chunks is alive any more.
    if room.len() < chunk.div_ceil(2) {
        room.clear();
        room.resize(chunk, 0);
    }
    let length = ready!(reader.poll_read(task, room))?;
    if length > room.len() {
        let claim = format!(
            "a reader says it has read {length} bytes where there was room for {}",
            room.len()
        );
        return Poll::Ready(Err(io::Error::new(io::ErrorKind::InvalidData, claim)));
    }
    Poll::Ready(Ok((length > 0).then(|| room.split_to(length).freeze())))
}

impl<R> fmt::Debug for ReadChunks<R> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ReadChunks")
            .field("chunk", &self.chunk)
            .field("emitted", &self.emitted)
            .field("ended", &self.reader.is_none())
            .finish_non_exhaustive()
    }
}
