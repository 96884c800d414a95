//! The islands that an island has spawned: what it waits for before it has ended.

use std::collections::VecDeque;
use std::sync::Arc;
use std::task::{Context, Poll};

use forebay_protocol::StreamError;
use forebay_stage::{Island, Ledger, Runtime};
use futures::channel::oneshot;
use futures::stream::FuturesUnordered;
use futures::{FutureExt, StreamExt};

use crate::others::Others;
use crate::spawned::IslandTask;

/// An island that has ended, on its way to the one that spawned it.
pub(crate) struct EndedIsland {
    pub(crate) stage: Island,
    /// The books of the islands that this one spawned.
    pub(crate) inner: Ledger,
    /// What user code of it, or of those that it spawned, panicked with.
    pub(crate) panicked: Option<StreamError>,
}

type Awaited = oneshot::Receiver<EndedIsland>;

/// The islands that another island has spawned. A run has ended when all of its islands have: then
/// nothing of it is left (law L6), and its books are complete.
#[derive(Default)]
pub(crate) struct Upstream {
    /// Those that are part of the blueprint, in stream order.
    declared: VecDeque<Awaited>,
    /// Those that stages made while they ran, each forgotten when it ends.
    born: Option<FuturesUnordered<Awaited>>,
    others: Others,
}

impl Upstream {
    /// Spawns the islands of the blueprint.
    pub(crate) fn of_blueprint(islands: Vec<Island>, runtime: &Arc<dyn Runtime>) -> Self {
        let declared = islands
            .into_iter()
            .map(|island| IslandTask::spawn(island, runtime))
            .collect();
        Self {
            declared,
            ..Self::default()
        }
    }

    /// Spawns islands that stages made.
    pub(crate) fn spawn(
        &mut self,
        islands: impl IntoIterator<Item = Island>,
        runtime: &Arc<dyn Runtime>,
    ) {
        for island in islands {
            let awaited = IslandTask::spawn(island, runtime);
            self.born
                .get_or_insert_with(FuturesUnordered::new)
                .push(awaited);
        }
    }

    /// Lets go of islands that stages made and that have ended.
    #[inline]
    pub(crate) fn poll_born(&mut self, cx: &mut Context<'_>) {
        if let Some(born) = &mut self.born {
            while let Poll::Ready(Some(ended)) = born.poll_next_unpin(cx) {
                // One that the runtime dropped leaves no books.
                if let Ok(ended) = ended {
                    self.others
                        .absorb(&ended.stage, ended.inner, ended.panicked);
                }
            }
        }
    }

    /// Ready when none of the islands is left.
    pub(crate) fn poll_ended(&mut self, cx: &mut Context<'_>) -> Poll<()> {
        self.poll_born(cx);
        while let Some(first) = self.declared.front_mut() {
            let Poll::Ready(ended) = first.poll_unpin(cx) else {
                return Poll::Pending;
            };
            self.declared.pop_front();
            if let Ok(ended) = ended {
                self.others.ended.push(ended.stage);
                self.others.books.absorb(ended.inner);
                self.others.note(ended.panicked);
            }
        }
        match &self.born {
            Some(born) if !born.is_empty() => Poll::Pending,
            _ => Poll::Ready(()),
        }
    }

    /// What is left of them.
    pub(crate) fn into_others(self) -> Others {
        self.others
    }
}
