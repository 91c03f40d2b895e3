//! What is true, by what the sandbox has stored, and whether it is what the agent sees.

use std::collections::BTreeMap;

use genesys::id::ConversationId;
use protocol::{
    Badge, Connection, Delivery, DoneEntry, Interaction, Listing, Message, Phase, Saved, Session, Stage, View,
};
use sandbox::domain::{
    after_call_work::AfterCallWork,
    carrier::Status,
    conversation::{Conversation, Participant, State},
};

use crate::{computer::AGENT, world::World};

/// The first thing in which the view is not what is true, or is still on its way to be.
pub(crate) fn difference(world: &World, view: &View) -> Option<String> {
    session(view).or_else(|| compose(view)).or_else(|| interactions(world, view)).or_else(|| badge(world, view))
}

fn session(view: &View) -> Option<String> {
    if !matches!(view.session, Session::SignedIn(_)) {
        return Some(format!("nobody is signed in: {:?}", view.session));
    }
    if view.connection != Connection::Live {
        return Some(format!("the connection is {:?}", view.connection));
    }
    (!matches!(view.queues, Listing::Loaded(_))).then(|| format!("the queues are {:?}", view.queues))
}

fn compose(view: &View) -> Option<String> {
    let checking = view.compose.as_ref().is_some_and(|compose| compose.stage == Stage::Checking);
    if checking {
        return Some("compose still waits".to_owned());
    }
    let transfer = view.transfer.as_ref()?;
    let waits = transfer.transferring || matches!(transfer.targets, Listing::Loading);
    waits.then(|| "transfer still waits".to_owned())
}

fn interactions(world: &World, view: &View) -> Option<String> {
    let me = world.sandbox.organisation().user_by_email(AGENT)?.id;
    let all = world.sandbox.conversations();
    let mine: BTreeMap<String, &Conversation> = all
        .iter()
        .filter(|conversation| conversation.is_active_for(me))
        .map(|conversation| (conversation.id.to_string(), conversation))
        .collect();
    for id in mine.keys() {
        if !view.interactions.iter().any(|one| one.conversation.as_str() == id) {
            return Some(format!("{id} is not shown: {:?}", mine[id]));
        }
    }
    for interaction in &view.interactions {
        let Some(conversation) = mine.get(interaction.conversation.as_str()) else {
            return Some(format!("shown, and not the agent's any more: {interaction:?}"));
        };
        let live = |part: &&Participant| part.user() == Some(me) && part.is_live();
        let owes = |part: &&Participant| {
            part.user() == Some(me) && part.after_call_work().is_some_and(AfterCallWork::is_pending)
        };
        let parts = || conversation.participants.iter();
        let part = parts().rfind(live).or_else(|| parts().rfind(owes))?;
        if let Some(difference) = standing(interaction, part).or_else(|| log(interaction, part)) {
            return Some(format!("{}: {difference}", interaction.conversation));
        }
        if let Some(difference) = thread(interaction, conversation, is_whole(view, &interaction.conversation)) {
            return Some(format!("{}: {difference}", interaction.conversation));
        }
    }
    None
}

fn standing(interaction: &Interaction, part: &Participant) -> Option<String> {
    let same = match (&interaction.phase, part.state()) {
        (Phase::Alerting { answering }, State::Alerting) => !answering,
        (Phase::Connected { leaving, .. }, State::Connected) => !leaving,
        (Phase::WrapUp(wrap_up), State::Disconnected) => {
            wrap_up.done != DoneEntry::Saving && !matches!(wrap_up.codes, Listing::Loading)
        }
        _ => false,
    };
    (!same).then(|| format!("{:?} is shown, it is {:?} with {:?}", interaction.phase, part.state(), part.role))
}

fn log(interaction: &Interaction, part: &Participant) -> Option<String> {
    let log = interaction.log.as_ref()?;
    let subject = log.subject.as_ref().map(|typed| typed.text.as_str()).unwrap_or_default();
    let stored = part.attributes.get("interactionLog.subject").map(String::as_str).unwrap_or_default();
    match log.saved {
        Saved::Saving => Some("the log still waits".to_owned()),
        Saved::Saved if subject != stored => Some(format!("the subject is {stored:?}, {subject:?} is shown as saved")),
        Saved::Saved | Saved::Untouched | Saved::NotSaved => None,
    }
}

/// Whether a view shows the whole thread of a conversation; of the others it shows the latest message.
pub(crate) fn is_whole(view: &View, id: &ConversationId) -> bool {
    view.interactions_window && view.selected.as_ref() == Some(id)
}

fn thread(interaction: &Interaction, conversation: &Conversation, whole: bool) -> Option<String> {
    let Listing::Loaded(messages) = &interaction.messages else {
        return Some(format!("no thread: {:?}", interaction.messages));
    };
    let mut shown = BTreeMap::<(&str, usize, &str), i32>::new();
    for Message { text, attachments, delivery, .. } in messages {
        match delivery {
            Delivery::Sending | Delivery::Settling => return Some(format!("{text:?} is still under way")),
            Delivery::Unconfirmed | Delivery::Refused(_) | Delivery::Held | Delivery::Left => {}
            delivery => *shown.entry((text, attachments.len(), word(delivery))).or_default() += 1,
        }
    }
    for message in &conversation.messages {
        *shown.entry((&message.text, message.media.len(), stored_word(message.status))).or_default() -= 1;
    }
    shown.retain(|_, surplus| if whole { *surplus != 0 } else { *surplus > 0 });
    (!shown.is_empty()).then(|| format!("the thread differs by {shown:?}: {messages:?}"))
}

fn badge(world: &World, view: &View) -> Option<String> {
    let (shown, right) = (world.computer.badge(), badge_of(view));
    let wrong = shown != Some(right) || view.badge != right;
    wrong.then(|| format!("the icon shows {shown:?}, the view has {:?}, right is {right:?}", view.badge))
}

/// What the icon has to show of a view: red exactly while a wrap-up is pending behind a closed window.
pub(crate) fn badge_of(view: &View) -> Badge {
    let count = |is_it: fn(&Interaction) -> u32| view.interactions.iter().map(is_it).sum::<u32>();
    let pending = count(|one| u32::from(matches!(&one.phase, Phase::WrapUp(wrap_up) if !wrap_up.window_open)));
    let waiting = count(|one| one.unread + u32::from(matches!(one.phase, Phase::Alerting { .. })));
    match (pending, waiting) {
        (0, 0) => Badge::Clear,
        (0, waiting) => Badge::Waiting(waiting),
        (pending, waiting) => Badge::WrapUpPending(pending + waiting),
    }
}

fn word(delivery: &Delivery) -> &'static str {
    match delivery {
        Delivery::Received => "received",
        Delivery::Queued => "queued",
        Delivery::Sent => "sent",
        Delivery::Delivered => "delivered",
        Delivery::Failed(_) => "failed",
        _ => "neither",
    }
}

fn stored_word(status: Status) -> &'static str {
    match status {
        Status::Received => "received",
        Status::Queued => "queued",
        Status::Sent => "sent",
        Status::Delivered => "delivered",
        Status::DeliveryFailed(_) | Status::Failed(_) => "failed",
    }
}
