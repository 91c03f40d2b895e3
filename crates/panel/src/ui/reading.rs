//! Where somebody reads in a list that grows before it.
//!
//! The browser's own anchoring does not do: at the very top it holds on to what stands there and goes with it to the first
//! of what has come, and it loses its place while what comes into view is laid out for the first time.

use wasm_bindgen::JsCast;
use wasm_bindgen::closure::Closure;
use web_sys::{HtmlElement, ResizeObserver};

/// An element in view, and where it was.
#[derive(Clone)]
pub(crate) struct Reading {
    element: HtmlElement,
    /// From the top of the window.
    top: f64,
    /// How far was scrolled.
    scrolled: i32,
}

impl Reading {
    /// At the first element of `selector` that is in view in `scroller`.
    pub(crate) fn at(scroller: &HtmlElement, selector: &str) -> Option<Self> {
        let edge = scroller.get_bounding_client_rect().top();
        let all = scroller.query_selector_all(selector).ok()?;
        let elements = (0..all.length()).filter_map(|index| all.get(index)?.dyn_into::<HtmlElement>().ok());
        let (element, top) = elements
            .map(|element| (element.get_bounding_client_rect(), element))
            .find_map(|(place, element)| (place.bottom() > edge).then(|| (element, place.top())))?;
        Some(Self { element, top, scrolled: scroller.scroll_top() })
    }

    /// Whether the scroller is where [`Reading::keep`] left it: nobody has scrolled since.
    pub(crate) fn is_kept(&self, scroller: &HtmlElement) -> bool {
        scroller.scroll_top() == self.scrolled
    }

    /// Scrolls to where it is still where it was; whoever has scrolled meanwhile is left there.
    pub(crate) fn keep(&mut self, scroller: &HtmlElement) {
        let scrolled = scroller.scroll_top();
        self.top -= f64::from(scrolled - self.scrolled);
        let moved = self.element.get_bounding_client_rect().top() - self.top;
        #[expect(clippy::cast_possible_truncation, reason = "a place on a page")]
        scroller.set_scroll_top(scrolled + moved.round() as i32);
        self.scrolled = scroller.scroll_top();
    }
}

/// Watches how high an element is, until it is dropped.
pub(crate) struct Growth {
    observer: ResizeObserver,
    _grown: Closure<dyn FnMut()>,
}

impl Growth {
    /// Calls `grown` when the element has another height, before that is painted; nothing where it cannot be watched.
    pub(crate) fn of(element: &HtmlElement, grown: impl FnMut() + 'static) -> Option<Self> {
        let grown = Closure::new(grown);
        let observer = ResizeObserver::new(grown.as_ref().unchecked_ref()).ok()?;
        observer.observe(element);
        Some(Self { observer, _grown: grown })
    }
}

impl Drop for Growth {
    fn drop(&mut self) {
        self.observer.disconnect();
    }
}
