//! Everything that an answer can do wrong.

use genesys::{
    call::Call,
    id::{ConversationId, QueueId},
    model::{ApiError, Failure, Rejection},
};
use http::{HeaderMap, HeaderValue};
use serde_json::json;

use crate::{every_call, fixture, no_headers};

fn rejected(call: &Call, status: u16, headers: &HeaderMap, body: &str) -> ApiError {
    match call.decode(status, headers, body.as_bytes()) {
        Err(Failure::Api(error)) => error,
        other => panic!("{other:?}"),
    }
}

fn headers(pairs: &[(&'static str, &'static str)]) -> HeaderMap {
    pairs.iter().map(|&(name, value)| (name.parse().unwrap(), HeaderValue::from_static(value))).collect()
}

fn create() -> Call {
    Call::CreateConversation { queue: QueueId::new("queue-1"), to: "+13175550142".to_owned(), use_existing: false }
}

#[test]
fn the_status_says_what_it_means() {
    let cases = [
        (400, Rejection::Refused),
        (401, Rejection::Unauthorized),
        (403, Rejection::Forbidden { permissions: vec![] }),
        (404, Rejection::NotFound),
        (409, Rejection::Refused),
        (415, Rejection::Refused),
        (429, Rejection::RateLimited { retry_after_ms: 0 }),
        (500, Rejection::Broken),
        (502, Rejection::Broken),
        (503, Rejection::Broken),
        (504, Rejection::Broken),
        (599, Rejection::Broken),
    ];
    for (status, rejection) in cases {
        for body in ["", "{}", "null", "[]", "\"text\"", "{", fixture!("error-page.html")] {
            let error = rejected(&Call::Me, status, &no_headers(), body);
            assert_eq!((error.status, &error.rejection), (status, &rejection), "{body:?}");
            assert_eq!((error.code.as_str(), error.message.as_str()), ("", ""), "{body:?}");
        }
    }
}

#[test]
fn a_missing_permission_is_named() {
    let headers = headers(&[("inin-correlation-id", "correlation-1")]);
    let error = rejected(&create(), 403, &headers, fixture!("error-forbidden.json"));
    let permissions = vec!["conversation:message:create".to_owned(), "conversation:message:view".to_owned()];
    assert_eq!(error.rejection, Rejection::Forbidden { permissions });
    assert_eq!(error.code, "missing.permissions");
    assert_eq!(error.correlation_id.as_deref(), Some("correlation-1"), "the header, where there is one");
    assert!(error.message.starts_with("Unable to perform"));
}

#[test]
fn missing_permissions_as_a_list() {
    let body = json!({ "messageParams": { "permissions": ["a:b:c", "d:e:f"] } }).to_string();
    let error = rejected(&create(), 403, &no_headers(), &body);
    let permissions = vec!["a:b:c".to_owned(), "d:e:f".to_owned()];
    assert_eq!(error.rejection, Rejection::Forbidden { permissions });
}

#[test]
fn an_error_within_an_error() {
    let error = rejected(&create(), 400, &no_headers(), fixture!("error-invalid.json"));
    assert_eq!(error.rejection, Rejection::Refused);
    assert_eq!(error.code, "invalid.value");
    assert_eq!(error.message, "Invalid address");
    assert_eq!(error.correlation_id.as_deref(), Some("context-2"));
    assert_eq!(error.fields, ["toAddress", "queueId"]);
    assert_eq!(error.conversation, Some(ConversationId::new("conversation-7")));
}

#[test]
fn the_conversation_in_the_way() {
    let about = |body: serde_json::Value| rejected(&create(), 409, &no_headers(), &body.to_string()).conversation;
    let known = Some(ConversationId::new("conversation-7"));
    assert_eq!(about(json!({ "entityId": "conversation-7", "entityName": "Conversation" })), known);
    assert_eq!(about(json!({ "entityId": "conversation-7" })), known);
    assert_eq!(about(json!({ "details": [{ "entityId": "conversation-7", "entityName": "conversation" }] })), known);
    assert_eq!(about(json!({ "messageParams": { "conversationId": "conversation-7" } })), known);
    assert_eq!(about(json!({ "entityId": "queue-1" })), None, "the queue of the request");
    assert_eq!(about(json!({ "entityId": "queue-7", "entityName": "queue" })), None);
    assert_eq!(about(json!({ "messageParams": { "conversationId": 7 } })), None);
    let elsewhere = rejected(&Call::Me, 400, &no_headers(), &json!({ "entityId": "user-1" }).to_string());
    assert_eq!(elsewhere.conversation, None);
}

#[test]
fn how_long_to_wait() {
    let waits = [
        ("7", 7_000),
        (" 60 ", 60_000),
        ("0", 0),
        ("4294967295", u32::MAX),
        ("-1", 0),
        ("1.5", 0),
        ("Wed, 21 Oct 2026 07:28:00 GMT", 0),
        ("", 0),
    ];
    for (value, retry_after_ms) in waits {
        let error = rejected(&Call::Me, 429, &headers(&[("retry-after", value)]), r#"{"code":"too.many.requests"}"#);
        assert_eq!(error.rejection, Rejection::RateLimited { retry_after_ms }, "{value:?}");
        assert_eq!(error.code, "too.many.requests");
    }
}

#[test]
fn the_oauth_server_speaks_otherwise() {
    let token = every_call().remove(0).1;
    let genesys = r#"{"error":"invalid_grant","description":"Code expired"}"#;
    let standard = r#"{"error":"invalid_grant","error_description":"Code expired"}"#;
    for body in [genesys, standard] {
        let error = rejected(&token, 400, &no_headers(), body);
        assert_eq!(error.rejection, Rejection::Refused);
        assert_eq!((error.code.as_str(), error.message.as_str()), ("invalid_grant", "Code expired"));
    }
    let error = rejected(&token, 401, &no_headers(), r#"{"error":"invalid_client"}"#);
    assert_eq!(error.rejection, Rejection::Refused, "no session is over: there is none yet");
}

#[test]
fn a_success_that_cannot_be_read() {
    let headers = headers(&[("inin-correlation-id", "correlation-1")]);
    for (kind, call) in every_call() {
        for body in [fixture!("error-page.html"), "{", "{\"id\":", "\u{feff}", "nul"] {
            let failure = call.decode(200, &headers, body.as_bytes()).unwrap_err();
            let Failure::Unreadable { status: 200, what, correlation_id } = &failure else { panic!("{failure:?}") };
            assert_eq!((what.as_str(), correlation_id.as_deref()), ("not JSON", Some("correlation-1")), "{kind}");
            assert!(failure.effect_unknown());
        }
    }
}

#[test]
fn a_success_without_what_it_has_to_bring() {
    let optional = ["SearchUsers", "FindContacts", "PastConversations"];
    for (kind, call) in every_call() {
        let answers_done = call.decode(200, &no_headers(), b"").is_ok();
        for body in ["", "{}", "null", "[{}]", "7", r#"{"id":7}"#, r#"{"id":null,"entities":null}"#] {
            let result = call.decode(200, &no_headers(), body.as_bytes());
            let tolerated = answers_done
                || (optional.contains(&kind) && body.starts_with('{'))
                || (kind == "WrapUpCodes" && body.starts_with('['));
            match result {
                Ok(reply) => assert!(tolerated, "{kind} {body:?}: {reply:?}"),
                Err(failure) => assert!(matches!(failure, Failure::Unreadable { .. }), "{kind} {body:?}: {failure:?}"),
            }
        }
    }
}

/// What could not be read is told without a word of the reply: it may hold numbers, texts and tokens.
#[test]
fn an_unreadable_reply_is_not_quoted() {
    let call = every_call().remove(0).1;
    let failure = call.decode(200, &no_headers(), br#"{"access_token":"secret","expires_in":"secret"}"#).unwrap_err();
    assert!(!format!("{failure:?} {failure}").contains("secret"), "{failure:?}");
}

#[test]
fn neither_a_success_nor_an_error() {
    for status in [0, 101, 204 + 100, 399] {
        let failure = Call::Me.decode(status, &no_headers(), b"{}").unwrap_err();
        assert!(matches!(failure, Failure::Unreadable { .. }), "{status}: {failure:?}");
    }
}

#[test]
fn only_answers_about_the_request_settle_it() {
    let failure = |status| Call::Me.decode(status, &no_headers(), b"").unwrap_err();
    assert!(failure(500).effect_unknown());
    assert!(!failure(400).effect_unknown());
    assert!(!failure(429).effect_unknown());
    assert!(failure(401).is_unauthorized());
}
