//! Sources over what other crates know: publishers, and readers of bytes.

use std::num::NonZeroUsize;

use bytes::Bytes;
#[cfg(feature = "tokio")]
use forebay_ops::interop::TokioIo;
use forebay_ops::interop::{FromPublisher, FuturesIo, ReadChunks, Subscribing};
use forebay_protocol::{Publisher, Site};

use super::{Ready, Source};

impl<T: Send> Source<T> {
    /// Emits the elements of a publisher that somebody else wrote.
    ///
    /// It is subscribed to when downstream wants a first element, asked for `prefetch` elements,
    /// and for more when half of them have been passed on, or at once when none is left. It may
    /// signal from any thread, and from inside of its `request`. A publisher that gives more
    /// than it was asked for is cancelled. Its failures keep their kind and their site; a cancel
    /// reaches it with its cause.
    ///
    /// - **Emits when** downstream wants something and it has arrived.
    /// - **Completes when** the publisher has completed and what arrived before is emitted.
    /// - **Fails when** the publisher fails, after what arrived before; when it breaks a rule, with
    ///   a `Violation` that has the rule's number (1.1: more than was requested; 1.9: it never calls
    ///   `on_subscribe`); and as cancelled when it drops its subscriber without an ending.
    /// - **Holds** at most `prefetch` elements, which are discarded on cancel.
    ///
    /// # Examples
    ///
    /// ```
    /// use std::num::NonZeroUsize;
    ///
    /// use forebay::{Source, ThreadPool};
    ///
    /// let pool = ThreadPool::shared().unwrap();
    /// let publisher = Source::iter(1..=1000).into_publisher(&pool);
    /// let prefetch = NonZeroUsize::new(16).unwrap();
    /// let sum = Source::from_publisher(publisher, prefetch).fold(0, |sum, n: u64| sum + n);
    /// assert_eq!(sum.wait()?, 500_500);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`into_publisher`](Self::into_publisher), the way back.
    #[doc(alias = "fromPublisher")]
    #[doc(alias = "reactive streams")]
    #[track_caller]
    pub fn from_publisher<P>(
        publisher: P,
        prefetch: NonZeroUsize,
    ) -> Source<T, (), Ready<FromPublisher<T, P>>>
    where
        P: Publisher<T, Subscribing<T>> + Send,
    {
        let site = Site::caller("from_publisher");
        Source::from_stage(FromPublisher::new(publisher, prefetch, site))
    }
}

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
