//! `switch_map`: the stream that the newest element becomes.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Fuse, Ledger, Operator, Outlet, Stage, blame};

use super::inner::{Inner, Out};
use super::intake::Intake;
use super::live::Live;

/// Emits the elements of the stream that the newest element becomes.
#[derive(Clone, Debug)]
pub struct SwitchMap<F> {
    f: F,
    site: Site,
}

impl<F> SwitchMap<F> {
    /// Runs the stream that `f` makes of an element until the next element comes.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

impl<T, F: Inner<T>> Operator<T> for SwitchMap<F> {
    type Out = Out<T, F>;
    type Stage<U: Stage<Out = T>> = Switching<U, F, F::Stage>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        Switching {
            upstream,
            fuse: Fuse::new(),
            ending: None,
            is_asked: false,
            f: self.f,
            site: self.site,
            live: Live::new(),
            is_fresh: false,
        }
    }
}

/// The running stage of [`SwitchMap`].
pub struct Switching<U, F, S> {
    upstream: U,
    fuse: Fuse,
    /// How upstream has ended, once it has.
    ending: Option<Result<(), StreamError>>,
    /// Downstream has wanted something, so upstream is read from now on.
    is_asked: bool,
    f: F,
    site: Site,
    live: Live<S>,
    /// The live stream has not run yet with any budget; it does before another takes its place.
    is_fresh: bool,
}

impl<U, F> Switching<U, F, F::Stage>
where
    U: Stage,
    F: Inner<U::Out>,
{
    /// Puts the stream of the newest element in the place of the one before. True if it did.
    #[inline]
    fn switch(&mut self, cx: &mut Context<'_>) -> bool {
        if self.fuse.has_ended() {
            return false;
        }
        // A fresh one that has not run is stopped by the budget, and so is this.
        let is_free = self.is_asked && !cx.budget().is_spent();
        let mut intake = Intake::new(is_free);
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut intake);
        if let Poll::Ready(ending) = polled {
            self.ending = Some(ending);
        }
        let Some(element) = intake.into_element() else {
            return false;
        };
        cx.budget().spend(1);
        self.live.cancel(&CancelCause::Superseded);
        self.live
            .start(blame(&self.site, || self.f.start(element, cx)));
        self.is_fresh = true;
        true
    }

    /// Runs the live stream; an error says that it has failed.
    #[inline]
    fn run_live<O>(&mut self, cx: &mut Context<'_>, out: &mut O) -> Result<(), StreamError>
    where
        O: Outlet<Out<U::Out, F>>,
    {
        let had_budget = !cx.budget().is_spent();
        let polled = self.live.poll_run(cx, out);
        self.is_fresh &= !had_budget && polled.is_pending();
        match polled {
            Poll::Ready(ending) => ending,
            Poll::Pending => Ok(()),
        }
    }
}

impl<U, F> Stage for Switching<U, F, F::Stage>
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
        self.is_asked |= !out.demand().is_none();
        let mut has_run = false;
        loop {
            if self.is_fresh {
                let ran = self.run_live(cx, out);
                has_run = true;
                if ran.is_err() {
                    self.fuse.cancel_for(&mut self.upstream, &ran);
                    return Poll::Ready(ran);
                }
            }
            if self.switch(cx) {
                has_run = false;
                continue;
            }
            if !has_run {
                let ran = self.run_live(cx, out);
                if ran.is_err() {
                    self.fuse.cancel_for(&mut self.upstream, &ran);
                    return Poll::Ready(ran);
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

impl<U, F, S> fmt::Debug for Switching<U, F, S> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Switching")
            .field("site", &self.site)
            .field("fuse", &self.fuse)
            .finish_non_exhaustive()
    }
}
