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

/// What the administrator set shows as set. Only Firefox reads a policy that is a test's own.
#[test]
fn r26_settings_show_the_policies_in_force_firefox() -> Outcome {
    let policy = json!({
        "customerOptOut": "block", "quietHoursStart": "21:00", "quietHoursEnd": "08:00", "quietHours": "warn",
        "firstMessageText": "Lumen Travel. Reply STOP to end.", "shortenedLinks": "off",
    });
    let setting = Setting { policy: Some(policy), ..Setting::default() };
    journey::play(Kind::Firefox, "r26_settings_show_the_policies_in_force", &setting, |world| {
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
    })
}
