//! An interaction in the client's list.

use leptos::prelude::*;
use protocol::{Command, Phase, TransferEntry};

use super::{
    held::{Held, Stand},
    log, wrap_up,
};
use crate::{
    icons,
    icons::icon,
    text,
    ui::{parts, refusal, refusal::Availability},
    words,
};

/// The card.
pub(crate) fn card(held: Held) -> impl IntoView {
    let stand = held.stand();
    let unread = Memo::new(move |_| held.item.read().unread);
    let name = move || match stand.get() {
        Stand::Alerting => "alerting",
        Stand::Connecting => "connecting",
        Stand::Connected => "connected",
        Stand::WrapUp => "wrap-up",
    };
    view! {
        <article class="card" data-testid="interaction" data-conversation=held.conversation().to_string() data-phase=name aria-label=move || held.customer()>
            <div class="card-head">
                <div class="card-who">
                    <h2 data-testid="customer">{held.who()}</h2>
                    <p>{held.line()}</p>
                </div>
                {move || (unread.get() > 0).then(|| view! { <span class="unread" data-testid="unread">{text::unread(unread.get())}</span> })}
                {held.timer()}
            </div>
            {move || match stand.get() {
                Stand::Alerting => view! { <p class="card-say">{text::alerting()}</p> {held.answer()} }.into_any(),
                Stand::Connecting => parts::waiting(text::connecting_interaction()).into_any(),
                Stand::Connected => connected(held).into_any(),
                Stand::WrapUp => view! { {open_sms(held)} {wrap_up::form(held)} }.into_any(),
            }}
            {log::log(held)}
        </article>
    }
}

fn connected(held: Held) -> impl IntoView {
    view! {
        {last_message(held)}
        <div class="actions">
            {open_sms(held)}
            {transfer(held)}
            {held.disconnect("button")}
        </div>
        {after_call_work(held)}
    }
}

/// *SMS*: brings up the Interactions window.
fn open_sms(held: Held) -> impl IntoView {
    let connected = held.stand();
    view! {
        <button
            type="button"
            class="button"
            class:primary=move || connected.get() == Stand::Connected
            class:quiet=move || connected.get() != Stand::Connected
            data-testid="open-sms"
            on:click=move |_| held.send(|conversation| Command::OpenInteractions(Some(conversation)))
        >
            {icon(icons::SMS)}
            <span>{text::sms()}</span>
        </button>
    }
}

/// *Transfer*, or why it cannot be.
pub(crate) fn transfer(held: Held) -> impl IntoView {
    let refused = Memo::new(move |_| {
        held.item.with(|item| match &item.transfer {
            TransferEntry::Available => None,
            TransferEntry::PermissionMissing { permission } => {
                Some(text::permission_missing(&words::permission(permission)))
            }
        })
    });
    let availability = move || {
        if refused.read().is_some() { Availability::Refused("transfer-refused") } else { Availability::Available }
    };
    view! {
        {refusal::button(
            held.app,
            "button",
            "transfer-open",
            availability,
            view! { {icon(icons::TRANSFER)} <span>{text::transfer()}</span> },
            move || held.send(Command::OpenTransfer),
        )}
        {move || refused.get().map(|reason| view! { <p id="transfer-refused" class="note refused">{reason}</p> })}
    }
}

fn last_message(held: Held) -> impl IntoView {
    let last = Memo::new(move |_| {
        held.item.with(|item| match &item.messages {
            protocol::Listing::Loaded(messages) => {
                messages.last().map(|message| (message.direction, words::in_short(message)))
            }
            protocol::Listing::Loading | protocol::Listing::Failed(_) => None,
        })
    });
    move || {
        last.get().map(|(direction, said)| {
            let who = match direction {
                genesys::model::Direction::Inbound => None,
                genesys::model::Direction::Outbound => Some(view! { <span class="you">{text::you()}</span> }),
            };
            view! { <p class="last">{who}{said}</p> }
        })
    }
}

/// Whether the agent wants after-call work, where the queue leaves that to the agent.
pub(crate) fn after_call_work(held: Held) -> impl IntoView {
    let wanted = Memo::new(move |_| match held.item.read().phase {
        Phase::Connected { after_call_work, .. } => after_call_work,
        Phase::Alerting { .. } | Phase::Connecting | Phase::WrapUp(_) => None,
    });
    let asked = Memo::new(move |_| wanted.get().is_some());
    move || {
        asked.get().then(|| {
            view! {
                <label class="switch">
                    <input
                        type="checkbox"
                        role="switch"
                        data-testid="after-call-work"
                        prop:checked=move || wanted.get() == Some(true)
                        on:change=move |event| {
                            let wanted = event_target_checked(&event);
                            held.send(|conversation| Command::RequestAfterCallWork { conversation, wanted });
                        }
                    />
                    <span>{text::after_call_work()}</span>
                </label>
            }
        })
    }
}
