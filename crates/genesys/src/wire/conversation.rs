//! One conversation in three shapes.
//!
//! - **Message-only**, as `/conversations/messages` replies (`MessageConversation`): a participant *is* its
//!   communication; the agent's communication id is only found as the customer's `peer`.
//! - **Event** (`v2.users.{id}.conversations.messages`): the same, with messages as `message.id`.
//! - **Generic** (`v2.users.{id}.conversations`, `/conversations/{id}`): participants have communications
//!   (`messages[]`), which have the messages.
//!
//! The first two differ so little that one struct reads all three: an entry of `messages[]` that names a message is
//! one, an entry that has an identifier of its own is a communication.

use std::collections::BTreeMap;

use serde::Deserialize;

use super::{
    Reference, e164, each,
    message::{direction, message_status},
    routing::after_call_work_mode,
};
use crate::{
    id::{CommunicationId, ContactId, ConversationId, MessageId, ParticipantId, QueueId, UserId, WrapUpCodeId},
    model::{self, Direction, MessageRef, MessageStatus, ParticipantState, Purpose},
    time::Timestamp,
};

/// A conversation in any of the shapes.
#[derive(Deserialize)]
pub(crate) struct Conversation {
    id: ConversationId,
    participants: Vec<Participant>,
}

/// What a conversation is about, as far as its shape tells.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Shape {
    /// SMS, as far as it says.
    Sms,
    /// Another messenger, or no messages at all: a call, a mail, ….
    Foreign,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Participant {
    id: ParticipantId,
    name: Option<String>,
    purpose: String,
    state: Option<String>,
    direction: Option<String>,
    disconnect_type: Option<String>,
    #[serde(rename = "type")]
    messenger: Option<String>,
    peer: Option<CommunicationId>,

    user: Option<Reference<UserId>>,
    user_id: Option<UserId>,
    queue: Option<Reference<QueueId>>,
    queue_id: Option<QueueId>,
    queue_name: Option<String>,
    external_contact: Option<Reference<ContactId>>,
    external_contact_id: Option<ContactId>,

    address: Option<String>,
    to_address: Option<Address>,
    from_address: Option<Address>,

    connected_time: Option<String>,
    end_time: Option<String>,
    start_alerting_time: Option<String>,
    alerting_timeout_ms: Option<u32>,

    wrapup_required: Option<bool>,
    wrapup_prompt: Option<String>,
    wrapup_timeout_ms: Option<u32>,
    wrapup_skipped: Option<bool>,
    wrapup: Option<Wrapup>,
    start_acw_time: Option<String>,
    end_acw_time: Option<String>,

    attributes: Option<BTreeMap<String, serde_json::Value>>,
    /// Calls, mails and the like in the generic shape are not read; `None` where the key is missing.
    #[serde(default, deserialize_with = "each")]
    messages: Vec<Entry>,
}

/// An entry of `messages[]`: a message, or in the generic shape a communication.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct Entry {
    message_id: Option<MessageId>,
    message: Option<Reference<MessageId>>,
    message_status: Option<String>,
    message_time: Option<String>,

    id: Option<CommunicationId>,
    state: Option<String>,
    direction: Option<String>,
    disconnect_type: Option<String>,
    #[serde(rename = "type")]
    messenger: Option<String>,
    to_address: Option<Address>,
    from_address: Option<Address>,
    connected_time: Option<String>,
    disconnected_time: Option<String>,
    start_alerting_time: Option<String>,
    wrapup: Option<Wrapup>,
    after_call_work: Option<AfterCallWork>,
    after_call_work_required: Option<bool>,
    #[serde(default, deserialize_with = "each")]
    messages: Vec<Entry>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Address {
    address_normalized: Option<String>,
    address_raw: Option<String>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Wrapup {
    code: Option<WrapUpCodeId>,
    notes: Option<String>,
    end_time: Option<String>,
    provisional: Option<bool>,
}

#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase")]
struct AfterCallWork {
    state: Option<String>,
    start_time: Option<String>,
    end_time: Option<String>,
}

impl Conversation {
    /// Whether Behalf has to do with it.
    pub(crate) fn shape(&self) -> Shape {
        let mut any = false;
        for participant in &self.participants {
            let within = participant.messages.iter().map(|entry| &entry.messenger);
            for messenger in within.chain([&participant.messenger]).flatten() {
                if messenger != "sms" && messenger != "unknown" {
                    return Shape::Foreign;
                }
                any = true;
            }
            any |= participant.state.is_some() || !participant.messages.is_empty();
        }
        if any { Shape::Sms } else { Shape::Foreign }
    }

    pub(crate) fn into_model(self) -> model::Conversation {
        let peer = self.customer_peer();
        let mut participants: Vec<_> = self.participants.into_iter().map(Participant::into_model).collect();
        if let Some(peer) = peer
            && let Some(agent) = who_speaks(&mut participants)
        {
            agent.communication.get_or_insert(peer);
        }
        model::Conversation { id: self.id, participants }
    }

    /// The communication that the customer's goes with: of the last customer who is still there, or the last.
    fn customer_peer(&self) -> Option<CommunicationId> {
        let mut peer = None;
        let customers = self.participants.iter().filter(|it| purpose(&it.purpose) == Purpose::Customer);
        for customer in customers {
            let here = customer.state.as_deref().map(state) != Some(ParticipantState::Disconnected);
            if here || peer.as_ref().is_none_or(|(_, other_here)| !other_here) {
                peer = Some((customer.peer.clone(), here));
            }
        }
        peer?.0
    }
}

/// The agent to whom the customer's peer belongs. A conversation that went back to a queue has a newer queue
/// participant, and the peer is that one's: then it is no agent's.
fn who_speaks(participants: &mut [model::Participant]) -> Option<&mut model::Participant> {
    let speaks = |it: &model::Participant| matches!(it.purpose, Purpose::Agent | Purpose::Acd);
    let here = |it: &model::Participant| it.state != ParticipantState::Disconnected;
    let last =
        participants.iter().rposition(|it| speaks(it) && here(it)).or_else(|| participants.iter().rposition(speaks))?;
    participants.get_mut(last).filter(|it| it.purpose == Purpose::Agent)
}

impl Participant {
    fn into_model(self) -> model::Participant {
        let (messages, communications): (Vec<_>, Vec<_>) =
            self.messages.into_iter().partition(|entry| entry.message_id.is_some() || entry.message.is_some());
        let mut refs: Vec<MessageRef> = messages.into_iter().filter_map(Entry::into_ref).collect();

        // A participant who was connected again within the generic shape has several; the one still there counts.
        let mut communication: Option<Entry> = None;
        for mut entry in communications {
            refs.extend(std::mem::take(&mut entry.messages).into_iter().filter_map(Entry::into_ref));
            if entry.is_here() || communication.as_ref().is_none_or(|other| !other.is_here()) {
                communication = Some(entry);
            }
        }
        refs.sort_by_key(|message| message.time);
        let communication = communication.unwrap_or_default();

        let purpose = purpose(&self.purpose);
        let direction = self.direction.or(communication.direction).as_deref().and_then(direction);
        let state = match self.state.or(communication.state) {
            Some(name) => state(&name),
            None if self.end_time.is_some() => ParticipantState::Disconnected,
            None => ParticipantState::Other(String::new()),
        };
        let addresses = Addresses {
            own: self.address,
            to: self.to_address.or(communication.to_address),
            from: self.from_address.or(communication.from_address),
        };
        let ended_at = time(self.end_time.or(communication.disconnected_time).as_deref());
        let (queue, queue_of_ref) = self.queue.map_or((None, None), |queue| (Some(queue.id), queue.name));
        model::Participant {
            id: self.id,
            name: self.name,
            user: self.user.map(|user| user.id).or(self.user_id),
            queue: queue.or(self.queue_id),
            queue_name: self.queue_name.or(queue_of_ref),
            address: addresses.of(&purpose, direction),
            communication: communication.id,
            contact: self.external_contact.map(|contact| contact.id).or(self.external_contact_id),
            disconnect_type: self.disconnect_type.or(communication.disconnect_type),
            connected_at: time(self.connected_time.or(communication.connected_time).as_deref()),
            ended_at,
            alerting_at: time(self.start_alerting_time.or(communication.start_alerting_time).as_deref()),
            alerting_timeout_ms: self.alerting_timeout_ms,
            wrap_up: WrapUpParts {
                required: self.wrapup_required.unwrap_or(false)
                    || communication.after_call_work_required.unwrap_or(false),
                mode: self.wrapup_prompt,
                timeout_ms: self.wrapup_timeout_ms,
                skipped: self.wrapup_skipped.unwrap_or(false),
                wrapup: self.wrapup.or(communication.wrapup),
                work: communication.after_call_work,
                started_at: time(self.start_acw_time.as_deref()),
                ended_at: time(self.end_acw_time.as_deref()),
                participant_ended_at: ended_at,
            }
            .into_model(),
            attributes: self.attributes.unwrap_or_default().into_iter().filter_map(text_attribute).collect(),
            messages: refs,
            purpose,
            state,
            direction,
        }
    }
}

impl Entry {
    fn is_here(&self) -> bool {
        self.state.as_deref().map(state) != Some(ParticipantState::Disconnected)
    }

    fn into_ref(self) -> Option<MessageRef> {
        Some(MessageRef {
            id: self.message_id.or(self.message.map(|message| message.id))?,
            status: match self.message_status {
                Some(status) => message_status(&status),
                None => MessageStatus::Other(String::new()),
            },
            time: time(self.message_time.as_deref()),
        })
    }
}

struct Addresses {
    own: Option<String>,
    to: Option<Address>,
    from: Option<Address>,
}

impl Addresses {
    /// The customer's number for the customer, the queue's for others. Both addresses are seen from the
    /// conversation: an inbound one comes from the customer, an outbound one goes to them.
    fn of(self, purpose: &Purpose, way: Option<Direction>) -> Option<String> {
        let customer = *purpose == Purpose::Customer;
        let (first, second) = match way {
            Some(Direction::Outbound) => (self.to, self.from),
            Some(Direction::Inbound) | None => (self.from, self.to),
        };
        let number = if customer { first } else { second }.and_then(Address::into_number);
        number.or_else(|| self.own.filter(|_| customer).as_deref().and_then(e164))
    }
}

impl Address {
    fn into_number(self) -> Option<String> {
        self.address_normalized.as_deref().and_then(e164).or_else(|| self.address_raw.as_deref().and_then(e164))
    }
}

/// What the shapes tell of after-call work, in one place.
struct WrapUpParts {
    required: bool,
    mode: Option<String>,
    timeout_ms: Option<u32>,
    skipped: bool,
    wrapup: Option<Wrapup>,
    work: Option<AfterCallWork>,
    started_at: Option<Timestamp>,
    ended_at: Option<Timestamp>,
    participant_ended_at: Option<Timestamp>,
}

impl WrapUpParts {
    /// It is over where a code was saved for good, or it was skipped, and the API says that the work ended. An end
    /// without a code is none: a provisional save moves the times too, and events do not say `provisional`.
    fn into_model(self) -> model::WrapUp {
        let (code, notes, saved_at, provisional) = match self.wrapup {
            Some(wrapup) => {
                (wrapup.code, wrapup.notes, time(wrapup.end_time.as_deref()), wrapup.provisional.unwrap_or(false))
            }
            None => (None, None, None, false),
        };
        let provisional = provisional || (code.is_none() && notes.is_some() && !self.skipped);
        let code = code.filter(|_| !provisional);

        let work = self.work.unwrap_or_default();
        let skipped = self.skipped || work.state.as_deref() == Some("skipped");
        let over = skipped || work.state.as_deref() == Some("complete");
        let ended_at = self.ended_at.or(time(work.end_time.as_deref()));
        let ended_at = match over {
            _ if provisional => None,
            true => ended_at.or(saved_at).or(self.participant_ended_at),
            false => ended_at.filter(|_| code.is_some()),
        };
        model::WrapUp {
            required: self.required,
            mode: self.mode.as_deref().map(after_call_work_mode),
            timeout_ms: self.timeout_ms,
            skipped,
            code,
            notes,
            provisional,
            started_at: self.started_at.or(time(work.start_time.as_deref())),
            ended_at,
        }
    }
}

fn purpose(purpose: &str) -> Purpose {
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

fn time(text: Option<&str>) -> Option<Timestamp> {
    Timestamp::from_iso8601(text?)
}

fn text_attribute((key, value): (String, serde_json::Value)) -> Option<(String, String)> {
    match value {
        serde_json::Value::String(text) => Some((key, text)),
        _ => None,
    }
}
