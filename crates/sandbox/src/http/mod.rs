//! HTTP: one origin for login, API, notification socket and the sandbox's own pages.

mod analytics;
mod backstage;
mod conversations;
mod directory;
pub(crate) mod error;
mod extract;
pub(crate) mod limit;
pub(crate) mod notifications;
mod oauth;
mod pages;
pub(crate) mod record;
mod routing;
mod users;

use std::sync::Arc;

use axum::{
    Router,
    extract::{Request, State},
    http::{HeaderMap, HeaderName, HeaderValue, Method, StatusCode, Uri, header},
    middleware::{self, Next},
    response::{IntoResponse, Response},
};
use tokio::time::Instant;

use self::{error::ApiError, extract::Caller, record::Entry};
use crate::{
    app::App,
    faults::{self, Strike},
    ids, wire,
};

const CORRELATION_ID: HeaderName = HeaderName::from_static("inin-correlation-id");

tokio::task_local! {
    static CORRELATION: String;
}

/// The correlation id of the request at hand.
fn correlation() -> String {
    CORRELATION.try_with(Clone::clone).unwrap_or_default()
}

/// Everything that the sandbox answers.
pub(crate) fn router(app: Arc<App>) -> Router {
    // Only routes that exist ask who calls: the others are unknown to everybody.
    let api = users::routes()
        .merge(routing::routes())
        .merge(directory::routes())
        .merge(conversations::routes())
        .merge(analytics::routes())
        .merge(notifications::routes())
        .route_layer(middleware::from_fn_with_state(Arc::clone(&app), authenticate))
        .method_not_allowed_fallback(|| async {
            ApiError::new(StatusCode::METHOD_NOT_ALLOWED, "method.not.allowed", "The method is not allowed here.")
        })
        .fallback(|| async { ApiError::not_found() });
    let backstage = backstage::routes()
        .merge(pages::routes())
        .layer(middleware::from_fn_with_state(Arc::clone(&app), same_origin))
        .merge(backstage::media_routes());
    Router::new()
        .merge(oauth::routes())
        .merge(notifications::socket_routes())
        .merge(directory::asset_routes())
        .nest("/api/v2", api)
        .nest("/sandbox", backstage)
        .fallback(|| async { ApiError::not_found() })
        .layer(middleware::from_fn_with_state(Arc::clone(&app), fail_on_demand))
        .layer(middleware::from_fn_with_state(Arc::clone(&app), account))
        .layer(middleware::from_fn(allow_origins))
        .layer(middleware::from_fn(only_loopback))
        .with_state(app)
}

/// A page elsewhere cannot reach the sandbox by having its own name point here.
async fn only_loopback(uri: Uri, headers: HeaderMap, request: Request, next: Next) -> Response {
    let host = headers.get(header::HOST).and_then(|host| host.to_str().ok()).or_else(|| uri.host()).unwrap_or_default();
    let name = match host.rsplit_once(':') {
        Some((name, port)) if port.bytes().all(|byte| byte.is_ascii_digit()) => name,
        _ => host,
    };
    if matches!(name, "127.0.0.1" | "localhost" | "[::1]") {
        next.run(request).await
    } else {
        (StatusCode::MISDIRECTED_REQUEST, "The sandbox answers on loopback addresses only.").into_response()
    }
}

/// The API is called from pages of any origin, extensions included; it uses no cookies.
async fn allow_origins(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let open = ["/api/", "/sandbox/media/", "/response-assets/"].iter().any(|start| path.starts_with(start))
        || path == "/oauth/token";
    let Some(origin) = request.headers().get(header::ORIGIN).filter(|_| open).cloned() else {
        return next.run(request).await;
    };
    let preflight =
        request.method() == Method::OPTIONS && request.headers().contains_key(header::ACCESS_CONTROL_REQUEST_METHOD);
    let asked = request.headers().get(header::ACCESS_CONTROL_REQUEST_HEADERS).cloned();
    let private = ["access-control-request-private-network", "access-control-request-local-network"]
        .into_iter()
        .find(|name| request.headers().contains_key(*name));
    let mut response = if preflight { StatusCode::NO_CONTENT.into_response() } else { next.run(request).await };
    let headers = response.headers_mut();
    headers.insert(header::ACCESS_CONTROL_ALLOW_ORIGIN, origin);
    headers.append(header::VARY, HeaderValue::from_static("Origin"));
    if preflight {
        let methods = HeaderValue::from_static("GET, HEAD, POST, PUT, PATCH, DELETE, OPTIONS");
        headers.insert(header::ACCESS_CONTROL_ALLOW_METHODS, methods);
        headers.insert(header::ACCESS_CONTROL_MAX_AGE, HeaderValue::from_static("600"));
        let usual = HeaderValue::from_static("Authorization, Content-Type, ININ-SDK, ININ-Client, ININ-Correlation-Id");
        headers.insert(header::ACCESS_CONTROL_ALLOW_HEADERS, asked.unwrap_or(usual));
        match private {
            Some("access-control-request-private-network") => {
                headers.insert("access-control-allow-private-network", HeaderValue::from_static("true"));
            }
            Some(_) => {
                headers.insert("access-control-allow-local-network", HeaderValue::from_static("true"));
            }
            None => {}
        }
    } else {
        let exposed =
            "inin-correlation-id, Retry-After, inin-ratelimit-count, inin-ratelimit-allowed, inin-ratelimit-reset";
        headers.insert(header::ACCESS_CONTROL_EXPOSE_HEADERS, HeaderValue::from_static(exposed));
    }
    response
}

/// Gives each request its correlation id, and records calls of the API and of sign-in.
async fn account(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let id = ids::fresh().to_string();
    let (method, path) = (request.method().to_string(), request.uri().path().to_owned());
    let begun = Instant::now();
    let mut response = CORRELATION.scope(id.clone(), next.run(request)).await;
    let took = u64::try_from(begun.elapsed().as_millis()).unwrap_or(u64::MAX);
    let status = response.status().as_u16();
    tracing::debug!(%method, path, status, took, "answered");
    if path.starts_with("/api/") || path.starts_with("/oauth/") || path == "/logout" {
        let user = response.extensions().get::<CalledBy>().map(|CalledBy(email)| email.clone());
        let time = wire::time(app.now());
        app.record.add(Entry {
            seq: 0,
            time,
            method,
            path,
            status,
            user,
            correlation_id: id.clone(),
            duration_ms: took,
        });
    }
    if let Ok(id) = HeaderValue::from_str(&id) {
        response.headers_mut().insert(CORRELATION_ID, id);
    }
    response
}

/// Who called, for the record.
#[derive(Clone)]
struct CalledBy(String);

/// Lets requests go wrong that were asked to.
async fn fail_on_demand(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    // Of what is the sandbox's own, files are put and had as from Genesys Cloud.
    let path = request.uri().path();
    if path.starts_with("/sandbox/") && !path.starts_with("/sandbox/media/") {
        return next.run(request).await;
    }
    let caller = || {
        let header = request.headers().get(header::AUTHORIZATION).and_then(|header| header.to_str().ok());
        let caller = Caller::identify(&app, header).ok()?;
        Some(caller.user().ok()?.email.clone())
    };
    match app.faults.strike(request.method(), request.uri().path(), caller) {
        None => next.run(request).await,
        Some(Strike::Instead(response)) => response,
        Some(Strike::Wait(time)) => {
            tokio::time::sleep(time).await;
            next.run(request).await
        }
        Some(Strike::LoseReply) => {
            next.run(request).await;
            faults::broken()
        }
        Some(Strike::Hang) => app.faults.hold().await,
        Some(Strike::Withhold) => {
            next.run(request).await;
            app.faults.hold().await
        }
    }
}

/// Finds out who calls and whether they call too often.
async fn authenticate(State(app): State<Arc<App>>, mut request: Request, next: Next) -> Response {
    let header = request.headers().get(header::AUTHORIZATION).and_then(|header| header.to_str().ok());
    let caller = match Caller::identify(&app, header) {
        Ok(caller) => caller,
        Err(error) => return error.into_response(),
    };
    let email = caller.user().map(|user| user.email.clone()).unwrap_or_default();
    let count = app.limiter.count(caller.id, caller.token.client, Instant::now());
    let mut response = if count.is_exceeded() {
        ApiError::too_many_requests(count.allowed, count.reset).into_response()
    } else {
        request.extensions_mut().insert(caller);
        next.run(request).await
    };
    response.extensions_mut().insert(CalledBy(email));
    let headers = response.headers_mut();
    headers.insert("inin-ratelimit-count", count.count.into());
    headers.insert("inin-ratelimit-allowed", count.allowed.into());
    headers.insert("inin-ratelimit-reset", count.reset.into());
    headers.insert(header::CACHE_CONTROL, HeaderValue::from_static("no-cache, no-store, must-revalidate"));
    response
}

/// Backstage is for the sandbox's own pages and for programs, not for pages of other origins.
async fn same_origin(State(app): State<Arc<App>>, request: Request, next: Next) -> Response {
    let port = app.url.rsplit(':').next().unwrap_or_default();
    let own = |origin: &HeaderValue| {
        let hosts = ["127.0.0.1", "localhost", "[::1]"];
        hosts.iter().any(|host| origin.as_bytes() == format!("http://{host}:{port}").as_bytes())
    };
    match request.headers().get(header::ORIGIN) {
        Some(origin) if !own(origin) => {
            ApiError::not_authorized("Pages of other origins cannot look behind the scenes.").into_response()
        }
        _ => next.run(request).await,
    }
}
