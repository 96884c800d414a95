//! Where a stage puts its output.

use forebay_protocol::Demand;

/// Where a stage puts its output, and where it reads how much is wanted.
///
/// 1. [`demand`](Self::demand) says how many elements are wanted now. It never rises within a
///    run. An element takes it down by one, or leaves it as it is (`filter` rejected it), or
///    takes it to zero (`take_while` saw its last one): ask again before each
///    [`push`](Self::push).
/// 2. [`push`](Self::push) hands over one element. It needs demand: pushing without any is a
///    bug in the stage that does it (law L1) and panics where it can be seen for free.
/// 3. [`offer`](Self::offer) lends an iterator. The outlet takes elements while it has demand
///    and pulls none beyond that, so whatever it does not want stays with the giver. A whole
///    slice in one call is what lets the compiler turn a chain of stages into one loop.
///
/// Wrong: demand is read once, and the stage pushes on after `take_while` below is done.
///
/// ```
/// # use forebay_stage::Outlet;
/// # use forebay_protocol::Demand;
/// fn emit_wrong(out: &mut impl Outlet<u64>, numbers: &mut std::ops::Range<u64>) {
///     for _ in 0..out.demand().count_up_to(64) {
///         if let Some(number) = numbers.next() {
///             out.push(number);
///         }
///     }
/// }
/// ```
///
/// Right: lend the iterator; nothing is pulled that nobody wants.
///
/// ```
/// # use forebay_stage::Outlet;
/// # use forebay_protocol::Demand;
/// fn emit(out: &mut impl Outlet<u64>, numbers: &mut std::ops::Range<u64>) {
///     out.offer(numbers.take(64));
/// }
/// # struct One(Vec<u64>);
/// # impl Outlet<u64> for One {
/// #     fn demand(&self) -> Demand { Demand::Bounded(1 - self.0.len() as u64) }
/// #     fn push(&mut self, n: u64) { self.0.push(n) }
/// # }
/// # let (mut one, mut numbers) = (One(vec![]), 0..10);
/// # emit(&mut one, &mut numbers);
/// # assert_eq!((one.0, numbers), (vec![0], 1..10));
/// ```
#[diagnostic::on_unimplemented(
    message = "`{Self}` cannot take elements of type `{T}`",
    label = "this outlet does not take `{T}`"
)]
pub trait Outlet<T> {
    /// How many elements are wanted now. Zero demand may rise only between two runs of a stage.
    fn demand(&self) -> Demand;

    /// Hands over one element. Call it only while [`demand`](Self::demand) is above zero.
    fn push(&mut self, element: T);

    /// Lends `elements`; takes as many as there is demand for and leaves the rest unpulled.
    ///
    /// The default pulls and pushes one at a time. Overriding it is how an operator stays
    /// as fast as the loop one would write by hand.
    #[inline]
    fn offer<I>(&mut self, elements: I)
    where
        I: Iterator<Item = T>,
    {
        let mut elements = elements;
        while !self.demand().is_none() {
            match elements.next() {
                Some(element) => self.push(element),
                None => break,
            }
        }
    }
}
