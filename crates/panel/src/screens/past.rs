//! *Earlier conversations* with a customer: when, on behalf of which queue, with whom; and what was said in one of them.

use leptos::prelude::*;
use protocol::{Command, Further, Listing, Past, PastEntry, Reading, Trouble};

use super::{
    held::Held,
    history::{part, way},
    thread,
};
use crate::{
    app::App,
    format,
    icons::{self, icon},
    text,
    ui::parts,
    words,
};

/// Earlier conversations, folded away: they are asked for when they are unfolded.
pub(crate) fn past(held: Held) -> impl IntoView {
    let past = held.app.model.past;
    let open = Memo::new(move |_| past.read().is_some());
    let on_toggle = move |event: web_sys::Event| {
        // The agent's doing, or what follows from it.
        match (event_target::<web_sys::Element>(&event).has_attribute("open"), open.get_untracked()) {
            (true, false) => held.send(Command::OpenPast),
            (false, true) => held.app.send(Command::ClosePast),
            (true, true) | (false, false) => {}
        }
    };
    view! {
        <details class="log" name=held.conversation().to_string() prop:open=open on:toggle=on_toggle data-testid="past">
            <summary data-testid="open-past">{icon(icons::CLOCK)}<span>{text::past()}</span><span class="fold">{icon(icons::DOWN)}</span></summary>
            {move || open.get().then(|| listed(held))}
        </details>
    }
}

/// What was found, and the way further back.
fn listed(held: Held) -> AnyView {
    let past = held.app.model.past;
    // Entries are only added, and names only come: as long as there are as many, the rows stay, and the keyboard on them.
    let told =
        Memo::new(move |_| past.with(|past| past.as_ref().map_or(0, |past| past.entries.iter().map(parts_of).sum())));
    let rows = move || {
        let entries = |past: &Past| by_day(held, &past.entries);
        (told.get() > 0).then(|| past.with_untracked(|past| past.as_ref().map(entries)))
    };
    let said = move || {
        past.with(|past| {
            let past = past.as_ref()?;
            match (u32::try_from(past.entries.len()).unwrap_or(u32::MAX), past.days) {
                (0, 0) => None,
                (0, days) => Some(text::past_none(&format::number(days))),
                (found, _) => Some(text::history_found(found)),
            }
        })
    };
    // It stays where it is while it is being answered: the keyboard is on it.
    let older = Memo::new(move |_| {
        past.with(|past| {
            past.as_ref().is_some_and(|past| match past.further {
                Further::Older => true,
                Further::Loading => past.days > 0 || !past.entries.is_empty(),
                Further::Nothing | Further::Failed(_) => false,
            })
        })
    });
    let further = move || {
        past.with(|past| match &past.as_ref()?.further {
            Further::Loading => Some(parts::waiting(text::loading()).into_any()),
            Further::Failed(trouble) => Some(failed(held.app, trouble)),
            Further::Older | Further::Nothing => None,
        })
    };
    view! {
        <div class="past-list">
            <p class="past-none" role="status" data-testid="past-found">{said}</p>
            {rows}
            {further}
            {move || older.get().then(|| view! {
                <button
                    type="button"
                    class="button small"
                    data-testid="older-past"
                    on:click=held.app.on_click(Command::OlderPast)
                >{text::show_older()}</button>
            })}
        </div>
    }
    .into_any()
}

/// How much is known of an entry.
fn parts_of(entry: &PastEntry) -> u32 {
    let parts = [&entry.queue, &entry.agent, &entry.wrap_up];
    1 + parts.into_iter().map(|part| u32::from(part.is_some())).sum::<u32>()
}

/// What did not come. Where trying again leads to the same, there is no button for it.
fn failed(app: App, trouble: &Trouble) -> AnyView {
    match trouble {
        Trouble::Forbidden { .. } | Trouble::NotFound => parts::alert(words::trouble(trouble)).into_any(),
        trouble => parts::failed(app, trouble).into_any(),
    }
}

/// The entries, each day's under its name.
fn by_day(held: Held, entries: &[PastEntry]) -> Vec<AnyView> {
    let today = held.app.now.get_untracked();
    let same_day = |one: &PastEntry, next: &PastEntry| format::day_number(one.began) == format::day_number(next.began);
    let mut days = Vec::new();
    for of_day in entries.chunk_by(same_day) {
        let mut rows = Vec::new();
        for entry in of_day {
            rows.push(row(held, entry));
        }
        let day = format::day(of_day[0].began, today);
        days.push(view! { <h3 class="day">{day}</h3> <ul>{rows}</ul> }.into_any());
    }
    days
}

fn row(held: Held, entry: &PastEntry) -> AnyView {
    let past = held.app.model.past;
    let conversation = entry.conversation.clone();
    let id = conversation.to_string();
    let is_read = {
        let conversation = conversation.clone();
        Memo::new(move |_| {
            let of = |past: &Past| past.reading.as_ref().is_some_and(|reading| reading.conversation == conversation);
            past.with(|past| past.as_ref().is_some_and(of))
        })
    };
    let on_click = move |_| {
        let wanted = (!is_read.get_untracked()).then(|| conversation.clone());
        held.app.send(Command::ReadPast(wanted));
    };
    view! {
        <li data-testid="past-entry" data-conversation=id>
            <button type="button" class="past-row" aria-expanded=move || is_read.get().to_string() on:click=on_click>{told(entry)}</button>
            {move || is_read.get().then(|| read(held))}
        </li>
    }
    .into_any()
}

/// When, on behalf of which queue, by whom, and how it was wrapped up.
fn told(entry: &PastEntry) -> AnyView {
    let PastEntry { began, ended, direction, queue, agent, wrap_up, .. } = entry;
    let goes_on = ended.is_none().then(text::ending_open);
    let mut parts = [queue.clone(), agent.clone(), wrap_up.clone(), goes_on].into_iter().flatten();
    let title = parts.next();
    let rest: Vec<_> = parts.map(|text| part("", text)).collect();
    view! {
        <time class="past-time">{format::time_of_day(*began)}</time>
        <bdi class="past-who">{title}</bdi>
        <span class="past-side">{direction.map(way)}<span class="fold">{icon(icons::DOWN)}</span></span>
        <span class="past-line">{rest}</span>
    }
    .into_any()
}

/// What was said in the one that is read.
fn read(held: Held) -> AnyView {
    let messages = move || {
        held.app.model.past.with(|past| {
            let Reading { messages, earlier, conversation } = past.as_ref()?.reading.as_ref()?;
            Some(match messages {
                Listing::Loading => parts::waiting(text::loading_messages()).into_any(),
                Listing::Failed(trouble) => failed(held.app, trouble),
                Listing::Loaded(messages) if messages.is_empty() => parts::remark(text::no_messages()).into_any(),
                Listing::Loaded(messages) => {
                    let id = conversation.clone();
                    let more = move |_| held.app.send(Command::ShowEarlier(id.clone()));
                    let more = earlier.then(|| {
                        view! {
                            <button type="button" class="button small" on:click=more>{text::show_older()}</button>
                        }
                    });
                    view! { {more} {thread::still(held, messages)} }.into_any()
                }
            })
        })
    };
    view! { <div class="past-messages" role="group" aria-label=text::messages() data-testid="past-messages">{messages}</div> }
        .into_any()
}
