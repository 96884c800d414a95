//! Channels, an element at a time as their callers use them.

use std::thread;

use tokio::runtime::Runtime;
use tokio::sync::mpsc;

use crate::{flip, triple};

/// Two tasks with a channel between them.
macro_rules! two_tasks {
    ($n:ident, $tokio:ident, $made:expr, |$sender:ident| $send:ident, |$receiver:ident| $recv:expr) => {{
        #[allow(unused_mut, reason = "some receivers are shared and some are not")]
        let ($sender, mut $receiver) = $made;
        let n = $n;
        $tokio.spawn(async move {
            for element in (0..n).map(triple) {
                if $sender.$send(element).await.is_err() {
                    return;
                }
            }
        });
        let sum = $tokio.spawn(async move {
            let mut sum = 0_u64;
            while let Some(element) = $recv {
                sum = sum.wrapping_add(flip(element));
            }
            sum
        });
        $tokio.block_on(sum).expect("the task ends")
    }};
}

pub(super) fn tokio_mpsc(n: u64, capacity: usize, tokio: &Runtime) -> u64 {
    two_tasks!(n, tokio, mpsc::channel(capacity), |tx| send, |rx| rx
        .recv()
        .await)
}

pub(super) fn kanal(n: u64, capacity: usize, tokio: &Runtime) -> u64 {
    let made = kanal::bounded_async(capacity);
    two_tasks!(n, tokio, made, |tx| send, |rx| rx.recv().await.ok())
}

pub(super) fn flume(n: u64, capacity: usize, tokio: &Runtime) -> u64 {
    let made = flume::bounded(capacity);
    two_tasks!(n, tokio, made, |tx| send_async, |rx| rx
        .recv_async()
        .await
        .ok())
}

pub(super) fn async_channel(n: u64, capacity: usize, tokio: &Runtime) -> u64 {
    let made = async_channel::bounded(capacity);
    two_tasks!(n, tokio, made, |tx| send, |rx| rx.recv().await.ok())
}

/// Two threads, since it cannot wait otherwise.
pub(super) fn crossbeam(n: u64, capacity: usize, _: &Runtime) -> u64 {
    let (sender, receiver) = crossbeam_channel::bounded(capacity);
    thread::scope(|scope| {
        scope.spawn(move || {
            for element in (0..n).map(triple) {
                if sender.send(element).is_err() {
                    return;
                }
            }
        });
        receiver.iter().map(flip).fold(0_u64, u64::wrapping_add)
    })
}
