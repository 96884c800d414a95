//! `Entry`: one line of a log in nginx's combined format.
//!
//! ```text
//! 127.0.0.1 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 200 612 "-" "curl/7.88.1" 0.004
//! address   | |  time of the request's end    request         |   |   referrer agent    seconds
//!    identity user                                       status   bytes sent
//! ```
//!
//! The seconds are the one field that *combined* lacks; they may be missing. More quoted fields
//! behind the agent, such as the `X-Forwarded-For` of nginx's `main`, are passed over.

mod cursor;
#[cfg(test)]
mod tests;

use bytes::Bytes;
use memchr::{memchr_iter, memrchr};

use self::cursor::Cursor;
use crate::malformed::Malformed;

/// More bytes than nginx accepts in any request line, referrer and agent of usual settings.
pub(crate) const LINE_LENGTH_MAX: usize = 64 * 1024;

/// One line of the log, as far as the report needs it.
#[derive(Debug)]
pub(crate) struct Entry {
    /// When the request ended, as it stands in the log.
    pub(crate) time: Time,
    /// The request line. It shares the memory of the line that was read: nothing is copied.
    pub(crate) request: Bytes,
    /// Where in the line the request begins.
    pub(crate) request_at: usize,
    pub(crate) status: u16,
    pub(crate) bytes_sent: u64,
    /// How long the request took, if the log says so.
    pub(crate) milliseconds: Option<u64>,
}

/// Local time with its offset: `20/Nov/2026:13:09:09 +0000`.
pub(crate) type Time = [u8; 26];

/// What a time looks like: `0` stands for a digit, `a` for a letter, `+` for a sign.
const TIME_FORM: &Time = b"00/aaa/0000:00:00:00 +0000";

impl Entry {
    /// Reads one line, which comes without its line break.
    ///
    /// # Errors
    /// Says what the line should have had, where, and what it has there.
    pub(crate) fn parse(line: Bytes) -> Result<Self, Malformed> {
        if line.len() > LINE_LENGTH_MAX {
            return Err(Malformed::longer_than(LINE_LENGTH_MAX, line));
        }
        match Fields::parse(&line) {
            Ok(fields) => Ok(fields.of(line)),
            Err((what, at)) => Err(Malformed::expected(what, at, line.slice(at..))),
        }
    }
}

/// What was expected, and the offset at which it was missed.
type Missed = (&'static str, usize);

struct Fields {
    time: Time,
    request: (usize, usize),
    status: u16,
    bytes_sent: u64,
    milliseconds: Option<u64>,
}

impl Fields {
    fn of(self, mut line: Bytes) -> Entry {
        let Self {
            time,
            request: (start, end),
            status,
            bytes_sent,
            milliseconds,
        } = self;
        line.truncate(end);
        let request = line.split_off(start);
        Entry {
            time,
            request,
            request_at: start,
            status,
            bytes_sent,
            milliseconds,
        }
    }

    fn parse(line: &[u8]) -> Result<Self, Missed> {
        let (time, head) = parse_head(line)?;
        let mut rest = Cursor::new(line, head);
        let request = rest.quoted("a request in quotes")?;
        rest.literal(b" ", "a space and the status")?;
        let status = rest.status()?;
        rest.literal(b" ", "a space and the bytes sent")?;
        let bytes_sent = rest.bytes_sent()?;
        rest.literal(b" ", "a space and the referrer")?;
        rest.quoted("a referrer in quotes")?;
        rest.literal(b" ", "a space and the agent")?;
        rest.quoted("an agent in quotes")?;
        while rest.peek(b" \"") {
            rest.literal(b" ", "a space")?;
            rest.quoted("another field in quotes")?;
        }
        let milliseconds = if rest.is_at_end() {
            None
        } else {
            rest.literal(b" ", "a space and the request time")?;
            rest.milliseconds()?
        };
        rest.end()?;
        Ok(Self {
            time,
            request,
            status,
            bytes_sent,
            milliseconds,
        })
    }
}

/// Reads all that stands before the request. Gives the time, and the offset behind it.
///
/// A user name is whatever a client sent: it may hold spaces, brackets, even a time. But no
/// log writer leaves a quote in it unescaped, so the head ends at the first `] "`.
fn parse_head(line: &[u8]) -> Result<(Time, usize), Missed> {
    const HEAD: &str = "`address - user [time] \"request\"`";
    const TIME: &str = "a time like [20/Nov/2026:13:09:09 +0000]";

    let quote = memchr_iter(b'"', line).find(|&quote| line[..quote].ends_with(b"] "));
    let quote = quote.ok_or((HEAD, 0))?;
    let names_and_time = &line[..quote - b"] ".len()];
    let (names, time) = names_and_time
        .split_last_chunk::<{ TIME_FORM.len() }>()
        .ok_or((HEAD, 0))?;
    if !is_time(time) {
        let opened = memrchr(b'[', names_and_time).unwrap_or(0);
        return Err((TIME, opened));
    }
    let names = names
        .strip_suffix(b" [")
        .ok_or((TIME, names.len().saturating_sub(1)))?;
    let mut names = names.splitn(3, |&byte| byte == b' ');
    match (names.next(), names.next(), names.next()) {
        (Some([_, ..]), Some([_, ..]), Some(_)) => Ok((*time, quote)),
        _ => Err((HEAD, 0)),
    }
}

fn is_time(time: &Time) -> bool {
    time.iter().zip(TIME_FORM).all(|(byte, form)| match form {
        b'0' => byte.is_ascii_digit(),
        b'a' => byte.is_ascii_alphabetic(),
        b'+' => matches!(byte, b'+' | b'-'),
        _ => byte == form,
    })
}
