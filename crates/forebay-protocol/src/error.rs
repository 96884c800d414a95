//! The one error type that travels through a stream.

use std::any::Any;
use std::error::Error;
use std::fmt;
use std::sync::Arc;

use crate::{CancelCause, Site, Violation};

type Cause = Box<dyn Error + Send + Sync>;

/// What ended a stream early. Wraps any error once, is cheap to clone, and names the stage.
///
/// `Display` says which stage failed and how; the user's own error is its
/// [`source`](Error::source). `{:#}` prints the whole chain of causes in one
/// line, and so does `Debug`, which is what `main` and `unwrap` show.
///
/// ```
/// use forebay_protocol::{Site, StreamError, StreamErrorKind};
///
/// let parse = "x".parse::<u8>().unwrap_err();
/// let error = StreamError::new(parse.clone()).at(Site::caller("try_map"));
///
/// assert_eq!(error.kind(), StreamErrorKind::Failed);
/// assert_eq!(error.downcast_ref::<std::num::ParseIntError>(), Some(&parse));
/// assert!(error.to_string().starts_with("stage try_map ("));
/// assert!(format!("{error:#}").ends_with("failed: invalid digit found in string"));
/// // Wrapping again changes nothing: there is only ever one `StreamError` in the chain.
/// assert!(StreamError::new(error.clone()).downcast_ref::<std::num::ParseIntError>().is_some());
/// ```
#[derive(Clone)]
pub struct StreamError(Arc<Inner>);

#[derive(Clone)]
struct Inner {
    kind: StreamErrorKind,
    site: Option<Site>,
    cause: Arc<Cause>,
}

/// What kind of ending a [`StreamError`] stands for.
#[derive(Clone, Copy, Debug, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum StreamErrorKind {
    /// A source, an operator or a sink returned an error.
    Failed,
    /// User code panicked; the panic's text is the cause.
    Panicked,
    /// The run was cancelled before it ended by itself.
    Cancelled,
    /// A party broke a rule of the protocol; the cause is a [`Violation`].
    Violation,
}

impl StreamError {
    /// Wraps any error. A `StreamError` is returned as it is, never wrapped twice.
    #[must_use]
    pub fn new(error: impl Into<Box<dyn Error + Send + Sync>>) -> Self {
        let cause = match error.into().downcast::<Self>() {
            Ok(already) => return *already,
            Err(cause) => cause,
        };
        let kind = if cause.is::<Violation>() {
            StreamErrorKind::Violation
        } else {
            StreamErrorKind::Failed
        };
        Self::from_parts(kind, cause)
    }

    /// The error of a stage whose user code panicked with this payload.
    ///
    /// Text payloads (`&str`, `String`) are kept; any other payload is described as such.
    #[must_use]
    pub fn panicked(payload: &(dyn Any + Send)) -> Self {
        let text = payload
            .downcast_ref::<&str>()
            .map(ToString::to_string)
            .or_else(|| payload.downcast_ref::<String>().cloned())
            .unwrap_or_else(|| "a payload that is not text".to_owned());
        Self::from_parts(StreamErrorKind::Panicked, text.into())
    }

    /// The error of a run that was cancelled from outside. The [`CancelCause`] is its cause, so
    /// `downcast_ref` tells who cancelled.
    #[must_use]
    pub fn cancelled(cause: &CancelCause) -> Self {
        Self::from_parts(StreamErrorKind::Cancelled, Box::new(cause.clone()))
    }

    fn from_parts(kind: StreamErrorKind, cause: Cause) -> Self {
        Self(Arc::new(Inner {
            kind,
            site: None,
            cause: Arc::new(cause),
        }))
    }

    /// Adds the stage in which the error arose; the first site given stays.
    #[must_use]
    pub fn at(self, site: Site) -> Self {
        if self.0.site.is_some() {
            return self;
        }
        Self(Arc::new(Inner {
            site: Some(site),
            ..(*self.0).clone()
        }))
    }

    /// What kind of ending this is.
    #[must_use]
    pub fn kind(&self) -> StreamErrorKind {
        self.0.kind
    }

    /// The stage in which the error arose, with the source line of the call that made it.
    #[must_use]
    pub fn site(&self) -> Option<Site> {
        self.0.site
    }

    /// The wrapped error, if it is an `E`.
    #[must_use]
    pub fn downcast_ref<E: Error + 'static>(&self) -> Option<&E> {
        self.0.cause.downcast_ref::<E>()
    }

    /// The wrapped error.
    #[must_use]
    pub fn cause(&self) -> &(dyn Error + Send + Sync + 'static) {
        &**self.0.cause
    }
}

impl fmt::Display for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self.0.site {
            Some(site) => write!(f, "stage {site} ")?,
            None => f.write_str("the stream ")?,
        }
        f.write_str(match self.0.kind {
            StreamErrorKind::Failed => "failed",
            StreamErrorKind::Panicked => "panicked",
            StreamErrorKind::Cancelled => "was cancelled",
            StreamErrorKind::Violation => "saw a broken protocol rule",
        })?;
        let mut next = if f.alternate() { self.source() } else { None };
        while let Some(cause) = next {
            write!(f, ": {cause}")?;
            next = cause.source();
        }
        Ok(())
    }
}

impl fmt::Debug for StreamError {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{self:#}")
    }
}

impl Error for StreamError {
    fn source(&self) -> Option<&(dyn Error + 'static)> {
        Some(&**self.0.cause)
    }
}
