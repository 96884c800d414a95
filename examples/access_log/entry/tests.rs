use bytes::Bytes;

use super::{Entry, LINE_LENGTH_MAX};

const TIME: &str = "20/Nov/2026:13:09:09 +0000";

/// What the report uses of a line: time, request, status, bytes sent, milliseconds.
type Used = (String, String, u16, u64, Option<u64>);

#[track_caller]
fn parsed(line: &'static str) -> Used {
    match Entry::parse(Bytes::from_static(line.as_bytes())) {
        Ok(entry) => {
            let text = |bytes: &[u8]| String::from_utf8_lossy(bytes).into_owned();
            assert!(line.as_bytes()[entry.request_at..].starts_with(&entry.request));
            let (time, request) = (text(&entry.time), text(&entry.request));
            (
                time,
                request,
                entry.status,
                entry.bytes_sent,
                entry.milliseconds,
            )
        },
        Err(malformed) => panic!("{malformed}\n{line}"),
    }
}

fn used(request: &str, status: u16, bytes_sent: u64, milliseconds: Option<u64>) -> Used {
    (
        TIME.to_owned(),
        request.to_owned(),
        status,
        bytes_sent,
        milliseconds,
    )
}

fn complaint(line: impl Into<Bytes>) -> String {
    match Entry::parse(line.into()) {
        Ok(entry) => panic!("accepted: {entry:?}"),
        Err(malformed) => malformed.to_string(),
    }
}

#[test]
fn a_plain_line_of_the_sample() {
    assert_eq!(
        parsed(
            r#"127.0.0.2 - - [20/Nov/2026:13:09:09 +0000] "GET /js/app.js HTTP/1.1" 200 14149 "http://www.heron.example/birds/" "Mozilla/5.0 (Macintosh; Intel Mac OS X 10_15_7) AppleWebKit/605.1.15" 1.234"#
        ),
        used("GET /js/app.js HTTP/1.1", 200, 14149, Some(1234)),
    );
}

#[test]
fn the_request_time_may_be_missing_or_unknown() {
    let plain = r#"::1 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 204 0 "-" "-""#;
    assert_eq!(parsed(plain), used("GET / HTTP/1.1", 204, 0, None));
    let unknown = r#"::1 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 204 0 "-" "-" -"#;
    assert_eq!(parsed(unknown), used("GET / HTTP/1.1", 204, 0, None));
}

#[test]
fn user_names_may_hold_spaces_brackets_and_a_time() {
    let expected = used("GET /members/ HTTP/1.1", 401, 179, Some(0));
    for line in [
        r#"127.0.0.71 - field team [20/Nov/2026:13:09:09 +0000] "GET /members/ HTTP/1.1" 401 179 "-" "curl/7.88.1" 0.000"#,
        r#"127.0.0.81 - [ops] \x22on call\x22 [20/Nov/2026:13:09:09 +0000] "GET /members/ HTTP/1.1" 401 179 "-" "curl/7.88.1" 0.000"#,
        r#"127.0.0.81 - me [01/Jan/1970:00:00:00 +0000] [20/Nov/2026:13:09:09 +0000] "GET /members/ HTTP/1.1" 401 179 "-" "-" 0.000"#,
        r#"127.0.0.81 -  [20/Nov/2026:13:09:09 +0000] "GET /members/ HTTP/1.1" 401 179 "-" "-" 0.000"#,
    ] {
        assert_eq!(parsed(line), expected, "{line}");
    }
}

#[test]
fn escaped_and_empty_fields_of_the_sample() {
    let greeting = r#"127.0.0.71 - - [20/Nov/2026:13:09:09 +0000] "\x16\x03\x01\x02 \xDA\x00" 400 157 "-" "-" 0.001"#;
    assert_eq!(
        parsed(greeting),
        used(r"\x16\x03\x01\x02 \xDA\x00", 400, 157, Some(1))
    );
    let empty =
        r#"127.0.0.71 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 200 6124 "" "" 0.000"#;
    assert_eq!(parsed(empty), used("GET / HTTP/1.1", 200, 6124, Some(0)));
    let quotes = r#"127.0.0.81 - - [20/Nov/2026:13:09:09 +0000] "GET /search?name=\x22heron\x22&path=C:\x5Cmarsh HTTP/1.1" 404 153 "http://x.example/\x22" "odd \x22quoted\x22 \x5Cagent\x5C" 0.000"#;
    let request = r"GET /search?name=\x22heron\x22&path=C:\x5Cmarsh HTTP/1.1";
    assert_eq!(parsed(quotes), used(request, 404, 153, Some(0)));
    let no_request = r#"127.0.0.71 - - [20/Nov/2026:13:09:09 +0000] "" 400 0 "-" "-" 0.000"#;
    assert_eq!(parsed(no_request), used("", 400, 0, Some(0)));
}

#[test]
fn what_other_servers_and_formats_write() {
    // Apache escapes with a backslash, and writes `-` for no bytes.
    let apache = r#"10.0.0.1 ident bob [20/Nov/2026:13:09:09 +0000] "GET /\"a\\ HTTP/1.0" 304 - "-" "a \"b\"""#;
    assert_eq!(parsed(apache), used(r#"GET /\"a\\ HTTP/1.0"#, 304, 0, None));
    // nginx's `main` has one more quoted field.
    let main = r#"10.0.0.1 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 200 5 "-" "-" "203.0.113.7, 10.0.0.9""#;
    assert_eq!(parsed(main), used("GET / HTTP/1.1", 200, 5, None));
    let timed =
        r#"10.0.0.1 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 200 5 "-" "-" "-" 12.050"#;
    assert_eq!(parsed(timed), used("GET / HTTP/1.1", 200, 5, Some(12_050)));
}

#[test]
fn a_complaint_says_what_was_expected_where_and_what_was_found() {
    const HEAD: &str = r#"::1 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1""#;

    for (tail, expected) in [
        ("", "a space and the status at byte 54, found the end"),
        (" OK 5", "a status of three digits at byte 55, found: OK 5"),
        (" 20 5", "a status of three digits at byte 55, found: 20 5"),
        (
            " 2000 5",
            "a status of three digits at byte 55, found: 2000 5",
        ),
        (
            " 200",
            "a space and the bytes sent at byte 58, found the end",
        ),
        (" 200 -5 ", "a number of bytes at byte 59, found: -5 "),
        (
            " 200 99999999999999999999 ",
            "a number of bytes at byte 59, found: 99999999999999999999 ",
        ),
        (" 200 5 x", "a referrer in quotes at byte 61, found: x"),
        (
            r#" 200 5 "http://"#,
            "a closing quote at byte 69, found the end",
        ),
        (r#" 200 5 "\"#, "a closing quote at byte 63, found the end"),
        (
            r#" 200 5 "-""#,
            "a space and the agent at byte 64, found the end",
        ),
        (
            r#" 200 5 "-" "-"x"#,
            "a space and the request time at byte 68, found: x",
        ),
        (
            r#" 200 5 "-" "-" 0.1"#,
            "seconds like 0.004 at byte 69, found: 0.1",
        ),
        (
            r#" 200 5 "-" "-" 1"#,
            "seconds like 0.004 at byte 69, found: 1",
        ),
        (
            r#" 200 5 "-" "-" 9999999999999999999.000"#,
            "seconds like 0.004 at byte 69, found: 9999999999999999999.000",
        ),
        (
            r#" 200 5 "-" "-" 0.100 upstream"#,
            "the end of the line at byte 74, found:  upstream",
        ),
    ] {
        assert_eq!(
            complaint(format!("{HEAD}{tail}")),
            format!("expected {expected}"),
            "{tail}"
        );
    }
}

#[test]
fn a_complaint_about_the_head() {
    const EXPECTED: &str = r#"expected `address - user [time] "request"` at byte 1"#;

    assert_eq!(complaint(""), format!("{EXPECTED}, found the end"));
    assert_eq!(complaint("hello"), format!("{EXPECTED}, found: hello"));
    assert_eq!(complaint(r#"] ""#), format!("{EXPECTED}, found: ] \""));
    let binary = [&b"\x7fELF\x02\x01\x1b[2J"[..], &[0xff; 4]].concat();
    assert_eq!(
        complaint(binary),
        format!(r"{EXPECTED}, found: \x7FELF\x02\x01\x1B[2J\xFF\xFF\xFF\xFF")
    );
    assert_eq!(
        complaint(r#"- [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 200 5 "-" "-""#),
        format!(r#"{EXPECTED}, found: - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" …"#),
    );

    let time = "expected a time like [20/Nov/2026:13:09:09 +0000] at byte";
    assert_eq!(
        complaint(r#"::1 - - [2026-11-20T13:09:09+00:00] "GET / HTTP/1.1" 200 5 "-" "-""#),
        format!(r#"{time} 9, found: [2026-11-20T13:09:09+00:00] "GET / HTTP/1.1" 200…"#),
    );
    assert_eq!(
        complaint(r#"::1 - -20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1""#),
        format!(r#"{time} 7, found: -20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1""#),
    );
}

#[test]
fn a_line_may_be_as_long_as_the_limit_and_no_longer() {
    let head = r#"::1 - - [20/Nov/2026:13:09:09 +0000] "GET / HTTP/1.1" 200 5 "-" ""#;
    let agent = "a".repeat(LINE_LENGTH_MAX - head.len() - 1);
    let longest = format!("{head}{agent}\"");
    assert_eq!(longest.len(), LINE_LENGTH_MAX);
    assert!(Entry::parse(longest.clone().into()).is_ok());
    let complaint = complaint(longest + " ");
    assert!(
        complaint.starts_with("longer than 65536 bytes, begins with: ::1 - - ["),
        "{complaint}"
    );
}

#[test]
fn no_line_makes_the_parser_panic() {
    // A line cut at both ends everywhere, and with each byte changed to a telling one.
    let line =
        br#"1 - [a] b [20/Nov/2026:13:09:09 +0000] "GET /\x22 HTTP/1.1" 200 5 "-" "\"" "-" 0.004"#;
    for end in 0..=line.len() {
        for start in 0..=end {
            let _parsed = Entry::parse(Bytes::from_static(&line[start..end]));
        }
    }
    for at in 0..line.len() {
        for byte in *b"\"\\[] -.0a\xff" {
            let mut changed = line.to_vec();
            changed[at] = byte;
            let _parsed = Entry::parse(changed.into());
        }
    }
}
