use serde::Deserialize;
use serde_json::Value;

use super::{
    Shape,
    conversation::Conversation,
    organization::{RoutingStatus, UserPresence},
    read,
};
use crate::{
    id::{ChannelId, ConversationId, UserId},
    notify::{BadFrame, Frame},
};

/// A frame: an event with its topic, or the answer to something that was sent.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Envelope {
    topic_name: Option<String>,
    event_body: Option<Value>,
    result: Option<Value>,
}

/// `channel.metadata`.
#[derive(Deserialize)]
struct Metadata {
    message: Option<String>,
}

/// `SystemMessageSystemMessage`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct System {
    channel_id: Option<ChannelId>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct RoutingStatusEvent {
    routing_status: RoutingStatus,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct TypingEvent {
    conversation_id: Option<ConversationId>,
}

pub(crate) fn frame(value: &Value) -> Result<Frame, BadFrame> {
    let Some(Envelope { topic_name, event_body, result }) = read(value) else {
        return Err(BadFrame::NoFrame);
    };
    let Some(topic) = topic_name else {
        return match result {
            Some(Value::String(result)) => Ok(Frame::Response { result }),
            Some(Value::Number(result)) => Ok(Frame::Response { result: result.to_string() }),
            _ => Err(BadFrame::NoFrame),
        };
    };
    event(&topic, &event_body.unwrap_or_default()).ok_or(BadFrame::Body { topic })
}

/// `None` where the body is not what the topic carries.
fn event(topic: &str, body: &Value) -> Option<Frame> {
    let other = || Frame::Other { topic: topic.to_owned() };
    if topic == "channel.metadata" {
        return Some(match read::<Metadata>(body)?.message.as_deref() {
            Some("pong") => Frame::Pong,
            Some("WebSocket Heartbeat") => Frame::Heartbeat,
            _ => other(),
        });
    }
    if let Some(event) = topic.strip_prefix("v2.system.") {
        let (kind, channel) = event.split_once('.').unwrap_or((event, ""));
        return Some(match kind {
            "socket_closing" => Frame::SocketClosing,
            "token_revoked" => Frame::TokenRevoked,
            "no_longer_subscribed" => {
                let named = read::<System>(body).and_then(|system| system.channel_id);
                Frame::NoLongerSubscribed(named.unwrap_or_else(|| ChannelId::new(channel)))
            }
            _ => other(),
        });
    }
    let Some((user, event)) = topic.strip_prefix("v2.users.").and_then(|rest| rest.split_once('.')) else {
        return Some(other());
    };
    let user = UserId::new(user);
    Some(match event {
        "conversations" | "conversations.messages" => {
            let conversation: Conversation = read(body)?;
            match conversation.shape() {
                Shape::Sms => Frame::Conversation(Box::new(conversation.into_model())),
                Shape::Foreign => other(),
            }
        }
        "presence" => {
            let presence: UserPresence = read(body)?;
            // Microsoft Teams and its like report presences of their own on the same topic.
            if presence.source.as_deref().is_some_and(|source| !source.eq_ignore_ascii_case("purecloud")) {
                return Some(other());
            }
            Frame::Presence { user, presence: presence.into_model()? }
        }
        "routingStatus" => {
            Frame::RoutingStatus { user, status: read::<RoutingStatusEvent>(body)?.routing_status.status? }
        }
        "conversations.inbound.typing.event" => {
            Frame::Typing { conversation: read::<TypingEvent>(body)?.conversation_id }
        }
        _ => other(),
    })
}
