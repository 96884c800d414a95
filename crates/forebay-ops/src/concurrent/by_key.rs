//! A lane for each key.

use std::collections::HashMap;
use std::fmt;
use std::hash::Hash;

use forebay_protocol::Site;
use forebay_stage::blame;

use super::Lanes;

/// A lane for each key, for as long as an element of that key runs.
///
/// Nothing is allocated for an element once there were as many lanes and waiting elements as there
/// are now. A key is cloned when its lane opens.
pub struct ByKey<T, P, K, G> {
    key: G,
    per_key: usize,
    numbers: HashMap<K, usize>,
    lanes: Vec<Lane<K>>,
    /// Lanes that are closed, to be opened for other keys.
    closed: Vec<usize>,
    places: Vec<Place<T, P>>,
    /// Places in which nobody waits.
    vacant: Vec<usize>,
}

struct Lane<K> {
    /// `None` while it is closed.
    key: Option<K>,
    running: usize,
    /// The first and the last of those that wait for it.
    queue: Option<(usize, usize)>,
}

struct Place<T, P> {
    waiting: Option<(T, P)>,
    /// Who waits behind, for the same lane.
    behind: Option<usize>,
}

impl<T, P, K, G> ByKey<T, P, K, G> {
    pub(super) fn new(per_key: usize, key: G) -> Self {
        Self {
            key,
            per_key,
            numbers: HashMap::new(),
            lanes: Vec::new(),
            closed: Vec::new(),
            places: Vec::new(),
            vacant: Vec::new(),
        }
    }

    /// The first of those that wait for a lane.
    fn first_waiting(&mut self, lane: usize) -> Option<(T, P)> {
        let (first, last) = self.lanes[lane].queue?;
        let place = &mut self.places[first];
        self.lanes[lane].queue = place.behind.take().map(|second| (second, last));
        self.vacant.push(first);
        place.waiting.take()
    }
}

impl<T, P, K: Hash + Eq + Clone, G> ByKey<T, P, K, G> {
    /// A lane for a key that has none.
    fn open(&mut self, key: K) -> usize {
        let number = self.closed.pop().unwrap_or(self.lanes.len());
        let lane = Lane {
            key: Some(key.clone()),
            running: 0,
            queue: None,
        };
        match self.lanes.get_mut(number) {
            Some(closed) => *closed = lane,
            None => self.lanes.push(lane),
        }
        self.numbers.insert(key, number);
        number
    }

    /// Forgets a lane in which nobody runs: there are as many keys as run, not as ever were.
    fn close(&mut self, lane: usize) {
        if let Some(key) = self.lanes[lane].key.take() {
            self.numbers.remove(&key);
            self.closed.push(lane);
        }
    }
}

impl<T, P, K, G> Lanes<T, P> for ByKey<T, P, K, G>
where
    T: Send,
    P: Copy + Send,
    K: Hash + Eq + Clone + Send,
    G: FnMut(&T) -> K + Send,
{
    type Pass = K;
    type Lane = usize;

    #[inline]
    fn admit(&mut self, element: &T, site: &Site) -> Result<K, usize> {
        blame(site, || {
            let key = (self.key)(element);
            match self.numbers.get(&key) {
                Some(lane) if self.lanes[*lane].running >= self.per_key => Err(*lane),
                _ => Ok(key),
            }
        })
    }

    fn occupy(&mut self, key: K, site: &Site) -> usize {
        blame(site, || {
            let lane = match self.numbers.get(&key) {
                Some(lane) => *lane,
                None => self.open(key),
            };
            self.lanes[lane].running += 1;
            lane
        })
    }

    fn wait(&mut self, lane: usize, element: T, place: P) {
        let number = self.vacant.pop().unwrap_or(self.places.len());
        let waiting = Place {
            waiting: Some((element, place)),
            behind: None,
        };
        match self.places.get_mut(number) {
            Some(vacant) => *vacant = waiting,
            None => self.places.push(waiting),
        }
        let queue = &mut self.lanes[lane].queue;
        *queue = match *queue {
            None => Some((number, number)),
            Some((first, last)) => {
                self.places[last].behind = Some(number);
                Some((first, number))
            },
        };
    }

    fn next(&mut self, lane: usize, site: &Site) -> Option<(T, P)> {
        let next = self.first_waiting(lane);
        if next.is_none() {
            self.lanes[lane].running -= 1;
            if self.lanes[lane].running == 0 {
                blame(site, || self.close(lane));
            }
        }
        next
    }

    #[inline]
    fn waiting(&self) -> usize {
        self.places.len() - self.vacant.len()
    }

    fn clear(&mut self) {
        self.numbers.clear();
        self.lanes.clear();
        self.closed.clear();
        self.vacant.clear();
        self.places.clear();
    }
}

impl<T, P, K, G> fmt::Debug for ByKey<T, P, K, G> {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("ByKey")
            .field("per_key", &self.per_key)
            .field("keys", &self.numbers.len())
            .finish_non_exhaustive()
    }
}
