//! Sinks that write.

use std::io::Write;

use forebay_engine::Completion;
use forebay_ops::sink::{WriteLines, Written};
use forebay_protocol::Site;

use super::{Drain, Sink};

impl<T: AsRef<[u8]>> Sink<T, (), ()> {
    /// Writes each element and a line end (`\n`), and gives the number of lines and bytes.
    ///
    /// Writing happens on a thread of its own, in blocks of 64 KiB, or in smaller ones when the
    /// stream has nothing more for now. The writer is flushed at the end. If the stream fails
    /// or is cancelled, lines that were taken are still written, but nobody waits for that.
    ///
    /// - **Requests** elements one by one, while the block at hand has room
    /// - **Completes when** upstream has completed and everything is written and flushed
    /// - **Fails when** writing fails, with the `std::io::Error` as its source; also when
    ///   upstream fails
    /// - **Cancels when** writing fails
    /// - **Holds** at most two blocks, each of 64 KiB and the rest of its last line
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::{Keep, Sink, Source};
    ///
    /// let words = Source::iter(["one", "two"]).to_mat(Sink::write_lines(std::io::sink()), Keep::right);
    /// let written = words.wait()?;
    /// assert_eq!((written.lines, written.bytes), (2, 8));
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[track_caller]
    pub fn write_lines<W>(writer: W) -> Sink<T, Completion<Written>, Drain<WriteLines<W>>>
    where
        W: Write + Send + 'static,
    {
        Sink::from_operator(WriteLines::new(writer, Site::caller("write_lines")))
    }
}
