use super::Request;

#[track_caller]
fn path(line: &str) -> &str {
    match Request::from_line(line.as_bytes()) {
        Ok(request) => std::str::from_utf8(request.path).unwrap(),
        Err((what, at)) => panic!("expected {what} at offset {at}: {line}"),
    }
}

fn refused(line: &str) -> (&'static str, usize) {
    Request::from_line(line.as_bytes()).unwrap_err()
}

#[test]
fn the_query_is_no_part_of_the_path() {
    assert_eq!(path("GET /birds/?q=grey+heron HTTP/1.1"), "/birds/");
    assert_eq!(path("GET /?a=/b?c HTTP/1.1"), "/");
    assert_eq!(path("GET /a#b HTTP/1.1"), "/a");
    assert_eq!(
        Request::from_line(b"POST /a HTTP/2.0").unwrap().method,
        b"POST"
    );
}

#[test]
fn odd_requests_of_the_sample_that_are_http() {
    for (line, expected) in [
        ("PRI * HTTP/2.0", "*"),
        ("CONNECT mail.invalid:25 HTTP/1.1", "mail.invalid:25"),
        ("get / HTTP/1.1", "/"),
        ("GET / HTTP/9.9", "/"),
        // HTTP/0.9, and a line that the server cut because it was too long.
        ("GET /about.html", "/about.html"),
        ("GET /marsh/marsh/mar", "/marsh/marsh/mar"),
        ("GET /two words here HTTP/1.1", "/two words here"),
        (r"GET /birds/?q=caf\xC3\xA9 HTTP/1.1", "/birds/"),
        (
            "TRACE /index.php?id=1%27%20OR%20%271%27=%271 HTTP/1.1",
            "/index.php",
        ),
        (
            "BREW /search?q=<script>alert(1)</script> HTTP/1.1",
            "/search",
        ),
        (
            "GET http://other.example/a?b HTTP/1.1",
            "http://other.example/a",
        ),
    ] {
        assert_eq!(path(line), expected, "{line}");
    }
}

#[test]
fn odd_requests_of_the_sample_that_are_not() {
    for line in [
        r"\x16\x03\x01\x02\x00\x01\x00\x01\xFC\x03\x03\x174\xE8\x02 \xDA\x00\x9A",
        r"\x03\x00\x00\x13\x0E\xE0\x00\x00\x00\x00\x00\x01\x00\x08\x00\x03\x00\x00\x00",
        r"\x00\x01\x02\x1B[31m\x7F\x09\x22\x5C",
        "SSH-2.0-scan_1",
        "*1",
        "-",
        "",
        " / HTTP/1.1",
    ] {
        assert_eq!(refused(line), ("an HTTP method", 0), "{line}");
    }
    for line in [
        "GET  HTTP/1.1",
        "GET ",
        "GET ?q HTTP/1.1",
        "HELO mail.example",
        "CONNECT  HTTP/1.1",
    ] {
        let method = line.find(' ').unwrap();
        assert_eq!(refused(line), ("a path or a URL", method + 1), "{line}");
    }
}
