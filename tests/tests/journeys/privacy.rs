//! R25's other side: what is kept, and what is not. After a day's work nothing that was said, no number and no token is
//! where it does not belong.

use tests::article::MAYA;
use tests::browser::Page;
use tests::failure::{Outcome, expect};
use tests::journeys;
use tests::tab::Tab;
use tests::world::{World, connect, open_sms, saved, send, text_back, wrap_up};

journeys! {
    r25_log_storage_and_addresses_tell_nothing_of_what_was_said,
}

fn r25_log_storage_and_addresses_tell_nothing_of_what_was_said(world: &World) -> Outcome {
    const SAID: &str = "Your code is 4711";
    const ANSWERED: &str = "My card ends in 5500";
    const NOTED: &str = "Wants a refund";
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, SAID)?;
    let handset = world.handset(MAYA)?;
    text_back(&handset, ANSWERED)?;
    window.see_where("message", "the answer", |message| message.text.contains(ANSWERED))?;
    client.click_css("[data-testid='log'] > summary")?;
    client.type_into("log-subject", NOTED)?;
    client.see_text("log-saved", "Saved")?;
    client.click("disconnect")?;
    wrap_up(&window, "Resolved")?;
    client.gone("interaction")?;

    let options = world.browser.open_page(Page::Options)?;
    let token = token(&options)?;
    let log = saved(&options, "save-log", "log-file", "text/plain")?;
    for known in ["command Send\n", "call Send: succeeded in ", "command Done\n", "SocketOpened\n"] {
        expect(log.contains(known), || format!("the log does not say {known:?}: {log}"))?;
    }
    let stored = options.promise("return JSON.stringify(await chrome.storage.local.get(null))", &[])?.to_string();
    expect(stored.contains("durable"), || format!("nothing is stored: {stored}"))?;
    let calls = world.control.calls(0)?;
    let paths = calls.iter().map(|call| call.path.as_str()).collect::<Vec<_>>().join("\n");
    expect(paths.contains("/messages"), || format!("no call was recorded: {paths}"))?;
    for (place, content) in [("the log", &log), ("storage.local", &stored), ("a path", &paths)] {
        for secret in [&token, SAID, ANSWERED, NOTED, MAYA.trim_start_matches('+')] {
            expect(!content.contains(secret), || format!("{place} has {secret:?}: {content}"))?;
        }
    }
    Ok(())
}

/// The access token, which is in the memory of the browser and nowhere else.
fn token(options: &Tab<'_>) -> Outcome<String> {
    let token = options.promise(
        "const { volatile } = await chrome.storage.session.get('volatile');
         return /\"access_token\":\"([^\"]+)\"|\"token\":\"([^\"]+)\"/.exec(volatile)?.slice(1).find(Boolean) ?? volatile.slice(0, 300)",
        &[],
    )?;
    let token = token.as_str().unwrap_or_default();
    expect(token.len() > 20 && !token.contains('{'), || format!("no token is in storage.session: {token}"))?;
    Ok(token.to_owned())
}
