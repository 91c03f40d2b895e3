//! Every call Behalf makes, as a value: what is asked ([`Call`]), what came back ([`Reply`]).
//!
//! A call is plain data so that the workflow can hold it, store it before it leaves, and be tested without a
//! network. [`Call::request`] turns it into an [`http::Request`]; [`Call::decode`] turns the answer into a
//! [`Reply`] of the kind that belongs to the call.

use std::{collections::BTreeMap, fmt};

use serde::{Deserialize, Serialize};

use crate::{
    id::{
        ChannelId, CommunicationId, ContactId, ConversationId, LibraryId, MediaId, MessageId, ParticipantId,
        PresenceId, QueueId, UserId, WrapUpCodeId,
    },
    model::{
        CannedResponse, Contact, Conversation, Library, Me, MediaStatus, Message, Page, PastConversation,
        PresenceDefinition, Queue, User, WrapUpCode,
    },
    time::Timestamp,
};

/// One call of the Platform API (or of its OAuth server).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
pub enum Call {
    /// `POST /oauth/token`: the authorization code for a token. → [`Reply::Token`]
    Token(CodeExchange),
    /// `DELETE /api/v2/tokens/me`: sign out. → [`Reply::Done`]
    RevokeToken,
    /// `GET /api/v2/users/me?expand=authorization,presence,routingStatus,organization,autoanswersettings`. →
    /// [`Reply::Me`]
    Me,
    /// `GET /api/v2/users/me?expand=presence,routingStatus`: how the agent can be reached. → [`Reply::User`]
    MyStatus,
    /// `GET /api/v2/routing/queues/me?joined=true&pageSize=100&pageNumber=`, by name. → [`Reply::Queues`]
    MyQueues {
        /// From 1.
        page: u32,
    },
    /// `GET /api/v2/routing/queues/{id}`. → [`Reply::Queue`]
    Queue(QueueId),
    /// `GET /api/v2/routing/queues?name=*text*&pageSize=`. → [`Reply::Queues`]
    SearchQueues {
        /// Part of a name, without asterisks.
        text: String,
    },
    /// `POST /api/v2/users/search` by name, with presence and routing status. → [`Reply::Users`]
    SearchUsers {
        /// Part of a name.
        text: String,
    },
    /// `GET /api/v2/presencedefinitions`. → [`Reply::PresenceDefinitions`]
    PresenceDefinitions,
    /// `PATCH /api/v2/users/{id}/presences/purecloud`. → [`Reply::Done`]
    SetPresence {
        /// The agent.
        user: UserId,
        /// The presence to take.
        presence: PresenceId,
    },
    /// `PUT /api/v2/users/{id}/routingstatus` `{"status":"IDLE"}`: from not responding back to the queue. →
    /// [`Reply::Done`]
    ReturnToQueue(UserId),
    /// `GET /api/v2/conversations/messages`: the agent's active ones. → [`Reply::Conversations`]
    MyConversations,
    /// `GET /api/v2/conversations/messages/{id}`. → [`Reply::Conversation`]
    Conversation(ConversationId),
    /// `POST /api/v2/analytics/conversations/details/query`: the SMS conversations with a customer that began within an
    /// interval, the newest first, 25 a page. → [`Reply::PastConversations`]
    PastConversations {
        /// The customer's number, E.164.
        number: String,
        /// The external contact, where one is linked: what was written with it from other numbers counts, too.
        contact: Option<ContactId>,
        /// From when, at most 31 days before `until`. Genesys publishes no limit with the call; public clients of it go
        /// by 31 days.
        from: Timestamp,
        /// Until when.
        until: Timestamp,
        /// From 1.
        page: u32,
    },
    /// `POST /api/v2/conversations/messages`: begin one on behalf of a queue. → [`Reply::Created`]
    CreateConversation {
        /// The queue.
        queue: QueueId,
        /// The customer, E.164.
        to: String,
        /// `useExistingConversation`.
        use_existing: bool,
    },
    /// `POST /api/v2/conversations/messages/{id}/messages/bulk`. → [`Reply::Messages`]
    Messages {
        /// The conversation.
        conversation: ConversationId,
        /// Which, at most 100 at a time.
        ids: Vec<MessageId>,
    },
    /// `POST /api/v2/conversations/messages/{id}/communications/{id}/messages`: one SMS. → [`Reply::Message`]
    Send {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's communication.
        communication: CommunicationId,
        /// At most 765 characters; may be empty where there are files.
        text: String,
        /// The files that go with it, in order; each is [`MediaStatus::Valid`].
        #[serde(default)]
        media: Vec<MediaId>,
    },
    /// `GET /api/v2/conversations/messaging/supportedcontent/default`: what may be attached. → [`Reply::SupportedContent`]
    SupportedContent,
    /// `POST …/communications/{id}/messages/media/uploads`: a place for a file. → [`Reply::UploadPlace`]
    CreateUpload {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's communication.
        communication: CommunicationId,
        /// What the file is called; what the API takes in no name is left out.
        name: String,
        /// How long it is, in bytes.
        bytes: u64,
    },
    /// `GET …/communications/{id}/messages/media/{id}`: how far a file has come. → [`Reply::Media`]
    Media {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's communication.
        communication: CommunicationId,
        /// The file.
        media: MediaId,
    },
    /// `PATCH /api/v2/conversations/messages/{id}/participants/{id}` `{"state":"connected"}`: answer. → [`Reply::Done`]
    Answer {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's participant.
        participant: ParticipantId,
    },
    /// The same with `{"state":"disconnected"}`: end, cancel or decline. → [`Reply::Done`]
    Disconnect {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's participant.
        participant: ParticipantId,
    },
    /// `PATCH …/participants/{id}` `{"wrapup":{…}}`. → [`Reply::Done`]
    WrapUp {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's participant.
        participant: ParticipantId,
        /// The code; none only where `provisional`.
        code: Option<WrapUpCodeId>,
        /// The notes.
        notes: String,
        /// Saved, but not finished.
        provisional: bool,
    },
    /// `PATCH …/participants/{id}` `{"wrapupSkipped":true}`. → [`Reply::Done`]
    SkipWrapUp {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's participant.
        participant: ParticipantId,
    },
    /// `PATCH /api/v2/conversations/aftercallwork/{id}/participants/{id}/communications/{id}`
    /// `{"afterCallWorkRequired":…}`, where the queue's mode is
    /// [`AgentRequested`](crate::model::AfterCallWorkMode::AgentRequested). → [`Reply::Done`]
    RequestAfterCallWork {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's participant.
        participant: ParticipantId,
        /// The agent's communication.
        communication: CommunicationId,
        /// Whether it is wanted.
        wanted: bool,
    },
    /// `GET …/participants/{id}/wrapupcodes`. → [`Reply::WrapUpCodes`]
    WrapUpCodes {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's participant.
        participant: ParticipantId,
    },
    /// `PATCH …/participants/{id}/attributes`. → [`Reply::Done`]
    SetAttributes {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's participant.
        participant: ParticipantId,
        /// What to set; an empty text clears.
        attributes: BTreeMap<String, String>,
    },
    /// `POST …/participants/{id}/replace`: blind transfer. → [`Reply::Done`]
    Transfer {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's participant.
        participant: ParticipantId,
        /// To whom.
        to: TransferTarget,
    },
    /// `GET /api/v2/externalcontacts/reversewhitepageslookup?lookupVal=`. → [`Reply::Contacts`]
    FindContacts {
        /// The number, E.164.
        number: String,
    },
    /// `POST /api/v2/externalcontacts/contacts`: by name and mobile number. → [`Reply::Contact`]
    CreateContact {
        /// First and last name; of one word it is the last.
        name: String,
        /// The number, E.164.
        number: String,
    },
    /// `PUT /api/v2/externalcontacts/conversations/{id}`: link a contact. → [`Reply::Done`]
    LinkContact {
        /// The conversation.
        conversation: ConversationId,
        /// The agent's communication.
        communication: CommunicationId,
        /// The contact.
        contact: ContactId,
    },
    /// `GET /api/v2/responsemanagement/libraries?pageSize=100&pageNumber=`. → [`Reply::Libraries`]
    Libraries {
        /// From 1.
        page: u32,
    },
    /// `POST /api/v2/responsemanagement/responses/query`, with the filter `libraryId` where libraries are named. →
    /// [`Reply::Responses`]
    Responses {
        /// Of which libraries; `None`: of all.
        libraries: Option<Vec<LibraryId>>,
        /// From 1; 200 a page.
        page: u32,
    },
    /// `POST /api/v2/notifications/channels`. → [`Reply::Channel`]
    CreateChannel,
    /// `PUT /api/v2/notifications/channels/{id}/subscriptions?ignoreErrors=true`. → [`Reply::Subscribed`]
    Subscribe {
        /// The channel.
        channel: ChannelId,
        /// Topics, spelled out.
        topics: Vec<String>,
    },
}

/// The last step of Authorization Code with PKCE.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CodeExchange {
    /// The OAuth client.
    pub client_id: String,
    /// The code of the redirect.
    pub code: String,
    /// The verifier whose challenge went into the authorize URL.
    pub verifier: String,
    /// The redirect URI, as in the authorize URL.
    pub redirect_uri: String,
}

/// Whom a conversation is transferred to.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
pub enum TransferTarget {
    /// A queue.
    Queue(QueueId),
    /// An agent.
    User(UserId),
}

/// The answer to a [`Call`], of the kind its documentation names.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Reply {
    /// A token.
    Token(Token),
    /// Done; nothing to read.
    Done,
    /// The agent.
    Me(Box<Me>),
    /// A user.
    User(User),
    /// A page of queues.
    Queues(Page<Queue>),
    /// A queue.
    Queue(Queue),
    /// Colleagues.
    Users(Vec<User>),
    /// Presences.
    PresenceDefinitions(Vec<PresenceDefinition>),
    /// Conversations.
    Conversations(Vec<Conversation>),
    /// A conversation.
    Conversation(Conversation),
    /// A page of conversations that were held.
    PastConversations(Page<PastConversation>),
    /// A conversation began.
    Created(ConversationId),
    /// Messages, oldest first.
    Messages(Vec<Message>),
    /// The message that was accepted.
    Message(Message),
    /// What may be attached: media types as in RFC 2046, also `image/*` and `*/*`.
    SupportedContent(Vec<String>),
    /// Where to put a file.
    UploadPlace(UploadPlace),
    /// How far a file has come.
    Media(MediaStatus),
    /// Wrap-up codes.
    WrapUpCodes(Vec<WrapUpCode>),
    /// A page of response libraries.
    Libraries(Page<Library>),
    /// A page of canned responses. Those that cannot be sent as an SMS are left out, so it may hold less than its size.
    Responses(Page<CannedResponse>),
    /// External contacts.
    Contacts(Vec<Contact>),
    /// An external contact.
    Contact(Contact),
    /// A notification channel.
    Channel(Channel),
    /// The topics that were refused.
    Subscribed {
        /// Topics in the state `Rejected`.
        rejected: Vec<String>,
    },
}

/// An access token. Prints as `Token(…)`: it is never logged.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Token {
    /// What goes behind `Bearer`.
    pub access_token: String,
    /// Seconds it lasts.
    pub expires_in_s: u32,
}

/// Where a file is to be put, by `PUT`. Prints without its address: whoever has it can put a file there.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct UploadPlace {
    /// The file's identifier from then on.
    pub media: MediaId,
    /// The address, by `https`, on this computer also by `http`.
    pub url: String,
    /// The headers that have to go along: names and values.
    pub headers: Vec<(String, String)>,
}

/// A notification channel.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Channel {
    /// Its identifier.
    pub id: ChannelId,
    /// The socket to open (`wss://…`, on loopback `ws://…`).
    pub connect_uri: String,
    /// When it ends, 24 hours after the last subscription.
    pub expires: Option<Timestamp>,
}

impl fmt::Debug for CodeExchange {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("CodeExchange").field("client_id", &self.client_id).finish_non_exhaustive()
    }
}

impl fmt::Debug for UploadPlace {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("UploadPlace").field("media", &self.media).finish_non_exhaustive()
    }
}

impl fmt::Debug for Token {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.debug_struct("Token").field("expires_in_s", &self.expires_in_s).finish_non_exhaustive()
    }
}
