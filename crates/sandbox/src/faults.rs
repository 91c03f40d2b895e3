//! Faults on demand: what a client has to survive, made to happen.
//!
//! A [`Fault`] waits for its request, strikes as often as it says and is gone. It is asked for with
//! `POST /sandbox/faults`, with the flag `--fault` or in [`Settings::faults`](crate::Settings::faults), always as
//! the same JSON:
//!
//! ```
//! let lost: sandbox::faults::Fault = serde_json::from_str(
//!     r#"{
//!         "method": "POST",
//!         "path": "/api/v2/conversations/messages/*/communications/*/messages",
//!         "user": "ada@lumen.example",
//!         "times": 2,
//!         "effect": {"kind": "loseReply"}
//!     }"#,
//! )?;
//! # Ok::<(), serde_json::Error>(())
//! ```
//!
//! What can go wrong with a request is an [`Effect`], what with a notification a [`FrameEffect`]. A connection breaks
//! in the middle of a reply, not before it: a reused one that ends without a byte makes browsers send the request
//! again by themselves, a `POST` too, and the client under test would never see the fault.

use std::{
    cell::LazyCell,
    future, io,
    sync::{
        Mutex, MutexGuard, PoisonError,
        atomic::{AtomicU64, Ordering},
    },
    time::Duration,
};

use axum::{
    Json,
    body::{Body, Bytes},
    http::{Method, StatusCode, header},
    response::{Html, IntoResponse, Response},
};
use futures_util::{StreamExt as _, stream};
use serde::{Deserialize, Serialize};
use serde_json::Value;
use tokio::time;

use crate::http::error::ApiError;

/// A fault that waits for its request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct Fault {
    /// The HTTP method; any when absent.
    pub method: Option<String>,
    /// The path; `*` stands for one part of it.
    pub path: String,
    /// The e-mail address of who calls; anybody when absent.
    pub user: Option<String>,
    /// How many requests it strikes.
    #[serde(default = "once")]
    pub times: u32,
    /// What goes wrong.
    pub effect: Effect,
}

fn once() -> u32 {
    1
}

/// What happens to the request.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(tag = "kind", rename_all = "camelCase", rename_all_fields = "camelCase", deny_unknown_fields)]
pub enum Effect {
    /// Refused with an error body.
    Error {
        /// The HTTP status.
        status: u16,
        /// The error code.
        code: String,
        /// `Retry-After`, in seconds.
        retry_after_seconds: Option<u64>,
    },
    /// Answered by a proxy in HTML.
    Html {
        /// The HTTP status.
        status: u16,
    },
    /// Answered with this body.
    Body {
        /// The HTTP status.
        status: u16,
        /// The body.
        body: Value,
    },
    /// Answered with something that is cut off in the middle of JSON.
    Malformed,
    /// Done and answered, later.
    Delay {
        /// How much later, in milliseconds.
        millis: u64,
    },
    /// Done, but the connection breaks in the middle of the reply.
    LoseReply,
    /// Not done, and the connection breaks in the middle of the reply.
    Drop,
    /// Never answered, never done.
    Hang,
    /// Done, but never answered.
    Withhold,
}

/// A fault that waits for a notification.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", deny_unknown_fields)]
pub struct FrameFault {
    /// The topic; `*` stands for one part of it between dots. Any when absent.
    pub topic: Option<String>,
    /// How many notifications it strikes.
    #[serde(default = "once")]
    pub times: u32,
    /// What goes wrong.
    pub effect: FrameEffect,
}

/// What happens to the notification.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase")]
pub enum FrameEffect {
    /// It never arrives.
    Withhold,
    /// It arrives twice.
    Duplicate,
    /// It arrives after the channel's next one.
    Reorder,
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
    /// Go on, then say nothing, ever.
    Withhold,
}

/// The faults that wait.
#[derive(Debug, Default)]
pub(crate) struct Faults {
    waiting: Mutex<Vec<Fault>>,
    frames: Mutex<Vec<FrameFault>>,
    held: AtomicU64,
}

impl Faults {
    /// With these to begin with.
    pub(crate) fn new(waiting: Vec<Fault>) -> Self {
        Self { waiting: Mutex::new(waiting), ..Self::default() }
    }

    pub(crate) fn add(&self, fault: Fault) {
        self.waiting().push(fault);
    }

    pub(crate) fn add_for_frames(&self, fault: FrameFault) {
        self.frames().push(fault);
    }

    pub(crate) fn clear(&self) {
        self.waiting().clear();
        self.frames().clear();
    }

    pub(crate) fn list(&self) -> Vec<Fault> {
        self.waiting().clone()
    }

    /// How many requests have got to where they are held for ever.
    pub(crate) fn held(&self) -> u64 {
        self.held.load(Ordering::Relaxed)
    }

    /// Never answers.
    pub(crate) async fn hold(&self) -> Response {
        self.held.fetch_add(1, Ordering::Relaxed);
        future::pending().await
    }

    /// Takes the first fault that waits for such a request; `caller` tells whose it is.
    pub(crate) fn strike(
        &self,
        method: &Method,
        path: &str,
        caller: impl FnOnce() -> Option<String>,
    ) -> Option<Strike> {
        let caller = LazyCell::new(caller);
        let mut waiting = self.waiting();
        let at = waiting.iter().position(|fault| {
            fault.method.as_ref().is_none_or(|wanted| method.as_str().eq_ignore_ascii_case(wanted))
                && matches(&fault.path, path, '/')
                && (fault.user.is_none() || fault.user == *caller)
        })?;
        let effect = waiting[at].effect.clone();
        waiting[at].times = waiting[at].times.saturating_sub(1);
        if waiting[at].times == 0 {
            waiting.remove(at);
        }
        Some(effect.strike())
    }

    /// What happens to a notification of this topic, if anything.
    pub(crate) fn strike_frame(&self, topic: &str) -> Option<FrameEffect> {
        let mut frames = self.frames();
        let at =
            frames.iter().position(|fault| fault.topic.as_ref().is_none_or(|wanted| matches(wanted, topic, '.')))?;
        let effect = frames[at].effect;
        frames[at].times = frames[at].times.saturating_sub(1);
        if frames[at].times == 0 {
            frames.remove(at);
        }
        Some(effect)
    }

    fn frames(&self) -> MutexGuard<'_, Vec<FrameFault>> {
        self.frames.lock().unwrap_or_else(PoisonError::into_inner)
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
            Self::Withhold => return Strike::Withhold,
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

/// A reply that breaks off in its body, which clients report as a network error.
pub(crate) fn broken() -> Response {
    let begun = stream::once(async { Ok(Bytes::from_static(b"{")) });
    let failing = stream::once(async {
        // Time for what is there to leave.
        time::sleep(Duration::from_millis(20)).await;
        Err(io::Error::other("asked for"))
    });
    let mut response = Response::new(Body::from_stream(begun.chain(failing)));
    response.headers_mut().insert(header::CONTENT_LENGTH, 2.into());
    response
}

/// Whether a text fits a pattern, part by part; `*` is any one part.
fn matches(pattern: &str, text: &str, between: char) -> bool {
    let (mut pattern, mut text) = (pattern.split(between), text.split(between));
    loop {
        match (pattern.next(), text.next()) {
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
        assert!(matches("/api/v2/conversations/*/disconnect", "/api/v2/conversations/7/disconnect", '/'));
        assert!(!matches("/api/v2/conversations/*", "/api/v2/conversations/7/disconnect", '/'));
        assert!(!matches("/api/v2/conversations/*", "/api/v2/conversations", '/'));
        assert!(matches("v2.users.*.presence", "v2.users.7.presence", '.'));
    }

    #[test]
    fn a_fault_strikes_as_often_as_it_says() {
        let faults = Faults::default();
        let fault = r#"{"method":"post","path":"/a/*","times":2,"effect":{"kind":"error","status":503,"code":"service.unavailable"}}"#;
        faults.add(serde_json::from_str(fault).unwrap());
        let strike = |method| faults.strike(&method, "/a/b", || None);
        assert!(strike(Method::GET).is_none());
        for _ in 0..2 {
            assert!(matches!(strike(Method::POST), Some(Strike::Instead(reply)) if reply.status() == 503));
        }
        assert!(strike(Method::POST).is_none());
    }

    #[test]
    fn a_fault_may_be_for_one_person() {
        let faults = Faults::default();
        let fault = r#"{"path":"/a","user":"ada@lumen.example","effect":{"kind":"hang"}}"#;
        faults.add(serde_json::from_str(fault).unwrap());
        let strike = |email: Option<&str>| faults.strike(&Method::GET, "/a", || email.map(str::to_owned));
        assert!(strike(None).is_none());
        assert!(strike(Some("ben@lumen.example")).is_none());
        assert!(matches!(strike(Some("ada@lumen.example")), Some(Strike::Hang)));
    }
}
