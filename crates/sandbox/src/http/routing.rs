//! Queues, their members and numbers, wrap-up codes.

use std::sync::Arc;

use axum::{Json, Router, extract::State, routing::get};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    error::{ApiError, ApiResult},
    extract::{Ask, At, Caller, Page},
};
use crate::{
    app::App,
    domain::permission::Required::{All, Any},
    org::{Number, Queue},
    wire::{self, compact},
};

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/routing/queues/me", get(mine))
        .route("/routing/queues", get(queues))
        .route("/routing/queues/divisionviews", get(queue_views))
        .route("/routing/queues/divisionviews/all", get(queue_views))
        .route("/routing/queues/{id}", get(queue))
        .route("/routing/queues/{id}/members", get(members))
        .route("/routing/queues/{id}/users", get(members))
        .route("/routing/queues/{id}/wrapupcodes", get(queue_codes))
        .route("/routing/wrapupcodes", get(codes))
        .route("/routing/wrapupcodes/divisionviews", get(code_views))
        .route("/routing/wrapupcodes/{id}", get(code))
        .route("/routing/sms/phonenumbers", get(numbers))
        .route("/routing/sms/phonenumbers/{id}", get(number))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct MineAsk {
    joined: Option<bool>,
    sort_order: Option<String>,
}

/// `GET /routing/queues/me`.
async fn mine(
    State(app): State<Arc<App>>,
    caller: Caller,
    ask: Ask<MineAsk>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    // Members are always joined here.
    let mut queues: Vec<_> = app.org.queues_of(caller.id).filter(|_| ask.joined != Some(false)).collect();
    queues.sort_by_key(|queue| queue.name.to_lowercase());
    match ask.sort_order.as_deref() {
        None | Some("asc") => {}
        Some("desc") => queues.reverse(),
        Some(other) => return Err(ApiError::invalid_value("sortOrder", other)),
    }
    let queues: Vec<_> = queues.into_iter().map(|queue| wire::directory::queue(queue, &app.org, Some(true))).collect();
    page.of("/api/v2/routing/queues/me", &queues).map(Json)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NameAsk {
    name: Option<String>,
    sort_order: Option<String>,
}

impl NameAsk {
    /// Compares without case; an asterisk at an end stands for anything, as the API has it.
    fn matches(&self, name: &str) -> bool {
        let Some(wanted) = &self.name else { return true };
        let (name, wanted) = (name.to_lowercase(), wanted.to_lowercase());
        match (wanted.strip_prefix('*'), wanted.strip_suffix('*')) {
            (Some(_), Some(_)) => name.contains(wanted.trim_matches('*')),
            (Some(end), None) => name.ends_with(end),
            (None, Some(start)) => name.starts_with(start),
            (None, None) => name == wanted,
        }
    }
}

/// `GET /routing/queues`.
async fn queues(
    State(app): State<Arc<App>>,
    caller: Caller,
    ask: Ask<NameAsk>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(&["routing:queue:view"]))?;
    listed(&app, &ask, *page, "/api/v2/routing/queues")
}

/// `GET /routing/queues/divisionviews`.
async fn queue_views(
    State(app): State<Arc<App>>,
    caller: Caller,
    ask: Ask<NameAsk>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(All(&["routing:queue:search"]))?;
    listed(&app, &ask, *page, "/api/v2/routing/queues/divisionviews")
}

fn listed(app: &App, ask: &NameAsk, page: Page, path: &str) -> ApiResult<Json<Value>> {
    let mut found: Vec<_> = app.org.queues.iter().filter(|queue| ask.matches(&queue.name)).collect();
    found.sort_by_key(|queue| queue.name.to_lowercase());
    if ask.sort_order.as_deref().is_some_and(|order| order.eq_ignore_ascii_case("desc")) {
        found.reverse();
    }
    let found: Vec<_> = found.into_iter().map(|queue| wire::directory::queue(queue, &app.org, None)).collect();
    page.of(path, &found).map(Json)
}

async fn queue(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(All(&["routing:queue:view"]))?;
    Ok(Json(wire::directory::queue(find(&app, id)?, &app.org, None)))
}

/// `GET /routing/queues/{id}/members`.
async fn members(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(&[
        "routing:queue:view",
        "routing:queue:edit",
        "routing:queue:readonly",
        "routing:queueMember:manage",
    ]))?;
    let queue = find(&app, id)?;
    let members = app.read(|work| {
        let users = queue.members.iter().filter_map(|member| app.org.user(*member));
        users
            .map(|user| {
                let agent = work.agent(user.id)?;
                let mut shown = wire::directory::user(user, &app.org);
                shown["presence"] = wire::agent::presence(&agent, &app.org);
                Ok(json!({
                    "id": user.id,
                    "name": user.name,
                    "user": shown,
                    "ringNumber": 1,
                    "joined": true,
                    "memberBy": "user",
                    "routingStatus": wire::agent::routing(&agent),
                    "selfUri": format!("/api/v2/routing/queues/{id}/members/{}", user.id),
                }))
            })
            .collect::<ApiResult<Vec<_>>>()
    })?;
    let mut listing = page.of(&format!("/api/v2/routing/queues/{id}/members"), &members)?;
    // This listing alone does not say how much there is.
    if let Some(fields) = listing.as_object_mut() {
        fields.retain(|name, _| !matches!(name.as_str(), "total" | "pageCount" | "lastUri"));
    }
    Ok(Json(listing))
}

async fn queue_codes(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(All(&["routing:queue:view"]))?;
    let codes = codes_of(&app, find(&app, id)?);
    page.of(&format!("/api/v2/routing/queues/{id}/wrapupcodes"), &codes).map(Json)
}

/// The wrap-up codes of a queue as `WrapupCode`s.
pub(crate) fn codes_of(app: &App, queue: &Queue) -> Vec<Value> {
    let codes = queue.wrapup_codes.iter().filter_map(|code| app.org.wrapup_code(*code));
    codes.map(|code| wire::directory::wrapup_code(code, &app.org)).collect()
}

async fn codes(
    State(app): State<Arc<App>>,
    caller: Caller,
    ask: Ask<NameAsk>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(All(&["routing:wrapupCode:view"]))?;
    listed_codes(&app, &ask, *page, "/api/v2/routing/wrapupcodes")
}

async fn code_views(
    State(app): State<Arc<App>>,
    caller: Caller,
    ask: Ask<NameAsk>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(All(&["routing:wrapupCode:search"]))?;
    listed_codes(&app, &ask, *page, "/api/v2/routing/wrapupcodes/divisionviews")
}

fn listed_codes(app: &App, ask: &NameAsk, page: Page, path: &str) -> ApiResult<Json<Value>> {
    let found = app.org.wrapup_codes.iter().filter(|code| ask.matches(&code.name));
    let found: Vec<_> = found.map(|code| wire::directory::wrapup_code(code, &app.org)).collect();
    page.of(path, &found).map(Json)
}

async fn code(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(All(&["routing:wrapupCode:view"]))?;
    let code = app.org.wrapup_code(id).ok_or_else(ApiError::not_found)?;
    Ok(Json(wire::directory::wrapup_code(code, &app.org)))
}

async fn numbers(State(app): State<Arc<App>>, caller: Caller, page: Ask<Page>) -> ApiResult<Json<Value>> {
    caller.require(All(&["sms:phoneNumber:view"]))?;
    let all: Vec<_> =
        app.org.queues.iter().filter_map(|queue| queue.number.as_ref()).map(|number| shown(number, &app)).collect();
    page.of("/api/v2/routing/sms/phonenumbers", &all).map(Json)
}

async fn number(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(All(&["sms:phoneNumber:view"]))?;
    let number = app.org.queues.iter().filter_map(|queue| queue.number.as_ref()).find(|number| number.id == id);
    Ok(Json(shown(number.ok_or_else(ApiError::not_found)?, &app)))
}

/// `SmsPhoneNumber`.
fn shown(number: &Number, app: &App) -> Value {
    compact(json!({
        "id": number.id,
        "name": number.e164,
        "phoneNumber": number.e164,
        "phoneNumberType": "local",
        "phoneNumberStatus": "ACTIVE",
        "capabilities": ["sms", "mms"],
        "countryCode": app.org.default_country,
        "supportsSms": true,
        "supportsMms": true,
        "supportsVoice": false,
        "selfUri": format!("/api/v2/routing/sms/phonenumbers/{}", number.id),
    }))
}

fn find(app: &App, id: Uuid) -> ApiResult<&Queue> {
    app.org.queue(id).ok_or_else(ApiError::not_found)
}
