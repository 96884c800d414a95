use std::io::Read;
use std::time::Duration;

use indicatif::ProgressStyle;

use super::{Progress, SIZE_KNOWN, SIZE_UNKNOWN, rate};

#[test]
fn the_templates_are_understood() {
    for template in [SIZE_KNOWN, SIZE_UNKNOWN] {
        assert!(ProgressStyle::with_template(template).is_ok(), "{template}");
    }
}

#[test]
fn a_watched_reader_gives_the_same_bytes_and_counts_them() {
    let progress = Progress::hidden(Some(9));
    let mut watched = progress.watch(&b"one\ntwo\n3"[..]);
    let mut text = String::new();
    watched.read_to_string(&mut text).unwrap();
    assert_eq!(text, "one\ntwo\n3");
    assert_eq!(watched.lines, 2);
    assert_eq!(progress.bar.position(), 9);
}

#[test]
fn the_rate_is_a_rounded_number_of_lines_per_second() {
    assert_eq!(rate(3_000_000, Duration::from_secs(2)), "1,500,000 lines/s");
    assert_eq!(
        rate(u64::MAX, Duration::ZERO),
        "18,446,744,073,709,551,615 lines/s"
    );
}
