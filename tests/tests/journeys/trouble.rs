//! What goes wrong on the other side: the session, the network, answers that are none.

use serde_json::json;
use tests::article::MAYA;
use tests::failure::{Outcome, expect_eq};
use tests::journeys;
use tests::world::{World, choose_queue, connect, open_new_sms, open_sms, send};

journeys! {
    an_expired_session_is_taken_up_where_it_was,
    answers_that_are_none_are_told_and_the_form_is_kept,
    a_message_whose_answer_is_lost_is_not_sent_twice,
    the_start_up_can_be_tried_again,
    the_organisation_goes_away_and_comes_back,
}

fn an_expired_session_is_taken_up_where_it_was(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    window.type_into("composer", "half a sen")?;
    window.see_text("composer-count", "10")?;
    world.control.revoke_tokens("ada@lumen.example")?;

    client.see_text("expired", "Your session has expired")?;
    window.see("expired")?;
    client.see("interaction")?;
    window.see_where("composer", "as it was", |composer| composer.text == "half a sen")?;
    window.type_into("composer", "tence")?;

    // The login page still knows her: it closes by itself.
    client.click("sign-in")?;
    client.gone("expired")?;
    window.gone("expired")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    window.see_where("composer", "as it was", |composer| composer.text == "half a sentence")?;
    window.click("send")?;
    window
        .see_where("message", "delivered", |message| {
            message.text.contains("half a sentence") && message.data("delivery") == "delivered"
        })
        .map(drop)
}

fn answers_that_are_none_are_told_and_the_form_is_kept(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    choose_queue(&client, "Support")?;
    client.fill("number-input", MAYA)?;
    for (effect, said) in [
        // Whether it was begun is not known: that is found out, and said.
        (json!({"kind": "html", "status": 500}), "not certain"),
        (json!({"kind": "error", "status": 403, "code": "not.authorized"}), "permission"),
        (json!({"kind": "error", "status": 404, "code": "not.found"}), ""),
    ] {
        world.control.fault("POST", "/api/v2/conversations/messages", 1, &effect)?;
        client.click("compose")?;
        client.see_text("compose-problem", said)?;
        client.see_where("queue-input", "as it was", |input| input.text == "Support")?;
        client.see_text("number-input", "555")?;
    }
    client.click("compose")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected").map(drop)
}

fn a_message_whose_answer_is_lost_is_not_sent_twice(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    // It is carried out, and the connection breaks before the answer is through.
    let path = "/api/v2/conversations/messages/*/communications/*/messages";
    world.control.fault("POST", path, 1, &json!({"kind": "loseReply"}))?;
    send(&window, "Only once")?;
    window.see_where("message", "settled", |message| message.data("delivery") == "delivered")?;
    let posted = world.control.calls(0)?.iter().filter(|call| call.is("POST", path)).count();
    expect_eq("the number of times it was posted", &posted, &1)?;
    let handset = world.handset(MAYA)?;
    handset.see_text("message", "Only once")?;
    expect_eq("the number of messages at the customer", &handset.all("message")?.len(), &1)
}

fn the_start_up_can_be_tried_again(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    world.control.fault("GET", "/api/v2/users/me", 100, &json!({"kind": "html", "status": 500}))?;
    client.click("sign-in")?;
    world.log_in(world.person("ada")?)?;
    client.reads("your data did not load")?;
    world.control.no_faults()?;
    client.click("retry")?;
    client.see_text("agent", "Ada Park").map(drop)
}

/// The organisation goes away while the agent is at work, and comes back.
fn the_organisation_goes_away_and_comes_back(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    world.sandbox.stop();
    client.see("connection")?;
    client.see("interaction")?;
    client.click("new-sms")?;
    choose_queue(&client, "Support")?;
    client.fill("number-input", "+13175550199")?;
    client.click("compose")?;
    client.see_text("compose-problem", "No answer came")?;
    client.click("close-new-interaction")?;

    world.resume()?;
    if client.shows("retry")? {
        client.click("retry")?;
    }
    client.gone("connection")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let window = open_sms(&client)?;
    send(&window, "We are back")?;
    window.see_where("message", "delivered", |message| message.data("delivery") == "delivered").map(drop)
}
