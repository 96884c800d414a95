//! `Paths`: requests by path, in bounded memory.

#[cfg(test)]
mod tests;

use std::cmp::Reverse;
use std::collections::HashMap;

use crate::tally::Tally;

/// Bytes of a path that are looked at. Longer paths that agree so far count as one.
pub(crate) const PATH_LENGTH_MAX: usize = 256;

/// Requests by path, for as many distinct paths as fit.
///
/// Whoever sends requests chooses the paths, so their number has no bound. When one more would
/// not fit, at least half of them make room: those with the fewest requests, which from then on
/// count as *others*. It is the algorithm of Misra and Gries, a batch at a time. With a capacity
/// of `k` it misses at most `n / (k / 2)` of a path's first requests in a log of `n`, so that
/// every path with more than that is in the table, and while there are no more than `k` distinct
/// paths nothing is missed at all.
#[derive(Debug)]
pub(crate) struct Paths {
    capacity: usize,
    tallies: HashMap<Box<[u8]>, Counted>,
    others: Tally,
    missed_max: u64,
}

#[derive(Debug)]
struct Counted {
    tally: Tally,
    /// Requests for this path that may have been counted as others before it came in.
    missed_max: u64,
}

impl Counted {
    fn requests_max(&self) -> u64 {
        self.tally.requests + self.missed_max
    }
}

impl Paths {
    pub(crate) fn with_capacity(capacity: usize) -> Self {
        assert!(capacity > 0, "a table of no paths counts nothing");
        let (tallies, others) = (HashMap::new(), Tally::default());
        Self {
            capacity,
            tallies,
            others,
            missed_max: 0,
        }
    }

    pub(crate) fn add(&mut self, path: &[u8], status: u16, bytes_sent: u64) {
        let path = &path[..path.len().min(PATH_LENGTH_MAX)];
        // Looked up first, so that only a new path is copied.
        if let Some(counted) = self.tallies.get_mut(path) {
            counted.tally.add(status, bytes_sent);
            return;
        }
        if self.tallies.len() == self.capacity {
            self.make_room();
        }
        let mut tally = Tally::default();
        tally.add(status, bytes_sent);
        self.tallies.insert(
            path.into(),
            Counted {
                tally,
                missed_max: self.missed_max,
            },
        );
    }

    /// Sends the rarer half of the paths to the others, and with them all that are as rare.
    fn make_room(&mut self) {
        let mut requests: Vec<u64> = self.tallies.values().map(Counted::requests_max).collect();
        let middle = (requests.len() - 1) / 2;
        let (_, &mut threshold, _) = requests.select_nth_unstable(middle);
        let others = &mut self.others;
        // Nothing depends on the order of the map, which is a different one in each run.
        self.tallies.retain(|_, counted| {
            let stays = counted.requests_max() > threshold;
            if !stays {
                others.merge(&counted.tally);
            }
            stays
        });
        self.missed_max = threshold;
    }

    /// Distinct paths in the table.
    pub(crate) fn len(&self) -> usize {
        self.tallies.len()
    }

    pub(crate) fn capacity(&self) -> usize {
        self.capacity
    }

    /// No path has more requests among the others than this. Zero says that all fitted.
    pub(crate) fn missed_max(&self) -> u64 {
        self.missed_max
    }

    /// The `n` paths with the most requests, and the sum of all the rest.
    pub(crate) fn top(&self, n: usize) -> (Vec<(&[u8], &Tally)>, Tally) {
        let mut all: Vec<_> = self
            .tallies
            .iter()
            .map(|(path, c)| (&**path, &c.tally))
            .collect();
        all.sort_unstable_by_key(|&(path, tally)| (Reverse(tally.requests), path));
        let mut rest = self.others.clone();
        for (_, tally) in all.drain(n.min(all.len())..) {
            rest.merge(tally);
        }
        (all, rest)
    }
}
