//! Logs that nobody would want to meet. Whatever is in them is counted.

use crate::program::{access_log, access_log_of, file};

/// A well-formed line for the path in the middle.
fn line(path: &[u8]) -> Vec<u8> {
    let head = &b"10.0.0.1 - - [20/Nov/2026:13:09:09 +0000] \"GET "[..];
    [head, path, b" HTTP/1.1\" 200 5 \"-\" \"-\" 0.004\n"].concat()
}

#[track_caller]
fn has(report: &str, line: &str) {
    assert!(
        report.lines().any(|each| each.trim() == line),
        "{line:?} is missing in:\n{report}"
    );
}

#[test]
fn an_empty_file() {
    let report = access_log([file("empty.log", b"")]).report();
    has(&report, "lines     0");
    has(&report, "malformed 0");
    has(&report, "Malformed lines: 0");
    has(&report, "byte_lines_with: produced 0");
    has(&report, "books balance: every element is accounted for");
}

#[test]
fn the_last_line_counts_without_a_line_break() {
    let whole = [line(b"/a"), line(b"/b")].concat();
    let (_, cut) = whole.split_last().unwrap();
    for log in [&whole, cut] {
        let report = access_log_of(log).report();
        has(&report, "lines     2");
        has(&report, "requests  2");
    }
}

#[test]
fn line_breaks_of_windows() {
    let log = String::from_utf8([line(b"/a"), line(b"/b")].concat())
        .unwrap()
        .replace('\n', "\r\n");
    has(&access_log_of(log.as_bytes()).report(), "requests  2");
}

#[test]
fn empty_lines_and_lines_of_other_formats_are_malformed() {
    let log = [&b"\n{\"status\": 200}\n"[..], &line(b"/a")].concat();
    let report = access_log_of(&log).report();
    has(&report, "requests  1");
    has(&report, "Malformed lines: 2");
    let expected = r#"expected `address - user [time] "request"` at byte 1, found"#;
    has(&report, &format!("line 1: {expected} the end"));
    has(&report, &format!("line 2: {expected}: {{\"status\": 200}}"));
}

#[test]
fn only_the_first_ten_malformed_lines_are_shown() {
    let report = access_log_of(&b"?\n".repeat(1_234)).report();
    has(&report, "Malformed lines: 1,234");
    has(&report, "and 1,224 more");
    assert_eq!(
        report
            .lines()
            .filter(|line| line.starts_with("  line "))
            .count(),
        10
    );
    has(&report, "fold: delivered 1234");
}

#[test]
fn a_log_without_times_has_no_slowest_requests() {
    let log = br#"::1 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 200 5 "-" "-""#;
    has(
        &access_log_of(log).report(),
        "Slowest requests: the log carries no times",
    );
}

#[test]
fn nothing_in_a_log_reaches_the_terminal_as_a_control_character() {
    let mut log = Vec::new();
    for byte in 0..=u8::MAX {
        // In a malformed line, in a path, and in a request that is no HTTP.
        log.extend([byte, b'\n']);
        log.extend(line(&[b'/', byte]));
        log.extend(line(&[byte]));
    }
    log.extend("\u{9b}2J \u{202e}\n".as_bytes());
    log.extend(line("/\u{9b}2J/\u{202e}".as_bytes()));
    let report = access_log_of(&log).report();
    let outlaw = report
        .chars()
        .find(|&c| c != '\n' && (c.is_control() || c == '\u{202e}'));
    assert_eq!(outlaw, None, "{report}");
}

#[test]
fn bytes_that_are_no_utf8_are_escaped() {
    let log = [
        line(b"/caf\xe9"),
        line("/café".as_bytes()),
        b"\xff\xfe\x1b[31m\n".to_vec(),
    ];
    let report = access_log_of(&log.concat()).report();
    assert!(
        report.contains("  /caf\\xE9\n") && report.contains("  /café\n"),
        "{report}"
    );
    assert!(report.contains("found: \\xFF\\xFE\\x1B[31m\n"), "{report}");
}

#[test]
fn numbers_too_large_to_add_up_stay_large() {
    let huge = line(b"/a").repeat(3);
    let huge = String::from_utf8(huge)
        .unwrap()
        .replace("200 5", "200 9999999999999999999");
    has(
        &access_log_of(huge.as_bytes()).report(),
        "served    16.00 EiB (18,446,744,073,709,551,615 bytes)",
    );
}
