//! *Today's interactions*: with whom, on behalf of which queue, how each ended; a search among them, and a file of them.

use genesys::{model::Direction, time::Timestamp};
use leptos::{html, prelude::*};
use protocol::{Command, Ending, EndingCode, HistoryEntry, Tally};

use crate::{
    app::App,
    csv, format,
    icons::{self, icon},
    text,
    ui::{
        field::{Bound, focus_on},
        file, parts,
    },
    words,
};

/// The screen. It is rendered while the history is looked at; what it reads after that is empty.
pub(crate) fn screen(app: App) -> impl IntoView {
    let history = app.model.history;
    let entries = Memo::new(move |_| history.with(|history| history.as_ref().map(|one| one.entries.clone())));
    let entries = move || entries.get().unwrap_or_default();
    let any = Memo::new(move |_| history.with(|history| history.as_ref().is_some_and(|history| history.all > 0)));
    let found = Memo::new(move |_| history.with(|history| history.as_ref().map_or(0, |one| one.entries.len())));
    let typed = Signal::derive(move || {
        history.with(|history| history.as_ref().map(|one| one.search.clone()).unwrap_or_default())
    });
    let leave = move || app.send(Command::CloseHistory);
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            leave();
        }
    };
    let node = NodeRef::<html::Main>::new();
    Effect::new(move |_| {
        if let Some(screen) = node.get() {
            request_animation_frame(move || focus_on(&screen, ["input", "button"]));
        }
    });
    let saved = RwSignal::new(None);
    let save = move || saved.set(Some(file_of(&entries())));
    view! {
        <main node_ref=node class="history" aria-labelledby="history-title" data-testid="history" on:keydown=on_keydown>
            <div class="screen-head">
                {parts::icon_button(icons::BACK, text::back(), "close-history", leave)}
                <h1 id="history-title">{text::history()}</h1>
            </div>
            {move || any.get().then(|| search(app, typed))}
            <div class="history-list">
                <p class="unseen" role="status">{move || any.get().then(|| text::history_found(count(found.get())))}</p>
                {move || (found.get() == 0).then(|| view! { <div class="empty" data-testid="history-none">{nothing(any.get())}</div> })}
                {move || by_day(entries()).into_iter().map(|(day, entries)| view! {
                    <section>
                        <h2 class="day">{move || format::day(day, app.now.get())}</h2>
                        <ul class="past">{entries.into_iter().map(|entry| past(app, entry)).collect_view()}</ul>
                    </section>
                }).collect_view()}
            </div>
            {move || (found.get() > 0).then(|| view! {
                <div class="screen-foot">
                    <button type="button" class="button" data-testid="save-csv" on:click=move |_| save()>{text::save_csv()}</button>
                </div>
            })}
            {file::offered(saved, "text/csv", move || format!("behalf-{}.csv", &format::sortable(app.now.get())[..10]), "csv-file")}
        </main>
    }
}

fn search(app: App, typed: Signal<protocol::Typed>) -> impl IntoView {
    let bound =
        Bound::<html::Input>::new(app, typed, |edit| Command::EditHistorySearch { text: edit.text, edit: edit.edit });
    let on_input = bound.on_input;
    view! {
        <div class="history-search with-icon">
            <input
                node_ref=bound.node
                class="input"
                type="text"
                autocomplete="off"
                spellcheck="false"
                data-testid="history-search"
                placeholder=text::history_search()
                aria-label=text::history_search()
                prop:value=bound.first
                on:input=move |event| on_input.run(event)
                on:compositionend=move |event| on_input.run(event.into())
            />
            <span class="field-icon">{icon(icons::SEARCH)}</span>
        </div>
    }
}

fn nothing(any: bool) -> impl IntoView {
    if any {
        parts::nothing(icons::SEARCH, text::history_no_match(), text::history_no_match_lead())
    } else {
        parts::nothing(icons::CLOCK, text::history_none(), text::history_none_lead())
    }
}

/// The entries of each day, as they stand. There is more than one where something of yesterday goes on.
fn by_day(entries: Vec<HistoryEntry>) -> Vec<(Timestamp, Vec<HistoryEntry>)> {
    let mut days: Vec<(Timestamp, Vec<HistoryEntry>)> = Vec::new();
    for entry in entries {
        match days.last_mut() {
            Some((day, of_day)) if format::day_number(*day) == format::day_number(entry.began) => of_day.push(entry),
            _ => days.push((entry.began, vec![entry])),
        }
    }
    days
}

fn past(app: App, entry: HistoryEntry) -> impl IntoView {
    let (way, way_name) = match entry.direction {
        Direction::Outbound => ("out", text::way_out()),
        Direction::Inbound => ("in", text::way_in()),
    };
    let way_title = way_name.clone();
    let number = entry.customer.name.as_ref().map(|_| entry.customer.display.clone());
    let who = entry.customer.name.clone().unwrap_or_else(|| entry.customer.display.clone());
    let content = view! {
        <time class="past-time">{format::time_of_day(entry.began)}</time>
        <span class="past-who"><bdi dir=if number.is_some() { "auto" } else { "ltr" }>{who}</bdi></span>
        <span class="past-way" data-way=way title=way_title>{icon(icons::SEND)}<span class="unseen">{way_name}</span></span>
        <span class="past-line">
            {number.map(|number| view! { <bdi dir="ltr">{number}</bdi> })}
            {entry.queue.clone().map(|queue| view! { <span>{queue}</span> })}
        </span>
        <span class="past-line">
            <span class="past-ending">{words::ending(entry.ended.as_ref())}</span>
            {words::ending_code(entry.ended.as_ref()).map(|code| view! { <span class="past-code">{code}</span> })}
            {counts(entry.messages)}
        </span>
    };
    let row = if entry.ended.is_some() {
        view! { <div class="past-row">{content}</div> }.into_any()
    } else {
        let conversation = entry.conversation.clone();
        view! {
            <button type="button" class="past-row" on:click=move |_| app.send(Command::OpenInteractions(Some(conversation.clone())))>
                {content}
            </button>
        }
        .into_any()
    };
    view! {
        <li data-testid="history-entry" data-conversation=entry.conversation.to_string() data-ending=ending_name(&entry)>{row}</li>
    }
}

/// How many messages, as far as there are any.
fn counts(Tally { sent, failed, received }: Tally) -> impl IntoView {
    [
        (sent > 0).then(|| view! { <span>{text::history_sent(sent)}</span> }.into_any()),
        (failed > 0).then(|| view! { <span class="past-failed">{text::history_failed(failed)}</span> }.into_any()),
        (received > 0).then(|| view! { <span>{text::history_received(received)}</span> }.into_any()),
    ]
}

fn ending_name(entry: &HistoryEntry) -> &'static str {
    match &entry.ended {
        None => "open",
        Some(ended) if ended.code == EndingCode::Pending => "code-pending",
        Some(ended) => match ended.how {
            Ending::Finished => "finished",
            Ending::Transferred(_) => "transferred",
            Ending::Declined => "declined",
            Ending::NotAnswered => "not-answered",
            Ending::EndedElsewhere => "ended-elsewhere",
        },
    }
}

/// What is listed, for a spreadsheet.
fn file_of(entries: &[HistoryEntry]) -> String {
    let head = vec![
        text::column_began(),
        text::ending_finished(),
        text::log_contact(),
        text::number(),
        text::target_queue(),
        text::column_direction(),
        text::delivery_sent(),
        text::delivery_received(),
        text::delivery_failed(),
        text::column_ending(),
        text::wrap_up_code(),
    ];
    let rows: Vec<Vec<String>> = [head].into_iter().chain(entries.iter().map(cells)).collect();
    csv::table(rows.iter().map(Vec::as_slice))
}

fn cells(entry: &HistoryEntry) -> Vec<String> {
    let ended = entry.ended.as_ref();
    let Tally { sent, failed, received } = entry.messages;
    vec![
        format::sortable(entry.began),
        ended.map(|ended| format::sortable(ended.at)).unwrap_or_default(),
        entry.customer.name.clone().unwrap_or_default(),
        entry.customer.display.clone(),
        entry.queue.clone().unwrap_or_default(),
        match entry.direction {
            Direction::Outbound => text::way_out(),
            Direction::Inbound => text::way_in(),
        },
        sent.to_string(),
        received.to_string(),
        failed.to_string(),
        words::ending(ended),
        words::ending_code(ended).unwrap_or_default(),
    ]
}

fn count(entries: usize) -> u32 {
    u32::try_from(entries).unwrap_or(u32::MAX)
}
