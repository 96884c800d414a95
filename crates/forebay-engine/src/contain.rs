//! Panics of user code end one run, and nothing else.

use std::any::Any;
use std::panic::{AssertUnwindSafe, catch_unwind};

use forebay_protocol::{Site, StreamError, StreamErrorKind};
use forebay_stage::replace_blamed;

/// Runs `call`; a panic in it becomes an error that names the stage and its source line.
///
/// Whatever `call` was changing is not touched again, except to cancel and drop it.
#[inline]
pub(crate) fn contain<R>(call: impl FnOnce() -> R) -> Result<R, StreamError> {
    let around = replace_blamed(None);
    let result = catch_unwind(AssertUnwindSafe(call));
    let blamed = replace_blamed(around);
    result.map_err(|payload| into_error(payload, blamed))
}

#[cold]
fn into_error(payload: Box<dyn Any + Send>, blamed: Option<Site>) -> StreamError {
    let error = StreamError::panicked(&*payload);
    // A payload's own destructor may panic too; that must not get out either.
    let _ignored = catch_unwind(AssertUnwindSafe(|| drop(payload)));
    match blamed {
        Some(site) => error.at(site),
        None => error,
    }
}

/// True if `error` is a panic. The failures of a stream reach the sink through its edges; a panic
/// of any of its islands, even of one that is over for the sink, fails the run.
pub(crate) fn is_panic(error: &StreamError) -> bool {
    error.kind() == StreamErrorKind::Panicked
}
