//! Sources that read.

use std::io::Read;

use bytes::Bytes;
use forebay_ops::source::{LineOptions, Lines};
use forebay_protocol::Site;

use super::{Ready, Source};

impl Source<String> {
    /// Emits the lines of a file, of standard input, or of anything else that can be read.
    ///
    /// Lines come without their end (`\n` or `\r\n`); what follows the last line end is a line
    /// if there is anything. Reading happens on a thread of its own, so that it blocks neither
    /// this pipeline's other work nor the executor. A `BufRead` is fine, and its buffer is not
    /// in the way; nothing is gained by having one. Nothing is read before there is demand.
    ///
    /// - **Emits when** there is demand and a line has been read
    /// - **Completes when** the input ends
    /// - **Fails when** reading fails, a line is not UTF-8 (`NotUtf8`, with its number), or a
    ///   line is longer than one MiB (`OverlongLine`); see [`lines_with`](Self::lines_with)
    /// - **Holds** at most three blocks of 256 KiB and one unfinished line; they are dropped on
    ///   cancel. A read that blocks at that moment keeps its thread until it returns.
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let text = "one\ntwo\r\nthree".as_bytes();
    /// let lines: Vec<String> = Source::lines(text).collect().wait()?;
    /// assert_eq!(lines, ["one", "two", "three"]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[track_caller]
    pub fn lines<R>(reader: R) -> Source<String, (), Ready<Lines<R, String>>>
    where
        R: Read + Send + 'static,
    {
        let site = Site::caller("lines");
        Source::from_stage(Lines::new(reader, LineOptions::default(), site))
    }

    /// As [`lines`](Self::lines), with a bound of your own on the length of a line.
    ///
    /// - **Emits when** there is demand and a line has been read
    /// - **Completes when** the input ends
    /// - **Fails when** reading fails, a line is not UTF-8, or a line is longer than
    ///   `options.max_length` and `options.overlong` is `Overlong::Fail`
    /// - **Holds** at most three blocks of 256 KiB and `options.max_length` + 1 bytes of an
    ///   unfinished line
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    /// use forebay::{LineOptions, Overlong};
    ///
    /// let options = LineOptions { max_length: 3, overlong: Overlong::Skip };
    /// let outcome = Source::lines_with("one\nthree\ntwo".as_bytes(), options)
    ///     .collect::<Vec<_>>()
    ///     .wait_with_ledger();
    /// assert_eq!(outcome.result?, ["one", "two"]);
    /// assert_eq!(outcome.ledger.dropped(), 1);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[track_caller]
    pub fn lines_with<R>(
        reader: R,
        options: LineOptions,
    ) -> Source<String, (), Ready<Lines<R, String>>>
    where
        R: Read + Send + 'static,
    {
        let site = Site::caller("lines_with");
        Source::from_stage(Lines::new(reader, options, site))
    }
}

impl Source<Bytes> {
    /// Emits the lines of anything that can be read, as bytes that need not be text.
    ///
    /// As [`lines`](Source::lines), but a line points into the block that it was read with:
    /// nothing is copied or checked, and no line is allocated (except one that crosses two
    /// blocks). A block is read into again once no line points into it, so lines that are kept
    /// for long are better copied.
    ///
    /// - **Emits when** there is demand and a line has been read
    /// - **Completes when** the input ends
    /// - **Fails when** reading fails, or a line is longer than one MiB (`OverlongLine`); see
    ///   [`byte_lines_with`](Self::byte_lines_with)
    /// - **Holds** at most three blocks of 256 KiB and one unfinished line
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    ///
    /// let bytes = &b"GET /\n\xff\xfe\n"[..];
    /// let longest = Source::byte_lines(bytes).fold(0, |most, line| line.len().max(most));
    /// assert_eq!(longest.wait()?, 5);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[track_caller]
    pub fn byte_lines<R>(reader: R) -> Source<Bytes, (), Ready<Lines<R, Bytes>>>
    where
        R: Read + Send + 'static,
    {
        let site = Site::caller("byte_lines");
        Source::from_stage(Lines::new(reader, LineOptions::default(), site))
    }

    /// As [`byte_lines`](Self::byte_lines), with a bound of your own on the length of a line.
    ///
    /// - **Emits when** there is demand and a line has been read
    /// - **Completes when** the input ends
    /// - **Fails when** reading fails, or a line is longer than `options.max_length` and
    ///   `options.overlong` is `Overlong::Fail`
    /// - **Holds** at most three blocks of 256 KiB and `options.max_length` + 1 bytes of an
    ///   unfinished line
    ///
    /// # Examples
    ///
    /// ```
    /// use forebay::Source;
    /// use forebay::{LineOptions, Overlong};
    ///
    /// let options = LineOptions { max_length: 3, overlong: Overlong::Truncate };
    /// let lines = Source::byte_lines_with("one\nthree".as_bytes(), options);
    /// assert_eq!(lines.collect::<Vec<_>>().wait()?, ["one", "thr"]);
    /// # Ok::<(), forebay::StreamError>(())
    /// ```
    #[track_caller]
    pub fn byte_lines_with<R>(
        reader: R,
        options: LineOptions,
    ) -> Source<Bytes, (), Ready<Lines<R, Bytes>>>
    where
        R: Read + Send + 'static,
    {
        let site = Site::caller("byte_lines_with");
        Source::from_stage(Lines::new(reader, options, site))
    }
}
