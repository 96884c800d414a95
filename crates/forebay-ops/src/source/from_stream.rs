//! `from_stream`: the elements of a `futures::Stream`.

use std::fmt;
use std::pin::Pin;
use std::task::{Poll, ready};

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Stage, blame};
use futures::Stream;

/// Emits the elements of a `futures::Stream`, polled only while there is demand.
pub struct FromStream<St> {
    /// `None` once the stream has ended, which must not be asked twice, or was cancelled.
    elements: Option<Pin<Box<St>>>,
    produced: u64,
    site: Site,
}

impl<St: Stream> FromStream<St> {
    /// Emits what `elements` yields.
    pub fn new(elements: St, site: Site) -> Self {
        Self {
            elements: Some(Box::pin(elements)),
            produced: 0,
            site,
        }
    }
}

impl<St: Stream + Send> Stage for FromStream<St> {
    type Out = St::Item;

    #[inline]
    fn poll_run<O: Outlet<St::Item>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        let mut task = cx.task();
        while let Some(elements) = &mut self.elements {
            // A stream is never polled "to see": polling it is its demand of one.
            if out.demand().is_none() || cx.budget().is_spent() {
                return Poll::Pending;
            }
            match ready!(blame(&self.site, || elements.as_mut().poll_next(&mut task))) {
                Some(element) => {
                    self.produced += 1;
                    cx.budget().spend(1);
                    blame(&self.site, || out.push(element));
                },
                None => self.elements = None,
            }
        }
        Poll::Ready(Ok(()))
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.elements = None;
    }

    fn account(&self, ledger: &mut Ledger) {
        ledger.enter(Account::source(self.site, self.produced, self.produced));
    }
}

impl<St> fmt::Debug for FromStream<St> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("FromStream")
            .field("ended", &self.elements.is_none())
            .field("produced", &self.produced)
            .finish_non_exhaustive()
    }
}
