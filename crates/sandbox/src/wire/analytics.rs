//! Conversations as analytics tells of them: who, when, where, and nothing of what was said.

use serde_json::{Value, json};

use super::{
    compact,
    conversation::{Common, PROVIDER, direction, over_since, peer},
    time, times,
};
use crate::{
    domain::{
        after_call_work::{Code, State as WorkState},
        conversation::{Conversation, Direction, DisconnectType, Participant},
    },
    org::Organisation,
};

/// `AnalyticsConversationWithoutAttributes`.
pub(crate) fn conversation(conversation: &Conversation, org: &Organisation) -> Value {
    let began = conversation.customer_part().map_or(Direction::Outbound, |customer| customer.direction);
    compact(json!({
        "conversationId": conversation.id,
        "conversationStart": time(conversation.started),
        "conversationEnd": times(over_since(conversation)),
        "conversationInitiator": match began {
            Direction::Inbound => "customer",
            Direction::Outbound => "agent",
        },
        "customerParticipation": conversation.messages.iter().any(|message| message.direction == Direction::Inbound),
        "originatingDirection": direction(began),
        "divisionIds": [org.id],
        "participants": conversation.participants.iter().map(|part| participant(conversation, part, org)).collect::<Vec<_>>(),
    }))
}

/// `AnalyticsParticipantWithoutAttributes`, with one `AnalyticsSession`.
fn participant(conversation: &Conversation, part: &Participant, org: &Organisation) -> Value {
    let fields = Common::of(conversation, part, org);
    let (from, to) = match part.direction {
        Direction::Inbound => (&conversation.customer, &conversation.address),
        Direction::Outbound => (&conversation.address, &conversation.customer),
    };
    compact(json!({
        "participantId": part.id,
        "participantName": fields.name,
        "purpose": fields.purpose,
        "userId": part.user(),
        "externalContactId": fields.contact,
        "sessions": [{
            "sessionId": part.communication,
            "peerId": peer(conversation, part),
            "mediaType": "message",
            "messageType": "sms",
            "provider": PROVIDER,
            "direction": direction(part.direction),
            "addressFrom": from,
            "addressTo": to,
            "segments": segments(part),
        }],
    }))
}

/// `AnalyticsConversationSegment`s: offered, held, wrapped up.
fn segments(part: &Participant) -> Vec<Value> {
    let ended = part.ended.map(|ended| ended.at);
    let why = part.ended.map(|ended| match ended.why {
        DisconnectType::NoAnswer => "noAnswerTransfer",
        why => why.word(),
    });
    let segment = |kind: &str, start, end, more: Value| {
        let mut segment = json!({
            "segmentType": kind,
            "segmentStart": time(start),
            "segmentEnd": times(end),
            "queueId": part.queue(),
            "conference": false,
        });
        if let (Some(all), Value::Object(more)) = (segment.as_object_mut(), more) {
            all.extend(more);
        }
        segment
    };
    let mut segments = Vec::new();
    if let Some(alerting) = part.alerting {
        let missed = why.filter(|_| part.connected.is_none());
        let end = part.connected.or(ended);
        segments.push(segment("alert", alerting.since, end, json!({ "disconnectType": missed })));
    }
    if let Some(connected) = part.connected.or_else(|| part.user().is_none().then_some(part.joined)) {
        segments.push(segment("interact", connected, ended, json!({ "disconnectType": why })));
    }
    let Some(work) = part.after_call_work() else { return segments };
    let (since, end) = match work.state {
        WorkState::NotApplicable => return segments,
        WorkState::Pending { since } => (since, None),
        WorkState::Skipped { since, at } | WorkState::Complete { since, at } => (since, Some(at)),
    };
    let saved = work.wrapup.as_ref();
    let code = saved.and_then(|saved| saved.code.as_ref()).map(|code| match code {
        Code::Chosen(code) => code.to_string(),
        Code::System(code) => (*code).to_owned(),
    });
    let notes = saved.and_then(|saved| saved.notes.as_deref());
    let more = json!({ "wrapUpCode": code, "wrapUpNote": notes, "wrapUpTags": saved.map(|saved| &saved.tags) });
    segments.push(segment("wrapup", since, end, more));
    segments
}
