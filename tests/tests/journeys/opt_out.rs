//! R11, before it leaves: nobody who has opted out is written to unasked.

use tests::article::MAYA;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journeys;
use tests::tab::{ENTER, Tab};
use tests::world::{World, choose_queue, connect, open_new_sms, open_sms, send, text_back};

journeys! {
    r11_stop_warns_and_start_lifts,
    r11_what_the_carrier_reports_blocks,
    r11_a_new_conversation_is_checked_too,
}

/// The carrier of the sandbox delivers nothing to it.
const OPAL: &str = "+13175559001";

fn r11_stop_warns_and_start_lifts(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, "Hello Maya")?;
    let handset = world.handset(MAYA)?;
    handset.see_text("message", "Hello Maya")?;
    text_back(&handset, "STOP")?;
    finding(&window, "CustomerOptOut", "warn")?;
    window.see_text("finding", "STOP")?;

    // Enter leads to the second action, and sends nothing by itself.
    window.type_into("composer", "Are you sure?")?;
    window.see_disabled("send")?;
    window.press(&ENTER.to_string())?;
    window.see_where("composer", "as it was", |composer| composer.text == "Are you sure?")?;
    expect_eq("what has the keyboard", &window.focused()?, &"send-anyway".to_owned())?;
    expect_eq("the messages that were sent", &sent(world)?, &1)?;
    window.press(&ENTER.to_string())?;
    window.see_where("message", "failed", |message| {
        message.text.contains("Are you sure?") && message.data("delivery") == "failed"
    })?;
    expect_eq("the messages that were sent", &sent(world)?, &2)?;
    // From now on the carrier's word counts.
    finding(&window, "CarrierOptOut", "block")?;
    window.gone("send-anyway")?;
    window.see_disabled("send-again")?;

    text_back(&handset, "start")?;
    window.gone("finding")?;
    send(&window, "Welcome back")?;
    window.see_where("message", "delivered", |message| {
        message.text.contains("Welcome back") && message.data("delivery") == "delivered"
    })?;
    window.see_enabled("send-again").map(drop)
}

fn r11_what_the_carrier_reports_blocks(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", OPAL)?;
    let window = open_sms(&client)?;
    send(&window, "Are you there?")?;
    finding(&window, "CarrierOptOut", "block")?;
    window.type_into("composer", "Please")?;
    window.see_disabled("send")?;
    window.press(&ENTER.to_string())?;
    window.script("document.querySelector(`[data-testid='send']`).click()", &[])?;
    window.see_where("composer", "as it was", |composer| composer.text == "Please")?;
    let heard = window.script(
        "const found = document.querySelector(`#composer-findings`);
         const send = document.querySelector(`[data-testid='send']`);
         return [found.getAttribute('aria-live'), send.getAttribute('aria-describedby') === found.id]",
        &[],
    )?;
    expect_eq("what a screen reader is told", &heard, &serde_json::json!(["polite", true]))?;
    let sent = posts(world)?;
    expect_eq("the messages that were sent", &sent, &1)
}

fn r11_a_new_conversation_is_checked_too(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", OPAL)?;
    let window = open_sms(&client)?;
    send(&window, "Are you there?")?;
    finding(&window, "CarrierOptOut", "block")?;
    window.click("disconnect")?;
    client.see("wrap-up")?;
    client.click("done")?;
    client.gone("interaction")?;

    open_new_sms(&client)?;
    choose_queue(&client, "Support")?;
    client.fill("number-input", OPAL)?;
    finding(&client, "CarrierOptOut", "block")?;
    client.see_disabled("compose")?;
    client.script("document.querySelector(`[data-testid='compose']`).click()", &[])?;
    client.fill("number-input", MAYA)?;
    client.gone("finding")?;
    client.see_enabled("compose")?;
    let begun = world.control.calls(0)?;
    let begun = begun.iter().filter(|call| call.is("POST", "/api/v2/conversations/messages")).count();
    expect_eq("the number of conversations begun", &begun, &1)?;
    expect(!client.shows("compose-anyway")?, || "it can be composed all the same".to_owned())
}

fn finding(tab: &Tab<'_>, rule: &str, verdict: &str) -> Outcome {
    let is_it = |one: &tests::tab::Seen| one.data("rule") == rule && one.data("verdict") == verdict;
    tab.see_where("finding", &format!("{rule}, {verdict}"), is_it).map(drop)
}

/// How many messages Maya was sent.
fn sent(world: &World) -> Outcome<usize> {
    let conversations = world.control.conversations(MAYA)?;
    let messages = conversations.iter().filter_map(|one| one["messages"].as_array()).flatten();
    Ok(messages.filter(|message| message["direction"] == "outbound").count())
}

/// How many messages left.
fn posts(world: &World) -> Outcome<usize> {
    let calls = world.control.calls(0)?;
    let is_send = |path: &str| path.contains("/communications/") && path.ends_with("/messages");
    Ok(calls.iter().filter(|call| call.method == "POST" && is_send(&call.path)).count())
}
