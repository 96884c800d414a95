//! What is left of the islands of a run, beside the one that ends in the sink.

use forebay_protocol::StreamError;
use forebay_stage::{Island, Ledger, Sums};

/// What is left of the islands of a run when they have ended, beside the one that ends in the sink.
#[derive(Default)]
pub(crate) struct Others {
    /// Islands of the blueprint, in stream order. They are kept whole until the run is over: what
    /// crossed their edges is only then known for good.
    pub(crate) ended: Vec<Island>,
    /// The books of islands that stages made while they ran. There may be any number of those, so
    /// their accounts are summed up.
    pub(crate) books: Sums,
    /// What user code of any of them panicked with.
    pub(crate) panicked: Option<StreamError>,
}

impl Others {
    /// Takes in what is left of an island that stages made.
    pub(crate) fn absorb(&mut self, stage: &Island, inner: Ledger, panicked: Option<StreamError>) {
        let mut ledger = inner;
        stage.account(&mut ledger);
        self.books.absorb(ledger);
        self.note(panicked);
    }

    /// The first panic is the one that fails the run.
    pub(crate) fn note(&mut self, panicked: Option<StreamError>) {
        if self.panicked.is_none() {
            self.panicked = panicked;
        }
    }

    /// The books of them all, sources first.
    pub(crate) fn account(&self, ledger: &mut Ledger) {
        self.books.enter_into(ledger);
        for stage in &self.ended {
            stage.account(ledger);
        }
    }
}
