//! What holds at every moment: of each view that is shown, and of what has happened so far.

use std::collections::BTreeSet;

use protocol::{
    ComposeProblem, Connection, Delivery, DoneEntry, Interaction, Listing, Message, NoticeKind, Phase, Session, Stage,
    View,
};

use crate::{tally::Situation, truth, world::World};

/// Looks at a view that is shown.
pub(crate) fn view(world: &World, view: &View) {
    world.tally.borrow_mut().views += 1;
    world.note(|| format!("  shown: {}", told(view)));
    let right = truth::badge_of(view);
    world.check(view.badge == right, || format!("the badge is {:?}, right is {right:?}", view.badge));

    let listed: BTreeSet<_> = view.interactions.iter().map(|one| &one.conversation).collect();
    world.check(listed.len() == view.interactions.len(), || "an interaction is listed twice".to_owned());

    for interaction in &view.interactions {
        let (draft, customer) = (&interaction.draft.typed.text, &interaction.customer.number);
        let own = draft.is_empty() || customer.is_empty() || draft.ends_with(customer.as_str());
        world.check(own, || format!("the draft {draft:?} is shown for {customer}"));
        let Listing::Loaded(messages) = &interaction.messages else { continue };
        for message in messages {
            if world.ledger.borrow_mut().shown(&message.text, &message.key, &message.delivery) {
                world.reach(Situation::SettledAsSent);
            }
        }
    }
    for notice in &view.notices {
        if let NoticeKind::Unsettled { text, .. } = &notice.what {
            world.ledger.borrow_mut().told(text);
        }
    }
    reached(world, view);
}

/// Looks at what has happened so far.
pub(crate) fn deeds(world: &World) {
    let excess = world.ledger.borrow().excess(&mut world.tally.borrow_mut());
    if let Some(excess) = excess {
        world.violate(excess.to_string());
    }
}

/// A view in one line, for whoever follows a day.
fn told(view: &View) -> String {
    let session = match &view.session {
        Session::SignedIn(_) => format!("{:?}", view.connection),
        Session::Expired { signing_in, .. } => format!("expired, signing in: {signing_in}"),
        other => format!("{other:?}"),
    };
    let stage = view.compose.as_ref().map(|compose| format!("; compose {:?}", compose.stage)).unwrap_or_default();
    let interaction = |one: &Interaction| {
        let phase = match &one.phase {
            Phase::WrapUp(wrap_up) => format!("WrapUp {:?}", wrap_up.done),
            phase => format!("{phase:?}"),
        };
        let messages = match &one.messages {
            Listing::Loaded(messages) => {
                let message = |message: &Message| format!("{} {:?}", message.text, message.delivery);
                messages.iter().map(message).collect::<Vec<_>>().join(", ")
            }
            other => format!("{other:?}"),
        };
        format!("; {} {phase}, draft {:?} [{messages}]", one.customer.number, one.draft.typed.text)
    };
    let interactions: String = view.interactions.iter().map(interaction).collect();
    format!("{session}{stage}{interactions}; {:?}", view.badge)
}

fn reached(world: &World, view: &View) {
    let mut tally = world.tally.borrow_mut();
    match &view.session {
        Session::Expired { .. } => tally.reach(Situation::Expired),
        Session::Starting { problem: Some(_) } => tally.reach(Situation::StartFailed),
        _ => {}
    }
    if matches!(view.connection, Connection::Lost { .. }) {
        tally.reach(Situation::ConnectionLost);
    }
    match view.compose.as_ref().map(|compose| &compose.stage) {
        Some(Stage::Existing) => tally.reach(Situation::Prompt),
        Some(Stage::Editing { problem: Some(ComposeProblem::HeldElsewhere { .. }) }) => {
            tally.reach(Situation::HeldElsewhere);
        }
        Some(Stage::Editing { problem: Some(ComposeProblem::Unconfirmed) }) => {
            tally.reach(Situation::ComposeUnconfirmed);
        }
        _ => {}
    }
    for interaction in &view.interactions {
        match &interaction.phase {
            Phase::Alerting { .. } => tally.reach(Situation::Alerting),
            Phase::Connecting => tally.reach(Situation::Connecting),
            Phase::Connected { leaving: true, .. } => tally.reach(Situation::Leaving),
            Phase::Connected { .. } => {}
            Phase::WrapUp(wrap_up) if wrap_up.done == DoneEntry::Waiting => tally.reach(Situation::ForcedTimeBox),
            Phase::WrapUp(_) => tally.reach(Situation::WrapUp),
        }
        let Listing::Loaded(messages) = &interaction.messages else { continue };
        for message in messages {
            match message.delivery {
                Delivery::Settling => tally.reach(Situation::Settling),
                Delivery::Unconfirmed => tally.reach(Situation::Unconfirmed),
                Delivery::Refused(_) => tally.reach(Situation::Refused),
                Delivery::Left => tally.reach(Situation::LeftAlone),
                Delivery::Failed(_) => tally.reach(Situation::NotDelivered),
                Delivery::Delivered => tally.reach(Situation::Delivered),
                Delivery::Received => tally.reach(Situation::Received),
                _ => {}
            }
        }
    }
    for notice in &view.notices {
        match &notice.what {
            NoticeKind::Transferred { .. } => tally.reach(Situation::Transferred),
            NoticeKind::ComposeCancelled => tally.reach(Situation::ComposeCancelled),
            NoticeKind::NotAnswered { .. } => tally.reach(Situation::NotAnswered),
            NoticeKind::Unsettled { .. } => tally.reach(Situation::OverUnsettled),
            _ => {}
        }
    }
}
