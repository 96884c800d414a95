use super::{Line, lines, words};

fn code(text: &str) -> Vec<String> {
    lines(text).into_iter().map(|line| line.code).collect()
}

fn tested(text: &str) -> Vec<bool> {
    lines(text).into_iter().map(|line| line.in_test).collect()
}

#[test]
fn line_comments_leave_the_code() {
    let found = lines("let a = 1; // then unsafe\n/// doc\n");
    let first = Line {
        code: "let a = 1; ".into(),
        comment: "// then unsafe".into(),
        ..Line::default()
    };
    assert_eq!(found[0], first);
    assert_eq!(found[1].doc(), Some("doc"));
    assert_eq!(found.len(), 2);
}

#[test]
fn four_slashes_are_no_doc() {
    assert_eq!(lines("//// rule")[0].doc(), None);
}

#[test]
fn block_comments_nest_and_keep_their_lines() {
    assert_eq!(code("a /* x /* y */ z\n unsafe */ b\nc"), ["a ", " b", "c"]);
    assert_eq!(code("a /* never closed"), ["a "]);
    assert_eq!(code("a / b * c /*/ still */ d"), ["a / b * c  d"]);
}

#[test]
fn strings_lose_their_insides() {
    assert_eq!(
        code(r#"f("unsafe \" // no", b"x", c"y")"#),
        [r#"f("", b"", c"")"#]
    );
    assert_eq!(code("f(\"one\ntwo\", x)"), ["f(\"", "\", x)"]);
}

#[test]
fn raw_strings_end_at_their_own_hashes() {
    assert_eq!(code("r##\"a \"# unsafe\"## + r#type"), ["r\"\" + r#type"]);
    assert_eq!(
        code("let var = br\"\\\"; unsafe"),
        ["let var = br\"\"; unsafe"]
    );
}

#[test]
fn characters_are_literals_and_lifetimes_are_not() {
    assert_eq!(
        code(r"f('\'', '/', '\u{41}', b'x')"),
        ["f('', '', '', b'')"]
    );
    assert_eq!(
        code("fn f<'a>(x: &'a str) -> &'static str // '"),
        ["fn f<'a>(x: &'a str) -> &'static str "]
    );
    assert_eq!(code("('\"', \"x\")"), ["('', \"\")"]);
}

#[test]
fn words_know_where_they_start() {
    let found: Vec<_> = words("a.bc(é, d_1)").collect();
    assert_eq!(found, [(0, "a"), (2, "bc"), (5, "é"), (9, "d_1")]);
}

#[test]
fn a_word_is_whole() {
    let line = &lines("unsafe_code(Mutex)")[0];
    assert!(line.has_word("Mutex"));
    assert!(!line.has_word("unsafe"));
}

#[test]
fn dense_code_keeps_words_apart() {
    assert_eq!(
        lines("  return todo! ( a :: b )")[0].dense(),
        "return todo!(a::b)"
    );
}

#[test]
fn a_test_module_is_marked_to_its_closing_brace() {
    let text = "fn a() {}\n#[cfg(test)]\nmod tests {\n    fn b() {}\n}\nfn c() {}\n";
    assert_eq!(tested(text), [false, true, true, true, true, false]);
}

#[test]
fn a_test_declaration_is_marked_to_its_semicolon() {
    let text = "#[cfg(all(test, loom))]\n#[path = \"x.rs\"]\nmod tests;\nfn c() {}\n";
    assert_eq!(tested(text), [true, true, true, false]);
    assert_eq!(
        tested("#[cfg(test)] use a::{B, C};\nfn c() {}"),
        [true, false]
    );
}

#[test]
fn a_signature_with_an_array_is_not_the_end() {
    let text = "#[cfg(test)]\nfn a(x: [u8; 2]) {\n    b();\n}\nfn c() {}\n";
    assert_eq!(tested(text), [true, true, true, true, false]);
    let text = "#[cfg(test)]\nconst A: [u8; 2] =\n    [1, 2];\nfn c() {}\n";
    assert_eq!(tested(text), [true, true, true, false]);
}

#[test]
fn a_whole_file_can_be_test_code() {
    assert_eq!(
        tested("//! Models.\n#![cfg(all(test, loom))]\nfn a() {}"),
        [true, true, true]
    );
}

#[test]
fn code_that_also_ships_is_not_marked() {
    for cfg in [
        "not(test)",
        "any(test, loom)",
        "all(not(test), loom)",
        "all(any(test, loom), unix)",
        "loom",
        "feature = \"test\"",
    ] {
        assert_eq!(
            tested(&format!("#[cfg({cfg})]\nfn a() {{}}")),
            [false, false],
            "{cfg}"
        );
    }
}
