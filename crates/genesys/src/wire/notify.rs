use serde_json::Value;

use super::{
    Object,
    conversation::{conversation, is_sms},
    organization::{presence, routing_status},
};
use crate::{
    id::{ChannelId, ConversationId, UserId},
    notify::{BadFrame, Frame},
};

/// A frame: an event with its topic, or the answer to something that was sent.
pub(crate) fn frame(value: &Value) -> Result<Frame, BadFrame> {
    let frame = Object::new(value).ok_or(BadFrame::NoFrame)?;
    match (frame.text("topicName"), frame.text("result"), frame.number("result")) {
        (Some(topic), ..) => {
            event(topic, frame.object("eventBody")).ok_or_else(|| BadFrame::Body { topic: topic.to_owned() })
        }
        (_, Some(result), _) => Ok(Frame::Response { result: result.to_owned() }),
        (_, _, Some(result)) => Ok(Frame::Response { result: result.to_string() }),
        _ => Err(BadFrame::NoFrame),
    }
}

/// `None` where the body is not what the topic carries.
fn event(topic: &str, body: Option<Object<'_>>) -> Option<Frame> {
    let other = || Some(Frame::Other { topic: topic.to_owned() });
    if topic == "channel.metadata" {
        return match body?.text("message") {
            Some("pong") => Some(Frame::Pong),
            Some("WebSocket Heartbeat") => Some(Frame::Heartbeat),
            _ => other(),
        };
    }
    if let Some(event) = topic.strip_prefix("v2.system.") {
        // `SystemMessageSystemMessage`; the topic tells as much.
        let (kind, channel) = event.split_once('.').unwrap_or((event, ""));
        return match kind {
            "socket_closing" => Some(Frame::SocketClosing),
            "token_revoked" => Some(Frame::TokenRevoked),
            "no_longer_subscribed" => Some(Frame::NoLongerSubscribed(ChannelId::new(channel))),
            _ => other(),
        };
    }
    let Some((user, event)) = topic.strip_prefix("v2.users.").and_then(|rest| rest.split_once('.')) else {
        return other();
    };
    let user = UserId::new(user);
    match event {
        "conversations" | "conversations.messages" => {
            let body = body?;
            let conversation = conversation(body)?;
            if is_sms(body) { Some(Frame::Conversation(Box::new(conversation))) } else { other() }
        }
        // Microsoft Teams and its like report presences of their own on the same topic.
        "presence" if body?.text("source").is_some_and(|source| !source.eq_ignore_ascii_case("purecloud")) => other(),
        "presence" => Some(Frame::Presence { user, presence: presence(body?)? }),
        "routingStatus" => Some(Frame::RoutingStatus { user, status: routing_status(body?.object("routingStatus")?)? }),
        "conversations.inbound.typing.event" => {
            Some(Frame::Typing { conversation: body?.text("conversationId").map(ConversationId::new) })
        }
        _ => other(),
    }
}
