//! `batch` and `conflate`: several elements become one while downstream is slow.

mod fold;
mod weight;

use forebay_protocol::{Demand, Site};
use forebay_stage::{Account, Budget, Operator, Outlet, Stage, blame};

use self::fold::Fold;
pub use self::fold::{Merge, Seeded};
use self::weight::Weigh;
pub use self::weight::{Count, Unlimited, Weight};
use super::detached::{Detached, DetachedLogic};

/// Makes one of all elements that come while nobody wants one.
pub type Conflate<F> = Batch<Merge<F>, Unlimited>;

/// As [`Conflate`], into a value of another type.
pub type ConflateWithSeed<S, F> = Batch<Seeded<S, F>, Unlimited>;

/// Makes one of the elements that come while nobody wants one, up to a weight.
#[derive(Clone, Debug)]
pub struct Batch<G, W> {
    fold: G,
    weigh: W,
    max: u64,
    site: Site,
}

impl<F> Conflate<F> {
    /// `aggregate` adds an element to those that came before it.
    #[must_use]
    pub fn new(aggregate: F, site: Site) -> Self {
        Self {
            fold: Merge(aggregate),
            weigh: Unlimited,
            max: u64::MAX,
            site,
        }
    }
}

impl<S, F> ConflateWithSeed<S, F> {
    /// `seed` begins an aggregate with an element, `aggregate` adds one to it.
    #[must_use]
    pub fn with_seed(seed: S, aggregate: F, site: Site) -> Self {
        Self {
            fold: Seeded(seed, aggregate),
            weigh: Unlimited,
            max: u64::MAX,
            site,
        }
    }
}

impl<S, F> Batch<Seeded<S, F>, Count> {
    /// Batches of up to `max` elements.
    ///
    /// # Panics
    /// If `max` is zero.
    #[must_use]
    #[track_caller]
    pub fn counted(max: u64, seed: S, aggregate: F, site: Site) -> Self {
        assert!(max > 0, "batch(0, ..): a batch has at least one element");
        Self {
            fold: Seeded(seed, aggregate),
            weigh: Count,
            max,
            site,
        }
    }
}

impl<C, S, F> Batch<Seeded<S, F>, Weight<C>> {
    /// Batches whose costs add up to `max` at most; an element that costs more is one of its own.
    ///
    /// # Panics
    /// If `max` is zero.
    #[must_use]
    #[track_caller]
    pub fn weighted(max: u64, cost: C, seed: S, aggregate: F, site: Site) -> Self {
        assert!(
            max > 0,
            "batch_weighted(0, ..): a batch may cost at least one"
        );
        Self {
            fold: Seeded(seed, aggregate),
            weigh: Weight(cost),
            max,
            site,
        }
    }
}

impl<T: Send, G: Fold<T>, W: Weigh<T>> Operator<T> for Batch<G, W> {
    type Out = G::Aggregate;
    type Stage<U: Stage<Out = T>> = Detached<U, Batching<T, G, W>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let logic = Batching {
            aggregate: None,
            left: self.max,
            pending: None,
            batch: self,
            received: 0,
            passed_on: 0,
            folded: 0,
            discarded: 0,
        };
        Detached::new(upstream, logic)
    }
}

/// `Batch` while it runs.
#[derive(Debug)]
pub struct Batching<T, G: Fold<T>, W> {
    /// The open batch. `None` also while `fold` has it, and after that has panicked.
    aggregate: Option<G::Aggregate>,
    /// What may be added to the open batch.
    left: u64,
    /// An element too heavy for the open batch, and its weight.
    pending: Option<(T, u64)>,
    batch: Batch<G, W>,
    received: u64,
    passed_on: u64,
    /// Elements that have become part of the open batch.
    folded: u64,
    discarded: u64,
}

impl<T, G: Fold<T>, W: Weigh<T>> Batching<T, G, W> {
    /// Begins a batch with `element`.
    #[inline]
    fn begin(&mut self, element: T, weight: u64) {
        self.left = self.batch.max.saturating_sub(weight);
        self.folded += 1;
        let Batch { fold, site, .. } = &mut self.batch;
        self.aggregate = Some(blame(site, || fold.seed(element)));
    }

    /// Takes the open batch out.
    #[inline]
    fn release(&mut self) -> Option<G::Aggregate> {
        let aggregate = self.aggregate.take()?;
        self.passed_on += self.folded;
        self.folded = 0;
        self.left = self.batch.max;
        Some(aggregate)
    }
}

impl<T: Send, G: Fold<T>, W: Weigh<T>> DetachedLogic<T> for Batching<T, G, W> {
    type Out = G::Aggregate;

    #[inline]
    fn holds(&self) -> bool {
        self.aggregate.is_some()
    }

    #[inline]
    fn emit<O: Outlet<G::Aggregate>>(&mut self, budget: &Budget, out: &mut O) {
        while !out.demand().is_none() && !budget.is_spent() {
            let Some(aggregate) = self.release() else {
                return;
            };
            budget.spend(1);
            let site = self.batch.site;
            blame(&site, || out.push(aggregate));
            if let Some((element, weight)) = self.pending.take() {
                self.begin(element, weight);
            }
        }
    }

    #[inline]
    fn room(&self) -> u64 {
        u64::from(self.aggregate.is_none())
    }

    #[inline]
    fn intake(&self) -> Demand {
        if self.pending.is_some() {
            Demand::NONE
        } else {
            self.batch.weigh.intake(self.left)
        }
    }

    #[inline]
    fn on_wanted<O: Outlet<G::Aggregate>>(&mut self, element: T, out: &mut O) {
        self.received += 1;
        self.passed_on += 1;
        let Batch { fold, site, .. } = &mut self.batch;
        out.push(blame(site, || fold.seed(element)));
    }

    #[inline]
    fn on_wanted_offer<I, O>(&mut self, elements: I, out: &mut O)
    where
        I: Iterator<Item = T>,
        O: Outlet<G::Aggregate>,
    {
        out.offer(Alone {
            elements,
            batching: self,
        });
    }

    #[inline]
    fn on_unwanted(&mut self, element: T) {
        self.received += 1;
        let Batch {
            fold, weigh, site, ..
        } = &mut self.batch;
        let weight = blame(site, || weigh.weight(&element));
        let Some(aggregate) = self.aggregate.take() else {
            return self.begin(element, weight);
        };
        if weight > self.left {
            self.aggregate = Some(aggregate);
            self.pending = Some((element, weight));
            return;
        }
        self.left -= weight;
        self.folded += 1;
        self.aggregate = Some(blame(site, || fold.add(aggregate, element)));
    }

    fn discard(&mut self) {
        self.discarded += self.folded + u64::from(self.pending.is_some());
        self.folded = 0;
        self.aggregate = None;
        self.pending = None;
    }

    fn account(&self) -> Account {
        let account = Account::holder(self.batch.site, self.received, self.passed_on);
        account.with_discarded(self.discarded)
    }
}

/// Each element a batch of its own.
struct Alone<'a, I, T, G: Fold<T>, W> {
    elements: I,
    batching: &'a mut Batching<T, G, W>,
}

impl<T, I, G, W> Iterator for Alone<'_, I, T, G, W>
where
    I: Iterator<Item = T>,
    G: Fold<T>,
{
    type Item = G::Aggregate;

    #[inline]
    fn next(&mut self) -> Option<G::Aggregate> {
        let element = self.elements.next()?;
        self.batching.received += 1;
        self.batching.passed_on += 1;
        let Batch { fold, site, .. } = &mut self.batching.batch;
        Some(blame(site, || fold.seed(element)))
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        self.elements.size_hint()
    }

    #[inline]
    fn fold<B, H: FnMut(B, G::Aggregate) -> B>(self, init: B, mut each: H) -> B {
        let Batching {
            batch,
            received,
            passed_on,
            ..
        } = self.batching;
        let Batch { fold, site, .. } = batch;
        self.elements.fold(init, |folded, element| {
            *received += 1;
            *passed_on += 1;
            each(folded, blame(site, || fold.seed(element)))
        })
    }
}
