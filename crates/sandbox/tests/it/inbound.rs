use reqwest::Method;
use serde_json::json;

use crate::client::{Client, MAYA, TOM, start};

const RESERVATIONS: &str = "+13175550100";

#[tokio::test]
async fn an_answer_lands_in_the_connected_conversation() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Reservations", MAYA).await;
    seat.send("Window or aisle?").await.ok();
    let answer = ada.answer_as_customer(MAYA, RESERVATIONS, "Window!").await;
    assert_eq!(answer["conversationId"], seat.conversation.as_str());
    let messages = seat.shown().await["messages"].clone();
    assert_eq!(messages[1]["messageStatus"], "received");
    let id = messages[1]["messageId"].as_str().unwrap();
    let read = ada.get(&format!("{}/messages/{id}", seat.path())).await.ok();
    assert_eq!((&read["direction"], &read["textBody"]), (&json!("inbound"), &json!("Window!")));
}

#[tokio::test]
async fn a_text_that_nobody_has_waits_for_an_agent_on_queue() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let id = ada.answer_as_customer(MAYA, RESERVATIONS, "Hello?").await["conversationId"].as_str().unwrap().to_owned();
    assert_eq!(ada.stored(MAYA).await[0]["standing"], "waiting");
    assert_eq!(ada.routing_status().await, "OFF_QUEUE");
    ada.presence("OnQueue").await;
    // Tom's waits in Billing since before.
    assert_eq!(ada.active().await, 2);
    assert_eq!(ada.routing_status().await, "INTERACTING");
    let seat = ada.seat(&id).await;
    let shown = seat.shown().await;
    assert_eq!((&shown["state"], &shown["alertingTimeoutMs"]), (&json!("alerting"), &json!(30_000)));
    assert_eq!(shown["messages"].as_array().unwrap().len(), 1);
    assert_eq!(ada.create("Reservations", MAYA, Some(true)).await.status.as_u16(), 400);
    seat.set_state("connected").await.ok();
    seat.send("Hello! What can I do?").await.ok();
    assert_eq!(ada.stored(MAYA).await[0]["standing"], "connected");
}

#[tokio::test]
async fn who_does_not_answer_is_not_responding_until_back() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    ada.presence("OnQueue").await;
    assert_eq!(ada.stored(TOM).await[0]["standing"], "alerting");
    ada.let_pass(31).await;
    assert_eq!(ada.routing_status().await, "NOT_RESPONDING");
    assert_eq!(ada.stored(TOM).await[0]["standing"], "waiting");
    let path = format!("/api/v2/users/{}/routingstatus", ada.me().await);
    let wrong = ada.call(Method::PUT, &path, Some(json!({ "status": "COMMUNICATING" }))).await;
    assert_eq!(wrong.error(), (400, "general.bad.request"));
    ada.call(Method::PUT, &path, Some(json!({ "status": "IDLE" }))).await.ok();
    assert_eq!(ada.stored(TOM).await[0]["standing"], "alerting");
    let id = ada.stored(TOM).await[0]["id"].as_str().unwrap().to_owned();
    ada.seat(&id).await.set_state("disconnected").await.ok();
    assert_eq!(ada.routing_status().await, "NOT_RESPONDING", "declined");
    ada.presence("Available").await;
    assert_eq!(ada.routing_status().await, "OFF_QUEUE");
}

#[tokio::test]
async fn an_answer_after_the_end_comes_back_as_the_same_conversation() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Support", MAYA).await;
    seat.send("Anything else?").await.ok();
    seat.set_state("disconnected").await.ok();
    let code = seat.code("Resolved").await;
    seat.wrap_up(json!({ "code": code })).await.ok();
    let answer = ada.answer_as_customer(MAYA, "+13175550101", "Yes, one thing").await;
    assert_eq!(answer["conversationId"], seat.conversation.as_str());
    ada.presence("OnQueue").await;
    let again = ada.seat(&seat.conversation).await;
    assert_ne!(again.participant, seat.participant);
    again.set_state("connected").await.ok();
    again.send("Tell me!").await.ok();
}

#[tokio::test]
async fn the_handset_refuses_what_no_phone_could_send() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    for (from, to, text) in [("317", RESERVATIONS, "x"), (MAYA, "+19999999999", "x"), (MAYA, RESERVATIONS, "  ")] {
        let reply = nobody.post("/sandbox/handset/messages", json!({ "from": from, "to": to, "text": text })).await;
        assert_eq!(reply.error(), (400, "bad.request"));
    }
}

#[tokio::test]
async fn a_picture_comes_with_its_message() {
    let sandbox = start().await;
    let nobody = Client::nobody(sandbox.url());
    let [from, to] = [MAYA, RESERVATIONS].map(|number| number.replace('+', "%2B"));
    let address = format!("{}/sandbox/handset/pictures?from={from}&to={to}&name=dot.gif", sandbox.url());
    let send = |bytes: &'static [u8]| nobody.http.post(&address).body(bytes).send();

    assert_eq!(send(b"<svg xmlns='http://www.w3.org/2000/svg'/>").await.unwrap().status(), 400);
    assert_eq!(send(b"GIF89a and more").await.unwrap().status(), 201);

    let threads = nobody.get(&format!("/sandbox/handset/threads?customer={from}")).await.ok();
    let threads = threads["threads"].as_array().unwrap();
    let thread = threads.iter().find(|thread| thread["number"] == RESERVATIONS).unwrap();
    let last = thread["messages"].as_array().unwrap().last().unwrap();
    assert_eq!((&last["text"], &last["media"][0]["name"]), (&json!(""), &json!("dot.gif")));
    let url = format!("{}{}", sandbox.url(), last["media"][0]["url"].as_str().unwrap());
    let picture = nobody.http.get(url).send().await.unwrap();
    assert_eq!(picture.headers()["content-type"], "image/gif");
    assert_eq!(picture.bytes().await.unwrap().as_ref(), b"GIF89a and more");
}
