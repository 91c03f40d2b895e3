use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Client, start};

const EXTENSION: &str = "chrome-extension://dkneilkmfghcfappcfcgcokclmddhhog";

#[tokio::test]
async fn any_origin_may_call_the_api() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    for origin in [EXTENSION, "moz-extension://5b6e1b4e-0000-4000-8000-000000000000", "https://crm.example"] {
        let preflight = ada
            .http
            .request(Method::OPTIONS, format!("{}/api/v2/users/me", ada.url))
            .header("origin", origin)
            .header("access-control-request-method", "GET")
            .header("access-control-request-headers", "authorization,inin-sdk")
            .header("access-control-request-private-network", "true")
            .send()
            .await
            .unwrap();
        assert_eq!(preflight.status(), StatusCode::NO_CONTENT);
        assert_eq!(preflight.headers()["access-control-allow-origin"], origin);
        assert_eq!(preflight.headers()["access-control-allow-headers"], "authorization,inin-sdk");
        assert_eq!(preflight.headers()["access-control-allow-private-network"], "true");
        let request = ada.http.get(format!("{}/api/v2/users/me", ada.url)).header("origin", origin);
        let reply = request.send().await.unwrap();
        // Errors, too, have to be readable.
        assert_eq!(reply.status(), StatusCode::UNAUTHORIZED);
        assert_eq!(reply.headers()["access-control-allow-origin"], origin);
        let exposed = reply.headers()["access-control-expose-headers"].to_str().unwrap();
        assert!(exposed.contains("inin-correlation-id") && exposed.contains("Retry-After"));
    }
}

#[tokio::test]
async fn the_stage_door_is_shut_to_other_origins_and_hosts() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    let calls = format!("{}/sandbox/calls", nobody.url);
    let foreign = nobody.http.get(&calls).header("origin", "https://evil.example").send().await.unwrap();
    assert_eq!(foreign.status(), StatusCode::FORBIDDEN);
    let own = nobody.http.get(&calls).header("origin", sandbox.url()).send().await.unwrap();
    assert_eq!(own.status(), StatusCode::OK);
    let rebound = nobody.http.get(&calls).header("host", "evil.example").send().await.unwrap();
    assert_eq!(rebound.status(), StatusCode::MISDIRECTED_REQUEST);
}

#[tokio::test]
async fn each_reply_has_a_correlation_id_that_errors_repeat() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let unknown = ada.get("/api/v2/no/such/thing").await;
    assert_eq!(unknown.error(), (404, "not.found"));
    assert_eq!(unknown.headers["inin-correlation-id"].to_str().unwrap(), unknown.body["contextId"]);
    assert_eq!(ada.get("/elsewhere").await.status, StatusCode::NOT_FOUND);
    assert_eq!(ada.call(Method::DELETE, "/api/v2/users/me", None).await.status, StatusCode::METHOD_NOT_ALLOWED);
}

#[tokio::test]
async fn the_record_tells_who_called_what_and_nothing_more() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    ada.get("/api/v2/externalcontacts/reversewhitepageslookup?lookupVal=%2B13175550142").await.ok();
    let record = ada.get("/sandbox/calls").await.ok();
    let calls = record["calls"].as_array().unwrap();
    let last = calls.last().unwrap();
    assert_eq!(last["path"], "/api/v2/externalcontacts/reversewhitepageslookup");
    assert_eq!(
        (&last["method"], &last["status"], &last["user"]),
        (&json!("GET"), &json!(200), &json!("ada@lumen.example"))
    );
    assert!(calls.iter().any(|call| call["path"] == "/oauth/token"));
    let text = record.to_string();
    assert!(!text.contains("13175550142") && !text.contains(ada.token.as_deref().unwrap()));
    let after = ada.get(&format!("/sandbox/calls?after={}", last["seq"])).await.ok();
    assert_eq!(after["calls"], json!([]));
}

#[tokio::test]
async fn bodies_that_are_none_are_refused_in_the_api_s_words() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let path = format!("{}/api/v2/conversations/messages", ada.url);
    let send = async |kind: &'static str, body: &'static str| {
        let request = ada.http.post(&path).bearer_auth(ada.token.as_deref().unwrap()).header("content-type", kind);
        let reply = request.body(body).send().await.unwrap();
        let status = reply.status().as_u16();
        let body: Value = serde_json::from_str(&reply.text().await.unwrap()).unwrap();
        (status, body["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(send("text/plain", "{}").await, (415, "unsupported.media.type".into()));
    assert_eq!(send("application/json", "{").await, (400, "bad.request".into()));
    assert_eq!(send("application/json", "{}").await, (400, "bad.request".into()));
    assert_eq!(ada.get("/api/v2/routing/queues/not-an-id").await.error(), (404, "not.found"));
    assert_eq!(ada.get("/api/v2/routing/queues?pageSize=x").await.error(), (400, "bad.request"));
}

#[tokio::test]
async fn faults_strike_once() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let me = "/api/v2/users/me";
    let fault = async |effect: Value| {
        ada.post("/sandbox/faults", json!({ "method": "GET", "path": me, "effect": effect })).await.ok();
    };
    fault(json!({ "kind": "error", "status": 503, "code": "service.unavailable", "retryAfterSeconds": 2 })).await;
    let refused = ada.get(me).await;
    assert_eq!(refused.error(), (503, "service.unavailable"));
    assert_eq!(refused.headers["retry-after"], "2");
    fault(json!({ "kind": "html", "status": 502 })).await;
    assert!(ada.get(me).await.body.as_str().unwrap().starts_with("<html>"));
    fault(json!({ "kind": "malformed" })).await;
    assert!(ada.get(me).await.body.is_string());
    for kind in ["drop", "loseReply"] {
        fault(json!({ "kind": kind })).await;
        let broken = ada.http.get(format!("{}{me}", ada.url)).bearer_auth(ada.token.as_deref().unwrap()).send().await;
        let broken = match broken {
            Err(_) => true,
            Ok(reply) => reply.text().await.is_err(),
        };
        assert!(broken, "{kind}");
    }
    for kind in ["hang", "withhold"] {
        fault(json!({ "kind": kind })).await;
        let before = ada.get("/sandbox/faults").await.ok()["held"].as_u64().unwrap();
        let waits =
            tokio::spawn(ada.http.get(format!("{}{me}", ada.url)).bearer_auth(ada.token.as_deref().unwrap()).send());
        while ada.get("/sandbox/faults").await.ok()["held"] != before + 1 {
            tokio::task::yield_now().await;
        }
        waits.abort();
    }
    ada.get(me).await.ok();
}

#[tokio::test]
async fn pages_load_nothing_from_elsewhere_and_show_text_as_text() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    for page in ["/sandbox", "/sandbox/handset", "/sandbox/crm"] {
        let reply = nobody.get(page).await;
        assert_eq!(reply.status, StatusCode::OK, "{page}");
        let policy = reply.headers["content-security-policy"].to_str().unwrap();
        assert!(policy.contains("default-src 'none'") && !policy.contains("unsafe"), "{policy}");
        let html = reply.body.as_str().unwrap();
        assert!(html.contains("Lumen") || page.ends_with("handset"));
        for asset in html.split("\"/sandbox/assets/").skip(1) {
            let name = asset.split('"').next().unwrap();
            assert_eq!(nobody.get(&format!("/sandbox/assets/{name}")).await.status, StatusCode::OK, "{name}");
        }
    }
    let crm = nobody.get("/sandbox/crm").await.body;
    let crm = crm.as_str().unwrap();
    assert!(crm.contains("Weber &amp; S") && crm.contains("href=\"tel:") && crm.contains("href=\"sms:"));
}
