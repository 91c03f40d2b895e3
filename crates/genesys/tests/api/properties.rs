//! Nothing that the network can bring makes a decoder panic, and nothing unknown takes away what is known.

use genesys::{
    call::{Call, Reply},
    notify::Frame,
    oauth::read_redirect,
};
use proptest::prelude::*;
use serde_json::{Value, json};

use crate::{every_call, fixture, no_headers};

/// Good bodies, to be damaged.
const BODIES: &[&str] = &[
    fixture!("me.json"),
    fixture!("queues.json"),
    fixture!("users.json"),
    fixture!("presence-definitions.json"),
    fixture!("conversation-outbound.json"),
    fixture!("conversation-transferred.json"),
    fixture!("messages-bulk.json"),
    fixture!("wrap-up-codes.json"),
    fixture!("contacts.json"),
    fixture!("libraries.json"),
    fixture!("responses.json"),
    fixture!("subscriptions.json"),
    fixture!("event-messages.json"),
    fixture!("event-generic.json"),
    fixture!("event-call.json"),
    fixture!("error-forbidden.json"),
    fixture!("error-invalid.json"),
];

fn any_json() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(Value::from),
        ".{0,12}".prop_map(Value::from),
        Just(json!("2026-10-05T09:01:00.000Z")),
    ];
    leaf.prop_recursive(3, 16, 4, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::hash_map("id|name|state|messages|participants|entities|[a-z]{1,8}", inner, 0..4)
                .prop_map(|map| map.into_iter().collect::<Value>()),
        ]
    })
}

/// The value at the `nth` place of `value`, counted depth first.
fn nth<'a>(value: &'a mut Value, n: &mut usize) -> Option<&'a mut Value> {
    if *n == 0 {
        return Some(value);
    }
    *n -= 1;
    match value {
        Value::Array(items) => items.iter_mut().find_map(|item| nth(item, n)),
        Value::Object(fields) => fields.values_mut().find_map(|field| nth(field, n)),
        _ => None,
    }
}

fn everyone_reads(status: u16, body: &[u8]) {
    for (_, call) in every_call() {
        let _ = call.decode(status, &no_headers(), body);
    }
    let _ = Frame::decode(&String::from_utf8_lossy(body));
}

/// Puts an unknown field into every object.
fn with_news(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(with_news),
        Value::Object(fields) => {
            fields.values_mut().for_each(with_news);
            fields.insert("newSince".to_owned(), json!({ "any": ["thing", 1, null] }));
        }
        _ => {}
    }
}

/// Takes away every field that is `null`.
fn without_nulls(value: &mut Value) {
    match value {
        Value::Array(items) => items.iter_mut().for_each(without_nulls),
        Value::Object(fields) => {
            fields.retain(|_, field| !field.is_null());
            fields.values_mut().for_each(without_nulls);
        }
        _ => {}
    }
}

proptest! {
    #[test]
    fn any_bytes(status in any::<u16>(), body in prop::collection::vec(any::<u8>(), 0..256)) {
        everyone_reads(status, &body);
    }

    #[test]
    fn any_json_at_all(status in prop_oneof![Just(200), Just(400), Just(403), Just(429)], body in any_json()) {
        everyone_reads(status, body.to_string().as_bytes());
    }

    #[test]
    fn damaged_bodies(
        status in prop_oneof![Just(200), Just(403)],
        which in 0..BODIES.len(),
        place in 0..200_usize,
        by in any_json(),
    ) {
        let mut body: Value = serde_json::from_str(BODIES[which]).unwrap();
        if let Some(place) = nth(&mut body, &mut place.clone()) {
            *place = by;
        }
        everyone_reads(status, body.to_string().as_bytes());
    }

    #[test]
    fn cut_off_bodies(which in 0..BODIES.len(), end in any::<prop::sample::Index>()) {
        let body = BODIES[which].as_bytes();
        everyone_reads(200, &body[..end.index(body.len())]);
    }

    #[test]
    fn any_redirect(url in ".{0,80}", state in ".{0,10}") {
        let _ = read_redirect(&url, &state);
        let _ = read_redirect(&format!("https://a.example/?{url}"), &state);
    }

    /// A redirect without our state never gives a code.
    #[test]
    fn no_code_without_our_state(state in "[a-z]{1,8}", other in "[a-z]{0,8}", code in "[a-z]{1,8}") {
        prop_assume!(state != other);
        let url = format!("https://a.example/?code={code}&state={other}");
        prop_assert!(read_redirect(&url, &state).is_err());
    }

    /// One damaged entity of a listing does not take the others with it.
    #[test]
    fn a_listing_keeps_the_rest(place in 0..6_usize, by in any_json()) {
        let mut body: Value = serde_json::from_str(fixture!("queues.json")).unwrap();
        let mut whole = names(&body);
        whole.remove(place);
        body["entities"][place] = by;
        let kept = names(&body);
        prop_assert!(whole.iter().all(|name| kept.contains(name)), "{kept:?}");
    }
}

fn names(body: &Value) -> Vec<String> {
    match (Call::MyQueues { page: 1 }).decode(200, &no_headers(), body.to_string().as_bytes()) {
        Ok(Reply::Queues(page)) => page.entities.into_iter().map(|queue| queue.name).collect(),
        other => panic!("{other:?}"),
    }
}

#[test]
fn unknown_fields_and_nulls_change_nothing() {
    for body in BODIES {
        let whole: Value = serde_json::from_str(body).unwrap();
        let (mut newer, mut sparser) = (whole.clone(), whole.clone());
        with_news(&mut newer);
        without_nulls(&mut sparser);
        for (kind, call) in every_call() {
            let read = |body: &Value| call.decode(200, &no_headers(), body.to_string().as_bytes());
            assert_eq!(read(&whole), read(&sparser), "{kind}: null is not as good as absent in {body}");
            // An unknown attribute of a participant is an attribute like any other, and only text counts as one.
            assert_eq!(read(&whole), read(&newer), "{kind}: an unknown field changed {body}");
        }
        let read = |body: &Value| Frame::decode(&body.to_string());
        assert_eq!(read(&whole), read(&sparser));
        assert_eq!(read(&whole), read(&newer));
    }
}
