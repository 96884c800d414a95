//! Sources that read what other crates read with.

use bytes::Bytes;
#[cfg(feature = "tokio")]
use forebay_ops::interop::TokioIo;
use forebay_ops::interop::{FuturesIo, ReadChunks};
use forebay_protocol::Site;

use super::{Ready, Source};

impl Source<Bytes> {
    /// Emits what is read from an `AsyncRead` of the `futures` kind, in chunks of at most `chunk`
    /// bytes.
    ///
    /// Each element is what one read has brought, so where chunks begin and end means nothing.
    /// It is read only while downstream wants something. Small chunks share a buffer of `chunk`
    /// bytes, which is used again when none of them is alive: chunks that are kept for long are
    /// better copied. The reader is boxed once, so it need not be `Unpin`.
    ///
    /// - **Emits when** downstream wants something and a read has brought some bytes.
    /// - **Completes when** the input ends, which takes demand to be seen.
    /// - **Fails when** reading does, with the `std::io::Error` as its source, and when the reader
    ///   says that it read more than there was room for (`InvalidData`). A read that was
    ///   `Interrupted` is tried again.
    /// - **Holds** no element, and a buffer of `chunk` bytes.
    ///
    /// # Panics
    ///
    /// If `chunk` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let reader = futures::io::Cursor::new("a whole file");
    /// let chunks = Source::from_async_read(reader, 5).collect::<Vec<_>>().wait()?;
    /// assert_eq!(chunks, ["a who", "le fi", "le"]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`lines`](Source::lines), for readers that block.
    #[doc(alias = "AsyncRead")]
    #[track_caller]
    pub fn from_async_read<R>(
        reader: R,
        chunk: usize,
    ) -> Source<Bytes, (), Ready<ReadChunks<FuturesIo<R>>>>
    where
        R: futures::AsyncRead + Send,
    {
        let site = Site::caller("from_async_read");
        Source::from_stage(ReadChunks::new(FuturesIo::new(reader), chunk, site))
    }

    /// Emits what is read from an `AsyncRead` of tokio, in chunks of at most `chunk` bytes.
    ///
    /// As [`from_async_read`](Self::from_async_read).
    ///
    /// - **Emits when** downstream wants something and a read has brought some bytes.
    /// - **Completes when** the input ends, which takes demand to be seen.
    /// - **Fails when** reading does, with the `std::io::Error` as its source. A read that was
    ///   `Interrupted` is tried again.
    /// - **Holds** no element, and a buffer of `chunk` bytes.
    ///
    /// # Panics
    ///
    /// If `chunk` is zero.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let chunks = Source::from_tokio_read("a whole file".as_bytes(), 5);
    /// assert_eq!(chunks.collect::<Vec<_>>().wait()?, ["a who", "le fi", "le"]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[cfg(feature = "tokio")]
    #[doc(alias = "AsyncRead")]
    #[track_caller]
    pub fn from_tokio_read<R>(
        reader: R,
        chunk: usize,
    ) -> Source<Bytes, (), Ready<ReadChunks<TokioIo<R>>>>
    where
        R: tokio::io::AsyncRead + Send,
    {
        let site = Site::caller("from_tokio_read");
        Source::from_stage(ReadChunks::new(TokioIo::new(reader), chunk, site))
    }
}
