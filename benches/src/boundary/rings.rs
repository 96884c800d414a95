//! Rings between two threads that spin: what is possible where nobody sleeps.

use std::hint::spin_loop;
use std::thread;

use rtrb::RingBuffer;
use tokio::runtime::Runtime;

use crate::{flip, triple};

/// Half a ring at a time, or what there is.
pub(super) fn in_chunks(n: u64, capacity: usize, _: &Runtime) -> u64 {
    let (mut producer, mut consumer) = RingBuffer::new(capacity);
    let half = (capacity / 2).max(1);
    thread::scope(|scope| {
        scope.spawn(move || {
            let mut numbers = (0..n).map(triple);
            loop {
                let room = producer.slots().min(half);
                let Ok(chunk) = producer.write_chunk_uninit(room) else {
                    continue;
                };
                if room == 0 {
                    spin_loop();
                } else if chunk.fill_from_iter(numbers.by_ref()) < room {
                    return;
                }
            }
        });
        let (mut sum, mut left) = (0_u64, n);
        while left > 0 {
            let ready = consumer.slots();
            if ready == 0 {
                spin_loop();
            } else if let Ok(chunk) = consumer.read_chunk(ready) {
                left -= ready as u64;
                sum = chunk.into_iter().map(flip).fold(sum, u64::wrapping_add);
            }
        }
        sum
    })
}
