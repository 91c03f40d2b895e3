//! R11: messages, their delivery, their history.

use tests::article::MAYA;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journeys;
use tests::world::{World, connect, open_sms, send, text_back};

journeys! {
    r11_delivery_goes_on_by_itself,
    r11_what_failed_says_why,
    r11_the_customer_answers,
    r11_a_draft_outlives_its_window,
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
