//! `access_log` needs less than 32 MiB for whatever it reads. Linux tells how much it took.

use std::fs;
use std::io::Write;
use std::iter::repeat_n;
use std::process::Stdio;

use crate::program::{Ended, example};

const KIB_MAX: u64 = 32 * 1024;
const INPUT: usize = 100_000_000;

/// Feeds `pieces` to `access_log -`. Gives its report, and the most memory it took, in KiB.
fn fed(pieces: impl Iterator<Item = Vec<u8>>) -> (String, u64) {
    let mut command = example("access_log");
    let mut child = command
        .arg("-")
        .stdin(Stdio::piped())
        .spawn()
        .expect("the example starts");
    let mut stdin = child.stdin.take().expect("standard input is piped");
    for piece in pieces {
        stdin
            .write_all(&piece)
            .expect("the example reads all of its input");
    }
    // All is written, so all but what is in the pipe and read ahead has been worked on. Once the
    // input is closed, the process may be gone at any time, and its numbers with it.
    let peak = peak_kib(child.id());
    drop(stdin);
    (
        Ended::from(child.wait_with_output().expect("the example ends")).report(),
        peak,
    )
}

fn peak_kib(process: u32) -> u64 {
    let status = fs::read_to_string(format!("/proc/{process}/status")).expect("it still runs");
    let peak = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))
        .expect("VmHWM is told");
    peak.trim()
        .trim_end_matches(" kB")
        .parse()
        .expect("VmHWM is a number of kB")
}

#[track_caller]
fn within_bound((report, peak): (String, u64), expected: &[&str]) {
    assert!(peak < KIB_MAX, "took {peak} KiB, more than {KIB_MAX}");
    for line in expected {
        assert!(
            report.lines().any(|each| each.trim() == *line),
            "{line:?} is not in:\n{report}"
        );
    }
}

#[test]
fn a_single_line_of_100_mb() {
    let piece = vec![b'/'; 1_000_000];
    let line = repeat_n(piece, INPUT / 1_000_000);
    within_bound(
        fed(line.chain([b"\nhello\n".to_vec()])),
        &["lines     2", "Malformed lines: 2", "fold: delivered 2"],
    );
}

#[test]
fn a_log_of_100_mb() {
    let sample = concat!(env!("CARGO_MANIFEST_DIR"), "/data/access.log");
    let sample = fs::read(sample).expect("the sample is there");
    let times = INPUT.div_ceil(sample.len());
    let delivered = format!("fold: delivered {}", 5_406 * times);
    within_bound(
        fed(repeat_n(sample, times)),
        &["Malformed lines: 0", &delivered],
    );
}

#[test]
fn a_log_of_100_mb_in_which_no_path_is_there_twice() {
    let size = piece_of_distinct_paths(0).len();
    within_bound(
        fed((0..INPUT / size).map(piece_of_distinct_paths)),
        &[
            "Busiest paths, of more than 10,000 (queries and all beyond 256 bytes left out)",
            "There were more than 10,000 distinct paths, so rare ones were counted as others.",
            "books balance: every element is accounted for",
        ],
    );
}

/// A thousand lines, each with a path of 400 bytes that no other has and slower than the one
/// before, and a hundred malformed lines among them.
fn piece_of_distinct_paths(piece: usize) -> Vec<u8> {
    const TIME: &str = "20/Nov/2026:13:09:09 +0000";
    const FILLER: &str = "";

    let mut lines = String::new();
    for n in 0..1_000 {
        let number = piece * 1_000 + n;
        let seconds = format!("{}.{:03}", number / 1000, number % 1000);
        let request = format!("GET /{number}/{FILLER:a<400} HTTP/1.1");
        lines += &format!("::1 - - [{TIME}] \"{request}\" 404 5 \"-\" \"-\" {seconds}\n");
        if n % 10 == 0 {
            lines += "malformed\n";
        }
    }
    lines.into_bytes()
}
