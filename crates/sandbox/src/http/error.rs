//! Errors as the API tells them: `ErrorBody`.

use std::collections::BTreeMap;

use axum::{
    Json,
    http::{HeaderValue, StatusCode, header},
    response::{IntoResponse, Response},
};
use serde_json::{Value, json};
use uuid::Uuid;

use super::correlation;
use crate::domain::{after_call_work::Refusal as WorkRefusal, conversation::Refusal, permission::Required};

pub(crate) type ApiResult<T> = Result<T, ApiError>;

/// A refusal, with all that the body of its reply says.
#[derive(Debug)]
pub(crate) struct ApiError {
    status: StatusCode,
    code: String,
    /// With `{name}` where a parameter goes.
    message: String,
    params: BTreeMap<&'static str, String>,
    entity: Option<Uuid>,
    retry_after: Option<u64>,
}

impl ApiError {
    pub(crate) fn new(status: StatusCode, code: impl Into<String>, message: impl Into<String>) -> Self {
        Self {
            status,
            code: code.into(),
            message: message.into(),
            params: BTreeMap::new(),
            entity: None,
            retry_after: None,
        }
    }

    pub(crate) fn with(mut self, name: &'static str, value: impl Into<String>) -> Self {
        self.params.insert(name, value.into());
        self
    }

    pub(crate) fn about(mut self, entity: Uuid) -> Self {
        self.entity = Some(entity);
        self
    }

    pub(crate) fn bad_request(message: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "bad.request", message)
    }

    pub(crate) fn invalid_value(field: &'static str, value: impl Into<String>) -> Self {
        Self::new(StatusCode::BAD_REQUEST, "invalid.value", "Value [{value}] is not valid for field [{field}]")
            .with("field", field)
            .with("value", value)
    }

    pub(crate) fn not_found() -> Self {
        Self::new(StatusCode::NOT_FOUND, "not.found", "The requested resource was not found.")
    }

    pub(crate) fn no_conversation(id: Uuid) -> Self {
        Self::new(
            StatusCode::NOT_FOUND,
            "conversation.error.conversation.not.found",
            "The conversation {conversationId} was not found.",
        )
        .with("conversationId", id)
        .about(id)
    }

    pub(crate) fn not_authorized(message: impl Into<String>) -> Self {
        Self::new(StatusCode::FORBIDDEN, "not.authorized", message)
    }

    pub(crate) fn unauthenticated() -> Self {
        Self::new(
            StatusCode::UNAUTHORIZED,
            "authentication.required",
            "No authentication bearer token specified in authorization header.",
        )
    }

    pub(crate) fn bad_credentials() -> Self {
        Self::new(StatusCode::UNAUTHORIZED, "bad.credentials", "Invalid login credentials.")
    }

    pub(crate) fn too_many_requests(limit: u32, seconds: u64) -> Self {
        let mut error = Self::new(
            StatusCode::TOO_MANY_REQUESTS,
            "too.many.requests",
            "Rate limit exceeded the maximum [{limit}] requests within [60] seconds",
        )
        .with("limit", limit.to_string());
        error.retry_after = Some(seconds);
        error
    }

    pub(crate) fn missing(required: Required, missing: &[&str]) -> Self {
        let (code, sentence) = match required {
            Required::All(_) => (
                "missing.permissions",
                "Unable to perform the requested action. You are missing the following permission(s): {permissions}",
            ),
            Required::Any(_) => (
                "missing.any.permissions",
                "Unable to perform the requested action. You must have at least one of the following permissions \
                 assigned: {permissions}",
            ),
        };
        Self::new(StatusCode::FORBIDDEN, code, sentence).with("permissions", format!("[{}]", missing.join(", ")))
    }

    fn body(&self) -> Value {
        let message = self
            .params
            .iter()
            .fold(self.message.clone(), |text, (name, value)| text.replace(&format!("{{{name}}}"), value));
        let mut body = json!({
            "message": message,
            "code": self.code,
            "status": self.status.as_u16(),
            "messageWithParams": self.message,
            "messageParams": self.params,
            "contextId": correlation(),
            "details": [],
            "errors": [],
        });
        if let Some(entity) = self.entity {
            body["entityId"] = json!(entity);
        }
        if self.status == StatusCode::TOO_MANY_REQUESTS {
            body["limit"] = json!({
                "key": "org.app.user.rate.per.minute",
                "namespace": "platform.api",
                "value": self.params.get("limit").and_then(|limit| limit.parse::<u32>().ok()),
            });
        }
        body
    }
}

impl IntoResponse for ApiError {
    fn into_response(self) -> Response {
        let mut response = (self.status, Json(self.body())).into_response();
        if let Some(seconds) = self.retry_after {
            response.headers_mut().insert(header::RETRY_AFTER, HeaderValue::from(seconds));
        }
        response
    }
}

impl From<rusqlite::Error> for ApiError {
    fn from(error: rusqlite::Error) -> Self {
        tracing::error!(%error, "the database failed");
        Self::new(
            StatusCode::INTERNAL_SERVER_ERROR,
            "internal.server.error",
            "The server encountered an unexpected condition.",
        )
    }
}

impl From<Refusal> for ApiError {
    fn from(refusal: Refusal) -> Self {
        let bad = |code: &str| Self::new(StatusCode::BAD_REQUEST, code, format!("The request is refused: {refusal}."));
        match refusal {
            Refusal::NotParticipant => Self::new(
                StatusCode::NOT_FOUND,
                "conversation.error.not.conversation.participant",
                "The participant does not belong to the conversation.",
            ),
            Refusal::NotConnected => bad("conversation.error.participant.no.active.conversations"),
            Refusal::SameParty => bad("conversations.error.transfer.same.party"),
            Refusal::AfterCallWork(WorkRefusal::CodeRequired) => bad("conversation.error.wrapup.code.required"),
            Refusal::AfterCallWork(WorkRefusal::Over | WorkRefusal::NotOnRequest) => bad("bad.request"),
        }
    }
}
