//! `Report`: what is known of a log so far. The whole state of the job.

use std::collections::BTreeMap;

use crate::entry::{Entry, Time};
use crate::findings::Findings;
use crate::malformed::Malformed;
use crate::paths::Paths;
use crate::request::Request;
use crate::slowest::Slowest;
use crate::tally::Tally;

/// How many distinct paths are told apart.
pub(crate) const PATHS_MAX: usize = 10_000;

/// What is known of a log so far. However long the log, it takes a few megabytes at most.
#[derive(Debug)]
pub(crate) struct Report {
    pub(crate) lines: u64,
    pub(crate) total: Tally,
    /// When the first and the last request of the log ended.
    pub(crate) period: Option<(Time, Time)>,
    /// A status has three digits, so there are at most a thousand.
    pub(crate) by_status: BTreeMap<u16, Tally>,
    pub(crate) by_path: Paths,
    pub(crate) without_path: Tally,
    pub(crate) slowest: Slowest,
    /// Lines that are not of the format. Only counted here.
    pub(crate) malformed_lines: Findings,
    /// Lines whose request is no HTTP. Counted everywhere, under no path.
    pub(crate) malformed_requests: Findings,
}

impl Default for Report {
    fn default() -> Self {
        Self {
            lines: 0,
            total: Tally::default(),
            period: None,
            by_status: BTreeMap::new(),
            by_path: Paths::with_capacity(PATHS_MAX),
            without_path: Tally::default(),
            slowest: Slowest::default(),
            malformed_lines: Findings::default(),
            malformed_requests: Findings::default(),
        }
    }
}

impl Report {
    /// The report with one more line; `index` counts lines from zero.
    ///
    /// Boxed, since a fold passes its state on by value for every element.
    pub(crate) fn with(
        mut self: Box<Self>,
        (parsed, index): (Result<Entry, Malformed>, u64),
    ) -> Box<Self> {
        let line_number = index + 1;
        self.lines = line_number;
        match parsed {
            Ok(entry) => self.add(line_number, &entry),
            Err(malformed) => self.malformed_lines.add(line_number, &malformed),
        }
        self
    }

    fn add(&mut self, line_number: u64, entry: &Entry) {
        let &Entry {
            time,
            status,
            bytes_sent,
            milliseconds,
            ..
        } = entry;
        self.total.add(status, bytes_sent);
        self.period = Some((self.period.map_or(time, |(first, _)| first), time));
        self.by_status
            .entry(status)
            .or_default()
            .add(status, bytes_sent);
        match Request::parse(entry) {
            Ok(request) => self.by_path.add(request.path, status, bytes_sent),
            Err(malformed) => {
                self.without_path.add(status, bytes_sent);
                self.malformed_requests.add(line_number, &malformed);
            },
        }
        if let Some(milliseconds) = milliseconds {
            self.slowest
                .add(milliseconds, line_number, status, &entry.request);
        }
    }
}
