//! Notifications: channels, subscriptions, the socket.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::{
        Path, State,
        ws::{Message, WebSocket, WebSocketUpgrade},
    },
    http::StatusCode,
    response::Response,
    routing::get,
};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::{Value, json};
use tokio::{
    sync::mpsc::UnboundedReceiver,
    time::{self, Instant, Interval},
};
use uuid::Uuid;

use super::{
    error::{ApiError, ApiResult},
    extract::{Ask, At, Body, Caller},
};
use crate::{
    app::{App, Work},
    hub::{Frame, envelope},
    ids,
    org::User,
    store::channels::{self, Channel},
    wire,
};

const LIFETIME: SignedDuration = SignedDuration::from_hours(24);
const MAX_CHANNELS: usize = 20;
const MAX_TOPICS: usize = 1_000;

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/notifications/availabletopics", get(available))
        .route("/notifications/channels", get(list).post(create))
        .route("/notifications/channels/{id}", get(exists))
        .route("/notifications/channels/{id}/subscriptions", get(subscriptions).put(replace).post(add).delete(clear))
}

/// The socket, which is not below `/api/v2`.
pub(crate) fn socket_routes() -> Router<Arc<App>> {
    Router::new().route("/channels/{id}", get(socket))
}

/// The topics that the sandbox serves, with what they ask for about others than oneself.
const USER_TOPICS: [(&str, Option<&str>); 6] = [
    ("conversations", Some("conversation:communication:view")),
    ("conversations.messages", Some("conversation:communication:view")),
    ("conversations.inbound.typing.event", Some("conversation:communication:view")),
    ("presence", None),
    ("routingStatus", None),
    ("tokens", Some("oauth:client:view")),
];
const QUEUE_TOPIC: &str = "conversations.messages";
const QUEUE_PERMISSION: &str = "routing:queue:view";

async fn available(_: Caller) -> Json<Value> {
    let users = USER_TOPICS.map(|(kind, permission)| {
        json!({
            "id": format!("v2.users.{{id}}.{kind}"),
            "description": "",
            "requiresPermissions": permission.into_iter().collect::<Vec<_>>(),
            "visibility": "Public",
            "transports": ["Websocket"],
        })
    });
    let queues = json!({
        "id": format!("v2.routing.queues.{{id}}.{QUEUE_TOPIC}"),
        "description": "",
        "requiresPermissions": [QUEUE_PERMISSION],
        "visibility": "Public",
        "transports": ["Websocket"],
    });
    let all: Vec<_> = users.into_iter().chain([queues]).collect();
    Json(json!({ "entities": all }))
}

async fn list(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<Json<Value>> {
    let channels = app.read(|work| Ok(channels::of(&work.db, caller.id, caller.token.client, work.now)?))?;
    Ok(Json(json!({ "entities": channels.iter().map(|channel| shown(&app, channel)).collect::<Vec<_>>() })))
}

/// `POST /notifications/channels`; one too many pushes out the least used, those without a socket first.
async fn create(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<Json<Value>> {
    let id = format!("streaming-{}-{}", app.url.rsplit(':').next().unwrap_or_default(), ids::fresh());
    let (channel, evicted) = app.change(|work| {
        let mut mine = channels::of(&work.db, caller.id, caller.token.client, work.now)?;
        mine.sort_by_key(|channel| app.hub.is_open(&channel.id));
        let many = (mine.len() + 1).saturating_sub(MAX_CHANNELS);
        let evicted: Vec<_> = mine.into_iter().take(many).map(|channel| channel.id).collect();
        for channel in &evicted {
            channels::remove(&work.db, channel)?;
        }
        let channel = Channel {
            id,
            user: caller.id,
            client: caller.token.client,
            token: caller.token.hash,
            expires: work.now + LIFETIME,
        };
        channels::add(&work.db, &channel, work.now)?;
        Ok((channel, evicted))
    })?;
    for gone in &evicted {
        let body = json!({
            "channelId": gone,
            "systemTopicType": "no_longer_subscribed",
            "userId": caller.id,
            "organizationId": app.org.id,
            "oauthClientId": caller.token.client,
            "reason": "another_channel_subscribed",
            "message": "You are no longer subscribed to this channel.",
        });
        app.hub
            .send(gone, &envelope(&format!("v2.system.no_longer_subscribed.{gone}"), &body, &ids::fresh().to_string()));
        app.hub.send(gone, &Frame::Close);
    }
    Ok(Json(shown(&app, &channel)))
}

/// `Channel`.
fn shown(app: &App, channel: &Channel) -> Value {
    let address = app.url.replacen("http", "ws", 1);
    json!({
        "connectUri": format!("{address}/channels/{}", channel.id),
        "id": channel.id,
        "expires": wire::time(channel.expires),
    })
}

/// `HEAD /notifications/channels/{id}`.
async fn exists(State(app): State<Arc<App>>, caller: Caller, At(id): At<String>) -> ApiResult<StatusCode> {
    app.read(|work| own(work, &caller, &id).map(|_| StatusCode::OK))
}

fn own(work: &Work<'_>, caller: &Caller, id: &str) -> ApiResult<Channel> {
    let channel = channels::load(&work.db, id, work.now)?;
    channel.filter(|channel| channel.user == caller.id).ok_or_else(ApiError::not_found)
}

async fn subscriptions(State(app): State<Arc<App>>, caller: Caller, At(id): At<String>) -> ApiResult<Json<Value>> {
    app.read(|work| {
        own(work, &caller, &id)?;
        let topics = channels::topics(&work.db, &id)?;
        Ok(Json(json!({ "entities": topics.iter().map(|topic| permitted(topic)).collect::<Vec<_>>() })))
    })
}

fn permitted(topic: &str) -> Value {
    json!({ "id": topic, "state": "Permitted", "selfUri": format!("/api/v2/notifications/availabletopics/{topic}") })
}

#[derive(Deserialize)]
struct TopicEntry {
    id: String,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct SubscribeAsk {
    #[serde(default)]
    ignore_errors: bool,
}

async fn replace(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<String>,
    ask: Ask<SubscribeAsk>,
    Body(topics): Body<Vec<TopicEntry>>,
) -> ApiResult<Json<Value>> {
    subscribe_by_rest(&app, &caller, &id, ask.ignore_errors, &topics, true)
}

async fn add(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<String>,
    ask: Ask<SubscribeAsk>,
    Body(topics): Body<Vec<TopicEntry>>,
) -> ApiResult<Json<Value>> {
    subscribe_by_rest(&app, &caller, &id, ask.ignore_errors, &topics, false)
}

fn subscribe_by_rest(
    app: &App,
    caller: &Caller,
    id: &str,
    ignore_errors: bool,
    topics: &[TopicEntry],
    replacing: bool,
) -> ApiResult<Json<Value>> {
    let user = caller.user()?;
    app.change(|work| {
        own(work, caller, id)?;
        if replacing {
            channels::unsubscribe_all(&work.db, id)?;
        }
        let mut entities = Vec::new();
        for TopicEntry { id: topic } in topics {
            match judge(app, user, topic) {
                Verdict::Permitted(spelled_out) => {
                    for topic in &spelled_out {
                        channels::subscribe(&work.db, id, topic)?;
                    }
                    entities.push(permitted(topic));
                }
                Verdict::Invalid if !ignore_errors => {
                    return Err(ApiError::new(
                        StatusCode::BAD_REQUEST,
                        "notification.invalid.topic",
                        "The topic {topic} is not valid.",
                    )
                    .with("topic", topic));
                }
                Verdict::Invalid => entities.push(rejected(topic, "The topic is not valid.", &[])),
                Verdict::Forbidden(permission) if !ignore_errors => {
                    return Err(ApiError::missing(crate::domain::permission::Required::All(&[]), &[permission]));
                }
                Verdict::Forbidden(permission) => {
                    entities.push(rejected(topic, "Permissions are missing.", &[permission]));
                }
            }
        }
        if channels::topics(&work.db, id)?.len() > MAX_TOPICS {
            return Err(ApiError::new(
                StatusCode::BAD_REQUEST,
                "notification.subscription.too.many.subscriptions",
                "A channel can subscribe to at most 1000 topics.",
            ));
        }
        channels::touch(&work.db, id, work.now + LIFETIME, work.now)?;
        Ok(Json(json!({ "entities": entities })))
    })
}

fn rejected(topic: &str, reason: &str, missing: &[&str]) -> Value {
    json!({ "id": topic, "state": "Rejected", "rejectionReason": reason, "missingPermissions": missing })
}

async fn clear(State(app): State<Arc<App>>, caller: Caller, At(id): At<String>) -> ApiResult<StatusCode> {
    app.change(|work| {
        own(work, &caller, &id)?;
        channels::unsubscribe_all(&work.db, &id)?;
        Ok(StatusCode::ACCEPTED)
    })
}

enum Verdict {
    /// One may listen to these: a combined topic `a?b&c` is several.
    Permitted(Vec<String>),
    Forbidden(&'static str),
    Invalid,
}

/// Judges a topic; `v2.users.{id}?presence&routingStatus` combines several.
fn judge(app: &App, user: &User, topic: &str) -> Verdict {
    let spelled_out: Vec<String> = match topic.split_once('?') {
        None => vec![topic.to_owned()],
        Some((start, kinds)) => kinds.split('&').map(|kind| format!("{start}.{kind}")).collect(),
    };
    for topic in &spelled_out {
        match judge_one(app, user, topic) {
            Verdict::Permitted(_) => {}
            other => return other,
        }
    }
    Verdict::Permitted(spelled_out)
}

fn judge_one(app: &App, user: &User, topic: &str) -> Verdict {
    let permitted = || Verdict::Permitted(Vec::new());
    if let Some((id, kind)) = topic.strip_prefix("v2.users.").and_then(|rest| rest.split_once('.')) {
        let about = Uuid::parse_str(id).ok().and_then(|id| app.org.user(id));
        let known = USER_TOPICS.iter().find(|(known, _)| *known == kind);
        return match (about, known) {
            (Some(about), Some((_, Some(permission)))) if about.id != user.id && !user.permissions.has(permission) => {
                Verdict::Forbidden(permission)
            }
            (Some(_), Some(_)) => permitted(),
            _ => Verdict::Invalid,
        };
    }
    if let Some((id, QUEUE_TOPIC)) = topic.strip_prefix("v2.routing.queues.").and_then(|rest| rest.split_once('.')) {
        return match Uuid::parse_str(id).ok().and_then(|id| app.org.queue(id)) {
            Some(_) if user.permissions.has(QUEUE_PERMISSION) => permitted(),
            Some(_) => Verdict::Forbidden(QUEUE_PERMISSION),
            None => Verdict::Invalid,
        };
    }
    Verdict::Invalid
}

/// `GET /channels/{id}`: the socket. Knowing the channel's id is the credential.
async fn socket(State(app): State<Arc<App>>, Path(id): Path<String>, upgrade: WebSocketUpgrade) -> ApiResult<Response> {
    // From here on: what is told before the client has its reply waits for it.
    let line = Line::open(&app, &id)?;
    Ok(upgrade.on_upgrade(|socket| serve(line, socket)))
}

async fn serve(mut line: Line, mut socket: WebSocket) {
    if let Err(error) = converse(&mut line, &mut socket).await {
        tracing::debug!(%error, "a notification socket broke off");
    }
}

/// Carries what either side says to the other.
async fn converse(line: &mut Line, socket: &mut WebSocket) -> Result<(), axum::Error> {
    loop {
        tokio::select! {
            frame = line.next() => match frame {
                Some(text) => socket.send(Message::Text(text.into())).await?,
                None => return socket.send(Message::Close(None)).await,
            },
            received = socket.recv() => match received.transpose()? {
                Some(Message::Text(text)) => {
                    if let Some(answer) = line.answer(&text) {
                        socket.send(Message::Text(answer.into())).await?;
                    }
                }
                Some(Message::Close(_)) | None => return Ok(()),
                // Pings of the protocol are answered below us.
                Some(Message::Binary(_) | Message::Ping(_) | Message::Pong(_)) => {}
            },
        }
    }
}

/// The service's end of a notification socket, whatever carries it: passes on what the hub sends, answers the client,
/// and says every now and then that the socket lives.
#[derive(Debug)]
pub(crate) struct Line {
    app: Arc<App>,
    channel: Channel,
    frames: UnboundedReceiver<Frame>,
    heartbeat: Interval,
    /// Neither says nor hears anything any more: the half-open socket of [`Frame::FallSilent`].
    silent: bool,
}

impl Line {
    pub(crate) fn open(app: &Arc<App>, id: &str) -> ApiResult<Self> {
        let channel = app.change(|work| {
            let channel = channels::load(&work.db, id, work.now)?.ok_or_else(ApiError::not_found)?;
            channels::touch(&work.db, id, channel.expires, work.now)?;
            Ok(channel)
        })?;
        let frames = app.hub.open(&channel.id);
        let heartbeat = time::interval_at(Instant::now() + app.settings.heartbeat, app.settings.heartbeat);
        Ok(Self { app: Arc::clone(app), channel, frames, heartbeat, silent: false })
    }

    /// What the client is told next; `None`: goodbye.
    pub(crate) async fn next(&mut self) -> Option<String> {
        loop {
            tokio::select! {
                biased;
                frame = self.frames.recv() => match frame {
                    Some(Frame::Text(_)) if self.silent => {}
                    Some(Frame::Text(text)) => return Some(text),
                    Some(Frame::FallSilent) => self.silent = true,
                    Some(Frame::Close) | None => return None,
                },
                _ = self.heartbeat.tick(), if !self.silent => return Some(metadata("WebSocket Heartbeat")),
            }
        }
    }

    /// What a client's frame is answered with, if it is.
    pub(crate) fn answer(&self, text: &str) -> Option<String> {
        if self.silent { None } else { answer(&self.app, &self.channel, text) }
    }
}

fn metadata(message: &str) -> String {
    json!({ "topicName": "channel.metadata", "eventBody": { "message": message } }).to_string()
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Incoming {
    message: String,
    #[serde(default)]
    topics: Vec<String>,
    correlation_id: Option<String>,
}

/// Answers what a client says in the socket: ping, subscribe, unsubscribe.
fn answer(app: &App, channel: &Channel, text: &str) -> Option<String> {
    let reply = |value: Value| Some(wire::compact(value).to_string());
    let Ok(incoming) = serde_json::from_str::<Incoming>(text) else {
        return reply(json!({ "result": "400", "status": "error", "message": "The message is not understood." }));
    };
    let correlation = incoming.correlation_id;
    match incoming.message.as_str() {
        "ping" => Some(metadata("pong")),
        "subscribe" => {
            let done = subscribe_in_socket(app, channel, &incoming.topics);
            reply(match done {
                Ok(()) => {
                    json!({ "result": "200", "status": "subscribed", "topics": incoming.topics, "correlationId": correlation })
                }
                Err(message) => {
                    json!({ "result": "400", "status": "failure", "message": message, "correlationId": correlation })
                }
            })
        }
        "unsubscribe" => {
            let done = app.change(|work| {
                for topic in &incoming.topics {
                    channels::unsubscribe(&work.db, &channel.id, topic)?;
                }
                Ok(())
            });
            reply(match done {
                Ok(()) => {
                    json!({ "result": "200", "status": "unsubscribed", "topics": incoming.topics, "correlationId": correlation })
                }
                Err(_) => json!({ "result": "500", "status": "error", "correlationId": correlation }),
            })
        }
        _ => reply(
            json!({ "result": "400", "status": "error", "message": "The message is not understood.", "correlationId": correlation }),
        ),
    }
}

fn subscribe_in_socket(app: &App, channel: &Channel, topics: &[String]) -> Result<(), String> {
    let user = app.org.user(channel.user).ok_or("The user is gone.")?;
    let mut spelled_out = Vec::new();
    for topic in topics {
        match judge(app, user, topic) {
            Verdict::Permitted(more) => spelled_out.extend(more),
            Verdict::Forbidden(permission) => return Err(format!("{topic}: {permission} is missing.")),
            Verdict::Invalid => return Err(format!("{topic}: the topic is not valid.")),
        }
    }
    app.change(|work| {
        for topic in &spelled_out {
            channels::subscribe(&work.db, &channel.id, topic)?;
        }
        channels::touch(&work.db, &channel.id, work.now + LIFETIME, work.now)?;
        Ok(())
    })
    .map_err(|_| "The server encountered an unexpected condition.".to_owned())
}
