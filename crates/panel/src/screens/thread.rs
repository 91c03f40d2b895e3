//! The messages of an interaction, by day, with how each was delivered.

use genesys::{
    model::{Attachment, AttachmentKind, Direction},
    time::Timestamp,
};
use leptos::{html, prelude::*};
use protocol::{Anyway, Command, Delivery, Listing, Message, MessageKey, SendId};

use super::{
    findings::{self, Against},
    held::Held,
};
use crate::{
    format,
    icons::{self, Icon, icon},
    rows::{self, Row, Rows},
    text,
    ui::parts,
    words,
};

/// Earlier messages are asked for when so many heights of the window are left before the first.
const AHEAD: i32 = 3;

/// What stands in a thread.
#[derive(Clone)]
enum Entry {
    Day(Timestamp),
    Message(Row<MessageKey, Message>),
}

#[derive(Clone, PartialEq, Eq, Hash)]
enum EntryKey {
    Day(i64),
    Message(MessageKey),
}

impl Entry {
    fn key(&self) -> EntryKey {
        match self {
            Self::Day(moment) => EntryKey::Day(format::day_number(*moment)),
            Self::Message(row) => EntryKey::Message(row.key.clone()),
        }
    }
}

/// The thread.
pub(crate) fn thread(held: Held) -> impl IntoView {
    let rows: Rows<MessageKey, Message> = RwSignal::new(Vec::new());
    Effect::new(move |_| {
        held.item.with(|item| {
            if let Listing::Loaded(messages) = &item.messages {
                rows::update(rows, messages, |message| &message.key);
            }
        });
    });
    let aside = move || {
        held.item.with(|item| match &item.messages {
            Listing::Loading => Some(parts::waiting(text::loading_messages()).into_any()),
            Listing::Failed(trouble) => Some(parts::failed(held.app, trouble).into_any()),
            Listing::Loaded(messages) if messages.is_empty() => {
                Some(parts::nothing(icons::SMS, text::no_messages(), text::no_messages_lead()).into_any())
            }
            Listing::Loaded(_) => None,
        })
    };
    let earlier = Memo::new(move |_| held.item.read().earlier);
    // Asked for once at each length.
    let asked_at = StoredValue::new(0);
    // Near the top, where earlier messages come in, however many at a time: the browser would hold on to what stands at the
    // top, and whoever reads would go with it to the very first message.
    let coming = RwSignal::new(false);
    let node = NodeRef::<html::Div>::new();
    let look_back = move || {
        let Some(thread) = node.try_get_untracked().flatten() else { return };
        // It runs backwards: the end is at 0, and what is before it at less.
        let above = thread.scroll_height() - thread.client_height() + thread.scroll_top();
        let length = rows.try_read_untracked().map_or(0, |rows| rows.len());
        // The last event of a thread comes when it has gone.
        let (Some(earlier), Some(asked)) = (earlier.try_get_untracked(), asked_at.try_get_value()) else { return };
        let near = earlier && above < AHEAD * thread.client_height();
        if near != coming.get_untracked() {
            coming.set(near);
        }
        if near && asked != length {
            asked_at.set_value(length);
            held.app.send(Command::ShowEarlier(held.conversation()));
        }
    };
    view! {
        <div class="thread-place">
            // The scroller runs backwards in the style sheet, so that the newest message is in view without a script, and what
            // is in view stays where it is when earlier ones come.
            <div
                node_ref=node
                class="thread"
                class:earlier-coming=coming
                tabindex="0"
                role="log"
                aria-label=text::messages()
                data-testid="thread"
                on:scroll=move |_| look_back()
            >
                <div class="thread-run">
                    {move || earlier.get().then(|| parts::waiting(text::loading_messages()))}
                    {aside}
                    <For each=move || by_day(rows.get()) key=Entry::key let:entry>{shown(held, entry, text::you)}</For>
                </div>
            </div>
        </div>
    }
}

/// Messages that nothing is to be done about, each day's under its name. Whose those from here are is not known.
pub(super) fn still(held: Held, messages: &[Message]) -> Vec<AnyView> {
    let mut rows = Vec::with_capacity(messages.len());
    for message in messages {
        rows.push(Row { key: message.key.clone(), item: ArcRwSignal::new(message.clone()) });
    }
    let mut views = Vec::new();
    for entry in by_day(rows) {
        views.push(shown(held, entry, text::way_out));
    }
    views
}

/// Each message after the day it is the first of.
fn by_day(rows: Vec<Row<MessageKey, Message>>) -> Vec<Entry> {
    let mut day = None;
    let mut entries = Vec::new();
    for row in rows {
        let moment = row.item.with_untracked(|message| message.time);
        if day.replace(format::day_number(moment)) != Some(format::day_number(moment)) {
            entries.push(Entry::Day(moment));
        }
        entries.push(Entry::Message(row));
    }
    entries
}

/// `us`: how whoever writes from here is called.
fn shown(held: Held, entry: Entry, us: fn() -> String) -> AnyView {
    match entry {
        Entry::Day(moment) => {
            view! { <p class="day"><span>{move || format::day(moment, held.app.now.get())}</span></p> }.into_any()
        }
        Entry::Message(row) => message(held, row, us).into_any(),
    }
}

fn message(held: Held, row: Row<MessageKey, Message>, us: fn() -> String) -> impl IntoView {
    let item: RwSignal<Message> = row.item.into();
    let own = match row.key {
        MessageKey::Own(id) => Some(id),
        MessageKey::Listed(_) => None,
    };
    let outbound = move || item.read().direction == Direction::Outbound;
    let delivery = Memo::new(move |_| item.read().delivery.clone());
    let attachments = Memo::new(move |_| item.read().attachments.clone());
    let reason = move || delivery.with(words::delivery_reason);
    let conversation = held.conversation();
    let found = Memo::new(move |_| item.read().findings.clone());
    let findings_id = own.map(|SendId(number)| format!("message-findings-{number}")).unwrap_or_default();
    let refused_by = findings_id.clone();
    let again = move || {
        own.filter(|_| delivery.with(can_be_sent_again)).map(|message| {
            let conversation = conversation.clone();
            let refused_by = refused_by.clone();
            let leave = delivery.with(|delivery| *delivery == Delivery::Unconfirmed).then(|| {
                let conversation = conversation.clone();
                view! {
                    <button type="button" class="link" data-testid="leave-it" on:click=move |_| {
                        held.app.send(Command::LeaveIt { conversation: conversation.clone(), message });
                    }>{text::leave_it()}</button>
                }
            });
            view! {
                <div class="message-actions">
                    <button
                        type="button"
                        class="link"
                        data-testid="send-again"
                        aria-disabled=move || (!found.read().is_empty()).then_some("true")
                        aria-describedby=move || (!found.read().is_empty()).then(|| refused_by.clone())
                        on:click=move |_| {
                            if found.read_untracked().is_empty() {
                                held.app.send(Command::SendAgain { conversation: conversation.clone(), message });
                            }
                        }
                    >{icon(icons::AGAIN)}{text::send_again()}</button>
                    {leave}
                </div>
            }
        })
    };
    let against = own.map(|message| {
        findings::findings(Against {
            id: findings_id,
            found: found.into(),
            customer: Signal::derive(move || held.customer()),
            label: text::send_anyway(),
            testid: "send-again-anyway",
            anyway: Callback::new(move |despite| {
                let what = Anyway::SendAgain { conversation: held.conversation(), message };
                held.app.send(Command::Anyway { what, despite });
            }),
            identify: None,
        })
    });
    view! {
        <article
            class="message"
            class:outbound=outbound
            class:failed=move || reason().is_some()
            data-testid="message"
            data-direction=move || if outbound() { "outbound" } else { "inbound" }
            data-delivery=move || delivery.with(delivery_name)
            aria-label=move || if outbound() { us() } else { held.customer() }
        >
            <div class="bubble">
                <p class="message-text">{move || item.read().text.clone()}</p>
                {move || (!attachments.read().is_empty()).then(|| view! {
                    <ul class="attachments">
                        {attachments.get().into_iter().map(|one| view! { <li>{attachment(one)}</li> }).collect_view()}
                    </ul>
                })}
            </div>
            <p class="message-foot">
                <time>{move || format::time_of_day(item.read().time)}</time>
                {move || outbound().then(|| view! {
                    <span class="delivery">
                        {move || icon(delivery.with(delivery_icon))}
                        {move || delivery.with(words::delivery)}
                    </span>
                })}
            </p>
            {move || reason().map(|reason| view! { <p class="message-reason" data-testid="delivery-reason">{reason}</p> })}
            {again}
            {against}
        </article>
    }
}

/// What it is, or is called; a link, where it can be fetched. A picture is shown, unless it cannot be.
fn attachment(attachment: Attachment) -> impl IntoView {
    let Attachment { kind, name, address } = attachment;
    let name = name.unwrap_or_else(|| words::attachment(kind));
    let opens = text::attachment_opens(&name);
    let picture = RwSignal::new(address.clone().filter(|_| kind == AttachmentKind::Picture));
    let shown = move || match picture.get() {
        Some(address) => shown_picture(address, picture),
        None => view! { {icon(icons::ATTACHMENT)} <span>{name.clone()}</span> }.into_any(),
    };
    match address {
        // Where it is learns nothing of who opens it, and cannot reach back.
        Some(address) => view! {
            <a class="attachment" href=address target="_blank" rel="noopener noreferrer" aria-label=opens data-testid="attachment">
                {shown}
            </a>
        }
        .into_any(),
        None => view! { <span class="attachment">{shown}</span> }.into_any(),
    }
}

/// The picture at an address, until it turns out that it cannot be shown.
fn shown_picture(address: String, picture: RwSignal<Option<String>>) -> AnyView {
    let gone = move |_| picture.set(None);
    view! { <img src=address alt="" loading="lazy" referrerpolicy="no-referrer" data-testid="picture" on:error=gone/> }
        .into_any()
}

fn can_be_sent_again(delivery: &Delivery) -> bool {
    match delivery {
        Delivery::Unconfirmed | Delivery::Held | Delivery::Refused(_) | Delivery::Failed(_) => true,
        Delivery::Received
        | Delivery::Sending
        | Delivery::Settling
        | Delivery::Left
        | Delivery::Queued
        | Delivery::Sent
        | Delivery::Delivered
        | Delivery::Other(_) => false,
    }
}

fn delivery_name(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Received => "received",
        Delivery::Sending => "sending",
        Delivery::Settling => "settling",
        Delivery::Unconfirmed => "unconfirmed",
        Delivery::Left => "left",
        Delivery::Held => "held",
        Delivery::Refused(_) => "refused",
        Delivery::Queued => "queued",
        Delivery::Sent => "sent",
        Delivery::Delivered => "delivered",
        Delivery::Failed(_) => "failed",
        Delivery::Other(_) => "other",
    }
}

fn delivery_icon(delivery: &Delivery) -> Icon {
    match delivery {
        Delivery::Sending | Delivery::Settling | Delivery::Queued => icons::CLOCK,
        Delivery::Sent | Delivery::Received => icons::CHECK,
        Delivery::Delivered => icons::CHECK_TWICE,
        Delivery::Unconfirmed | Delivery::Held | Delivery::Refused(_) | Delivery::Failed(_) => icons::ALERT,
        Delivery::Left | Delivery::Other(_) => icons::INFO,
    }
}
