//! The message of a check that fails.

use std::panic::{self, AssertUnwindSafe};

/// What `check` panics with.
#[track_caller]
pub(crate) fn message_of<R>(check: impl FnOnce() -> R) -> String {
    let Err(payload) = panic::catch_unwind(AssertUnwindSafe(check)) else {
        panic!("the check passes");
    };
    match payload.downcast::<String>() {
        Ok(text) => *text,
        Err(payload) => payload.downcast_ref::<&str>().expect("a text").to_string(),
    }
}

/// Checks that `check` panics with a message that contains `text`.
#[track_caller]
pub(crate) fn assert_fails<R>(text: &str, check: impl FnOnce() -> R) {
    let message = message_of(check);
    assert!(
        message.contains(text),
        "\n{message}\ndoes not contain\n{text}"
    );
}
