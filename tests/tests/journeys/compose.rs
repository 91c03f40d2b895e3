//! R03 to R07: on behalf of a queue, to a number, compose. R15: the remembered queue.

use serde_json::json;
use tests::article::{JONAS, MAYA};
use tests::browser::Page;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journeys;
use tests::tab::{BACKSPACE, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, choose_queue, compose, offered_queues, open_new_sms, open_sms, without_member, wrap_up};

journeys! {
    r03_queues_of_the_agent_and_no_others,
    r04_the_default_country_is_the_agents_choice,
    r04_an_international_number_changes_the_country,
    r04_the_caret_stays_where_it_was,
    r05_compose_says_what_is_missing,
    r06_without_a_recent_conversation_it_connects,
    r07_existing_conversation_prompts,
    r07_a_conversation_held_by_a_colleague_cannot_be_started,
    r07_a_conversation_that_waits_in_a_queue_cannot_be_started,
    r15_the_remembered_queue_is_filled_in,
    r15_a_remembered_queue_is_dropped_with_a_word,
}

fn r03_queues_of_the_agent_and_no_others(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    client.type_into("queue-input", "r")?;
    let offered = offered_queues(&client, "r")?;
    let names: Vec<&str> = offered.iter().map(|option| option.data("name")).collect();
    expect(names.contains(&"Reservations"), || format!("offered: {names:?}"))?;
    // Ada is no member of Groups.
    expect(!names.contains(&"Groups"), || format!("offered: {names:?}"))?;

    client.fill("queue-input", "grou")?;
    client.gone("queue-option")?;
    client.reads("None of your queues has this name")?;

    client.fill("queue-input", "back")?;
    let refused = client.see_where("queue-option", "Back Office", |option| option.data("name") == "Back Office")?;
    expect(refused.disabled && refused.text.contains("No outbound SMS number"), || format!("it is {refused}"))?;
    client.script("document.querySelector(`[data-testid='queue-option']`).click()", &[])?;
    client.see_text("compose-missing", "queue")?;
    expect(client.shows("queue-option")?, || "the queue without a number was chosen".to_owned())?;

    choose_queue(&client, "Billing")?;
    client.reads("+1 317-555-0102")
}

fn r04_the_default_country_is_the_agents_choice(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    country(&client, "US")?;
    client.click("close-new-interaction")?;

    let options = world.browser.open_page(Page::Options)?;
    options.see("default-country")?;
    options.choose("default-country", "FR")?;
    open_new_sms(&client)?;
    country(&client, "FR")?;
    client.fill("number-input", "0612345678")?;
    client.see_where("number-input", "formatted", |input| input.text == "06 12 34 56 78")?;

    // Another country for this number only.
    client.click("country")?;
    client.type_into("country-search", "germ")?;
    client.click_text("country-option", "Germany")?;
    country(&client, "DE")?;
    client.click("close-new-interaction")?;
    open_new_sms(&client)?;
    country(&client, "FR")?;
    client.click("close-new-interaction")?;

    options.choose("default-country", "")?;
    open_new_sms(&client)?;
    country(&client, "US")
}

fn r04_an_international_number_changes_the_country(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    choose_queue(&client, "Support")?;
    for (entered, found) in [
        ("+33 1 42 68 53 00", "FR"),
        ("+49 170 1234567", "DE"),
        ("+91 11 2345 6789", "IN"),
        ("+44 7400 123456", "GB"),
        ("+1 317 555 0142", "US"),
    ] {
        client.empty("number-input")?;
        client.paste_into("number-input", entered)?;
        country(&client, found)?;
        client.see_enabled("compose")?;
        client.fill("number-input", entered)?;
        country(&client, found)?;
        client.see_enabled("compose")?;
    }
    Ok(())
}

fn r04_the_caret_stays_where_it_was(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    client.type_into("number-input", "3175550142")?;
    client.see_where("number-input", "formatted", |input| input.text == "(317) 555-0142")?;

    caret_after(&client, 2)?;
    client.press("9")?;
    client.see_where("number-input", "with the digit", |input| digits(&input.text) == "31975550142")?;
    expect_digits_before_caret(&client, 3)?;
    client.press(&BACKSPACE.to_string())?;
    client.see_where("number-input", "as before", |input| input.text == "(317) 555-0142")?;
    expect_digits_before_caret(&client, 2)?;
    // Behind a separator: first over it, then the digit before it goes.
    caret_after(&client, 6)?;
    client.press(&BACKSPACE.to_string())?;
    wait_for("the caret before the separator", SOON, || {
        let before = before_caret(&client)?;
        Ok(if before == "(317) 555" { Look::There(()) } else { Look::NotYet(format!("behind {before:?}")) })
    })?;
    client.press(&BACKSPACE.to_string())?;
    client.see_where("number-input", "without the digit", |input| digits(&input.text) == "317550142")?;
    expect_digits_before_caret(&client, 5)
}

fn r05_compose_says_what_is_missing(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    client.see_disabled("compose")?;
    client.see_text("compose-missing", "Choose a queue. Enter a number.")?;
    let live = client.script(
        "const missing = document.querySelector(`[data-testid='compose-missing']`);
         const compose = document.querySelector(`[data-testid='compose']`);
         return [missing.getAttribute('aria-live'), compose.getAttribute('aria-describedby') === missing.id]",
        &[],
    )?;
    expect_eq("what a screen reader is told", &live, &json!(["polite", true]))?;

    choose_queue(&client, "Support")?;
    client.see_where("compose-missing", "only the number", |missing| missing.text == "Enter a number.")?;
    client.fill("number-input", "317555")?;
    client.see_disabled("compose")?;
    client.see_where("compose-missing", "the rest of it", |missing| {
        !missing.text.is_empty() && !missing.text.contains("queue")
    })?;
    client.type_into("number-input", "0142")?;
    client.see_enabled("compose")?;
    client.silent("compose-missing")?;
    client.fill("queue-input", "nothing like it")?;
    client.see_text("compose-missing", "none of yours matches")?;
    client.see_disabled("compose")?;
    client.script("document.querySelector(`[data-testid='compose']`).click()", &[])?;
    client.see("compose-form")?;
    let composed = world.control.calls(0)?.iter().any(|call| call.is("POST", "/api/v2/conversations/messages"));
    expect(!composed, || "it composed all the same".to_owned())
}

fn r06_without_a_recent_conversation_it_connects(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    compose(&client, "Support", MAYA)?;
    let interaction = client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    expect(interaction.text.contains("on behalf of Support"), || format!("it is {interaction}"))?;
    client.gone("compose-form")?;
    expect(!client.shows("existing")?, || "a prompt appeared".to_owned())?;
    let begun = world.control.calls(0)?;
    let begun = begun.iter().filter(|call| call.is("POST", "/api/v2/conversations/messages")).count();
    expect_eq("the number of conversations begun", &begun, &1)
}

fn r07_existing_conversation_prompts(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    compose(&client, "Support", JONAS)?;
    client.see("existing-continue")?;
    client.reads("+49 170 1234567")?;
    expect(!client.shows("interaction")?, || "it connected without asking".to_owned())?;

    client.click("existing-cancel")?;
    client.gone("existing")?;
    client.see_where("queue-input", "as it was", |input| input.text == "Support")?;
    client.see_where("number-input", "as it was", |input| digits(&input.text).ends_with("1701234567"))?;
    country(&client, "DE")?;

    client.click("compose")?;
    client.click("existing-continue")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let window = open_sms(&client)?;
    for (direction, text) in
        [("outbound", "Will you make the connection?"), ("inbound", "Which gate?"), ("outbound", "Gate B42")]
    {
        window.see_where("message", text, |message| {
            message.data("direction") == direction && message.text.contains(text)
        })?;
    }
    window.click("disconnect")?;
    client.see("wrap-up")?;
    wrap_up(&client, "Resolved")?;
    client.gone("interaction")
}

fn r07_a_conversation_held_by_a_colleague_cannot_be_started(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    compose(&client, "Support", "+13175550144")?;
    held_elsewhere(&client)
}

fn r07_a_conversation_that_waits_in_a_queue_cannot_be_started(world: &World) -> Outcome {
    let client = world.signed_in("cleo")?;
    compose(&client, "Billing", "+13175550145")?;
    held_elsewhere(&client)
}

/// The form says that somebody else has the conversation, and can be used again.
fn held_elsewhere(client: &Tab<'_>) -> Outcome {
    let problem = client.see("compose-problem")?;
    expect(problem.text.contains("conversation with this contact"), || format!("it is {problem}"))?;
    expect(!client.shows("existing")? && !client.shows("interaction")?, || "it was started".to_owned())?;
    client.see_enabled("compose")?;
    client.fill("number-input", MAYA)?;
    client.click("compose")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected").map(drop)
}

fn r15_the_remembered_queue_is_filled_in(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let options = world.browser.open_page(Page::Options)?;
    remember(&options, "Feedback")?;
    options.reload()?;
    options.see_where("remembered-queue", "Feedback", |input| input.text == "Feedback")?;

    open_new_sms(&client)?;
    client.see_where("queue-input", "Feedback", |input| input.text == "Feedback")?;
    client.see_where("compose-missing", "only the number", |missing| missing.text == "Enter a number.")?;
    client.click("close-new-interaction")?;

    // It belongs to the agent: another one has none, and it is back with the first.
    sign_out(&client)?;
    world.sign_in_as(&client, "cleo")?;
    open_new_sms(&client)?;
    client.see_where("queue-input", "empty", |input| input.text.is_empty())?;
    client.click("close-new-interaction")?;
    sign_out(&client)?;
    world.sign_in_as(&client, "ada")?;
    open_new_sms(&client)?;
    client.see_where("queue-input", "Feedback", |input| input.text == "Feedback")?;
    client.click("close-new-interaction")?;

    options.click("forget-queue")?;
    options.gone("forget-queue")?;
    open_new_sms(&client)?;
    client.see_where("queue-input", "empty", |input| input.text.is_empty()).map(drop)
}

fn r15_a_remembered_queue_is_dropped_with_a_word(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let options = world.browser.open_page(Page::Options)?;
    remember(&options, "Feedback")?;
    world.reorganise(|organisation| without_member(organisation, "Feedback", "ada@lumen.example"))?;
    sign_out(&client)?;
    world.sign_in_as(&client, "ada")?;
    client.see_text("notice", "Feedback is no longer filled in: you are not a member of it any more.")?;
    open_new_sms(&client)?;
    client.see_where("queue-input", "empty", |input| input.text.is_empty())?;
    client.click("close-new-interaction")?;
    client.click("dismiss")?;
    client.gone("notice")?;

    remember(&options, "Concierge")?;
    world.reorganise(without_concierge_number)?;
    sign_out(&client)?;
    world.sign_in_as(&client, "ada")?;
    client.see_text("notice", "Concierge is no longer filled in: it has no outbound SMS number any more.")?;
    open_new_sms(&client)?;
    client.see_where("queue-input", "empty", |input| input.text.is_empty()).map(drop)
}

fn without_concierge_number(organisation: &str) -> String {
    let changed = organisation.replace("sms_number = \"+13175550103\"\n", "");
    assert_ne!(changed, organisation, "Concierge has this number");
    changed
}

fn remember(options: &Tab<'_>, queue: &str) -> Outcome {
    options.fill("remembered-queue", queue)?;
    options.click_text("remembered-queue-option", queue)?;
    options.see("forget-queue")?;
    options.see_where("remembered-queue", queue, |input| input.text == queue).map(drop)
}

fn sign_out(client: &Tab<'_>) -> Outcome {
    client.click("menu")?;
    client.click("sign-out")?;
    client.see("sign-in").map(drop)
}

fn country(client: &Tab<'_>, code: &str) -> Outcome {
    client.see_where("country", code, |country| country.data("country") == code).map(drop)
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

/// Puts the caret behind so many digits of the number, and behind what separates them from the next one.
fn caret_after(client: &Tab<'_>, count: usize) -> Outcome {
    client.script(
        "const field = document.querySelector(`[data-testid='number-input']`);
         let place = 0;
         for (let seen = 0; seen < arguments[0]; place++) seen += /[0-9]/.test(field.value[place]);
         while (place < field.value.length && !/[0-9]/.test(field.value[place])) place++;
         field.focus();
         field.setSelectionRange(place, place);",
        &[json!(count)],
    )?;
    Ok(())
}

fn expect_digits_before_caret(client: &Tab<'_>, count: usize) -> Outcome {
    wait_for(format!("the caret behind {count} digits"), SOON, || {
        let before = before_caret(client)?;
        Ok(if digits(&before).len() == count { Look::There(()) } else { Look::NotYet(format!("behind {before:?}")) })
    })
}

fn before_caret(client: &Tab<'_>) -> Outcome<String> {
    let before = client.script(
        "const field = document.querySelector(`[data-testid='number-input']`);
         return field.value.slice(0, field.selectionStart)",
        &[],
    )?;
    Ok(before.as_str().unwrap_or_default().to_owned())
}
