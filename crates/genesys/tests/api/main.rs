//! What the crate promises, on JSON in the API's shapes (`tests/fixtures`).
#![expect(clippy::unwrap_used, clippy::panic, reason = "the functions that tests share are tests, too")]

mod errors;
mod frames;
#[path = "../kinds/mod.rs"]
mod kinds;
mod oauth;
mod properties;
mod regions;
mod replies;
mod requests;

use genesys::{
    call::{Call, CodeExchange, TransferTarget},
    id::{
        ChannelId, CommunicationId, ContactId, ConversationId, LibraryId, MediaId, MessageId, ParticipantId,
        PresenceId, QueueId, UserId, WrapUpCodeId,
    },
    time::Timestamp,
};
use http::HeaderMap;
use kinds::{KINDS, kind};

/// The text of `tests/fixtures/{name}`.
macro_rules! fixture {
    ($name:literal) => {
        include_str!(concat!("../fixtures/", $name))
    };
}
use fixture;

fn no_headers() -> HeaderMap {
    HeaderMap::new()
}

/// Every kind of call, once; those that differ by their arguments, for each.
fn every_call() -> Vec<(&'static str, Call)> {
    let conversation = || ConversationId::new("conversation-1");
    let participant = || ParticipantId::new("participant-1");
    let communication = || CommunicationId::new("communication-1");
    let code = |code: Option<&str>, notes: &str| Call::WrapUp {
        conversation: conversation(),
        participant: participant(),
        code: code.map(WrapUpCodeId::new),
        notes: notes.to_owned(),
        provisional: code.is_none(),
    };
    let calls = vec![
        Call::Token(CodeExchange {
            client_id: "client".to_owned(),
            code: "the code/+&".to_owned(),
            verifier: "verifier-._~".to_owned(),
            redirect_uri: "https://abc.chromiumapp.org/".to_owned(),
        }),
        Call::RevokeToken,
        Call::Me,
        Call::MyStatus,
        Call::MyQueues { page: 3 },
        Call::Queue(QueueId::new("queue/1?")),
        Call::SearchQueues { text: "R&D *Nord/Süd".to_owned() },
        Call::SearchUsers { text: "Eve \"L\"".to_owned() },
        Call::PresenceDefinitions,
        Call::SetPresence { user: UserId::new("user-1"), presence: PresenceId::new("presence-1") },
        Call::ReturnToQueue(UserId::new("user-1")),
        Call::MyConversations,
        Call::Conversation(conversation()),
        Call::CreateConversation { queue: QueueId::new("queue-1"), to: "+13175550142".to_owned(), use_existing: true },
        Call::Messages {
            conversation: conversation(),
            ids: vec![MessageId::new("message-1"), MessageId::new("message-2")],
        },
        Call::Send {
            conversation: conversation(),
            communication: communication(),
            text: "Grüße 👋\n\"zitiert\"".to_owned(),
            media: Vec::new(),
        },
        Call::Send {
            conversation: conversation(),
            communication: communication(),
            text: String::new(),
            media: vec![MediaId::new("media-2"), MediaId::new("media-1")],
        },
        Call::SupportedContent,
        Call::CreateUpload {
            conversation: conversation(),
            communication: communication(),
            name: ".the map [1].png".to_owned(),
            bytes: 1_234,
        },
        Call::Media { conversation: conversation(), communication: communication(), media: MediaId::new("media-1") },
        Call::Answer { conversation: conversation(), participant: participant() },
        Call::Disconnect { conversation: conversation(), participant: participant() },
        code(Some("code-1"), "notes"),
        code(None, "draft"),
        Call::SkipWrapUp { conversation: conversation(), participant: participant() },
        Call::RequestAfterCallWork {
            conversation: conversation(),
            participant: participant(),
            communication: communication(),
            wanted: true,
        },
        Call::WrapUpCodes { conversation: conversation(), participant: participant() },
        Call::SetAttributes {
            conversation: conversation(),
            participant: participant(),
            attributes: [("subject".to_owned(), "Booking".to_owned())].into(),
        },
        Call::Transfer {
            conversation: conversation(),
            participant: participant(),
            to: TransferTarget::Queue(QueueId::new("queue-1")),
        },
        Call::Transfer {
            conversation: conversation(),
            participant: participant(),
            to: TransferTarget::User(UserId::new("user-1")),
        },
        Call::PastConversations {
            number: "+491701234567".to_owned(),
            contact: None,
            from: Timestamp::from_millis(1_759_651_200_000),
            until: Timestamp::from_millis(1_762_329_600_007),
            page: 1,
        },
        Call::PastConversations {
            number: "+491701234567".to_owned(),
            contact: Some(ContactId::new("contact-1")),
            from: Timestamp::from_millis(0),
            until: Timestamp::from_millis(-1),
            page: 3,
        },
        Call::FindContacts { number: "+491701234567".to_owned() },
        Call::CreateContact { name: " Anna  Maria Ruiz".to_owned(), number: "+34912345678".to_owned() },
        Call::CreateContact { name: "Ruiz".to_owned(), number: "+34912345678".to_owned() },
        Call::LinkContact {
            conversation: conversation(),
            communication: communication(),
            contact: ContactId::new("contact-1"),
        },
        Call::Libraries { page: 2 },
        Call::Responses { libraries: None, page: 1 },
        Call::Responses { libraries: Some(vec![LibraryId::new("library-1"), LibraryId::new("library-2")]), page: 3 },
        Call::CreateChannel,
        Call::Subscribe { channel: ChannelId::new("channel-1"), topics: vec!["v2.users.user-1.presence".to_owned()] },
    ];
    calls.into_iter().map(|call| (kind(&call), call)).collect()
}

#[test]
fn every_kind_is_here() {
    let calls = every_call();
    let missing: Vec<_> = KINDS.iter().filter(|kind| !calls.iter().any(|(name, _)| name == *kind)).collect();
    assert!(missing.is_empty(), "not in every_call: {missing:?}");
}
