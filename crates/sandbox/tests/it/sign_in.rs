use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::json;

use crate::client::{Client, REDIRECT, VERIFIER, parameter, start, start_with};

#[tokio::test]
async fn the_form_leads_to_a_code_and_the_code_to_a_token() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    let form = nobody.http.get(nobody.authorize_url(&[])).send().await.unwrap();
    assert_eq!(form.status(), StatusCode::OK);
    let policy = form.headers()["content-security-policy"].to_str().unwrap().to_owned();
    assert!(policy.contains("form-action 'self' http://127.0.0.1:7777"), "{policy}");
    let html = form.text().await.unwrap();
    for part in ["<form method=\"post\"", "name=\"email\"", "name=\"password\"", "type=\"submit\""] {
        assert!(html.contains(part), "{part} is missing");
    }
    assert!(!html.contains("<script"));

    let credentials = [("email", "ADA@lumen.example"), ("password", "sandbox")];
    let reply = nobody.http.post(nobody.authorize_url(&[])).form(&credentials).send().await.unwrap();
    let location = reply.headers()["location"].to_str().unwrap();
    assert!(location.starts_with(REDIRECT));
    assert_eq!(parameter(location, "state").as_deref(), Some("a state"));
    let token = nobody.token(&parameter(location, "code").unwrap(), VERIFIER).await.ok();
    assert_eq!(token["token_type"], "bearer");
    assert_eq!(token["expires_in"], 86_400);
    assert!(token.get("refresh_token").is_none());
}

#[tokio::test]
async fn a_wrong_password_shows_the_form_again() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    for (email, password, sentence) in [
        ("ada@lumen.example", "guess", "is wrong"),
        ("\"><script>@x", "guess", "is wrong"),
        ("", "", "Enter your e-mail address"),
    ] {
        let form = [("email", email), ("password", password)];
        let reply = nobody.http.post(nobody.authorize_url(&[])).form(&form).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::OK);
        let html = reply.text().await.unwrap();
        assert!(html.contains(sentence), "{html}");
        assert!(!html.contains("<script"));
    }
}

#[tokio::test]
async fn a_code_works_once_and_only_with_its_verifier() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    let code = nobody.code("ada").await;
    let wrong = nobody.token(&code, &VERIFIER.replace('a', "b")).await;
    assert_eq!((wrong.status, &wrong.body["error"]), (StatusCode::BAD_REQUEST, &json!("invalid_grant")));
    assert_eq!(nobody.token(&code, VERIFIER).await.status, StatusCode::BAD_REQUEST, "it was used");
    let code = nobody.code("ada").await;
    nobody.token(&code, VERIFIER).await.ok();
    assert_eq!(nobody.token(&code, VERIFIER).await.status, StatusCode::BAD_REQUEST);
}

#[tokio::test]
async fn where_sign_in_leads_has_to_be_registered() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    for (name, value) in [
        ("redirect_uri", "https://evil.example/"),
        ("redirect_uri", "http://127.0.0.1.evil.example:80/"),
        ("redirect_uri", "http://127.0.0.1@evil.example/"),
        ("redirect_uri", "https://dkneilkmfghcfappcfcgcokclmddhhog.chromiumapp.org/other"),
        ("redirect_uri", ""),
        ("client_id", "00000000-0000-0000-0000-000000000000"),
    ] {
        let reply = nobody.http.get(nobody.authorize_url(&[(name, value)])).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::BAD_REQUEST, "{name}={value}");
        assert!(reply.headers().get("location").is_none());
    }
    for registered in [
        "https://dkneilkmfghcfappcfcgcokclmddhhog.chromiumapp.org/",
        "https://0ff6df5087608b9df7a5d5aa14c9cd99f2f04a75.extensions.allizom.org/",
        "http://localhost:1234/any/path",
    ] {
        let reply = nobody.http.get(nobody.authorize_url(&[("redirect_uri", registered)])).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::OK, "{registered}");
    }
}

#[tokio::test]
async fn other_mistakes_are_told_to_the_client() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    for (name, value, error) in [
        ("response_type", "token", "unsupported_response_type"),
        ("code_challenge", "", "invalid_request"),
        ("code_challenge", "short", "invalid_request"),
        ("code_challenge_method", "plain", "invalid_request"),
        ("prompt", "none", "login_required"),
    ] {
        let reply = nobody.http.get(nobody.authorize_url(&[(name, value)])).send().await.unwrap();
        let location = reply.headers()["location"].to_str().unwrap();
        assert_eq!(parameter(location, "error").as_deref(), Some(error), "{name}={value}");
        assert_eq!(parameter(location, "state").as_deref(), Some("a state"));
        assert!(parameter(location, "error_description").is_some());
    }
}

#[tokio::test]
async fn a_session_passes_without_the_form_until_sign_out() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    let form = [("email", "ada@lumen.example"), ("password", "sandbox")];
    let reply = nobody.http.post(nobody.authorize_url(&[])).form(&form).send().await.unwrap();
    let cookie = reply.headers()["set-cookie"].to_str().unwrap().to_owned();
    assert!(cookie.contains("HttpOnly") && cookie.contains("SameSite=Lax"), "{cookie}");
    let cookie = cookie.split(';').next().unwrap().to_owned();
    let authorize = |prompt: &'static str| {
        let request = nobody.http.get(nobody.authorize_url(&[("prompt", prompt)])).header("cookie", &cookie);
        async { request.send().await.unwrap().status() }
    };
    assert_eq!(authorize("").await, StatusCode::SEE_OTHER);
    assert_eq!(authorize("none").await, StatusCode::SEE_OTHER);
    assert_eq!(authorize("login").await, StatusCode::OK);
    let out = nobody.http.get(format!("{}/logout", nobody.url)).header("cookie", &cookie).send().await.unwrap();
    assert_eq!(out.status(), StatusCode::OK);
    assert_eq!(authorize("").await, StatusCode::OK);
}

#[tokio::test]
async fn tokens_expire_and_are_revoked() {
    let sandbox = start_with(|settings| settings.token_lifetime = Duration::from_secs(60)).await;
    let nobody = Client::nobody(sandbox.url());
    assert_eq!(nobody.get("/api/v2/users/me").await.error(), (401, "authentication.required"));
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    assert!(ada.get("/api/v2/tokens/me").await.ok()["organization"]["id"].is_string());
    ada.let_pass(61).await;
    assert_eq!(ada.get("/api/v2/users/me").await.error(), (401, "bad.credentials"));

    let ada = Client::sign_in(sandbox.url(), "ada").await;
    assert_eq!(ada.call(Method::HEAD, "/api/v2/tokens/me", None).await.status, StatusCode::OK);
    assert_eq!(ada.call(Method::DELETE, "/api/v2/tokens/me", None).await.status, StatusCode::NO_CONTENT);
    assert_eq!(ada.get("/api/v2/tokens/me").await.error(), (401, "bad.credentials"));
}

#[tokio::test]
async fn me_is_expanded_by_comma() {
    let sandbox = start().await;
    let ben = Client::sign_in(sandbox.url(), "ben").await;
    let plain = ben.get("/api/v2/users/me").await.ok();
    assert!(plain.get("authorization").is_none() && plain.get("presence").is_none());
    let me = ben.get("/api/v2/users/me?expand=authorization,presence,routingStatus,organization").await.ok();
    let permissions = me["authorization"]["permissions"].as_array().unwrap();
    assert!(permissions.contains(&json!("conversation:message:view")));
    assert!(!permissions.contains(&json!("conversation:message:create")));
    assert_eq!(me["organization"]["defaultCountryCode"], "US");
    assert_eq!(me["routingStatus"]["status"], "OFF_QUEUE");
    assert_eq!(me["presence"]["presenceDefinition"]["systemPresence"], "Available");
}

#[tokio::test]
async fn too_many_requests_are_told_when_to_come_back() {
    let sandbox = start_with(|settings| settings.rate_limit = 3).await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    for count in 1..=3 {
        assert_eq!(ada.get("/api/v2/users/me").await.headers["inin-ratelimit-count"], count.to_string());
    }
    let refused = ada.get("/api/v2/users/me").await;
    assert_eq!(refused.error(), (429, "too.many.requests"));
    let seconds: u64 = refused.headers["retry-after"].to_str().unwrap().parse().unwrap();
    assert!((1..=60).contains(&seconds));
    assert_eq!(refused.body["limit"]["key"], "org.app.user.rate.per.minute");
    Client::sign_in(sandbox.url(), "eve").await.get("/api/v2/users/me").await.ok();
}
