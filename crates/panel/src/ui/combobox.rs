//! A text field with a list of what can be chosen, after the combobox pattern of the ARIA Authoring Practices:
//! the list follows the text, the arrows move through it, Enter chooses, Escape closes.

use leptos::{html, prelude::*};
use protocol::Listing;

use super::{field, parts};
use crate::{app::App, icons, icons::icon, text};

/// Something to choose.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Choice {
    /// What it is called in the program; given to `on_choose`.
    pub(crate) key: String,
    /// What it is called.
    pub(crate) label: String,
    /// What tells it from others.
    pub(crate) detail: Option<String>,
    /// Why it can be seen but not chosen.
    pub(crate) refused: Option<String>,
}

/// A combobox's properties.
pub(crate) struct Combobox {
    /// The input's id; the list's is made from it.
    pub(crate) id: &'static str,
    /// The test id of the input.
    pub(crate) testid: &'static str,
    /// The test id of each option.
    pub(crate) option_testid: &'static str,
    /// Shown where nothing was typed.
    pub(crate) placeholder: String,
    /// The id of its label.
    pub(crate) label_id: &'static str,
    /// Ids of elements that describe it.
    pub(crate) described_by: &'static str,
    /// The element, also held by whoever sets its text.
    pub(crate) node: NodeRef<html::Input>,
    /// Its text at first.
    pub(crate) first: String,
    /// Something was typed.
    pub(crate) on_input: Callback<web_sys::Event>,
    /// The choices are those for the text as it stands; until then Enter waits.
    pub(crate) fresh: Signal<bool>,
    /// What can be chosen.
    pub(crate) choices: Signal<Listing<Choice>>,
    /// The chosen one's key.
    pub(crate) chosen: Signal<Option<String>>,
    /// Said where nothing matches.
    pub(crate) nothing: Signal<String>,
    /// One was chosen, by its key.
    pub(crate) on_choose: Callback<String>,
    /// The list is always there, not only while the field is in use.
    pub(crate) always_open: bool,
}

/// A combobox.
pub(crate) fn combobox(app: App, properties: Combobox) -> impl IntoView {
    let Combobox {
        id,
        testid,
        option_testid,
        placeholder,
        label_id,
        described_by,
        node,
        first,
        on_input,
        fresh,
        choices,
        chosen,
        nothing,
        on_choose,
        always_open,
    } = properties;
    // The list is made anew only when it is another one: what is clicked on must not go while it is clicked on.
    let choices = Memo::new(move |_| choices.get());
    let list_id = format!("{id}-list");
    let option_id = move |index: usize| format!("{id}-option-{index}");
    let open = RwSignal::new(always_open);
    let active = RwSignal::new(None::<usize>);
    let enter_waits = RwSignal::new(false);

    let close = move || {
        open.set(always_open);
        active.set(None);
        enter_waits.set(false);
    };
    let choose = move |index: usize| {
        let key = choices.with_untracked(|choices| {
            at(choices, index).filter(|choice| choice.refused.is_none()).map(|choice| choice.key.clone())
        });
        if let Some(key) = key {
            close();
            on_choose.run(key);
        }
    };
    // Enter may have been quicker than the list: it then chooses from the list that belongs to the text.
    Effect::new(move |_| {
        if !fresh.get() || choices.with(|choices| matches!(choices, Listing::Loading)) {
            return;
        }
        let typed = node.get().is_some_and(|input| !input.value().is_empty());
        let first = choices.with(|choices| items(choices).iter().position(|choice| choice.refused.is_none()));
        if open.get() && typed && (active.get_untracked().is_none() || enter_waits.get_untracked()) {
            active.set(first);
        }
        if enter_waits.get_untracked() {
            enter_waits.set(false);
            if let Some(first) = first {
                choose(first);
            }
        }
    });
    let step = move |by: isize| {
        step(active, choices.with_untracked(|choices| items(choices).len()), by, option_id);
    };
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if field::is_composing(&event) {
            return;
        }
        match event.key().as_str() {
            "ArrowDown" | "ArrowUp" => {
                event.prevent_default();
                open.set(true);
                if !event.alt_key() {
                    step(if event.key() == "ArrowDown" { 1 } else { -1 });
                }
            }
            "Enter" if open.get_untracked() => {
                event.prevent_default();
                if !fresh.get_untracked() {
                    enter_waits.set(true);
                } else if let Some(index) = active.get_untracked() {
                    choose(index);
                }
            }
            "Escape" if open.get_untracked() && !always_open => {
                event.prevent_default();
                event.stop_propagation();
                close();
            }
            _ => {}
        }
    };
    let option = move |index: usize, choice: Choice| {
        let Choice { key, label, detail, refused } = choice;
        let name = label.clone();
        let queue = (option_testid == "queue-option").then(|| label.clone());
        let disabled = refused.is_some().then_some("true");
        let selected = {
            let key = key.clone();
            move || chosen.with(|chosen| chosen.as_deref() == Some(key.as_str()))
        };
        view! {
            <li
                id=option_id(index)
                role="option"
                class="option"
                class:active=move || active.get() == Some(index)
                data-testid=option_testid
                data-key=key
                data-name=name
                data-queue=queue
                aria-selected=move || if selected() { "true" } else { "false" }
                aria-disabled=disabled
                on:click=move |_| choose(index)
            >
                <span class="option-label">{label}</span>
                {detail.map(|detail| view! { <span class="option-detail">{detail}</span> })}
                {refused.map(|reason| view! { <span class="option-refused">{icon(icons::INFO)}{reason}</span> })}
            </li>
        }
    };
    let options = move || {
        choices.with(|choices| {
            items(choices).iter().enumerate().map(|(index, choice)| option(index, choice.clone())).collect_view()
        })
    };
    let note = move || {
        choices.with(|choices| match choices {
            Listing::Loading => Some(parts::waiting(text::loading()).into_any()),
            Listing::Failed(trouble) => Some(parts::failed(app, trouble).into_any()),
            Listing::Loaded(choices) => {
                choices.is_empty().then(|| view! { <p class="option-none">{nothing.get()}</p> }.into_any())
            }
        })
    };
    let count = move || {
        choices.with(|choices| match choices {
            Listing::Loaded(choices) if open.get() && choices.is_empty() => nothing.get(),
            Listing::Loaded(choices) if open.get() => text::choices(u32::try_from(choices.len()).unwrap_or(u32::MAX)),
            _ => String::new(),
        })
    };

    view! {
        <div class="combobox" class:always-open=always_open>
            <input
                node_ref=node
                id=id
                class="input"
                type="text"
                role="combobox"
                autocomplete="off"
                spellcheck="false"
                placeholder=placeholder
                data-testid=testid
                aria-autocomplete="list"
                aria-controls=list_id.clone()
                aria-expanded=move || if open.get() { "true" } else { "false" }
                aria-activedescendant=move || active.get().filter(|_| open.get()).map(option_id)
                aria-describedby=described_by
                prop:value=first
                on:input=move |event| {
                    open.set(true);
                    active.set(None);
                    on_input.run(event);
                }
                on:compositionend=move |event| on_input.run(event.into())
                on:keydown=on_keydown
                on:click=move |_| open.set(true)
                on:blur=move |_| close()
            />
            <div
                class="options"
                class:open=move || open.get()
                // The field keeps the focus while the list is clicked.
                on:mousedown=move |event| event.prevent_default()
            >
                <ul id=list_id role="listbox" aria-labelledby=label_id>{options}</ul>
                {note}
            </div>
            <p class="unseen" role="status">{count}</p>
        </div>
    }
}

fn items(choices: &Listing<Choice>) -> &[Choice] {
    match choices {
        Listing::Loaded(choices) => choices,
        Listing::Loading | Listing::Failed(_) => &[],
    }
}

fn at(choices: &Listing<Choice>, index: usize) -> Option<&Choice> {
    items(choices).get(index)
}

/// Makes the next of `count` options active, or with a negative `by` the one before; from either end it goes round.
pub(crate) fn step(active: RwSignal<Option<usize>>, count: usize, by: isize, option_id: impl FnOnce(usize) -> String) {
    if count == 0 {
        return;
    }
    let next = match (active.get_untracked(), by) {
        (None, 1..) => 0,
        (None, _) => count - 1,
        (Some(index), _) => (index + count).wrapping_add_signed(by) % count,
    };
    active.set(Some(next));
    scroll_into_view(&option_id(next));
}

fn scroll_into_view(id: &str) {
    if let Some(option) = document().get_element_by_id(id) {
        let options = web_sys::ScrollIntoViewOptions::new();
        options.set_block(web_sys::ScrollLogicalPosition::Nearest);
        option.scroll_into_view_with_scroll_into_view_options(&options);
    }
}
