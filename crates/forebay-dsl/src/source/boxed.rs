//! Sources of a forgotten type.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Erased, ErasedStage, Ledger, Materializer, Outlet, Seam, Stage};

use super::Source;
use crate::SourcePart;

/// The inside of a source whose type is forgotten. Costs one allocation for the whole chain
/// in front of it, and a virtual call for each slice of elements.
pub struct Boxed<T, M = ()> {
    inner: Box<dyn ErasedSource<T, M>>,
}

/// A part and, once materialized, its stage, in one place and behind one pointer.
trait ErasedSource<T, M>: ErasedStage<T> {
    fn materialize_erased(&mut self, materializer: &mut Materializer) -> M;
}

enum Cell<P: SourcePart> {
    Part(P),
    Running(P::Stage),
    Taken,
}

impl<P> ErasedSource<P::Out, P::Mat> for Seam<Cell<P>>
where
    P: SourcePart<Out: Send> + Send,
{
    fn materialize_erased(&mut self, materializer: &mut Materializer) -> P::Mat {
        let cell = self.stage_mut();
        match std::mem::replace(cell, Cell::Taken) {
            Cell::Part(part) => {
                let (stage, value) = part.materialize(materializer);
                *cell = Cell::Running(stage);
                value
            },
            _ => unreachable!("internal: a boxed source is consumed when it is materialized"),
        }
    }
}

impl<P: SourcePart + Send> Stage for Cell<P> {
    type Out = P::Out;

    #[inline]
    fn poll_run<O: Outlet<P::Out>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        match self {
            Self::Running(stage) => stage.poll_run(cx, out),
            _ => unreachable!("internal: a boxed source runs only after it is materialized"),
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        if let Self::Running(stage) = self {
            stage.cancel(cause);
        }
    }

    fn account(&self, ledger: &mut Ledger) {
        if let Self::Running(stage) = self {
            stage.account(ledger);
        }
    }
}

impl<T: Send, M> SourcePart for Boxed<T, M> {
    type Out = T;
    type Mat = M;
    type Stage = Erased<T>;

    #[inline]
    fn materialize(mut self, materializer: &mut Materializer) -> (Erased<T>, M) {
        let value = self.inner.materialize_erased(materializer);
        (Erased::new(self.inner), value)
    }
}

impl<T, M, S> Source<T, M, S>
where
    S: SourcePart<Out = T, Mat = M> + Send + 'static,
{
    /// Forgets the types of the stages, so that the source can be named, stored and returned.
    ///
    /// Elements cross the seam in slices of up to 256: a copy for each of them, a virtual call for
    /// each slice. Demand crosses exactly. One slice is held at the seam while downstream takes it.
    // tidy: not an operator
    #[track_caller]
    pub fn boxed(self) -> Source<T, M>
    where
        T: Send,
    {
        let seam = Seam::new(Cell::Part(self.part), Site::caller("boxed"));
        Source::from_part(Boxed {
            inner: Box::new(seam),
        })
    }
}

impl<T, M> fmt::Debug for Boxed<T, M> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Boxed")
    }
}
