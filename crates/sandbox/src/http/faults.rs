//! Faults on demand: what a client has to survive, made to happen.

use std::{
    sync::{Mutex, MutexGuard, PoisonError},
    time::Duration,
};

use axum::{
    Json,
    body::Body,
    http::{Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use serde::{Deserialize, Serialize};
use serde_json::Value;

use super::error::ApiError;

/// A fault that waits for its request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub(crate) struct Fault {
    /// The HTTP method; any when absent.
    pub(crate) method: Option<String>,
    /// The path; `*` stands for one part of it.
    pub(crate) path: String,
    /// How many requests it strikes.
    #[serde(default = "once")]
    pub(crate) times: u32,
    pub(crate) effect: Effect,
}

fn once() -> u32 {
    1
}

/// What happens to the request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub(crate) enum Effect {
    /// Refused with an error body.
    Error { status: u16, code: String, retry_after_seconds: Option<u64> },
    /// Answered by a proxy in HTML.
    Html { status: u16 },
    /// Answered with this body.
    Body { status: u16, body: Value },
    /// Answered with something that is cut off in the middle of JSON.
    Malformed,
    /// Done and answered, later.
    Delay { millis: u64 },
    /// Done, but the connection breaks before the reply arrives.
    LoseReply,
    /// The connection breaks before anything is done.
    Drop,
    /// Never answered, never done.
    Hang,
}

/// What a fault does before and after the request is handled.
pub(crate) enum Strike {
    /// Answer this instead.
    Instead(Response),
    /// Wait, then go on.
    Wait(Duration),
    /// Go on, then break the connection.
    LoseReply,
    /// Do nothing, ever.
    Hang,
}

/// The faults that wait.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Mutex<Vec<Fault>>,
}

impl Faults {
    pub(crate) fn add(&self, fault: Fault) {
        self.waiting().push(fault);
    }

    pub(crate) fn clear(&self) {
        self.waiting().clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.waiting().clone()
    }

    /// Takes the first fault that waits for such a request.
    pub(crate) fn strike(&self, method: &Method, path: &str) -> Option<Strike> {
        let mut waiting = self.waiting();
        let at = waiting.iter().position(|fault| {
            fault.method.as_ref().is_none_or(|wanted| method.as_str().eq_ignore_ascii_case(wanted))
                && matches(&fault.path, path)
        })?;
        let effect = waiting[at].effect.clone();
        waiting[at].times = waiting[at].times.saturating_sub(1);
        if waiting[at].times == 0 {
            waiting.remove(at);
        }
        Some(effect.strike())
    }

    fn waiting(&self) -> MutexGuard<'_, Vec<Fault>> {
        self.waiting.lock().unwrap_or_else(PoisonError::into_inner)
    }
}

impl Effect {
    fn strike(self) -> Strike {
        let status = |status| StatusCode::from_u16(status).unwrap_or(StatusCode::INTERNAL_SERVER_ERROR);
        Strike::Instead(match self {
            Self::Delay { millis } => return Strike::Wait(Duration::from_millis(millis)),
            Self::LoseReply => return Strike::LoseReply,
            Self::Hang => return Strike::Hang,
            Self::Drop => broken(),
            Self::Error { status: code, code: word, retry_after_seconds } => {
                let error = ApiError::new(status(code), word, "This fault was asked for.");
                let mut response = error.into_response();
                if let Some(seconds) = retry_after_seconds {
                    response.headers_mut().insert(header::RETRY_AFTER, seconds.into());
                }
                response
            }
            Self::Html { status: code } => {
                (status(code), Html("<html><body><h1>Bad gateway</h1></body></html>")).into_response()
            }
            Self::Body { status: code, body } => (status(code), Json(body)).into_response(),
            Self::Malformed => {
                ([(header::CONTENT_TYPE, "application/json")], "{\"entities\":[{\"id\":").into_response()
            }
        })
    }
}

/// A reply that never arrives: its body breaks off, which clients report as a network error.
pub(crate) fn broken() -> Response {
    let failing = futures_util::stream::once(async { Err::<Vec<u8>, _>(std::io::Error::other("asked for")) });
    let mut response = Response::new(Body::from_stream(failing));
    response.headers_mut().insert(header::CONTENT_LENGTH, 1.into());
    response
}

fn matches(pattern: &str, path: &str) -> bool {
    let (mut pattern, mut path) = (pattern.split('/'), path.split('/'));
    loop {
        match (pattern.next(), path.next()) {
            (None, None) => return true,
            (Some(wanted), Some(part)) if wanted == "*" || wanted == part => {}
            _ => return false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_star_is_one_part() {
        assert!(matches("/api/v2/conversations/*/disconnect", "/api/v2/conversations/7/disconnect"));
        assert!(!matches("/api/v2/conversations/*", "/api/v2/conversations/7/disconnect"));
        assert!(!matches("/api/v2/conversations/*", "/api/v2/conversations"));
    }

    #[test]
    fn a_fault_strikes_as_often_as_it_says() {
        let faults = Faults::default();
        let fault = r#"{"method":"post","path":"/a/*","times":2,"effect":{"kind":"error","status":503,"code":"service.unavailable"}}"#;
        faults.add(serde_json::from_str(fault).unwrap());
        assert!(faults.strike(&Method::GET, "/a/b").is_none());
        for _ in 0..2 {
            assert!(
                matches!(faults.strike(&Method::POST, "/a/b"), Some(Strike::Instead(reply)) if reply.status() == 503)
            );
        }
        assert!(faults.strike(&Method::POST, "/a/b").is_none());
    }
}
