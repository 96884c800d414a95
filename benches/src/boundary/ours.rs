//! A boundary between two islands.

use forebay::{Completion, RunnableGraph, Source, ThreadPool, TokioRuntime};
use tokio::runtime::Runtime;

use crate::{flip, triple};

fn graph(n: u64, capacity: usize) -> RunnableGraph<Completion<u64>, u64> {
    Source::iter(0..n)
        .map(triple)
        .boundary(capacity)
        .map(flip)
        .fold(0_u64, u64::wrapping_add)
        .boxed()
}

pub(super) fn on_tokio(n: u64, capacity: usize, tokio: &Runtime) -> u64 {
    let runtime = TokioRuntime::new(tokio.handle().clone());
    let run = graph(n, capacity).run(&runtime);
    tokio.block_on(run).expect("the run completes")
}

pub(super) fn on_the_pool(n: u64, capacity: usize, _: &Runtime) -> u64 {
    let pool = ThreadPool::shared().expect("threads");
    let run = graph(n, capacity).run(&pool);
    run.wait().expect("the run completes")
}

pub(super) fn in_place(n: u64, capacity: usize, _: &Runtime) -> u64 {
    graph(n, capacity).wait().expect("the run completes")
}
