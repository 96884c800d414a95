//! `flat_map_concat`: the streams that elements become, one after the other.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Operator, Outlet, Stage, blame};

use super::inner::{Inner, Out};
use super::intake::Intake;
use super::live::Live;

/// Emits the elements of the streams that elements become, one stream after the other.
#[derive(Clone, Debug)]
pub struct FlatMapConcat<F> {
    f: F,
    site: Site,
}

impl<F> FlatMapConcat<F> {
    /// Runs the stream that `f` makes of each element to its end before the next.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

impl<T, F: Inner<T>> Operator<T> for FlatMapConcat<F> {
    type Out = Out<T, F>;
    type Stage<U: Stage<Out = T>> = Concatenating<U, F, F::Stage>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Concatenating {
            upstream,
            fuse: Fuse::new(),
            ending: None,
            f: self.f,
            site: self.site,
            live: Live::new(),
        }
    }
}

/// The running stage of [`FlatMapConcat`].
///
/// The stream that runs pushes straight into the outlet below, so it sees the demand as it is and
/// nothing is held here.
pub struct Concatenating<U, F, S> {
    upstream: U,
    fuse: Fuse,
    /// How upstream has ended, once it has.
    ending: Option<Result<(), StreamError>>,
    f: F,
    site: Site,
    live: Live<S>,
}

impl<U, F> Stage for Concatenating<U, F, F::Stage>
where
    U: Stage,
    F: Inner<U::Out>,
{
    type Out = Out<U::Out, F>;

    #[inline]
    fn poll_run<O: Outlet<Self::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        loop {
            if let Poll::Ready(Err(error)) = self.live.poll_run(cx, out) {
                let failed = Err(error);
                self.fuse.cancel_for(&mut self.upstream, &failed);
                return Poll::Ready(failed);
            }
            if !self.fuse.has_ended() {
                // Also while a stream is live: upstream then sees no demand, but goes on with the
                // work it has in flight (law L5).
                let is_free = self.live.is_none() && !cx.budget().is_spent();
                let mut intake = Intake::new(is_free && !out.demand().is_none());
                let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut intake);
                if let Poll::Ready(ending) = polled {
                    self.ending = Some(ending);
                }
                if let Some(element) = intake.into_element() {
                    // Streams may be empty, so each of them costs something.
                    cx.budget().spend(1);
                    self.live
                        .start(blame(&self.site, || self.f.start(element, cx)));
                    continue;
                }
            }
            return match self.ending.take_if(|_| self.live.is_none()) {
                Some(ending) => Poll::Ready(ending),
                None => Poll::Pending,
            };
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.live.cancel(cause);
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        self.live.account(ledger);
    }
}

impl<U, F, S> fmt::Debug for Concatenating<U, F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Concatenating")
            .field("site", &self.site)
            .field("fuse", &self.fuse)
            .finish_non_exhaustive()
    }
}
