//! The sandbox inside a process: simulated time, and the same replies and frames for the same seed.

use std::time::Duration;

use sandbox::{InProcess, Sandbox, Socket};
use serde_json::{Value, json};
use tokio::runtime::Builder;

const REDIRECT: &str = "http://127.0.0.1:49152/";
/// A verifier and its S256 challenge (RFC 7636, appendix B).
const VERIFIER: &str = "dBjftJeZ4CVP-mB92K27uhbUJU1p1r_wW1gFWFOEjXk";
const CHALLENGE: &str = "E9Melhoa2OwvFrEMTJguCHaoeK1t8URWbuGJSstw-cM";

struct Client {
    sandbox: InProcess,
    token: String,
    /// Everything that was answered and told, in order.
    heard: Vec<String>,
}

impl Client {
    async fn sign_in(seed: u64) -> Self {
        let sandbox = Sandbox::builder().in_process(seed).unwrap();
        let client_id = sandbox.organisation().clients[0].id;
        let url = format!(
            "{}/oauth/authorize?client_id={client_id}&response_type=code&redirect_uri={REDIRECT}&state=s\
             &code_challenge={CHALLENGE}&code_challenge_method=S256",
            sandbox.url()
        );
        let form = |url: String, body: String| {
            let kind = "application/x-www-form-urlencoded";
            http::Request::post(url).header("content-type", kind).body(body.into_bytes()).unwrap()
        };
        let there = sandbox.request(form(url, "email=ada%40lumen.example&password=sandbox".into())).await.unwrap();
        let place = there.headers()["location"].to_str().unwrap();
        let code = place.split("code=").nth(1).unwrap().split('&').next().unwrap();
        let exchange = format!(
            "grant_type=authorization_code&code={code}&client_id={client_id}&redirect_uri={REDIRECT}\
             &code_verifier={VERIFIER}"
        );
        let reply = sandbox.request(form(format!("{}/oauth/token", sandbox.url()), exchange)).await.unwrap();
        let reply: Value = serde_json::from_slice(reply.body()).unwrap();
        let token = reply["access_token"].as_str().unwrap().to_owned();
        Self { sandbox, heard: vec![token.clone()], token }
    }

    async fn call(&mut self, method: &str, path: &str, body: &Value) -> Value {
        let request = http::Request::builder()
            .method(method)
            .uri(format!("{}{path}", self.sandbox.url()))
            .header("authorization", format!("Bearer {}", self.token))
            .header("content-type", "application/json")
            .body(body.to_string().into_bytes())
            .unwrap();
        let reply = self.sandbox.request(request).await.unwrap();
        self.heard.push(format!("{:?}", reply.headers()));
        self.heard.push(String::from_utf8(reply.body().clone()).unwrap());
        serde_json::from_slice(reply.body()).unwrap_or_default()
    }

    async fn socket(&mut self) -> Socket {
        let channel = self.call("POST", "/api/v2/notifications/channels", &json!({})).await;
        let me = self.call("GET", "/api/v2/users/me", &json!({})).await;
        let topics = json!([{ "id": format!("v2.users.{}.conversations.messages", me["id"].as_str().unwrap()) }]);
        let id = channel["id"].as_str().unwrap();
        self.call("PUT", &format!("/api/v2/notifications/channels/{id}/subscriptions"), &topics).await;
        self.sandbox.connect(channel["connectUri"].as_str().unwrap()).unwrap()
    }
}

/// Texts a customer and waits until that is delivered; everything that was heard on the way.
async fn text_a_customer(seed: u64) -> Vec<String> {
    let mut ada = Client::sign_in(seed).await;
    let mut socket = ada.socket().await;
    let queues = ada.call("GET", "/api/v2/routing/queues/me?joined=true", &json!({})).await;
    let queues = queues["entities"].as_array().unwrap();
    let queue = queues.iter().find(|queue| queue["name"] == "Support").unwrap()["id"].clone();
    let begin = json!({ "queueId": queue, "toAddress": "+13175550142", "toAddressMessengerType": "sms" });
    let conversation = ada.call("POST", "/api/v2/conversations/messages", &begin).await;
    let path = format!("/api/v2/conversations/messages/{}", conversation["id"].as_str().unwrap());
    let communication = ada
        .sandbox
        .conversations()
        .iter()
        .find(|one| path.ends_with(&one.id.to_string()))
        .map(|one| one.participants[0].communication)
        .unwrap();
    let send = format!("{path}/communications/{communication}/messages");
    ada.call("POST", &send, &json!({ "textBody": "Hello" })).await;
    loop {
        let frame = socket.next().await.unwrap();
        let delivered = frame.contains("delivery-success");
        ada.heard.push(frame);
        if delivered {
            return ada.heard;
        }
    }
}

/// Runs on one thread whose clock jumps to whatever is due next.
fn simulated<T>(play: impl Future<Output = T>) -> T {
    Builder::new_current_thread().enable_time().start_paused(true).build().unwrap().block_on(play)
}

#[test]
fn the_same_seed_gives_the_same_replies_and_frames() {
    let heard = simulated(text_a_customer(1));
    assert_eq!(heard, simulated(text_a_customer(1)));
    assert_ne!(heard, simulated(text_a_customer(2)));
}

#[test]
fn a_socket_lives_and_answers_without_a_network() {
    simulated(async {
        let mut ada = Client::sign_in(1).await;
        let began = ada.sandbox.now();
        let mut socket = ada.socket().await;
        socket.send(r#"{"message":"ping"}"#);
        assert!(socket.next().await.unwrap().contains("pong"));
        assert!(socket.next().await.unwrap().contains("Heartbeat"));
        assert_eq!(ada.sandbox.now().duration_since(began).as_secs(), 30);
        assert!(ada.sandbox.connect("ws://127.0.0.1:1/channels/none").is_none());
        ada.sandbox.advance(Duration::from_hours(25));
        let me = ada.call("GET", "/api/v2/users/me", &json!({})).await;
        assert_eq!(me["status"], 401);
    });
}
