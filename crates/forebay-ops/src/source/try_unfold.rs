//! `try_unfold`: elements from a state that may fail.

use std::error::Error;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Account, Context, Ledger, Outlet, Slice, Stage, blame};

/// Emits what a state yields, until it is used up or fails.
#[derive(Debug)]
pub struct TryUnfold<A, F> {
    steps: Steps<A, F>,
    produced: u64,
    site: Site,
}

#[derive(Debug)]
struct Steps<A, F> {
    /// `None` once the stream has ended.
    state: Option<A>,
    f: F,
    failure: Option<StreamError>,
}

impl<A, F> TryUnfold<A, F> {
    /// Starts from `state`; `f` turns a state into the next one and an element, or fails.
    #[inline]
    pub fn new(state: A, f: F, site: Site) -> Self {
        let steps = Steps {
            state: Some(state),
            f,
            failure: None,
        };
        Self {
            steps,
            produced: 0,
            site,
        }
    }
}

impl<A: Clone, F: Clone> Clone for TryUnfold<A, F> {
    fn clone(&self) -> Self {
        let steps = Steps {
            state: self.steps.state.clone(),
            f: self.steps.f.clone(),
            failure: None,
        };
        Self {
            steps,
            produced: 0,
            site: self.site,
        }
    }
}

impl<T, A, E, F> Iterator for Steps<A, F>
where
    F: FnMut(A) -> Result<Option<(A, T)>, E>,
    E: Into<Box<dyn Error + Send + Sync>>,
{
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        match (self.f)(self.state.take()?) {
            Ok(Some((state, element))) => {
                self.state = Some(state);
                Some(element)
            },
            Ok(None) => None,
            Err(error) => {
                self.failure = Some(StreamError::new(error));
                None
            },
        }
    }
}

impl<T, A, E, F> Stage for TryUnfold<A, F>
where
    A: Send,
    E: Into<Box<dyn Error + Send + Sync>>,
    F: FnMut(A) -> Result<Option<(A, T)>, E> + Send,
{
    type Out = T;

    #[inline]
    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        while self.steps.state.is_some() {
            let budget = cx.budget();
            if out.demand().is_none() || budget.is_spent() {
                return Poll::Pending;
            }
            let (before, length) = (self.produced, budget.left());
            let (steps, produced) = (&mut self.steps, &mut self.produced);
            blame(&self.site, || {
                out.offer(Slice::new(steps, length, produced))
            });
            let pulled = self.produced - before;
            budget.spend(pulled);
            if pulled == 0 {
                break;
            }
        }
        match self.steps.failure.take() {
            Some(error) => Poll::Ready(Err(error.at(self.site))),
            None if self.steps.state.is_none() => Poll::Ready(Ok(())),
            None => Poll::Pending,
        }
    }

    fn cancel(&mut self, _: &CancelCause) {
        self.steps.state = None;
    }

    fn account(&self, ledger: &mut Ledger) {
        ledger.enter(Account::source(self.site, self.produced, self.produced));
    }
}
