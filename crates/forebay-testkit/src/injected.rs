//! Panics that a test wants: they unwind like any other, and nobody prints them.

use std::any::Any;
use std::panic;

/// The payload of an injected panic.
#[derive(Debug)]
pub(crate) struct Injected;

impl Injected {
    /// Unwinds as a panic of user code would.
    pub(crate) fn unwind() -> ! {
        panic::resume_unwind(Box::new(Self))
    }
}

/// The message of a panic that was caught.
pub(crate) fn message_of(payload: &(dyn Any + Send)) -> String {
    let text = payload.downcast_ref::<&str>().map(ToString::to_string);
    let text = text.or_else(|| payload.downcast_ref::<String>().cloned());
    text.unwrap_or_else(|| "a payload that is not text".to_owned())
}
