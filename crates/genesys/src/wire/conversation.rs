//! One conversation in three shapes.
//!
//! - **Message-only**, as `/conversations/messages` replies (`MessageConversation`): a participant *is* its
//!   communication; the agent's communication id is only found as the customer's `peer`.
//! - **Event** (`v2.users.{id}.conversations.messages`): the same, with messages as `message.id`.
//! - **Generic** (`v2.users.{id}.conversations`, `/conversations/{id}`): participants have communications
//!   (`messages[]`), which have the messages.
//!
//! They differ so little that one reader does for all: an entry of `messages[]` that names a message is one, an entry
//! that has an identifier of its own is a communication, and what a participant does not say, its communication does.

use super::{
    Object, e164,
    message::{direction, message_status},
    routing::after_call_work_mode,
};
use crate::{
    id::{CommunicationId, ContactId, ConversationId, MessageId, ParticipantId, QueueId, UserId, WrapUpCodeId},
    model::{Conversation, Direction, MessageRef, MessageStatus, Participant, ParticipantState, Purpose, WrapUp},
};

/// Whether a conversation is SMS, as far as it says: not another messenger's, and not one without messages (a call).
pub(crate) fn is_sms(conversation: Object<'_>) -> bool {
    let parts = || conversation.objects("participants").flat_map(|it| [it].into_iter().chain(it.objects("messages")));
    let foreign = parts().filter_map(|it| it.text("type")).any(|messenger| !matches!(messenger, "sms" | "unknown"));
    !foreign && parts().any(|it| it.text("state").is_some())
}

/// `MessageConversation`, `ConversationMessageEventTopicMessageConversation`, `ConversationEventTopicConversation`,
/// `Conversation`.
pub(crate) fn conversation(conversation: Object<'_>) -> Option<Conversation> {
    let listed = conversation.list("participants")?;
    let mut participants = listed.iter().map(|it| participant(Object::new(it)?)).collect::<Option<Vec<_>>>()?;
    if let Some(peer) = customer_peer(conversation)
        && let Some(agent) = who_speaks(&mut participants)
    {
        agent.communication.get_or_insert(peer);
    }
    Some(Conversation { id: ConversationId::new(conversation.text("id")?), participants })
}

/// The communication that the customer's goes with: of the last customer who is still there, or the last.
fn customer_peer(conversation: Object<'_>) -> Option<CommunicationId> {
    let customers = || {
        let participants = conversation.objects("participants").rev();
        participants.filter(|it| it.text("purpose").map(purpose) == Some(Purpose::Customer))
    };
    let customer = customers().find(|it| is_here(*it)).or_else(|| customers().next())?;
    customer.text("peer").map(CommunicationId::new)
}

/// The agent to whom the customer's peer belongs. A conversation that went back to a queue has a newer queue
/// participant, and the peer is that one's: then it is no agent's.
fn who_speaks(participants: &mut [Participant]) -> Option<&mut Participant> {
    let speaks = |it: &Participant| matches!(it.purpose, Purpose::Agent | Purpose::Acd);
    let here = |it: &Participant| it.state != ParticipantState::Disconnected;
    let last =
        participants.iter().rposition(|it| speaks(it) && here(it)).or_else(|| participants.iter().rposition(speaks))?;
    participants.get_mut(last).filter(|it| it.purpose == Purpose::Agent)
}

fn participant(it: Object<'_>) -> Option<Participant> {
    // One who was connected again within the generic shape has several; the one still there counts.
    let communications = || it.objects("messages").rev().filter(|entry| entry.text("id").is_some());
    let communication = communications().find(|entry| is_here(*entry)).or_else(|| communications().next());
    let text = |field| it.text(field).or_else(|| communication?.text(field));
    let time = |field| it.time(field).or_else(|| communication?.time(field));
    let reference = |object: &str, id: &str| it.object(object).and_then(|it| it.text("id")).or_else(|| it.text(id));

    let within = it.objects("messages").flat_map(|entry| entry.objects("messages"));
    let mut messages: Vec<_> = it.objects("messages").chain(within).filter_map(message_ref).collect();
    messages.sort_by_key(|message| message.time);

    let purpose = purpose(it.text("purpose")?);
    let direction = text("direction").and_then(direction);
    let ended_at = time("endTime").or_else(|| communication?.time("disconnectedTime"));
    Some(Participant {
        id: ParticipantId::new(it.text("id")?),
        name: it.string("name"),
        state: match text("state") {
            Some(name) => state(name),
            None if ended_at.is_some() => ParticipantState::Disconnected,
            None => ParticipantState::Other(String::new()),
        },
        user: reference("user", "userId").map(UserId::new),
        queue: reference("queue", "queueId").map(QueueId::new),
        queue_name: it.string("queueName").or_else(|| it.object("queue")?.string("name")),
        address: address(it, communication, &purpose, direction),
        communication: communication.and_then(|entry| entry.text("id")).map(CommunicationId::new),
        contact: reference("externalContact", "externalContactId").map(ContactId::new),
        disconnect_type: text("disconnectType").map(str::to_owned),
        connected_at: time("connectedTime"),
        ended_at,
        alerting_at: time("startAlertingTime"),
        alerting_timeout_ms: it.number("alertingTimeoutMs"),
        wrap_up: wrap_up(it, communication),
        attributes: it.object("attributes").map(Object::texts).unwrap_or_default(),
        messages,
        purpose,
        direction,
    })
}

fn is_here(communication: Object<'_>) -> bool {
    communication.text("state").map(state) != Some(ParticipantState::Disconnected)
}

fn message_ref(entry: Object<'_>) -> Option<MessageRef> {
    let id = entry.text("messageId").or_else(|| entry.object("message")?.text("id"))?;
    Some(MessageRef {
        id: MessageId::new(id),
        status: entry.text("messageStatus").map_or_else(|| MessageStatus::Other(String::new()), message_status),
        time: entry.time("messageTime"),
    })
}

/// The customer's number for the customer, the queue's for others. A customer's own `address` is it; the other two are
/// seen from the conversation: an inbound one comes from the customer, an outbound one goes to them.
fn address(
    participant: Object<'_>,
    communication: Option<Object<'_>>,
    purpose: &Purpose,
    way: Option<Direction>,
) -> Option<String> {
    let customer = *purpose == Purpose::Customer;
    let own = participant.text("address").filter(|_| customer).and_then(e164);
    let field = if (way == Some(Direction::Outbound)) == customer { "toAddress" } else { "fromAddress" };
    let address = participant.object(field).or_else(|| communication?.object(field));
    let number = |field| address?.text(field).and_then(e164);
    own.or_else(|| number("addressNormalized")).or_else(|| number("addressRaw"))
}

/// After-call work is over where a code was saved for good, or it was skipped, and the API says that the work ended. An
/// end without a code is none: a provisional save moves the times too, and events do not say `provisional`.
fn wrap_up(participant: Object<'_>, communication: Option<Object<'_>>) -> WrapUp {
    let saved = participant.object("wrapup").or_else(|| communication?.object("wrapup"));
    let work = communication.and_then(|it| it.object("afterCallWork"));
    let work_state = work.and_then(|work| work.text("state"));

    let skipped = participant.is("wrapupSkipped") || work_state == Some("skipped");
    let code = saved.and_then(|saved| saved.text("code"));
    let notes = saved.and_then(|saved| saved.string("notes"));
    let provisional =
        saved.is_some_and(|saved| saved.is("provisional")) || (code.is_none() && notes.is_some() && !skipped);
    let code = code.filter(|_| !provisional);

    let told = participant.time("endAcwTime").or_else(|| work?.time("endTime"));
    let ended_at = match (skipped || work_state == Some("complete"), code) {
        _ if provisional => None,
        (true, _) => told.or_else(|| saved?.time("endTime")).or_else(|| participant.time("endTime")),
        (false, Some(_)) => told,
        (false, None) => None,
    };
    WrapUp {
        required: participant.is("wrapupRequired") || communication.is_some_and(|it| it.is("afterCallWorkRequired")),
        mode: participant.text("wrapupPrompt").map(after_call_work_mode),
        timeout_ms: participant.number("wrapupTimeoutMs"),
        skipped,
        code: code.map(WrapUpCodeId::new),
        notes,
        provisional,
        started_at: participant.time("startAcwTime").or_else(|| work?.time("startTime")),
        ended_at,
    }
}

pub(super) fn purpose(purpose: &str) -> Purpose {
    match purpose {
        "agent" | "user" => Purpose::Agent,
        "customer" | "external" => Purpose::Customer,
        "acd" => Purpose::Acd,
        other => Purpose::Other(other.to_owned()),
    }
}

fn state(state: &str) -> ParticipantState {
    match state {
        "alerting" => ParticipantState::Alerting,
        "dialing" | "contacting" | "offering" | "converting" | "uploading" | "transmitting" => {
            ParticipantState::Connecting
        }
        "connected" => ParticipantState::Connected,
        "parked" => ParticipantState::Parked,
        "disconnected" | "terminated" => ParticipantState::Disconnected,
        other => ParticipantState::Other(other.to_owned()),
    }
}
