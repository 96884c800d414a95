//! What it was measured on, for the caption.

use std::fs;
use std::thread;

/// The processor, how many threads it runs at once, and how busy it was with other things.
pub(crate) fn description() -> String {
    let cores = thread::available_parallelism().map_or(1, usize::from);
    let processor = processor().unwrap_or_else(|| "a processor".to_owned());
    let load = load().map_or_else(String::new, |load| {
        format!(", load average {load} when it began")
    });
    format!("{processor}, {cores} threads{load}")
}

fn processor() -> Option<String> {
    let cpus = fs::read_to_string("/proc/cpuinfo").ok()?;
    let model = cpus.lines().find(|line| line.starts_with("model name"))?;
    Some(model.split_once(':')?.1.trim().to_owned())
}

fn load() -> Option<String> {
    let load = fs::read_to_string("/proc/loadavg").ok()?;
    load.split(' ').next().map(str::to_owned)
}
