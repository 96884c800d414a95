//! The same count with what there is ready-made.

use std::fs::File;
use std::io::{BufRead, BufReader};

use forebay::Source;
use tokio::io::AsyncBufReadExt;
use tokio_stream::StreamExt;
use tokio_stream::wrappers::LinesStream;

use crate::log::is_failed_get;

#[inline(never)]
pub(crate) fn by_read_until(file: File) -> u64 {
    let mut reader = BufReader::with_capacity(256 * 1024, file);
    let (mut line, mut count) = (Vec::new(), 0);
    loop {
        line.clear();
        match reader.read_until(b'\n', &mut line) {
            Ok(read) if read > 0 => count += u64::from(is_failed_get(&line)),
            _ => return count,
        }
    }
}

#[inline(never)]
pub(crate) fn by_std_lines(file: File) -> u64 {
    let reader = BufReader::with_capacity(256 * 1024, file);
    let lines = reader.lines().map_while(Result::ok);
    lines.filter(|line| is_failed_get(line.as_bytes())).count() as u64
}

#[inline(never)]
pub(crate) fn by_byte_lines(file: File) -> u64 {
    let lines = Source::byte_lines(file);
    lines
        .filter(|line| is_failed_get(line))
        .count()
        .wait()
        .unwrap_or(0)
}

#[inline(never)]
pub(crate) fn by_lines(file: File) -> u64 {
    let lines = Source::lines(file);
    lines
        .filter(|line| is_failed_get(line.as_bytes()))
        .count()
        .wait()
        .unwrap_or(0)
}

#[inline(never)]
pub(crate) fn by_lines_stream(file: File) -> u64 {
    let Ok(runtime) = tokio::runtime::Builder::new_current_thread().build() else {
        return 0;
    };
    runtime.block_on(async {
        let file = tokio::fs::File::from_std(file);
        let reader = tokio::io::BufReader::with_capacity(256 * 1024, file);
        let lines = LinesStream::new(reader.lines()).map_while(Result::ok);
        lines
            .fold(0, |count, line| {
                count + u64::from(is_failed_get(line.as_bytes()))
            })
            .await
    })
}
