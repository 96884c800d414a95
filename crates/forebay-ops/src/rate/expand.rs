//! `expand`: several elements are made of one while upstream is slow.

use std::mem;

use forebay_protocol::Site;
use forebay_stage::{Account, Budget, Operator, Outlet, Stage, blame};

use super::detached::{Detached, DetachedLogic};

/// So many elements are made up in a run at most, so that upstream gets to say that it has more.
const MADE_UP_AT_MOST: usize = 256;

/// Emits what `f` makes of the newest element, until there is a newer one.
#[derive(Clone, Debug)]
pub struct Expand<F> {
    f: F,
    site: Site,
}

impl<F> Expand<F> {
    /// `f` makes an iterator of each element.
    #[inline]
    pub fn new(f: F, site: Site) -> Self {
        Self { f, site }
    }
}

/// `Expand` while it runs.
#[derive(Debug)]
pub struct Expanding<F, I> {
    f: F,
    site: Site,
    /// What the newest element became; `None` once that is known to be used up.
    newest: Option<I>,
    /// The newest element has not come out yet.
    is_new: bool,
    received: u64,
    passed_on: u64,
    discarded: u64,
}

impl<T, C, F> Operator<T> for Expand<F>
where
    F: FnMut(T) -> C + Send,
    C: IntoIterator<IntoIter: Send>,
{
    type Out = C::Item;
    type Stage<U: Stage<Out = T>> = Detached<U, Expanding<F, C::IntoIter>>;

    #[inline]
    fn attach<U: Stage<Out = T>>(self, upstream: U) -> Self::Stage<U> {
        let Self { f, site } = self;
        let logic = Expanding {
            f,
            site,
            newest: None,
            is_new: false,
            received: 0,
            passed_on: 0,
            discarded: 0,
        };
        Detached::new(upstream, logic)
    }
}

impl<F, I: Iterator> Expanding<F, I> {
    /// `element` is the newest one from now on.
    #[inline]
    fn accept<T, C>(&mut self, element: T)
    where
        F: FnMut(T) -> C,
        C: IntoIterator<Item = I::Item, IntoIter = I>,
    {
        self.received += 1;
        self.is_new = true;
        let Self { f, site, .. } = self;
        self.newest = Some(blame(site, || f(element).into_iter()));
        self.forget_if_empty();
    }

    /// The next output of the newest element.
    #[inline]
    fn next_output(&mut self) -> Option<I::Item> {
        self.settle();
        let newest = self.newest.as_mut()?;
        let output = blame(&self.site, || newest.next());
        if output.is_none() {
            self.newest = None;
        } else {
            self.forget_if_empty();
        }
        output
    }

    /// The newest element comes out, or turns out to have become nothing.
    #[inline]
    fn settle(&mut self) {
        self.passed_on += u64::from(mem::take(&mut self.is_new));
    }

    /// Lets go of an iterator that says that it has no more: completion needs no demand then.
    #[inline]
    fn forget_if_empty(&mut self) {
        let site = self.site;
        let is_empty = |newest: &I| blame(&site, || newest.size_hint()).1 == Some(0);
        if self.newest.as_ref().is_some_and(is_empty) {
            self.newest = None;
            self.settle();
        }
    }
}

impl<T, C, F> DetachedLogic<T> for Expanding<F, C::IntoIter>
where
    F: FnMut(T) -> C + Send,
    C: IntoIterator<IntoIter: Send>,
{
    type Out = C::Item;

    #[inline]
    fn holds(&self) -> bool {
        self.is_new
    }

    #[inline]
    fn emit<O: Outlet<C::Item>>(&mut self, budget: &Budget, out: &mut O) {
        if out.demand().is_none() || budget.is_spent() {
            return;
        }
        if let Some(output) = self.next_output() {
            budget.spend(1);
            let site = self.site;
            blame(&site, || out.push(output));
        }
    }

    #[inline]
    fn room(&self) -> u64 {
        u64::from(!self.is_new)
    }

    #[inline]
    fn on_wanted<O: Outlet<C::Item>>(&mut self, element: T, out: &mut O) {
        self.accept(element);
        if self.is_new
            && let Some(output) = self.next_output()
        {
            out.push(output);
        }
    }

    #[inline]
    fn on_wanted_offer<I, O>(&mut self, elements: I, out: &mut O)
    where
        I: Iterator<Item = T>,
        O: Outlet<C::Item>,
    {
        out.offer(Firsts {
            elements,
            expanding: self,
        });
    }

    #[inline]
    fn on_unwanted(&mut self, element: T) {
        self.accept(element);
    }

    #[inline]
    fn on_idle<O: Outlet<C::Item>>(&mut self, budget: &Budget, out: &mut O) -> bool {
        if self.newest.is_none() || self.is_new || budget.is_spent() || out.demand().is_none() {
            return false;
        }
        let allowance = budget.left().min(MADE_UP_AT_MOST);
        let (mut left, site) = (allowance, self.site);
        blame(&site, || {
            out.offer(MadeUp {
                expanding: self,
                left: &mut left,
            });
        });
        budget.spend((allowance - left) as u64);
        left == 0 && self.newest.is_some() && !out.demand().is_none()
    }

    fn discard(&mut self) {
        self.discarded += u64::from(mem::take(&mut self.is_new));
        self.newest = None;
    }

    fn account(&self) -> Account {
        let account = Account::holder(self.site, self.received, self.passed_on);
        account.with_discarded(self.discarded)
    }
}

/// The first output of each element.
struct Firsts<'a, E, F, I> {
    elements: E,
    expanding: &'a mut Expanding<F, I>,
}

impl<E, C, F> Iterator for Firsts<'_, E, F, C::IntoIter>
where
    E: Iterator,
    F: FnMut(E::Item) -> C,
    C: IntoIterator,
{
    type Item = C::Item;

    #[inline]
    fn next(&mut self) -> Option<C::Item> {
        loop {
            self.expanding.accept(self.elements.next()?);
            if self.expanding.is_new
                && let Some(output) = self.expanding.next_output()
            {
                return Some(output);
            }
        }
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, self.elements.size_hint().1)
    }
}

/// Further outputs of the newest element, which has come out before.
struct MadeUp<'a, F, I> {
    expanding: &'a mut Expanding<F, I>,
    left: &'a mut usize,
}

impl<F, I: Iterator> Iterator for MadeUp<'_, F, I> {
    type Item = I::Item;

    #[inline]
    fn next(&mut self) -> Option<I::Item> {
        let left = self.left.checked_sub(1)?;
        let output = self.expanding.next_output()?;
        *self.left = left;
        Some(output)
    }
}
