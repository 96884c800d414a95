//! `Source::queue`: producers push, the stream pulls, and every element has one fate.

mod endings;
mod flowing;
mod threads;

use forebay::blueprint::SourcePart;
use forebay::stage::Stage;
use forebay::{Account, Ledger, QueueHandle, Refused, Source};
use forebay_testkit::TestSink;

/// The account of the queue: accepted, passed on, discarded.
#[track_caller]
fn account(ledger: &Ledger) -> (u64, u64, u64) {
    let accounts: Vec<&Account> = ledger
        .accounts()
        .iter()
        .filter(|account| account.site().name().starts_with("queue"))
        .collect();
    let [account] = accounts[..] else {
        panic!("one queue has one account: {ledger}")
    };
    assert_eq!(account.missing(), 0, "{ledger}");
    (account.received(), account.passed_on(), account.discarded())
}

/// A sink behind `source`, and the handle.
fn sink<T, M, P>(source: Source<T, M, P>) -> (TestSink<P::Stage>, M)
where
    P: SourcePart<Out = T, Mat = M, Stage: Stage<Out = T>>,
{
    TestSink::with_value(source)
}

/// Offers until one is refused; gives that one.
fn fill(queue: &QueueHandle<u64>, elements: impl IntoIterator<Item = u64>) -> Option<u64> {
    let refused = |element| queue.try_offer(element).err();
    let Refused { element, .. } = elements.into_iter().find_map(refused)?;
    Some(element)
}
