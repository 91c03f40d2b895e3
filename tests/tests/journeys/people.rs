//! R02 and what else depends on who it is: permissions, membership.

use tests::browser::Page;
use tests::failure::{Outcome, expect};
use tests::journeys;
use tests::world::{World, connect, open_new_sms};

journeys! {
    r02_new_interaction_lists_sms,
    r02_without_the_permission_sms_says_which_is_missing,
    r02_the_self_check_tells_what_works_and_what_to_do_where_it_does_not,
    r03_who_is_in_no_queue_is_told,
    r03_who_has_no_queue_with_a_number_is_told,
    r08_without_the_permission_transfer_says_which_is_missing,
}

fn r02_new_interaction_lists_sms(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    client.click("menu")?;
    client.click("new-interaction")?;
    let entry = client.see_enabled("new-interaction-sms")?;
    expect(entry.text == "SMS", || format!("the entry is called {:?}", entry.text))?;
    client.click("new-interaction-sms")?;
    client.see("compose-form").map(drop)
}

fn r02_without_the_permission_sms_says_which_is_missing(world: &World) -> Outcome {
    let client = world.signed_in("ben")?;
    client.click("menu")?;
    client.click("new-interaction")?;
    client.see_disabled("new-interaction-sms")?;
    client.see_text("sms-refused", "Conversation > Message > Create")?;
    client.script("document.querySelector(`[data-testid='new-interaction-sms']`).click()", &[])?;
    client.press(&tests::tab::ESCAPE.to_string())?;
    client.gone("menu-list")?;
    client.see_disabled("new-sms")?;
    expect(!client.shows("compose-form")?, || "the form opened all the same".to_owned())
}

fn r02_the_self_check_tells_what_works_and_what_to_do_where_it_does_not(world: &World) -> Outcome {
    let options = world.browser.open_page(Page::Options)?;
    options.see_text("check-sign-in", "Nobody is signed in")?;
    options.see_text("check-write", "Conversation > Message > Create")?;
    world.signed_in("ben")?;
    options.see_text("check-sign-in", "Signed in as Ben")?;
    options.see_text("check-cloud", "arrive at once")?;
    options.see_text("check-queues", "can send SMS")?;
    options.see_text("check-storage", "is kept")?;
    options.see_text("check-pages", "no site")?;
    options.see_text("check-write", "Missing: Conversation > Message > Create. Ask your administrator")?;
    options.see_text("check-read", "Allowed: Conversation > Message > View")?;

    world.sandbox.stop();
    options.see_text("check-cloud", "WebSockets").map(drop)
}

fn r03_who_is_in_no_queue_is_told(world: &World) -> Outcome {
    let client = world.signed_in("dev")?;
    open_new_sms(&client)?;
    client.reads("You are not a member of any queue")?;
    client.fill("number-input", "3175550142")?;
    client.see_disabled("compose").map(drop)
}

fn r03_who_has_no_queue_with_a_number_is_told(world: &World) -> Outcome {
    let client = world.signed_in("finn")?;
    open_new_sms(&client)?;
    client.reads("None of your queues has an outbound SMS number")?;
    client.fill("queue-input", "back")?;
    client.see_where("queue-option", "that cannot be chosen", |option| option.disabled)?;
    client.fill("number-input", "3175550142")?;
    client.see_disabled("compose").map(drop)
}

fn r08_without_the_permission_transfer_says_which_is_missing(world: &World) -> Outcome {
    let client = world.signed_in("gus")?;
    connect(&client, "Support", tests::article::MAYA)?;
    client.see_disabled("transfer-open")?;
    client.reads("Blind Transfer")?;
    client.see_enabled("disconnect").map(drop)
}
