//! From a [`Call`] to its [`http::Request`].

use http::{
    HeaderValue, Method, Uri,
    header::{ACCEPT, AUTHORIZATION, CONTENT_TYPE},
};
use percent_encoding::{AsciiSet, NON_ALPHANUMERIC, utf8_percent_encode};
use serde_json::{Value, json};

use crate::{
    call::{Call, CodeExchange, TransferTarget},
    id::{CommunicationId, ConversationId, ParticipantId},
    region::Environment,
};

/// Results asked for in a search: as many as a list can show.
const SEARCH_SIZE: u32 = 25;
/// The page of earlier conversations that is asked for.
pub(crate) const PAST_PAGE_SIZE: u32 = 25;
/// Where analytics may have noted the number of who took part in a text conversation.
const ADDRESSES: [&str; 5] = ["addressFrom", "addressTo", "ani", "dnis", "remote"];
/// The largest page that listings give.
const PAGE_SIZE: u32 = 100;
/// The page of canned responses that is asked for: whole texts come with them. The API gives 500 at most.
const RESPONSES_PAGE_SIZE: u32 = 200;
/// Where a request goes whose URL is longer than HTTP clients carry (65,534 bytes): nowhere, by RFC 2606.
const UNREACHABLE: &str = "https://url.invalid/";
/// What is escaped in a path: everything but RFC 3986's unreserved characters.
const ESCAPED: &AsciiSet = &NON_ALPHANUMERIC.remove(b'-').remove(b'.').remove(b'_').remove(b'~');

impl Call {
    /// The request, ready to be sent as it is.
    ///
    /// `token` goes into `Authorization` (marked sensitive, so that it does not print); [`Call::Token`] takes none.
    pub fn request(&self, environment: &Environment, token: Option<&str>) -> http::Request<Vec<u8>> {
        let Draft { method, url, body } = self.draft(environment);
        let (content_type, body) = match body {
            Body::None => (None, Vec::new()),
            Body::Json(value) => (Some("application/json"), value.to_string().into_bytes()),
            Body::Form(form) => (Some("application/x-www-form-urlencoded"), form.into_bytes()),
        };

        let mut request = http::Request::new(body);
        *request.method_mut() = method;
        *request.uri_mut() = Uri::try_from(url).unwrap_or_else(|_| Uri::from_static(UNREACHABLE));
        let headers = request.headers_mut();
        headers.insert(ACCEPT, HeaderValue::from_static("application/json"));
        if let Some(content_type) = content_type {
            headers.insert(CONTENT_TYPE, HeaderValue::from_static(content_type));
        }
        if let Some(token) = token
            && !matches!(self, Self::Token(_))
            && let Ok(mut bearer) = HeaderValue::try_from(format!("Bearer {token}"))
        {
            bearer.set_sensitive(true);
            headers.insert(AUTHORIZATION, bearer);
        }
        request
    }

    fn draft(&self, environment: &Environment) -> Draft {
        let api = |method, path: &[&str]| Draft::new(method, &environment.api_url(), &[&["api", "v2"], path].concat());
        match self {
            Self::Token(exchange) => {
                Draft::new(Method::POST, &environment.login_url(), &["oauth", "token"]).form(&exchange.fields())
            }
            Self::RevokeToken => api(Method::DELETE, &["tokens", "me"]),
            Self::Me => api(Method::GET, &["users", "me"])
                .query(&[("expand", "authorization,presence,routingStatus,organization,autoanswersettings")]),
            Self::MyStatus => api(Method::GET, &["users", "me"]).query(&[("expand", "presence,routingStatus")]),

            Self::MyQueues { page } => api(Method::GET, &["routing", "queues", "me"]).query(&[
                ("joined", "true"),
                ("pageSize", &PAGE_SIZE.to_string()),
                ("pageNumber", &page.to_string()),
                ("sortOrder", "asc"),
            ]),
            Self::Queue(queue) => api(Method::GET, &["routing", "queues", queue.as_str()]),
            Self::SearchQueues { text } => api(Method::GET, &["routing", "queues"]).query(&[
                ("name", &format!("*{}*", text.replace('*', ""))),
                ("pageSize", &SEARCH_SIZE.to_string()),
                ("pageNumber", "1"),
                ("sortOrder", "asc"),
            ]),
            Self::SearchUsers { text } => api(Method::POST, &["users", "search"]).json(json!({
                "query": [{ "type": "CONTAINS", "fields": ["name"], "value": text }],
                "expand": ["presence", "routingStatus"],
                "sortBy": "name",
                "sortOrder": "ASC",
                "pageSize": SEARCH_SIZE,
                "pageNumber": 1,
            })),
            Self::PresenceDefinitions => api(Method::GET, &["presencedefinitions"])
                .query(&[("pageSize", &PAGE_SIZE.to_string()), ("pageNumber", "1")]),
            Self::SetPresence { user, presence } => {
                api(Method::PATCH, &["users", user.as_str(), "presences", "purecloud"])
                    .json(json!({ "presenceDefinition": { "id": presence } }))
            }
            Self::ReturnToQueue(user) => {
                api(Method::PUT, &["users", user.as_str(), "routingstatus"]).json(json!({ "status": "IDLE" }))
            }

            Self::MyConversations => api(Method::GET, &["conversations", "messages"]),
            Self::Conversation(conversation) => api(Method::GET, &["conversations", "messages", conversation.as_str()]),
            Self::PastConversations { number, contact, from, until, page } => {
                let is = |dimension: &str, value: &str| json!({ "dimension": dimension, "value": value });
                // The API spells addresses both ways.
                let url = format!("tel:{number}");
                let mut with: Vec<Value> =
                    ADDRESSES.iter().flat_map(|address| [is(address, number), is(address, &url)]).collect();
                with.extend(contact.iter().map(|contact| is("externalContactId", contact.as_str())));
                api(Method::POST, &["analytics", "conversations", "details", "query"]).json(json!({
                    "interval": format!("{}/{}", from.to_iso8601(), until.to_iso8601()),
                    "order": "desc",
                    "orderBy": "conversationStart",
                    "paging": { "pageSize": PAST_PAGE_SIZE, "pageNumber": page },
                    "segmentFilters": [{
                        "type": "and",
                        "predicates": [is("mediaType", "message"), is("messageType", "sms")],
                        "clauses": [{ "type": "or", "predicates": with }],
                    }],
                }))
            }
            Self::CreateConversation { queue, to, use_existing } => api(Method::POST, &["conversations", "messages"])
                .json(json!({
                    "queueId": queue,
                    "toAddress": to,
                    "toAddressMessengerType": "sms",
                    "useExistingConversation": use_existing,
                })),
            Self::Messages { conversation, ids } => {
                api(Method::POST, &["conversations", "messages", conversation.as_str(), "messages", "bulk"])
                    .json(json!(ids))
            }
            Self::Send { conversation, communication, text, media } => {
                let mut message = json!({ "textBody": text });
                if !media.is_empty() {
                    message["mediaIds"] = json!(media);
                }
                api(Method::POST, &of_communication(conversation, communication)).json(message)
            }
            Self::SupportedContent => api(Method::GET, &["conversations", "messaging", "supportedcontent", "default"]),
            Self::CreateUpload { conversation, communication, name, bytes } => {
                let path = [&of_communication(conversation, communication)[..], &["media", "uploads"]].concat();
                api(Method::POST, &path).json(json!({ "fileName": file_name(name), "contentLengthBytes": bytes }))
            }
            Self::Media { conversation, communication, media } => {
                let path = [&of_communication(conversation, communication)[..], &["media", media.as_str()]].concat();
                api(Method::GET, &path)
            }

            Self::Answer { conversation, participant } => {
                api(Method::PATCH, &of_participant(conversation, participant)).json(json!({ "state": "connected" }))
            }
            Self::Disconnect { conversation, participant } => {
                api(Method::PATCH, &of_participant(conversation, participant)).json(json!({ "state": "disconnected" }))
            }
            Self::WrapUp { conversation, participant, code, notes, provisional } => {
                let mut wrap_up = json!({ "notes": notes, "provisional": provisional });
                if let Some(code) = code {
                    wrap_up["code"] = json!(code);
                }
                api(Method::PATCH, &of_participant(conversation, participant)).json(json!({ "wrapup": wrap_up }))
            }
            Self::SkipWrapUp { conversation, participant } => {
                api(Method::PATCH, &of_participant(conversation, participant)).json(json!({ "wrapupSkipped": true }))
            }
            Self::RequestAfterCallWork { conversation, participant, communication, wanted } => api(
                Method::PATCH,
                &[
                    "conversations",
                    "aftercallwork",
                    conversation.as_str(),
                    "participants",
                    participant.as_str(),
                    "communications",
                    communication.as_str(),
                ],
            )
            .json(json!({ "afterCallWorkRequired": wanted })),
            Self::WrapUpCodes { conversation, participant } => {
                api(Method::GET, &[&of_participant(conversation, participant)[..], &["wrapupcodes"]].concat())
            }
            Self::SetAttributes { conversation, participant, attributes } => {
                api(Method::PATCH, &[&of_participant(conversation, participant)[..], &["attributes"]].concat())
                    .json(json!({ "attributes": attributes }))
            }
            Self::Transfer { conversation, participant, to } => {
                let mut target = match to {
                    TransferTarget::Queue(queue) => json!({ "queueId": queue }),
                    TransferTarget::User(user) => json!({ "userId": user }),
                };
                target["transferType"] = json!("Unattended");
                api(Method::POST, &[&of_participant(conversation, participant)[..], &["replace"]].concat()).json(target)
            }

            Self::FindContacts { number } => {
                api(Method::GET, &["externalcontacts", "reversewhitepageslookup"]).query(&[("lookupVal", number)])
            }
            Self::CreateContact { name, number } => {
                let (first, last) = name.trim().rsplit_once(char::is_whitespace).unwrap_or(("", name.trim()));
                api(Method::POST, &["externalcontacts", "contacts"]).json(json!({
                    "firstName": first.trim_end(),
                    "lastName": last,
                    "cellPhone": { "e164": number, "userInput": number, "display": number },
                }))
            }
            Self::LinkContact { conversation, communication, contact } => {
                api(Method::PUT, &["externalcontacts", "conversations", conversation.as_str()]).json(json!({
                    "externalContactId": contact,
                    "conversationId": conversation,
                    "communicationId": communication,
                    "mediaType": "MESSAGE",
                }))
            }

            Self::Libraries { page } => api(Method::GET, &["responsemanagement", "libraries"])
                .query(&[("pageSize", &PAGE_SIZE.to_string()), ("pageNumber", &page.to_string())]),
            Self::Responses { libraries, page } => {
                let mut query = json!({ "pageSize": RESPONSES_PAGE_SIZE, "pageNumber": page });
                if let Some(libraries) = libraries {
                    query["filters"] = json!([{ "name": "libraryId", "operator": "IN", "values": libraries }]);
                }
                api(Method::POST, &["responsemanagement", "responses", "query"]).json(query)
            }

            Self::CreateChannel => api(Method::POST, &["notifications", "channels"]),
            Self::Subscribe { channel, topics } => {
                let topics: Vec<Value> = topics.iter().map(|topic| json!({ "id": topic })).collect();
                api(Method::PUT, &["notifications", "channels", channel.as_str(), "subscriptions"])
                    .query(&[("ignoreErrors", "true")])
                    .json(Value::Array(topics))
            }
        }
    }
}

impl CodeExchange {
    fn fields(&self) -> [(&str, &str); 5] {
        [
            ("grant_type", "authorization_code"),
            ("code", &self.code),
            ("code_verifier", &self.verifier),
            ("client_id", &self.client_id),
            ("redirect_uri", &self.redirect_uri),
        ]
    }
}

fn of_participant<'a>(conversation: &'a ConversationId, participant: &'a ParticipantId) -> [&'a str; 5] {
    ["conversations", "messages", conversation.as_str(), "participants", participant.as_str()]
}

fn of_communication<'a>(conversation: &'a ConversationId, communication: &'a CommunicationId) -> [&'a str; 6] {
    ["conversations", "messages", conversation.as_str(), "communications", communication.as_str(), "messages"]
}

/// A file's name as the API takes it (`UploadMediaRequest.fileName`): no white space, no dot in front, no slash at the
/// end, and none of some characters.
fn file_name(name: &str) -> String {
    let taken = |char: char| if char.is_whitespace() || "\\/{^}%`]\">[~<#|".contains(char) { '_' } else { char };
    let name: String = name.trim().trim_start_matches('.').chars().map(taken).collect();
    if name.is_empty() { "file".to_owned() } else { name }
}

struct Draft {
    method: Method,
    url: String,
    body: Body,
}

enum Body {
    None,
    Json(Value),
    Form(String),
}

impl Draft {
    /// `segments` are escaped one by one.
    fn new(method: Method, base: &str, segments: &[&str]) -> Self {
        let mut url = base.to_owned();
        for segment in segments {
            url.push('/');
            url.extend(utf8_percent_encode(segment, ESCAPED));
        }
        Self { method, url, body: Body::None }
    }

    fn query(mut self, pairs: &[(&str, &str)]) -> Self {
        self.url.push('?');
        self.url.push_str(&form(pairs));
        self
    }

    fn json(self, value: Value) -> Self {
        Self { body: Body::Json(value), ..self }
    }

    fn form(self, pairs: &[(&str, &str)]) -> Self {
        Self { body: Body::Form(form(pairs)), ..self }
    }
}

fn form(pairs: &[(&str, &str)]) -> String {
    form_urlencoded::Serializer::new(String::new()).extend_pairs(pairs).finish()
}
