//! A button with a list of things to do below it. Arrow keys go through the list; Escape, Tab and a click elsewhere
//! leave it.

use leptos::{html, prelude::*};
use wasm_bindgen::JsCast;

/// A menu: what its button and its list, which the screen draws, have in common.
#[derive(Clone, Copy)]
pub(crate) struct Menu {
    /// Whether the list is open.
    pub(crate) open: RwSignal<bool>,
    /// The button.
    pub(crate) button: NodeRef<html::Button>,
    /// The list.
    pub(crate) list: NodeRef<html::Div>,
    /// Where the focus goes as soon as there is an entry to go to.
    wanted: StoredValue<Option<Place>>,
}

/// Where the focus goes in the list.
#[derive(Clone, Copy)]
enum Place {
    First,
    Last,
    Next,
    Previous,
    /// What is chosen, else the first.
    Chosen,
}

impl Menu {
    /// A closed one.
    pub(crate) fn new() -> Self {
        Self {
            open: RwSignal::new(false),
            button: NodeRef::new(),
            list: NodeRef::new(),
            wanted: StoredValue::new(None),
        }
    }

    /// To be called when the entries are drawn, for a list that opens before they are known.
    pub(crate) fn filled(&self) {
        let menu = *self;
        // They are in the page once this turn is over.
        request_animation_frame(move || menu.settle());
    }

    /// `true` or `false`, for `aria-expanded` of the button.
    pub(crate) fn expanded(&self) -> &'static str {
        if self.open.get() { "true" } else { "false" }
    }

    /// Closes the list and gives the focus back to the button.
    pub(crate) fn close_and_return(&self) {
        self.open.set(false);
        if let Some(button) = self.button.get_untracked() {
            let _ = button.focus();
        }
    }

    /// `on:click` of the button.
    pub(crate) fn toggle(&self) {
        if self.open.get_untracked() {
            self.open.set(false);
        } else {
            self.open_at(Place::Chosen);
        }
    }

    /// `on:keydown` of the button.
    pub(crate) fn button_key(&self, event: &web_sys::KeyboardEvent) {
        match event.key().as_str() {
            "ArrowDown" => self.open_at(Place::Chosen),
            "ArrowUp" => self.open_at(Place::Last),
            "Escape" if self.open.get_untracked() => self.open.set(false),
            _ => return,
        }
        event.prevent_default();
    }

    /// `on:keydown` of the list.
    pub(crate) fn list_key(&self, event: &web_sys::KeyboardEvent) {
        let place = match event.key().as_str() {
            "ArrowDown" => Place::Next,
            "ArrowUp" => Place::Previous,
            "Home" => Place::First,
            "End" => Place::Last,
            "Escape" => {
                event.prevent_default();
                event.stop_propagation();
                self.close_and_return();
                return;
            }
            "Tab" => {
                self.open.set(false);
                return;
            }
            _ => return,
        };
        event.prevent_default();
        self.wanted.set_value(Some(place));
        self.settle();
    }

    /// `on:focusout` of what holds both.
    pub(crate) fn focus_left(&self, event: &web_sys::FocusEvent) {
        let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        // Chromium also says that focus left when the whole menu is being taken away, its signals first.
        let (Some(list), Some(button)) = (self.list.try_get_untracked(), self.button.try_get_untracked()) else {
            return;
        };
        let inside = list.is_some_and(|list| next.as_ref().is_some_and(|next| list.contains(Some(next))));
        let on_button = button.is_some_and(|button| next.as_ref().is_some_and(|next| button.contains(Some(next))));
        if !inside && !on_button {
            self.open.set(false);
        }
    }

    fn open_at(&self, place: Place) {
        self.open.set(true);
        self.wanted.set_value(Some(place));
        self.filled();
    }

    fn settle(&self) {
        let (Some(Some(list)), Some(Some(place))) = (self.list.try_get_untracked(), self.wanted.try_get_value()) else {
            return;
        };
        if focus(&list, place).is_some() {
            self.wanted.set_value(None);
        }
    }
}

/// Moves the focus; not without an entry to move it to.
fn focus(list: &web_sys::HtmlDivElement, place: Place) -> Option<()> {
    let items = list.query_selector_all("[role^=menuitem]").ok()?;
    let count = items.length();
    if count == 0 {
        return None;
    }
    let item = |index: u32| items.get(index).and_then(|item| item.dyn_into::<web_sys::HtmlElement>().ok());
    let focused = document().active_element();
    let at = (0..count).find(|index| {
        items.get(*index).is_some_and(|item| focused.as_ref().is_some_and(|focused| item.is_same_node(Some(focused))))
    });
    let chosen = || (0..count).find(|index| item(*index).is_some_and(|item| is_chosen(&item)));
    let next = match (place, at) {
        (Place::First, _) | (Place::Next, None) => 0,
        (Place::Last, _) | (Place::Previous, None) => count - 1,
        (Place::Next, Some(at)) => (at + 1) % count,
        (Place::Previous, Some(at)) => (at + count - 1) % count,
        (Place::Chosen, _) => chosen().unwrap_or(0),
    };
    item(next)?.focus().ok()
}

fn is_chosen(item: &web_sys::HtmlElement) -> bool {
    item.get_attribute("aria-checked").as_deref() == Some("true")
}
