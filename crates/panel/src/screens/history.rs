//! *Today's interactions*: with whom, on behalf of which queue, how each ended; a search among them, and a file of them.

use genesys::model::Direction;
use leptos::{html, prelude::*};
use protocol::{Command, Ending, History, HistoryEntry, Outcome};

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
    let leave = move || app.send(Command::CloseHistory);
    let on_keydown = move |event: web_sys::KeyboardEvent| {
        if event.key() == "Escape" {
            event.prevent_default();
            event.stop_propagation();
            leave();
        }
    };
    let node = NodeRef::<html::Main>::new();
    request_animation_frame(move || {
        // It may have gone by then.
        if let Some(Some(screen)) = node.try_get_untracked() {
            focus_on(&screen, ["input", "button"]);
        }
    });
    let saved = RwSignal::new(None);
    let now = format::sortable(app.now.get_untracked());
    let name = format!("behalf-{}.csv", now.split(' ').next().unwrap_or_default());
    view! {
        <main node_ref=node class="history" aria-labelledby="history-title" data-testid="history" on:keydown=on_keydown>
            <div class="screen-head">
                {parts::icon_button(icons::BACK, text::back(), "close-history", leave)}
                <h1 id="history-title">{text::history()}</h1>
            </div>
            {search(app)}
            {move || history.with(|history| history.as_ref().map(|history| listed(app, history, saved)))}
            {file::offered(saved, "text/csv", name, "csv-file")}
        </main>
    }
}

/// What was found, and the way to take it along.
fn listed(app: App, History { search, entries }: &History, saved: RwSignal<Option<String>>) -> AnyView {
    if entries.is_empty() {
        return view! { <div class="empty" data-testid="history-none">{nothing(search.text.trim().is_empty())}</div> }
            .into_any();
    }
    let found = text::history_found(u32::try_from(entries.len()).unwrap_or(u32::MAX));
    let save = move |_| saved.set(app.model.history.with_untracked(|history| history.as_ref().map(file_of)));
    view! {
        <div class="history-list">
            <p class="unseen" role="status">{found}</p>
            {by_day(app, entries)}
        </div>
        <div class="screen-foot">
            <button type="button" class="button" data-testid="save-csv" on:click=save>{text::save_csv()}</button>
        </div>
    }
    .into_any()
}

fn search(app: App) -> impl IntoView {
    let history = app.model.history;
    let typed = Signal::derive(move || {
        history.with(|history| history.as_ref().map(|history| history.search.clone()).unwrap_or_default())
    });
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

fn nothing(all_were_asked_for: bool) -> impl IntoView {
    if all_were_asked_for {
        parts::nothing(icons::CLOCK, text::history_none(), text::history_none_lead())
    } else {
        parts::nothing(icons::SEARCH, text::history_no_match(), text::history_no_match_lead())
    }
}

/// The entries, each day's under its name. There is more than one day where something of yesterday goes on.
fn by_day(app: App, entries: &[HistoryEntry]) -> Vec<AnyView> {
    let today = app.now.get_untracked();
    let same_day =
        |one: &HistoryEntry, next: &HistoryEntry| format::day_number(one.began) == format::day_number(next.began);
    let mut days = Vec::new();
    for of_day in entries.chunk_by(same_day) {
        let mut rows = Vec::new();
        for entry in of_day {
            rows.push(row(app, entry));
        }
        let day = format::day(of_day[0].began, today);
        days.push(view! { <h2 class="day">{day}</h2> <ul class="past">{rows}</ul> }.into_any());
    }
    days
}

fn row(app: App, entry: &HistoryEntry) -> AnyView {
    let name = ending_name(&entry.outcome);
    let conversation = entry.conversation.clone();
    let id = conversation.to_string();
    let row = match entry.outcome {
        Outcome::Open => {
            let open = move |_| app.send(Command::OpenInteractions(Some(conversation.clone())));
            view! { <button type="button" class="past-row" on:click=open>{told(entry)}</button> }.into_any()
        }
        Outcome::WrapUp(_) | Outcome::Over(..) => view! { <div class="past-row">{told(entry)}</div> }.into_any(),
    };
    view! { <li data-testid="history-entry" data-conversation=id data-ending=name>{row}</li> }.into_any()
}

/// When, with whom, on behalf of which queue, and how it ended.
fn told(entry: &HistoryEntry) -> AnyView {
    let HistoryEntry { began, name, display, queue, direction, sent, failed, received, outcome, .. } = entry;
    let (who, number) = match name {
        Some(name) => (name, Some(display)),
        None => (display, None),
    };
    let reads = if number.is_some() { "auto" } else { "ltr" };
    let with: Vec<_> = [number, queue.as_ref()].into_iter().flatten().map(|text| part("", text.clone())).collect();
    let mut how = vec![part("past-ending", words::ending(outcome))];
    how.extend(words::ending_code(outcome).map(|code| part("past-code", code)));
    for (class, count, say) in [
        ("", *sent, text::history_sent as fn(u32) -> String),
        ("past-failed", *failed, text::history_failed),
        ("", *received, text::history_received),
    ] {
        if count > 0 {
            how.push(part(class, say(count)));
        }
    }
    view! {
        <time class="past-time">{format::time_of_day(*began)}</time>
        <bdi class="past-who" dir=reads>{who.clone()}</bdi>
        {way(*direction)}
        <span class="past-line">{with}</span>
        <span class="past-line">{how}</span>
    }
    .into_any()
}

/// Who began it.
pub(super) fn way(direction: Direction) -> AnyView {
    let (way, name) = match direction {
        Direction::Outbound => ("out", text::way_out()),
        Direction::Inbound => ("in", text::way_in()),
    };
    view! { <span class="past-way" data-way=way>{icon(icons::SEND)}<span class="unseen">{name}</span></span> }
        .into_any()
}

/// A part of a line, whichever way it is read.
pub(super) fn part(class: &'static str, text: String) -> AnyView {
    view! { <span class=class><bdi>{text}</bdi></span> }.into_any()
}

fn ending_name(outcome: &Outcome) -> &'static str {
    match outcome {
        Outcome::Open => "open",
        Outcome::WrapUp(_) => "wrap-up",
        Outcome::Over(ending, _) => match ending {
            Ending::Finished => "finished",
            Ending::Transferred(_) => "transferred",
            Ending::Declined => "declined",
            Ending::NotAnswered => "not-answered",
            Ending::EndedElsewhere => "ended-elsewhere",
        },
    }
}

/// What is listed, for a spreadsheet.
fn file_of(history: &History) -> String {
    let mut rows = vec![vec![
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
    ]];
    for entry in &history.entries {
        rows.push(cells(entry));
    }
    csv::table(&rows)
}

fn cells(entry: &HistoryEntry) -> Vec<String> {
    vec![
        format::sortable(entry.began),
        entry.ended.map(format::sortable).unwrap_or_default(),
        entry.name.clone().unwrap_or_default(),
        entry.display.clone(),
        entry.queue.clone().unwrap_or_default(),
        match entry.direction {
            Direction::Outbound => text::way_out(),
            Direction::Inbound => text::way_in(),
        },
        entry.sent.to_string(),
        entry.received.to_string(),
        entry.failed.to_string(),
        words::ending(&entry.outcome),
        words::ending_code(&entry.outcome).unwrap_or_default(),
    ]
}
