//! `Request`: the request line of an entry.

#[cfg(test)]
mod tests;

use memchr::{memchr, memchr2, memrchr};

use crate::entry::Entry;
use crate::malformed::Malformed;

/// The request line of an entry, as far as the report needs it.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Request<'a> {
    pub(crate) method: &'a [u8],
    /// The target without its query.
    pub(crate) path: &'a [u8],
}

impl<'a> Request<'a> {
    /// Reads `METHOD target HTTP/1.1`.
    ///
    /// The version may be missing: in HTTP/0.9, and where the server cut an over-long line. A
    /// target may hold spaces, since servers let that pass for decades.
    ///
    /// # Errors
    /// What clients of other protocols send (TLS, SSH, a port scan) is logged in this field
    /// too. The error says why it is no request.
    pub(crate) fn parse(entry: &'a Entry) -> Result<Self, Malformed> {
        Self::from_line(&entry.request).map_err(|(what, at)| {
            Malformed::expected(what, entry.request_at + at, entry.request.slice(at..))
        })
    }

    fn from_line(line: &'a [u8]) -> Result<Self, (&'static str, usize)> {
        const METHOD: &str = "an HTTP method";

        let method_end = memchr(b' ', line).ok_or((METHOD, 0))?;
        let (method, rest) = (&line[..method_end], &line[method_end + 1..]);
        if method.is_empty() || !method.iter().copied().all(is_token) {
            return Err((METHOD, 0));
        }
        let target = match memrchr(b' ', rest) {
            Some(space) if rest[space + 1..].starts_with(b"HTTP/") => &rest[..space],
            _ => rest,
        };
        let path = match memchr2(b'?', b'#', target) {
            Some(query) => &target[..query],
            None => target,
        };
        let is_target = path.starts_with(b"/")
            || path == b"*"
            || (method == b"CONNECT" && !path.is_empty())
            || path.windows(3).any(|three| three == b"://");
        if !is_target {
            return Err(("a path or a URL", method_end + 1));
        }
        Ok(Self { method, path })
    }
}

/// True for the bytes that HTTP allows in a method.
fn is_token(byte: u8) -> bool {
    byte.is_ascii_alphanumeric() || b"!#$%&'*+-.^_`|~".contains(&byte)
}
