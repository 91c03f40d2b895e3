//! Sign-in: OAuth 2 authorization code with PKCE (RFC 7636), a login form without JavaScript, sign-out.

use std::sync::Arc;

use axum::{
    Form, Json, Router,
    extract::{Query, State},
    http::{HeaderMap, HeaderValue, StatusCode, header},
    response::{IntoResponse, Redirect, Response},
    routing::{get, post},
};
use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use jiff::SignedDuration;
use serde::Deserialize;
use serde_json::json;
use sha2::{Digest, Sha256};
use url::Url;
use uuid::Uuid;

use super::{
    error::ApiResult,
    pages::{escape, page},
};
use crate::{
    app::App,
    ids,
    org::Client,
    store::identity::{self, Grant, Token},
    wire,
};

const SESSION: &str = "sandbox_session";
const SESSION_LIFETIME: SignedDuration = SignedDuration::from_hours(24);
const CODE_LIFETIME: SignedDuration = SignedDuration::from_mins(5);

pub(crate) fn routes() -> Router<Arc<App>> {
    Router::new()
        .route("/oauth/authorize", get(authorize).post(sign_in))
        .route("/oauth/token", post(token))
        .route("/logout", get(logout))
}

#[derive(Deserialize, Clone)]
struct Authorize {
    client_id: Option<String>,
    redirect_uri: Option<String>,
    response_type: Option<String>,
    code_challenge: Option<String>,
    code_challenge_method: Option<String>,
    state: Option<String>,
    prompt: Option<String>,
    login_hint: Option<String>,
}

#[derive(Deserialize)]
struct Credentials {
    #[serde(default)]
    email: String,
    #[serde(default)]
    password: String,
}

/// A request to sign in that may be answered at its redirect address.
struct Request<'a> {
    client: &'a Client,
    redirect: Url,
    state: Option<String>,
}

impl Request<'_> {
    fn answer(&self, fields: &[(&str, &str)]) -> Response {
        let mut url = self.redirect.clone();
        url.query_pairs_mut().extend_pairs(fields);
        if let Some(state) = &self.state {
            url.query_pairs_mut().append_pair("state", state);
        }
        Redirect::to(url.as_str()).into_response()
    }

    fn refuse(&self, error: &str, description: &str) -> Response {
        self.answer(&[("error", error), ("error_description", description)])
    }
}

/// Whom a redirect would reach has to be known before anything is sent there: these errors stay here.
fn request<'a>(app: &'a App, ask: &Authorize) -> Result<Request<'a>, Response> {
    let refuse = |sentence| error_page(StatusCode::BAD_REQUEST, sentence);
    let id = ask.client_id.as_deref().and_then(|id| Uuid::parse_str(id).ok());
    let client = id.and_then(|id| app.org.client(id));
    let client =
        client.ok_or_else(|| refuse("No OAuth client has this client id. Check the client id in the settings."))?;
    let redirect = ask.redirect_uri.as_deref().unwrap_or_default();
    match Url::parse(redirect) {
        Ok(url) if client.allows(redirect) => Ok(Request { client, redirect: url, state: ask.state.clone() }),
        _ => Err(refuse("This redirect URI is not registered for the OAuth client.")),
    }
}

/// Checks what may be told to the client.
fn challenge(request: &Request<'_>, ask: &Authorize) -> Result<String, Response> {
    if ask.response_type.as_deref() != Some("code") {
        return Err(request.refuse("unsupported_response_type", "The response type has to be code."));
    }
    if ask.code_challenge_method.as_deref() != Some("S256") {
        return Err(request.refuse("invalid_request", "The code challenge method has to be S256."));
    }
    match &ask.code_challenge {
        Some(challenge) if URL_SAFE_NO_PAD.decode(challenge).is_ok_and(|digest| digest.len() == 32) => {
            Ok(challenge.clone())
        }
        _ => Err(request.refuse("invalid_request", "The code challenge is missing or is not a SHA-256 in base64url.")),
    }
}

async fn authorize(
    State(app): State<Arc<App>>,
    Query(ask): Query<Authorize>,
    headers: HeaderMap,
) -> ApiResult<Response> {
    let request = match request(&app, &ask) {
        Ok(request) => request,
        Err(page) => return Ok(page),
    };
    let challenge = match challenge(&request, &ask) {
        Ok(challenge) => challenge,
        Err(redirect) => return Ok(redirect),
    };
    let signed_in = match session(&headers) {
        Some(secret) => app.read(|work| Ok(identity::session(&work.db, &secret, work.now)?))?,
        None => None,
    };
    match (ask.prompt.as_deref(), signed_in.filter(|user| app.org.user(*user).is_some())) {
        (Some("none"), None) => Ok(request.refuse("login_required", "Nobody is signed in.")),
        (Some("login"), _) | (_, None) => Ok(form(&app, &request, ask.login_hint.as_deref().unwrap_or_default(), None)),
        (_, Some(user)) => grant(&app, &request, user, challenge),
    }
}

async fn sign_in(
    State(app): State<Arc<App>>,
    Query(ask): Query<Authorize>,
    Form(credentials): Form<Credentials>,
) -> ApiResult<Response> {
    let request = match request(&app, &ask) {
        Ok(request) => request,
        Err(page) => return Ok(page),
    };
    let challenge = match challenge(&request, &ask) {
        Ok(challenge) => challenge,
        Err(redirect) => return Ok(redirect),
    };
    let user = app.org.user_by_email(&credentials.email).filter(|user| user.password == credentials.password);
    let Some(user) = user else {
        let sentence = if credentials.email.trim().is_empty() || credentials.password.is_empty() {
            "Enter your e-mail address and your password."
        } else {
            "The e-mail address or the password is wrong."
        };
        return Ok(form(&app, &request, &credentials.email, Some(sentence)));
    };
    let secret = ids::secret();
    app.change(|work| Ok(identity::add_session(&work.db, &secret, user.id, work.now + SESSION_LIFETIME)?))?;
    let mut response = grant(&app, &request, user.id, challenge)?;
    let cookie = format!("{SESSION}={secret}; Path=/; HttpOnly; SameSite=Lax; Max-Age={}", SESSION_LIFETIME.as_secs());
    if let Ok(cookie) = HeaderValue::from_str(&cookie) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}

fn grant(app: &App, request: &Request<'_>, user: Uuid, challenge: String) -> ApiResult<Response> {
    let code = ids::secret();
    // Registered loopback addresses match any port; the token request has to repeat this very one.
    let grant = Grant { client: request.client.id, user, redirect: request.redirect.to_string(), challenge };
    app.change(|work| Ok(identity::add_code(&work.db, &code, &grant, work.now + CODE_LIFETIME)?))?;
    Ok(request.answer(&[("code", &code)]))
}

fn session(headers: &HeaderMap) -> Option<String> {
    let cookies = headers.get_all(header::COOKIE).iter().filter_map(|cookies| cookies.to_str().ok());
    cookies
        .flat_map(|cookies| cookies.split(';'))
        .filter_map(|cookie| cookie.trim().split_once('='))
        .find(|(name, _)| *name == SESSION)
        .map(|(_, secret)| secret.to_owned())
}

fn form(app: &App, request: &Request<'_>, email: &str, error: Option<&str>) -> Response {
    let error = error
        .map(|sentence| format!("<p class=\"error\" role=\"alert\" id=\"error\">{sentence}</p>"))
        .unwrap_or_default();
    let (org, client, email) = (escape(&app.org.name), escape(&request.client.name), escape(email));
    let body = format!(
        "<main class=\"card\">
         <p class=\"mark\" aria-hidden=\"true\">L</p>
         <h1>Sign in to {org}</h1>
         <p class=\"quiet\">{client} asks for access to your account in this sandbox.</p>
         {error}
         <form method=\"post\">
         <label for=\"email\">E-mail address</label>
         <input id=\"email\" name=\"email\" type=\"email\" autocomplete=\"username\" value=\"{email}\" required autofocus>
         <label for=\"password\">Password</label>
         <input id=\"password\" name=\"password\" type=\"password\" autocomplete=\"current-password\" required>
         <button type=\"submit\" id=\"sign-in\">Sign in</button>
         </form>
         </main>"
    );
    // Browsers hold a form's redirect against form-action, too.
    let target = match request.redirect.origin() {
        origin @ url::Origin::Tuple(..) => origin.ascii_serialization(),
        url::Origin::Opaque(_) => format!("{}:", request.redirect.scheme()),
    };
    page("Sign in", "login.css", &body, &format!("form-action 'self' {target}"))
}

fn error_page(status: StatusCode, sentence: &str) -> Response {
    let body = format!(
        "<main class=\"card\"><h1>Sign-in is not possible</h1><p class=\"error\" role=\"alert\" id=\"error\">{sentence}</p></main>"
    );
    (status, page("Sign-in is not possible", "login.css", &body, "form-action 'none'")).into_response()
}

#[derive(Deserialize)]
struct TokenRequest {
    grant_type: Option<String>,
    code: Option<String>,
    code_verifier: Option<String>,
    client_id: Option<String>,
    redirect_uri: Option<String>,
}

/// `POST /oauth/token`.
async fn token(State(app): State<Arc<App>>, Form(ask): Form<TokenRequest>) -> ApiResult<Response> {
    if ask.grant_type.as_deref() != Some("authorization_code") {
        return Ok(oauth_error("unsupported_grant_type", "The grant type has to be authorization_code."));
    }
    let client = ask.client_id.as_deref().and_then(|id| Uuid::parse_str(id).ok()).and_then(|id| app.org.client(id));
    let Some(client) = client else {
        return Ok(oauth_error("invalid_client", "No OAuth client has this client id."));
    };
    let Some(code) = ask.code else { return Ok(oauth_error("invalid_request", "The code is missing.")) };
    let verifier = ask.code_verifier.unwrap_or_default();
    let lifetime = SignedDuration::try_from(app.settings.token_lifetime).unwrap_or(SignedDuration::MAX);
    let secret = ids::secret();
    let issued = app.change(|work| {
        let Some(grant) = identity::take_code(&work.db, &code, work.now)? else { return Ok(None) };
        let redirect = ask.redirect_uri.as_deref().and_then(|uri| Url::parse(uri).ok());
        let matches = grant.client == client.id
            && redirect.is_some_and(|uri| uri.as_str() == grant.redirect)
            && (43..=128).contains(&verifier.len())
            && URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes())) == grant.challenge;
        if !matches {
            return Ok(None);
        }
        let expires = work.now.saturating_add(lifetime).unwrap_or(work.now);
        let token = Token { hash: identity::hash(&secret), client: client.id, user: grant.user, expires };
        identity::add_token(&work.db, &token)?;
        let (user, now) = (grant.user, work.now);
        work.tell(format!("v2.users.{user}.tokens"), || {
            json!({
                "user": { "id": user },
                "clientId": client.id,
                "dateCreated": wire::time(now),
                "tokenExpirationDate": wire::time(expires),
            })
        })?;
        Ok(Some(()))
    })?;
    Ok(match issued {
        None => oauth_error("invalid_grant", "The code is unknown, used, expired or was issued for another request."),
        Some(()) => (
            [(header::CACHE_CONTROL, "no-store")],
            Json(json!({
                "access_token": secret,
                "token_type": "bearer",
                "expires_in": app.settings.token_lifetime.as_secs(),
            })),
        )
            .into_response(),
    })
}

fn oauth_error(error: &str, description: &str) -> Response {
    let body = json!({ "error": error, "error_description": description, "description": description });
    (StatusCode::BAD_REQUEST, Json(body)).into_response()
}

#[derive(Deserialize)]
struct Logout {
    client_id: Option<String>,
    redirect_uri: Option<String>,
}

/// `GET /logout`: ends the browser's session.
async fn logout(State(app): State<Arc<App>>, Query(ask): Query<Logout>, headers: HeaderMap) -> ApiResult<Response> {
    if let Some(secret) = session(&headers) {
        app.change(|work| Ok(identity::end_session(&work.db, &secret)?))?;
    }
    let client = ask.client_id.as_deref().and_then(|id| Uuid::parse_str(id).ok()).and_then(|id| app.org.client(id));
    let mut response = match (client, ask.redirect_uri) {
        (Some(client), Some(uri)) if client.allows(&uri) => Redirect::to(&uri).into_response(),
        _ => page(
            "Signed out",
            "login.css",
            "<main class=\"card\"><h1>You are signed out</h1><p class=\"quiet\">You can close this window.</p></main>",
            "form-action 'none'",
        ),
    };
    let gone = format!("{SESSION}=; Path=/; HttpOnly; SameSite=Lax; Max-Age=0");
    if let Ok(cookie) = HeaderValue::from_str(&gone) {
        response.headers_mut().insert(header::SET_COOKIE, cookie);
    }
    Ok(response)
}
