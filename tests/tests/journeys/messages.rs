//! R11: messages, their delivery, their history.

use serde_json::json;
use tests::article::{JONAS, MAYA};
use tests::browser::Page;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journey::Setting;
use tests::journeys;
use tests::tab::{ENTER, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, connect, long_conversation, open_sms, send, text_back};

journeys! {
    r11_delivery_goes_on_by_itself,
    r11_what_failed_says_why,
    r11_the_customer_answers,
    r11_a_picture_that_the_customer_sends_can_be_opened,
    r11_a_draft_outlives_its_window,
    r11_a_long_history_comes_as_it_is_scrolled_to in a_long_history,
    r11_what_makes_parts_short_is_replaced_in_one_click,
    r11_earlier_conversations_are_shown,
    r11_earlier_conversations_that_cannot_be_had_say_why,
}

/// So many messages, of which 200 are shown at a time.
const LONG: usize = 450;

/// The agent's one conversation has gone on for long.
fn a_long_history() -> Setting {
    let long = |organisation: &str| long_conversation(organisation, LONG, |message| format!("part {message} of it"));
    Setting { organisation: Some(long), ..Setting::default() }
}

fn r11_delivery_goes_on_by_itself(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, "First")?;
    window.see_where("message", "First, delivered", |message| {
        message.text.contains("First") && message.data("delivery") == "delivered" && message.text.contains("Delivered")
    })?;
    window.type_into("composer", "Second")?;
    window.press(&tests::tab::ENTER.to_string())?;
    window.see_where("message", "Second, delivered", |message| {
        message.text.contains("Second") && message.data("delivery") == "delivered"
    })?;
    let messages = window.all("message")?;
    expect_eq("the number of messages", &messages.len(), &2)?;
    expect(messages.iter().all(|message| message.text.contains(':')), || "a message has no time".to_owned())
}

fn r11_what_failed_says_why(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    for (number, delivery, reason) in [
        ("+13175559001", "failed", "opted out"),
        ("+13175559002", "failed", "cannot receive messages"),
        ("+13175559003", "queued", "Queued"),
        ("+13175559004", "failed", ""),
    ] {
        connect(&client, "Reservations", number)?;
        let window = open_sms(&client)?;
        send(&window, "Are you there?")?;
        window.see_where("message", delivery, |message| {
            message.data("delivery") == delivery && message.text.contains(reason)
        })?;
        if delivery == "failed" {
            window.see("send-again")?;
        }
        window.click("disconnect")?;
        window.see("wrap-up")?;
        window.click("done")?;
        client.gone("interaction")?;
    }
    Ok(())
}

fn r11_the_customer_answers(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, "Hello Maya")?;
    let handset = world.handset(MAYA)?;
    handset.see_text("message", "Hello Maya")?;
    text_back(&handset, "Hello Ada 🙂")?;
    window.see_where("message", "from the customer", |message| {
        message.data("direction") == "inbound" && message.text.contains("Hello Ada 🙂")
    })?;
    client.see_text("interaction", "Hello Ada 🙂").map(drop)
}

fn r11_a_picture_that_the_customer_sends_can_be_opened(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, "Show me, please")?;
    let handset = world.handset(MAYA)?;
    handset.see_where("message", "the question", |message| message.text.contains("Show me"))?;
    // One dot, chosen as if from a list of files.
    handset.script(
        "const dot = Uint8Array.from(atob(arguments[0]), letter => letter.charCodeAt(0));
         const files = new DataTransfer();
         files.items.add(new File([dot], 'passport.gif', { type: 'image/gif' }));
         document.querySelector('[data-testid=picture]').files = files.files",
        &[json!("R0lGODlhAQABAAAAACH5BAEKAAEALAAAAAABAAEAAAICTAEAOw==")],
    )?;
    handset.click("send")?;
    window.see_where("message", "the answer", |message| message.data("direction") == "inbound")?;
    wait_for("the picture in the thread", SOON, || {
        let shown = "const picture = document.querySelector('[data-testid=picture]');
                     return [picture?.naturalWidth, picture?.closest('a').getAttribute('aria-label')]";
        let shown = window.script(shown, &[])?;
        let there = shown == json!([1, "passport.gif, opens in a new tab"]);
        Ok(if there { Look::There(()) } else { Look::NotYet(shown.to_string()) })
    })?;
    client.see_where("interaction", "what came last", |card| card.text.contains("Picture"))?;

    window.click("attachment")?;
    let picture = world.browser.window("the picture", |address| address.contains("/sandbox/media/"))?;
    wait_for("the picture itself", SOON, || {
        let shown = picture.script("return [document.contentType, window.opener === null, document.referrer]", &[])?;
        Ok(if shown == json!(["image/gif", true, ""]) { Look::There(()) } else { Look::NotYet(shown.to_string()) })
    })
}

fn r11_a_draft_outlives_its_window(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    window.type_into("composer", "half a sen")?;
    window.see_where("composer-count", "counted", |count| count.text.contains("10"))?;
    window.close()?;
    client.see_where("icon-sms", "closed", |icon| icon.data("state") == "closed")?;
    let window = open_sms(&client)?;
    window.see_where("composer", "as it was", |composer| composer.text == "half a sen").map(drop)
}

fn r11_a_long_history_comes_as_it_is_scrolled_to(world: &World) -> Outcome {
    world.signed_in("ada")?.close()?;
    let window = world.browser.open_page(Page::Interactions)?;
    window.click("interaction")?;
    window.see_where("message", "the newest", |message| message.text.contains(&format!("part {} of it", LONG - 1)))?;
    for (shown, first) in [(200, 250), (400, 50), (LONG, 0)] {
        wait_for(format!("{shown} messages from part {first} on"), SOON, || {
            let (count, top) = history(&window)?;
            let there = count == shown && top.contains(&format!("part {first} of it"));
            Ok(if there { Look::There(()) } else { Look::NotYet(format!("{count}, from {top:?} on")) })
        })?;
        if shown == LONG {
            break;
        }
        window.script(
            "const thread = document.querySelector('[data-testid=thread]'); thread.scrollTop = -thread.scrollHeight",
            &[],
        )?;
        wait_for("earlier messages", SOON, || {
            let (count, _) = history(&window)?;
            Ok(if count > shown { Look::There(()) } else { Look::NotYet(format!("{count} messages")) })
        })?;
        // Where it is as soon as they have come, before anything is painted, is not settled.
        wait_for(format!("part {first} in view, as it was when they came"), SOON, || {
            let place = window.script(
                "const thread = document.querySelector('[data-testid=thread]').getBoundingClientRect();
                 const message = [...document.querySelectorAll('[data-testid=message]')].find(one => one.textContent.includes(arguments[0]));
                 const { top, bottom } = message.getBoundingClientRect();
                 return [bottom > thread.top && top < thread.bottom, top - thread.top]",
                &[json!(format!("part {first} of it"))],
            )?;
            Ok(if place[0] == true { Look::There(()) } else { Look::NotYet(format!("{} below the edge", place[1])) })
        })?;
    }
    Ok(())
}

/// How many messages are shown, and the first of them. What is out of view has no text but in its markup.
fn history(window: &Tab<'_>) -> Outcome<(usize, String)> {
    let shown = "const messages = document.querySelectorAll('[data-testid=message]');
                 return [messages.length, messages[0]?.textContent ?? '']";
    let shown = window.script(shown, &[])?;
    let count = shown[0].as_u64().and_then(|count| usize::try_from(count).ok()).unwrap_or_default();
    Ok((count, shown[1].as_str().unwrap_or_default().to_owned()))
}

/// What the colleague wrote with Jonas on behalf of another queue.
fn r11_earlier_conversations_are_shown(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", JONAS)?;
    let window = open_sms(&client)?;
    let looks = |call: &&tests::control::Call| call.is("POST", "/api/v2/analytics/conversations/details/query");
    expect_eq("the queries before anybody asked", &world.control.calls(0)?.iter().filter(looks).count(), &0)?;

    // By keyboard alone.
    window.script("document.querySelector('[data-testid=open-past]').focus()", &[])?;
    window.press(&ENTER.to_string())?;
    window.see_where("past-entry", "when, where, with whom and how it ended", |entry| {
        ["AM", "PM"].iter().any(|half| entry.text.contains(half))
            && ["Support", "Eve Lind", "Follow-up"].iter().all(|said| entry.text.contains(said))
    })?;
    expect_eq("the earlier conversations", &window.all("past-entry")?.len(), &1)?;
    expect_eq("the messages of this one", &window.all("message")?.len(), &0)?;
    window.click_css("[data-testid='past-entry'] button")?;
    window.see_where("past-messages", "what was said", |read| {
        ["delayed by an hour", "Just about. Which gate?", "Gate B42"].iter().all(|text| read.text.contains(text))
    })?;
    let then = window.all("message")?;
    expect_eq("the messages of that one", &then.len(), &3)?;
    expect_eq("how the first was delivered", &then[0].data("delivery"), &"delivered")?;
    expect_eq("what can be sent again", &window.all("send-again")?.len(), &0)?;

    window.click_css("[data-testid='past-entry'] button")?;
    window.gone("past-messages")?;

    // None of that is a message of this one.
    window.click("open-past")?;
    window.gone("past-entry")?;
    send(&window, "About your ticket")?;
    expect_eq("the messages of this one", &window.all("message")?.len(), &1)?;

    // Further back there is nothing.
    window.click("open-past")?;
    window.see("past-entry")?;
    window.click("older-past")?;
    wait_for("another query", SOON, || {
        let made = world.control.calls(0)?.iter().filter(looks).count();
        Ok(if made == 3 { Look::There(()) } else { Look::NotYet(made.to_string()) })
    })?;
    expect_eq("the earlier conversations", &window.all("past-entry")?.len(), &1)?;
    window.click("open-past")?;
    window.gone("past-entry")
}

fn r11_earlier_conversations_that_cannot_be_had_say_why(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", JONAS)?;
    let window = open_sms(&client)?;
    let missing = json!({ "kind": "error", "status": 403, "code": "missing.any.permissions" });
    world.control.fault("POST", "/api/v2/analytics/conversations/details/query", 1, &missing)?;
    window.click("open-past")?;
    window.see_where("past", "that a permission is missing", |past| past.text.contains("missing a permission"))?;
    window.click("open-past")?;
    window.gone("older-past")?;

    window.click("open-past")?;
    window.see("past-entry")?;
    let gone = json!({ "kind": "error", "status": 404, "code": "not.found" });
    world.control.fault("POST", "/api/v2/conversations/messages/*/messages/bulk", 1, &gone)?;
    window.click_css("[data-testid='past-entry'] button")?;
    window.see_where("past-messages", "that it is gone", |read| read.text.contains("no longer exists"))?;
    window.click_css("[data-testid='past-entry'] button")?;
    window.gone("past-messages")?;
    window.click_css("[data-testid='past-entry'] button")?;
    window.see_where("past-messages", "what was said", |read| read.text.contains("Gate B42")).map(drop)
}

fn r11_what_makes_parts_short_is_replaced_in_one_click(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    let (costly, plain) = ("“Now” – or “never”", "\"Now\" - or \"never\"");
    window.paste_into("composer", costly)?;
    window.see_text("costly", "–")?;
    let marks: Vec<String> = window.all("costly")?.into_iter().map(|one| one.text).collect();
    expect_eq("what makes parts short", &marks, &["“", "”", "–"].map(str::to_owned).to_vec())?;
    window.click("use-plain")?;
    window.see_where("composer", "plain", |composer| composer.text == plain)?;
    window.gone("costly")?;
    window.click("undo-plain")?;
    window.see_where("composer", "as it was", |composer| composer.text == costly)?;
    window.click("use-plain")?;
    window.see("undo-plain")?;
    window.click("send")?;
    window.see_where("message", "delivered", |message| {
        message.text.contains(plain) && message.data("delivery") == "delivered"
    })?;
    window.gone("undo-plain")
}
