//! R11 and R26, before it leaves: who writes to a number for the first time, and links that hide where they lead.

use serde_json::json;
use tests::article::MAYA;
use tests::failure::{Outcome, expect};
use tests::journey::Setting;
use tests::journeys;
use tests::tab::ENTER;
use tests::world::{World, connect, open_sms, send};

journeys! {
    r11_a_shortened_link_warns,
    r26_the_first_message_says_who_writes in with_identification,
}

const IDENTIFICATION: &str = "Lumen Travel. Reply STOP to end.";

fn r11_a_shortened_link_warns(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, "Here comes the link: https://lumen.example/tickets")?;
    expect(!window.shows("finding")?, || "an honest link is warned of".to_owned())?;
    // Enter right behind the last letter: what is refused comes back, with the reason.
    window.type_into("composer", &format!("https://bit.ly/3xYz{ENTER}"))?;
    window.see_text("finding", "bit.ly")?;
    window.see_where("composer", "as it was", |composer| composer.text == "https://bit.ly/3xYz")?;
    window.see_disabled("send")?;
    window.click("send-anyway")?;
    window.see_where("message", "delivered", |message| {
        message.text.contains("bit.ly") && message.data("delivery") == "delivered"
    })?;
    window.gone("finding")
}

fn with_identification() -> Setting {
    Setting { policy: Some(json!({"firstMessageText": IDENTIFICATION})), ..Setting::default() }
}

/// The administrator says what it has to say.
fn r26_the_first_message_says_who_writes(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    window.see_text("finding", IDENTIFICATION)?;
    window.type_into("composer", "Your seats are booked.")?;
    window.see_disabled("send")?;
    window.click("identify")?;
    // As tests see it, a line break is a space.
    let whole = format!("Your seats are booked. {IDENTIFICATION}");
    window.see_where("composer", "with who writes", |composer| composer.text == whole)?;
    window.gone("finding")?;
    window.click("send")?;
    window.see_text("message", IDENTIFICATION)?;
    // The next one need not.
    send(&window, "Have a good trip!")?;
    window.see_where("message", "delivered", |message| {
        message.text.contains("good trip") && message.data("delivery") == "delivered"
    })?;
    Ok(())
}
