//! User code at its worst: it panics in closures, in destructors and with odd payloads.

use std::any::Any;
use std::panic;

/// Panics with this text, and without a word from the panic hook.
pub(crate) fn blow_up(text: &'static str) -> ! {
    panic::resume_unwind(Box::new(text))
}

/// Panics with this payload, and without a word from the panic hook.
pub(crate) fn throw(payload: impl Any + Send) -> ! {
    panic::resume_unwind(Box::new(payload))
}

/// Passes `n` on; panics at 3.
pub(crate) fn three_is_too_much(n: u64) -> u64 {
    if n == 3 { blow_up("three") } else { n }
}

/// A value whose destructor panics if it is armed.
#[derive(Clone, Debug, Default)]
pub(crate) struct Bomb {
    pub(crate) armed: bool,
}

impl Bomb {
    pub(crate) const ARMED: Self = Self { armed: true };
}

impl Drop for Bomb {
    fn drop(&mut self) {
        if self.armed {
            blow_up("dropped a bomb");
        }
    }
}
