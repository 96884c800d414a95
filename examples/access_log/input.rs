//! `Input`: the log, opened.

use std::fs::File;
use std::io::{self, Read};

use crate::cli::Log;
use crate::escape::shown;

/// Where the sample is, in the checkout that this program was built in.
const SAMPLE: &str = concat!(env!("CARGO_MANIFEST_DIR"), "/data/access.log");

/// How much of a file's name is shown.
const NAME_WIDTH: usize = 200;

/// The log, opened.
pub(crate) struct Input {
    pub(crate) reader: Box<dyn Read + Send>,
    /// How many bytes there are to read, where that is known.
    pub(crate) size: Option<u64>,
}

impl Input {
    /// # Errors
    /// What the system says if the log cannot be opened.
    pub(crate) fn open(log: &Log) -> io::Result<Self> {
        match log {
            Log::StandardInput => Ok(Self {
                reader: Box::new(io::stdin()),
                size: None,
            }),
            Log::Sample => Self::of(File::open(SAMPLE)?),
            Log::File(path) => Self::of(File::open(path)?),
        }
    }

    fn of(file: File) -> io::Result<Self> {
        let metadata = file.metadata()?;
        // A pipe or a device has a length too, but it says nothing.
        let size = metadata.is_file().then_some(metadata.len());
        Ok(Self {
            reader: Box::new(file),
            size,
        })
    }
}

impl Log {
    /// The log's name in the report.
    pub(crate) fn name(&self) -> String {
        match self {
            Self::Sample => "the sample examples/data/access.log".to_owned(),
            Self::StandardInput => "standard input".to_owned(),
            Self::File(path) => shown(path.as_os_str().as_encoded_bytes(), NAME_WIDTH),
        }
    }

    /// The log's name in a complaint that it cannot be read, with a remedy where there is one.
    pub(crate) fn name_and_remedy(&self) -> (String, &'static str) {
        match self {
            Self::Sample => (
                shown(SAMPLE.as_bytes(), NAME_WIDTH),
                "; it comes with the source that this program was built from, so name a FILE instead",
            ),
            _ => (self.name(), ""),
        }
    }
}
