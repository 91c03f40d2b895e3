//! R25: the extension is updated, or loaded anew, while it is in use. R20: what it has in web pages then.

use tests::article::MAYA;
use tests::failure::{Outcome, expect_eq};
use tests::journey::Setting;
use tests::journeys;
use tests::numbers::{WebPage, filled_with, look_everywhere};
use tests::pages::Pages;
use tests::tab::{Seen, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, connect, open_sms};

journeys! {
    r25_a_new_version_waits_for_the_agent,
    r25_what_is_typed_outlives_a_reload,
    r20_a_new_version_takes_open_pages_over in with_sites,
}

fn with_sites() -> Setting {
    Setting { sites: true, ..Setting::default() }
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

/// A page that is open when the new version starts goes on with it, without being loaded anew; the old script is silent.
fn r20_a_new_version_takes_open_pages_over(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let address = pages.put(
        "/",
        "<!doctype html><html lang=\"en\"><body style=\"margin: 100px\"><p id=\"line\">Call (317) 555-0142</p>
         <script>globalThis.errors = []; addEventListener('error', event => errors.push(event.message))</script></body></html>",
    );
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &address)?;
    page.paints(1)?;
    page.hover(MAYA)?;
    page.ask::<bool>("() => { globalThis.former = behalf; return [true]; }")?;
    let before = world.browser.loaded()?;
    client.script("setTimeout(() => chrome.runtime.reload())", &[])?;

    let client = client_anew(world, &page.tab, before.as_deref())?;
    let page = page.asked_from(&client);
    // In Firefox the world of the old script has gone with it.
    wait_for("the new script, and the old one's end", SOON, || {
        let seen = page.ask::<(bool, bool)>(
            "() => [[Boolean(globalThis.behalf?.main) && behalf !== globalThis.former, globalThis.former?.main.lives() ?? false]]",
        )?;
        Ok(if seen == [(true, false)] { Look::There(()) } else { Look::NotYet(format!("{seen:?}")) })
    })?;
    page.chip_goes()?;
    page.paints(1)?;
    page.script("document.querySelector('#line').textContent = 'Call 206-555-0107 or 206-555-0108'")?;
    page.finds_exactly(&["+12065550107", "+12065550108"])?;
    page.paints(2)?;

    client.see_enabled("sign-in")?;
    client.click("sign-in")?;
    client.see_text("agent", "Ada Park")?;
    page.send_to("+12065550107")?;
    filled_with(&client, "+12065550107")?;
    expect_eq("the page's errors", &page.script("return errors")?, &serde_json::json!([]))
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
