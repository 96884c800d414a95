//! `keep_alive`: something comes, at the latest after a time.

use std::task::Poll;
use std::time::Duration;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Deadline, Fuse, Ledger, Operator, Outlet, Stage, blame};

use super::noted::Noted;

/// Adds elements where the stream is quiet for too long.
#[derive(Clone, Copy, Debug)]
pub struct KeepAlive<F> {
    quiet: Duration,
    inject: F,
    site: Site,
}

impl<F> KeepAlive<F> {
    /// Emits what `inject` makes whenever nothing was emitted for `quiet`.
    ///
    /// # Panics
    /// If `quiet` is zero.
    #[inline]
    #[track_caller]
    pub const fn new(quiet: Duration, inject: F, site: Site) -> Self {
        assert!(
            !quiet.is_zero(),
            "keep_alive of no time: it would never be quiet"
        );
        Self {
            quiet,
            inject,
            site,
        }
    }
}

/// The running stage of a [`KeepAlive`].
#[derive(Debug)]
pub struct KeptAlive<U, F> {
    upstream: U,
    fuse: Fuse,
    operator: KeepAlive<F>,
    injected: u64,
    has_begun: bool,
    next: Deadline,
}

impl<T, F: FnMut() -> T + Send> Operator<T> for KeepAlive<F> {
    type Out = T;
    type Stage<U: Stage<Out = T>> = KeptAlive<U, F>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        KeptAlive {
            upstream,
            fuse: Fuse::new(),
            operator: self,
            injected: 0,
            has_begun: false,
            next: Deadline::new(),
        }
    }
}

impl<U: Stage, F: FnMut() -> U::Out + Send> KeptAlive<U, F> {
    /// A run has not ended the stream: injects an element, if it is time and one is wanted.
    fn inject<O: Outlet<U::Out>>(&mut self, came: bool, cx: &mut Context<'_>, out: &mut O) {
        let now = cx.now();
        if came || !self.has_begun {
            self.has_begun = true;
            self.next.set_after(now, self.operator.quiet);
        }
        if out.demand().is_none() {
            // The quiet goes on, but nothing can be done about it before there is demand.
            return;
        }
        if self.next.poll_at(now, cx).is_ready() {
            let KeepAlive { inject, site, .. } = &mut self.operator;
            let element = blame(site, inject);
            self.injected += 1;
            cx.budget().spend(1);
            out.push(element);
            self.next.set_after(now, self.operator.quiet);
            if !out.demand().is_none() {
                let _later = self.next.poll_at(now, cx);
            }
        }
    }
}

impl<U: Stage, F: FnMut() -> U::Out + Send> Stage for KeptAlive<U, F> {
    type Out = U::Out;

    #[inline]
    fn poll_run<O: Outlet<U::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        // Real elements come first, so that they win.
        let mut noted = Noted::new(out);
        let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut noted);
        let came = noted.came;
        if polled.is_ready() {
            self.next.clear();
        } else {
            self.inject(came, cx, out);
        }
        polled
    }

    fn cancel(&mut self, cause: &CancelCause) {
        self.next.clear();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        // What is injected is made here.
        ledger.enter(Account::source(
            self.operator.site,
            self.injected,
            self.injected,
        ));
    }
}
