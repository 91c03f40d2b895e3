//! R26 and R27: settings are searched by keyboard alone, and say what is checked before a message leaves and who set it.

use serde_json::json;
use tests::browser::{Kind, Page};
use tests::failure::{Outcome, expect_eq};
use tests::journey::{self, Setting};
use tests::journeys;
use tests::tab::{ESCAPE, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::World;

journeys! {
    r26_settings_say_what_behalf_checks_by_itself,
    r26_settings_show_the_policies_in_force in with_policies,
    r27_settings_are_searched_by_keyboard,
}

/// What comes of each rule, in order.
fn verdicts(options: &Tab<'_>) -> Outcome<Vec<String>> {
    Ok(options.all("policy")?.iter().map(|policy| policy.data("verdict").to_owned()).collect())
}

fn r26_settings_say_what_behalf_checks_by_itself(world: &World) -> Outcome {
    let options = world.browser.open_page(Page::Options)?;
    options.see_text("policy", "Behalf’s own rule")?;
    expect_eq(
        "the verdicts",
        &verdicts(&options)?,
        &["block", "warn", "idle", "idle", "idle", "warn"].map(str::to_owned).to_vec(),
    )
}

fn r27_settings_are_searched_by_keyboard(world: &World) -> Outcome {
    let options = world.browser.open_page(Page::Options)?;
    options.see("theme")?;
    let shows = |id: &'static str, expected: bool| {
        wait_for(format!("{id}, shown: {expected}"), SOON, || {
            Ok(if options.shows(id)? == expected { Look::There(()) } else { Look::NotYet("otherwise".to_owned()) })
        })
    };
    options.focus()?;
    options.script("document.activeElement.blur(); window.focus()", &[])?;
    options.press("/")?;
    options.press("APPEAR")?;
    expect_eq("the focus", &options.focused()?.as_str(), &"settings-search")?;
    shows("volume", false)?;
    shows("theme", true)?;
    options.press("zz")?;
    options.see_text("settings-none", "No setting matches")?;
    shows("theme", false)?;
    options.press(&ESCAPE.to_string())?;
    options.gone("settings-none")?;
    shows("volume", true)?;
    shows("theme", true)
}

fn with_policies() -> Setting {
    let policy = json!({
        "customerOptOut": "block", "quietHoursStart": "21:00", "quietHoursEnd": "08:00", "quietHours": "warn",
        "firstMessageText": "Lumen Travel. Reply STOP to end.", "shortenedLinks": "off",
    });
    Setting { policy: Some(policy), ..Setting::default() }
}

/// What the administrator set shows as set.
fn r26_settings_show_the_policies_in_force(world: &World) -> Outcome {
    let options = world.browser.open_page(Page::Options)?;
    options.see_where("policy", "quiet hours, set", |policy| {
        policy.data("rule") == "QuietHours" && policy.text.contains("Set by your administrator")
    })?;
    options.see_where("policy", "the text, set", |policy| policy.text.contains("Reply STOP to end."))?;
    expect_eq(
        "the verdicts",
        &verdicts(&options)?,
        &["block", "block", "idle", "warn", "block", "off"].map(str::to_owned).to_vec(),
    )
}

/// What the administrator sets goes before the agent's choice, at once and for as long as it is set. Only Chromium hears
/// of a policy while it runs.
#[test]
fn r26_a_policy_comes_and_goes_chromium() -> Outcome {
    let setting = Setting { policy: Some(json!({})), ..Setting::default() };
    journey::play(Kind::Chromium, "r26_a_policy_comes_and_goes", &setting, |world| {
        let options = world.browser.open_page(Page::Options)?;
        options.see_where("sound", "on, and the agent's to choose", |sound| sound.on && !sound.disabled)?;
        options.click("sound")?;
        options.see_where("sound", "off", |sound| !sound.on)?;
        world
            .browser
            .change_policy(&json!({"enableAlertSound": true, "quietHoursStart": "21:00", "quietHoursEnd": "08:00"}))?;
        options.see_where("sound", "on, and fixed", |sound| sound.on && sound.disabled)?;
        options.see_where("policy", "quiet hours, set", |policy| {
            policy.data("rule") == "QuietHours" && policy.text.contains("Set by your administrator")
        })?;
        world.browser.change_policy(&json!({}))?;
        options.see_where("sound", "off again, and the agent's to choose", |sound| !sound.on && !sound.disabled)?;
        options.see_where("policy", "quiet hours, unset", |policy| {
            policy.data("rule") == "QuietHours" && !policy.text.contains("Set by your administrator")
        })?;
        Ok(())
    })
}
