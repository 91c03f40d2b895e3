//! What goes wrong on the other side: the session, the network, answers that are none.

use serde_json::json;
use tests::article::MAYA;
use tests::browser::{Kind, Options};
use tests::failure::{Outcome, expect, expect_eq};
use tests::journeys;
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, choose_queue, connect, open_new_sms, open_sms, send};

journeys! {
    an_expired_session_is_taken_up_where_it_was,
    answers_that_are_none_are_told_and_the_form_is_kept,
    a_message_whose_answer_is_lost_is_not_sent_twice,
    the_start_up_can_be_tried_again,
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

    client.click("sign-in")?;
    world.log_in(world.person("ada")?)?;
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
    for (fault, said) in [
        (json!({"status": 500, "body": "<html><h1>Internal Server Error</h1></html>"}), "has a problem"),
        (json!({"status": 502, "body": ""}), "has a problem"),
        (
            json!({"status": 403, "body": "{\"code\":\"not.authorized\",\"message\":\"no\",\"status\":403}"}),
            "permission",
        ),
        (
            json!({"status": 400, "body": "{\"code\":\"bad.request\",\"message\":\"Never heard of it\",\"status\":400}"}),
            "Never heard of it",
        ),
    ] {
        let mut fault = fault;
        fault["method"] = json!("POST");
        fault["path"] = json!("/api/v2/conversations/messages");
        fault["times"] = json!(1);
        world.control.fault(&fault)?;
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
    world.control.fault(&json!({
        "method": "POST",
        "path": "/api/v2/conversations/messages/*/communications/*/messages",
        "times": 1,
        "drop": "after",
    }))?;
    send(&window, "Only once")?;
    window.see_where("message", "settled", |message| message.data("delivery") == "delivered")?;
    let handset = world.handset(MAYA)?;
    handset.see_text("message", "Only once")?;
    expect_eq("the number of messages at the customer", &handset.all("message")?.len(), &1)
}

fn the_start_up_can_be_tried_again(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    world.control.fault(&json!({
        "method": "GET", "path": "/api/v2/users/me*", "times": 20, "status": 500, "body": "<html>",
    }))?;
    client.click("sign-in")?;
    world.log_in(world.person("ada")?)?;
    client.reads("your data did not load")?;
    world.control.fault(&json!({"method": "GET", "path": "/api/v2/users/me*", "times": 0}))?;
    client.click("retry")?;
    client.see_text("agent", "Ada Park").map(drop)
}

/// The organisation goes away while the agent is at work, and comes back.
fn unreachable(kind: Kind) -> Outcome {
    let database = tempfile::tempdir().map_err(|source| tests::failure::Failure::Program {
        program: "a directory for the sandbox".to_owned(),
        source,
    })?;
    let file = database.path().join("sandbox.db").display().to_string();
    let mut world = World::start(kind, &Options::default(), &["--database", &file])?;
    let address = world.sandbox.ready.url.clone();
    {
        let client = world.signed_in("ada")?;
        connect(&client, "Support", MAYA)?;
    }
    world.stop_sandbox();
    {
        let client = world.browser.window_of(tests::browser::Page::SidePanel)?;
        client.see_text("connection", "")?;
        client.see("interaction")?;
        client.click("new-sms")?;
        choose_queue(&client, "Support")?;
        client.fill("number-input", "+13175550199")?;
        client.click("compose")?;
        client.see_text("compose-problem", "cannot be reached")?;
        client.click("close-new-interaction")?;
    }
    world.start_sandbox_at(&address, &["--database", &file])?;
    let client = world.browser.window_of(tests::browser::Page::SidePanel)?;
    if client.shows("retry")? {
        client.click("retry")?;
    }
    client.gone("connection")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let window = open_sms(&client)?;
    send(&window, "We are back")?;
    window.see_where("message", "delivered", |message| message.data("delivery") == "delivered")?;
    wait_for("the call", SOON, || {
        let calls = world.control.calls(0)?;
        Ok(if calls.is_empty() { Look::NotYet(String::new()) } else { Look::There(()) })
    })?;
    expect(world.browser.is_open(), || "the browser has gone".to_owned())
}

#[test]
fn the_organisation_goes_away_and_comes_back_chromium() -> Outcome {
    unreachable(Kind::Chromium)
}

#[test]
fn the_organisation_goes_away_and_comes_back_firefox() -> Outcome {
    unreachable(Kind::Firefox)
}
