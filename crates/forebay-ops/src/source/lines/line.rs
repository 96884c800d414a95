//! The two forms a line comes in: bytes and text.

use std::ops::Range;
use std::str::{self, Utf8Error};

use bytes::Bytes;

/// What lines are emitted as.
pub trait Line: Send {
    /// Makes a line of a piece of a block.
    ///
    /// # Errors
    /// If the bytes are no such line.
    fn cut(block: &Bytes, range: Range<usize>) -> Result<Self, Utf8Error>
    where
        Self: Sized;

    /// Makes a line of bytes that were put together from several blocks.
    ///
    /// `truncated` tells that the end is missing, perhaps in the middle of a character.
    ///
    /// # Errors
    /// If the bytes are no such line.
    fn joined(bytes: Vec<u8>, truncated: bool) -> Result<Self, Utf8Error>
    where
        Self: Sized;
}

impl Line for Bytes {
    #[inline]
    fn cut(block: &Bytes, range: Range<usize>) -> Result<Self, Utf8Error> {
        Ok(block.slice(range))
    }

    fn joined(bytes: Vec<u8>, _: bool) -> Result<Self, Utf8Error> {
        Ok(Self::from(bytes))
    }
}

impl Line for String {
    #[inline]
    fn cut(block: &Bytes, range: Range<usize>) -> Result<Self, Utf8Error> {
        str::from_utf8(&block[range]).map(str::to_owned)
    }

    fn joined(mut bytes: Vec<u8>, truncated: bool) -> Result<Self, Utf8Error> {
        if truncated
            && let Err(error) = str::from_utf8(&bytes)
            && error.error_len().is_none()
        {
            bytes.truncate(error.valid_up_to());
        }
        Self::from_utf8(bytes).map_err(|error| error.utf8_error())
    }
}
