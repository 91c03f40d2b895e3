//! R01: signing in and out.

use serde_json::Value;
use tests::article::MAYA;
use tests::browser::{Kind, Page, unless_gone};
use tests::failure::{Failure, Outcome, expect, expect_eq};
use tests::journeys;
use tests::tab::Tab;
use tests::world::{World, choose_queue, send};

journeys! {
    r01_sign_in_and_out,
    r01_every_region_and_only_a_loopback_sandbox,
    r01_a_closed_login_page_can_be_opened_again,
    r01_a_wrong_password_is_no_sign_in,
    r01_a_wrong_client_id_says_so,
    r01_the_first_sms_is_three_screens_away,
}

fn r01_sign_in_and_out(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    world.sign_in_as(&client, "ada")?;
    client.see("menu")?;

    let token = token(&client)?;
    let kept = stored(&client, "local")?;
    expect(!kept.contains(&token), || "the token is kept on disk".to_owned())?;
    expect(!client.script("return document.documentElement.outerHTML", &[])?.to_string().contains(&token), || {
        "the token is in a page".to_owned()
    })?;

    client.reload()?;
    client.see_text("agent", "Ada Park")?;

    client.click("menu")?;
    client.click("sign-out")?;
    client.see("sign-in")?;
    let calls = world.control.calls(0)?;
    expect(calls.iter().any(|call| call.is("DELETE", "/api/v2/tokens/me") && call.status < 300), || {
        format!("the token was not revoked: {calls:?}")
    })?;
    expect(!stored(&client, "session")?.contains(&token), || "the token is still there".to_owned())?;

    // The address and the client id are still entered, so that the next sign-in is one click.
    world.sign_in_as(&client, "eve")
}

/// Signing in, New Interaction, the Interactions window; the second time it is the list.
fn r01_the_first_sms_is_three_screens_away(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    world.sign_in_as(&client, "ada")?;
    client.see("compose-form")?;
    choose_queue(&client, "Support")?;
    client.fill("number-input", MAYA)?;
    client.see_enabled("compose")?;
    client.click("compose")?;
    let window = world.browser.window_of(Page::Interactions)?;
    send(&window, "Hello Maya")?;
    window.see_where("message", "delivered", |message| message.data("delivery") == "delivered")?;
    window.close()?;

    client.click("menu")?;
    client.click("sign-out")?;
    client.see("sign-in")?;
    world.sign_in_as(&client, "ada")?;
    client.see("interaction")?;
    client.gone("compose-form")
}

fn r01_every_region_and_only_a_loopback_sandbox(world: &World) -> Outcome {
    let client = world.client()?;
    client.see("region")?;
    let regions = client.script(
        "return [...document.querySelectorAll(`[data-testid='region'] option`)].map(option => option.value)",
        &[],
    )?;
    let regions = regions.as_array().map_or(0, Vec::len);
    expect_eq("the number of regions, with the sandbox", &regions, &19)?;

    client.choose("region", "sandbox")?;
    client.fill("client-id", &world.sandbox.ready.client_id)?;
    for (entered, said) in [
        ("https://api.mypurecloud.com", "not a sandbox on this computer"),
        ("http://10.0.0.1:8080", "not a sandbox on this computer"),
        ("http://127.0.0.1.example.com:8080", "not a sandbox on this computer"),
        ("http://localhost.example.com", "not a sandbox on this computer"),
        ("http://user@127.0.0.1:8080", "sandbox"),
        ("just words", "not an address"),
    ] {
        client.fill("sandbox-address", entered)?;
        client.press(&tests::tab::TAB.to_string())?;
        client.see_text("sandbox-address-problem", said)?;
        client.see_disabled("sign-in")?;
    }
    client.fill("sandbox-address", &world.sandbox.ready.url.replace("127.0.0.1", "localhost"))?;
    client.see_enabled("sign-in")?;
    client.gone("sandbox-address-problem")?;

    client.fill("client-id", "not an id!")?;
    client.press(&tests::tab::TAB.to_string())?;
    client.see("client-id-problem")?;
    client.see_disabled("sign-in").map(drop)
}

fn r01_a_closed_login_page_can_be_opened_again(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    client.click("sign-in")?;
    client.see("cancel-sign-in")?;
    world.login_page()?.close()?;
    client.see("sign-in")?;
    client.reads("not finished")?;

    world.sign_in_as(&client, "ada")
}

fn r01_a_wrong_password_is_no_sign_in(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    client.click("sign-in")?;
    let login = world.login_page()?;
    login.type_css("input[name=email]", "ada@lumen.example")?;
    login.type_css("input[name=password]", "wrong")?;
    login.click_css("form button")?;
    login.reads("password")?;
    login.type_css("input[name=password]", "sandbox")?;
    login.script("document.querySelector('input[name=email]').value = 'ada@lumen.example'", &[])?;
    unless_gone(login.click_css("form button"))?;
    client.see_text("agent", "Ada Park").map(drop)
}

fn r01_a_wrong_client_id_says_so(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    client.fill("client-id", "00000000-0000-4000-8000-000000000000")?;
    client.click("sign-in")?;
    // The service has nowhere to send an error to: its own page says what is wrong. Chromium does not show a page that
    // comes with an error, and tells the extension; Firefox shows it until it is closed.
    match world.browser.kind() {
        Kind::Chromium => client.reads("Genesys Cloud does not accept this client ID.")?,
        Kind::Firefox => {
            let login = world.login_page()?;
            login.reads("No OAuth client has this client id.")?;
            login.close()?;
            client.reads("The sign-in was not finished.")?;
        }
    }
    client.see("sign-in")?;

    let options = world.browser.open_page(Page::Options)?;
    options.see_text("redirect-uri", "https://")?;
    options.close()?;
    client.fill("client-id", &world.sandbox.ready.client_id)?;
    world.sign_in_as(&client, "ada")
}

/// Everything in one of the extension's storage areas.
fn stored(page: &Tab<'_>, area: &str) -> Outcome<String> {
    Ok(page.promise(&format!("return JSON.stringify(await chrome.storage.{area}.get())"), &[])?.to_string())
}

/// The token, from where it belongs: the storage of the session.
fn token(page: &Tab<'_>) -> Outcome<String> {
    let volatile = page.promise("return JSON.parse((await chrome.storage.session.get()).volatile)", &[])?;
    find(&volatile, "access_token")
        .or_else(|| find(&volatile, "token"))
        .ok_or_else(|| Failure::Unexpected("the session's storage has no token".to_owned()))
}

fn find(value: &Value, key: &str) -> Option<String> {
    match value {
        Value::Object(map) => map.iter().find_map(|(name, value)| match value {
            Value::String(text) if name == key && text.len() > 20 => Some(text.clone()),
            other => find(other, key),
        }),
        Value::Array(items) => items.iter().find_map(|item| find(item, key)),
        _ => None,
    }
}
