//! The search for a canned response, over the composer: `/` at the beginning of a word opens it, or the button beside
//! the text. The keyboard stays in the text: what is typed behind the slash is searched for, the arrows move through the
//! list, Enter puts the response in, Escape leaves the text as it is. Its files come with it. What a response leaves open is
//! selected, one after the other, by Tab.

use leptos::{html, prelude::*};
use protocol::{Command, ResponseEntry, ResponseOffer};

use super::held::Held;
use crate::{
    format, icons,
    icons::icon,
    slash::{self, Slash},
    text,
    ui::{
        combobox,
        field::{self, Bound},
        parts,
    },
    words,
};

/// The list's id.
pub(crate) const LIST: &str = "responses";

/// The search in a composer.
#[derive(Clone, Copy)]
pub(crate) struct Search {
    held: Held,
    bound: StoredValue<Bound<html::Textarea>>,
    /// What is searched for, while the list is open.
    slash: RwSignal<Option<Slash>>,
    kept: StoredValue<Kept>,
    active: RwSignal<Option<usize>>,
    enter_waits: RwSignal<bool>,
    /// What there is, once it is that of this conversation.
    offer: Memo<Option<ResponseOffer>>,
    /// It is what there is for what was typed.
    fresh: Memo<bool>,
}

/// What is remembered between two keys.
#[derive(Clone, Copy, Default)]
struct Kept {
    /// A slash whose list was closed stays a slash.
    left: Option<u32>,
    /// What the button put in for the agent, which goes again where nothing comes of it.
    put_in: Option<(u32, &'static str)>,
    /// The text is being changed here, not by the agent.
    changing: bool,
}

impl Search {
    /// The search of a composer with this text.
    pub(crate) fn new(held: Held, bound: Bound<html::Textarea>) -> Self {
        let app = held.app;
        let responses = app.model.responses;
        // A page that was loaded again finds its search as it was.
        let open = responses.with_untracked(|search| {
            let search = search.as_ref().filter(|search| search.conversation == held.conversation())?;
            let end = u32::try_from(bound.first.encode_utf16().count()).unwrap_or(u32::MAX);
            slash::at(&bound.first, end).filter(|slash| slash.query == search.query)
        });
        let slash = RwSignal::new(open);
        let offer = Memo::new(move |_| {
            let conversation = held.conversation();
            responses.with(|search| {
                let ours = search.as_ref().filter(|search| search.conversation == conversation);
                ours.map(|search| search.offer.clone())
            })
        });
        let fresh = Memo::new(move |_| {
            let asked = slash.with(|slash| slash.as_ref().map(|slash| slash.query.clone()));
            let answered = responses.with(|search| search.as_ref().map(|search| search.query.clone()));
            app.settled() && asked == answered
        });
        let search = Self {
            held,
            bound: StoredValue::new(bound),
            slash,
            kept: StoredValue::new(Kept::default()),
            active: RwSignal::new(None),
            enter_waits: RwSignal::new(false),
            offer,
            fresh,
        };
        // Enter may have been quicker than the list: it then chooses from the list that belongs to what was typed.
        Effect::new(move |_| {
            let loading = offer.with(|offer| matches!(offer, None | Some(ResponseOffer::Loading)));
            if !fresh.get() || loading || slash.with(Option::is_none) {
                return;
            }
            let count = search.count();
            let active = search.active.get_untracked();
            if active.is_none_or(|active| active >= count) {
                search.active.set((count > 0).then_some(0));
            }
            if search.enter_waits.get_untracked() {
                search.enter_waits.set(false);
                search.choose(0);
            }
        });
        search
    }

    fn keep(self, change: impl FnOnce(&mut Kept)) {
        self.kept.update_value(change);
    }

    /// Whether the list is open.
    pub(crate) fn is_open(self) -> bool {
        self.slash.with(Option::is_some)
    }

    /// The option that is active.
    pub(crate) fn active_option(self) -> Option<String> {
        self.active.get().filter(|_| self.is_open()).map(option_id)
    }

    /// The agent typed.
    pub(crate) fn typed(self) {
        if self.kept.get_value().changing {
            return;
        }
        let found = self.at_caret();
        let left = self.kept.get_value().left;
        match found {
            Some(found) if left == Some(found.start) => {}
            Some(found) => {
                self.keep(|kept| kept.left = None);
                self.enter_waits.set(false);
                let earlier = self.slash.get_untracked();
                if earlier.as_ref() != Some(&found) {
                    self.active.set(None);
                    self.held
                        .send(|conversation| Command::SearchResponses { conversation, query: found.query.clone() });
                    self.slash.set(Some(found));
                }
            }
            None => {
                self.keep(|kept| kept.left = None);
                self.close();
            }
        }
    }

    /// The caret may have moved: out of what is searched for closes the list.
    pub(crate) fn moved(self) {
        let Some(Some(open)) = self.slash.try_get_untracked() else { return };
        if self.at_caret().as_ref() != Some(&open) {
            self.leave();
        }
    }

    /// Leaves the list; the text stays as it is.
    pub(crate) fn leave(self) {
        // The browser also takes the focus from a field that has gone, with all that is remembered of it.
        let Some(Some(open)) = self.slash.try_get_untracked() else { return };
        self.keep(|kept| kept.left = Some(open.start));
        self.close();
        // What the agent did not type does not stay.
        if let Some((start, put_in)) = self.kept.get_value().put_in.filter(|_| open.query.is_empty()) {
            let end = start + u32::try_from(put_in.len()).unwrap_or_default();
            self.replace(start..end, "");
            self.keep(|kept| kept.left = None);
        }
        self.keep(|kept| kept.put_in = None);
    }

    fn close(self) {
        if self.slash.get_untracked().is_some() {
            self.slash.set(None);
            self.active.set(None);
            self.enter_waits.set(false);
            self.held.app.send(Command::CloseResponses);
        }
    }

    /// The button beside the text: as if a slash was typed.
    fn toggle(self) {
        let bound = self.bound.get_value();
        let Some(control) = bound.control() else { return };
        bound.focus();
        if self.slash.get_untracked().is_some() {
            return self.leave();
        }
        let caret = control.selection_end().unwrap_or_default();
        let text = control.value();
        let with_slash = slash::at(&slash::insert(&text, caret..caret, "/").text, caret + 1);
        let begins_word = with_slash.is_some_and(|slash| slash.start == caret);
        let put_in = if begins_word { "/" } else { " /" };
        self.replace(caret..caret, put_in);
        self.keep(|kept| kept.left = None);
        self.typed();
        self.keep(|kept| kept.put_in = Some((caret, put_in)));
    }

    /// What a key does here; `true`: nothing else is to come of it.
    pub(crate) fn key(self, event: &web_sys::KeyboardEvent) -> bool {
        if field::is_composing(event) {
            return false;
        }
        if self.slash.get_untracked().is_none() {
            let goes = event.key() == "Tab" && !event.alt_key() && !event.ctrl_key() && !event.meta_key();
            return goes && self.go_on(event.shift_key());
        }
        match event.key().as_str() {
            "ArrowDown" => self.step(1),
            "ArrowUp" => self.step(-1),
            "Enter" if !event.shift_key() => return self.enter(),
            "Escape" => {
                event.stop_propagation();
                self.leave();
            }
            "Tab" => {
                self.leave();
                return false;
            }
            _ => return false,
        }
        true
    }

    fn enter(self) -> bool {
        let waits = !self.fresh.get_untracked();
        let failed = self.offer.with_untracked(|offer| match offer {
            None | Some(ResponseOffer::Loading) => None,
            Some(ResponseOffer::Failed(_)) => Some(true),
            // There is nothing to choose from, whatever is typed: the slash is a slash.
            Some(ResponseOffer::PermissionMissing { .. } | ResponseOffer::NoLibraries) => Some(false),
            Some(ResponseOffer::Here { all: 0, .. }) => Some(false),
            Some(ResponseOffer::Here { .. }) => None,
        });
        match failed {
            Some(true) => {
                self.held.app.send(Command::Retry);
            }
            Some(false) if !waits => {
                self.leave();
                return false;
            }
            _ if waits || self.offer.with_untracked(|offer| matches!(offer, Some(ResponseOffer::Loading))) => {
                self.enter_waits.set(true);
            }
            // What matches nothing is not sent by mistake.
            _ => self.choose(self.active.get_untracked().unwrap_or_default()),
        }
        true
    }

    fn step(self, by: isize) {
        combobox::step(self.active, self.count(), by, option_id);
    }

    fn choose(self, index: usize) {
        let chosen = self.offer.with_untracked(|offer| entries(offer).get(index).cloned());
        let (Some(chosen), Some(open)) = (chosen, self.slash.get_untracked()) else { return };
        let bound = self.bound.get_value();
        let Some(control) = bound.control() else { return };
        let caret = control.selection_end().unwrap_or(open.start).max(open.start);
        self.keep(|kept| kept.put_in = None);
        self.close();
        bound.focus();
        self.replace(open.start..caret, &chosen.text);
        self.held.app.uploads.expect(self.held.app, &self.held.conversation(), chosen.assets);
    }

    /// Puts something into the text, and selects what is to be filled in of it.
    fn replace(self, place: std::ops::Range<u32>, new: &str) {
        self.keep(|kept| kept.changing = true);
        self.bound.get_value().insert(place, new);
        self.keep(|kept| kept.changing = false);
    }

    /// Selects the next thing to be filled in, or the one before.
    fn go_on(self, back: bool) -> bool {
        let Some(control) = self.bound.get_value().control() else { return false };
        let from = if back { control.selection_start() } else { control.selection_end() };
        let next = slash::open_beside(&control.value(), from.unwrap_or_default(), back);
        if let Some(next) = &next {
            control.set_selection_range(next.start, next.end);
        }
        next.is_some()
    }

    /// Selects what `id` names, where it is to be filled in first.
    fn go_to(self, id: &str) {
        let bound = self.bound.get_value();
        let Some(control) = bound.control() else { return };
        bound.focus();
        if let Some(place) = slash::open_field(&control.value(), id) {
            control.set_selection_range(place.start, place.end);
        }
    }

    fn at_caret(self) -> Option<Slash> {
        let control = self.bound.get_value().control()?;
        let (start, end) = (control.selection_start()?, control.selection_end()?);
        (start == end).then(|| slash::at(&control.value(), end)).flatten()
    }

    fn count(self) -> usize {
        self.offer.with_untracked(|offer| entries(offer).len())
    }
}

fn entries(offer: &Option<ResponseOffer>) -> &[ResponseEntry] {
    match offer {
        Some(ResponseOffer::Here { found, .. }) => found,
        _ => &[],
    }
}

fn option_id(index: usize) -> String {
    format!("{LIST}-option-{index}")
}

/// How many files a response brings along.
fn files(count: usize) -> impl IntoView {
    let said = text::response_files(u32::try_from(count).unwrap_or(u32::MAX));
    view! { <span class="option-files" data-testid="response-files">{icon(icons::ATTACHMENT)} {said}</span> }
}

/// The list.
pub(crate) fn list(search: Search) -> impl IntoView {
    let app = search.held.app;
    let option = move |index: usize, entry: ResponseEntry| {
        let name = entry.name.clone();
        view! {
            <li
                id=option_id(index)
                role="option"
                class="option response"
                class:active=move || search.active.get() == Some(index)
                data-testid="response"
                data-name=name
                aria-selected=move || if search.active.get() == Some(index) { "true" } else { "false" }
                on:click=move |_| search.choose(index)
            >
                <span class="option-label">{entry.name}</span>
                {(!entry.assets.is_empty()).then(|| files(entry.assets.len()))}
                {entry.library.map(|library| view! { <span class="option-detail">{library}</span> })}
                <span class="response-text">{entry.text}</span>
            </li>
        }
    };
    let options = move || {
        search.offer.with(|offer| {
            entries(offer).iter().enumerate().map(|(index, entry)| option(index, entry.clone())).collect_view()
        })
    };
    let said = move || search.offer.with(|offer| offer.as_ref().map(words::responses).unwrap_or_default());
    let note = move || {
        search.offer.with(|offer| match offer {
            None | Some(ResponseOffer::Loading) => parts::waiting(text::responses_loading()).into_any(),
            Some(ResponseOffer::Failed(trouble)) => parts::failed(app, trouble).into_any(),
            Some(offer) => {
                let said = words::responses(offer);
                (!said.is_empty())
                    .then(|| view! { <p class="option-none" data-testid="responses-note">{said}</p> })
                    .into_any()
            }
        })
    };
    let count = move || {
        let found = search.offer.with(|offer| entries(offer).len());
        if !search.is_open() || !search.fresh.get() {
            String::new()
        } else if found > 0 {
            text::choices(u32::try_from(found).unwrap_or(u32::MAX))
        } else {
            said()
        }
    };
    view! {
        {move || search.is_open().then(|| view! {
            // The text keeps the focus while the list is clicked.
            <div class="options responses open" tabindex="0" data-testid="responses" on:mousedown=move |event| event.prevent_default()>
                <ul id=LIST role="listbox" aria-label=text::responses()>{options}</ul>
                {note}
            </div>
        })}
        <p class="unseen" role="status">{count}</p>
    }
}

/// The button beside the text.
pub(crate) fn button(search: Search) -> impl IntoView {
    view! {
        <button
            type="button"
            class="icon-button small"
            title=text::responses_button()
            aria-label=text::responses_button()
            aria-expanded=move || if search.is_open() { "true" } else { "false" }
            data-testid="responses-button"
            // The caret stays where it is.
            on:mousedown=move |event| event.prevent_default()
            on:click=move |_| search.toggle()
        >
            {icon(icons::RESPONSES)}
        </button>
    }
}

/// What of a response is still to be filled in.
pub(crate) fn open_fields(search: Search) -> impl IntoView {
    let item = search.held.item;
    let fields = Memo::new(move |_| item.read().draft.open.clone());
    let chip = move |field: protocol::OpenField| {
        view! {
            <li>
                <button type="button" class="chip" data-testid="open-field" data-name=field.id.clone() on:click=move |_| search.go_to(&field.id)>
                    {field.label}
                </button>
            </li>
        }
    };
    move || {
        fields.with(|fields| {
            (!fields.is_empty()).then(|| view! {
                <div class="open-fields">
                    <p id="open-fields">{text::responses_fill_in()}</p>
                    <ul class="chips" aria-labelledby="open-fields">{fields.iter().cloned().map(chip).collect_view()}</ul>
                </div>
            })
        })
    }
}

/// Why a draft with something to fill in cannot be sent.
pub(crate) fn why_not(draft: &protocol::Draft) -> String {
    match draft.open.as_slice() {
        [field] => text::responses_fill_in_field(&field.label),
        fields => text::responses_fill_in_fields(&format::number(u32::try_from(fields.len()).unwrap_or(u32::MAX))),
    }
}
