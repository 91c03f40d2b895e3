//! What good answers mean, however little or much is in them.

use genesys::{
    call::{Call, Reply},
    id::{CommunicationId, ConversationId, LibraryId, MessageId, ParticipantId, QueueId, UserId, WrapUpCodeId},
    model::{
        AfterCallWork, AfterCallWorkMode, Attachment, AttachmentKind, Conversation, Direction, Failure, MediaStatus,
        MessageStatus, Page, Participant, ParticipantState, PastConversation, Purpose, Queue, ResponseAsset,
        ResponseLibraries, RoutingStatus, SmsNumber, Substitution, WrapUp,
    },
    permission,
    time::Timestamp,
};
use serde_json::{Value, json};

use crate::{every_call, fixture, no_headers};

fn decode(call: &Call, body: &str) -> Result<Reply, Failure> {
    call.decode(200, &no_headers(), body.as_bytes())
}

fn call(kind: &str) -> Call {
    every_call().into_iter().find(|(name, _)| *name == kind).unwrap().1
}

fn at(text: &str) -> Timestamp {
    Timestamp::from_iso8601(text).unwrap()
}

fn conversation(body: &str) -> Conversation {
    match decode(&call("Conversation"), body).unwrap() {
        Reply::Conversation(conversation) => conversation,
        other => panic!("{other:?}"),
    }
}

fn participant<'a>(conversation: &'a Conversation, id: &str) -> &'a Participant {
    conversation.participants.iter().find(|it| it.id == ParticipantId::new(id)).unwrap()
}

#[test]
fn token() {
    let reply = decode(&call("Token"), r#"{"access_token":"abc","token_type":"bearer","expires_in":86399}"#).unwrap();
    let Reply::Token(token) = reply else { panic!("{reply:?}") };
    assert_eq!((token.access_token.as_str(), token.expires_in_s), ("abc", 86_399));
    assert!(!format!("{token:?}").contains("abc"));
}

#[test]
fn me() {
    let Reply::Me(me) = decode(&Call::Me, fixture!("me.json")).unwrap() else { panic!() };
    assert_eq!((me.id.as_str(), me.name.as_str()), ("user-ada", "Ada Park"));
    assert_eq!(me.email.as_deref(), Some("ada@lumen.example"));
    assert!(me.permissions.allow(permission::MESSAGE_CREATE), "a wildcard grants it");
    assert!(me.permissions.allow(permission::QUEUE_VIEW));
    assert!(!me.permissions.allow(permission::BLIND_TRANSFER));
    assert_eq!(me.organization.unwrap().default_country.as_deref(), Some("US"));
    let since = Some(at("2026-10-05T08:00:00.000Z"));
    let presence = me.presence.unwrap();
    assert_eq!((presence.system.as_str(), presence.since), ("OnQueue", since), "whatever way it is spelled");
    assert_eq!(me.routing_status, Some(RoutingStatus { status: "IDLE".to_owned(), since }));
    assert!(!me.auto_answer);
}

#[test]
fn messages_are_answered_by_themselves_where_the_user_is_set_so() {
    for (settings, expected) in [
        (r#""acdAutoAnswer":true"#, true),
        (r#""acdAutoAnswer":false,"autoAnswerSettings":{"settings":{"message":{"enabled":true}}}"#, true),
        (r#""acdAutoAnswer":true,"autoAnswerSettings":{"settings":{"MESSAGE":{"enabled":false}}}"#, false),
        (r#""acdAutoAnswer":true,"autoAnswerSettings":{"settings":{"call":{"enabled":false}}}"#, true),
        (r#""acdAutoAnswer":null"#, false),
    ] {
        let Reply::Me(me) = decode(&Call::Me, &format!(r#"{{"id":"user-ada",{settings}}}"#)).unwrap() else { panic!() };
        assert_eq!(me.auto_answer, expected, "{settings}");
    }
}

#[test]
fn my_status() {
    let Reply::User(me) = decode(&Call::MyStatus, fixture!("me.json")).unwrap() else { panic!() };
    assert_eq!((me.id.as_str(), me.presence.unwrap().system.as_str()), ("user-ada", "OnQueue"));
    assert_eq!(me.routing_status.unwrap().status, "IDLE");
}

#[test]
fn me_with_next_to_nothing() {
    let body = r#"{"id":"user-ada","name":null,"email":"ada@lumen.example","presence":{},"authorization":{}}"#;
    let Reply::Me(me) = decode(&Call::Me, body).unwrap() else { panic!() };
    assert_eq!(me.name, "ada@lumen.example");
    assert!(!me.permissions.allow(permission::MESSAGE_CREATE));
    assert_eq!((me.organization, me.presence, me.routing_status), (None, None, None));
}

#[test]
fn queues() {
    let Reply::Queues(page) = decode(&Call::MyQueues { page: 2 }, fixture!("queues.json")).unwrap() else { panic!() };
    assert_eq!((page.number, page.count), (2, 3));
    let read: Vec<_> = page.entities.iter().map(|queue| (queue.name.as_str(), &queue.sms_number)).collect();
    let number = |number: &str| SmsNumber::Present(Some(number.to_owned()));
    assert_eq!(
        read,
        [
            ("Reservations", &number("+13175550100")),
            ("Billing", &number("+13175550102")),
            ("Concierge", &SmsNumber::Present(None)),
            ("Feedback", &SmsNumber::Unknown),
            ("Back Office", &SmsNumber::Missing),
            ("New", &SmsNumber::Unknown),
        ],
        "unreadable ones left out, the others kept"
    );
    let work = |mode, timeout_ms| Some(AfterCallWork { mode, timeout_ms });
    let modes: Vec<_> = page.entities.iter().map(|queue| queue.after_call_work).collect();
    assert_eq!(
        modes,
        [
            work(AfterCallWorkMode::Optional, None),
            work(AfterCallWorkMode::TimeBoxed, Some(30_000)),
            work(AfterCallWorkMode::ForcedTimeBox, Some(15_000)),
            work(AfterCallWorkMode::AgentRequested, Some(60_000)),
            work(AfterCallWorkMode::Mandatory, None),
            work(AfterCallWorkMode::Mandatory, None),
        ]
    );
}

#[test]
fn a_queue_asked_for_itself_knows_whether_it_has_a_number() {
    let queue = |body: &str| match decode(&Call::Queue(QueueId::new("queue-1")), body).unwrap() {
        Reply::Queue(Queue { sms_number, .. }) => sms_number,
        other => panic!("{other:?}"),
    };
    assert_eq!(queue(r#"{"id":"queue-1","name":"One"}"#), SmsNumber::Missing);
    let with = r#"{"id":"queue-1","name":"One","outboundMessagingAddresses":{"smsAddress":{"id":"+13175550100"}}}"#;
    assert_eq!(queue(with), SmsNumber::Present(Some("+13175550100".to_owned())));
}

#[test]
fn a_page_that_does_not_count_itself_is_the_only_one() {
    let Reply::Queues(page) = decode(&Call::MyQueues { page: 1 }, r#"{"entities":[]}"#).unwrap() else { panic!() };
    assert_eq!((page.number, page.count, page.entities.len()), (1, 1, 0));
}

#[test]
fn users() {
    let Reply::Users(users) = decode(&call("SearchUsers"), fixture!("users.json")).unwrap() else { panic!() };
    let [eve, dev] = &users[..] else { panic!("{users:?}") };
    assert_eq!(eve.presence.as_ref().unwrap().system, "Available");
    assert_eq!(eve.routing_status.as_ref().unwrap().status, "OFF_QUEUE");
    assert_eq!((dev.name.as_str(), &dev.presence), ("Dev Rao", &None));
    assert_eq!(decode(&call("SearchUsers"), r#"{"total":0}"#).unwrap(), Reply::Users(vec![]), "none found");
}

#[test]
fn presence_definitions() {
    let reply = decode(&Call::PresenceDefinitions, fixture!("presence-definitions.json")).unwrap();
    let Reply::PresenceDefinitions(definitions) = reply else { panic!() };
    let read: Vec<_> = definitions.iter().map(|it| (it.name.as_str(), it.system.as_str(), it.primary)).collect();
    assert_eq!(
        read,
        [("Available", "Available", true), ("Lunch", "Meal", false), ("Focus", "Concentrating", false)],
        "deactivated ones cannot be chosen"
    );
}

#[test]
fn an_outbound_conversation() {
    let conversation = conversation(fixture!("conversation-outbound.json"));
    assert_eq!(conversation.id, ConversationId::new("conversation-1"));
    let ada = participant(&conversation, "participant-ada");
    assert_eq!((&ada.purpose, &ada.state), (&Purpose::Agent, &ParticipantState::Connected));
    assert_eq!(ada.communication, Some(CommunicationId::new("communication-ada")), "the customer's peer");
    assert_eq!(ada.user, Some(UserId::new("user-ada")));
    assert_eq!(ada.queue, Some(QueueId::new("queue-reservations")));
    assert_eq!(ada.queue_name.as_deref(), Some("Reservations"));
    assert_eq!(ada.direction, Some(Direction::Outbound));
    assert_eq!(ada.address.as_deref(), Some("+13175550100"), "the queue's number");
    assert_eq!(ada.connected_at, Some(at("2026-10-05T09:00:00.250Z")));
    assert_eq!(ada.alerting_timeout_ms, Some(20_000));
    assert_eq!(ada.attributes.iter().collect::<Vec<_>>(), [(&"subject".to_owned(), &"Booking 4711".to_owned())]);
    let messages: Vec<_> = ada.messages.iter().map(|it| (it.id.as_str(), &it.status)).collect();
    assert_eq!(messages, [("message-1", &MessageStatus::Sent), ("message-2", &MessageStatus::Delivered)]);
    assert_eq!(
        ada.wrap_up,
        WrapUp {
            required: true,
            mode: Some(AfterCallWorkMode::TimeBoxed),
            timeout_ms: Some(30_000),
            ..WrapUp::default()
        }
    );
    let customer = participant(&conversation, "participant-customer");
    assert_eq!(customer.purpose, Purpose::Customer);
    assert_eq!(customer.address.as_deref(), Some("+13175550142"));
    assert_eq!(customer.communication, None, "theirs is not told");
    assert_eq!(customer.contact.as_ref().unwrap().as_str(), "contact-maya");
}

#[test]
fn a_transferred_conversation_is_the_last_agents() {
    let conversation = conversation(fixture!("conversation-transferred.json"));
    let eve = participant(&conversation, "participant-eve");
    assert_eq!(eve.communication, None);
    assert_eq!(eve.wrap_up.code.as_ref().unwrap().as_str(), "code-resolved");
    assert_eq!(eve.wrap_up.notes.as_deref(), Some("Passed on"));
    assert_eq!(eve.wrap_up.ended_at, Some(at("2026-10-05T10:11:00Z")));
    let ada = participant(&conversation, "participant-ada");
    assert_eq!(ada.state, ParticipantState::Alerting);
    assert_eq!(ada.alerting_at, Some(at("2026-10-05T10:12:00Z")));
    assert_eq!(ada.communication, Some(CommunicationId::new("communication-ada")));
    assert_eq!(ada.address.as_deref(), Some("+13175550101"), "an inbound message came to the queue's number");
    let customer = participant(&conversation, "participant-customer");
    assert_eq!(customer.address.as_deref(), Some("+491701234567"));
    let bot = participant(&conversation, "participant-bot");
    assert_eq!(bot.purpose, Purpose::Other("workflow".to_owned()));
    assert_eq!(bot.state, ParticipantState::Other("pondering".to_owned()));
}

#[test]
fn a_conversation_back_in_its_queue_is_no_agents() {
    let mut value: Value = serde_json::from_str(fixture!("conversation-transferred.json")).unwrap();
    let participants = value["participants"].as_array_mut().unwrap();
    participants.truncate(4);
    participants[3]["state"] = json!("connected");
    let conversation = conversation(&value.to_string());
    assert!(conversation.participants.iter().all(|it| it.communication.is_none()), "{conversation:?}");
}

#[test]
fn the_peer_is_the_last_customers_who_is_there() {
    let customer =
        |id: &str, state: &str, peer: &str| json!({ "id": id, "purpose": "customer", "state": state, "peer": peer });
    let agent = json!({ "id": "agent", "purpose": "agent", "state": "connected" });
    let spoken_on = |customers: [Value; 2]| {
        let [first, second] = customers;
        let body = json!({ "id": "conversation-1", "participants": [agent, first, second] });
        participant(&conversation(&body.to_string()), "agent").communication.clone().unwrap()
    };
    let there = [customer("a", "connected", "one"), customer("b", "disconnected", "two")];
    assert_eq!(spoken_on(there), CommunicationId::new("one"));
    let gone = [customer("a", "disconnected", "one"), customer("b", "disconnected", "two")];
    assert_eq!(spoken_on(gone), CommunicationId::new("two"));
}

/// The states of after-call work, each with whether it is done.
#[test]
fn after_call_work_is_over_when_the_api_says_so() {
    let wrap_up = |fields: Value| {
        let mut agent =
            json!({ "id": "agent", "purpose": "agent", "state": "disconnected", "wrapupPrompt": "mandatory" });
        agent.as_object_mut().unwrap().extend(fields.as_object().unwrap().clone());
        let body = json!({ "id": "conversation-1", "participants": [agent] });
        participant(&conversation(&body.to_string()), "agent").wrap_up.clone()
    };
    let end = "2026-10-05T09:10:30.000Z";
    let ended = Some(at(end));
    let cases = [
        ("nothing yet", json!({ "startAcwTime": end }), None),
        ("a code, work not over", json!({ "wrapup": { "code": "code-1" } }), None),
        ("a code, work over", json!({ "wrapup": { "code": "code-1" }, "endAcwTime": end }), ended),
        ("timed out", json!({ "wrapup": { "code": "ININ-WRAP-UP-TIMEOUT" }, "endAcwTime": end }), ended),
        ("provisional", json!({ "wrapup": { "code": "code-1", "provisional": true }, "endAcwTime": end }), None),
        ("provisional, as events tell it", json!({ "wrapup": { "notes": "draft" }, "endAcwTime": end }), None),
        ("skipped", json!({ "wrapupSkipped": true, "endAcwTime": end }), ended),
        (
            "skipped, by its communication",
            json!({
                "messages": [{ "id": "c", "state": "disconnected", "afterCallWork": { "state": "skipped", "endTime": end } }]
            }),
            ended,
        ),
        (
            "complete, by its communication",
            json!({
                "wrapup": { "code": "code-1" },
                "messages": [{ "id": "c", "state": "disconnected", "afterCallWork": { "state": "complete", "endTime": end } }]
            }),
            ended,
        ),
        (
            "complete, saved at",
            json!({
                "wrapup": { "code": "code-1", "endTime": end },
                "messages": [{ "id": "c", "state": "disconnected", "afterCallWork": { "state": "complete" } }]
            }),
            ended,
        ),
        (
            "pending, by its communication",
            json!({
                "messages": [{ "id": "c", "state": "disconnected", "afterCallWork": { "state": "pending", "startTime": end } }]
            }),
            None,
        ),
    ];
    for (name, fields, expected) in cases {
        assert_eq!(wrap_up(fields).ended_at, expected, "{name}");
    }
    let provisional = wrap_up(json!({ "wrapup": { "code": "code-1", "notes": "draft", "provisional": true } }));
    assert!(provisional.provisional);
    assert_eq!((provisional.code, provisional.notes.as_deref()), (None, Some("draft")));
}

#[test]
fn a_conversation_without_a_readable_participant_is_unreadable() {
    let body = r#"{"id":"conversation-1","participants":[{"id":"agent","purpose":["agent"]}]}"#;
    let error = decode(&call("Conversation"), body).unwrap_err();
    assert!(matches!(error, Failure::Unreadable { .. }), "{error:?}");
}

#[test]
fn conversations_of_sms_only() {
    let outbound: Value = serde_json::from_str(fixture!("conversation-outbound.json")).unwrap();
    let mut chat = outbound.clone();
    chat["id"] = json!("conversation-chat");
    chat["participants"][1]["type"] = json!("webmessaging");
    let body = json!({ "entities": [outbound, chat, { "id": "conversation-bad" }], "total": 3 });
    let Reply::Conversations(conversations) = decode(&Call::MyConversations, &body.to_string()).unwrap() else {
        panic!()
    };
    let ids: Vec<_> = conversations.iter().map(|it| it.id.as_str()).collect();
    assert_eq!(ids, ["conversation-1"]);
}

#[test]
fn created() {
    let body = r#"{"id":"conversation-1","selfUri":"/api/v2/conversations/messages/conversation-1"}"#;
    let reply = call("CreateConversation").decode(202, &no_headers(), body.as_bytes());
    assert_eq!(reply, Ok(Reply::Created(ConversationId::new("conversation-1"))));
}

#[test]
fn messages_oldest_first() {
    let reply = decode(&call("Messages"), fixture!("messages-bulk.json")).unwrap();
    let Reply::Messages(messages) = reply else { panic!() };
    let read: Vec<_> = messages.iter().map(|it| (it.id.as_str(), it.direction, it.text.as_str())).collect();
    assert_eq!(
        read,
        [
            ("message-1a", Direction::Inbound, "First of the same moment"),
            ("message-1b", Direction::Outbound, "Second of the same moment"),
            ("message-2", Direction::Outbound, "Older form"),
            ("message-3", Direction::Inbound, ""),
            ("message-4", Direction::Outbound, "Are you there?"),
        ]
    );
    assert_eq!(messages[1].status, MessageStatus::Other("pondering".to_owned()));
    let file = |kind, name: Option<&str>, address: Option<&str>| Attachment {
        kind,
        name: name.map(str::to_owned),
        address: address.map(str::to_owned),
    };
    assert_eq!(
        messages.iter().map(|it| it.attachments.clone()).collect::<Vec<_>>(),
        [
            vec![],
            vec![],
            vec![file(AttachmentKind::File, None, Some("https://media.invalid/0"))],
            vec![
                file(AttachmentKind::Picture, Some("map.png"), Some("https://media.invalid/1?signed=yes")),
                // What its address would run is no file.
                file(AttachmentKind::Picture, None, None),
            ],
            vec![],
        ]
    );
    let failed = &messages[4];
    assert_eq!(failed.status, MessageStatus::Failed);
    assert_eq!(failed.failure.as_ref().unwrap().code, "RecipientOptedOut");
    assert_eq!(failed.conversation, Some(ConversationId::new("conversation-1")));
}

#[test]
fn a_sent_message() {
    let body = r#"{"id":"message-1","timestamp":"2026-10-05T09:01:00.000Z","direction":"outbound","status":"queued",
        "normalizedMessage":{"type":"Text","text":"Hello"},"normalizedReceipts":null,"media":null}"#;
    let Reply::Message(message) = decode(&call("Send"), body).unwrap() else { panic!() };
    assert_eq!((message.id, message.status), (MessageId::new("message-1"), MessageStatus::Queued));
    assert_eq!((message.text.as_str(), message.time), ("Hello", at("2026-10-05T09:01:00Z")));
}

#[test]
fn what_may_be_attached() {
    let body = r#"{"id":"profile-1","mediaTypes":{"allow":{"inbound":[{"type":"*/*"}],
        "outbound":[{"type":"image/png"},{},{"type":7},{"type":"video/*"}]}}}"#;
    let reply = decode(&call("SupportedContent"), body).unwrap();
    assert_eq!(reply, Reply::SupportedContent(vec!["image/png".to_owned(), "video/*".to_owned()]));
    // Nothing may be.
    let reply = decode(&call("SupportedContent"), r#"{"mediaTypes":{"allow":{}}}"#).unwrap();
    assert_eq!(reply, Reply::SupportedContent(vec![]));
}

#[test]
fn a_place_for_a_file() {
    let body =
        |url: &str| format!(r#"{{"id":"media-1","uploadUrl":"{url}","uploadHeaders":{{"x-tag":"a=b","bad":7}}}}"#);
    let reply = decode(&call("CreateUpload"), &body("https://upload.invalid/1?signed=yes")).unwrap();
    let Reply::UploadPlace(place) = reply else { panic!() };
    assert_eq!((place.media.as_str(), place.url.as_str()), ("media-1", "https://upload.invalid/1?signed=yes"));
    assert_eq!(place.headers, [("x-tag".to_owned(), "a=b".to_owned())]);
    assert!(!format!("{place:?}").contains("signed"), "its address printed: {place:?}");
    for nowhere in ["http://upload.invalid/1", "javascript:alert(1)", ""] {
        assert!(decode(&call("CreateUpload"), &body(nowhere)).is_err(), "{nowhere}");
    }
}

#[test]
fn how_far_a_file_has_come() {
    let status = |status: &str| decode(&call("Media"), &format!(r#"{{"id":"media-1","status":"{status}"}}"#));
    assert_eq!(status("uploading").unwrap(), Reply::Media(MediaStatus::Uploading));
    assert_eq!(status("valid").unwrap(), Reply::Media(MediaStatus::Valid));
    assert_eq!(status("invalid").unwrap(), Reply::Media(MediaStatus::Invalid));
    assert!(status("pondering").is_err());
}

#[test]
fn past_conversations() {
    let reply = decode(&call("PastConversations"), fixture!("past-conversations.json")).unwrap();
    let Reply::PastConversations(page) = reply else { panic!() };
    assert_eq!((page.number, page.count), (1, 3));
    let [held_by_two, bare, waited] = &page.entities[..] else { panic!("{page:?}") };
    let transferred = PastConversation {
        id: ConversationId::new("conversation-3"),
        began: at("2026-10-05T08:00:00Z"),
        ended: None,
        direction: Some(Direction::Inbound),
        queue: Some(QueueId::new("queue-1")),
        queue_name: None,
        agent: Some("Ada Park".to_owned()),
        wrap_up: Some(WrapUpCodeId::new("code-1")),
    };
    assert_eq!(*held_by_two, transferred);
    let outbound = PastConversation {
        id: ConversationId::new("conversation-2"),
        began: at("2026-10-04T08:00:00Z"),
        ended: Some(at("2026-10-04T08:10:00Z")),
        direction: Some(Direction::Outbound),
        queue: None,
        queue_name: None,
        agent: None,
        wrap_up: None,
    };
    assert_eq!(*bare, outbound);
    assert_eq!(
        (waited.queue.as_ref(), &waited.queue_name),
        (Some(&QueueId::new("queue-1")), &Some("Reservations".to_owned()))
    );
    assert_eq!(
        decode(&call("PastConversations"), "{}").unwrap(),
        Reply::PastConversations(Page { entities: vec![], number: 1, count: 1 })
    );
}

#[test]
fn wrap_up_codes() {
    let reply = decode(&call("WrapUpCodes"), fixture!("wrap-up-codes.json")).unwrap();
    let Reply::WrapUpCodes(codes) = reply else { panic!() };
    assert_eq!(codes.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Resolved", "Follow-up"]);
}

#[test]
fn contacts() {
    let Reply::Contacts(contacts) = decode(&call("FindContacts"), fixture!("contacts.json")).unwrap() else { panic!() };
    assert_eq!(contacts.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Maya Ortiz", "Byrne", ""]);
    assert_eq!(decode(&call("FindContacts"), "{}").unwrap(), Reply::Contacts(vec![]));
}

#[test]
fn a_created_contact() {
    let body = r#"{"id":"contact-1","firstName":"Anna Maria","lastName":"Ruiz","surveyOptOut":false}"#;
    let Reply::Contact(contact) = decode(&call("CreateContact"), body).unwrap() else { panic!() };
    assert_eq!((contact.id.as_str(), contact.name.as_str()), ("contact-1", "Anna Maria Ruiz"));
}

#[test]
fn libraries() {
    let Reply::Libraries(page) = decode(&call("Libraries"), fixture!("libraries.json")).unwrap() else { panic!() };
    assert_eq!(page.entities.iter().map(|it| it.name.as_str()).collect::<Vec<_>>(), ["Greetings", "Bookings"]);
    assert_eq!((page.number, page.count), (1, 1));
}

#[test]
fn canned_responses_that_can_be_sent_as_an_sms() {
    let Reply::Responses(page) = decode(&call("Responses"), fixture!("responses.json")).unwrap() else { panic!() };
    let read: Vec<_> = page.entities.iter().map(|it| (it.name.as_str(), it.text.as_str())).collect();
    assert_eq!(
        read,
        [
            ("Hello", "Hello {{CUSTOMER_NAME}},\nthis is {{AGENT_NAME}}."),
            ("Confirmed", "Your booking {{reference}} is confirmed for {{day}}."),
            ("Directions", "Leave at *Main*\nhttps://lumen.example/way?a=1&b=2"),
        ],
        "neither templates of other messengers, nor campaigns, footers, or texts without a body"
    );
    assert_eq!((page.number, page.count), (2, 3));
    let confirmed = &page.entities[1];
    assert_eq!(confirmed.libraries, [LibraryId::new("library-bookings"), LibraryId::new("library-more")]);
    let substitution = |id: &str, description: Option<&str>, default_value: Option<&str>| Substitution {
        id: id.to_owned(),
        description: description.map(str::to_owned),
        default_value: default_value.map(str::to_owned),
    };
    let expected =
        [substitution("reference", Some("Booking reference"), None), substitution("day", None, Some("today"))];
    assert_eq!(confirmed.substitutions, expected);
}

#[test]
fn the_files_that_go_along_with_a_response() {
    let Reply::Responses(page) = decode(&call("Responses"), fixture!("responses.json")).unwrap() else { panic!() };
    let read: Vec<_> = page.entities.iter().map(|it| it.assets.as_slice()).collect();
    let asset = |name: &str, address: &str| ResponseAsset { name: name.to_owned(), address: address.to_owned() };
    let expected = [
        asset(
            "the way.png",
            "https://api-cdn.mypurecloud.com/response-assets/v1/uploads/organization/asset-map/the%20way.png?v=2",
        ),
        asset("asset-inline", "http://127.0.0.1:4010/response-assets/%FF"),
        asset("asset-folder", "https://api-cdn.mypurecloud.com/response-assets/"),
    ];
    assert_eq!(read, [&[][..], &[], &expected], "whatever they are used for, but only what can be fetched");

    let many = r#"{"contentLocation":"https://cdn.example/a.png"},"#.repeat(30);
    let body = format!(
        r#"{{"results":{{"entities":[{{"id":"r","name":"R","texts":[{{"content":"Hi"}}],"assets":[{}]}}]}}}}"#,
        many.trim_end_matches(',')
    );
    let Reply::Responses(page) = decode(&call("Responses"), &body).unwrap() else { panic!() };
    assert_eq!(page.entities[0].assets.len(), 20);
}

#[test]
fn which_libraries_a_queue_has() {
    for (settings, expected) in [
        (r#""name":"Q""#, ResponseLibraries::Unknown),
        (r#""name":"Q","cannedResponseLibraries":null"#, ResponseLibraries::Unknown),
        (r#""name":"Q","cannedResponseLibraries":{}"#, ResponseLibraries::Unknown),
        (r#""name":"Q","cannedResponseLibraries":{"mode":"All","libraryIds":["l"]}"#, ResponseLibraries::All),
        (r#""name":"Q","cannedResponseLibraries":{"mode":"None","libraryIds":["l"]}"#, ResponseLibraries::None),
        (
            r#""name":"Q","cannedResponseLibraries":{"mode":"SelectedOnly","libraryIds":["l",7,"m"]}"#,
            ResponseLibraries::Selected(vec![LibraryId::new("l"), LibraryId::new("m")]),
        ),
        (r#""name":"Q","cannedResponseLibraries":{"mode":"NewMode"}"#, ResponseLibraries::Selected(vec![])),
    ] {
        let Reply::Queue(queue) = decode(&call("Queue"), &format!(r#"{{"id":"queue-1",{settings}}}"#)).unwrap() else {
            panic!()
        };
        assert_eq!(queue.response_libraries, expected, "{settings}");
    }
}

#[test]
fn channel_and_subscriptions() {
    let body = r#"{"connectUri":"wss://streaming.mypurecloud.com/channels/channel-1","id":"channel-1",
        "expires":"2026-10-06T09:00:00.000Z"}"#;
    let Reply::Channel(channel) = decode(&Call::CreateChannel, body).unwrap() else { panic!() };
    assert_eq!(channel.connect_uri, "wss://streaming.mypurecloud.com/channels/channel-1");
    assert_eq!(channel.expires, Some(at("2026-10-06T09:00:00Z")));
    let Reply::Subscribed { rejected } = decode(&call("Subscribe"), fixture!("subscriptions.json")).unwrap() else {
        panic!()
    };
    assert_eq!(rejected, ["v2.users.user-eve.presence"]);
}

#[test]
fn done_needs_no_body() {
    for kind in ["RevokeToken", "Answer", "Disconnect", "WrapUp", "SkipWrapUp", "Transfer", "LinkContact"] {
        for (status, body) in [(202, ""), (204, " \n"), (200, "{}"), (200, "null")] {
            assert_eq!(call(kind).decode(status, &no_headers(), body.as_bytes()), Ok(Reply::Done), "{kind} {body:?}");
        }
    }
}

#[test]
fn times() {
    let cases = [
        ("1970-01-01T00:00:00Z", Some(0)),
        ("2026-10-05T09:01:00.250Z", Some(1_791_190_860_250)),
        ("2026-10-05T11:01:00.250+02:00", Some(1_791_190_860_250)),
        ("2026-10-05T09:01:00.2509999Z", Some(1_791_190_860_250)),
        ("1969-12-31T23:59:59.900Z", Some(-100)),
        ("2026-10-05", None),
        ("2026-02-30T00:00:00Z", None),
        ("", None),
    ];
    for (text, millis) in cases {
        assert_eq!(Timestamp::from_iso8601(text).map(Timestamp::as_millis), millis, "{text}");
    }
}

#[test]
fn moments_are_written_as_they_are_read() {
    for millis in [0, -100, 1_791_190_860_250, 4_102_444_799_999, -62_167_219_200_000] {
        let moment = Timestamp::from_millis(millis);
        assert_eq!(Timestamp::from_iso8601(&moment.to_iso8601()), Some(moment), "{}", moment.to_iso8601());
    }
    assert_eq!(Timestamp::from_millis(1_791_190_860_250).to_iso8601(), "2026-10-05T09:01:00.250Z");
    assert_eq!(Timestamp::from_millis(i64::MAX).to_iso8601(), "1970-01-01T00:00:00.000Z");
}
