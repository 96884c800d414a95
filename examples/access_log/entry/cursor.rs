//! `Cursor`: reads a line field by field, and remembers where it is.

use memchr::memchr2;

use super::Missed;

/// Decimal digits that always fit into a `u64`.
const DIGITS_MAX: usize = 19;

pub(super) struct Cursor<'a> {
    line: &'a [u8],
    at: usize,
}

impl<'a> Cursor<'a> {
    pub(super) fn new(line: &'a [u8], at: usize) -> Self {
        Self { line, at }
    }

    pub(super) fn is_at_end(&self) -> bool {
        self.rest().is_empty()
    }

    pub(super) fn peek(&self, text: &[u8]) -> bool {
        self.rest().starts_with(text)
    }

    pub(super) fn literal(&mut self, text: &[u8], what: &'static str) -> Result<(), Missed> {
        if !self.peek(text) {
            return Err((what, self.at));
        }
        self.at += text.len();
        Ok(())
    }

    pub(super) fn end(&self) -> Result<(), Missed> {
        if self.is_at_end() {
            Ok(())
        } else {
            Err(("the end of the line", self.at))
        }
    }

    /// Reads a field in quotes, and gives where its inside starts and ends.
    ///
    /// nginx writes a quote within as `\x22`, Apache as `\"`: a byte behind a backslash never
    /// ends the field.
    pub(super) fn quoted(&mut self, what: &'static str) -> Result<(usize, usize), Missed> {
        self.literal(b"\"", what)?;
        let start = self.at;
        let mut end = start;
        loop {
            match memchr2(b'"', b'\\', &self.line[end..]) {
                Some(found) if self.line[end + found] == b'"' => {
                    end += found;
                    self.at = end + 1;
                    return Ok((start, end));
                },
                Some(found) if end + found + 2 <= self.line.len() => end += found + 2,
                _ => return Err(("a closing quote", self.line.len())),
            }
        }
    }

    pub(super) fn status(&mut self) -> Result<u16, Missed> {
        let start = self.at;
        match *self.digits() {
            [a, b, c] => Ok([a, b, c]
                .iter()
                .fold(0, |n, d| n * 10 + u16::from(d - b'0'))),
            _ => Err(("a status of three digits", start)),
        }
    }

    /// Reads a number of bytes. Apache writes `-` for none.
    pub(super) fn bytes_sent(&mut self) -> Result<u64, Missed> {
        if self.peek(b"- ") {
            self.at += 1;
            return Ok(0);
        }
        let start = self.at;
        number(self.digits()).ok_or(("a number of bytes", start))
    }

    /// Reads seconds such as `0.004`. nginx writes `-` where it has no time.
    pub(super) fn milliseconds(&mut self) -> Result<Option<u64>, Missed> {
        const WHAT: &str = "seconds like 0.004";

        if self.rest() == b"-" {
            self.at += 1;
            return Ok(None);
        }
        let start = self.at;
        let seconds = number(self.digits()).ok_or((WHAT, start))?;
        self.literal(b".", WHAT).map_err(|_| (WHAT, start))?;
        let fraction = self.digits();
        let milliseconds = match fraction.len() {
            3 => number(fraction),
            _ => None,
        };
        let milliseconds = milliseconds
            .and_then(|part| seconds.checked_mul(1000)?.checked_add(part))
            .ok_or((WHAT, start))?;
        Ok(Some(milliseconds))
    }

    fn digits(&mut self) -> &'a [u8] {
        let rest = self.rest();
        let length = rest.iter().take_while(|byte| byte.is_ascii_digit()).count();
        self.at += length;
        &rest[..length]
    }

    fn rest(&self) -> &'a [u8] {
        &self.line[self.at..]
    }
}

fn number(digits: &[u8]) -> Option<u64> {
    if digits.is_empty() || digits.len() > DIGITS_MAX {
        return None;
    }
    Some(
        digits
            .iter()
            .fold(0, |number, digit| number * 10 + u64::from(digit - b'0')),
    )
}
