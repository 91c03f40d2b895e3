//! From an answer to a [`Reply`] or a [`Failure`].

use http::{HeaderMap, HeaderName, header::RETRY_AFTER};
use serde_json::Value;

use crate::{
    call::{Call, Channel, Reply, Token, UploadPlace},
    id::{ChannelId, ConversationId, MediaId},
    model::{ApiError, Failure, Page, Rejection, SmsNumber},
    request::PAST_PAGE_SIZE,
    wire::{self, ErrorBody, Object},
};

/// Carries the identifier under which Genesys finds a request again.
const CORRELATION_ID: HeaderName = HeaderName::from_static("inin-correlation-id");

impl Call {
    /// The headers of an answer that [`Call::decode`] looks at.
    pub const HEADERS: [HeaderName; 2] = [CORRELATION_ID, RETRY_AFTER];

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
        self.read(&value).ok_or("not what this call answers")
    }

    fn read(&self, value: &Value) -> Option<Reply> {
        let one = || Object::new(value);
        let listing = |field| one()?.list(field).map(wire::objects);
        Some(match self {
            Self::Token(_) => Reply::Token(Token {
                access_token: one()?.string("access_token")?,
                expires_in_s: one()?.number("expires_in")?,
            }),
            Self::RevokeToken
            | Self::SetPresence { .. }
            | Self::ReturnToQueue(_)
            | Self::Answer { .. }
            | Self::Disconnect { .. }
            | Self::WrapUp { .. }
            | Self::SkipWrapUp { .. }
            | Self::RequestAfterCallWork { .. }
            | Self::SetAttributes { .. }
            | Self::Transfer { .. }
            | Self::LinkContact { .. } => Reply::Done,
            Self::Me => Reply::Me(Box::new(wire::me(one()?)?)),
            Self::MyStatus => Reply::User(wire::user(one()?)?),

            Self::MyQueues { .. } | Self::SearchQueues { .. } => Reply::Queues(page(one()?, wire::queue)?),
            Self::Queue(_) => {
                let mut queue = wire::queue(one()?)?;
                // There is nowhere else to look.
                if queue.sms_number == SmsNumber::Unknown {
                    queue.sms_number = SmsNumber::Missing;
                }
                Reply::Queue(queue)
            }
            // No `results` is how the search says that it found none.
            Self::SearchUsers { .. } => Reply::Users(one()?.objects("results").filter_map(wire::user).collect()),
            Self::PresenceDefinitions => {
                Reply::PresenceDefinitions(listing("entities")?.filter_map(wire::presence_definition).collect())
            }

            Self::MyConversations => {
                let ours = listing("entities")?.filter(|it| wire::is_sms(*it));
                Reply::Conversations(ours.filter_map(wire::conversation).collect())
            }
            Self::Conversation(_) => Reply::Conversation(wire::conversation(one()?)?),
            Self::PastConversations { page, .. } => {
                // No `conversations` is how the query says that it found none.
                let found = one()?.objects("conversations").filter_map(wire::past_conversation).collect();
                let count = one()?.number("totalHits").unwrap_or(0).div_ceil(PAST_PAGE_SIZE).max(1);
                Reply::PastConversations(Page { entities: found, number: *page, count })
            }
            Self::CreateConversation { .. } => Reply::Created(ConversationId::new(one()?.text("id")?)),
            Self::Messages { .. } => {
                // The newest comes first; of the same moment, too.
                let mut messages: Vec<_> = listing("entities")?.rev().filter_map(wire::message).collect();
                messages.sort_by_key(|message| message.time);
                Reply::Messages(messages)
            }
            Self::Send { .. } => Reply::Message(wire::message(one()?)?),
            Self::SupportedContent => {
                let allowed = one()?.object("mediaTypes")?.object("allow")?;
                Reply::SupportedContent(allowed.objects("outbound").filter_map(|one| one.string("type")).collect())
            }
            Self::CreateUpload { .. } => Reply::UploadPlace(UploadPlace {
                media: MediaId::new(one()?.text("id")?),
                url: wire::file_address(one()?, "uploadUrl")?,
                headers: one()?.object("uploadHeaders").map(Object::texts).unwrap_or_default().into_iter().collect(),
            }),
            Self::Media { .. } => Reply::Media(wire::media_status(one()?.text("status")?)?),

            Self::WrapUpCodes { .. } => {
                Reply::WrapUpCodes(wire::objects(value.as_array()?).filter_map(wire::wrap_up_code).collect())
            }
            Self::FindContacts { .. } => {
                Reply::Contacts(one()?.objects("contacts").filter_map(wire::contact).collect())
            }

            Self::CreateContact { .. } => Reply::Contact(wire::contact(one()?)?),

            Self::Libraries { .. } => Reply::Libraries(page(one()?, wire::library)?),
            Self::Responses { .. } => Reply::Responses(page(one()?.object("results")?, wire::canned_response)?),

            Self::CreateChannel => Reply::Channel(Channel {
                id: ChannelId::new(one()?.text("id")?),
                connect_uri: one()?.string("connectUri")?,
                expires: one()?.time("expires"),
            }),
            Self::Subscribe { .. } => {
                let rejected = listing("entities")?.filter(|topic| topic.text("state") == Some("Rejected"));
                Reply::Subscribed { rejected: rejected.filter_map(|topic| topic.string("id")).collect() }
            }
        })
    }

    fn rejected(&self, status: u16, headers: &HeaderMap, body: &[u8]) -> ApiError {
        let body = serde_json::from_slice(body).unwrap_or(Value::Null);
        let body = ErrorBody::new(&body);
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
            correlation_id: text_header(headers, CORRELATION_ID).or_else(|| body.context_id()),
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

fn text_header(headers: &HeaderMap, name: HeaderName) -> Option<String> {
    headers.get(name)?.to_str().ok().filter(|text| !text.is_empty()).map(str::to_owned)
}

/// `Retry-After` in seconds; 0 for a date, which the service does not send.
fn retry_after_ms(headers: &HeaderMap) -> u32 {
    let seconds = headers.get(RETRY_AFTER).and_then(|value| value.to_str().ok()?.trim().parse::<u32>().ok());
    seconds.unwrap_or(0).saturating_mul(1000)
}

/// A page of a paged listing, with what can be read of it.
fn page<'a, T>(listing: Object<'a>, read: impl Fn(Object<'a>) -> Option<T>) -> Option<Page<T>> {
    Some(Page {
        entities: wire::objects(listing.list("entities")?).filter_map(read).collect(),
        number: listing.number("pageNumber").unwrap_or(1).max(1),
        count: listing.number("pageCount").unwrap_or(1).max(1),
    })
}
