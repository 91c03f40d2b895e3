//! A client as an extension is one: signs in by the form, calls the API, listens to the socket.

use std::time::Duration;

use base64::{Engine, engine::general_purpose::URL_SAFE_NO_PAD};
use futures_util::{SinkExt, StreamExt};
use reqwest::{Method, StatusCode, redirect::Policy};
use sandbox::{Sandbox, Settings};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};
use tokio::{net::TcpStream, time::timeout};
use tokio_tungstenite::{MaybeTlsStream, WebSocketStream, tungstenite::Message};

pub(crate) const CLIENT: &str = "8b3f7c1e-5d0a-4c6e-9a52-2f1d6b7e9c40";
pub(crate) const REDIRECT: &str = "http://127.0.0.1:7777/callback";
pub(crate) const VERIFIER: &str = "0123456789-0123456789-0123456789-0123456789-abc";

/// How long anything may take here.
pub(crate) const PATIENCE: Duration = Duration::from_secs(20);

pub(crate) const MAYA: &str = "+13175550142";
pub(crate) const JONAS: &str = "+491701234567";
pub(crate) const PRIYA: &str = "+13175550144";
pub(crate) const TOM: &str = "+13175550145";

pub(crate) async fn start() -> Sandbox {
    Sandbox::builder().start().await.unwrap()
}

pub(crate) async fn start_with(change: impl FnOnce(&mut Settings)) -> Sandbox {
    let mut settings = Settings::default();
    change(&mut settings);
    Sandbox::builder().settings(settings).start().await.unwrap()
}

pub(crate) fn challenge(verifier: &str) -> String {
    URL_SAFE_NO_PAD.encode(Sha256::digest(verifier.as_bytes()))
}

/// What a reply says.
#[derive(Debug)]
pub(crate) struct Reply {
    pub(crate) status: StatusCode,
    pub(crate) headers: reqwest::header::HeaderMap,
    pub(crate) body: Value,
}

impl Reply {
    /// The body of a reply that is good.
    pub(crate) fn ok(self) -> Value {
        assert!(self.status.is_success(), "{}: {}", self.status, self.body);
        self.body
    }

    /// Status and code of a reply that is not.
    pub(crate) fn error(&self) -> (u16, &str) {
        (self.status.as_u16(), self.body["code"].as_str().unwrap_or_default())
    }
}

/// One who is signed in, or nobody.
pub(crate) struct Client {
    pub(crate) url: String,
    pub(crate) http: reqwest::Client,
    pub(crate) token: Option<String>,
}

impl Client {
    pub(crate) fn nobody(url: &str) -> Self {
        let http = reqwest::Client::builder().redirect(Policy::none()).timeout(PATIENCE).build().unwrap();
        Self { url: url.to_owned(), http, token: None }
    }

    pub(crate) async fn sign_in(url: &str, name: &str) -> Self {
        let mut client = Self::nobody(url);
        let code = client.code(name).await;
        let reply = client.token(&code, VERIFIER).await;
        client.token = Some(reply.ok()["access_token"].as_str().unwrap().to_owned());
        client
    }

    /// Signs in by the form, up to the code.
    pub(crate) async fn code(&self, name: &str) -> String {
        let form = [("email", format!("{name}@lumen.example")), ("password", "sandbox".to_owned())];
        let reply = self.http.post(self.authorize_url(&[])).form(&form).send().await.unwrap();
        assert_eq!(reply.status(), StatusCode::SEE_OTHER);
        parameter(reply.headers()["location"].to_str().unwrap(), "code").unwrap()
    }

    pub(crate) fn authorize_url(&self, change: &[(&str, &str)]) -> String {
        let challenge = challenge(VERIFIER);
        let mut query = vec![
            ("client_id", CLIENT),
            ("redirect_uri", REDIRECT),
            ("response_type", "code"),
            ("code_challenge", &challenge),
            ("code_challenge_method", "S256"),
            ("state", "a state"),
        ];
        for &(name, value) in change {
            query.retain(|(kept, _)| *kept != name);
            if !value.is_empty() {
                query.push((name, value));
            }
        }
        url::Url::parse_with_params(&format!("{}/oauth/authorize", self.url), &query).unwrap().into()
    }

    pub(crate) async fn token(&self, code: &str, verifier: &str) -> Reply {
        let form = [
            ("grant_type", "authorization_code"),
            ("code", code),
            ("code_verifier", verifier),
            ("client_id", CLIENT),
            ("redirect_uri", REDIRECT),
        ];
        read(self.http.post(format!("{}/oauth/token", self.url)).form(&form).send().await.unwrap()).await
    }

    pub(crate) async fn call(&self, method: Method, path: &str, body: Option<Value>) -> Reply {
        let mut request = self.http.request(method, format!("{}{path}", self.url));
        if let Some(token) = &self.token {
            request = request.bearer_auth(token);
        }
        if let Some(body) = body {
            request = request.json(&body);
        }
        read(request.send().await.unwrap()).await
    }

    pub(crate) async fn get(&self, path: &str) -> Reply {
        self.call(Method::GET, path, None).await
    }

    pub(crate) async fn post(&self, path: &str, body: Value) -> Reply {
        self.call(Method::POST, path, Some(body)).await
    }

    pub(crate) async fn patch(&self, path: &str, body: Value) -> Reply {
        self.call(Method::PATCH, path, Some(body)).await
    }

    pub(crate) async fn me(&self) -> String {
        self.get("/api/v2/users/me").await.ok()["id"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn queue(&self, name: &str) -> String {
        let found = self.get(&format!("/api/v2/routing/queues?name={}", name.replace(' ', "%20"))).await.ok();
        found["entities"][0]["id"].as_str().unwrap().to_owned()
    }

    /// Asks for a conversation on behalf of a queue.
    pub(crate) async fn create(&self, queue: &str, to: &str, existing: Option<bool>) -> Reply {
        let mut body = json!({ "queueId": self.queue(queue).await, "toAddress": to, "toAddressMessengerType": "sms" });
        if let Some(existing) = existing {
            body["useExistingConversation"] = json!(existing);
        }
        self.post("/api/v2/conversations/messages", body).await
    }

    /// A conversation that the caller is connected in.
    pub(crate) async fn connect(&self, queue: &str, to: &str) -> Seat<'_> {
        let id = self.create(queue, to, None).await.ok()["id"].as_str().unwrap().to_owned();
        self.seat(&id).await
    }

    /// The caller's latest part in a conversation, with the communication found through the customer's peer.
    pub(crate) async fn seat(&self, conversation: &str) -> Seat<'_> {
        let me = self.me().await;
        let shown = self.get(&format!("/api/v2/conversations/messages/{conversation}")).await.ok();
        let parts = shown["participants"].as_array().unwrap();
        let mine = parts.iter().rfind(|part| part["user"]["id"] == me.as_str()).unwrap();
        let customer = parts.iter().find(|part| part["purpose"] == "customer").unwrap();
        Seat {
            client: self,
            conversation: conversation.to_owned(),
            participant: mine["id"].as_str().unwrap().to_owned(),
            communication: customer["peer"].as_str().unwrap().to_owned(),
        }
    }

    pub(crate) async fn presence(&self, system: &str) {
        let all = self.get("/api/v2/presencedefinitions?pageSize=100").await.ok();
        let all = all["entities"].as_array().unwrap();
        let wanted = all.iter().find(|one| one["systemPresence"] == system && one["primary"] == true).unwrap();
        let path = format!("/api/v2/users/{}/presences/PURECLOUD", self.me().await);
        self.patch(&path, json!({ "presenceDefinition": { "id": wanted["id"] } })).await.ok();
    }

    pub(crate) async fn routing_status(&self) -> String {
        let path = format!("/api/v2/users/{}/routingstatus", self.me().await);
        self.get(&path).await.ok()["status"].as_str().unwrap().to_owned()
    }

    pub(crate) async fn active(&self) -> u64 {
        self.get("/api/v2/conversations/messages").await.ok()["total"].as_u64().unwrap()
    }

    /// What is stored about the conversations with a customer.
    pub(crate) async fn stored(&self, customer: &str) -> Vec<Value> {
        let path = format!("/sandbox/conversations?customer={}", customer.replace('+', "%2B"));
        let body = self.get(&path).await.ok();
        body["conversations"].as_array().unwrap().clone()
    }

    pub(crate) async fn answer_as_customer(&self, from: &str, to: &str, text: &str) -> Value {
        self.post("/sandbox/handset/messages", json!({ "from": from, "to": to, "text": text })).await.ok()
    }

    pub(crate) async fn let_pass(&self, seconds: u32) {
        self.post("/sandbox/clock", json!({ "advanceSeconds": seconds })).await.ok();
    }

    /// A socket that listens to what is told to the caller.
    pub(crate) async fn listen(&self, kinds: &[&str]) -> Socket {
        let me = self.me().await;
        let channel = self.post("/api/v2/notifications/channels", json!({})).await.ok();
        let id = channel["id"].as_str().unwrap().to_owned();
        let topics: Vec<_> = kinds.iter().map(|kind| json!({ "id": format!("v2.users.{me}.{kind}") })).collect();
        let path = format!("/api/v2/notifications/channels/{id}/subscriptions");
        let subscribed = self.call(Method::PUT, &path, Some(json!(topics))).await.ok();
        assert!(subscribed["entities"].as_array().unwrap().iter().all(|one| one["state"] == "Permitted"));
        let (stream, _) = tokio_tungstenite::connect_async(channel["connectUri"].as_str().unwrap()).await.unwrap();
        Socket { id, stream }
    }
}

/// A notification socket.
pub(crate) struct Socket {
    pub(crate) id: String,
    stream: WebSocketStream<MaybeTlsStream<TcpStream>>,
}

impl Socket {
    /// The next frame; nothing when the socket was closed.
    pub(crate) async fn next(&mut self) -> Option<Value> {
        loop {
            match timeout(PATIENCE, self.stream.next()).await.expect("nothing was told") {
                Some(Ok(Message::Text(text))) => return Some(serde_json::from_str(&text).unwrap()),
                Some(Ok(Message::Ping(_) | Message::Pong(_))) => {}
                _ => return None,
            }
        }
    }

    /// The next frame of this topic's kind that fits.
    pub(crate) async fn next_where(&mut self, kind: &str, fits: impl Fn(&Value) -> bool) -> Value {
        loop {
            let frame = self.next().await.expect("the socket was closed");
            if frame["topicName"].as_str().unwrap_or_default().ends_with(kind) && fits(&frame["eventBody"]) {
                return frame["eventBody"].clone();
            }
        }
    }

    pub(crate) async fn say(&mut self, message: Value) {
        self.stream.send(Message::Text(message.to_string().into())).await.unwrap();
    }
}

/// A part in a conversation.
pub(crate) struct Seat<'a> {
    client: &'a Client,
    pub(crate) conversation: String,
    pub(crate) participant: String,
    pub(crate) communication: String,
}

impl Seat<'_> {
    pub(crate) fn path(&self) -> String {
        format!("/api/v2/conversations/messages/{}", self.conversation)
    }

    pub(crate) fn participant_path(&self) -> String {
        format!("{}/participants/{}", self.path(), self.participant)
    }

    pub(crate) async fn send(&self, text: &str) -> Reply {
        let path = format!("{}/communications/{}/messages", self.path(), self.communication);
        self.client.post(&path, json!({ "textBody": text })).await
    }

    pub(crate) async fn set_state(&self, state: &str) -> Reply {
        self.client.patch(&self.participant_path(), json!({ "state": state })).await
    }

    pub(crate) async fn wrap_up(&self, wrapup: Value) -> Reply {
        self.client.patch(&self.participant_path(), json!({ "wrapup": wrapup })).await
    }

    pub(crate) async fn skip(&self) -> Reply {
        self.client.patch(&self.participant_path(), json!({ "wrapupSkipped": true })).await
    }

    pub(crate) async fn code(&self, name: &str) -> String {
        let codes = self.client.get(&format!("{}/wrapupcodes", self.participant_path())).await.ok();
        let codes = codes.as_array().unwrap();
        codes.iter().find(|code| code["name"] == name).unwrap()["id"].as_str().unwrap().to_owned()
    }

    /// The participant as REST shows it.
    pub(crate) async fn shown(&self) -> Value {
        let conversation = self.client.get(&self.path()).await.ok();
        let parts = conversation["participants"].as_array().unwrap();
        parts.iter().find(|part| part["id"] == self.participant.as_str()).unwrap().clone()
    }
}

pub(crate) fn parameter(url: &str, name: &str) -> Option<String> {
    let url = url::Url::parse(url).unwrap();
    url.query_pairs().find(|(key, _)| key == name).map(|(_, value)| value.into_owned())
}

pub(crate) async fn read(reply: reqwest::Response) -> Reply {
    let (status, headers) = (reply.status(), reply.headers().clone());
    let text = reply.text().await.unwrap();
    let body = serde_json::from_str(&text).unwrap_or(Value::String(text));
    Reply { status, headers, body }
}
