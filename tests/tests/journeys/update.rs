//! R25: the extension is updated, or loaded anew, while it is in use.

use tests::article::MAYA;
use tests::failure::{Outcome, expect_eq};
use tests::journeys;
use tests::tab::{Seen, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, connect, open_sms};

journeys! {
    r25_a_new_version_waits_for_the_agent,
    r25_what_is_typed_outlives_a_reload,
}

fn r25_a_new_version_waits_for_the_agent(world: &World) -> Outcome {
    let page = world.browser.open(&world.sandbox.ready.crm_url)?;
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    type_half(&window)?;
    let before = world.browser.loaded()?;

    world.browser.offer_update()?;
    client.see_text("notice", "new version")?;
    // Nobody is disturbed.
    window.see_where("composer", "as it was", |composer| composer.text == "half a sen")?;
    client.click("menu")?;
    client.click("sign-out")?;
    client.see("sign-in")?;
    window.closes("the Interactions window")?;
    client.close()?;

    let client = client_anew(world, &page, before.as_deref())?;
    world.sign_in_as(&client, "ada")?;
    goes_on(&client)
}

fn r25_what_is_typed_outlives_a_reload(world: &World) -> Outcome {
    let page = world.browser.open(&world.sandbox.ready.crm_url)?;
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    type_half(&window)?;
    let before = world.browser.loaded()?;

    window.script("setTimeout(() => chrome.runtime.reload())", &[])?;
    let client = client_anew(world, &page, before.as_deref())?;
    // What was in memory is gone, the token above all.
    client.see_enabled("sign-in")?;
    // The login page still knows her: it closes by itself.
    client.click("sign-in")?;
    client.see_text("agent", "Ada Park")?;
    goes_on(&client)
}

fn type_half(window: &Tab<'_>) -> Outcome {
    window.type_into("composer", "half a sen")?;
    window.see_text("composer-count", "10").map(drop)
}

/// The client, of the extension as it was loaded anew.
fn client_anew<'w>(world: &'w World, page: &Tab<'_>, before: Option<&str>) -> Outcome<Tab<'w>> {
    page.focus()?;
    wait_for("the extension to be loaded anew", SOON, || {
        let now = world.browser.loaded()?;
        Ok(if now.as_deref() == before { Look::NotYet("it is as it was".to_owned()) } else { Look::There(()) })
    })?;
    // The browser has closed what belonged to it.
    expect_eq("the number of pages that are left", &world.browser.own_pages()?, &0)?;
    let client = world.client()?;
    wait_for("a page of the extension's", SOON, || {
        if client.script("return globalThis.chrome?.runtime?.id ?? null", &[])?.is_string() {
            return Ok(Look::There(()));
        }
        client.reload()?;
        Ok(Look::NotYet(client.address()?))
    })?;
    Ok(client)
}

/// The conversation is there, with what was typed, which can be sent.
fn goes_on(client: &Tab<'_>) -> Outcome {
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let window = open_sms(client)?;
    window.see_where("composer", "as it was", |composer| composer.text == "half a sen")?;
    window.click("send")?;
    let sent = |message: &Seen| message.text.contains("half a sen") && message.data("delivery") == "delivered";
    window.see_where("message", "delivered", sent).map(drop)
}
