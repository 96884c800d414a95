//! Sinks that hand their elements to those of other crates.

use std::error::Error;

use forebay_engine::{Completion, Inlet, IntoSink, Metered};
#[cfg(feature = "tokio")]
use forebay_ops::interop::TokioIo;
use forebay_ops::interop::{FromSink, FuturesIo, WriteBytes};
use forebay_protocol::Site;
use forebay_stage::Materializer;

use super::{Drain, Sink};
use crate::SinkPart;

impl<T> Sink<T, (), ()> {
    /// Sends each element to a `futures::Sink`: a channel, a socket with a codec, a web socket.
    ///
    /// Whenever the sink's `poll_ready` says yes, that is demand for one element. The sink is
    /// flushed when the stream has nothing more for now, and closed at the end. If the stream
    /// fails, what was sent before is flushed first and the sink is dropped without being closed,
    /// so that the other end does not take a torn stream for a whole one; a cancel drops it at
    /// once. The sink is boxed once, so it need not be `Unpin`.
    ///
    /// - **Requests** elements one by one, as the sink is ready for them. That it is ready is
    ///   asked before there is an element, so a sink that reserves a place keeps it reserved
    ///   while the stream has nothing for it.
    /// - **Completes when** upstream has completed and the sink is flushed and closed.
    /// - **Fails when** the sink does, with its error as the source, and never calls it again;
    ///   also when upstream fails.
    /// - **Cancels when** the sink fails.
    /// - **Holds** no element: each is handed over in the moment it comes.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    /// use futures::StreamExt;
    /// use futures::channel::mpsc;
    /// use futures::executor::block_on;
    ///
    /// let (sender, receiver) = mpsc::channel(1);
    /// let sending = Source::iter(1..=4).to_mat(Sink::from_sink(sender), Keep::right);
    /// let sending = sending.into_future();
    /// let (sent, received) = block_on(futures::future::join(sending, receiver.collect::<Vec<_>>()));
    /// sent?;
    /// assert_eq!(received, [1, 2, 3, 4]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`Source::forward`](crate::Source::forward), which is shorter.
    #[doc(alias = "futures")]
    #[doc(alias = "send_all")]
    #[doc(alias = "forward")]
    #[track_caller]
    pub fn from_sink<K>(sink: K) -> Sink<T, Completion<()>, Drain<FromSink<K>>>
    where
        K: futures::Sink<T, Error: Into<Box<dyn Error + Send + Sync>>> + Send,
    {
        Sink::from_operator(FromSink::new(sink, Site::caller("from_sink")))
    }
}

impl<T: AsRef<[u8]>> Sink<T, (), ()> {
    /// Writes the bytes of each element to an `AsyncWrite` of the `futures` kind, and gives the
    /// number of bytes.
    ///
    /// Bytes are gathered in a block of 64 KiB, which is written when it is full, or when the
    /// stream has nothing more for now; in the latter case the writer is flushed as well. At the end
    /// it is closed. If the stream fails, what was taken before is written and flushed first, and
    /// the writer is dropped without being closed; a cancel drops it, and the block, at once. The
    /// writer is boxed once, so it need not be `Unpin`.
    ///
    /// - **Requests** elements one by one, while the block at hand has room.
    /// - **Completes when** upstream has completed, everything is written, and the writer is closed.
    /// - **Fails when** writing does, with the `std::io::Error` as its source: also when the
    ///   writer takes no bytes at all (`WriteZero`) or says that it took more than there are
    ///   (`InvalidData`); `Interrupted` is tried again. Also when upstream fails.
    /// - **Cancels when** writing fails.
    /// - **Holds** at most one block of 64 KiB and the rest of its last element, as bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    /// use futures::io::Cursor;
    ///
    /// let mut file = [0; 8];
    /// let writer = Cursor::new(&mut file[..]);
    /// let writing = Source::iter(["one ", "two"]).to_mat(Sink::to_async_write(writer), Keep::right);
    /// assert_eq!(writing.wait()?, 7);
    /// assert_eq!(&file, b"one two\0");
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    ///
    /// See also [`write_lines`](Self::write_lines), for writers that block.
    #[doc(alias = "AsyncWrite")]
    #[doc(alias = "into_async_write")]
    #[track_caller]
    pub fn to_async_write<W>(writer: W) -> Sink<T, Completion<u64>, Drain<WriteBytes<FuturesIo<W>>>>
    where
        W: futures::AsyncWrite + Send,
    {
        let site = Site::caller("to_async_write");
        Sink::from_operator(WriteBytes::new(FuturesIo::new(writer), site))
    }

    /// Writes the bytes of each element to an `AsyncWrite` of tokio, and gives the number of bytes.
    ///
    /// As [`to_async_write`](Self::to_async_write); at the end the writer is shut down.
    ///
    /// - **Requests** elements one by one, while the block at hand has room.
    /// - **Completes when** upstream has completed, everything is written, and the writer is shut
    ///   down.
    /// - **Fails when** writing does, with the `std::io::Error` as its source; also when upstream
    ///   fails.
    /// - **Cancels when** writing fails.
    /// - **Holds** at most one block of 64 KiB and the rest of its last element, as bytes.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let mut file = Vec::new();
    /// let writing = Source::iter(["one ", "two"]).to_mat(Sink::to_tokio_write(&mut file), Keep::right);
    /// assert_eq!(writing.wait()?, 7);
    /// assert_eq!(file, b"one two");
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[cfg(feature = "tokio")]
    #[doc(alias = "AsyncWrite")]
    #[track_caller]
    pub fn to_tokio_write<W>(writer: W) -> Sink<T, Completion<u64>, Drain<WriteBytes<TokioIo<W>>>>
    where
        W: tokio::io::AsyncWrite + Send,
    {
        let site = Site::caller("to_tokio_write");
        Sink::from_operator(WriteBytes::new(TokioIo::new(writer), site))
    }
}

impl<T, M, K: SinkPart<Metered<Inlet<T>>>> Sink<T, M, K>
where
    T: Send,
{
    /// The sink as a `futures::Sink`, to be fed by hand or by a `futures::Stream`.
    ///
    /// It runs in the task that polls it. `poll_ready` says yes when the sink wants an element,
    /// `poll_flush` waits until the sink has taken it, `poll_close` completes the stream and waits
    /// for the sink's value; [`IntoSink::finish`] gives it. Once the sink has failed, or has all
    /// it needs, nothing more can be sent. Dropping it cancels.
    ///
    /// ```
    /// use forebay::Sink;
    /// use futures::{SinkExt, StreamExt, stream};
    ///
    /// let sum = futures::executor::block_on(async {
    ///     let mut sink = Sink::fold(0, |sum, n: u64| sum + n).into_sink();
    ///     sink.send(1).await?;
    ///     stream::iter(2..=4).map(Ok).forward(&mut sink).await?;
    ///     sink.finish().await
    /// });
    /// assert_eq!(sum?, 10);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    // tidy: not an operator
    #[track_caller]
    pub fn into_sink(self) -> IntoSink<T, K::Stage> {
        let (part, mut materializer) = (self.part, Materializer::new());
        let site = part.site();
        IntoSink::new(Site::caller("into_sink"), |inlet| {
            let stage = part.materialize(Metered::new(inlet, site), &mut materializer);
            (stage, materializer.take_islands())
        })
    }
}
