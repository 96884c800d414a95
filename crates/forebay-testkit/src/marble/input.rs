//! The upper end of the pipeline under test, with the edge that a variant wants.

use std::fmt;
use std::task::Poll;

use forebay_protocol::{CancelCause, Site, StreamError};
use forebay_stage::{Context, Erased, Ledger, Operator, Outlet, Seam, Stage};

use super::variant::Edges;
use crate::{DemandProbe, Emitting, TestSource, Watched};

/// The stage of a marble's source: one type for all ways to run it.
pub struct MarbleInput<T>(Edge<T>);

enum Edge<T> {
    Plain(Emitting<T>),
    Probed(Watched<Emitting<T>>),
    Boxed(Erased<T>),
}

impl<T: Send + 'static> MarbleInput<T> {
    pub(super) fn new(input: &TestSource<T>, edges: Edges) -> Self {
        let stage = input.stage();
        Self(match edges {
            Edges::Plain => Edge::Plain(stage),
            Edges::Probed => Edge::Probed(DemandProbe::new("above the pipeline").attach(stage)),
            Edges::Boxed => Edge::Boxed(Erased::new(Box::new(Seam::new(
                stage,
                Site::caller("boxed"),
            )))),
        })
    }
}

impl<T: Send> Stage for MarbleInput<T> {
    type Out = T;

    fn poll_run<O: Outlet<T>>(
        &mut self,
        cx: &mut Context<'_>,
        out: &mut O,
    ) -> Poll<Result<(), StreamError>> {
        match &mut self.0 {
            Edge::Plain(stage) => stage.poll_run(cx, out),
            Edge::Probed(stage) => stage.poll_run(cx, out),
            Edge::Boxed(stage) => stage.poll_run(cx, out),
        }
    }

    fn cancel(&mut self, cause: &CancelCause) {
        match &mut self.0 {
            Edge::Plain(stage) => stage.cancel(cause),
            Edge::Probed(stage) => stage.cancel(cause),
            Edge::Boxed(stage) => stage.cancel(cause),
        }
    }

    fn account(&self, ledger: &mut Ledger) {
        match &self.0 {
            Edge::Plain(stage) => stage.account(ledger),
            Edge::Probed(stage) => stage.account(ledger),
            Edge::Boxed(stage) => stage.account(ledger),
        }
    }
}

impl<T> fmt::Debug for MarbleInput<T> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("MarbleInput")
    }
}
