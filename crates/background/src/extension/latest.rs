//! Work of which only the latest order counts, one at a time.

use std::cell::{Cell, RefCell};
use std::rc::Rc;

use wasm_bindgen_futures::spawn_local;

/// The latest order that was not begun, and whether an earlier one is under way.
#[derive(Debug)]
pub(super) struct Latest<T> {
    order: RefCell<Option<T>>,
    busy: Cell<bool>,
}

impl<T> Default for Latest<T> {
    fn default() -> Self {
        Self { order: RefCell::new(None), busy: Cell::new(false) }
    }
}

impl<T: 'static> Latest<T> {
    /// Has `work` do this once it has done what it is at, unless another order comes before.
    pub(super) fn order<F: Future<Output = ()> + 'static>(self: &Rc<Self>, order: T, work: impl Fn(T) -> F + 'static) {
        self.order.replace(Some(order));
        if self.busy.replace(true) {
            return;
        }
        let this = self.clone();
        spawn_local(async move {
            loop {
                let next = this.order.borrow_mut().take();
                let Some(order) = next else { break };
                work(order).await;
            }
            this.busy.set(false);
        });
    }
}
