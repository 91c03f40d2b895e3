//! From an answer to a [`Reply`] or a [`Failure`].

use http::{HeaderMap, header::RETRY_AFTER};
use serde::{Deserialize, de::DeserializeOwned};
use serde_json::Value;

use crate::{
    call::{Call, Channel, Reply, Token},
    id::{ChannelId, ConversationId},
    model::{self, ApiError, Failure, Page, Rejection, SmsNumber},
    time::Timestamp,
    wire::{self, ErrorBody, Listing, Shape},
};

/// Carries the identifier under which Genesys finds a request again.
const CORRELATION_ID: &str = "inin-correlation-id";

impl Call {
    /// Reads the answer to this call.
    ///
    /// Listings keep the entities that can be read. Conversations of other messengers than SMS are left out of
    /// [`Reply::Conversations`].
    ///
    /// # Errors
    /// [`Failure::Api`] for a status of 400 and above, whatever the body is; [`Failure::Unreadable`] for a success
    /// without what it has to bring, and for a status that is neither. The other failures are the transport's.
    pub fn decode(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> Result<Reply, Failure> {
        match status {
            200..=299 => self.reply(body).map_err(|what| Failure::Unreadable {
                status,
                what: what.to_owned(),
                correlation_id: text_header(headers, CORRELATION_ID),
            }),
            400.. => Err(Failure::Api(self.rejected(status, headers, body))),
            _ => Err(Failure::Unreadable {
                status,
                what: "neither a success nor an error".to_owned(),
                correlation_id: text_header(headers, CORRELATION_ID),
            }),
        }
    }

    fn reply(&self, body: &[u8]) -> Result<Reply, &'static str> {
        let value = match serde_json::from_slice::<Value>(body) {
            Ok(value) => value,
            // Many calls answer with nothing. A page of HTML in its place comes from something on the way.
            Err(_) if body.trim_ascii().is_empty() => Value::Null,
            Err(_) => return Err("not JSON"),
        };
        let value = &value;
        Ok(match self {
            Self::Token(_) => {
                let token: TokenReply = one(value, "not a token")?;
                Reply::Token(Token { access_token: token.access_token, expires_in_s: token.expires_in })
            }
            Self::RevokeToken
            | Self::SetPresence { .. }
            | Self::Answer { .. }
            | Self::Disconnect { .. }
            | Self::WrapUp { .. }
            | Self::SkipWrapUp { .. }
            | Self::RequestAfterCallWork { .. }
            | Self::SetAttributes { .. }
            | Self::Transfer { .. }
            | Self::LinkContact { .. } => Reply::Done,
            Self::Me => Reply::Me(Box::new(one::<wire::Me>(value, "not a user")?.into())),

            Self::MyQueues { .. } | Self::SearchQueues { .. } => {
                let listing: Listing = one(value, "not a listing of queues")?;
                Reply::Queues(Page {
                    entities: wire::read_each::<wire::Queue>(&listing.entities).into_iter().map(Into::into).collect(),
                    number: listing.page_number.unwrap_or(1).max(1),
                    count: listing.page_count.unwrap_or(1).max(1),
                })
            }
            Self::Queue(_) => {
                let mut queue: model::Queue = one::<wire::Queue>(value, "not a queue")?.into();
                // There is nowhere else to look.
                if queue.sms_number == SmsNumber::Unknown {
                    queue.sms_number = SmsNumber::Missing;
                }
                Reply::Queue(queue)
            }
            Self::SearchUsers { .. } => {
                let users: wire::Users = one(value, "not a listing of users")?;
                let users = users.results.unwrap_or_default();
                Reply::Users(wire::read_each::<wire::User>(&users).into_iter().map(Into::into).collect())
            }
            Self::PresenceDefinitions => {
                let listing: Listing = one(value, "not a listing of presences")?;
                let definitions = wire::read_each::<wire::PresenceDefinition>(&listing.entities);
                Reply::PresenceDefinitions(
                    definitions.into_iter().filter_map(wire::PresenceDefinition::into_model).collect(),
                )
            }

            Self::MyConversations => {
                let listing: Listing = one(value, "not a listing of conversations")?;
                let conversations = wire::read_each::<wire::Conversation>(&listing.entities);
                let ours = conversations.into_iter().filter(|it| it.shape() == Shape::Sms);
                Reply::Conversations(ours.map(wire::Conversation::into_model).collect())
            }
            Self::Conversation(_) => {
                Reply::Conversation(one::<wire::Conversation>(value, "not a conversation")?.into_model())
            }
            Self::CreateConversation { .. } => {
                Reply::Created(one::<CreatedReply>(value, "not a conversation's identifier")?.id)
            }
            Self::Messages { .. } => {
                let listing: Listing = one(value, "not a listing of messages")?;
                let messages = wire::read_each::<wire::Message>(&listing.entities);
                let mut messages: Vec<_> = messages.into_iter().rev().filter_map(wire::Message::into_model).collect();
                messages.sort_by_key(|message| message.time);
                Reply::Messages(messages)
            }
            Self::Send { .. } => {
                let message: wire::Message = one(value, "not a message")?;
                Reply::Message(message.into_model().ok_or("not a message")?)
            }

            Self::WrapUpCodes { .. } => {
                let Value::Array(codes) = value else {
                    return Err("not a list of wrap-up codes");
                };
                Reply::WrapUpCodes(wire::read_each::<wire::WrapUpCode>(codes).into_iter().map(Into::into).collect())
            }
            Self::FindContacts { .. } => {
                let contacts: wire::Contacts = one(value, "not a listing of contacts")?;
                let contacts = contacts.contacts.unwrap_or_default();
                Reply::Contacts(wire::read_each::<wire::Contact>(&contacts).into_iter().map(Into::into).collect())
            }

            Self::CreateChannel => {
                let channel: ChannelReply = one(value, "not a channel")?;
                Reply::Channel(Channel {
                    id: channel.id,
                    connect_uri: channel.connect_uri,
                    expires: channel.expires.as_deref().and_then(Timestamp::from_iso8601),
                })
            }
            Self::Subscribe { .. } => {
                let listing: Listing = one(value, "not a listing of topics")?;
                let topics = wire::read_each::<TopicReply>(&listing.entities);
                let rejected = topics.into_iter().filter(|topic| topic.state.as_deref() == Some("Rejected"));
                Reply::Subscribed { rejected: rejected.map(|topic| topic.id).collect() }
            }
        })
    }

    fn rejected(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> ApiError {
        let body: ErrorBody =
            serde_json::from_slice(body).ok().and_then(|value| wire::read(&value)).unwrap_or_default();
        let rejection = match status {
            // The OAuth server refuses the client or the code; there is no session yet that could be over.
            401 if matches!(self, Self::Token(_)) => Rejection::Refused,
            401 => Rejection::Unauthorized,
            403 => Rejection::Forbidden { permissions: body.permissions() },
            404 => Rejection::NotFound,
            429 => Rejection::RateLimited { retry_after_ms: retry_after_ms(headers) },
            500.. => Rejection::Broken,
            _ => Rejection::Refused,
        };
        ApiError {
            status,
            rejection,
            code: body.code().unwrap_or_default().to_owned(),
            message: body.message().unwrap_or_default().to_owned(),
            correlation_id: text_header(headers, CORRELATION_ID).or_else(|| body.context_id.clone()),
            conversation: body.conversation().or_else(|| self.refused_for(body.unnamed_entity()?)),
            fields: body.fields(),
        }
    }

    /// A refused creation is about the conversation that is in its way, unless it is about the queue.
    fn refused_for(&self, entity: &str) -> Option<ConversationId> {
        match self {
            Self::CreateConversation { queue, .. } if queue.as_str() != entity => Some(ConversationId::new(entity)),
            _ => None,
        }
    }
}

#[derive(Deserialize)]
struct TokenReply {
    access_token: String,
    expires_in: u32,
}

#[derive(Deserialize)]
struct CreatedReply {
    id: ConversationId,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ChannelReply {
    id: ChannelId,
    connect_uri: String,
    expires: Option<String>,
}

#[derive(Deserialize)]
struct TopicReply {
    id: String,
    state: Option<String>,
}

fn one<T: DeserializeOwned>(value: &Value, otherwise: &'static str) -> Result<T, &'static str> {
    wire::read(value).ok_or(otherwise)
}

fn text_header(headers: &HeaderMap, name: &str) -> Option<String> {
    headers.get(name)?.to_str().ok().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// `Retry-After` in seconds; 0 for a date, which the service does not send.
fn retry_after_ms(headers: &HeaderMap) -> u32 {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
    seconds.unwrap_or(0).saturating_mul(1000)
}
