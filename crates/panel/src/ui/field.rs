//! Text controls that share what is typed with the background and with the other views.

use leptos::{html::ElementType, prelude::*};
use protocol::{Command, Typed};
use wasm_bindgen::{JsCast, JsValue, prelude::wasm_bindgen};

use crate::{
    app::App,
    slash::{self, Inserted},
    typing::{Field, Verdict},
};

#[wasm_bindgen]
extern "C" {
    /// What `<input>` and `<textarea>` have in common.
    pub(crate) type TextControl;

    /// The text.
    #[wasm_bindgen(method, getter)]
    pub(crate) fn value(this: &TextControl) -> String;
    /// Sets the text; the caret goes to its end.
    #[wasm_bindgen(method, setter)]
    pub(crate) fn set_value(this: &TextControl, text: &str);
    /// Where the caret is, in UTF-16 units.
    #[wasm_bindgen(method, getter, js_name = selectionStart)]
    pub(crate) fn selection_start(this: &TextControl) -> Option<u32>;
    /// Where what is selected ends, in UTF-16 units.
    #[wasm_bindgen(method, getter, js_name = selectionEnd)]
    pub(crate) fn selection_end(this: &TextControl) -> Option<u32>;
    /// Selects a range; empty: places the caret.
    #[wasm_bindgen(method, js_name = setSelectionRange)]
    pub(crate) fn set_selection_range(this: &TextControl, start: u32, end: u32);
}

/// What an edit is made of.
pub(crate) struct Edit {
    /// The whole text.
    pub(crate) text: String,
    /// Where the caret is, in UTF-16 units.
    pub(crate) caret: u32,
    /// The view's count of edits.
    pub(crate) edit: u64,
    /// It was the Delete key.
    pub(crate) deleted_forward: bool,
}

/// A text control that is kept in step. The screen puts `node`, `first` and the two listeners on its element.
pub(crate) struct Bound<E: ElementType> {
    /// The element.
    pub(crate) node: NodeRef<E>,
    /// What it shows first.
    pub(crate) first: String,
    /// For `input` and `compositionend`.
    pub(crate) on_input: Callback<web_sys::Event>,
    app: App,
    memory: StoredValue<Field>,
}

impl<E: ElementType> Clone for Bound<E> {
    fn clone(&self) -> Self {
        Self { first: self.first.clone(), ..*self }
    }
}

impl<E> Bound<E>
where
    E: ElementType + 'static,
    E::Output: JsCast + Clone + AsRef<JsValue> + 'static,
{
    /// Keeps a control in step with `typed`; `command` says an edit.
    pub(crate) fn new(
        app: App,
        typed: Signal<Typed>,
        command: impl Fn(Edit) -> Command + Send + Sync + 'static,
    ) -> Self {
        Self::make(app, typed, None, Box::new(command))
    }

    /// As [`Bound::new`], for a text that the background reformats: the answer to the last edit is taken over, with
    /// the caret where `caret` says.
    pub(crate) fn reformatted(
        app: App,
        typed: Signal<Typed>,
        caret: Signal<u32>,
        command: impl Fn(Edit) -> Command + Send + Sync + 'static,
    ) -> Self {
        Self::make(app, typed, Some(caret), Box::new(command))
    }

    /// Boxed, for it is large, and would be there once for each field.
    fn make(
        app: App,
        typed: Signal<Typed>,
        caret: Option<Signal<u32>>,
        command: Box<dyn Fn(Edit) -> Command + Send + Sync>,
    ) -> Self {
        let node = NodeRef::<E>::new();
        let memory = StoredValue::new(Field::default());
        let view = app.view();
        Effect::new(move |_| {
            let (incoming, settled) = (typed.get(), app.settled());
            let Some(control) = node.get().map(text_control) else { return };
            match (memory.get_value().judge(&view, &incoming, settled), caret) {
                (Verdict::Keep, _) | (Verdict::Echo, None) => {}
                (Verdict::Echo, Some(caret)) => replace(&control, &incoming.text, Some(caret.get_untracked())),
                (Verdict::Take, _) => replace(&control, &incoming.text, control.selection_start()),
            }
        });
        let on_input = Callback::new(move |event: web_sys::Event| {
            // Half a character of an input method is not yet text.
            if is_composing(&event) {
                return;
            }
            let Some(control) = node.get_untracked().map(text_control) else { return };
            let edit = app.next_edit();
            let caret = control.selection_start().unwrap_or_default();
            let deleted_forward =
                property(&event, "inputType").as_string().is_some_and(|kind| kind == "deleteContentForward");
            app.send(command(Edit { text: control.value(), caret, edit, deleted_forward }));
            memory.update_value(|field| field.typed(edit));
        });
        Self { node, first: typed.with_untracked(|typed| typed.text.clone()), on_input, app, memory }
    }

    /// The text as it stands.
    pub(crate) fn text(&self) -> String {
        self.node.get_untracked().map(text_control).map(|control| control.value()).unwrap_or_default()
    }

    /// The control itself, while it is on the page.
    pub(crate) fn control(&self) -> Option<TextControl> {
        self.node.get_untracked().map(text_control)
    }

    /// What is selected of it, in UTF-16 units; empty: where the caret is.
    pub(crate) fn selection(&self) -> std::ops::Range<u32> {
        let end = |control: &TextControl| control.selection_end().unwrap_or_default();
        self.control().map(|control| control.selection_start().unwrap_or_default()..end(&control)).unwrap_or_default()
    }

    /// Puts the keyboard into it.
    pub(crate) fn focus(&self) {
        if let Some(element) = self.control() {
            let _ = element.unchecked_into::<web_sys::HtmlElement>().focus();
        }
    }

    /// Puts `new` in the place of a part of the text, in UTF-16 units, as if it were typed: it can be undone. What of it
    /// is to be filled in first is selected, else its end.
    pub(crate) fn insert(&self, place: std::ops::Range<u32>, new: &str) {
        let Some(control) = self.control() else { return };
        let Inserted { text, select } = slash::insert(&control.value(), place.clone(), new);
        control.set_selection_range(place.start, place.end);
        // The only way that keeps what the browser can undo. It tells listeners, as typing does.
        let document: web_sys::HtmlDocument = document().unchecked_into();
        let _ = match new {
            "" => document.exec_command("delete"),
            new => document.exec_command_with_show_ui_and_value("insertText", false, new),
        };
        if control.value() != text {
            control.set_value(&text);
            if let (Some(element), Ok(input)) = (self.node.get_untracked(), web_sys::Event::new("input")) {
                let _ = element.as_ref().unchecked_ref::<web_sys::EventTarget>().dispatch_event(&input);
            }
        }
        control.set_selection_range(select.start, select.end);
    }

    /// Sends `command`, which takes the text away, and empties the control at once.
    pub(crate) fn hand_over(&self, command: Command) {
        self.app.send(command);
        if let Some(control) = self.node.get_untracked().map(text_control) {
            control.set_value("");
        }
        self.memory.update_value(Field::emptied);
    }
}

/// Puts the keyboard into what the first of the selectors finds in `root`, else into what the second does.
pub(crate) fn focus_on(root: &web_sys::Element, [first, second]: [&str; 2]) {
    let find = |selector| root.query_selector(selector).ok().flatten();
    let found = find(first).or_else(|| find(second));
    if let Some(found) = found.and_then(|found| found.dyn_into::<web_sys::HtmlElement>().ok()) {
        let _ = found.focus();
    }
}

/// Whether an event belongs to a character that an input method is still composing.
pub(crate) fn is_composing(event: &JsValue) -> bool {
    property(event, "isComposing").is_truthy()
}

fn property(event: &JsValue, name: &str) -> JsValue {
    js_sys::Reflect::get(event, &JsValue::from_str(name)).unwrap_or(JsValue::UNDEFINED)
}

fn text_control<T: AsRef<JsValue>>(element: T) -> TextControl {
    element.as_ref().clone().unchecked_into()
}

fn replace(control: &TextControl, text: &str, caret: Option<u32>) {
    if control.value() != text {
        control.set_value(text);
    }
    if let Some(caret) = caret {
        control.set_selection_range(caret, caret);
    }
}
