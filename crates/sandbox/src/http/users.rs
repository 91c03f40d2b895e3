//! Users, the organisation, tokens, presence, routing status.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    routing::{get, post},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    error::{ApiError, ApiResult},
    extract::{Ask, At, Body, Caller, Page},
};
use crate::{
    app::{App, Work},
    domain::permission::Required::{All, Any},
    hub::{Frame, envelope},
    ids,
    org::{SystemPresence, User},
    store::{self, agents::Routing, channels, identity},
    wire,
};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/users/me", get(me))
        .route("/users", get(list))
        .route("/users/search", post(search))
        .route("/users/{id}", get(one))
        .route("/users/{id}/queues", get(queues))
        .route("/users/{id}/presences/{source}", get(presence).patch(set_presence))
        .route("/users/{id}/routingstatus", get(routing_status).put(set_routing_status))
        .route("/organizations/me", get(organization))
        .route("/authorization/subjects/me", get(subject))
        .route("/tokens/me", get(token).delete(revoke))
        .route("/presencedefinitions", get(presence_definitions))
        .route("/presencedefinitions/{id}", get(presence_definition))
        .route("/presence/definitions", get(divisioned_definitions))
        .route("/presence/definitions/{id}", get(divisioned_definition))
        .route("/systempresences", get(system_presences))
}

#[derive(Deserialize)]
struct Expand {
    #[serde(default)]
    expand: String,
}

impl Expand {
    fn wants(&self, what: &str) -> bool {
        self.expand.split(',').any(|wanted| wanted.trim().eq_ignore_ascii_case(what))
    }
}

async fn me(State(app): State<Arc<App>>, caller: Caller, ask: Ask<Expand>) -> ApiResult<Json<Value>> {
    let user = caller.user()?;
    let mut me = app.read(|work| expanded(work, user, &ask))?;
    me["languagePreference"] = json!(app.org.default_language);
    if ask.wants("organization") {
        me["organization"] = wire::directory::organization(&app.org);
    }
    if ask.wants("presencedefinitions") {
        me["presenceDefinitions"] = app.org.presences.iter().map(wire::agent::definition).collect();
    }
    if ask.wants("autoanswersettings") {
        me["autoAnswerSettings"] = wire::directory::auto_answer(user);
    }
    if ask.wants("token") {
        me["token"] = token_info(&app, &caller);
    }
    if ask.wants("date") {
        me["date"] = json!({ "currentDate": wire::time(app.now()) });
    }
    Ok(Json(me))
}

async fn one(State(app): State<Arc<App>>, _: Caller, At(id): At<Uuid>, ask: Ask<Expand>) -> ApiResult<Json<Value>> {
    let user = app.org.user(id).ok_or_else(ApiError::not_found)?;
    app.read(|work| expanded(work, user, &ask)).map(Json)
}

async fn list(State(app): State<Arc<App>>, _: Caller, ask: Ask<Expand>, page: Ask<Page>) -> ApiResult<Json<Value>> {
    let users =
        app.read(|work| app.org.users.iter().map(|user| expanded(work, user, &ask)).collect::<ApiResult<Vec<_>>>())?;
    page.of("/api/v2/users", &users).map(Json)
}

/// A user with what was asked for beside.
fn expanded(work: &Work<'_>, user: &User, ask: &Expand) -> ApiResult<Value> {
    let org = &work.app.org;
    let mut shown = wire::directory::user(user, org);
    if ask.wants("authorization") {
        shown["authorization"] = wire::directory::authorization(user);
    }
    if ask.wants("presence") {
        shown["presence"] = wire::agent::presence(&work.agent(user.id)?, org);
    }
    if ask.wants("routingStatus") {
        shown["routingStatus"] = wire::agent::routing(&work.agent(user.id)?);
    }
    if ask.wants("conversationSummary") {
        let conversations = store::conversations::of_user(&work.db, user.id)?;
        let active = conversations.iter().filter(|conversation| conversation.is_active_for(user.id)).count();
        shown["conversationSummary"] = json!({
            "userId": user.id,
            "message": { "contactCenter": { "active": active, "acw": 0 }, "enterprise": { "active": 0, "acw": 0 } },
        });
    }
    Ok(shown)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Search {
    #[serde(default)]
    query: Vec<Criterion>,
    #[serde(default)]
    expand: Vec<String>,
    page_size: Option<usize>,
    page_number: Option<usize>,
    sort_order: Option<String>,
}

#[derive(Deserialize)]
struct Criterion {
    #[serde(rename = "type")]
    kind: String,
    value: Option<String>,
    #[serde(default)]
    values: Vec<String>,
    #[serde(default)]
    fields: Vec<String>,
    operator: Option<String>,
    #[serde(default)]
    group: Vec<Criterion>,
}

/// `POST /users/search`: name, e-mail address and title are searched.
async fn search(State(app): State<Arc<App>>, caller: Caller, Body(ask): Body<Search>) -> ApiResult<Json<Value>> {
    caller.require(Any(&["directory:user:view"]))?;
    let mut found = Vec::new();
    for user in &app.org.users {
        if matches(user, &ask.query)? {
            found.push(user);
        }
    }
    found.sort_by_key(|user| user.name.to_lowercase());
    if ask.sort_order.as_deref() == Some("DESC") {
        found.reverse();
    }
    let expand = Expand { expand: ask.expand.join(",") };
    let page = Page { page_number: ask.page_number.unwrap_or(1), page_size: ask.page_size.unwrap_or(25) };
    let found =
        app.read(|work| found.iter().map(|user| expanded(work, user, &expand)).collect::<ApiResult<Vec<_>>>())?;
    let listing = page.of("/api/v2/users/search", &found)?;
    Ok(Json(json!({
        "total": listing["total"],
        "pageCount": listing["pageCount"],
        "pageSize": listing["pageSize"],
        "pageNumber": listing["pageNumber"],
        "types": ["users"],
        "results": listing["entities"],
    })))
}

fn matches(user: &User, criteria: &[Criterion]) -> ApiResult<bool> {
    let mut all = true;
    for criterion in criteria {
        let hit = meets(user, criterion)?;
        match criterion.operator.as_deref() {
            None | Some("AND") => all &= hit,
            Some("OR") => all |= hit,
            Some("NOT") => all &= !hit,
            Some(other) => return Err(ApiError::invalid_value("operator", other)),
        }
    }
    Ok(all)
}

fn meets(user: &User, criterion: &Criterion) -> ApiResult<bool> {
    if !criterion.group.is_empty() {
        return matches(user, &criterion.group);
    }
    let id = user.id.to_string();
    let value_of = |field: &str| match field {
        "name" => Some(user.name.as_str()),
        "email" | "username" => Some(user.email.as_str()),
        "title" => user.title.as_deref(),
        "id" | "guid" => Some(id.as_str()),
        "state" => Some("active"),
        _ => None,
    };
    let fields: Vec<&str> = if criterion.fields.is_empty() {
        vec!["name", "email"]
    } else {
        criterion.fields.iter().map(String::as_str).collect()
    };
    let haystack: Vec<String> = fields.iter().filter_map(|field| value_of(field)).map(str::to_lowercase).collect();
    let needles: Vec<String> =
        criterion.value.iter().chain(&criterion.values).map(|value| value.trim().to_lowercase()).collect();
    let any =
        |test: fn(&str, &str) -> bool| haystack.iter().any(|text| needles.iter().any(|needle| test(text, needle)));
    Ok(match criterion.kind.as_str() {
        "MATCH_ALL" => true,
        "EXACT" => any(|text, needle| text == needle),
        // Each word begins one, as in the service's own search box.
        "STARTS_WITH" => {
            any(|text, needle| text.starts_with(needle) || text.split_whitespace().any(|word| word.starts_with(needle)))
        }
        "CONTAINS" => any(|text, needle| text.contains(needle)),
        "TERM" | "TERMS" | "QUERY_STRING" => any(|text, needle| {
            needle.split_whitespace().all(|term| {
                let term = term.trim_matches('*');
                text.split(|letter: char| !letter.is_alphanumeric()).any(|word| word.starts_with(term))
                    || text.contains(term)
            })
        }),
        other => return Err(ApiError::invalid_value("type", other)),
    })
}

#[derive(Deserialize)]
struct Joined {
    joined: Option<bool>,
}

/// `GET /users/{id}/queues`.
async fn queues(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
    joined: Ask<Joined>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(&["routing:queue:view"]))?;
    app.org.user(id).ok_or_else(ApiError::not_found)?;
    // Members are always joined here.
    let queues = app.org.queues_of(id).filter(|_| joined.joined != Some(false));
    let queues: Vec<_> = queues.map(|queue| wire::directory::queue(queue, &app.org, Some(true))).collect();
    page.of(&format!("/api/v2/users/{id}/queues"), &queues).map(Json)
}

async fn presence(
    State(app): State<Arc<App>>,
    _: Caller,
    At((id, source)): At<(Uuid, String)>,
) -> ApiResult<Json<Value>> {
    purecloud(&source)?;
    app.org.user(id).ok_or_else(ApiError::not_found)?;
    app.read(|work| Ok(Json(wire::agent::presence(&work.agent(id)?, &app.org))))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct PresencePatch {
    presence_definition: Option<Reference>,
    message: Option<String>,
    primary: Option<bool>,
}

#[derive(Deserialize)]
struct Reference {
    id: String,
}

async fn set_presence(
    State(app): State<Arc<App>>,
    caller: Caller,
    At((id, source)): At<(Uuid, String)>,
    Body(patch): Body<PresencePatch>,
) -> ApiResult<Json<Value>> {
    purecloud(&source)?;
    own(&caller, id)?;
    if patch.presence_definition.is_none() && patch.message.is_none() && patch.primary.is_none() {
        return Err(ApiError::bad_request("A presence definition, a message or primary is required."));
    }
    let presence = match &patch.presence_definition {
        None => None,
        Some(reference) => {
            let presence = Uuid::parse_str(&reference.id).ok().and_then(|id| app.org.presence(id));
            Some(presence.ok_or_else(|| ApiError::invalid_value("presenceDefinition.id", &reference.id))?.id)
        }
    };
    app.change(|work| {
        let agent = work.set_presence(id, presence, patch.message)?;
        Ok(Json(wire::agent::presence(&agent, &app.org)))
    })
}

fn purecloud(source: &str) -> ApiResult<()> {
    if source.eq_ignore_ascii_case("purecloud") { Ok(()) } else { Err(ApiError::not_found()) }
}

fn own(caller: &Caller, id: Uuid) -> ApiResult<()> {
    if caller.id == id { Ok(()) } else { Err(ApiError::not_authorized("This belongs to another user.")) }
}

async fn routing_status(State(app): State<Arc<App>>, _: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    app.org.user(id).ok_or_else(ApiError::not_found)?;
    app.read(|work| Ok(Json(wire::agent::routing(&work.agent(id)?))))
}

#[derive(Deserialize)]
struct RoutingPut {
    status: String,
}

/// `PUT /users/{id}/routingstatus`: an agent on queue who did not respond becomes idle again.
async fn set_routing_status(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
    Body(put): Body<RoutingPut>,
) -> ApiResult<Json<Value>> {
    own(&caller, id)?;
    app.change(|work| {
        let agent = work.agent(id)?;
        let invalid =
            || ApiError::new(StatusCode::BAD_REQUEST, "general.bad.request", "The transition is not possible.");
        let on_queue =
            app.org.presence(agent.presence).is_some_and(|presence| presence.system == SystemPresence::OnQueue);
        match put.status.as_str() {
            "IDLE" if on_queue => work.set_routing(id, Routing::Idle)?,
            "OFF_QUEUE" if !on_queue => {}
            _ => return Err(invalid()),
        }
        Ok(Json(wire::agent::routing(&work.agent(id)?)))
    })
}

async fn organization(State(app): State<Arc<App>>, _: Caller) -> Json<Value> {
    Json(wire::directory::organization(&app.org))
}

/// `GET /authorization/subjects/me`.
async fn subject(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<Json<Value>> {
    let user = caller.user()?;
    let authorization = wire::directory::authorization(user);
    let grants = user.roles.iter().map(|role| {
        json!({
            "subjectId": user.id,
            "division": wire::directory::division(&app.org),
            "role": {
                "id": Uuid::new_v5(&user.id, role.as_bytes()),
                "name": role,
                "policies": authorization["permissionPolicies"].as_array().into_iter().flatten().map(|policy| json!({
                    "domain": policy["domain"], "entityName": policy["entityName"], "actions": policy["actionSet"],
                })).collect::<Vec<_>>(),
            },
        })
    });
    Ok(Json(json!({ "id": user.id, "name": user.name, "grants": grants.collect::<Vec<_>>(), "version": 1 })))
}

async fn token(State(app): State<Arc<App>>, caller: Caller) -> Json<Value> {
    Json(token_info(&app, &caller))
}

/// `TokenInfo`.
fn token_info(app: &App, caller: &Caller) -> Value {
    let organization = json!({ "id": app.org.id, "name": app.org.name });
    let client = app.org.client(caller.token.client);
    json!({
        "organization": organization,
        "homeOrganization": organization,
        "authorizedScope": ["conversations", "notifications", "presence", "routing", "users", "external-contacts", "response-management"],
        "dateTokenIdles": wire::time(caller.token.expires),
        "OAuthClient": {
            "id": caller.token.client,
            "name": client.map(|client| client.name.as_str()),
            "authorizedGrantType": "CODE",
            "organization": organization,
        },
    })
}

/// `DELETE /tokens/me`: sign-out.
async fn revoke(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<StatusCode> {
    let channels = app.change(|work| {
        identity::end_token(&work.db, caller.token.hash)?;
        let channels = channels::of_token(&work.db, caller.token.hash)?;
        for channel in &channels {
            channels::remove(&work.db, channel)?;
        }
        Ok(channels)
    })?;
    close_revoked(&app, &channels, caller.id);
    Ok(StatusCode::NO_CONTENT)
}

/// Tells the sockets of channels whose token is gone, and closes them.
pub(crate) fn close_revoked(app: &App, channels: &[String], user: Uuid) {
    for channel in channels {
        let body = json!({
            "channelId": channel,
            "systemTopicType": "token_revoked",
            "userId": user,
            "organizationId": app.org.id,
            "reason": "user_tokens_revoked",
            "message": "The token of this channel has been revoked.",
        });
        let topic = format!("v2.system.token_revoked.{channel}");
        app.hub.send(channel, &envelope(&topic, &body, &ids::fresh().to_string()));
        app.hub.send(channel, &Frame::Close);
    }
}

async fn presence_definitions(State(app): State<Arc<App>>, _: Caller, page: Ask<Page>) -> ApiResult<Json<Value>> {
    let all: Vec<_> = app.org.presences.iter().map(wire::agent::definition).collect();
    page.of("/api/v2/presencedefinitions", &all).map(Json)
}

async fn presence_definition(State(app): State<Arc<App>>, _: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    app.org.presence(id).map(|presence| Json(wire::agent::definition(presence))).ok_or_else(ApiError::not_found)
}

async fn divisioned_definitions(State(app): State<Arc<App>>, caller: Caller) -> ApiResult<Json<Value>> {
    caller.require(All(&["presence:presenceDefinition:view"]))?;
    let all: Vec<_> = app.org.presences.iter().map(wire::agent::divisioned_definition).collect();
    Ok(Json(json!({ "entities": all, "total": app.org.presences.len(), "selfUri": "/api/v2/presence/definitions" })))
}

async fn divisioned_definition(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
) -> ApiResult<Json<Value>> {
    caller.require(All(&["presence:presenceDefinition:view"]))?;
    app.org
        .presence(id)
        .map(|presence| Json(wire::agent::divisioned_definition(presence)))
        .ok_or_else(ApiError::not_found)
}

async fn system_presences(_: Caller) -> Json<Value> {
    let all = SystemPresence::ALL.map(|system| json!({ "id": system.to_string(), "name": system.label() }));
    Json(json!(all))
}
