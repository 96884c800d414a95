//! The limit: blocks, memchr, borrowed lines.

use std::fs::File;
use std::io::Read;

use memchr::memchr;

use crate::log::is_failed_get;

const BLOCK: usize = 256 * 1024;

/// Counts with one buffer. The beginning of a line that a block cuts off moves to the front.
#[inline(never)]
pub(crate) fn count(mut file: File) -> u64 {
    let mut buffer = vec![0; BLOCK];
    let (mut count, mut kept) = (0, 0);
    loop {
        if kept == buffer.len() {
            buffer.resize(2 * kept, 0);
        }
        let read = file.read(&mut buffer[kept..]).unwrap_or(0);
        if read == 0 {
            return count + u64::from(kept > 0 && is_failed_get(&buffer[..kept]));
        }
        let filled = kept + read;
        let mut start = 0;
        while let Some(length) = memchr(b'\n', &buffer[start..filled]) {
            count += u64::from(is_failed_get(&buffer[start..start + length]));
            start += length + 1;
        }
        buffer.copy_within(start..filled, 0);
        kept = filled - start;
    }
}
