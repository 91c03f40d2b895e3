//! The emoji picker, over the composer: a grid that the arrows move through, and below it what the emoji that is marked
//! costs. Enter or a click puts it in at the caret, as if it were typed; Escape leaves the text as it is. Either way the
//! keyboard is in the text again.

use leptos::{html, prelude::*};
use protocol::Typed;
use wasm_bindgen::JsCast;

use crate::{
    emoji::{self, Cost, Place, Step},
    icons,
    icons::icon,
    text,
    ui::field::Bound,
    words,
};

/// Where those that were used last are kept, in `localStorage`.
const KEY: &str = "emoji";

/// The picker of a composer.
#[derive(Clone, Copy)]
pub(crate) struct Picker {
    bound: StoredValue<Bound<html::Textarea>>,
    typed: Signal<Typed>,
    /// What there is to pick from, while it is open.
    rows: RwSignal<Option<Vec<Vec<&'static str>>>>,
    /// Which of it is marked.
    at: RwSignal<Place>,
    button: NodeRef<html::Button>,
    popover: NodeRef<html::Div>,
}

impl Picker {
    /// The picker of a composer with this text.
    pub(crate) fn new(bound: Bound<html::Textarea>, typed: Signal<Typed>) -> Self {
        let picker = Self {
            bound: StoredValue::new(bound),
            typed,
            rows: RwSignal::new(None),
            at: RwSignal::new(Place::default()),
            button: NodeRef::new(),
            popover: NodeRef::new(),
        };
        Effect::new(move |_| {
            if picker.popover.get().is_some() {
                focus(picker.at.get_untracked());
            }
        });
        picker
    }

    /// What a key does in the text; `true`: nothing else is to come of it.
    pub(crate) fn key(self, event: &web_sys::KeyboardEvent) -> bool {
        let ours = is_shortcut(event);
        if ours {
            self.toggle();
        }
        ours
    }

    fn toggle(self) {
        if self.rows.with_untracked(Option::is_some) {
            self.leave();
        } else {
            self.at.set(Place::default());
            self.rows.set(Some(emoji::rows(&kept())));
        }
    }

    fn leave(self) {
        self.rows.set(None);
        self.bound.get_value().focus();
    }

    fn choose(self) {
        let Some(emoji) = self.marked() else { return };
        self.leave();
        let bound = self.bound.get_value();
        bound.insert(bound.selection(), emoji);
        keep(&emoji::used(&kept(), emoji));
    }

    /// The emoji that is marked.
    fn marked(self) -> Option<&'static str> {
        let Place { row, column } = self.at.get();
        self.rows.with(|rows| rows.as_ref()?.get(row)?.get(column).copied())
    }

    /// What it costs.
    fn cost(self) -> String {
        // The text is another one where another view types.
        self.typed.track();
        let bound = self.bound.get_value();
        let cost = self.marked().map(|emoji| Cost::of(&bound.text(), bound.selection(), emoji));
        cost.map(|cost| words::emoji_cost(&cost)).unwrap_or_default()
    }

    fn grid_key(self, event: &web_sys::KeyboardEvent) {
        match event.key().as_str() {
            "Escape" | "Tab" => self.leave(),
            _ if is_shortcut(event) => self.leave(),
            // The Enter that opened it is still held.
            "Enter" | " " if event.repeat() => {}
            "Enter" | " " => untrack(|| self.choose()),
            key => {
                let Some(step) = Step::of(key, event.ctrl_key()) else { return };
                let from = self.at.get_untracked();
                self.rows.with_untracked(|rows| self.at.set(step.from(rows.as_deref().unwrap_or_default(), from)));
                focus(self.at.get_untracked());
            }
        }
        event.prevent_default();
        event.stop_propagation();
    }

    fn focus_left(self, event: &web_sys::FocusEvent) {
        let next = event.related_target().and_then(|target| target.dyn_into::<web_sys::Node>().ok());
        // The browser also takes the focus from a picker that has gone, with all that is remembered of it.
        let (Some(popover), Some(button)) = (self.popover.try_get_untracked(), self.button.try_get_untracked()) else {
            return;
        };
        let inside = popover.is_some_and(|popover| popover.contains(next.as_ref()));
        let on_button = button.is_some_and(|button| button.contains(next.as_ref()));
        if next.is_none() || !(inside || on_button) {
            self.rows.set(None);
        }
    }
}

/// On the French keyboard the full stop takes Shift.
fn is_shortcut(event: &web_sys::KeyboardEvent) -> bool {
    event.key() == "." && event.ctrl_key() && !event.alt_key() && !event.meta_key()
}

fn kept() -> String {
    let storage = window().local_storage().ok().flatten();
    storage.and_then(|storage| storage.get_item(KEY).ok().flatten()).unwrap_or_default()
}

fn keep(used: &str) {
    if let Ok(Some(storage)) = window().local_storage() {
        // A full or forbidden storage costs the order, nothing else.
        let _ = storage.set_item(KEY, used);
    }
}

fn focus(place: Place) {
    let button = document().get_element_by_id(&id(place));
    if let Some(button) = button.and_then(|button| button.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = button.focus();
    }
}

fn id(Place { row, column }: Place) -> String {
    format!("emoji-{row}-{column}")
}

/// The picker, while it is open.
pub(crate) fn popover(picker: Picker) -> impl IntoView {
    let cell = move |place: Place, emoji: &'static str| {
        let marked = move || picker.at.get() == place;
        view! {
            <button
                type="button"
                role="gridcell"
                id=id(place)
                class="emoji"
                class:active=marked
                tabindex=move || if marked() { "0" } else { "-1" }
                data-testid="emoji"
                on:pointerenter=move |_| picker.at.set(place)
                on:click=move |_| {
                    picker.at.set(place);
                    untrack(|| picker.choose());
                }
            >
                {emoji}
            </button>
        }
    };
    let row = move |(row, emoji): (usize, Vec<&'static str>)| {
        let cells = emoji.into_iter().enumerate().map(|(column, emoji)| cell(Place { row, column }, emoji));
        view! { <div role="row" class="emoji-row">{cells.collect_view()}</div> }
    };
    let cost = Memo::new(move |_| picker.cost());
    move || {
        picker.rows.get().map(|rows| {
            view! {
                <div
                    node_ref=picker.popover
                    class="emoji-picker"
                    role="dialog"
                    aria-label=text::emoji()
                    aria-describedby="emoji-cost"
                    data-testid="emoji-picker"
                    // The focus stays where it is while something is clicked.
                    on:mousedown=move |event| event.prevent_default()
                    on:keydown=move |event| picker.grid_key(&event)
                    on:focusout=move |event| picker.focus_left(&event)
                >
                    <div role="grid" class="emoji-grid" aria-label=text::emoji()>
                        {rows.into_iter().enumerate().map(row).collect_view()}
                    </div>
                    <p id="emoji-cost" class="emoji-cost" role="status" data-testid="emoji-cost">{cost}</p>
                </div>
            }
        })
    }
}

/// The button beside the text.
pub(crate) fn button(picker: Picker) -> impl IntoView {
    view! {
        <button
            node_ref=picker.button
            type="button"
            class="icon-button small"
            title=text::emoji_button()
            aria-label=text::emoji_button()
            aria-haspopup="dialog"
            aria-keyshortcuts="Control+."
            aria-expanded=move || if picker.rows.read().is_some() { "true" } else { "false" }
            data-testid="emoji-button"
            // The caret stays where it is.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| picker.toggle()
        >
            {icon(icons::EMOJI)}
        </button>
    }
}
