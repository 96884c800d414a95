//! `unfold`: elements from a state.

/// The iterator behind `Source::unfold`: a state that yields elements until it is used up.
#[derive(Clone, Debug)]
pub struct Unfold<A, F> {
    /// `None` once the stream has ended, and while `f` has it.
    state: Option<A>,
    f: F,
}

impl<A, F> Unfold<A, F> {
    /// Starts from `state`; `f` turns a state into the next one and an element.
    #[inline]
    pub fn new(state: A, f: F) -> Self {
        Self {
            state: Some(state),
            f,
        }
    }
}

impl<T, A, F: FnMut(A) -> Option<(A, T)>> Iterator for Unfold<A, F> {
    type Item = T;

    #[inline]
    fn next(&mut self) -> Option<T> {
        let (state, element) = (self.f)(self.state.take()?)?;
        self.state = Some(state);
        Some(element)
    }

    #[inline]
    fn size_hint(&self) -> (usize, Option<usize>) {
        (0, if self.state.is_some() { None } else { Some(0) })
    }
}
