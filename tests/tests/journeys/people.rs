//! R02 and what else depends on who it is: permissions, membership.

use tests::failure::{Outcome, expect};
use tests::journeys;
use tests::world::{World, connect, open_new_sms};

journeys! {
    r02_new_interaction_lists_sms,
    r02_without_the_permission_sms_says_which_is_missing,
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
