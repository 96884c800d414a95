//! One inlet, one outlet: the shape of most operators, with the endings done once.

use std::task::Poll;

use forebay_protocol::{CancelCause, Demand, StreamError};

use crate::{Account, Context, Fuse, Ledger, Outlet, Stage};

/// What an operator with one inlet and one outlet does with elements.
///
/// [`Linear`] turns it into a [`Stage`] and handles everything an operator can get wrong about
/// endings: upstream is cancelled when [`verdict`](Self::verdict) says so, a failure overtakes
/// what is held, nothing runs after the end. An operator states only its difference from
/// "pass every element on".
pub trait LinearLogic<In>: Send {
    /// The type of the elements that come out.
    type Out;

    /// What upstream may send while downstream wants `downstream`. By default the same.
    #[inline]
    fn demand(&self, downstream: Demand) -> Demand {
        downstream
    }

    /// Takes one element. Called only while [`demand`](Self::demand) is above zero.
    fn on_next<O: Outlet<Self::Out>>(&mut self, element: In, out: &mut O);

    /// Takes as many of `elements` as there is demand for; see [`Outlet::offer`].
    #[inline]
    fn on_offer<I, O>(&mut self, elements: I, out: &mut O)
    where
        I: Iterator<Item = In>,
        O: Outlet<Self::Out>,
    {
        let mut elements = elements;
        while !self.demand(out.demand()).is_none() {
            match elements.next() {
                Some(element) => self.on_next(element, out),
                None => break,
            }
        }
    }

    /// Emits what is owed before upstream is asked for more: leftovers, a first element.
    #[inline]
    fn before<O: Outlet<Self::Out>>(&mut self, out: &mut O) {
        let _ = out;
    }

    /// `Some` once this operator has decided to end the stream; upstream is then cancelled.
    #[inline]
    fn verdict(&mut self) -> Option<Result<(), StreamError>> {
        None
    }

    /// Upstream has completed: emits the rest. `Pending` while demand is missing for it.
    ///
    /// # Errors
    /// When the operator cannot accept this ending, or has kept a failure of upstream's.
    #[inline]
    fn on_complete<O: Outlet<Self::Out>>(&mut self, out: &mut O) -> Poll<Result<(), StreamError>> {
        let _ = out;
        Poll::Ready(Ok(()))
    }

    /// Upstream has failed: gives the failure back, and the stream fails with it.
    ///
    /// An operator that still has outputs to emit, made of elements from before the failure,
    /// keeps it and returns `None`; [`on_complete`](Self::on_complete) then emits them and ends
    /// with the failure. A failure comes after the elements that were emitted before it (law L4),
    /// and what they have become is no less emitted because there was no demand at that moment.
    #[inline]
    fn on_failure(&mut self, error: StreamError) -> Option<StreamError> {
        Some(error)
    }

    /// Drops whatever is held and remembers how much it was.
    #[inline]
    fn discard(&mut self) {}

    /// The books, for an operator that holds elements between runs.
    #[inline]
    fn account(&self) -> Option<Account> {
        None
    }
}

/// The running stage of a [`LinearLogic`] behind an upstream.
#[derive(Debug)]
pub struct Linear<U, L> {
    upstream: U,
    fuse: Fuse,
    logic: L,
}

impl<U: Stage, L: LinearLogic<U::Out>> Linear<U, L> {
    /// Puts `logic` downstream of `upstream`.
    #[inline]
    pub fn new(upstream: U, logic: L) -> Self {
        Self {
            upstream,
            fuse: Fuse::new(),
            logic,
        }
    }

    /// The operator's own ending: what is held is let go, upstream is told why.
    #[inline]
    fn end(&mut self, verdict: Result<(), StreamError>) -> Poll<Result<(), StreamError>> {
        self.logic.discard();
        self.fuse.cancel_for(&mut self.upstream, &verdict);
        Poll::Ready(verdict)
    }
}

impl<U: Stage, L: LinearLogic<U::Out>> Stage for Linear<U, L> {
    type Out = L::Out;

    #[inline]
    fn poll_run<O: Outlet<L::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        self.logic.before(out);
        if let Some(verdict) = self.logic.verdict() {
            return self.end(verdict);
        }
        if !self.fuse.has_ended() {
            let mut inlet = LinearOutlet {
                logic: &mut self.logic,
                out,
            };
            let polled = self.fuse.poll_run(&mut self.upstream, cx, &mut inlet);
            // An operator that has decided keeps its verdict, however upstream ended.
            if let Some(verdict) = self.logic.verdict() {
                return self.end(verdict);
            }
            match polled {
                Poll::Pending => return Poll::Pending,
                Poll::Ready(Err(error)) => {
                    if let Some(error) = self.logic.on_failure(error) {
                        return self.end(Err(error));
                    }
                },
                Poll::Ready(Ok(())) => {},
            }
        }
        let completed = self.logic.on_complete(out);
        if let Poll::Ready(Err(_)) = completed {
            self.logic.discard();
        }
        completed
    }

    fn cancel(&mut self, cause: &CancelCause) {
        // One's own first: a destructor that panics further up must not keep it from the books.
        self.logic.discard();
        self.fuse.cancel(&mut self.upstream, cause);
    }

    fn account(&self, ledger: &mut Ledger) {
        self.upstream.account(ledger);
        if let Some(account) = self.logic.account() {
            ledger.enter(account);
        }
    }
}

/// What upstream sees: the operator in front of the real outlet.
struct LinearOutlet<'a, L, O> {
    logic: &'a mut L,
    out: &'a mut O,
}

impl<T, L: LinearLogic<T>, O: Outlet<L::Out>> Outlet<T> for LinearOutlet<'_, L, O> {
    #[inline]
    fn demand(&self) -> Demand {
        self.logic.demand(self.out.demand())
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.logic.on_next(element, self.out);
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, elements: I) {
        self.logic.on_offer(elements, self.out);
    }
}
