//! Conversations: begin, read, write, answer, end, transfer, wrap up.

use std::{collections::BTreeMap, sync::Arc};

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::{IntoResponse, Response},
    routing::{get, patch, post},
};
use jiff::{SignedDuration, Timestamp};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    error::{ApiError, ApiResult},
    extract::{Ask, At, Body, Caller, Page},
    routing::codes_of,
};
use crate::{
    app::{App, Work, draft, seat},
    domain::{
        after_call_work::{Code, Wrapup},
        conversation::{Conversation, Participant, Refusal, Standing},
        permission::Required::{All, Any},
    },
    ids,
    org::{Queue, is_e164},
    store::{
        self,
        media::{Media, Upload},
    },
    wire,
};

/// The longest text of an SMS, in UTF-16 code units as JavaScript and Java count.
const MAX_TEXT: usize = 765;
const MAX_BULK: usize = 1_000;

const WRITE: &[&str] = &["conversation:message:create", "conversation:webmessaging:create"];
const READ: &[&str] = &["conversation:message:view", "conversation:webmessaging:view"];
const UPLOAD: &[&str] =
    &["conversation:message:create", "conversation:webmessaging:create", "conversation:socialmedia:create"];
const TAKE_PART: &[&str] =
    &["conversation:participant:wrapup", "conversation:call:record", "conversation:communication:disconnect"];
const END: &[&str] = &["conversation:communication:disconnect"];

pub(crate) fn routes() -> Router<Arc<App>> {
    let messages = Router::new()
        .route("/", get(list_messages).post(create))
        .route("/{id}", get(flat).patch(end_by_state))
        .route("/{id}/details", get(details))
        .route("/{id}/messages/bulk", post(bulk))
        .route("/{id}/messages/{message}", get(message))
        .route("/{id}/communications/{communication}/messages", post(send))
        .route("/{id}/communications/{communication}/messages/media", get(media_list).post(media_place))
        .route("/{id}/communications/{communication}/messages/media/uploads", post(media_upload))
        .route("/{id}/communications/{communication}/messages/media/{media}", get(media))
        .route("/{id}/communications/{communication}/typing", post(typing))
        .route("/{id}/participants/{participant}", patch(update))
        .route("/{id}/participants/{participant}/attributes", patch(attributes))
        .route("/{id}/participants/{participant}/communications/{communication}", patch(update_communication))
        .route(
            "/{id}/participants/{participant}/communications/{communication}/wrapup",
            get(communication_wrapup).post(wrap_up),
        )
        .route("/{id}/participants/{participant}/replace", post(replace))
        .route("/{id}/participants/{participant}/wrapup", get(wrapup))
        .route("/{id}/participants/{participant}/wrapupcodes", get(wrapup_codes));
    let generic = Router::new()
        .route("/{id}", get(one).delete(disconnect))
        .route("/{id}/disconnect", post(disconnect))
        .route("/{id}/participants/{participant}", patch(update))
        .route("/{id}/participants/{participant}/attributes", patch(attributes))
        .route("/{id}/participants/{participant}/replace", post(replace))
        .route("/{id}/participants/{participant}/replace/agent", post(replace_agent))
        .route("/{id}/participants/{participant}/replace/queue", post(replace_queue))
        .route("/{id}/participants/{participant}/wrapup", get(wrapup))
        .route("/{id}/participants/{participant}/wrapupcodes", get(wrapup_codes));
    Router::new()
        .route("/conversations", get(list))
        .nest("/conversations/messages", messages)
        .nest("/conversations", generic)
        .route(
            "/conversations/aftercallwork/{id}/participants/{participant}/communications/{communication}",
            patch(after_call_work),
        )
        .route("/conversations/messaging/threadingtimeline", get(threading))
        .route("/conversations/messaging/supportedcontent", get(supported_list))
        .route("/conversations/messaging/supportedcontent/{id}", get(supported))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Create {
    queue_id: String,
    to_address: String,
    to_address_messenger_type: String,
    #[serde(default)]
    use_existing_conversation: Option<bool>,
    external_contact_id: Option<Uuid>,
}

/// `POST /conversations/messages`.
async fn create(State(app): State<Arc<App>>, caller: Caller, Body(ask): Body<Create>) -> ApiResult<Response> {
    caller.require(All(&["conversation:message:create"]))?;
    match ask.to_address_messenger_type.as_str() {
        "sms" => {}
        "open" | "whatsapp" => return Err(ApiError::bad_request("The queue has no address for this messenger type.")),
        other => return Err(ApiError::invalid_value("toAddressMessengerType", other)),
    }
    if !is_e164(&ask.to_address) {
        return Err(ApiError::bad_request("toAddress has to be a phone number in E.164."));
    }
    let queue = queue(&app, &ask.queue_id)?;
    if !queue.members.contains(&caller.id) {
        return Err(ApiError::not_authorized("The user is not a member of the queue."));
    }
    let number = queue.number.as_ref();
    let number =
        number.ok_or_else(|| ApiError::bad_request("The queue has no outbound SMS address.").about(queue.id))?;
    let id = app.change(|work| {
        let contact = match ask.external_contact_id {
            Some(contact) => Some(work.contact(contact)?),
            None => work.contact_by_number(&ask.to_address)?,
        };
        let window = SignedDuration::from_mins(i64::from(app.org.threading_minutes));
        let existing = store::conversations::between(&work.db, &ask.to_address, &number.e164)?
            .filter(|conversation| conversation.is_in_window(window, work.now));
        let seat = seat(caller.id, queue);
        let conversation = match existing {
            None => {
                let mut new = Conversation::outbound(ask.to_address.clone(), number.e164.clone(), seat, work.now);
                new.link(contact.map(|contact| (contact.id, contact.name())));
                new
            }
            Some(mut over)
                if ask.use_existing_conversation == Some(true)
                    && matches!(over.standing(), Standing::Disconnected { .. }) =>
            {
                over.rejoin(seat, work.now);
                over
            }
            Some(other) => return Err(existing_conversation(&app, other.id)),
        };
        work.save(&conversation)?;
        Ok(conversation.id)
    })?;
    let created = json!({ "id": id, "selfUri": format!("/api/v2/conversations/messages/{id}") });
    Ok((StatusCode::ACCEPTED, Json(created)).into_response())
}

/// Genesys publishes neither status nor code of this refusal; both are settings.
fn existing_conversation(app: &App, id: Uuid) -> ApiError {
    let status = StatusCode::from_u16(app.settings.existing_status).unwrap_or(StatusCode::BAD_REQUEST);
    let error = ApiError::new(
        status,
        app.settings.existing_code.clone(),
        "There is an existing conversation between the remote address and the address of the queue.",
    );
    if app.settings.existing_tells { error.with("conversationId", id).about(id) } else { error }
}

fn queue<'a>(app: &'a App, id: &str) -> ApiResult<&'a Queue> {
    let found = Uuid::parse_str(id).ok().and_then(|id| app.org.queue(id));
    found.ok_or_else(|| {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "conversations.error.queue.not.found",
            "The queue {queueId} was not found.",
        )
        .with("queueId", id)
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ListAsk {
    communication_type: Option<String>,
}

/// `GET /conversations`: the caller's active ones.
async fn list(State(app): State<Arc<App>>, caller: Caller, ask: Ask<ListAsk>) -> ApiResult<Json<Value>> {
    let wanted = ask.communication_type.as_deref().is_none_or(|kind| kind.eq_ignore_ascii_case("message"));
    let active = if wanted { active(&app, &caller)? } else { Vec::new() };
    let shown: Vec<_> = active.iter().map(|conversation| wire::conversation::generic(conversation, &app.org)).collect();
    Page { page_size: 500, ..Page::default() }.of("/api/v2/conversations", &shown).map(Json)
}

/// `GET /conversations/messages`: the caller's active ones.
async fn list_messages(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<Json<Value>> {
    let active = active(&app, &caller)?;
    let shown: Vec<_> = active.iter().map(|conversation| wire::conversation::flat(conversation, &app.org)).collect();
    Page { page_size: 500, ..Page::default() }.of("/api/v2/conversations/messages", &shown).map(Json)
}

fn active(app: &App, caller: &Caller) -> ApiResult<Vec<Conversation>> {
    let mut all = app.read(|work| Ok(store::conversations::of_user(&work.db, caller.id)?))?;
    all.retain(|conversation| conversation.is_active_for(caller.id));
    Ok(all)
}

async fn flat(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    let conversation = app.read(|work| visible(work.conversation(id)?, &caller))?;
    Ok(Json(wire::conversation::flat(&conversation, &app.org)))
}

async fn one(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(Any(&["conversation:communication:view"]))?;
    let conversation = app.read(|work| work.conversation(id))?;
    Ok(Json(wire::conversation::generic(&conversation, &app.org)))
}

/// Who takes part may look; others need a permission.
pub(crate) fn visible(conversation: Conversation, caller: &Caller) -> ApiResult<Conversation> {
    if conversation.users().contains(&caller.id) || caller.may("conversation:communication:view") {
        return Ok(conversation);
    }
    caller.require(Any(&["conversation:communication:view"]))?;
    Ok(conversation)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AdditionalMessage {
    #[serde(default)]
    text_body: Option<String>,
    #[serde(default)]
    media_ids: Option<Vec<String>>,
    #[serde(default)]
    messaging_template: Option<Template>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Template {
    response_id: Uuid,
    #[serde(default)]
    body_parameters: Option<Vec<TemplateParameter>>,
    #[serde(default)]
    parameters: Option<Vec<TemplateParameter>>,
}

#[derive(Deserialize)]
struct TemplateParameter {
    id: String,
    value: String,
}

/// `POST …/communications/{id}/messages`: one SMS.
async fn send(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, communication)): At<(Uuid, Uuid)>,
    Body(ask): Body<AdditionalMessage>,
) -> ApiResult<Response> {
    caller.require(Any(WRITE))?;
    let text = match &ask.messaging_template {
        Some(template) => filled_in(&app, template)?,
        None => ask.text_body.unwrap_or_default(),
    };
    let length = text.encode_utf16().count();
    if length > MAX_TEXT {
        let error = ApiError::bad_request("The text body has {length} characters; an SMS may have at most {maximum}.");
        return Err(error.with("length", length.to_string()).with("maximum", MAX_TEXT.to_string()));
    }
    let wanted = ask.media_ids.unwrap_or_default();
    if text.trim().is_empty() && wanted.is_empty() {
        return Err(ApiError::bad_request("A message needs a text body, media or a template."));
    }
    let sent = app.change(|work| {
        let mut conversation = work.conversation(id)?;
        own_communication(&conversation, &caller, communication)?;
        let mut ids = Vec::new();
        for media in wanted {
            let found = Uuid::parse_str(&media).ok().map(|id| store::media::load(&work.db, id)).transpose()?.flatten();
            match found {
                Some(Media { id, communication: of, upload: Upload::Valid { .. }, .. }) if of == communication => {
                    ids.push(id);
                }
                _ => return Err(ApiError::invalid_value("mediaIds", media)),
            }
        }
        let message = conversation.send(communication, draft(&text, ids), app.settings.pace, work.now)?.id;
        work.save(&conversation)?;
        shown(work, &conversation, message)
    })?;
    Ok((StatusCode::ACCEPTED, Json(sent)).into_response())
}

/// A canned response with its substitutions.
fn filled_in(app: &App, template: &Template) -> ApiResult<String> {
    let responses = app.org.libraries.iter().flat_map(|library| &library.responses);
    let response = responses.into_iter().find(|response| response.id == template.response_id);
    let response = response.ok_or_else(|| ApiError::not_found().about(template.response_id))?;
    let parameters = template.body_parameters.iter().chain(&template.parameters).flatten();
    Ok(parameters.fold(response.text.clone(), |text, parameter| {
        text.replace(&format!("{{{{{}}}}}", parameter.id), &parameter.value)
    }))
}

/// The communication has to be the caller's own.
fn own_communication<'c>(
    conversation: &'c Conversation,
    caller: &Caller,
    communication: Uuid,
) -> ApiResult<&'c Participant> {
    let part = conversation.participants.iter().find(|part| part.communication == communication);
    let part = part.ok_or_else(|| ApiError::not_found().about(communication))?;
    if part.user() == Some(caller.id) {
        Ok(part)
    } else {
        Err(ApiError::not_authorized("The communication belongs to somebody else."))
    }
}

/// `MessageData`.
fn shown(work: &Work<'_>, conversation: &Conversation, message: Uuid) -> ApiResult<Value> {
    let message = conversation.messages.iter().find(|candidate| candidate.id == message);
    let message = message.ok_or_else(ApiError::not_found)?;
    let media = message.media.iter().filter_map(|media| store::media::load(&work.db, *media).transpose());
    let media = media.collect::<Result<Vec<_>, _>>()?;
    Ok(wire::message::data(conversation, message, &media, &work.app.org, &work.app.url))
}

async fn message(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, message)): At<(Uuid, Uuid)>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(READ))?;
    app.read(|work| shown(work, &visible(work.conversation(id)?, &caller)?, message)).map(Json)
}

/// `GET /conversations/messages/{messageId}/details`.
async fn details(State(app): State<Arc<App>>, caller: Caller, At(message): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(Any(READ))?;
    app.read(|work| {
        let conversation = store::conversations::of_message(&work.db, message)?.ok_or_else(ApiError::not_found)?;
        shown(work, &visible(conversation, &caller)?, message)
    })
    .map(Json)
}

/// `POST …/messages/bulk`: those of the ids that are there, the newest first.
async fn bulk(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
    Body(ids): Body<Vec<String>>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(READ))?;
    if ids.len() > MAX_BULK {
        return Err(ApiError::bad_request("At most 1000 messages can be asked for."));
    }
    app.read(|work| {
        let conversation = visible(work.conversation(id)?, &caller)?;
        let wanted = conversation.messages.iter().rev().filter(|message| ids.contains(&message.id.to_string()));
        let entities = wanted.map(|message| shown(work, &conversation, message.id)).collect::<ApiResult<Vec<_>>>()?;
        Ok(Json(json!({ "entities": entities })))
    })
}

#[derive(Deserialize)]
struct Typing {
    typing: TypingOn,
}

#[derive(Deserialize)]
struct TypingOn {
    #[serde(rename = "type")]
    kind: String,
}

async fn typing(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, communication)): At<(Uuid, Uuid)>,
    Body(ask): Body<Typing>,
) -> ApiResult<StatusCode> {
    caller.require(Any(WRITE))?;
    if ask.typing.kind != "On" {
        return Err(ApiError::invalid_value("typing.type", ask.typing.kind));
    }
    app.read(|work| own_communication(&work.conversation(id)?, &caller, communication).map(|_| ()))?;
    Ok(StatusCode::NO_CONTENT)
}

async fn media_list(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, communication)): At<(Uuid, Uuid)>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(&["conversation:messageMedia:view"]))?;
    let media = app.read(|work| {
        visible(work.conversation(id)?, &caller)?;
        Ok(store::media::of_communication(&work.db, communication)?)
    })?;
    let media: Vec<_> = media.iter().map(|media| wire::message::media(media, &app.url)).collect();
    page.of(&format!("/api/v2/conversations/messages/{id}/communications/{communication}/messages/media"), &media)
        .map(Json)
}

/// `POST …/messages/media`: a place to upload to, then to ask after.
async fn media_place(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, communication)): At<(Uuid, Uuid)>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(UPLOAD))?;
    let media = place(&app, &caller, id, communication, String::new())?;
    Ok(Json(wire::message::media(&media, &app.url)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct UploadMedia {
    file_name: String,
    content_length_bytes: u64,
}

/// `POST …/messages/media/uploads`.
async fn media_upload(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, communication)): At<(Uuid, Uuid)>,
    Body(ask): Body<UploadMedia>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(UPLOAD))?;
    if ask.content_length_bytes == 0 || ask.file_name.trim().is_empty() {
        return Err(ApiError::bad_request("fileName and contentLengthBytes are required."));
    }
    let media = place(&app, &caller, id, communication, ask.file_name)?;
    Ok(Json(json!({
        "id": media.id,
        "name": media.name,
        "uploadUrl": format!("{}/sandbox/media/{}", app.url, media.id),
        "uploadHeaders": {},
        "selfUri": format!("/api/v2/conversations/messages/{id}/communications/{communication}/messages/media/{}", media.id),
    })))
}

fn place(app: &App, caller: &Caller, conversation: Uuid, communication: Uuid, name: String) -> ApiResult<Media> {
    app.change(|work| {
        own_communication(&work.conversation(conversation)?, caller, communication)?;
        let media = Media { id: ids::fresh(), conversation, communication, name, upload: Upload::Awaited };
        store::media::save(&work.db, &media)?;
        Ok(media)
    })
}

async fn media(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, communication, media)): At<(Uuid, Uuid, Uuid)>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(READ))?;
    let found = app.read(|work| {
        visible(work.conversation(id)?, &caller)?;
        Ok(store::media::load(&work.db, media)?)
    })?;
    let found = found.filter(|media| media.conversation == id && media.communication == communication);
    Ok(Json(wire::message::media(&found.ok_or_else(ApiError::not_found)?, &app.url)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Update {
    state: Option<String>,
    wrapup: Option<WrapupInput>,
    wrapup_skipped: Option<bool>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct WrapupInput {
    code: Option<String>,
    notes: Option<String>,
    #[serde(default)]
    tags: Option<Vec<String>>,
    duration_seconds: Option<u32>,
    end_time: Option<Timestamp>,
    #[serde(default)]
    provisional: Option<bool>,
}

impl WrapupInput {
    /// The code has to be one of the queue's.
    fn checked(self, app: &App, queue: Option<Uuid>) -> ApiResult<Wrapup> {
        let queue = queue.and_then(|queue| app.org.queue(queue));
        let code = match self.code.filter(|code| !code.is_empty()) {
            None => None,
            Some(code) => {
                let known = Uuid::parse_str(&code)
                    .ok()
                    .filter(|code| queue.is_some_and(|queue| queue.wrapup_codes.contains(code)));
                Some(Code::Chosen(known.ok_or_else(|| ApiError::invalid_value("wrapup.code", code))?))
            }
        };
        Ok(Wrapup {
            code,
            notes: self.notes,
            tags: self.tags.unwrap_or_default(),
            duration_seconds: self.duration_seconds,
            end_time: self.end_time,
            provisional: self.provisional.unwrap_or_default(),
        })
    }
}

/// `PATCH …/participants/{id}`: answer, end, wrap up, skip.
async fn update(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, participant)): At<(Uuid, Uuid)>,
    Body(ask): Body<Update>,
) -> ApiResult<StatusCode> {
    caller.require(Any(TAKE_PART))?;
    if ask.state.is_none() && ask.wrapup.is_none() && ask.wrapup_skipped.is_none() {
        return Err(ApiError::bad_request("A state, a wrap-up or wrapupSkipped is required."));
    }
    app.change(|work| {
        let mut conversation = work.conversation(id)?;
        let queue = own(&conversation, &caller, participant)?.queue();
        match ask.state.as_deref() {
            None => {}
            Some("connected") => conversation.answer(participant, work.now)?,
            Some("disconnected") => leave(work, &mut conversation, participant)?,
            Some(other) => return Err(ApiError::invalid_value("state", other)),
        }
        if let Some(wrapup) = ask.wrapup {
            conversation.wrap_up(participant, wrapup.checked(&app, queue)?, work.now)?;
        }
        if ask.wrapup_skipped == Some(true) {
            conversation.skip_wrap_up(participant, work.now)?;
        }
        work.save(&conversation)?;
        Ok(StatusCode::ACCEPTED)
    })
}

/// Ends the agent's part; who declines an offer does not respond.
fn leave(work: &mut Work<'_>, conversation: &mut Conversation, participant: Uuid) -> ApiResult<()> {
    let declined = conversation
        .participant(participant)
        .filter(|part| part.is_live() && part.connected.is_none())
        .and_then(Participant::user);
    conversation.disconnect(participant, work.now)?;
    declined.map_or(Ok(()), |user| work.not_responding(user))
}

/// The participant has to be the caller.
fn own<'c>(conversation: &'c Conversation, caller: &Caller, participant: Uuid) -> ApiResult<&'c Participant> {
    let part = conversation.participant(participant).ok_or(Refusal::NotParticipant)?;
    if part.user() == Some(caller.id) {
        Ok(part)
    } else {
        Err(ApiError::not_authorized("The participant is somebody else."))
    }
}

/// `PATCH …/participants/{id}/communications/{id}`: only ends.
async fn update_communication(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, participant, communication)): At<(Uuid, Uuid, Uuid)>,
    Body(ask): Body<Update>,
) -> ApiResult<Json<Value>> {
    if ask.state.as_deref() != Some("disconnected") {
        return Err(ApiError::new(
            StatusCode::BAD_REQUEST,
            "communication.state.required",
            "The state is required and can only be disconnected.",
        ));
    }
    app.change(|work| {
        let mut conversation = work.conversation(id)?;
        own(&conversation, &caller, participant)?;
        if own_communication(&conversation, &caller, communication)?.id != participant {
            return Err(ApiError::not_found().about(communication));
        }
        leave(work, &mut conversation, participant)?;
        work.save(&conversation)?;
        Ok(Json(json!({})))
    })
}

#[derive(Deserialize)]
struct Attributes {
    attributes: Option<BTreeMap<String, Option<String>>>,
}

/// `PATCH …/participants/{id}/attributes`: sets; what is null or empty goes.
async fn attributes(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, participant)): At<(Uuid, Uuid)>,
    Body(ask): Body<Attributes>,
) -> ApiResult<Json<Value>> {
    let wanted = ask.attributes.ok_or_else(|| {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "conversation.error.participant.attribute.null",
            "The attributes may not be null.",
        )
    })?;
    app.change(|work| {
        let mut conversation = work.conversation(id)?;
        if !conversation.users().contains(&caller.id) {
            return Err(ApiError::not_authorized("The caller does not take part in the conversation."));
        }
        let part =
            conversation.participants.iter_mut().find(|part| part.id == participant).ok_or(Refusal::NotParticipant)?;
        for (name, value) in wanted {
            match value.filter(|value| !value.is_empty()) {
                Some(value) => part.attributes.insert(name, value),
                None => part.attributes.remove(&name),
            };
        }
        let attributes = part.attributes.clone();
        work.save(&conversation)?;
        Ok(Json(json!({ "attributes": attributes })))
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Transfer {
    user_id: Option<String>,
    user_name: Option<String>,
    queue_id: Option<String>,
    queue_name: Option<String>,
    address: Option<String>,
    transfer_type: Option<String>,
}

async fn replace(
    state: State<Arc<App>>,
    caller: Caller,
    at: At<(Uuid, Uuid)>,
    ask: Body<Transfer>,
) -> ApiResult<StatusCode> {
    caller.require(Any(&["conversation:communication:blindTransfer"]))?;
    transfer(&state, &caller, at.0, &ask.0)
}

async fn replace_agent(
    state: State<Arc<App>>,
    caller: Caller,
    at: At<(Uuid, Uuid)>,
    ask: Body<Transfer>,
) -> ApiResult<StatusCode> {
    caller
        .require(Any(&["conversation:communication:blindTransfer", "conversation:communication:blindTransferAgent"]))?;
    transfer(&state, &caller, at.0, &ask.0)
}

async fn replace_queue(
    state: State<Arc<App>>,
    caller: Caller,
    at: At<(Uuid, Uuid)>,
    ask: Body<Transfer>,
) -> ApiResult<StatusCode> {
    caller
        .require(Any(&["conversation:communication:blindTransfer", "conversation:communication:blindTransferQueue"]))?;
    transfer(&state, &caller, at.0, &ask.0)
}

/// `POST …/participants/{id}/replace`: blind transfer. Messages know no other.
fn transfer(app: &App, caller: &Caller, (id, participant): (Uuid, Uuid), ask: &Transfer) -> ApiResult<StatusCode> {
    if ask.transfer_type.as_deref() == Some("Attended") {
        return Err(ApiError::invalid_value("transferType", "Attended"));
    }
    app.change(|work| {
        let mut conversation = work.conversation(id)?;
        own(&conversation, caller, participant)?;
        let moved = match destination(app, ask)? {
            Destination::Queue(queue) => conversation.transfer_to_queue(participant, queue.id, work.now),
            Destination::User(user) => {
                let queue = conversation
                    .participant(participant)
                    .and_then(Participant::queue)
                    .and_then(|queue| app.org.queue(queue));
                let seconds = queue.map_or(30, |queue| queue.alerting_seconds);
                conversation.transfer_to_user(
                    participant,
                    user,
                    SignedDuration::from_secs(i64::from(seconds)),
                    work.now,
                )
            }
        };
        moved.map_err(|refusal| match refusal {
            Refusal::NotConnected => ApiError::new(
                StatusCode::BAD_REQUEST,
                "conversations.error.transfer.not.connected",
                "Only a connected participant can transfer.",
            ),
            other => other.into(),
        })?;
        work.save(&conversation)?;
        Ok(StatusCode::ACCEPTED)
    })
}

enum Destination<'a> {
    Queue(&'a Queue),
    User(Uuid),
}

fn destination<'a>(app: &'a App, ask: &Transfer) -> ApiResult<Destination<'a>> {
    let required = || {
        ApiError::new(
            StatusCode::BAD_REQUEST,
            "conversations.error.transfer.destination.required",
            "One of userId, userName and queueId is required.",
        )
    };
    match (&ask.user_id, &ask.user_name, &ask.queue_id, &ask.queue_name) {
        (Some(id), None, None, None) => {
            let user = Uuid::parse_str(id).ok().and_then(|id| app.org.user(id));
            user.map(|user| Destination::User(user.id)).ok_or_else(|| ApiError::invalid_value("userId", id))
        }
        (None, Some(name), None, None) => {
            let user = app.org.user_by_email(name);
            user.map(|user| Destination::User(user.id)).ok_or_else(|| ApiError::invalid_value("userName", name))
        }
        (None, None, Some(id), _) => queue(app, id).map(Destination::Queue),
        (None, None, None, Some(name)) => {
            let found = app.org.queues.iter().find(|queue| queue.name == *name);
            found.map(Destination::Queue).ok_or_else(|| ApiError::invalid_value("queueName", name))
        }
        _ if ask.address.is_some() => {
            Err(ApiError::invalid_value("address", "a message cannot be transferred to an address"))
        }
        _ => Err(required()),
    }
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AfterCallWorkUpdate {
    after_call_work_required: bool,
}

/// `PATCH /conversations/aftercallwork/…`: the agent asks for after-call work.
async fn after_call_work(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, participant, communication)): At<(Uuid, Uuid, Uuid)>,
    Body(ask): Body<AfterCallWorkUpdate>,
) -> ApiResult<Json<Value>> {
    app.change(|work| {
        let mut conversation = work.conversation(id)?;
        own(&conversation, &caller, participant)?;
        if own_communication(&conversation, &caller, communication)?.id != participant {
            return Err(ApiError::not_found().about(communication));
        }
        conversation.request_after_call_work(participant, ask.after_call_work_required)?;
        work.save(&conversation)?;
        Ok(Json(json!({ "afterCallWorkRequired": ask.after_call_work_required })))
    })
}

#[derive(Deserialize)]
struct WrapupAsk {
    provisional: Option<bool>,
}

/// `GET …/participants/{id}/wrapup`; a provisional one only when it is asked for.
async fn wrapup(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, participant)): At<(Uuid, Uuid)>,
    ask: Ask<WrapupAsk>,
) -> ApiResult<Json<Value>> {
    read_wrapup(&app, &caller, id, participant, ask.provisional.unwrap_or_default())
}

async fn communication_wrapup(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, participant, _)): At<(Uuid, Uuid, Uuid)>,
    ask: Ask<WrapupAsk>,
) -> ApiResult<Json<Value>> {
    read_wrapup(&app, &caller, id, participant, ask.provisional.unwrap_or_default())
}

fn read_wrapup(app: &App, caller: &Caller, id: Uuid, participant: Uuid, provisional: bool) -> ApiResult<Json<Value>> {
    let conversation = app.read(|work| visible(work.conversation(id)?, caller))?;
    let part = conversation.participant(participant).ok_or(Refusal::NotParticipant)?;
    let wrapup =
        part.after_call_work().and_then(|work| work.wrapup.as_ref()).filter(|it| provisional || !it.provisional);
    Ok(Json(wrapup.map_or_else(|| json!({}), wire::conversation::assigned_wrapup)))
}

/// `POST …/communications/{id}/wrapup`.
async fn wrap_up(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, participant, communication)): At<(Uuid, Uuid, Uuid)>,
    Body(input): Body<WrapupInput>,
) -> ApiResult<StatusCode> {
    caller.require(Any(&["conversation:participant:wrapup"]))?;
    app.change(|work| {
        let mut conversation = work.conversation(id)?;
        let queue = own(&conversation, &caller, participant)?.queue();
        if own_communication(&conversation, &caller, communication)?.id != participant {
            return Err(ApiError::not_found().about(communication));
        }
        conversation.wrap_up(participant, input.checked(&app, queue)?, work.now)?;
        work.save(&conversation)?;
        Ok(StatusCode::NO_CONTENT)
    })
}

/// `GET …/participants/{id}/wrapupcodes`: those of the participant's queue.
async fn wrapup_codes(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, participant)): At<(Uuid, Uuid)>,
) -> ApiResult<Json<Value>> {
    let conversation = app.read(|work| visible(work.conversation(id)?, &caller))?;
    let part = conversation.participant(participant).ok_or(Refusal::NotParticipant)?;
    let queue = part.queue().and_then(|queue| app.org.queue(queue));
    Ok(Json(json!(queue.map(|queue| codes_of(&app, queue)).unwrap_or_default())))
}

#[derive(Deserialize)]
struct ConversationState {
    state: Option<String>,
}

/// `PATCH /conversations/messages/{id}`: only ends.
async fn end_by_state(
    state: State<Arc<App>>,
    caller: Caller,
    at: At<Uuid>,
    Body(ask): Body<ConversationState>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(&["conversation:communication:disconnect", "conversation:message:park"]))?;
    match ask.state.as_deref() {
        Some("disconnected") => {}
        other => return Err(ApiError::invalid_value("state", other.unwrap_or_default())),
    }
    tear_down(&state, &caller, at.0).map(|conversation| Json(wire::conversation::generic(&conversation, &state.org)))
}

/// `POST /conversations/{id}/disconnect`: the last resort, with a system wrap-up.
async fn disconnect(state: State<Arc<App>>, caller: Caller, at: At<Uuid>) -> ApiResult<StatusCode> {
    caller.require(Any(END))?;
    tear_down(&state, &caller, at.0).map(|_| StatusCode::ACCEPTED)
}

fn tear_down(app: &App, caller: &Caller, id: Uuid) -> ApiResult<Conversation> {
    app.change(|work| {
        let mut conversation = visible(work.conversation(id)?, caller)?;
        conversation.tear_down(work.now);
        work.save(&conversation)?;
        Ok(conversation)
    })
}

/// `GET /conversations/messaging/threadingtimeline`.
async fn threading(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<Json<Value>> {
    caller.require(All(&["conversation:threadingTimeline:view"]))?;
    Ok(Json(json!({
        "id": app.org.id,
        "settings": [{ "messengerType": "sms", "timeoutInMinutes": app.org.threading_minutes }],
        "defaultTimeoutMinutes": 4320,
    })))
}

/// What may be attached to an SMS.
pub(crate) const SUPPORTED_MEDIA: &[&str] = &["image/jpeg", "image/png", "image/gif", "text/plain", "application/pdf"];

async fn supported_list(State(app): State<Arc<App>>, caller: Caller, page: Ask<Page>) -> ApiResult<Json<Value>> {
    caller.require(All(&["messaging:supportedContent:view"]))?;
    page.of("/api/v2/conversations/messaging/supportedcontent", &[supported_content(&app)]).map(Json)
}

async fn supported(State(app): State<Arc<App>>, caller: Caller, At(id): At<String>) -> ApiResult<Json<Value>> {
    caller.require(All(&["messaging:supportedContent:view"]))?;
    if id == "default" || id == app.org.id.to_string() {
        Ok(Json(supported_content(&app)))
    } else {
        Err(ApiError::not_found())
    }
}

/// `SupportedContent`.
fn supported_content(app: &App) -> Value {
    let types: Vec<_> = SUPPORTED_MEDIA.iter().map(|kind| json!({ "type": kind })).collect();
    json!({
        "id": app.org.id,
        "name": "Default",
        "version": 1,
        "mediaTypes": { "allow": { "inbound": types, "outbound": types } },
        "selfUri": format!("/api/v2/conversations/messaging/supportedcontent/{}", app.org.id),
    })
}
