//! `Progress`: how far a long log has been read, for a person who waits at a terminal.

#[cfg(test)]
mod tests;

use std::io::{self, IsTerminal, Read};
use std::time::{Duration, Instant};

use indicatif::{HumanCount, ProgressBar, ProgressDrawTarget, ProgressStyle};

/// What is over sooner than this needs no progress bar.
const PATIENCE: Duration = Duration::from_millis(400);

const SIZE_KNOWN: &str = "{bytes} of {total_bytes} [{bar:30}] {percent} %, {msg}, {eta} left";
const SIZE_UNKNOWN: &str = "{bytes} read, {msg}";

/// How far the log has been read.
pub(crate) struct Progress {
    bar: ProgressBar,
}

impl Progress {
    /// `None` where nobody watches: the bar would end up in a file, or garble what a pager shows.
    pub(crate) fn for_terminal(size: Option<u64>) -> Option<Self> {
        let watched = io::stderr().is_terminal() && io::stdout().is_terminal();
        watched.then(|| Self::hidden(size))
    }

    fn hidden(size: Option<u64>) -> Self {
        let bar = ProgressBar::with_draw_target(size, ProgressDrawTarget::hidden());
        let template = if size.is_some() {
            SIZE_KNOWN
        } else {
            SIZE_UNKNOWN
        };
        let style = ProgressStyle::with_template(template);
        bar.set_style(style.unwrap_or_else(|_| ProgressStyle::default_bar()));
        Self { bar }
    }

    /// The same reader, which also moves the bar.
    pub(crate) fn watch<R: Read>(&self, reader: R) -> Watched<R> {
        Watched {
            reader,
            bar: self.bar.clone(),
            lines: 0,
            started: Instant::now(),
        }
    }

    /// Wipes the bar away, so that the report starts on a clean line.
    pub(crate) fn clear(&self) {
        self.bar.finish_and_clear();
    }
}

/// A reader that moves a progress bar, once per read and not per line.
pub(crate) struct Watched<R> {
    reader: R,
    bar: ProgressBar,
    lines: u64,
    started: Instant,
}

impl<R: Read> Read for Watched<R> {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let length = self.reader.read(buffer)?;
        self.lines += memchr::memchr_iter(b'\n', &buffer[..length]).count() as u64;
        self.bar.inc(length as u64);
        let elapsed = self.started.elapsed();
        if elapsed >= PATIENCE {
            if self.bar.is_hidden() {
                self.bar.set_draw_target(ProgressDrawTarget::stderr());
            }
            self.bar.set_message(rate(self.lines, elapsed));
        }
        Ok(length)
    }
}

fn rate(lines: u64, elapsed: Duration) -> String {
    let per_second = u128::from(lines) * 1000 / elapsed.as_millis().max(1);
    let per_second = u64::try_from(per_second).unwrap_or(u64::MAX);
    format!("{} lines/s", HumanCount(per_second))
}
