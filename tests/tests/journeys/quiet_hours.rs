//! R26, before it leaves: quiet hours by policy, where the recipient is.

use serde_json::json;
use tests::article::MAYA;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journey::Setting;
use tests::journeys;
use tests::world::{World, choose_queue, connect, open_new_sms, open_sms, send};

journeys! {
    r26_without_a_policy_no_hour_is_quiet,
    r26_quiet_hours_block in with_quiet_hours,
    r26_quiet_hours_warn in with_warned_days_off,
}

/// An area code that lies in two time zones.
const SOUTH_DAKOTA: &str = "+16055550142";

fn r26_without_a_policy_no_hour_is_quiet(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", SOUTH_DAKOTA)?;
    let window = open_sms(&client)?;
    send(&window, "Good night")?;
    expect(!window.shows("finding")?, || "something speaks against it".to_owned())
}

fn with_quiet_hours() -> Setting {
    let policy = json!({"quietHoursStart": "00:00", "quietHoursEnd": "24:00"});
    Setting { policy: Some(policy), ..Setting::default() }
}

/// The administrator sets them.
fn r26_quiet_hours_block(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    choose_queue(&client, "Support")?;
    client.fill("number-input", SOUTH_DAKOTA)?;
    let finding = client.see_where("finding", "that blocks", |one| one.data("verdict") == "block")?;
    for word in ["quiet hours", "Denver", "2 time zones"] {
        expect(finding.text.contains(word), || format!("it is {finding}"))?;
    }
    client.see_disabled("compose")?;
    client.fill("number-input", MAYA)?;
    client.see_text("finding", "New York")?;
    client.script("document.querySelector(`[data-testid='compose']`).click()", &[])?;
    client.see("compose-form")?;
    let begun = world.control.calls(0)?.iter().any(|call| call.is("POST", "/api/v2/conversations/messages"));
    expect(!begun, || "a conversation was begun".to_owned())
}

fn with_warned_days_off() -> Setting {
    let policy = json!({"quietHours": "warn", "quietDays": [
        "monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday",
    ]});
    Setting { policy: Some(policy), ..Setting::default() }
}

/// The same as a warning: it is the agent's to go on, each time.
fn r26_quiet_hours_warn(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    choose_queue(&client, "Support")?;
    client.fill("number-input", MAYA)?;
    client.see_text("finding", "day off in New York")?;
    client.see_disabled("compose")?;
    client.click("compose-anyway")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let window = open_sms(&client)?;
    window.see_where("finding", "a warning", |one| one.data("verdict") == "warn")?;
    window.type_into("composer", "It is urgent")?;
    window.see_disabled("send")?;
    window.click("send-anyway")?;
    window.see_where("message", "delivered", |message| message.data("delivery") == "delivered")?;
    expect_eq("the number of messages", &window.all("message")?.len(), &1)
}
