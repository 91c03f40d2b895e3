//! Where a message is written: Enter sends, Shift+Enter breaks the line.

use leptos::{html, prelude::*};
use protocol::{Anyway, Command, Fit, Rule};

use super::{
    costly, emoji, files,
    findings::{self, Against},
    held::Held,
    offered, responses,
};
use crate::{
    format, icons,
    icons::icon,
    text,
    ui::{
        field::{self, Bound},
        refusal,
        refusal::Availability,
    },
};

/// The id of what speaks against sending.
const FINDINGS: &str = "composer-findings";

/// The composer of a connected interaction.
pub(crate) fn composer(held: Held) -> impl IntoView {
    let Held { app, item, .. } = held;
    let typed = Signal::derive(move || item.read().draft.typed.clone());
    let length = Memo::new(move |_| item.read().draft.length);
    let bound = Bound::<html::Textarea>::new(app, typed, move |edit| Command::EditDraft {
        conversation: held.conversation(),
        text: edit.text,
        edit: edit.edit,
    });
    let node = bound.node;
    let send = {
        let bound = bound.clone();
        move || {
            let text = bound.text();
            if !text.trim().is_empty() || !item.read_untracked().draft.files.is_empty() {
                bound.hand_over(Command::Send { conversation: held.conversation(), text });
            }
            if let Some(field) = bound.node.get_untracked() {
                let _ = field.focus();
            }
        }
    };
    let found = Memo::new(move |_| item.read().draft.findings.clone());
    let search = responses::Search::new(held, bound.clone());
    let picker = emoji::Picker::new(bound.clone(), typed);
    let costly = costly::costly(bound.clone(), typed);
    let on_keydown = {
        let send = send.clone();
        move |event: web_sys::KeyboardEvent| {
            if picker.key(&event) || search.key(&event) {
                event.prevent_default();
            } else if event.key() == "Enter" && !event.shift_key() && !field::is_composing(&event) {
                event.prevent_default();
                let (fit, settled) = (length.get_untracked().fit, untrack(|| app.settled()));
                // What is too long, or not filled in, or waits for a file, stays in the field, where that can be helped.
                if settled && !matches!(fit, Fit::Fits | Fit::Empty) {
                } else if settled && fit == Fit::Fits && !found.read_untracked().is_empty() {
                    // The second action is another one, and no key that is held takes it.
                    findings::lead_on(FINDINGS);
                } else {
                    send();
                }
            }
        }
    };
    let availability = move || match length.get().fit {
        Fit::Fits if found.read().is_empty() => Availability::Available,
        Fit::Fits => Availability::Refused(FINDINGS),
        Fit::Empty | Fit::TooLong | Fit::FieldsOpen | Fit::FilesOnTheWay | Fit::FileFailed => {
            Availability::Refused("composer-count")
        }
    };
    let anyway = {
        let bound = bound.clone();
        move |despite: Vec<Rule>| {
            let text = bound.text();
            if length.get_untracked().fit == Fit::Fits || !untrack(|| app.settled()) {
                let what = Anyway::Send { conversation: held.conversation(), text };
                bound.hand_over(Command::Anyway { what, despite });
            }
            if let Some(field) = bound.node.get_untracked() {
                let _ = field.focus();
            }
        }
    };
    let against = findings::findings(Against {
        id: FINDINGS.to_owned(),
        found: found.into(),
        customer: Signal::derive(move || held.customer()),
        label: text::send_anyway(),
        testid: "send-anyway",
        anyway: Callback::new(anyway),
        identify: Some(Callback::new(move |()| {
            held.send(Command::Identify);
            if let Some(field) = node.get_untracked() {
                let _ = field.focus();
            }
        })),
    });
    let count = move || {
        let length = length.get();
        match length.fit {
            Fit::Empty => text::composer_empty(),
            Fit::Fits if length.characters == 0 => {
                text::composer_only_files(u32::try_from(item.read().draft.files.len()).unwrap_or(u32::MAX))
            }
            Fit::Fits => {
                text::composer_count(length.segments, &format::number(length.characters), &format::number(length.limit))
            }
            Fit::FilesOnTheWay => text::composer_files_on_the_way(),
            Fit::FileFailed => text::composer_file_failed(),
            Fit::FieldsOpen => item.with(|item| responses::why_not(&item.draft)),
            Fit::TooLong => text::composer_too_long(length.characters.saturating_sub(length.limit)),
        }
    };
    // Where the draft ends is where it goes on.
    let at_end = bound.clone();
    Effect::new(move |_| {
        if node.get().is_some() {
            at_end.focus();
            if let Some(control) = at_end.control() {
                let end = u32::try_from(control.value().encode_utf16().count()).unwrap_or(u32::MAX);
                control.set_selection_range(end, end);
            }
        }
    });
    let Bound { first, on_input, .. } = bound;
    view! {
        {offered::suggested(held)}
        <div class="composer-findings">{against}</div>
        <div
            node_ref=files::zone(held)
            class="composer"
            class:too-long=move || matches!(length.get().fit, Fit::TooLong | Fit::FileFailed)
            data-drop=text::drop_files()
        >
            {responses::list(search)}
            {emoji::popover(picker)}
            <textarea
                node_ref=node
                class="composer-text"
                rows="2"
                data-testid="composer"
                aria-label=move || text::message_to(&held.customer())
                aria-describedby="composer-count composer-findings"
                aria-autocomplete="list"
                aria-haspopup="listbox"
                aria-controls=move || search.is_open().then_some(responses::LIST)
                aria-activedescendant=move || search.active_option()
                placeholder=text::composer_placeholder()
                prop:value=first
                on:input=move |event| {
                    on_input.run(event);
                    search.typed();
                }
                on:compositionend=move |event| {
                    on_input.run(event.into());
                    search.typed();
                }
                on:keydown=on_keydown
                on:keyup=move |_| search.moved()
                on:click=move |_| search.moved()
                on:blur=move |_| search.leave()
            ></textarea>
            {responses::open_fields(search)}
            {costly}
            {files::list(held)}
            <div class="composer-foot">
                {responses::button(search)}
                {emoji::button(picker)}
                {files::button(held)}
                <p id="composer-count" class="composer-count" data-testid="composer-count">{count}</p>
                {refusal::button(app, "button primary", "send", availability, view! { {icon(icons::SEND)} <span>{text::send()}</span> }, send)}
            </div>
        </div>
    }
}
