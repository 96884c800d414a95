use super::shown;

#[test]
fn text_that_prints_stays_as_it_is() {
    assert_eq!(shown(br#"GET /a?b="c" \x16"#, 80), r#"GET /a?b="c" \x16"#);
    assert_eq!(
        shown("/vogel/kuckuck-kauz-käuzchen/鷺".as_bytes(), 80),
        "/vogel/kuckuck-kauz-käuzchen/鷺"
    );
}

#[test]
fn what_drives_a_terminal_is_escaped() {
    assert_eq!(
        shown(b"\x1b[2J\x07\r\n\t\x7f", 80),
        r"\x1B[2J\x07\x0D\x0A\x09\x7F"
    );
    // U+009B is the one-character form of ESC [, U+202E turns text around.
    assert_eq!(
        shown("\u{9b}2J\u{202e}".as_bytes(), 80),
        r"\xC2\x9B2J\xE2\x80\xAE"
    );
}

#[test]
fn invalid_utf8_is_escaped_byte_by_byte() {
    assert_eq!(shown(b"caf\xe9 \xff\xfe", 80), r"caf\xE9 \xFF\xFE");
    assert_eq!(shown(b"cut \xe9\xb7", 80), r"cut \xE9\xB7");
}

#[test]
fn text_is_cut_at_the_width_and_never_inside_an_escape() {
    assert_eq!(shown(b"heron", 5), "heron");
    assert_eq!(shown(b"herons", 5), "heron…");
    assert_eq!(shown(b"abc\x01\x02", 8), r"abc\x01…");
    assert_eq!(shown(b"abc\x01", 6), "abc…");
    assert_eq!(shown(b"", 0), "");
}
