use std::time::Duration;

use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Client, MAYA, start, start_with};

#[tokio::test]
async fn each_change_of_a_conversation_is_told() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut socket = ada.listen(&["conversations.messages", "conversations"]).await;
    let seat = ada.connect("Support", MAYA).await;
    let begun = socket.next_where(".conversations.messages", |body| body["id"] == seat.conversation.as_str()).await;
    assert_eq!(begun["participants"][0]["state"], "connected");
    let whole = socket.next_where(".conversations", |body| body["id"] == seat.conversation.as_str()).await;
    assert_eq!(whole["participants"][0]["messages"][0]["id"], seat.communication.as_str());
    let sent = seat.send("Hi").await.ok();
    for status in ["queued", "sent", "delivery-success"] {
        let event = socket
            .next_where(".conversations.messages", |body| {
                body["participants"][0]["messages"][0]["messageStatus"] == status
            })
            .await;
        let message = &event["participants"][0]["messages"][0];
        // Events name messages otherwise than REST does, and never tell their text.
        assert_eq!(message["message"]["id"], sent["id"]);
        assert!(message.get("messageId").is_none() && !event.to_string().contains("Hi\""));
    }
    seat.set_state("disconnected").await.ok();
    let over =
        socket.next_where(".conversations.messages", |body| body["participants"][0]["state"] == "disconnected").await;
    assert_eq!(over["participants"][0]["wrapupRequired"], true);
    ada.answer_as_customer(MAYA, "+13175550101", "Hey").await;
    socket.next_where(".conversations.messages", |body| body["participants"][2]["purpose"] == "acd").await;
}

#[tokio::test]
async fn presence_routing_and_typing_are_told() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut socket = ada.listen(&["presence", "routingStatus", "conversations.inbound.typing.event"]).await;
    ada.presence("OnQueue").await;
    let presence = socket.next_where(".presence", |_| true).await;
    assert_eq!(presence["presenceDefinition"]["systemPresence"], "ON_QUEUE");
    socket.next_where(".routingStatus", |body| body["routingStatus"]["status"] == "INTERACTING").await;
    let seat = ada.connect("Reservations", MAYA).await;
    ada.post("/sandbox/handset/typing", json!({ "from": MAYA, "to": "+13175550100" })).await.ok();
    let typing = socket.next_where(".typing.event", |_| true).await;
    assert_eq!(typing["conversationId"], seat.conversation.as_str());
}

#[tokio::test]
async fn the_socket_lives_and_answers() {
    let sandbox = start_with(|settings| settings.heartbeat = Duration::from_millis(50)).await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut socket = ada.listen(&[]).await;
    let metadata = |message: &'static str| move |body: &Value| body["message"] == message;
    socket.next_where("channel.metadata", metadata("WebSocket Heartbeat")).await;
    socket.say(json!({ "message": "ping" })).await;
    socket.next_where("channel.metadata", metadata("pong")).await;

    let reply = async |socket: &mut crate::client::Socket, correlation: &str| loop {
        let frame = socket.next().await.unwrap();
        if frame["correlationId"] == correlation {
            return frame;
        }
    };
    let topic = format!("v2.users.{}.presence", ada.me().await);
    socket.say(json!({ "message": "subscribe", "topics": [topic], "correlationId": "a" })).await;
    assert_eq!(reply(&mut socket, "a").await["result"], "200");
    ada.presence("Busy").await;
    socket.next_where(".presence", |_| true).await;
    socket.say(json!({ "message": "subscribe", "topics": ["v2.nonsense"], "correlationId": "b" })).await;
    assert_eq!(reply(&mut socket, "b").await["result"], "400");
}

#[tokio::test]
async fn topics_are_judged() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let eve = Client::sign_in(sandbox.url(), "eve").await.me().await;
    let channel = ada.post("/api/v2/notifications/channels", json!({})).await.ok();
    let path = format!("/api/v2/notifications/channels/{}/subscriptions", channel["id"].as_str().unwrap());
    let topics = json!([
        { "id": format!("v2.users.{}.conversations.messages", ada.me().await) },
        { "id": format!("v2.users.{eve}.presence") },
        { "id": format!("v2.users.{eve}.tokens") },
        { "id": "v2.users.nobody.presence" },
    ]);
    let put = async |query: &str| ada.call(Method::PUT, &format!("{path}{query}"), Some(topics.clone())).await;
    assert_eq!(put("").await.error(), (403, "missing.permissions"));
    let judged = put("?ignoreErrors=true").await.ok();
    let states: Vec<_> =
        judged["entities"].as_array().unwrap().iter().map(|one| one["state"].as_str().unwrap()).collect();
    assert_eq!(states, ["Permitted", "Permitted", "Rejected", "Rejected"]);
    assert_eq!(judged["entities"][2]["missingPermissions"], json!(["oauth:client:view"]));
    assert_eq!(ada.get(&path).await.ok()["entities"].as_array().unwrap().len(), 2);
    assert_eq!(ada.post(&path, json!([{ "id": "v2.nonsense" }])).await.error(), (400, "notification.invalid.topic"));
    ada.call(Method::DELETE, &path, None).await.ok();
    assert_eq!(ada.get(&path).await.ok()["entities"], json!([]));
    let id = channel["id"].as_str().unwrap();
    let exists =
        async |id: &str| ada.call(Method::HEAD, &format!("/api/v2/notifications/channels/{id}"), None).await.status;
    assert_eq!(exists(id).await, StatusCode::OK);
    assert_eq!(exists("streaming-none").await, StatusCode::NOT_FOUND);
    let stranger = format!("{}/channels/streaming-none", sandbox.url().replace("http", "ws"));
    assert!(tokio_tungstenite::connect_async(stranger).await.is_err());
}

#[tokio::test]
async fn one_channel_too_many_pushes_out_the_least_used() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut first = ada.listen(&["presence"]).await;
    for _ in 0..20 {
        ada.post("/api/v2/notifications/channels", json!({})).await.ok();
    }
    let all = ada.get("/api/v2/notifications/channels").await.ok();
    assert_eq!(all["entities"].as_array().unwrap().len(), 20);
    assert!(all["entities"].as_array().unwrap().iter().any(|one| one["id"] == first.id.as_str()), "it has a socket");
    let mut sockets = Vec::new();
    for channel in all["entities"].as_array().unwrap() {
        let (socket, _) = tokio_tungstenite::connect_async(channel["connectUri"].as_str().unwrap()).await.unwrap();
        sockets.push(socket);
    }
    ada.post("/api/v2/notifications/channels", json!({})).await.ok();
    let told = first.next().await.unwrap();
    assert_eq!(told["topicName"], format!("v2.system.no_longer_subscribed.{}", first.id));
    assert!(first.next().await.is_none());
}

#[tokio::test]
async fn the_end_of_a_token_ends_its_sockets() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut socket = ada.listen(&["presence"]).await;
    ada.call(Method::DELETE, "/api/v2/tokens/me", None).await;
    let told = socket.next().await.unwrap();
    assert_eq!(told["topicName"], format!("v2.system.token_revoked.{}", socket.id));
    assert_eq!(told["eventBody"]["reason"], "user_tokens_revoked");
    assert!(socket.next().await.is_none());

    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut socket = ada.listen(&["presence"]).await;
    ada.post("/sandbox/sockets/close", json!({ "notice": true })).await;
    assert_eq!(socket.next().await.unwrap()["topicName"], "v2.system.socket_closing");
    ada.post("/sandbox/sockets/close", json!({})).await;
    assert!(socket.next().await.is_none());
    ada.post("/sandbox/tokens/revoke", json!({ "email": "ada@lumen.example" })).await.ok();
    assert_eq!(ada.get("/api/v2/users/me").await.error(), (401, "bad.credentials"));
}

#[tokio::test]
async fn a_sandbox_that_is_dropped_lets_go_of_everybody() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut socket = ada.listen(&["presence"]).await;
    drop(sandbox);
    assert!(socket.next().await.is_none());
    let gone = async || ada.http.get(format!("{}/sandbox/calls", ada.url)).send().await.is_err();
    tokio::time::timeout(crate::client::PATIENCE, async {
        while !gone().await {
            tokio::task::yield_now().await;
        }
    })
    .await
    .expect("it still answers");
}

#[tokio::test]
async fn notifications_go_wrong_on_demand() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut socket = ada.listen(&["presence"]).await;
    let fault = async |effect: &str| {
        ada.post("/sandbox/sockets/faults", json!({ "topic": "v2.users.*.presence", "effect": effect })).await.ok();
    };
    let told = async |socket: &mut crate::client::Socket| {
        socket.next_where(".presence", |_| true).await["presenceDefinition"]["systemPresence"].clone()
    };
    fault("withhold").await;
    ada.presence("Busy").await;
    fault("duplicate").await;
    ada.presence("Meal").await;
    fault("reorder").await;
    ada.presence("Break").await;
    ada.presence("Away").await;
    for expected in ["MEAL", "MEAL", "AWAY", "BREAK"] {
        assert_eq!(told(&mut socket).await, expected);
    }

    ada.post("/sandbox/sockets/silence", json!({})).await;
    ada.presence("Meeting").await;
    socket.say(json!({ "message": "ping" })).await;
    ada.post("/sandbox/sockets/close", json!({})).await;
    assert!(socket.next().await.is_none(), "the end is all there is to hear");
}
