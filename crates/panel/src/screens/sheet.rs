//! Settings as sheets that can be searched: what has none of the words that are looked for is hidden, a sheet with it.

use leptos::{ev, html, prelude::*};
use web_sys::KeyboardEvent;

use crate::{
    format, icons,
    icons::icon,
    search, text,
    ui::{field, parts},
};

/// Some settings under a title.
pub(crate) struct Sheet {
    /// The title's id.
    pub(crate) id: &'static str,
    pub(crate) title: String,
    pub(crate) entries: Vec<Entry>,
}

/// A setting, or what else is found as one.
pub(crate) struct Entry {
    /// By which it is found, beside the title: what it is called and what it is for.
    words: String,
    content: AnyView,
}

/// An entry that is found by `words`.
pub(crate) fn entry(words: &[String], content: impl IntoView + 'static) -> Entry {
    Entry { words: words.join(" "), content: content.into_any() }
}

/// The sheets below a field that searches them.
pub(crate) fn searched(sheets: Vec<Sheet>) -> impl IntoView {
    let query = RwSignal::new(String::new());
    let wanted = Memo::new(move |_| format::plain(&query.read()));
    let mut found = Vec::new();
    let sheets: Vec<_> = sheets.into_iter().map(|sheet| draw(sheet, wanted, &mut found)).collect();
    let count = Memo::new(move |_| u32::try_from(found.iter().filter(|one| one.get()).count()).unwrap_or(u32::MAX));
    let field = NodeRef::<html::Input>::new();
    let focus = move || {
        if let Some(field) = field.get_untracked() {
            let _ = field.focus();
        }
    };
    let slash = window_event_listener(ev::keydown, move |event| {
        if event.key() == "/" && is_free(&event) {
            event.prevent_default();
            focus();
        }
    });
    on_cleanup(move || slash.remove());
    let on_keydown = move |event: KeyboardEvent| {
        if event.key() == "Escape" && !field::is_composing(&event) && !query.read_untracked().is_empty() {
            event.prevent_default();
            event.stop_propagation();
            query.set(String::new());
        }
    };
    let said = move || match count.get() {
        _ if wanted.read().trim().is_empty() => String::new(),
        0 => text::settings_found_none(),
        count => text::settings_found(count),
    };
    view! {
        <div role="search" class="with-icon">
            <input
                node_ref=field
                class="input"
                type="text"
                autocomplete="off"
                spellcheck="false"
                placeholder=text::settings_search()
                aria-label=text::settings_search()
                aria-keyshortcuts="/"
                data-testid="settings-search"
                prop:value=query
                on:input=move |event| query.set(event_target_value(&event))
                on:keydown=on_keydown
            />
            <span class="field-icon">{icon(icons::SEARCH)}</span>
            <p class="unseen" role="status">{said}</p>
        </div>
        {sheets}
        {move || (count.get() == 0).then(|| view! {
            <div data-testid="settings-none">
                {parts::nothing(icons::SEARCH, text::settings_found_none(), text::settings_found_none_words())}
                <div class="centre">
                    <button type="button" class="button" data-testid="settings-show-all" on:click=move |_| { query.set(String::new()); focus(); }>
                        {text::settings_show_all()}
                    </button>
                </div>
            </div>
        })}
    }
}

fn draw(Sheet { id, title, entries }: Sheet, wanted: Memo<String>, all: &mut Vec<Memo<bool>>) -> AnyView {
    let first = all.len();
    let entries: Vec<_> = entries
        .into_iter()
        .map(|Entry { words, content }| {
            let words = format::plain(&format!("{title} {words}"));
            let found = Memo::new(move |_| search::finds(&wanted.read(), &words));
            all.push(found);
            view! { <div class="entry" hidden=move || !found.get()>{content}</div> }
        })
        .collect();
    let ours = all[first..].to_vec();
    view! {
        <section class="sheet" aria-labelledby=id hidden=move || !ours.iter().any(|found| found.get())>
            <h2 id=id>{title}</h2>
            {entries}
        </section>
    }
    .into_any()
}

/// Whether a key is nobody's: none is held with it, and nothing is being typed into.
fn is_free(event: &KeyboardEvent) -> bool {
    let typing = document().active_element().is_some_and(|one| one.matches("input, textarea, select").unwrap_or(false));
    !typing && !event.ctrl_key() && !event.alt_key() && !event.meta_key() && !event.default_prevented()
}
