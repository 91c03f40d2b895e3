//! Conversations as notifications show them, which is not as REST does.

use serde_json::{Value, json};

use super::{
    compact,
    conversation::{
        Common, PROVIDER, after_call_work, assigned_wrapup, direction, error_info, initial_state, peer, state,
    },
    time, times,
};
use crate::{
    domain::conversation::{Conversation, Message, Participant},
    org::Organisation,
};

/// `ConversationMessageEventTopicMessageConversation`.
pub(crate) fn message_conversation(conversation: &Conversation, org: &Organisation) -> Value {
    let parts = conversation.participants.iter().map(|part| media_participant(conversation, part, org));
    json!({
        "id": conversation.id,
        "participants": parts.collect::<Vec<_>>(),
        "otherMediaUris": [],
        "address": conversation.customer,
        "divisions": divisions(org),
    })
}

/// `ConversationEventTopicConversation`.
pub(crate) fn conversation(conversation: &Conversation, org: &Organisation) -> Value {
    let parts = conversation.participants.iter().map(|part| participant(conversation, part, org));
    json!({
        "id": conversation.id,
        "maxParticipants": 2,
        "participants": parts.collect::<Vec<_>>(),
        "recentTransfers": [],
        "recordingState": "none",
        "address": conversation.customer,
        "securePause": false,
        "divisions": divisions(org),
    })
}

fn media_participant(conversation: &Conversation, part: &Participant, org: &Organisation) -> Value {
    let fields = Common::of(conversation, part, org);
    compact(json!({
        "id": part.id,
        "name": fields.name,
        "address": fields.address,
        "startTime": time(part.joined),
        "connectedTime": times(part.connected),
        "endTime": times(part.ended.map(|ended| ended.at)),
        "purpose": fields.purpose,
        "state": state(part),
        "initialState": initial_state(part),
        "direction": direction(part.direction),
        "disconnectType": part.ended.map(|ended| ended.why.word()),
        "held": false,
        "wrapupRequired": fields.work.required,
        "wrapupPrompt": fields.work.prompt,
        "wrapupTimeoutMs": fields.work.timeout_ms,
        "wrapupSkipped": fields.work.skipped,
        "wrapup": part.after_call_work().and_then(|work| work.wrapup.as_ref()).map(assigned_wrapup),
        "startAcwTime": fields.work.start,
        "endAcwTime": fields.work.end,
        "user": part.user().map(|id| json!({ "id": id })),
        "queue": part.queue().map(|id| json!({ "id": id })),
        "attributes": part.attributes,
        "alertingTimeoutMs": part.alerting.map(|alerting| alerting.timeout.as_secs() * 1000),
        "provider": PROVIDER,
        "externalContact": fields.contact.map(|id| json!({ "id": id })),
        "peer": peer(conversation, part),
        "mediaRoles": ["full"],
        "messages": conversation.messages_of(part).map(media_details).collect::<Vec<_>>(),
        "type": "sms",
    }))
}

fn participant(conversation: &Conversation, part: &Participant, org: &Organisation) -> Value {
    let fields = Common::of(conversation, part, org);
    let communication = json!({
        "id": part.communication,
        "state": state(part),
        "initialState": initial_state(part),
        "direction": direction(part.direction),
        "held": false,
        "provider": PROVIDER,
        "peerId": peer(conversation, part),
        "disconnectType": part.ended.map(|ended| ended.why.word()),
        "connectedTime": times(part.connected),
        "disconnectedTime": times(part.ended.map(|ended| ended.at)),
        "toAddress": fields.to,
        "fromAddress": fields.from,
        "messages": conversation.messages_of(part).map(details).collect::<Vec<_>>(),
        "type": "sms",
        "wrapup": part.after_call_work().and_then(|work| work.wrapup.as_ref()).map(assigned_wrapup),
        "afterCallWork": part.after_call_work().map(after_call_work),
        "afterCallWorkRequired": part.after_call_work().map(|work| work.requested),
    });
    compact(json!({
        "id": part.id,
        "connectedTime": times(part.connected),
        "endTime": times(part.ended.map(|ended| ended.at)),
        "userId": part.user(),
        "externalContactId": fields.contact,
        "name": fields.name,
        "queueId": part.queue(),
        "purpose": fields.purpose,
        "address": fields.address,
        "wrapupRequired": fields.work.required,
        "wrapupExpected": fields.work.required,
        "wrapupPrompt": fields.work.prompt,
        "wrapupTimeoutMs": fields.work.timeout_ms,
        "wrapup": part.after_call_work().and_then(|work| work.wrapup.as_ref()).map(assigned_wrapup),
        "startAcwTime": fields.work.start,
        "endAcwTime": fields.work.end,
        "alertingTimeoutMs": part.alerting.map(|alerting| alerting.timeout.as_secs() * 1000),
        "mediaRoles": ["full"],
        "attributes": part.attributes,
        "calls": [], "callbacks": [], "chats": [], "cobrowsesessions": [], "emails": [],
        "screenshares": [], "socialExpressions": [], "videos": [],
        "messages": [communication],
    }))
}

/// `ConversationMessageEventTopicMessageDetails`.
fn media_details(message: &Message) -> Value {
    compact(json!({
        "message": { "id": message.id },
        "messageTime": time(message.time),
        "messageStatus": message.status.word(),
        "messageSegmentCount": message.segments,
        "media": [],
        "stickers": [],
        "errorInfo": error_info(message),
    }))
}

/// `ConversationEventTopicMessageDetails`.
fn details(message: &Message) -> Value {
    compact(json!({
        "messageId": message.id,
        "messageTime": time(message.time),
        "messageStatus": message.status.word(),
        "messageSegmentCount": message.segments,
        "media": [],
        "stickers": [],
        "errorInfo": error_info(message),
    }))
}

fn divisions(org: &Organisation) -> Value {
    json!([{ "division": { "id": org.id }, "entities": [] }])
}

/// `V2ConversationMessageTypingEventForUserTopicMessageData`: the customer is writing.
pub(crate) fn typing(conversation: &Conversation, at: jiff::Timestamp) -> Value {
    json!({
        "conversationId": conversation.id,
        "normalizedMessage": {
            "type": "Event",
            "direction": "Inbound",
            "channel": {
                "platform": "Sms",
                "to": { "id": conversation.address, "idType": "Phone" },
                "from": { "id": conversation.customer, "idType": "Phone" },
                "time": time(at),
            },
            "events": [{ "eventType": "Typing", "typing": { "type": "On", "duration": 5000 } }],
        },
    })
}
