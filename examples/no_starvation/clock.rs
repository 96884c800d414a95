//! Real time or virtual time: the pipelines cannot tell.

use std::future::Future;
use std::time::Duration;

use forebay::{Runtime, ThreadPool};
use forebay_testkit::VirtualRuntime;
use futures::executor::block_on;

/// A runtime on which pipelines can be run and timed.
pub(crate) trait Clock: Runtime {
    /// Runs `pipeline` to its end.
    fn drive<F: Future>(&self, pipeline: F) -> F::Output;

    /// Runs `pipeline` to its end; gives what it came to and the time it took.
    fn time<F: Future>(&self, pipeline: F) -> (F::Output, Duration) {
        let start = self.now();
        let output = self.drive(pipeline);
        (output, self.now() - start)
    }
}

impl Clock for ThreadPool {
    fn drive<F: Future>(&self, pipeline: F) -> F::Output {
        block_on(pipeline)
    }
}

impl Clock for VirtualRuntime {
    fn drive<F: Future>(&self, pipeline: F) -> F::Output {
        self.block_on(pipeline)
    }
}
