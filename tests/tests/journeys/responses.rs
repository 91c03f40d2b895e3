//! R11: canned responses in the composer, by keyboard alone; what they leave open is filled in before anything leaves.

use serde_json::json;
use tests::article::MAYA;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journey::Setting;
use tests::journeys;
use tests::tab::{CONTROL, DOWN, END, ENTER, ESCAPE, SHIFT, Seen, TAB, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, connect, open_sms, wrap_up};

journeys! {
    r11_a_canned_response_is_found_and_put_in_at_the_caret,
    r11_responses_are_those_of_the_queue_and_for_sms,
    r11_what_a_response_leaves_open_is_filled_in_before_it_leaves,
    r11_escape_leaves_the_text_as_typed,
    r11_responses_say_what_is_missing in without_permission,
    r11_responses_that_do_not_come_are_asked_for_again,
    r11_a_responses_files_go_along,
    r11_nothing_leaves_without_a_responses_files,
}

fn without_permission() -> Setting {
    Setting {
        organisation: Some(|organisation| organisation.replace("  \"responses:response:view\",\n", "")),
        ..Setting::default()
    }
}

/// Waits until these responses are offered, and no others.
fn offers(window: &Tab<'_>, expected: &[&str]) -> Outcome {
    wait_for(format!("the responses {expected:?}"), SOON, || {
        let offered: Vec<String> = window.all("response")?.iter().map(|one| one.data("name").to_owned()).collect();
        Ok(if offered == expected { Look::There(()) } else { Look::NotYet(format!("{offered:?}")) })
    })
}

fn composer_is(window: &Tab<'_>, text: &str) -> Outcome {
    window.see_where("composer", text, |composer| composer.text == text).map(drop)
}

/// What is selected in the composer.
fn selected(window: &Tab<'_>) -> Outcome<String> {
    let selected = window.script(
        "const text = document.querySelector(`[data-testid='composer']`);
         return text.value.slice(text.selectionStart, text.selectionEnd)",
        &[],
    )?;
    Ok(selected.as_str().unwrap_or_default().to_owned())
}

fn r11_a_canned_response_is_found_and_put_in_at_the_caret(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    let window = open_sms(&client)?;
    window.see("composer")?;
    window.click("composer")?;

    // Nothing is fetched before it is wanted, and then once.
    let asked = || -> Outcome<usize> {
        let calls = world.control.calls(0)?;
        Ok(calls.iter().filter(|call| call.to_string().contains("responsemanagement/responses")).count())
    };
    expect_eq("calls for responses", &asked()?, &0)?;
    window.press("Hi /")?;
    offers(&window, &["Confirmed", "Directions", "Hello", "New time", "Thanks"])?;
    window.press("tha")?;
    offers(&window, &["Thanks"])?;
    window.press(&ENTER.to_string())?;
    composer_is(&window, "Hi Thank you, and have a good trip!")?;
    window.gone("responses")?;
    expect_eq("calls for responses", &asked()?, &1)?;

    // In the middle of a text, by the arrows; what stands around the caret stays.
    window.empty("composer")?;
    window.paste_into("composer", "Dear Maya, \nyours")?;
    window.script(
        "const text = document.querySelector(`[data-testid='composer']`); text.setSelectionRange(11, 11)",
        &[],
    )?;
    window.press("/")?;
    window.see("response")?;
    window.press(&format!("{DOWN}{DOWN}"))?;
    window.press(&ENTER.to_string())?;
    composer_is(&window, "Dear Maya, Hello Maya Ortiz, this is Ada Park from Lumen Travel. yours")?;
    window.press("!")?;
    composer_is(&window, "Dear Maya, Hello Maya Ortiz, this is Ada Park from Lumen Travel.! yours")?;

    // By mouse, from the button; and it can be sent.
    window.empty("composer")?;
    window.click("responses-button")?;
    window.click_where("response", "Thanks", |response| response.data("name") == "Thanks")?;
    composer_is(&window, "Thank you, and have a good trip!")?;
    window.press(&ENTER.to_string())?;
    window.see_where("message", "delivered", |message| message.data("delivery") == "delivered")?;
    world.handset(MAYA)?.see_text("message", "Thank you, and have a good trip!").map(drop)
}

fn r11_responses_are_those_of_the_queue_and_for_sms(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    for (queue, expected) in [
        ("Support", &["Hello", "Thanks"][..]),
        // It has no restriction; what is made for WhatsApp is not among them.
        ("Billing", &["Confirmed", "Directions", "Hello", "New time", "Thanks"]),
    ] {
        connect(&client, queue, MAYA)?;
        let window = open_sms(&client)?;
        window.type_into("composer", "/")?;
        offers(&window, expected)?;
        // By the library's name, and by what they say.
        window.press("greet")?;
        offers(&window, &["Hello", "Thanks"])?;
        window.fill("composer", "/good trip")?;
        offers(&window, &["Thanks"])?;
        window.fill("composer", "/zzz")?;
        window.see_text("responses-note", "No response matches")?;
        window.press(&ENTER.to_string())?;
        composer_is(&window, "/zzz")?;
        expect_eq("the number of messages", &window.all("message")?.len(), &0)?;
        window.empty("composer")?;
        window.click("disconnect")?;
        wrap_up(&window, "Resolved")?;
        client.gone("interaction")?;
    }
    Ok(())
}

fn r11_what_a_response_leaves_open_is_filled_in_before_it_leaves(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    let window = open_sms(&client)?;
    window.type_into("composer", "/new")?;
    offers(&window, &["New time"])?;
    window.press(&ENTER.to_string())?;
    composer_is(&window, "Your flight {{flight}} leaves at {{time}} from Terminal 1.")?;
    expect_eq("what is selected", &selected(&window)?.as_str(), &"{{flight}}")?;
    let fields: Vec<String> = window.all("open-field")?.iter().map(|field| field.text.clone()).collect();
    expect_eq("what is to be filled in", &fields, &["Flight number", "Time of departure"].map(str::to_owned).to_vec())?;

    // Neither by Enter nor by the button.
    window.see_disabled("send")?;
    window.see_text("composer-count", "Fill in 2 fields")?;
    window.press(&ENTER.to_string())?;
    composer_is(&window, "Your flight {{flight}} leaves at {{time}} from Terminal 1.")?;
    window.script("document.querySelector(`[data-testid='send']`).click()", &[])?;
    composer_is(&window, "Your flight {{flight}} leaves at {{time}} from Terminal 1.")?;
    expect_eq("the number of messages", &window.all("message")?.len(), &0)?;

    window.click_where("open-field", "the first", |field| field.data("name") == "flight")?;
    window.press("LT 7")?;
    window.press(&TAB.to_string())?;
    expect_eq("what is selected", &selected(&window)?.as_str(), &"{{time}}")?;
    window.see_text("composer-count", "Fill in “Time of departure”")?;
    // It outlives the window.
    window.close()?;
    client.see_where("icon-sms", "closed", |icon| icon.data("state") == "closed")?;
    let window = open_sms(&client)?;
    composer_is(&window, "Your flight LT 7 leaves at {{time}} from Terminal 1.")?;
    window.see_disabled("send")?;
    window.click("composer")?;
    window.press(&END.to_string())?;
    window.press_with(SHIFT, TAB)?;
    expect_eq("what is selected", &selected(&window)?.as_str(), &"{{time}}")?;
    window.press("14:20")?;
    window.see_enabled("send")?;
    expect(!window.shows("open-field")?, || "something is still to be filled in".to_owned())?;
    window.press(&ENTER.to_string())?;
    window.see_where("message", "delivered", |message| {
        message.text.contains("Your flight LT 7 leaves at 14:20 from Terminal 1.")
            && message.data("delivery") == "delivered"
    })?;
    let sent = world.handset(MAYA)?;
    sent.see_text("message", "leaves at 14:20")?;
    let open = sent.all("message")?.iter().any(|message| message.text.contains("{{"));
    expect(!open, || "something left that was not filled in".to_owned())
}

fn r11_escape_leaves_the_text_as_typed(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    let window = open_sms(&client)?;
    window.type_into("composer", "Open 24/7, or /th")?;
    window.see("response")?;
    window.press(&ESCAPE.to_string())?;
    window.gone("responses")?;
    composer_is(&window, "Open 24/7, or /th")?;
    // The same slash stays one.
    window.press("ree")?;
    composer_is(&window, "Open 24/7, or /three")?;
    expect(!window.shows("responses")?, || "the list came back".to_owned())?;
    // What the button put in goes again.
    window.click("responses-button")?;
    window.see("response")?;
    composer_is(&window, "Open 24/7, or /three /")?;
    window.press(&ESCAPE.to_string())?;
    composer_is(&window, "Open 24/7, or /three")?;
    // What was put in can be undone.
    window.fill("composer", "Hi /tha")?;
    offers(&window, &["Thanks"])?;
    window.press(&ENTER.to_string())?;
    composer_is(&window, "Hi Thank you, and have a good trip!")?;
    window.press_with(CONTROL, 'z')?;
    composer_is(&window, "Hi /tha")
}

fn r11_responses_say_what_is_missing(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    let window = open_sms(&client)?;
    window.type_into("composer", "5 /")?;
    window.see_text("responses-note", "Responses > Response > View")?;
    // There is nothing to choose from: it is a text like any other.
    window.press("night")?;
    composer_is(&window, "5 /night")?;
    window.press(&ENTER.to_string())?;
    window.see_where("message", "delivered", |message| {
        message.text.contains("5 /night") && message.data("delivery") == "delivered"
    })?;
    let calls = world.control.calls(0)?;
    expect(!calls.iter().any(|call| call.to_string().contains("responsemanagement")), || {
        "what is not allowed was asked for".to_owned()
    })
}

fn r11_responses_that_do_not_come_are_asked_for_again(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    let window = open_sms(&client)?;
    window.see("composer")?;
    let refusal = json!({"kind": "error", "status": 400, "code": "bad.request"});
    world.control.fault("POST", "/api/v2/responsemanagement/responses/query", 1, &refusal)?;
    window.type_into("composer", "/")?;
    window.see("retry")?;
    window.press(&ENTER.to_string())?;
    offers(&window, &["Confirmed", "Directions", "Hello", "New time", "Thanks"])
}

const DIRECTIONS: &str = "This is the way to our desk at the station.";
/// Where what is in the response's file lies.
const CONTENT: &str = "/response-assets/v1/uploads/*/*/*";

/// Waits until the response's file is there, and no other, at this stage.
fn file_is(window: &Tab<'_>, stage: &str) -> Outcome<Seen> {
    let file =
        window.see_where("file", stage, |file| file.text.contains("the way.png") && file.data("stage") == stage)?;
    expect_eq("the number of files", &window.all("file")?.len(), &1)?;
    Ok(file)
}

fn r11_a_responses_files_go_along(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    let window = open_sms(&client)?;
    window.type_into("composer", "/dir")?;
    offers(&window, &["Directions"])?;
    window.see_text("response-files", "1 file")?;
    window.press(&ENTER.to_string())?;
    composer_is(&window, DIRECTIONS)?;
    file_is(&window, "ready")?;
    window.see_enabled("send")?;
    window.press(&ENTER.to_string())?;
    window.see_where("message", "delivered", |message| {
        message.text.contains(DIRECTIONS) && message.data("delivery") == "delivered"
    })?;
    window.gone("file")?;
    wait_for("the picture in the thread", SOON, || {
        let width = window.script("return document.querySelector('[data-testid=picture]')?.naturalWidth ?? 0", &[])?;
        Ok(if width == json!(120) { Look::There(()) } else { Look::NotYet(width.to_string()) })
    })?;
    let received = world.handset(MAYA)?.see_text("message", DIRECTIONS)?;
    expect(received.text.contains("the_way.png"), || format!("there is no picture with {received:?}"))
}

fn r11_nothing_leaves_without_a_responses_files(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    let window = open_sms(&client)?;
    let choose = || {
        window.fill("composer", "/dir")?;
        offers(&window, &["Directions"])?;
        window.press(&ENTER.to_string())?;
        composer_is(&window, DIRECTIONS)
    };
    world.control.fault("GET", CONTENT, 1, &json!({"kind": "hang"}))?;
    choose()?;
    file_is(&window, "fetching")?;
    window.see_text("composer-count", "once the files are uploaded")?;
    window.see_disabled("send")?;
    window.click("remove-file")?;
    window.gone("file")?;

    let effects = [json!({"kind": "error", "status": 403, "code": "not.authorized"}), json!({"kind": "drop"})];
    for (sent, effect) in effects.iter().enumerate() {
        // What comes to nothing is asked for again by browsers themselves, too.
        world.control.fault("GET", CONTENT, 9, effect)?;
        choose()?;
        let failed = file_is(&window, "failed")?;
        expect(failed.text.contains("The response’s file could not be fetched."), || format!("{failed:?}"))?;
        window.see_text("composer-count", "Remove the file that cannot be sent")?;
        window.press(&ENTER.to_string())?;
        composer_is(&window, DIRECTIONS)?;
        window.see_disabled("send")?;
        expect_eq("the number of messages", &window.all("message")?.len(), &sent)?;

        world.control.no_faults()?;
        window.click("file-again")?;
        file_is(&window, "ready")?;
        window.click("composer")?;
        window.press(&ENTER.to_string())?;
        window.gone("file")?;
        composer_is(&window, "")?;
    }
    let handset = world.handset(MAYA)?;
    wait_for("both messages with the picture", SOON, || {
        let received = handset.all("message")?;
        let whole = received.iter().filter(|one| one.text.contains(DIRECTIONS) && one.text.contains("the_way.png"));
        Ok(if whole.count() == 2 { Look::There(()) } else { Look::NotYet(format!("{received:?}")) })
    })
}
