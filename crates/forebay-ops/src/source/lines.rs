//! `lines`: the lines of anything that can be read.

mod cutter;
mod line;
mod options;

use std::fmt;
use std::io::Read;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Dropped, Ledger, Outlet, Stage, blame};

use self::cutter::Cutter;
pub use self::line::Line;
pub use self::options::{LineOptions, NotUtf8, Overlong, OverlongLine};
use super::blocks::Blocks;

/// Emits the lines of a reader, which is read on a thread where blocking harms nobody.
///
/// `L` is what a line comes as: `String`, or `Bytes` that point into the block they were read
/// with.
pub struct Lines<R, L> {
    blocks: Blocks<R>,
    cutter: Cutter<L>,
    ended: bool,
    emitted: u64,
    site: Site,
}

impl<R: Read + Send + 'static, L: Line> Lines<R, L> {
    /// Reads lines from `reader` once there is demand.
    pub fn new(reader: R, options: LineOptions, site: Site) -> Self {
        Self {
            blocks: Blocks::Idle(reader),
            cutter: Cutter::new(options),
            ended: false,
            emitted: 0,
            site,
        }
    }

    /// Gets the next block; ready when there is one, or when there will be none.
    fn poll_block(&mut self, cx: &mut Context<'_>) -> Poll<Result<(), StreamError>> {
        match ready!(self.blocks.poll_next(cx))? {
            Some(block) => {
                let used = self.cutter.feed(block);
                if !used.is_empty() {
                    self.blocks.recycle(used);
                }
            },
            None => self.ended = true,
        }
        Poll::Ready(Ok(()))
    }

    fn fail(&mut self, error: StreamError) -> Poll<Result<(), StreamError>> {
        self.release();
        Poll::Ready(Err(error.at(self.site)))
    }

    fn release(&mut self) {
        self.blocks.close();
        self.cutter.clear();
    }
}

impl<R: Read + Send + 'static, L: Line> Stage for Lines<R, L> {
    type Out = L;

    #[inline]
    fn poll_run<O: Outlet<L>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        loop {
            if !self.cutter.needs_block() {
                let budget = cx.budget();
                if out.demand().is_none() || budget.is_spent() {
                    return Poll::Pending;
                }
                let allowance = budget.left();
                self.cutter.fuel = allowance;
                let cut = Cut {
                    cutter: &mut self.cutter,
                    emitted: &mut self.emitted,
                };
                blame(&self.site, || out.offer(cut));
                budget.spend((allowance - self.cutter.fuel) as u64);
                if let Some(error) = self.cutter.failure.take() {
                    return self.fail(error);
                }
            } else if self.ended {
                return self.poll_last_line(out);
            } else if matches!(self.blocks, Blocks::Idle(_)) && out.demand().is_none() {
                return Poll::Pending;
            } else if let Err(error) = ready!(self.poll_block(cx)) {
                return self.fail(error);
            }
        }
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.release();
    }

    fn account(&self, ledger: &mut Ledger) {
        let skipped = self.cutter.skipped;
        let account = Account::source(self.site, self.emitted + skipped, self.emitted);
        ledger.enter(account.with_dropped(Dropped {
            policy: "Overlong::Skip",
            reason: "longer than max_length",
            count: skipped,
        }));
    }
}

impl<R: Read + Send + 'static, L: Line> Lines<R, L> {
    /// The input has ended: what follows its last line end is a line too.
    fn poll_last_line<O: Outlet<L>>(&mut self, out: &mut O) -> Poll<Result<(), StreamError>> {
        if self.cutter.has_begun() {
            if out.demand().is_none() {
                return Poll::Pending;
            }
            if let Some(line) = self.cutter.last_line() {
                self.emitted += 1;
                blame(&self.site, || out.push(line));
            }
            if let Some(error) = self.cutter.failure.take() {
                return self.fail(error);
            }
        }
        self.release();
        Poll::Ready(Ok(()))
    }
}

/// The lines that the block at hand holds, as far as the fuel goes.
struct Cut<'a, L> {
    cutter: &'a mut Cutter<L>,
    emitted: &'a mut u64,
}

impl<L: Line> Iterator for Cut<'_, L> {
    type Item = L;

    #[inline]
    fn next(&mut self) -> Option<L> {
        let line = self.cutter.next_line()?;
        *self.emitted += 1;
        Some(line)
    }
}

impl<R, L> fmt::Debug for Lines<R, L> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Lines")
            .field("emitted", &self.emitted)
            .field("ended", &self.ended)
            .finish_non_exhaustive()
    }
}
