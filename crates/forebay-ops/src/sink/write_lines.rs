//! `write_lines`: each element is a line of output.

mod output;

use std::fmt;
use std::io::Write;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Demand, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Outlet, SinkOperator, SinkStage, Stage, blame};

use self::output::{BLOCK, Output};

/// Writes each element and a line end, on a thread where blocking harms nobody.
#[derive(Clone, Debug)]
pub struct WriteLines<W> {
    writer: W,
    site: Site,
}

impl<W> WriteLines<W> {
    /// Writes to `writer`.
    pub fn new(writer: W, site: Site) -> Self {
        Self { writer, site }
    }
}

/// How much was written.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub struct Written {
    /// Lines.
    pub lines: u64,
    /// Bytes, line ends included.
    pub bytes: u64,
}

impl<T: AsRef<[u8]>, W: Write + Send + 'static> SinkOperator<T> for WriteLines<W> {
    type Output = Written;
    type Stage<U: Stage<Out = T>> = WritingLines<U, W>;

    fn site(&self) -> Site {
        self.site
    }

    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        WritingLines {
            upstream,
            fuse: Fuse::new(),
            output: Output::new(self.writer),
            written: Written::default(),
            site: self.site,
        }
    }
}

/// The running stage of [`WriteLines`].
pub struct WritingLines<U, W: Write + Send + 'static> {
    upstream: U,
    fuse: Fuse,
    output: Output<W>,
    written: Written,
    site: Site,
}

impl<U, W> SinkStage for WritingLines<U, W>
where
    U: Stage<Out: AsRef<[u8]>>,
    W: Write + Send + 'static,
{
    type Output = Written;

    fn poll_drain(&mut self, cx: &mut Context<'_>) -> Poll<Result<Written, StreamError>> {
        while !self.fuse.has_ended() {
            let room = match self.output.poll_block(cx) {
                Poll::Ready(Err(error)) => {
                    let verdict = Err(error.at(self.site));
                    self.fuse.cancel_for(&mut self.upstream, &verdict);
                    return Poll::Ready(verdict.map(|()| self.written));
                },
                Poll::Ready(Ok(())) => true,
                Poll::Pending => false,
            };
            // Without room upstream still runs, with no demand: it advances what it has.
            let (output, written, site) = (&mut self.output, &mut self.written, &self.site);
            let mut lines = LinesOutlet {
                output,
                written,
                site,
            };
            match self.fuse.poll_run(&mut self.upstream, cx, &mut lines) {
                Poll::Ready(Ok(())) => {},
                Poll::Ready(Err(error)) => {
                    self.output.abandon();
                    return Poll::Ready(Err(error));
                },
                Poll::Pending if !room => return Poll::Pending,
                Poll::Pending => {
                    let full = self.output.block.as_ref().is_none_or(|b| b.len() >= BLOCK);
                    // Upstream waits: what is here goes out now, not when more has come.
                    if full || !cx.budget().is_spent() {
                        self.output.send_block();
                    }
                    if !full {
                        return Poll::Pending;
                    }
                },
            }
        }
        self.output.send_block();
        match ready!(self.output.poll_close(cx)) {
            Ok(()) => Poll::Ready(Ok(self.written)),
            Err(error) => Poll::Ready(Err(error.at(self.site))),
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.output.abandon();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
    }
}

impl<U, W: Write + Send + 'static> Drop for WritingLines<U, W> {
    /// Lines that were taken are written even if the run is dropped.
    fn drop(&mut self) {
        self.output.abandon();
    }
}

/// Wants lines while the block at hand has room.
struct LinesOutlet<'a, W> {
    output: &'a mut Output<W>,
    written: &'a mut Written,
    site: &'a Site,
}

impl<T: AsRef<[u8]>, W> Outlet<T> for LinesOutlet<'_, W> {
    #[inline]
    fn demand(&self) -> Demand {
        match &self.output.block {
            Some(block) if block.len() < BLOCK => Demand::ONE,
            _ => Demand::NONE,
        }
    }

    #[inline]
    fn push(&mut self, element: T) {
        if let Some(block) = &mut self.output.block {
            let before = block.len();
            let bytes = blame(self.site, || element.as_ref());
            block.extend_from_slice(bytes);
            block.push(b'\n');
            self.written.lines += 1;
            self.written.bytes += (block.len() - before) as u64;
        }
    }
}

impl<U, W: Write + Send + 'static> fmt::Debug for WritingLines<U, W> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("WritingLines")
            .field("written", &self.written)
            .finish_non_exhaustive()
    }
}
