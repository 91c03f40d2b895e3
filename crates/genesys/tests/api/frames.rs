//! What comes over the notification socket.

use genesys::{
    id::{ChannelId, CommunicationId, ConversationId, UserId},
    model::{AfterCallWorkMode, Conversation, MessageStatus, ParticipantState, RoutingStatus},
    notify::{BadFrame, Frame, ping, topics_for},
    time::Timestamp,
};
use serde_json::json;

use crate::fixture;

fn conversation(text: &str) -> Conversation {
    match Frame::decode(text).unwrap() {
        Frame::Conversation(conversation) => *conversation,
        other => panic!("{other:?}"),
    }
}

#[test]
fn a_message_event_is_a_conversation() {
    let conversation = conversation(fixture!("event-messages.json"));
    let [ada, customer] = &conversation.participants[..] else { panic!() };
    assert_eq!(ada.communication, Some(CommunicationId::new("communication-ada")));
    assert_eq!(ada.state, ParticipantState::Disconnected);
    assert_eq!(ada.disconnect_type.as_deref(), Some("endpoint.dnd"));
    assert_eq!(ada.messages[0].id.as_str(), "message-1");
    assert_eq!(ada.messages[0].status, MessageStatus::Delivered);
    assert_eq!(ada.wrap_up.notes.as_deref(), Some("called again"));
    assert!(ada.wrap_up.provisional, "notes without a code are not the end of it");
    assert_eq!(ada.wrap_up.ended_at, None);
    assert_eq!(customer.address.as_deref(), Some("+13175550142"));
}

#[test]
fn a_generic_event_is_a_conversation() {
    let conversation = conversation(fixture!("event-generic.json"));
    let [ada, customer] = &conversation.participants[..] else { panic!() };
    assert_eq!(ada.communication, Some(CommunicationId::new("communication-ada")), "the one still connected");
    assert_eq!(ada.state, ParticipantState::Connected);
    assert_eq!(ada.user, Some(UserId::new("user-ada")));
    assert_eq!(ada.queue.as_ref().unwrap().as_str(), "queue-reservations");
    assert_eq!(ada.address.as_deref(), Some("+13175550100"));
    assert_eq!(ada.messages[0].status, MessageStatus::Queued);
    assert_eq!(ada.wrap_up.mode, Some(AfterCallWorkMode::AgentRequested));
    assert!(ada.wrap_up.required, "the agent asked for it");
    assert_eq!(ada.wrap_up.ended_at, None);
    assert_eq!(customer.communication, Some(CommunicationId::new("communication-customer")));
    assert_eq!(customer.contact.as_ref().unwrap().as_str(), "contact-maya");
    assert_eq!(customer.address.as_deref(), Some("+13175550142"));
}

#[test]
fn a_call_is_none_of_our_business() {
    let topic = "v2.users.user-ada.conversations".to_owned();
    assert_eq!(Frame::decode(fixture!("event-call.json")), Ok(Frame::Other { topic }));
}

#[test]
fn the_other_frames() {
    let event = |topic: &str, body: serde_json::Value| {
        Frame::decode(&json!({ "topicName": topic, "version": "2", "eventBody": body }).to_string()).unwrap()
    };
    let user = || UserId::new("u-1");
    let other = |topic: &str| Frame::Other { topic: topic.to_owned() };

    assert_eq!(event("channel.metadata", json!({ "message": "WebSocket Heartbeat" })), Frame::Heartbeat);
    assert_eq!(event("channel.metadata", json!({ "message": "pong" })), Frame::Pong);
    assert_eq!(event("channel.metadata", json!({ "message": "news" })), other("channel.metadata"));

    assert_eq!(event("v2.system.socket_closing", json!({ "message": "soon" })), Frame::SocketClosing);
    let gone = json!({ "channelId": "c-1", "systemTopicType": "no_longer_subscribed" });
    assert_eq!(event("v2.system.no_longer_subscribed.c-1", gone), Frame::NoLongerSubscribed(ChannelId::new("c-1")));
    assert_eq!(
        event("v2.system.no_longer_subscribed.c-2", json!(null)),
        Frame::NoLongerSubscribed(ChannelId::new("c-2"))
    );
    assert_eq!(event("v2.system.token_revoked.c-1", json!({ "reason": "user_tokens_revoked" })), Frame::TokenRevoked);
    assert_eq!(event("v2.system.subscription_changed.c-1", json!({})), other("v2.system.subscription_changed.c-1"));
    assert_eq!(event("v2.users.u-1.tokens", json!({ "clientId": "c" })), other("v2.users.u-1.tokens"));

    let presence = json!({
        "source": "PURECLOUD",
        "primary": true,
        "presenceDefinition": { "id": "p-1", "systemPresence": "ON_QUEUE" },
        "modifiedDate": "2026-10-05T08:00:00.000Z",
    });
    let Frame::Presence { user: whose, presence } = event("v2.users.u-1.presence", presence) else { panic!() };
    assert_eq!((whose, presence.definition.as_str(), presence.system.as_str()), (user(), "p-1", "OnQueue"));
    assert_eq!(presence.since, Timestamp::from_iso8601("2026-10-05T08:00:00.000Z"));
    let teams = json!({ "source": "MICROSOFTTEAMS", "presenceDefinition": { "id": "p-1", "systemPresence": "BUSY" } });
    assert_eq!(event("v2.users.u-1.presence", teams), other("v2.users.u-1.presence"));

    let status = json!({ "id": "u-1", "routingStatus": { "status": "NOT_RESPONDING", "startTime": "…" } });
    assert_eq!(
        event("v2.users.u-1.routingStatus", status),
        Frame::RoutingStatus {
            user: user(),
            status: RoutingStatus { status: "NOT_RESPONDING".to_owned(), since: None }
        }
    );
    assert_eq!(
        event("v2.users.u-1.conversations.inbound.typing.event", json!({ "conversationId": "conversation-1" })),
        Frame::Typing { conversation: Some(ConversationId::new("conversation-1")) }
    );
    assert_eq!(event("v2.routing.queues.q-1.users", json!({})), other("v2.routing.queues.q-1.users"));

    let answer = |text: &str| Frame::decode(text).unwrap();
    assert_eq!(answer(r#"{"result":"200","status":"subscribed"}"#), Frame::Response { result: "200".to_owned() });
    assert_eq!(answer(r#"{"result":404,"message":"gone"}"#), Frame::Response { result: "404".to_owned() });
}

#[test]
fn bad_frames() {
    let body = |topic: &str| BadFrame::Body { topic: topic.to_owned() };
    let cases = [
        ("", BadFrame::NotJson),
        ("<html>", BadFrame::NotJson),
        ("{}", BadFrame::NoFrame),
        ("[]", BadFrame::NoFrame),
        (r#"{"result":{}}"#, BadFrame::NoFrame),
        (r#"{"topicName":7}"#, BadFrame::NoFrame),
        (r#"{"topicName":"channel.metadata"}"#, body("channel.metadata")),
        (r#"{"topicName":"v2.users.u.presence","eventBody":{}}"#, body("v2.users.u.presence")),
        (r#"{"topicName":"v2.users.u.routingStatus","eventBody":{}}"#, body("v2.users.u.routingStatus")),
        (r#"{"topicName":"v2.users.u.conversations","eventBody":{"id":"c"}}"#, body("v2.users.u.conversations")),
    ];
    for (text, error) in cases {
        assert_eq!(Frame::decode(text), Err(error), "{text}");
    }
}

#[test]
fn what_is_sent() {
    assert_eq!(ping(), r#"{"message":"ping"}"#);
    assert_eq!(
        topics_for(&UserId::new("u-1")),
        [
            "v2.users.u-1.conversations",
            "v2.users.u-1.conversations.messages",
            "v2.users.u-1.presence",
            "v2.users.u-1.routingStatus",
            "v2.users.u-1.conversations.inbound.typing.event",
        ]
    );
}
