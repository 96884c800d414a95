//! What travels.

use std::sync::Arc;

/// A number that is counted for as long as it is there.
pub(super) struct Element {
    pub(super) number: u32,
    _counted: Arc<()>,
}

/// Makes elements, and knows how many of them are left.
#[derive(Clone, Default)]
pub(super) struct Elements(Arc<()>);

impl Elements {
    pub(super) fn make(&self, number: u32) -> Element {
        let _counted = Arc::clone(&self.0);
        Element { number, _counted }
    }

    /// Fails if an element is left anywhere. To be called when only this maker is left.
    pub(super) fn assert_all_dropped(&self) {
        assert_eq!(Arc::strong_count(&self.0), 1, "elements were left behind");
    }
}
