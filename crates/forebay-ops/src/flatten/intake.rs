//! What upstream sees of an operator that takes one element at a time.

use forebay_protocol::Demand;
use forebay_stage::Outlet;

/// Room for one element, or for none.
pub(super) struct Intake<T> {
    is_open: bool,
    element: Option<T>,
}

impl<T> Intake<T> {
    #[inline]
    pub(super) fn new(is_open: bool) -> Self {
        Self {
            is_open,
            element: None,
        }
    }

    #[inline]
    pub(super) fn into_element(self) -> Option<T> {
        self.element
    }
}

impl<T> Outlet<T> for Intake<T> {
    #[inline]
    fn demand(&self) -> Demand {
        if self.is_open {
            Demand::ONE
        } else {
            Demand::NONE
        }
    }

    #[inline]
    fn push(&mut self, element: T) {
        self.is_open = false;
        self.element = Some(element);
    }

    #[inline]
    fn offer<I: Iterator<Item = T>>(&mut self, mut elements: I) {
        if self.is_open
            && let Some(element) = elements.next()
        {
            self.push(element);
        }
    }
}
