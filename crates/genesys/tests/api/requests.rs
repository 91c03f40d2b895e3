//! Every call as it leaves.

use std::{collections::BTreeMap, fmt::Write};

use genesys::{
    call::Call,
    id::QueueId,
    region::{Environment, Region},
};
use serde_json::Value;

use crate::every_call;

#[test]
fn every_call_as_a_request() {
    let frankfurt = Environment::Region(Region::EuCentral1);
    let mut requests = String::new();
    for (kind, call) in every_call() {
        let request = call.request(&frankfurt, Some("secret"));
        writeln!(requests, "# {kind}\n{} {}", request.method(), request.uri()).unwrap();
        for (name, value) in request.headers() {
            writeln!(requests, "{name}: {value:?}").unwrap();
        }
        let body = String::from_utf8(request.into_body()).unwrap();
        let body = serde_json::from_str(&body).map_or(body, |value| sorted(&value));
        writeln!(requests, "{body}\n").unwrap();
        assert!(!requests.contains("secret"), "a token printed: {requests}");
    }
    insta::assert_snapshot!(requests);
}

/// A body with its fields by name: their order depends on what else is built along with this crate.
fn sorted(value: &Value) -> String {
    match value {
        Value::Object(fields) => {
            let fields: BTreeMap<_, _> = fields.iter().collect();
            let fields: Vec<_> = fields.iter().map(|(name, value)| format!("\"{name}\":{}", sorted(value))).collect();
            format!("{{{}}}", fields.join(","))
        }
        Value::Array(items) => format!("[{}]", items.iter().map(sorted).collect::<Vec<_>>().join(",")),
        leaf => leaf.to_string(),
    }
}

#[test]
fn the_token_is_sent() {
    let request = Call::Me.request(&Environment::Region(Region::UsEast1), Some("secret"));
    assert_eq!(request.headers()["authorization"], "Bearer secret");
}

#[test]
fn no_token_no_authorization() {
    let request = Call::Me.request(&Environment::Region(Region::UsEast1), None);
    assert!(!request.headers().contains_key("authorization"));
}

/// What cannot be a header is left out; the service answers 401 and the session is known to be over.
#[test]
fn a_token_that_is_none_is_left_out() {
    let request = Call::Me.request(&Environment::Region(Region::UsEast1), Some("two\nlines"));
    assert!(!request.headers().contains_key("authorization"));
}

#[test]
fn a_sandbox_is_asked_at_its_own_address() {
    let sandbox = Environment::Loopback("http://127.0.0.1:4711/".parse().unwrap());
    let request = Call::MyConversations.request(&sandbox, Some("secret"));
    assert_eq!(request.uri(), "http://127.0.0.1:4711/api/v2/conversations/messages");
    let login = every_call().remove(0).1.request(&sandbox, None);
    assert_eq!(login.uri(), "http://127.0.0.1:4711/oauth/token");
}

#[test]
fn every_region_has_a_host_for_login_and_api() {
    for &region in Region::ALL {
        let environment = Environment::Region(region);
        let host = |call: &Call| call.request(&environment, None).uri().host().map(str::to_owned);
        assert_eq!(host(&Call::Me), Some(format!("api.{}", region.domain())));
        assert_eq!(host(&every_call()[0].1), Some(format!("login.{}", region.domain())));
    }
}

#[test]
fn a_url_too_long_to_be_sent_goes_nowhere() {
    let request = Call::Queue(QueueId::new("x".repeat(70_000))).request(&Environment::Region(Region::UsEast1), None);
    assert_eq!(request.uri().host(), Some("url.invalid"));
}
