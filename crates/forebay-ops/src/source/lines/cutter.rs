//! Cuts blocks into lines.

use std::marker::PhantomData;

use bytes::Bytes;
use forebay_protocol::StreamError;
use memchr::memchr;

use super::super::blocks::Block;
use super::{Line, LineOptions, NotUtf8, Overlong, OverlongLine};

/// Cuts blocks into lines. Holds at most one block, and the beginning of one line.
pub(super) struct Cutter<L> {
    options: LineOptions,
    block: Bytes,
    /// How much of the block holds text, and how much of that is used up.
    length: usize,
    at: usize,
    /// The beginning of a line whose end is in a later block; never longer than `max_length`
    /// and a possible `\r`.
    begun: Vec<u8>,
    /// The line in progress is too long: what follows up to its end is passed over.
    overlong: bool,
    /// How many lines may still be cut in this run, those that are skipped included.
    pub(super) fuel: usize,
    /// Lines that have ended, skipped ones included.
    lines: u64,
    pub(super) skipped: u64,
    pub(super) failure: Option<StreamError>,
    line: PhantomData<fn() -> L>,
}

impl<L: Line> Cutter<L> {
    pub(super) fn new(options: LineOptions) -> Self {
        Self {
            options,
            block: Bytes::new(),
            length: 0,
            at: 0,
            begun: Vec::new(),
            overlong: false,
            fuel: 0,
            lines: 0,
            skipped: 0,
            failure: None,
            line: PhantomData,
        }
    }

    /// True if all of the block is used up.
    #[inline]
    pub(super) fn needs_block(&self) -> bool {
        self.at == self.length
    }

    /// Takes the next block and gives the used one back. Call it when one is needed.
    pub(super) fn feed(&mut self, block: Block) -> Bytes {
        self.at = 0;
        self.length = block.length;
        std::mem::replace(&mut self.block, block.bytes)
    }

    pub(super) fn clear(&mut self) {
        self.block = Bytes::new();
        self.length = 0;
        self.at = 0;
        self.begun = Vec::new();
        self.overlong = false;
    }

    /// The next line, if the block holds its end.
    #[inline]
    pub(super) fn next_line(&mut self) -> Option<L> {
        while self.fuel > 0 && self.failure.is_none() {
            let start = self.at;
            let Some(length) = memchr(b'\n', &self.block[start..self.length]) else {
                self.begin(start);
                return None;
            };
            let end = start + length;
            self.at = end + 1;
            self.fuel -= 1;
            if !self.has_begun() {
                let end = end - usize::from(self.block[start..end].ends_with(b"\r"));
                if end - start <= self.options.max_length {
                    self.lines += 1;
                    match L::cut(&self.block, start..end) {
                        Ok(line) => return Some(line),
                        Err(cause) => {
                            return self.fail(NotUtf8 {
                                line: self.lines,
                                cause,
                            });
                        },
                    }
                }
            }
            self.extend(start, end);
            if let Some(line) = self.end_line(true) {
                return Some(line);
            }
        }
        None
    }

    /// True if there is the beginning of a line whose end has not come.
    pub(super) fn has_begun(&self) -> bool {
        self.overlong || !self.begun.is_empty()
    }

    /// The line that the end of the input cuts off. Call it when one has begun.
    pub(super) fn last_line(&mut self) -> Option<L> {
        self.end_line(false)
    }

    /// The block ends in the middle of a line.
    #[cold]
    fn begin(&mut self, start: usize) {
        let end = self.length;
        self.at = end;
        self.extend(start, end);
        if self.overlong && self.options.overlong == Overlong::Fail {
            let _none: Option<L> = self.end_line(false);
        }
    }

    /// Adds a piece of the block to the line in progress, as far as it may grow.
    fn extend(&mut self, start: usize, end: usize) {
        // One more than allowed, since a last `\r` does not count.
        let room = self.options.max_length.saturating_add(1) - self.begun.len();
        let piece = &self.block[start..end];
        self.begun
            .extend_from_slice(&piece[..piece.len().min(room)]);
        self.overlong |= piece.len() > room;
    }

    /// The line in progress has ended: makes it, or deals with one that is too long. A `\r` is
    /// part of a line end only if a newline follows.
    fn end_line(&mut self, newline: bool) -> Option<L> {
        self.lines += 1;
        let max_length = self.options.max_length;
        let mut bytes = std::mem::take(&mut self.begun);
        if newline && !self.overlong && bytes.ends_with(b"\r") {
            bytes.pop();
        }
        let overlong = std::mem::take(&mut self.overlong) || bytes.len() > max_length;
        if overlong {
            match self.options.overlong {
                Overlong::Fail => {
                    return self.fail(OverlongLine {
                        line: self.lines,
                        max_length,
                    });
                },
                Overlong::Truncate => bytes.truncate(max_length),
                Overlong::Skip => {
                    self.skipped += 1;
                    return None;
                },
            }
        }
        match L::joined(bytes, overlong) {
            Ok(line) => Some(line),
            Err(cause) => self.fail(NotUtf8 {
                line: self.lines,
                cause,
            }),
        }
    }

    #[cold]
    fn fail<E>(&mut self, error: E) -> Option<L>
    where
        E: std::error::Error + Send + Sync + 'static,
    {
        self.failure = Some(StreamError::new(error));
        None
    }
}
