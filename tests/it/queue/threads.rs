//! Producers on threads of their own.

use std::thread;

use forebay::{Keep, Sink, Source, ThreadPool};
use futures::executor::block_on;

use super::account;

const PRODUCERS: u64 = 4;

#[test]
fn producers_on_threads_reach_a_run_on_a_pool() {
    const EACH: u64 = 20_000;

    let pool = ThreadPool::new().expect("threads can be had");
    for capacity in [1, 2, 16, 1024] {
        let sum = Sink::fold(0, |sum, n: u64| sum + n);
        let graph = Source::queue(capacity).to_mat(sink_of(sum), Keep::both);
        let (queue, run) = graph.run(&pool);
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|producer| {
                let queue = queue.clone();
                thread::spawn(move || {
                    block_on(async {
                        for n in 0..EACH {
                            queue.offer(producer * EACH + n).await.expect("open");
                        }
                    });
                })
            })
            .collect();
        drop(queue);
        let outcome = run.with_ledger().wait();
        let all = PRODUCERS * EACH;
        assert_eq!(outcome.result.unwrap(), all * (all - 1) / 2);
        assert_eq!(account(&outcome.ledger), (all, all, 0));
        for producer in producers {
            producer.join().expect("no producer panics");
        }
    }
}

/// Only names the type of a sink's value.
fn sink_of<T, M, K>(sink: Sink<T, M, K>) -> Sink<T, M, K> {
    sink
}

#[test]
fn producers_that_race_the_end_know_what_was_accepted() {
    const EACH: u64 = 5_000;

    let pool = ThreadPool::new().expect("threads can be had");
    for enough in [1, 10, 1_000] {
        let (queue, source) = Source::queue_with_handle(8);
        let run = source.take(enough).count().run(&pool);
        let producers: Vec<_> = (0..PRODUCERS)
            .map(|_| {
                let queue = queue.clone();
                thread::spawn(move || {
                    block_on(async {
                        let mut accepted = 0;
                        for n in 0..EACH {
                            match queue.offer(n).await {
                                Ok(()) => accepted += 1,
                                Err(refused) => {
                                    assert_eq!(refused.element, n);
                                    break;
                                },
                            }
                        }
                        accepted
                    })
                })
            })
            .collect();
        drop(queue);
        let outcome = run.with_ledger().wait();
        assert_eq!(outcome.result.unwrap(), enough);
        let accepted: u64 = producers
            .into_iter()
            .map(|producer| producer.join().expect("no producer panics"))
            .sum();
        let (received, passed_on, discarded) = account(&outcome.ledger);
        assert_eq!((received, passed_on), (accepted, enough));
        assert_eq!(discarded, accepted - enough);
    }
}

/// An offer that returned `Ok` just before the queue is completed is read.
#[test]
fn offers_that_race_completion_are_read_or_given_back() {
    let pool = ThreadPool::new().expect("threads can be had");
    for _ in 0..200 {
        let (queue, source) = Source::queue_with_handle(64);
        let run = source.collect::<Vec<u64>>().run(&pool);
        let other = queue.clone();
        let producer = thread::spawn(move || {
            (0..64)
                .take_while(|n| other.try_offer(*n).is_ok())
                .collect::<Vec<_>>()
        });
        queue.complete();
        let accepted = producer.join().expect("no producer panics");
        assert_eq!(run.wait().unwrap(), accepted);
    }
}
