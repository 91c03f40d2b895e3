use reqwest::{Method, StatusCode};
use serde_json::{Value, json};

use crate::client::{Client, JONAS, MAYA, PRIYA, TOM, start, start_with};

#[tokio::test]
async fn the_queues_of_an_agent_say_which_can_be_texted_on_behalf_of() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mine = ada.get("/api/v2/routing/queues/me?joined=true&pageSize=4&pageNumber=2").await.ok();
    assert_eq!((&mine["total"], &mine["pageCount"]), (&json!(6), &json!(2)));
    let names: Vec<_> = mine["entities"].as_array().unwrap().iter().map(|queue| &queue["name"]).collect();
    assert_eq!(names, ["Reservations", "Support"]);
    let support = &mine["entities"][1];
    assert_eq!(support["outboundMessagingAddresses"]["smsAddress"]["name"], "+13175550101");
    assert_eq!(support["acwSettings"], json!({ "wrapupPrompt": "MANDATORY" }));
    let office = ada.get(&format!("/api/v2/routing/queues/{}", ada.queue("Back Office").await)).await.ok();
    assert!(office.get("outboundMessagingAddresses").is_none());
    let found = ada.get("/api/v2/routing/queues?name=*O*&pageSize=100").await.ok();
    assert!(
        found["entities"].as_array().unwrap().iter().all(|queue| queue["name"]
            .as_str()
            .unwrap()
            .to_lowercase()
            .contains('o'))
    );
    let dev = Client::sign_in(sandbox.url(), "dev").await;
    assert_eq!(dev.get("/api/v2/routing/queues/me").await.ok()["total"], 0);
}

#[tokio::test]
async fn a_text_is_sent_and_delivered() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let mut socket = ada.listen(&["conversations.messages"]).await;
    let seat = ada.connect("Reservations", MAYA).await;
    let sent = seat.send("Your flight is on time.").await;
    assert_eq!(sent.status, StatusCode::ACCEPTED);
    let sent = sent.ok();
    assert_eq!((&sent["status"], &sent["direction"]), (&json!("queued"), &json!("outbound")));
    assert_eq!((&sent["fromAddress"], &sent["toAddress"]), (&json!("+13175550100"), &json!(MAYA)));
    // Old clients and new ones read the same text.
    assert_eq!(sent["textBody"], sent["normalizedMessage"]["text"]);
    let id = sent["id"].as_str().unwrap();
    let path = format!("/api/v2/conversations/messages/{id}/details");
    socket
        .next_where(".conversations.messages", |body| {
            body["participants"][0]["messages"][0]["messageStatus"] == "delivery-success"
        })
        .await;
    let delivered = ada.get(&path).await.ok();
    assert_eq!(delivered["status"], "delivery-success");
    assert_eq!(delivered["normalizedReceipts"][0]["status"], "Delivered");
    let threads = ada.get("/sandbox/handset/threads?customer=%2B13175550142").await.ok();
    assert_eq!(threads["threads"][0]["messages"][0]["text"], "Your flight is on time.");
    // Both ways to the communication lead to the same one.
    let generic = ada.get(&format!("/api/v2/conversations/{}", seat.conversation)).await.ok();
    assert_eq!(generic["participants"][0]["messages"][0]["id"], seat.communication.as_str());
    assert_eq!(generic["participants"][0]["messages"][0]["messages"][0]["messageId"], id);
}

#[tokio::test]
async fn what_the_carrier_does_is_in_the_number() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    for (number, status, reason) in [
        ("+13175559001", "delivery-failed", Some("RecipientOptedOut")),
        ("+13175559002", "delivery-failed", Some("InvalidDestination")),
        ("+13175559003", "queued", None),
        ("+13175559004", "failed", Some("ServerError")),
    ] {
        let seat = ada.connect("Reservations", number).await;
        let id = seat.send("Hello").await.ok()["id"].as_str().unwrap().to_owned();
        ada.let_pass(60).await;
        let message = ada.get(&format!("{}/messages/{id}", seat.path())).await.ok();
        assert_eq!(message["status"], status, "{number}");
        assert_eq!(message["normalizedReceipts"][0]["reasons"][0]["code"].as_str(), reason, "{number}");
    }
}

#[tokio::test]
async fn stop_keeps_messages_from_the_customer_and_start_lifts_it() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Reservations", MAYA).await;
    for (written, status, reason) in [
        (None, "delivery-success", None),
        (Some("STOP"), "delivery-failed", Some("RecipientOptedOut")),
        (Some("Where is my ticket?"), "delivery-failed", Some("RecipientOptedOut")),
        (Some("start"), "delivery-success", None),
    ] {
        if let Some(text) = written {
            ada.answer_as_customer(MAYA, "+13175550100", text).await;
        }
        let id = seat.send("Hello").await.ok()["id"].as_str().unwrap().to_owned();
        ada.let_pass(60).await;
        let message = ada.get(&format!("{}/messages/{id}", seat.path())).await.ok();
        assert_eq!(message["status"], status, "{written:?}");
        assert_eq!(message["normalizedReceipts"][0]["reasons"][0]["code"].as_str(), reason, "{written:?}");
    }
}

#[tokio::test]
async fn the_organisations_own_fields_of_a_contact_are_told() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    for (number, fields) in [("+13175559001", json!({ "smsOptOut_checkbox": true })), (MAYA, Value::Null)] {
        let number = number.replace('+', "%2B");
        let found = ada.get(&format!("/api/v2/externalcontacts/reversewhitepageslookup?lookupVal={number}")).await.ok();
        assert_eq!(found["contacts"][0]["customFields"], fields);
    }
}

#[tokio::test]
async fn an_existing_conversation_is_refused_or_continued() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    // Inside the window: asks first, then goes on with the history.
    let refused = ada.create("Support", JONAS, None).await;
    assert_eq!(refused.error(), (400, "conversation.error.existing.conversation"));
    let existing = refused.body["messageParams"]["conversationId"].as_str().unwrap().to_owned();
    assert_eq!(ada.create("Support", JONAS, Some(false)).await.status, StatusCode::BAD_REQUEST);
    let joined = ada.create("Support", JONAS, Some(true)).await.ok();
    assert_eq!(joined["id"], existing.as_str());
    let seat = ada.seat(&existing).await;
    let shown = ada.get(&seat.path()).await.ok();
    let customer = shown["participants"].as_array().unwrap().iter().find(|part| part["purpose"] == "customer").unwrap();
    let ids: Vec<_> = customer["messages"].as_array().unwrap().iter().map(|message| &message["messageId"]).collect();
    assert_eq!(ids.len(), 3);
    let history = ada.post(&format!("{}/messages/bulk", seat.path()), json!(ids)).await.ok();
    assert_eq!(history["entities"][2]["normalizedMessage"]["text"].as_str().unwrap().split(' ').next(), Some("Hello"));
    seat.send("Still there?").await.ok();
    // Connected elsewhere, or waiting: never, whatever is asked.
    for customer in [(PRIYA, "Support"), (TOM, "Billing"), (JONAS, "Support")] {
        for existing in [None, Some(true)] {
            assert_eq!(
                ada.create(customer.1, customer.0, existing).await.status,
                StatusCode::BAD_REQUEST,
                "{customer:?}"
            );
        }
    }
    // Another queue has another number: that is another conversation.
    assert_eq!(ada.create("Reservations", PRIYA, None).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn after_the_window_a_new_conversation_begins() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    ada.let_pass(72 * 3600).await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    assert_eq!(ada.create("Support", JONAS, None).await.status, StatusCode::ACCEPTED);
}

#[tokio::test]
async fn how_an_existing_conversation_is_refused_can_be_set() {
    let sandbox = start_with(|settings| {
        settings.existing_status = 409;
        settings.existing_code = "some.code".into();
        settings.existing_tells = false;
    })
    .await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let refused = ada.create("Support", JONAS, None).await;
    assert_eq!(refused.error(), (409, "some.code"));
    assert!(refused.body.get("entityId").is_none());
    assert_eq!(refused.body["messageParams"], json!({}));
}

#[tokio::test]
async fn who_may_not_write_cannot_begin() {
    let sandbox = start().await;
    let ben = Client::sign_in(sandbox.url(), "ben").await;
    let refused = ben.create("Support", MAYA, None).await;
    assert_eq!(refused.error(), (403, "missing.permissions"));
    assert_eq!(refused.body["messageParams"]["permissions"], "[conversation:message:create]");
    assert!(refused.body["message"].as_str().unwrap().contains("conversation:message:create"));
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    assert_eq!(ada.create("Groups", MAYA, None).await.error(), (403, "not.authorized"));
    assert_eq!(ada.create("Back Office", MAYA, None).await.error(), (400, "bad.request"));
    for number in ["3175550142", "+1 317 555 0142", "+1", "", "+0000000000"] {
        assert_eq!(ada.create("Support", number, None).await.error(), (400, "bad.request"), "{number}");
    }
    let body = json!({ "queueId": "nowhere", "toAddress": MAYA, "toAddressMessengerType": "sms" });
    let refused = ada.post("/api/v2/conversations/messages", body).await;
    assert_eq!(refused.error(), (400, "conversations.error.queue.not.found"));
}

#[tokio::test]
async fn a_text_has_limits() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Reservations", MAYA).await;
    seat.send(&"x".repeat(765)).await.ok();
    assert_eq!(seat.send(&"x".repeat(766)).await.error(), (400, "bad.request"));
    assert_eq!(seat.send(&"\u{1f600}".repeat(383)).await.error(), (400, "bad.request"));
    assert_eq!(seat.send(" \n").await.error(), (400, "bad.request"));
    let odd = "\u{202e}\u{0} <b>&amp; \u{1f469}\u{200d}\u{1f680} \u{fdfd} é";
    assert_eq!(seat.send(odd).await.ok()["normalizedMessage"]["text"], odd);
    let eve = Client::sign_in(sandbox.url(), "eve").await;
    let path = format!("{}/communications/{}/messages", seat.path(), seat.communication);
    assert_eq!(eve.post(&path, json!({ "textBody": "not mine" })).await.error(), (403, "not.authorized"));
    seat.set_state("disconnected").await.ok();
    let late = seat.send("too late").await;
    assert_eq!(late.error(), (400, "conversation.error.participant.no.active.conversations"));
}

#[tokio::test]
async fn mandatory_wrap_up_stays_until_a_code_is_saved() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Support", MAYA).await;
    assert_eq!(seat.set_state("disconnected").await.status, StatusCode::ACCEPTED);
    let shown = seat.shown().await;
    assert_eq!((&shown["state"], &shown["disconnectType"]), (&json!("disconnected"), &json!("client")));
    assert_eq!((&shown["wrapupRequired"], &shown["wrapupPrompt"]), (&json!(true), &json!("mandatory")));
    assert!(shown["startAcwTime"].is_string() && shown.get("endAcwTime").is_none());
    assert_eq!(ada.active().await, 1);

    assert_eq!(seat.skip().await.error(), (400, "conversation.error.wrapup.code.required"));
    assert_eq!(seat.wrap_up(json!({ "notes": "n" })).await.error(), (400, "conversation.error.wrapup.code.required"));
    assert_eq!(seat.wrap_up(json!({ "code": "nonsense" })).await.error(), (400, "invalid.value"));
    seat.wrap_up(json!({ "notes": "half done", "provisional": true })).await.ok();
    assert_eq!(ada.active().await, 1);
    let wrapup = format!("{}/wrapup", seat.participant_path());
    assert_eq!(ada.get(&wrapup).await.ok(), json!({}));
    assert_eq!(ada.get(&format!("{wrapup}?provisional=true")).await.ok()["notes"], "half done");

    let code = seat.code("Resolved").await;
    seat.wrap_up(json!({ "code": code, "notes": "done" })).await.ok();
    assert_eq!(ada.active().await, 0);
    assert_eq!(ada.get(&wrapup).await.ok()["code"], code.as_str());
    let shown = seat.shown().await;
    assert_eq!((&shown["wrapup"]["name"], &shown["wrapupRequired"]), (&json!("Resolved"), &json!(false)));
    assert!(shown["endAcwTime"].is_string());
}

#[tokio::test]
async fn optional_wrap_up_may_be_skipped() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Reservations", MAYA).await;
    assert_eq!(seat.skip().await.error(), (400, "bad.request"), "not yet");
    seat.set_state("disconnected").await.ok();
    assert_eq!(seat.shown().await["wrapupPrompt"], "optional");
    seat.skip().await.ok();
    assert_eq!(seat.shown().await["wrapupSkipped"], true);
    assert_eq!(ada.active().await, 0);
}

#[tokio::test]
async fn time_boxes_end_by_themselves() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let boxed = ada.connect("Billing", MAYA).await;
    boxed.set_state("disconnected").await.ok();
    assert_eq!(boxed.shown().await["wrapupTimeoutMs"], 30_000);
    ada.let_pass(29).await;
    assert_eq!(boxed.shown().await["wrapupRequired"], true);
    ada.let_pass(2).await;
    let shown = boxed.shown().await;
    assert_eq!((&shown["wrapup"]["code"], &shown["wrapupRequired"]), (&json!("ININ-WRAP-UP-TIMEOUT"), &json!(false)));

    let forced = ada.connect("Concierge", MAYA).await;
    forced.set_state("disconnected").await.ok();
    assert_eq!(forced.shown().await["wrapupPrompt"], "forcedTimeout");
    let code = forced.code("Follow-up").await;
    forced.wrap_up(json!({ "code": code })).await.ok();
    assert_eq!(ada.active().await, 1, "no early exit");
    ada.let_pass(16).await;
    assert_eq!(ada.active().await, 0);
    assert_eq!(forced.shown().await["wrapup"]["name"], "Follow-up");
}

#[tokio::test]
async fn requested_after_call_work_happens_only_on_request() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let unasked = ada.connect("Feedback", MAYA).await;
    unasked.set_state("disconnected").await.ok();
    assert_eq!(ada.active().await, 0);
    let asked = ada.connect("Feedback", MAYA).await;
    let path = format!(
        "/api/v2/conversations/aftercallwork/{}/participants/{}/communications/{}",
        asked.conversation, asked.participant, asked.communication
    );
    ada.patch(&path, json!({ "afterCallWorkRequired": true })).await.ok();
    asked.set_state("disconnected").await.ok();
    assert_eq!(asked.shown().await["wrapupPrompt"], "agentRequested");
    assert_eq!(ada.active().await, 1);
    let late = ada.patch(&path, json!({ "afterCallWorkRequired": false })).await;
    assert_eq!(late.error(), (400, "bad.request"));
    ada.let_pass(61).await;
    assert_eq!(ada.active().await, 0);
}

#[tokio::test]
async fn wrap_up_can_also_be_saved_by_communication() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Support", MAYA).await;
    let communication = format!("{}/communications/{}", seat.participant_path(), seat.communication);
    assert_eq!(
        ada.patch(&communication, json!({ "state": "connected" })).await.error(),
        (400, "communication.state.required")
    );
    ada.patch(&communication, json!({ "state": "disconnected" })).await.ok();
    let code = seat.code("Follow-up").await;
    ada.post(&format!("{communication}/wrapup"), json!({ "code": code, "tags": ["lisbon"] })).await.ok();
    let read = ada.get(&format!("{communication}/wrapup")).await.ok();
    assert_eq!((&read["code"], &read["tags"]), (&json!(code), &json!(["lisbon"])));
    assert_eq!(ada.active().await, 0);
}

#[tokio::test]
async fn a_blind_transfer_moves_the_conversation_on() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let eve = Client::sign_in(sandbox.url(), "eve").await;
    let (ada_id, eve_id) = (ada.me().await, eve.me().await);
    let seat = ada.connect("Support", MAYA).await;
    let replace = format!("{}/replace", seat.participant_path());
    let refused = async |body: Value| {
        let reply = ada.post(&replace, body).await;
        (reply.status.as_u16(), reply.body["code"].as_str().unwrap().to_owned())
    };
    assert_eq!(refused(json!({})).await, (400, "conversations.error.transfer.destination.required".into()));
    assert_eq!(refused(json!({ "userId": ada_id })).await, (400, "conversations.error.transfer.same.party".into()));
    assert_eq!(refused(json!({ "queueId": "none" })).await, (400, "conversations.error.queue.not.found".into()));
    assert_eq!(ada.post(&replace, json!({ "userId": eve_id })).await.status, StatusCode::ACCEPTED);
    assert_eq!(refused(json!({ "userId": eve_id })).await, (400, "conversations.error.transfer.not.connected".into()));
    assert_eq!(seat.shown().await["disconnectType"], "transfer");
    assert_eq!(seat.shown().await["wrapupRequired"], true);

    let eves = eve.seat(&seat.conversation).await;
    assert_eq!(eves.shown().await["state"], "alerting");
    eves.set_state("connected").await.ok();
    eves.send("Eve here.").await.ok();
    let billing = eve.queue("Billing").await;
    eve.post(&format!("{}/replace", eves.participant_path()), json!({ "queueId": billing })).await.ok();
    assert_eq!(eve.stored(MAYA).await[0]["standing"], "waiting");

    let gus = Client::sign_in(sandbox.url(), "gus").await;
    let seat = gus.connect("Support", "+13175550160").await;
    let reply = gus.post(&format!("{}/replace", seat.participant_path()), json!({ "userId": eve_id })).await;
    assert_eq!(reply.error(), (403, "missing.any.permissions"));
}

#[tokio::test]
async fn attributes_and_contacts_are_kept() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Support", "+13175550161").await;
    let attributes = format!("{}/attributes", seat.participant_path());
    assert_eq!(
        ada.patch(&attributes, json!({ "attributes": null })).await.error(),
        (400, "conversation.error.participant.attribute.null")
    );
    ada.patch(&attributes, json!({ "attributes": { "subject": "Lisbon", "relation": "Case 7" } })).await.ok();
    let kept = ada.patch(&attributes, json!({ "attributes": { "relation": "" } })).await.ok();
    assert_eq!(kept, json!({ "attributes": { "subject": "Lisbon" } }));

    let found = ada.get("/api/v2/externalcontacts/reversewhitepageslookup?lookupVal=%2B13175550142").await.ok();
    let maya = found["contacts"][0]["id"].as_str().unwrap().to_owned();
    assert_eq!(found["contacts"][0]["firstName"], "Maya");
    let body = json!({
        "externalContactId": maya, "conversationId": seat.conversation,
        "communicationId": seat.communication, "mediaType": "MESSAGE",
    });
    let path = format!("/api/v2/externalcontacts/conversations/{}", seat.conversation);
    ada.call(Method::PUT, &path, Some(body.clone())).await.ok();
    assert_eq!(ada.stored("+13175550161").await[0]["contact"], "Maya Ortiz");
    let cleo = Client::sign_in(sandbox.url(), "cleo").await;
    assert_eq!(cleo.call(Method::PUT, &path, Some(body)).await.error(), (403, "missing.any.permissions"));
    let found = ada.get("/api/v2/externalcontacts/contacts?q=web").await.ok();
    assert_eq!(found["entities"][0]["lastName"], "Weber");
}

#[tokio::test]
async fn colleagues_are_found_by_name() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let search = async |value: &str, kind: &str| {
        let query = json!({ "query": [{ "type": kind, "value": value, "fields": ["name"] }], "expand": ["presence"] });
        let found = ada.post("/api/v2/users/search", query).await.ok();
        found["results"]
            .as_array()
            .unwrap()
            .iter()
            .map(|user| user["name"].as_str().unwrap().to_owned())
            .collect::<Vec<_>>()
    };
    assert_eq!(search("eve", "STARTS_WITH").await, ["Eve Lind"]);
    assert_eq!(search("LIND", "STARTS_WITH").await, ["Eve Lind"]);
    assert_eq!(search("ar", "CONTAINS").await, ["Ada Park"]);
    assert_eq!(search("zzz", "QUERY_STRING").await, [""; 0]);
    let members = ada.get(&format!("/api/v2/routing/queues/{}/members", ada.queue("Billing").await)).await.ok();
    assert_eq!(members["entities"].as_array().unwrap().len(), 3);
    assert!(members.get("total").is_none(), "this listing has none");
    assert!(members["entities"][0]["routingStatus"]["status"].is_string());
}

#[tokio::test]
async fn media_are_uploaded_and_sent() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Support", MAYA).await;
    let messages = format!("{}/communications/{}/messages", seat.path(), seat.communication);
    let png = b"\x89PNG\r\n\x1a\nrest".to_vec();
    let place = ada
        .post(&format!("{messages}/media/uploads"), json!({ "fileName": "map.png", "contentLengthBytes": png.len() }))
        .await
        .ok();
    let id = place["id"].as_str().unwrap().to_owned();
    assert_eq!(ada.get(&format!("{messages}/media/{id}")).await.ok()["status"], "uploading");
    assert_eq!(ada.post(&messages, json!({ "textBody": "", "mediaIds": [id] })).await.error(), (400, "invalid.value"));
    let upload = ada.http.put(place["uploadUrl"].as_str().unwrap()).body(png.clone()).send().await.unwrap();
    assert_eq!(upload.status(), StatusCode::OK);
    let media = ada.get(&format!("{messages}/media/{id}")).await.ok();
    assert_eq!((&media["status"], &media["mediaType"]), (&json!("valid"), &json!("image/png")));
    let sent = ada.post(&messages, json!({ "textBody": "", "mediaIds": [id] })).await.ok();
    let attachment = &sent["normalizedMessage"]["content"][0]["attachment"];
    assert_eq!((&attachment["mime"], &attachment["filename"]), (&json!("image/png"), &json!("map.png")));
    let bytes = ada.http.get(attachment["url"].as_str().unwrap()).send().await.unwrap().bytes().await.unwrap();
    assert_eq!(bytes, png);

    let old = ada.post(&format!("{messages}/media"), json!({})).await.ok();
    ada.http.post(old["uploadUrl"].as_str().unwrap()).body(vec![0_u8, 1, 2]).send().await.unwrap();
    let rejected = ada.get(&format!("{messages}/media/{}", old["id"].as_str().unwrap())).await.ok();
    assert_eq!(rejected["status"], "invalid");
    let supported = ada.get("/api/v2/conversations/messaging/supportedcontent/default").await.ok();
    assert!(supported["mediaTypes"]["allow"]["outbound"].as_array().unwrap().contains(&json!({ "type": "image/png" })));
}

#[tokio::test]
async fn the_last_resort_ends_everything() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let seat = ada.connect("Support", MAYA).await;
    ada.post(&format!("/api/v2/conversations/{}/disconnect", seat.conversation), json!({})).await.ok();
    assert_eq!(ada.active().await, 0);
    assert_eq!(ada.stored(MAYA).await[0]["standing"], "disconnected");
}

#[tokio::test]
async fn canned_responses_are_found_and_filled_in() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let libraries = ada.get("/api/v2/responsemanagement/libraries").await.ok();
    assert_eq!(libraries["total"], 2);
    let greetings = libraries["entities"][0]["id"].as_str().unwrap();
    let responses = ada.get(&format!("/api/v2/responsemanagement/responses?libraryId={greetings}")).await.ok();
    assert_eq!(responses["total"], 2);
    let found = ada
        .post("/api/v2/responsemanagement/responses/query", json!({ "queryPhrase": "hello", "pageSize": 10 }))
        .await
        .ok();
    let hello = &found["results"]["entities"][0];
    assert_eq!(hello["assets"], json!([]));
    assert_eq!(hello["substitutions"].as_array().unwrap().len(), 2);
    let seat = ada.connect("Support", MAYA).await;
    let template = json!({ "responseId": hello["id"], "bodyParameters": [{ "id": "CUSTOMER_NAME", "value": "Maya" }, { "id": "AGENT_NAME", "value": "Ada" }] });
    let path = format!("{}/communications/{}/messages", seat.path(), seat.communication);
    let sent = ada.post(&path, json!({ "messagingTemplate": template })).await.ok();
    assert_eq!(sent["normalizedMessage"]["text"], "Hello Maya, this is Ada from Lumen Travel.");
}

#[tokio::test]
async fn what_is_in_a_response_asset_is_for_every_page() {
    let sandbox = start().await;
    let ada = Client::sign_in(sandbox.url(), "ada").await;
    let query = json!({ "queryPhrase": "directions", "pageSize": 10 });
    let found = ada.post("/api/v2/responsemanagement/responses/query", query).await.ok();
    let directions = &found["results"]["entities"][0];
    let asset = &directions["assets"][0];
    let address = asset["contentLocation"].as_str().unwrap();
    assert!(address.starts_with(sandbox.url()) && address.ends_with("/the%20way.png"), "{address}");

    let about = ada.get(asset["selfUri"].as_str().unwrap()).await.ok();
    assert_eq!(about["name"], "the way.png");
    assert_eq!((&about["contentType"], &about["contentLocation"]), (&json!("image/png"), &asset["contentLocation"]));
    assert_eq!(about["responses"][0]["id"], directions["id"]);

    let fetch =
        |address: &str| reqwest::Client::new().get(address).header("Origin", "chrome-extension://behalf").send();
    let content = fetch(address).await.unwrap();
    assert_eq!(content.headers()["access-control-allow-origin"], "chrome-extension://behalf");
    assert_eq!(content.headers()["content-type"], "image/png");
    assert_eq!(content.bytes().await.unwrap().len(), about["contentLength"]);
    assert_eq!(fetch(&address.replace("the%20way", "another")).await.unwrap().status(), 404);
}
