//! R08 to R10: the connected interaction, its log, its window.

use serde_json::json;
use tests::article::MAYA;
use tests::browser::Page;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journey::Setting;
use tests::journeys;
use tests::tab::ENTER;
use tests::wait::{Look, SOON, wait_for};
use tests::world::{Colour, World, connect, has_colour, open_sms, send, wrap_up};

/// Whom no contact is.
const NOBODY: &str = "+13175550166";

journeys! {
    r08_transfer_to_a_queue,
    r08_transfer_to_an_agent,
    r08_disconnect_before_anything_was_sent_cancels,
    r09_interaction_log_is_saved,
    r09_a_contact_is_created_and_linked,
    r09_without_call_log_access_there_is_no_log,
    r09_the_administrator_hides_fields in with_hidden_fields,
    r10_sms_opens_one_window_and_turns_orange,
}

fn r08_transfer_to_a_queue(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    client.click("transfer-open")?;
    client.type_into("transfer-search", "nobody at all")?;
    client.reads("No queue or agent has this name")?;
    client.fill("transfer-search", "conc")?;
    client.click_text("transfer-target", "Concierge")?;
    client.gone("transfer")?;
    client.see_text("notice", "Transferred to Concierge")?;
    expect_eq("the number of transfers", &transfers(world)?, &1)?;
    finish(world, &client)
}

fn r08_transfer_to_an_agent(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    client.click("transfer-open")?;
    client.type_into("transfer-search", "eve")?;
    client.see_text("transfer-target", "Agent")?;
    client.click_text("transfer-target", "Eve Lind")?;
    client.gone("transfer")?;
    client.see_text("notice", "Transferred to Eve Lind")?;
    expect_eq("the number of transfers", &transfers(world)?, &1)?;
    finish(world, &client)
}

fn transfers(world: &World) -> Outcome<usize> {
    let calls = world.control.calls(0)?;
    let transfer = "/api/v2/conversations/messages/*/participants/*/replace";
    Ok(calls.iter().filter(|call| call.is("POST", transfer) && call.status < 300).count())
}

/// After a transfer the agent's own part is over: what is left is wrap-up, where the queue asks for it.
fn finish(world: &World, client: &tests::tab::Tab<'_>) -> Outcome {
    client.see_where("wrap-up", "after the transfer", |_| true)?;
    world.browser.window_of(Page::WrapUp)?;
    wrap_up(client, "Resolved")?;
    client.gone("interaction")
}

fn r08_disconnect_before_anything_was_sent_cancels(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    client.see_text("disconnect", "Cancel message")?;
    client.click("disconnect")?;
    // Reservations leaves wrap-up to the agent.
    client.see("wrap-up")?;
    client.click("done")?;
    client.gone("interaction")?;
    let calls = world.control.calls(0)?;
    let sent = calls.iter().any(|call| call.is("POST", "/api/v2/conversations/messages/*/communications/*/messages"));
    expect(!sent, || format!("something was sent: {calls:?}"))
}

fn r09_interaction_log_is_saved(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    client.click_css("[data-testid='log'] summary")?;
    client.type_into("log-subject", "Two seats")?;
    client.type_into("log-relation", "Booking 4711")?;
    client.type_into("log-notes", "Window seats")?;
    client.see("log-contact")?;
    let contacts = client.script("return document.querySelector(`[data-testid='log-contact']`).textContent", &[])?;
    expect(contacts.to_string().contains("Maya Ortiz"), || format!("the contacts are {contacts}"))?;
    client.see_text("log-saved", "Saved")?;
    wait_for("the log at the API", SOON, || {
        let calls = world.control.calls(0)?;
        let attributes = "/api/v2/conversations/messages/*/participants/*/attributes";
        Ok(if calls.iter().any(|call| call.is("PATCH", attributes) && call.status < 300) {
            Look::There(())
        } else {
            Look::NotYet(format!("{calls:?}"))
        })
    })?;

    client.reload()?;
    client.click_css("[data-testid='log'] summary")?;
    client.see_where("log-subject", "as typed", |field| field.text == "Two seats")?;
    client.see_where("log-relation", "as typed", |field| field.text == "Booking 4711")?;
    client.see_where("log-notes", "as typed", |field| field.text == "Window seats").map(drop)
}

fn r09_a_contact_is_created_and_linked(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", NOBODY)?;
    client.click_css("[data-testid='log'] summary")?;
    let contacts = |name: &str| {
        wait_for(format!("the contacts with {name:?}"), SOON, || {
            let shown =
                client.script("return document.querySelector(`[data-testid='log-contact']`)?.textContent", &[])?;
            Ok(if shown.to_string().contains(name) { Look::There(()) } else { Look::NotYet(shown.to_string()) })
        })
    };
    contacts("No contact has this number")?;
    client.type_into("contact-name", &format!("Nora Lind{ENTER}"))?;
    contacts("Nora Lind")?;
    client.gone("contact-name")?;
    client.see_where("interaction", "by name", |card| card.text.contains("Nora Lind"))?;
    let linked = |call: &tests::control::Call| call.is("PUT", "/api/v2/externalcontacts/conversations/*");
    wait_for("the link at the API", SOON, || {
        let calls = world.control.calls(0)?;
        Ok(if calls.iter().any(linked) { Look::There(()) } else { Look::NotYet(format!("{calls:?}")) })
    })?;
    let created = |call: &&tests::control::Call| call.is("POST", "/api/v2/externalcontacts/contacts");
    expect_eq("the contacts that were created", &world.control.calls(0)?.iter().filter(created).count(), &1)?;

    // From now on whoever has this number is known by name.
    client.reload()?;
    client.see_where("interaction", "by name", |card| card.text.contains("Nora Lind")).map(drop)
}

fn r09_without_call_log_access_there_is_no_log(world: &World) -> Outcome {
    let client = world.signed_in("cleo")?;
    connect(&client, "Support", MAYA)?;
    expect(!client.shows("log")?, || "there is a log".to_owned())?;
    let window = open_sms(&client)?;
    expect(!window.shows("log")?, || "there is a log in the Interactions window".to_owned())
}

fn with_hidden_fields() -> Setting {
    Setting { policy: Some(json!({"hideCallLogSubject": true, "hideCallLogNotes": true})), ..Setting::default() }
}

/// The administrator hides two fields of the log.
fn r09_the_administrator_hides_fields(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    client.click_css("[data-testid='log'] summary")?;
    client.see("log-relation")?;
    client.see("log-contact")?;
    expect(!client.shows("log-subject")? && !client.shows("log-notes")?, || "a field is not hidden".to_owned())
}

fn r10_sms_opens_one_window_and_turns_orange(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    has_colour(&client, "icon-sms", Colour::None)?;
    connect(&client, "Support", MAYA)?;
    // Compose has opened it; *SMS* does, too, where it was closed.
    world.browser.window_of(Page::Interactions)?.close()?;
    client.see_where("icon-sms", "closed", |icon| icon.data("state") == "closed")?;
    let window = open_sms(&client)?;
    client.see_where("icon-sms", "open", |icon| icon.data("state") == "open")?;
    has_colour(&client, "icon-sms", Colour::Orange)?;

    client.click("open-sms")?;
    client.click("icon-sms")?;
    window.see("composer")?;
    expect_eq("the number of Interactions windows", &world.browser.count(Page::Interactions)?, &1)?;

    send(&window, "Hello")?;
    window.click("disconnect")?;
    client.see("wrap-up")?;
    wrap_up(&client, "Resolved")?;
    client.gone("interaction")?;
    // Also after wrap-up, for the window is still there.
    client.see_where("icon-sms", "open", |icon| icon.data("state") == "open")?;
    has_colour(&client, "icon-sms", Colour::Orange)?;
    window.close()?;
    client.see_where("icon-sms", "closed", |icon| icon.data("state") == "closed")?;
    has_colour(&client, "icon-sms", Colour::None)
}
