use super::UnsafeCode;
use crate::tidy::check;

#[test]
fn the_keyword_is_found_in_any_form() {
    let text = "fn a() {\n    unsafe { b() }\n}\nunsafe impl Send for A {}\n#[unsafe(no_mangle)]\n";
    let found = check::judge(UnsafeCode, &[("comparison/src/main.rs", text)]);
    assert_eq!(found.len(), 3, "{found:?}");
    assert_eq!(
        found[0],
        "comparison/src/main.rs:2: `unsafe` in code, write it with safe parts; \
         no crate here is an exception"
    );
}

#[test]
fn the_word_is_free_in_text() {
    let text = "#![forbid(unsafe_code)]\n// unsafe { }\nlet s = \"unsafe\"; /* unsafe */\n";
    assert!(check::judge(UnsafeCode, &[("a.rs", text)]).is_empty());
    assert!(check::judge(UnsafeCode, &[("a.md", "unsafe")]).is_empty());
}
