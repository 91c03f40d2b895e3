//! Conversations as REST shows them: the flat `MessageConversation` and the generic `Conversation`.

use serde_json::{Map, Value, json};
use uuid::Uuid;

use super::{compact, reference, time, times};
use crate::{
    domain::{
        after_call_work::{AfterCallWork, Code, Policy, State as WorkState, Wrapup},
        conversation::{Conversation, Direction, Message, Participant, Role, State},
    },
    org::Organisation,
};

/// `MessageConversation`.
pub(crate) fn flat(conversation: &Conversation, org: &Organisation) -> Value {
    let id = conversation.id;
    json!({
        "id": id,
        "participants": conversation.participants.iter().map(|part| flat_participant(conversation, part, org)).collect::<Vec<_>>(),
        "otherMediaUris": [],
        "divisions": divisions(org),
        "selfUri": format!("/api/v2/conversations/messages/{id}"),
    })
}

/// `Conversation`.
pub(crate) fn generic(conversation: &Conversation, org: &Organisation) -> Value {
    let id = conversation.id;
    compact(json!({
        "id": id,
        "startTime": time(conversation.started),
        "endTime": times(over_since(conversation)),
        "address": conversation.customer,
        "participants": conversation.participants.iter().map(|part| generic_participant(conversation, part, org)).collect::<Vec<_>>(),
        "conversationIds": [],
        "maxParticipants": 2,
        "recordingState": "NONE",
        "divisions": divisions(org),
        "recentTransfers": [],
        "securePause": false,
        "selfUri": format!("/api/v2/conversations/{id}"),
    }))
}

fn flat_participant(conversation: &Conversation, part: &Participant, org: &Organisation) -> Value {
    let fields = Common::of(conversation, part, org);
    let queue = part.queue();
    compact(json!({
        "id": part.id,
        "name": fields.name,
        "address": fields.address,
        "startTime": time(part.joined),
        "startAlertingTime": times(part.alerting.map(|alerting| alerting.since)),
        "connectedTime": times(part.connected),
        "endTime": times(part.ended.map(|ended| ended.at)),
        "purpose": fields.purpose,
        "state": state(part),
        "direction": direction(part.direction),
        "disconnectType": part.ended.map(|ended| ended.why.word()),
        "held": false,
        "wrapupRequired": fields.work.required,
        "wrapupPrompt": fields.work.prompt,
        "wrapupTimeoutMs": fields.work.timeout_ms,
        "wrapupSkipped": fields.work.skipped,
        "wrapup": part.after_call_work().and_then(|work| work.wrapup.as_ref()).map(|it| wrapup(it, org)),
        "startAcwTime": fields.work.start,
        "endAcwTime": fields.work.end,
        "mediaRoles": ["full"],
        "user": part.user().map(|user| reference("users", user, org.user(user).map(|user| user.name.as_str()))),
        "queue": queue.map(|queue| reference("routing/queues", queue, org.queue(queue).map(|queue| queue.name.as_str()))),
        "attributes": part.attributes,
        "alertingTimeoutMs": part.alerting.map(|alerting| alerting.timeout.as_secs() * 1000),
        "provider": PROVIDER,
        "externalContact": fields.contact.map(|contact| reference("externalcontacts/contacts", contact, None)),
        "peer": peer(conversation, part),
        "toAddress": fields.to,
        "fromAddress": fields.from,
        "messages": conversation.messages_of(part).map(|message| details(conversation, message)).collect::<Vec<_>>(),
        "type": "sms",
        "authenticated": false,
    }))
}

fn generic_participant(conversation: &Conversation, part: &Participant, org: &Organisation) -> Value {
    let fields = Common::of(conversation, part, org);
    let user = part.user();
    let queue = part.queue();
    compact(json!({
        "id": part.id,
        "startTime": time(part.joined),
        "connectedTime": times(part.connected),
        "endTime": times(part.ended.map(|ended| ended.at)),
        "name": fields.name,
        "userUri": user.map(|user| format!("/api/v2/users/{user}")),
        "userId": user,
        "externalContactId": fields.contact,
        "queueId": queue,
        "queueName": queue.and_then(|queue| org.queue(queue)).map(|queue| queue.name.as_str()),
        "purpose": fields.purpose,
        "participantType": if user.is_some() { "Internal" } else { "External" },
        "address": fields.address,
        "wrapupRequired": fields.work.required,
        "wrapupPrompt": fields.work.prompt,
        "wrapupTimeoutMs": fields.work.timeout_ms,
        "wrapupSkipped": fields.work.skipped,
        "wrapup": part.after_call_work().and_then(|work| work.wrapup.as_ref()).map(|it| wrapup(it, org)),
        "startAcwTime": fields.work.start,
        "endAcwTime": fields.work.end,
        "alertingTimeoutMs": part.alerting.map(|alerting| alerting.timeout.as_secs() * 1000),
        "mediaRoles": ["full"],
        "attributes": part.attributes,
        "calls": [], "callbacks": [], "chats": [], "cobrowsesessions": [], "emails": [],
        "screenshares": [], "socialExpressions": [], "videos": [],
        "messages": [communication(conversation, part, org)],
    }))
}

/// `Message`: one communication of the generic model.
fn communication(conversation: &Conversation, part: &Participant, org: &Organisation) -> Value {
    let fields = Common::of(conversation, part, org);
    compact(json!({
        "id": part.communication,
        "peerId": peer(conversation, part),
        "state": state(part),
        "initialState": initial_state(part),
        "direction": direction(part.direction),
        "held": false,
        "segments": [],
        "disconnectType": part.ended.map(|ended| ended.why.word()),
        "startAlertingTime": times(part.alerting.map(|alerting| alerting.since)),
        "connectedTime": times(part.connected),
        "disconnectedTime": times(part.ended.map(|ended| ended.at)),
        "provider": PROVIDER,
        "type": "sms",
        "authenticated": false,
        "toAddress": fields.to,
        "fromAddress": fields.from,
        "messages": conversation.messages_of(part).map(|message| details(conversation, message)).collect::<Vec<_>>(),
        "wrapup": part.after_call_work().and_then(|work| work.wrapup.as_ref()).map(|it| wrapup(it, org)),
        "afterCallWork": part.after_call_work().map(after_call_work),
        "afterCallWorkRequired": part.after_call_work().map(|work| work.requested),
    }))
}

pub(super) const PROVIDER: &str = "PureCloud Messaging";

/// What every model of a participant says, each in its own place.
pub(super) struct Common<'a> {
    pub(super) purpose: &'static str,
    pub(super) name: String,
    pub(super) address: &'a str,
    pub(super) contact: Option<Uuid>,
    pub(super) to: Value,
    pub(super) from: Value,
    pub(super) work: Work,
}

/// What every model says about after-call work.
#[derive(Default)]
pub(super) struct Work {
    pub(super) required: bool,
    pub(super) prompt: Option<&'static str>,
    pub(super) timeout_ms: Option<i64>,
    pub(super) skipped: Option<bool>,
    pub(super) start: Option<String>,
    pub(super) end: Option<String>,
}

impl<'a> Common<'a> {
    pub(super) fn of(conversation: &'a Conversation, part: &Participant, org: &Organisation) -> Self {
        let customer_name = || {
            let contact = conversation.contact.and_then(|contact| org.contact(contact));
            let name = contact.map(crate::org::Contact::name).or_else(|| conversation.contact_name.clone());
            name.unwrap_or_else(|| conversation.customer.clone())
        };
        let queue_name = |queue: Uuid| org.queue(queue).map(|queue| queue.name.clone()).unwrap_or_default();
        let (purpose, name, address) = match &part.role {
            Role::Customer => ("customer", customer_name(), conversation.customer.as_str()),
            Role::Acd { queue } => ("acd", queue_name(*queue), conversation.address.as_str()),
            Role::Agent { user, .. } => {
                let name = org.user(*user).map(|user| user.name.clone()).unwrap_or_default();
                ("agent", name, conversation.address.as_str())
            }
        };
        let (customer, ours) = (address_of(&conversation.customer), address_of(&conversation.address));
        let (to, from) = match part.direction {
            Direction::Outbound => (customer, ours),
            Direction::Inbound => (ours, customer),
        };
        let contact = conversation.contact.filter(|_| part.role == Role::Customer);
        let work = part.after_call_work().map(Work::of).unwrap_or_default();
        Self { purpose, name, address, contact, to, from, work }
    }
}

impl Work {
    fn of(work: &AfterCallWork) -> Self {
        let prompt = match work.policy {
            Policy::Optional => "optional",
            Policy::Mandatory => "mandatory",
            Policy::MandatoryTimeout(_) => "timeout",
            Policy::MandatoryForcedTimeout(_) => "forcedTimeout",
            Policy::AgentRequested(_) => "agentRequested",
        };
        let (start, end) = match work.state {
            WorkState::NotApplicable => (None, None),
            WorkState::Pending { since } => (Some(since), None),
            WorkState::Skipped { since, at } | WorkState::Complete { since, at } => (Some(since), Some(at)),
        };
        Self {
            required: work.is_pending(),
            prompt: Some(prompt),
            timeout_ms: work.policy.timeout().map(|timeout| timeout.as_secs() * 1000),
            skipped: matches!(work.state, WorkState::Skipped { .. }).then_some(true),
            start: times(start),
            end: times(end),
        }
    }
}

/// `Wrapup`.
pub(crate) fn wrapup(wrapup: &Wrapup, org: &Organisation) -> Value {
    let name = match wrapup.code {
        Some(Code::Chosen(code)) => org.wrapup_code(code).map(|code| code.name.as_str()),
        Some(Code::System(code)) => Some(code),
        None => None,
    };
    let mut fields = wrapup_fields(wrapup);
    fields.insert("name".into(), json!(name));
    fields.insert("provisional".into(), json!(wrapup.provisional));
    compact(Value::Object(fields))
}

/// `AssignedWrapupCode`, which events use too.
pub(crate) fn assigned_wrapup(wrapup: &Wrapup) -> Value {
    compact(Value::Object(wrapup_fields(wrapup)))
}

fn wrapup_fields(wrapup: &Wrapup) -> Map<String, Value> {
    let code = match wrapup.code {
        Some(Code::Chosen(code)) => Some(code.to_string()),
        Some(Code::System(code)) => Some(code.to_owned()),
        None => None,
    };
    Map::from_iter([
        ("code".to_owned(), json!(code)),
        ("notes".to_owned(), json!(wrapup.notes)),
        ("tags".to_owned(), json!(wrapup.tags)),
        ("durationSeconds".to_owned(), json!(wrapup.duration_seconds)),
        ("endTime".to_owned(), json!(times(wrapup.end_time))),
    ])
}

/// `AfterCallWork`.
pub(super) fn after_call_work(work: &AfterCallWork) -> Value {
    let (state, since, end) = match work.state {
        WorkState::NotApplicable => ("notApplicable", None, None),
        WorkState::Pending { since } => ("pending", Some(since), None),
        WorkState::Skipped { since, at } => ("skipped", Some(since), Some(at)),
        WorkState::Complete { since, at } => ("complete", Some(since), Some(at)),
    };
    compact(json!({ "state": state, "startTime": times(since), "endTime": times(end) }))
}

/// `MessageDetails`.
fn details(conversation: &Conversation, message: &Message) -> Value {
    let (id, conversation) = (message.id, conversation.id);
    compact(json!({
        "messageId": id,
        "messageURI": format!("/api/v2/conversations/messages/{conversation}/messages/{id}"),
        "messageStatus": message.status.word(),
        "messageSegmentCount": message.segments,
        "messageTime": time(message.time),
        "errorInfo": error_info(message),
    }))
}

/// Why a message failed, as `ErrorBody`.
pub(super) fn error_info(message: &Message) -> Option<Value> {
    let failure = message.status.failure()?;
    Some(
        json!({ "code": failure.code(), "message": failure.message(), "messageWithParams": failure.message(), "messageParams": {} }),
    )
}

pub(super) fn state(part: &Participant) -> &'static str {
    match part.state() {
        State::Alerting => "alerting",
        State::Connected => "connected",
        State::Disconnected => "disconnected",
    }
}

pub(super) fn initial_state(part: &Participant) -> &'static str {
    if part.alerting.is_some() { "alerting" } else { "connected" }
}

pub(super) fn direction(direction: Direction) -> &'static str {
    match direction {
        Direction::Inbound => "inbound",
        Direction::Outbound => "outbound",
    }
}

/// The communication on the other end: the customer's, or that of whoever holds the conversation.
pub(super) fn peer(conversation: &Conversation, part: &Participant) -> Option<Uuid> {
    let other = if part.role == Role::Customer { conversation.holder() } else { conversation.customer_part() };
    other.map(|other| other.communication)
}

pub(crate) fn over_since(conversation: &Conversation) -> Option<jiff::Timestamp> {
    match conversation.standing() {
        crate::domain::conversation::Standing::Disconnected { at } => Some(at),
        _ => None,
    }
}

fn address_of(e164: &str) -> Value {
    json!({ "addressNormalized": e164, "addressRaw": e164, "addressDisplayable": e164 })
}

/// Everything is in the one home division.
pub(super) fn divisions(org: &Organisation) -> Value {
    json!([{ "division": { "id": org.id, "name": "Home", "selfUri": format!("/api/v2/authorization/divisions/{}", org.id) }, "entities": [] }])
}
