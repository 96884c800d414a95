//! The log: how it is made, and what is asked of a line.

use std::io::{self, BufWriter, Write};

use memchr::memchr;
use tempfile::NamedTempFile;

/// Writes a log of about `size` bytes to a temporary file, the same at every call.
pub(crate) fn generate(size: usize) -> io::Result<NamedTempFile> {
    let mut file = NamedTempFile::new()?;
    let mut out = BufWriter::with_capacity(1 << 20, file.as_file_mut());
    let mut random = Random(0x9e37_79b9_7f4a_7c15);
    let (mut line, mut written) = (Vec::new(), 0);
    while written < size {
        line.clear();
        write_line(&mut line, &mut random)?;
        out.write_all(&line)?;
        written += line.len();
    }
    out.flush()?;
    drop(out);
    Ok(file)
}

fn write_line(line: &mut Vec<u8>, random: &mut Random) -> io::Result<()> {
    const METHODS: [&str; 8] = ["GET", "GET", "GET", "GET", "GET", "POST", "HEAD", "DELETE"];
    const STATUSES: [u16; 8] = [200, 200, 200, 200, 304, 301, 404, 500];
    const PATHS: [&str; 4] = ["/", "/images/logo", "/api/v2/orders", "/assets/js/bundle"];
    let r = random.next();
    let (a, b, second) = (r % 256, (r >> 8) % 256, (r >> 16) % 60);
    let method = METHODS[(r >> 24) as usize % 8];
    let status = STATUSES[(r >> 27) as usize % 8];
    let path = PATHS[(r >> 30) as usize % 4];
    let (id, length) = ((r >> 32) % 100_000, (r >> 40) % 60_000);
    write!(
        line,
        "10.0.{a}.{b} - - [12/Mar/2026:06:25:{second:02} +0000] \
         \"{method} {path}/{id} HTTP/1.1\" {status} {length} \"-\" \"curl/8"
    )?;
    line.extend(std::iter::repeat_n(b'.', (r >> 52) as usize % 32));
    line.extend_from_slice(b"\"\n");
    Ok(())
}

/// True for a `GET` that did not succeed. It parses the method and the status.
#[inline]
pub(crate) fn is_failed_get(line: &[u8]) -> bool {
    let Some((method, status)) = fields(line) else {
        return false;
    };
    method == b"GET" && status >= 400
}

#[inline]
fn fields(line: &[u8]) -> Option<(&[u8], u16)> {
    let request = line.get(memchr(b'"', line)? + 1..)?;
    let method = request.get(..memchr(b' ', request)?)?;
    let rest = request.get(memchr(b'"', request)? + 2..)?;
    let digits = rest.get(..3)?;
    let status = digits
        .iter()
        .fold(0, |n, digit| n * 10 + u16::from(digit.wrapping_sub(b'0')));
    Some((method, status))
}

/// Numbers that look random and are the same each time (`SplitMix64`).
struct Random(u64);

impl Random {
    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9e37_79b9_7f4a_7c15);
        let mut z = self.0;
        z = (z ^ (z >> 30)).wrapping_mul(0xbf58_476d_1ce4_e5b9);
        z = (z ^ (z >> 27)).wrapping_mul(0x94d0_49bb_1331_11eb);
        z ^ (z >> 31)
    }
}
