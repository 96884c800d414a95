//! `to_async_write`: the bytes of the elements, one after the other.

mod output;

use std::fmt;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Outlet, SinkOperator, SinkStage, Stage, blame};

use self::output::Output;
use super::PollWrite;

/// Writes the bytes of each element.
#[derive(Debug)]
pub struct WriteBytes<W> {
    writer: W,
    site: Site,
}

impl<W> WriteBytes<W> {
    /// Writes to `writer`.
    pub fn new(writer: W, site: Site) -> Self {
        Self { writer, site }
    }
}

impl<T: AsRef<[u8]>, W: PollWrite> SinkOperator<T> for WriteBytes<W> {
    type Output = u64;
    type Stage<U: Stage<Out = T>> = WritingBytes<U, W>;

    fn site(&self) -> Site {
        self.site
    }

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        WritingBytes {
            upstream,
            fuse: Fuse::new(),
            output: Output::new(self.writer),
            failure: None,
            site: self.site,
        }
    }
}

/// The running stage of [`WriteBytes`].
pub struct WritingBytes<U, W> {
    upstream: U,
    fuse: Fuse,
    output: Output<W>,
    /// Upstream's failure, which comes after the elements from before it.
    failure: Option<StreamError>,
    site: Site,
}

impl<U: Stage<Out: AsRef<[u8]>>, W: PollWrite> WritingBytes<U, W> {
    /// Runs upstream and writes, until upstream has ended.
    fn poll_elements(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        loop {
            // Without room upstream still runs, with no demand: it advances what it has.
            let mut out = BytesOutlet {
                output: &mut self.output,
                site: &self.site,
            };
            if let Poll::Ready(ending) = self.fuse.poll_run(&mut self.upstream, cx, &mut out) {
                self.failure = ending.err();
                return Poll::Ready(Ok(()));
            }
            let was_full = !self.output.has_room();
            let (output, site) = (&mut self.output, &self.site);
            ready!(blame(site, || output.poll_write(cx)))?;
            if !was_full {
                // Upstream waits: what was written goes out now, not when more has come.
                ready!(blame(site, || output.poll_flush(cx)))?;
                return Poll::Pending;
            }
        }
    }

    /// The writer has failed: nothing more is written, and upstream is told why.
    fn fail(&mut self, error: StreamError) -> Result<(), StreamError> {
        self.output.abandon();
        let verdict = Err(error.at(self.site));
        self.fuse.cancel_for(&mut self.upstream, &verdict);
        verdict
    }
}

impl<U: Stage<Out: AsRef<[u8]>>, W: PollWrite> SinkStage for WritingBytes<U, W> {
    type Output = u64;

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<Result<u64, StreamError>> {
        if !self.fuse.has_ended()
            && let Err(error) = ready!(self.poll_elements(cx))
        {
            self.fail(error)?;
        }
        let (output, site) = (&mut self.output, &self.site);
        let finished = ready!(blame(site, || match &self.failure {
            None => output.poll_close(cx),
            Some(_) => output.poll_flush(cx),
        }));
        output.abandon();
        Poll::Ready(match (self.failure.take(), finished) {
            (Some(failure), _) => Err(failure),
            (None, Err(error)) => Err(error.at(self.site)),
            (None, Ok(())) => Ok(self.output.written()),
        })
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.output.abandon();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

/// Wants elements while the block at hand has room.
struct BytesOutlet<'a, W> {
    output: &'a mut Output<W>,
    site: &'a Site,
}

impl<T: AsRef<[u8]>, W> Outlet<T> for BytesOutlet<'_, W> {
    #[inline]
    fn demand(&self) -> Demand {
        if self.output.has_room() {
            Demand::ONE
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn push(&mut self, element: T) {
        let bytes = blame(self.site, || element.as_ref());
        self.output.append(bytes);
    }
}

impl<U, W> fmt::Debug for WritingBytes<U, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WritingBytes")
            .field("written", &self.output.written())
            .finish_non_exhaustive()
    }
}
