//! External contacts and canned responses.

use std::sync::Arc;

use axum::{
    Json, Router,
    extract::State,
    http::StatusCode,
    response::Response,
    routing::{get, post, put},
};
use serde::Deserialize;
use serde_json::{Value, json};
use uuid::Uuid;

use super::{
    backstage::{detected, served},
    conversations::visible,
    error::{ApiError, ApiResult},
    extract::{Ask, At, Body, Caller, Page},
};
use crate::{
    app::App,
    domain::permission::Required::Any,
    ids,
    org::{CannedResponse, Contact, Library, is_e164},
    store::{
        contacts,
        notes::{self, Note},
    },
    wire,
};

const VIEW: &[&str] = &["relate:contact:view", "externalContacts:contact:view"];
const ADD: &[&str] = &["relate:contact:add", "externalContacts:contact:add"];
const EDIT: &[&str] = &["relate:contact:edit", "externalContacts:contact:edit"];

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/externalcontacts/reversewhitepageslookup", get(lookup))
        .route("/externalcontacts/contacts", get(search_contacts).post(create_contact))
        .route("/externalcontacts/contacts/{id}", get(contact))
        .route("/externalcontacts/contacts/{id}/notes", get(contact_notes).post(add_note))
        .route("/externalcontacts/conversations/{id}", put(associate))
        .route("/responsemanagement/libraries", get(libraries))
        .route("/responsemanagement/libraries/{id}", get(library))
        .route("/responsemanagement/responses", get(responses))
        .route("/responsemanagement/responses/query", post(query))
        .route("/responsemanagement/responses/{id}", get(response))
        .route("/responsemanagement/responseassets/{id}", get(response_asset))
}

/// What is in response assets, for whoever knows the address: as at the live service it takes no token.
pub(crate) fn asset_routes() -> Router<Arc<App>> {
    Router::new().route("/response-assets/v1/uploads/{organisation}/{id}/{name}", get(asset_content))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Lookup {
    lookup_val: String,
}

/// `GET /externalcontacts/reversewhitepageslookup`: by a whole number or e-mail address.
async fn lookup(State(app): State<Arc<App>>, caller: Caller, ask: Ask<Lookup>) -> ApiResult<Json<Value>> {
    caller.require(Any(&["externalContacts:contact:view"]))?;
    // A plus sign that was not escaped arrives as a space.
    let wanted = ask.lookup_val.trim().trim_start_matches('+');
    let found = contacts_where(&app, |contact| contact.mobile.trim_start_matches('+') == wanted)?;
    Ok(Json(json!({ "contacts": found })))
}

#[derive(Deserialize)]
struct ContactsAsk {
    q: Option<String>,
}

async fn search_contacts(
    State(app): State<Arc<App>>,
    caller: Caller,
    ask: Ask<ContactsAsk>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(VIEW))?;
    let wanted = ask.q.as_deref().unwrap_or_default().trim().trim_matches('*').to_lowercase();
    let found = contacts_where(&app, |contact| {
        contact.name().to_lowercase().contains(&wanted)
            || contact.mobile.contains(&wanted)
            || contact.company.as_ref().is_some_and(|company| company.to_lowercase().contains(&wanted))
    })?;
    page.of("/api/v2/externalcontacts/contacts", &found).map(Json)
}

fn contacts_where(app: &App, wanted: impl Fn(&Contact) -> bool) -> ApiResult<Vec<Value>> {
    app.read(|work| {
        let all = work.contacts()?;
        let found = all.iter().filter(|contact| wanted(contact));
        Ok(found.map(|contact| wire::directory::contact(contact, &app.org)).collect())
    })
}

async fn contact(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(Any(VIEW))?;
    let contact = app.read(|work| work.contact(id))?;
    Ok(Json(wire::directory::contact(&contact, &app.org)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewContact {
    #[serde(default)]
    first_name: String,
    #[serde(default)]
    last_name: String,
    cell_phone: Option<NewPhone>,
}

#[derive(Deserialize)]
struct NewPhone {
    e164: String,
}

/// `POST /externalcontacts/contacts`: by name and mobile number.
async fn create_contact(
    State(app): State<Arc<App>>,
    caller: Caller,
    Body(new): Body<NewContact>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(ADD))?;
    let NewContact { first_name, last_name, cell_phone } = new;
    if first_name.trim().is_empty() && last_name.trim().is_empty() {
        return Err(ApiError::bad_request("The contact has no name."));
    }
    let mobile = cell_phone.map(|phone| phone.e164).filter(|number| is_e164(number));
    let mobile = mobile.ok_or_else(|| ApiError::bad_request("cellPhone.e164 has to be a phone number in E.164."))?;
    app.change(|work| {
        let contact = Contact::created(ids::fresh(), first_name, last_name, mobile);
        contacts::add(&work.db, &contact)?;
        Ok(Json(wire::directory::contact(&contact, &work.app.org)))
    })
}

async fn contact_notes(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(VIEW))?;
    let notes = app.read(|work| {
        work.contact(id)?;
        Ok(notes::on(&work.db, id)?)
    })?;
    let notes: Vec<_> = notes.iter().map(|note| shown(id, note)).collect();
    page.of(&format!("/api/v2/externalcontacts/contacts/{id}/notes"), &notes).map(Json)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct NewNote {
    note_text: Option<String>,
}

async fn add_note(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
    Body(new): Body<NewNote>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(EDIT))?;
    let text = new.note_text.filter(|text| !text.trim().is_empty());
    let text = text.ok_or_else(|| ApiError::bad_request("The note has no text."))?;
    app.change(|work| {
        work.contact(id)?;
        let note = Note { id: ids::fresh(), author: caller.id, text, created: work.now };
        notes::add(&work.db, id, &note)?;
        Ok(Json(shown(id, &note)))
    })
}

/// `Note`.
fn shown(contact: Uuid, note: &Note) -> Value {
    let id = note.id;
    json!({
        "id": id,
        "entityId": contact,
        "entityType": "contact",
        "noteText": note.text,
        "createDate": wire::time(note.created),
        "modifyDate": wire::time(note.created),
        "createdBy": { "id": note.author },
        "selfUri": format!("/api/v2/externalcontacts/contacts/{contact}/notes/{id}"),
    })
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Association {
    external_contact_id: Option<Uuid>,
    conversation_id: Uuid,
    communication_id: Uuid,
    media_type: String,
}

/// `PUT /externalcontacts/conversations/{id}`: links a contact, or takes the link away.
async fn associate(
    State(app): State<Arc<App>>,
    caller: Caller,
    At(id): At<Uuid>,
    Body(new): Body<Association>,
) -> ApiResult<StatusCode> {
    caller.require(Any(&["relate:conversation:associate", "externalContacts:conversation:associate"]))?;
    if new.media_type != "MESSAGE" {
        return Err(ApiError::invalid_value("mediaType", new.media_type));
    }
    if new.conversation_id != id {
        return Err(ApiError::invalid_value("conversationId", new.conversation_id));
    }
    app.change(|work| {
        let contact = new.external_contact_id.map(|contact| work.contact(contact)).transpose()?;
        let mut conversation = visible(work.conversation(id)?, &caller)?;
        if !conversation.participants.iter().any(|part| part.communication == new.communication_id) {
            return Err(ApiError::invalid_value("communicationId", new.communication_id));
        }
        conversation.link(contact.map(|contact| (contact.id, contact.name())));
        work.save(&conversation)?;
        Ok(StatusCode::ACCEPTED)
    })
}

async fn libraries(State(app): State<Arc<App>>, caller: Caller, page: Ask<Page>) -> ApiResult<Json<Value>> {
    caller.require(Any(&["responses:library:view"]))?;
    let all: Vec<_> = app.org.libraries.iter().map(wire::directory::library).collect();
    page.of("/api/v2/responsemanagement/libraries", &all).map(Json)
}

async fn library(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(Any(&["responses:library:view"]))?;
    let library = app.org.libraries.iter().find(|library| library.id == id).ok_or_else(ApiError::not_found)?;
    Ok(Json(wire::directory::library(library)))
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ResponsesAsk {
    library_id: Option<Uuid>,
}

async fn responses(
    State(app): State<Arc<App>>,
    caller: Caller,
    ask: Ask<ResponsesAsk>,
    page: Ask<Page>,
) -> ApiResult<Json<Value>> {
    caller.require(Any(&["responses:response:view"]))?;
    let library = ask.library_id.ok_or_else(|| ApiError::bad_request("libraryId is required."))?;
    if !app.org.libraries.iter().any(|candidate| candidate.id == library) {
        return Err(ApiError::not_found().about(library));
    }
    let found: Vec<_> =
        all(&app).filter(|(of, _)| of.id == library).map(|(of, it)| shown_response(&app, of, it)).collect();
    page.of("/api/v2/responsemanagement/responses", &found).map(Json)
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Query {
    #[serde(default)]
    query_phrase: String,
    page_size: Option<usize>,
    page_number: Option<usize>,
    #[serde(default)]
    filters: Vec<Filter>,
}

#[derive(Deserialize)]
struct Filter {
    name: String,
    operator: String,
    #[serde(default)]
    values: Vec<String>,
}

/// `POST /responsemanagement/responses/query`.
async fn query(State(app): State<Arc<App>>, caller: Caller, Body(query): Body<Query>) -> ApiResult<Json<Value>> {
    caller.require(Any(&["responses:response:view"]))?;
    if let Some(filter) = query
        .filters
        .iter()
        .find(|filter| filter.name != "libraryId" || !matches!(filter.operator.as_str(), "EQUALS" | "IN"))
    {
        return Err(ApiError::invalid_value("filters", &filter.name));
    }
    let phrase = query.query_phrase.to_lowercase();
    let found: Vec<_> = all(&app)
        .filter(|(of, _)| query.filters.iter().all(|filter| filter.values.contains(&of.id.to_string())))
        .filter(|(_, it)| it.name.to_lowercase().contains(&phrase) || it.text.to_lowercase().contains(&phrase))
        .map(|(of, it)| shown_response(&app, of, it))
        .collect();
    let page = Page { page_number: query.page_number.unwrap_or(1), page_size: query.page_size.unwrap_or(25) };
    Ok(Json(json!({ "results": page.of("/api/v2/responsemanagement/responses/query", &found)? })))
}

async fn response(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(Any(&["responses:response:view"]))?;
    let found = all(&app).find(|(_, response)| response.id == id);
    let (library, response) = found.ok_or_else(ApiError::not_found)?;
    Ok(Json(shown_response(&app, library, response)))
}

fn shown_response(app: &App, of: &Library, response: &CannedResponse) -> Value {
    wire::directory::response(response, of, &app.org, &app.url)
}

async fn response_asset(State(app): State<Arc<App>>, caller: Caller, At(id): At<Uuid>) -> ApiResult<Json<Value>> {
    caller.require(Any(&["responseAssets:asset:view"]))?;
    let asset = app.org.asset(id).ok_or_else(ApiError::not_found)?;
    Ok(Json(wire::directory::response_asset(asset, detected(&asset.content), &app.org, &app.url)))
}

/// `GET /response-assets/v1/uploads/{organisation}/{id}/{name}`.
async fn asset_content(
    State(app): State<Arc<App>>,
    At((organisation, id, name)): At<(Uuid, Uuid, String)>,
) -> ApiResult<Response> {
    let asset = app.org.asset(id).filter(|asset| app.org.id == organisation && asset.name == name);
    let asset = asset.ok_or_else(ApiError::not_found)?;
    Ok(served(detected(&asset.content).unwrap_or_default(), asset.content.clone()))
}

fn all(app: &App) -> impl Iterator<Item = (&Library, &CannedResponse)> {
    app.org.libraries.iter().flat_map(|library| library.responses.iter().map(move |response| (library, response)))
}
