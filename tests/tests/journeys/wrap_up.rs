//! R12 to R14: disconnect, wrap-up, every mode of after-call work.

use tests::article::MAYA;
use tests::browser::Page;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journey::Setting;
use tests::journeys;
use tests::tab::Tab;
use tests::wait::{Look, SOON, wait_for};
use tests::world::{Colour, World, choose_code, connect, has_colour, open_sms, send, wrap_up};

journeys! {
    r12_disconnect_opens_the_wrap_up_window,
    r12_without_call_logging_wrap_up_has_the_notes,
    r13_a_code_chosen_in_the_client,
    r13_a_code_chosen_in_the_interactions_window,
    r14_a_closed_wrap_up_window_turns_the_icon_red,
    r14_optional_can_be_left_out,
    r14_mandatory_needs_a_code,
    r14_a_time_box_counts_down_and_ends in short_times,
    r14_a_forced_time_box_runs_to_its_end in short_times,
    r14_after_call_work_on_request,
}

/// Time boxes of a few seconds.
fn short_times() -> Setting {
    let shorter = |organisation: &str| {
        let shorter = organisation.replace("timeout_seconds = 30", "timeout_seconds = 6");
        shorter.replace("timeout_seconds = 15", "timeout_seconds = 6")
    };
    Setting { organisation: Some(shorter), ..Setting::default() }
}

fn r12_disconnect_opens_the_wrap_up_window(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, "Hello")?;
    client.see_text("disconnect", "Disconnect")?;
    client.click("disconnect")?;
    let wrap_up = world.browser.window_of(Page::WrapUp)?;
    wrap_up.see("wrap-up")?;
    expect_eq("the number of codes", &wrap_up.all("wrap-up-code")?.len(), &4)?;
    expect(!wrap_up.shows("wrap-up-notes")?, || "the notes are in the log and here".to_owned())?;
    window.see("wrap-up")?;
    window.gone("composer")?;
    expect_eq("the number of Wrap-up windows", &world.browser.count(Page::WrapUp)?, &1)
}

fn r12_without_call_logging_wrap_up_has_the_notes(world: &World) -> Outcome {
    let client = world.signed_in("cleo")?;
    connect(&client, "Support", MAYA)?;
    client.click("disconnect")?;
    let window = world.browser.window_of(Page::WrapUp)?;
    window.type_into("wrap-up-notes", "Called back later")?;
    client.see_where("wrap-up-notes", "as typed", |notes| notes.text == "Called back later")?;
    choose_code(&window, "Follow-up")?;
    window.click("done")?;
    client.gone("interaction")?;
    wrapped_up(world)
}

fn r13_a_code_chosen_in_the_client(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    ended(&client, "Support")?;
    client.see_disabled("done")?;
    wrap_up(&client, "No answer")?;
    client.gone("interaction")?;
    wrapped_up(world)
}

fn r13_a_code_chosen_in_the_interactions_window(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    window.click("disconnect")?;
    window.see("wrap-up")?;
    wrap_up(&window, "Wrong number")?;
    client.gone("interaction")?;
    window.gone("interaction")?;
    wrapped_up(world)
}

fn r14_a_closed_wrap_up_window_turns_the_icon_red(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    ended(&client, "Support")?;
    has_colour(&client, "icon-wrap-up", Colour::None)?;
    world.browser.window_of(Page::WrapUp)?.close()?;
    client.see_where("icon-wrap-up", "pending", |icon| icon.data("state") == "pending")?;
    has_colour(&client, "icon-wrap-up", Colour::Red)?;
    client.click("icon-wrap-up")?;
    let window = world.browser.window_of(Page::WrapUp)?;
    window.see("wrap-up")?;
    client.see_where("icon-wrap-up", "clear", |icon| icon.data("state") == "clear")?;
    window.close()?;
    client.see_where("icon-wrap-up", "pending", |icon| icon.data("state") == "pending")?;
    wrap_up(&client, "Resolved")?;
    client.gone("interaction")?;
    client.see_where("icon-wrap-up", "clear", |icon| icon.data("state") == "clear").map(drop)
}

fn r14_optional_can_be_left_out(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    ended(&client, "Reservations")?;
    client.see_enabled("done")?;
    client.click("done")?;
    client.gone("interaction")
}

fn r14_mandatory_needs_a_code(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    ended(&client, "Support")?;
    client.see_disabled("done")?;
    client.reads("Choose a wrap-up code.")?;
    client.script("document.querySelector(`[data-testid='done']`).click()", &[])?;
    choose_code(&client, "Resolved")?;
    client.see_enabled("done")?;
    client.click("done")?;
    client.gone("interaction")?;
    wrapped_up(world)
}

fn r14_a_time_box_counts_down_and_ends(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    ended(&client, "Billing")?;
    counts_down(&client)?;
    wrap_up(&client, "Resolved")?;
    // Done before the time is over.
    client.gone("interaction")?;
    wrapped_up(world)?;

    // Once more, and the time passes: the interaction leaves by itself.
    connect_again(&client, "Billing")?;
    client.click("disconnect")?;
    counts_down(&client)?;
    client.gone("interaction")
}

fn r14_a_forced_time_box_runs_to_its_end(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    ended(&client, "Concierge")?;
    counts_down(&client)?;
    wrap_up(&client, "Resolved")?;
    client.reads("This ends when the time is over.")?;
    client.see("interaction")?;
    wrapped_up(world)?;
    client.gone("interaction")
}

fn r14_after_call_work_on_request(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Feedback", MAYA)?;
    client.click("after-call-work")?;
    client.see_where("after-call-work", "on", |switch| switch.on)?;
    wait_for("the request at the API", SOON, || {
        let calls = world.control.calls(0)?;
        let request = "/api/v2/conversations/aftercallwork/*";
        Ok(if calls.iter().any(|call| call.is("PATCH", request) && call.status < 300) {
            Look::There(())
        } else {
            Look::NotYet(format!("{calls:?}"))
        })
    })?;
    client.click("disconnect")?;
    client.see("wrap-up")?;
    client.see("countdown")?;
    wrap_up(&client, "Resolved")?;
    client.gone("interaction")?;

    // Not asked for: the interaction is over with the conversation.
    connect_again(&client, "Feedback")?;
    client.click("disconnect")?;
    client.gone("interaction")?;
    expect(!client.shows("wrap-up")?, || "there is wrap-up".to_owned())
}

/// An interaction that has come to its end, with wrap-up to do.
fn ended(client: &Tab<'_>, queue: &str) -> Outcome {
    connect(client, queue, MAYA)?;
    client.click("disconnect")?;
    client.see("wrap-up").map(drop)
}

/// The same customer again: there is a recent conversation, or none where nothing was ever sent.
fn connect_again(client: &Tab<'_>, queue: &str) -> Outcome {
    tests::world::compose(client, queue, MAYA)?;
    wait_for("the prompt or the interaction", SOON, || {
        if client.shows("existing-continue")? {
            client.click("existing-continue")?;
        }
        let connected = client.all("interaction")?.iter().any(|seen| seen.data("phase") == "connected");
        Ok(if connected { Look::There(()) } else { Look::NotYet(String::new()) })
    })
}

/// The time that is left becomes less.
fn counts_down(client: &Tab<'_>) -> Outcome {
    let first = client.see("countdown")?.text;
    client.see_where("countdown", "going on", |countdown| countdown.text != first).map(drop)
}

/// The API has had the code.
fn wrapped_up(world: &World) -> Outcome {
    let calls = world.control.calls(0)?;
    let participant = "/api/v2/conversations/messages/*/participants/*";
    let saved = calls
        .iter()
        .filter(|call| call.is("PATCH", participant) && !call.path.ends_with("/attributes") && call.status < 300);
    // One for the end of the conversation, one for its wrap-up.
    expect(saved.count() >= 2, || format!("wrap-up was not saved: {calls:?}"))
}
