//! Wrap-up: the code, notes where call logging is disabled, *Done*. In the client, in the Interactions window, and in
//! a window of its own.

use genesys::{id::ConversationId, model::AfterCallWorkMode};
use leptos::{html, prelude::*};
use protocol::{Command, DoneEntry, Listing, LogField, Page, Phase, WrapUp, WrapUpCodeEntry};

use super::{gate, header, held::Held, log, notices};
use crate::app::App;
use crate::{
    format, icons,
    icons::icon,
    model::remaining_ms,
    text,
    ui::{field::focus_on, parts, refusal, refusal::Availability},
};

/// So many codes fit on a screen; more of them get a search.
const WITHOUT_SEARCH: usize = 8;

/// The Wrap-up window.
pub(crate) fn page(app: App) -> impl IntoView {
    let waiting = Memo::new(move |_| {
        app.model.interactions.with(|rows| {
            let waits =
                |item: &ArcRwSignal<protocol::Interaction>| item.with(|item| matches!(item.phase, Phase::WrapUp(_)));
            rows.iter().filter(|row| waits(&row.item)).map(|row| row.key.clone()).collect::<Vec<_>>()
        })
    });
    // The one that the agent picked, for as long as it waits; else the oldest.
    let picked = RwSignal::new(None::<ConversationId>);
    let shown = Memo::new(move |_| {
        let waiting = waiting.get();
        picked.get().filter(|picked| waiting.contains(picked)).or_else(|| waiting.into_iter().next())
    });
    let held = move |conversation: &ConversationId| {
        app.model
            .interactions
            .with_untracked(|rows| rows.iter().find(|row| row.key == *conversation).cloned())
            .map(|row| Held::new(app, row))
    };
    let tabs = move || {
        let waiting = waiting.get();
        (waiting.len() > 1).then(|| {
            view! {
                <nav class="tabs" aria-label=text::wrap_up_waiting()>
                    {waiting.into_iter().filter_map(|conversation| {
                        let customer = held(&conversation)?.customer();
                        let this = conversation.clone();
                        Some(view! {
                            <button
                                type="button"
                                class="tab"
                                aria-current=move || (shown.read().as_ref() == Some(&this)).then_some("true")
                                on:click=move |_| picked.set(Some(conversation.clone()))
                            >
                                {customer}
                            </button>
                        })
                    }).collect_view()}
                </nav>
            }
        })
    };
    view! {
        {gate::expired(app)}
        {header::connection(app)}
        {notices::notices(app)}
        <main class="wrap-up-page">
            {tabs}
            {move || match shown.get().and_then(|conversation| held(&conversation)) {
                None => view! {
                    <h1 class="unseen">{text::wrap_up()}</h1>
                    {parts::nothing(icons::CHECK, text::no_wrap_up(), text::no_wrap_up_lead())}
                }.into_any(),
                Some(held) => view! {
                    <div class="wrap-up-head">
                        <p class="eyebrow">{icon(icons::WRAP_UP)}{text::wrap_up()}</p>
                        <h1 data-testid="customer">{held.who()}</h1>
                        <p class="note">{held.line()}</p>
                    </div>
                    {form(held)}
                    {log::log(held)}
                }.into_any(),
            }}
        </main>
    }
}

/// The form, for an interaction that is in wrap-up.
pub(crate) fn form(held: Held) -> impl IntoView {
    let Held { app, item, .. } = held;
    let read = move |part: fn(&WrapUp) -> DoneEntry| item.with(|item| wrap_up(&item.phase).map(part));
    let done = Memo::new(move |_| read(|wrap_up| wrap_up.done));
    let codes = Memo::new(move |_| item.with(|item| wrap_up(&item.phase).map(|wrap_up| wrap_up.codes.clone())));
    let mode = Memo::new(move |_| item.with(|item| wrap_up(&item.phase).map(|wrap_up| wrap_up.mode)));
    let deadline = Memo::new(move |_| item.with(|item| wrap_up(&item.phase).and_then(|wrap_up| wrap_up.deadline)));
    let notes = Memo::new(move |_| item.with(|item| wrap_up(&item.phase).and_then(|wrap_up| wrap_up.notes.clone())));
    let has_notes = Memo::new(move |_| notes.read().is_some());
    let choose = move |index: usize| {
        let code = codes.with_untracked(|codes| match codes {
            Some(Listing::Loaded(codes)) => codes.get(index).map(|code| code.id.clone()),
            _ => None,
        });
        if let Some(code) = code {
            held.send(|conversation| Command::ChooseWrapUpCode { conversation, code: Some(code) });
        }
    };
    let finish = move || held.send(Command::Done);
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Enter" && (event.ctrl_key() || event.meta_key()) {
            event.prevent_default();
            finish();
            return;
        }
        let digit = event.key().parse::<usize>().ok().filter(|digit| (1..=9).contains(digit));
        if let Some(digit) =
            digit.filter(|_| !is_typing(&event) && !event.ctrl_key() && !event.alt_key() && !event.meta_key())
        {
            event.prevent_default();
            choose(digit - 1);
        }
    };
    let availability = move || match done.get() {
        Some(DoneEntry::Available) | None => Availability::Available,
        Some(DoneEntry::CodeMissing) => Availability::Refused("done-missing"),
        Some(DoneEntry::Saving | DoneEntry::Waiting) => Availability::Busy,
    };
    let label = move || match done.get() {
        Some(DoneEntry::Saving) => text::saving(),
        Some(DoneEntry::Available | DoneEntry::CodeMissing | DoneEntry::Waiting) | None => text::done(),
    };
    let say = move || match done.get() {
        Some(DoneEntry::CodeMissing) => text::wrap_up_code_missing(),
        Some(DoneEntry::Waiting) => text::wrap_up_saved_waiting(),
        Some(DoneEntry::Available | DoneEntry::Saving) | None => String::new(),
    };
    view! {
        <section class="wrap-up" aria-label=text::wrap_up() data-testid="wrap-up" on:keydown=on_keydown>
            <div class="wrap-up-lead">
                <p>{move || mode.get().map(mode_in_words)}</p>
                {move || deadline.get().map(|deadline| view! {
                    <p class="countdown" role="timer" aria-live="off" data-testid="countdown" class:short=move || remaining_ms(app.now.get(), deadline) < 10_000>
                        {icon(icons::CLOCK)}
                        <span class="unseen">{text::time_left()}</span>
                        {move || format::remaining(remaining_ms(app.now.get(), deadline))}
                    </p>
                })}
            </div>
            {move || match codes.get() {
                None | Some(Listing::Loading) => parts::waiting(text::loading_codes()).into_any(),
                Some(Listing::Failed(trouble)) => parts::failed(app, &trouble).into_any(),
                Some(Listing::Loaded(codes)) if codes.is_empty() => view! { <p class="note">{text::no_codes()}</p> }.into_any(),
                Some(Listing::Loaded(codes)) => code_list(held, codes).into_any(),
            }}
            {move || has_notes.get().then(|| {
                log::notes(held, LogField::Notes, text::log_notes(), "wrap-up-notes", Signal::derive(move || notes.get().unwrap_or_default()))
            })}
            <div class="wrap-up-foot">
                <p id="done-missing" class="missing" role="status">{say}</p>
                {refusal::button(app, "button primary wide", "done", availability, label, finish)}
            </div>
        </section>
    }
}

fn code_list(held: Held, codes: Vec<WrapUpCodeEntry>) -> impl IntoView {
    let item = held.item;
    let chosen = Memo::new(move |_| item.with(|item| wrap_up(&item.phase).and_then(|wrap_up| wrap_up.chosen.clone())));
    let search = RwSignal::new(String::new());
    let group = format!("code-{}", held.conversation());
    let many = codes.len() > WITHOUT_SEARCH;
    let list = NodeRef::<html::Fieldset>::new();
    // The window is for nothing else: its keys work at once.
    Effect::new(move |_| {
        let Some(list) = list.get().filter(|_| held.app.page == Page::WrapUp) else { return };
        request_animation_frame(move || focus_on(&list, ["input:checked", "input"]));
    });
    let rows = codes
        .into_iter()
        .enumerate()
        .map(|(index, code)| {
            let WrapUpCodeEntry { id, name } = code;
            let lower = name.to_lowercase();
            let hidden = move || !lower.contains(&search.read().trim().to_lowercase());
            let checked = { let id = id.clone(); move || chosen.read().as_ref() == Some(&id) };
            let choose = move || {
                let id = id.clone();
                held.send(|conversation| Command::ChooseWrapUpCode { conversation, code: Some(id) });
            };
            view! {
                <label class="code" hidden=hidden>
                    <input type="radio" name=group.clone() data-testid="wrap-up-code" data-code=name.clone() prop:checked=checked on:change=move |_| choose()/>
                    <span>{name.clone()}</span>
                    {(index < 9).then(|| view! { <kbd aria-hidden="true">{index + 1}</kbd> })}
                </label>
            }
        })
        .collect_view();
    view! {
        {many.then(|| view! {
            <input
                class="input"
                type="search"
                data-testid="wrap-up-search"
                placeholder=text::search_codes()
                aria-label=text::search_codes()
                on:input=move |event| search.set(event_target_value(&event))
            />
        })}
        <fieldset class="codes" node_ref=list>
            <legend class="unseen">{text::wrap_up_code()}</legend>
            {rows}
        </fieldset>
    }
}

fn wrap_up(phase: &Phase) -> Option<&WrapUp> {
    match phase {
        Phase::WrapUp(wrap_up) => Some(wrap_up),
        Phase::Alerting { .. } | Phase::Connecting | Phase::Connected { .. } => None,
    }
}

fn mode_in_words(mode: AfterCallWorkMode) -> String {
    match mode {
        AfterCallWorkMode::Optional => text::mode_optional(),
        AfterCallWorkMode::Mandatory => text::mode_mandatory(),
        AfterCallWorkMode::TimeBoxed => text::mode_time_boxed(),
        AfterCallWorkMode::ForcedTimeBox => text::mode_forced_time_box(),
        AfterCallWorkMode::AgentRequested => text::mode_agent_requested(),
    }
}

/// Whether a key goes into a text.
fn is_typing(event: &web_sys::KeyboardEvent) -> bool {
    use wasm_bindgen::JsCast;
    let Some(element) = event.target().and_then(|target| target.dyn_into::<web_sys::Element>().ok()) else {
        return false;
    };
    element.matches("textarea, input:not([type=radio])").unwrap_or(false)
}
