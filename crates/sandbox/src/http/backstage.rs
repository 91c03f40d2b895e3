//! What the real service lacks: the customer's side, the record of calls, time travel and faults. All below
//! `/sandbox`, and none of it for other origins.

use std::{convert::Infallible, sync::Arc};

use axum::{
    Json, Router,
    body::Bytes,
    extract::{DefaultBodyLimit, FromRequest, Multipart, Request, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{
        IntoResponse, Response,
        sse::{Event, KeepAlive, Sse},
    },
    routing::{get, post},
};
use futures_util::Stream;
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::sync::broadcast::error::RecvError;
use uuid::Uuid;

use super::{
    conversations::SUPPORTED_MEDIA,
    error::{ApiError, ApiResult},
    extract::{Ask, At, Body},
    users::close_revoked,
};
use crate::{
    app::{App, Work},
    domain::{
        after_call_work::{Code, State as WorkState},
        carrier::Status,
        conversation::{Conversation, Direction, Participant, Standing},
    },
    faults::{Fault, FrameFault},
    hub::{Frame, envelope},
    ids,
    org::{Queue, is_e164},
    store::{
        self, channels, identity,
        media::{Media, Upload},
    },
    wire,
};

const MAX_UPLOAD: usize = 5 * 1024 * 1024;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/handset/customers", get(customers))
        .route("/handset/threads", get(threads))
        .route("/handset/messages", post(receive))
        .route("/handset/pictures", post(receive_picture).layer(DefaultBodyLimit::max(MAX_UPLOAD)))
        .route("/handset/typing", post(typing))
        .route("/changes", get(changes))
        .route("/calls", get(calls).delete(forget_calls))
        .route("/conversations", get(conversations))
        .route("/clock", get(clock).post(advance))
        .route("/reset", post(reset))
        .route("/presence", post(set_presence))
        .route("/tokens/revoke", post(revoke))
        .route("/sockets/close", post(close_sockets))
        .route("/sockets/silence", post(silence_sockets))
        .route("/sockets/faults", post(add_frame_fault))
        .route("/faults", get(faults).post(add_fault).delete(forget_faults))
}

/// Uploads come from whatever origin the client has, as with the real service's storage.
pub(crate) fn media_routes() -> Router<Arc<App>> {
    Router::new().route("/media/{id}", get(download).put(upload).post(upload)).layer(DefaultBodyLimit::max(MAX_UPLOAD))
}

/// `GET /sandbox/handset/customers`: the contacts, and whoever else wrote or was written to.
async fn customers(State(app): State<Arc<App>>) -> ApiResult<Json<Value>> {
    let mut numbers: Vec<String> = app.org.contacts.iter().map(|contact| contact.mobile.clone()).collect();
    for number in app.read(|work| Ok(store::conversations::customers(&work.db)?))? {
        if !numbers.contains(&number) {
            numbers.push(number);
        }
    }
    let shown = numbers.iter().map(|number| {
        let name = app.org.contact_by_number(number).map_or_else(|| number.clone(), crate::org::Contact::name);
        json!({ "number": number, "name": name })
    });
    Ok(Json(json!({ "customers": shown.collect::<Vec<_>>() })))
}

#[derive(Deserialize)]
struct ThreadsAsk {
    customer: String,
}

/// `GET /sandbox/handset/threads?customer=`: what has arrived on the customer's phone, by number of the organisation.
async fn threads(State(app): State<Arc<App>>, ask: Ask<ThreadsAsk>) -> ApiResult<Json<Value>> {
    app.read(|work| {
        let conversations = store::conversations::with_customer(&work.db, &ask.customer)?;
        let threads = app.org.queues.iter().filter_map(|queue| Some((queue, queue.number.as_ref()?)));
        let threads = threads.map(|(queue, number)| {
            let ours = conversations.iter().filter(|conversation| conversation.address == number.e164);
            let messages = ours.flat_map(|conversation| texts(work, conversation)).collect::<ApiResult<Vec<_>>>()?;
            Ok(json!({ "number": number.e164, "queue": queue.name, "messages": messages }))
        });
        let threads = threads.collect::<ApiResult<Vec<_>>>()?;
        Ok(Json(json!({ "customer": ask.customer, "threads": threads })))
    })
}

/// Only what the carrier has delivered is on the phone.
fn texts<'a>(work: &'a Work<'_>, conversation: &'a Conversation) -> impl Iterator<Item = ApiResult<Value>> + 'a {
    let arrived =
        conversation.messages.iter().filter(|message| matches!(message.status, Status::Delivered | Status::Received));
    arrived.map(|message| {
        let media = message.media.iter().filter_map(|media| store::media::load(&work.db, *media).transpose());
        let media = media.map(|media| Ok(json!({ "name": media.as_ref().map_or("", |media| media.name.as_str()), "url": format!("/sandbox/media/{}", media?.id) })));
        let media = media.collect::<Result<Vec<_>, rusqlite::Error>>()?;
        Ok(json!({
            "id": message.id,
            "conversationId": conversation.id,
            "from": if message.direction == Direction::Inbound { "customer" } else { "agent" },
            "text": message.text,
            "time": wire::time(message.time),
            "media": media,
        }))
    })
}

#[derive(Deserialize)]
struct Text {
    from: String,
    to: String,
    text: String,
}

/// `POST /sandbox/handset/messages`: the customer writes.
async fn receive(State(app): State<Arc<App>>, Body(text): Body<Text>) -> ApiResult<Response> {
    if text.text.trim().is_empty() {
        return Err(ApiError::bad_request("The message is empty."));
    }
    arrive(&app, text, None)
}

#[derive(Deserialize)]
struct PictureAsk {
    from: String,
    to: String,
    name: String,
    #[serde(default)]
    text: String,
}

/// `POST /sandbox/handset/pictures?from=&to=&name=&text=`: the customer sends a picture, which is the body.
async fn receive_picture(State(app): State<Arc<App>>, ask: Ask<PictureAsk>, bytes: Bytes) -> ApiResult<Response> {
    let Ask(PictureAsk { from, to, name, text }) = ask;
    let mime = detected(&bytes).filter(|mime| mime.starts_with("image/"));
    let mime = mime.ok_or_else(|| ApiError::bad_request("A phone sends pictures: PNG, JPEG or GIF."))?;
    arrive(&app, Text { from, to, text }, Some((name, Upload::Valid { mime: mime.to_owned(), bytes: bytes.to_vec() })))
}

/// A message of the customer's arrives, with a file and its name, or without.
fn arrive(app: &App, text: Text, file: Option<(String, Upload)>) -> ApiResult<Response> {
    let queue = addressed(app, &text.from, &text.to)?;
    let (conversation, message) = app.change(|work| {
        let window = SignedDuration::from_mins(i64::from(app.org.threading_minutes));
        let existing = store::conversations::between(&work.db, &text.from, &text.to)?
            .filter(|conversation| conversation.is_in_window(window, work.now));
        let media = file.map(|(name, upload)| (ids::fresh(), name, upload));
        let attached = media.iter().map(|(id, ..)| *id).collect();
        let conversation = match existing {
            Some(mut conversation) => {
                conversation.receive(text.text, attached, queue.id, work.now);
                conversation
            }
            None => {
                let mut new =
                    Conversation::inbound(text.from.clone(), text.to, queue.id, text.text, attached, work.now);
                new.link(work.contact_by_number(&text.from)?.map(|contact| (contact.id, contact.name())));
                new
            }
        };
        if let (Some((id, name, upload)), Some(customer)) = (media, conversation.participants.first()) {
            let (conversation, communication) = (conversation.id, customer.communication);
            store::media::save(&work.db, &Media { id, conversation, communication, name, upload })?;
        }
        work.save(&conversation)?;
        Ok((conversation.id, conversation.messages.last().map(|message| message.id)))
    })?;
    Ok((StatusCode::CREATED, Json(json!({ "conversationId": conversation, "messageId": message }))).into_response())
}

#[derive(Deserialize)]
struct TypingAt {
    from: String,
    to: String,
}

/// `POST /sandbox/handset/typing`: the customer is writing.
async fn typing(State(app): State<Arc<App>>, Body(at): Body<TypingAt>) -> ApiResult<StatusCode> {
    addressed(&app, &at.from, &at.to)?;
    app.change(|work| {
        let Some(conversation) = store::conversations::between(&work.db, &at.from, &at.to)? else { return Ok(()) };
        let agents = conversation.participants.iter().filter(|part| part.is_live()).filter_map(Participant::user);
        for user in agents {
            let now = work.now;
            work.tell(format!("v2.users.{user}.conversations.inbound.typing.event"), || {
                wire::event::typing(&conversation, now)
            })?;
        }
        Ok(())
    })?;
    Ok(StatusCode::NO_CONTENT)
}

fn addressed<'a>(app: &'a App, from: &str, to: &str) -> ApiResult<&'a Queue> {
    if !is_e164(from) {
        return Err(ApiError::bad_request("Your number has to be in E.164, such as +13175550199."));
    }
    app.org.queue_by_number(to).ok_or_else(|| ApiError::bad_request("No queue has this number."))
}

/// `GET /sandbox/changes`: an event whenever something may have changed.
async fn changes(State(app): State<Arc<App>>) -> Sse<impl Stream<Item = Result<Event, Infallible>>> {
    let changes = futures_util::stream::unfold(app.changes.subscribe(), |mut changes| async {
        match changes.recv().await {
            // Who falls behind looks again anyway.
            Ok(()) | Err(RecvError::Lagged(_)) => Some((Ok(Event::default().data("changed")), changes)),
            Err(RecvError::Closed) => None,
        }
    });
    Sse::new(changes).keep_alive(KeepAlive::default())
}

#[derive(Deserialize)]
struct CallsAsk {
    #[serde(default)]
    after: u64,
}

/// `GET /sandbox/calls?after=`: the record of API calls.
async fn calls(State(app): State<Arc<App>>, ask: Ask<CallsAsk>) -> Json<Value> {
    Json(json!({ "calls": app.record.after(ask.after) }))
}

async fn forget_calls(State(app): State<Arc<App>>) -> StatusCode {
    app.record.clear();
    StatusCode::NO_CONTENT
}

#[derive(Deserialize)]
struct ConversationsAsk {
    customer: Option<String>,
}

/// `GET /sandbox/conversations?customer=`: what is stored, in the plainest words.
async fn conversations(State(app): State<Arc<App>>, ask: Ask<ConversationsAsk>) -> ApiResult<Json<Value>> {
    app.read(|work| {
        let numbers = match &ask.customer {
            Some(number) => vec![number.clone()],
            None => store::conversations::customers(&work.db)?,
        };
        let mut shown = Vec::new();
        for number in numbers {
            shown.extend(
                store::conversations::with_customer(&work.db, &number)?
                    .iter()
                    .map(|conversation| stored(&app, conversation)),
            );
        }
        Ok(Json(json!({ "conversations": shown })))
    })
}

fn stored(app: &App, conversation: &Conversation) -> Value {
    let standing = match conversation.standing() {
        Standing::Waiting { .. } => "waiting",
        Standing::Alerting => "alerting",
        Standing::Connected => "connected",
        Standing::Disconnected { .. } => "disconnected",
    };
    let participants = conversation.participants.iter().map(|part| {
        let work = part.after_call_work();
        let wrapup = work.and_then(|work| work.wrapup.as_ref()).map(|wrapup| {
            let name = match wrapup.code {
                Some(Code::Chosen(code)) => app.org.wrapup_code(code).map(|code| code.name.as_str()),
                Some(Code::System(code)) => Some(code),
                None => None,
            };
            json!({ "code": name, "notes": wrapup.notes, "provisional": wrapup.provisional })
        });
        json!({
            "id": part.id,
            "communicationId": part.communication,
            "user": part.user().and_then(|user| app.org.user(user)).map(|user| user.email.as_str()),
            "queue": part.queue().and_then(|queue| app.org.queue(queue)).map(|queue| queue.name.as_str()),
            "live": part.is_live(),
            "disconnectType": part.ended.map(|ended| ended.why.word()),
            "afterCallWork": work.map(|work| match work.state {
                WorkState::NotApplicable => "notApplicable",
                WorkState::Pending { .. } => "pending",
                WorkState::Skipped { .. } => "skipped",
                WorkState::Complete { .. } => "complete",
            }),
            "wrapup": wrapup,
            "attributes": part.attributes,
        })
    });
    let messages = conversation.messages.iter().map(|message| {
        json!({
            "id": message.id,
            "direction": if message.direction == Direction::Inbound { "inbound" } else { "outbound" },
            "text": message.text,
            "status": message.status.word(),
            "segments": message.segments,
            "time": wire::time(message.time),
        })
    });
    json!({
        "id": conversation.id,
        "customer": conversation.customer,
        "address": conversation.address,
        "standing": standing,
        "contact": conversation.contact.and_then(|contact| app.org.contact(contact)).map(crate::org::Contact::name),
        "participants": participants.collect::<Vec<_>>(),
        "messages": messages.collect::<Vec<_>>(),
    })
}

async fn clock(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "now": wire::time(app.now()) }))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Advance {
    advance_seconds: u32,
}

/// `POST /sandbox/clock`: time passes.
async fn advance(State(app): State<Arc<App>>, Body(by): Body<Advance>) -> ApiResult<Json<Value>> {
    app.advance_clock(SignedDuration::from_secs(i64::from(by.advance_seconds)))?;
    app.tick()?;
    Ok(Json(json!({ "now": wire::time(app.now()) })))
}

/// `POST /sandbox/reset`: back to the beginning.
async fn reset(State(app): State<Arc<App>>) -> ApiResult<StatusCode> {
    app.reset()?;
    app.hub.send_all(&Frame::Close);
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct SetPresence {
    email: String,
    presence: String,
}

/// `POST /sandbox/presence`: somebody's presence changes, by another client or an administrator.
async fn set_presence(State(app): State<Arc<App>>, Body(set): Body<SetPresence>) -> ApiResult<StatusCode> {
    let user = app.org.user_by_email(&set.email).ok_or_else(ApiError::not_found)?.id;
    let named = app.org.presences.iter().find(|presence| presence.name == set.presence);
    let presence = named.ok_or_else(|| ApiError::invalid_value("presence", &set.presence))?.id;
    app.change(|work| work.set_presence(user, Some(presence), None))?;
    Ok(StatusCode::NO_CONTENT)
}

#[derive(Deserialize)]
struct Revoke {
    email: String,
}

/// `POST /sandbox/tokens/revoke`: an administrator signs somebody out.
async fn revoke(State(app): State<Arc<App>>, Body(revoke): Body<Revoke>) -> ApiResult<Json<Value>> {
    let user = app.org.user_by_email(&revoke.email).ok_or_else(ApiError::not_found)?.id;
    let (tokens, gone) = app.change(|work| {
        let gone = channels::of_user(&work.db, user)?;
        for channel in &gone {
            channels::remove(&work.db, channel)?;
        }
        Ok((identity::end_tokens_of(&work.db, user)?, gone))
    })?;
    close_revoked(&app, &gone, user);
    Ok(Json(json!({ "tokens": tokens })))
}

#[derive(Deserialize)]
struct CloseSockets {
    #[serde(default)]
    notice: bool,
}

/// `POST /sandbox/sockets/close`: all sockets go; with `notice` they are told first and left open for a minute.
async fn close_sockets(State(app): State<Arc<App>>, Body(close): Body<CloseSockets>) -> StatusCode {
    if close.notice {
        let body = json!({ "message": "The socket will be closed soon; reconnect." });
        app.hub.send_all(&envelope("v2.system.socket_closing", &body, &ids::fresh().to_string()));
        tokio::spawn(async move {
            tokio::time::sleep(std::time::Duration::from_mins(1)).await;
            app.hub.send_all(&Frame::Close);
        });
    } else {
        app.hub.send_all(&Frame::Close);
    }
    StatusCode::NO_CONTENT
}

/// `POST /sandbox/sockets/silence`: all sockets stay open, say nothing and hear nothing.
async fn silence_sockets(State(app): State<Arc<App>>) -> StatusCode {
    app.hub.send_all(&Frame::FallSilent);
    StatusCode::NO_CONTENT
}

/// `POST /sandbox/sockets/faults`: the next notification that fits goes wrong.
async fn add_frame_fault(State(app): State<Arc<App>>, Body(fault): Body<FrameFault>) -> StatusCode {
    app.faults.add_for_frames(fault);
    StatusCode::NO_CONTENT
}

async fn faults(State(app): State<Arc<App>>) -> Json<Value> {
    Json(json!({ "faults": app.faults.list(), "held": app.faults.held() }))
}

/// `POST /sandbox/faults`: the next request that fits goes wrong.
async fn add_fault(State(app): State<Arc<App>>, Body(fault): Body<Fault>) -> StatusCode {
    app.faults.add(fault);
    StatusCode::NO_CONTENT
}

async fn forget_faults(State(app): State<Arc<App>>) -> StatusCode {
    app.faults.clear();
    StatusCode::NO_CONTENT
}

/// `GET /sandbox/media/{id}`.
async fn download(State(app): State<Arc<App>>, At(id): At<Uuid>) -> ApiResult<Response> {
    let media = app.read(|work| Ok(store::media::load(&work.db, id)?))?;
    let Some(Media { upload: Upload::Valid { mime, bytes }, .. }) = media else { return Err(ApiError::not_found()) };
    Ok(served(&mime, bytes))
}

/// A file of somebody's, which is nothing but what it says it is.
pub(super) fn served(mime: &str, bytes: Vec<u8>) -> Response {
    let unknown = HeaderValue::from_static("application/octet-stream");
    let kind = HeaderValue::from_str(mime).ok().filter(|kind| !kind.is_empty()).unwrap_or(unknown);
    let mut headers = HeaderMap::new();
    headers.insert(header::CONTENT_TYPE, kind);
    headers.insert(header::X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(header::CONTENT_SECURITY_POLICY, HeaderValue::from_static("default-src 'none'; sandbox"));
    (headers, bytes).into_response()
}

/// `PUT` or `POST /sandbox/media/{id}`: the file itself, bare or in a form.
async fn upload(State(app): State<Arc<App>>, At(id): At<Uuid>, request: Request) -> ApiResult<StatusCode> {
    let kind =
        request.headers().get(header::CONTENT_TYPE).and_then(|kind| kind.to_str().ok()).unwrap_or_default().to_owned();
    let (name, bytes) = if kind.starts_with("multipart/form-data") {
        let wrong = |error: String| ApiError::bad_request(error);
        let mut form = Multipart::from_request(request, &()).await.map_err(|error| wrong(error.body_text()))?;
        let field = form.next_field().await.map_err(|error| wrong(error.body_text()))?;
        let field = field.ok_or_else(|| wrong("The form has no file.".to_owned()))?;
        let name = field.file_name().map(str::to_owned);
        (name, field.bytes().await.map_err(|error| wrong(error.body_text()))?)
    } else {
        (None, Bytes::from_request(request, &()).await.map_err(|error| ApiError::bad_request(error.body_text()))?)
    };
    app.change(|work| {
        let mut media = store::media::load(&work.db, id)?.ok_or_else(ApiError::not_found)?;
        if !matches!(media.upload, Upload::Awaited) {
            return Err(ApiError::bad_request("This place is taken."));
        }
        if let Some(name) = name.filter(|_| media.name.is_empty()) {
            media.name = name;
        }
        media.upload = match detected(&bytes).filter(|mime| SUPPORTED_MEDIA.contains(mime)) {
            Some(mime) => Upload::Valid { mime: mime.to_owned(), bytes: bytes.to_vec() },
            None => Upload::Invalid,
        };
        store::media::save(&work.db, &media)?;
        Ok(StatusCode::OK)
    })
}

/// What the bytes are, whatever they are called.
pub(super) fn detected(bytes: &[u8]) -> Option<&'static str> {
    let begins = |magic: &[u8]| bytes.starts_with(magic);
    if begins(b"\x89PNG\r\n\x1a\n") {
        Some("image/png")
    } else if begins(b"\xff\xd8\xff") {
        Some("image/jpeg")
    } else if begins(b"GIF87a") || begins(b"GIF89a") {
        Some("image/gif")
    } else if begins(b"%PDF-") {
        Some("application/pdf")
    } else if !bytes.is_empty() && !bytes.contains(&0) && std::str::from_utf8(bytes).is_ok() {
        Some("text/plain")
    } else {
        None
    }
}
