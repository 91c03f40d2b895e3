//! R23: the status menu. What Genesys Cloud says wins.

use serde_json::json;
use tests::browser::Page;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journeys;
use tests::tab::{DOWN, ENTER, ESCAPE, Tab};
use tests::world::World;

journeys! {
    r23_the_status_menu_offers_and_sets_every_presence,
    r23_a_status_is_unconfirmed_until_genesys_cloud_says_so,
    r23_a_refused_status_goes_back_with_words,
    r23_a_status_set_elsewhere_shows,
    r23_the_status_menu_works_by_keyboard,
    r23_the_status_menu_takes_the_focus_once_it_is_filled,
}

const PRESENCES: &str = "/api/v2/users/*/presences/purecloud";

fn r23_the_status_menu_offers_and_sets_every_presence(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    client.see_text("status", "Available")?;
    client.click("status")?;
    client.see("status-option")?;
    let offered: Vec<String> = client.all("status-option")?.into_iter().map(|option| option.text).collect();
    let expected =
        ["Available", "Busy", "Away", "Back in five", "Break", "Coffee", "Meal", "Meeting", "Training", "On Queue"];
    expect_eq("what is offered", &offered, &expected.map(str::to_owned).to_vec())?;
    client.press(&ESCAPE.to_string())?;
    client.gone("status-list")?;

    for (name, kind) in [("Busy", "Busy"), ("Coffee", "Break"), ("Training", "Training"), ("On Queue", "OnQueue")] {
        choose(&client, name)?;
        client.see_where("status", name, |status| status.text.contains(name) && status.data("pending") == "no")?;
        client.see_where("status", kind, |status| status.data("kind") == kind)?;
    }
    // On queue, what waits in Billing is offered; that makes the agent busy with it.
    client.see_where("interaction", "that alerts", |seen| seen.data("phase") == "alerting")?;
    client.see_text("status", "interacting")?;
    client.reload()?;
    client.see_text("status", "On Queue").map(drop)
}

fn r23_a_status_is_unconfirmed_until_genesys_cloud_says_so(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    world.control.fault("PATCH", PRESENCES, 1, &json!({"kind": "hang"}))?;
    choose(&client, "Meal")?;
    client
        .see_where("status", "asked for", |status| status.data("pending") == "yes" && status.text.contains("Meal"))?;
    // Another wish takes the place of the first; it is this one that counts.
    choose(&client, "Meeting")?;
    client.see_where("status", "confirmed", |status| {
        status.data("pending") == "no" && status.data("kind") == "Meeting"
    })?;
    Ok(())
}

fn r23_a_refused_status_goes_back_with_words(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let refusal = json!({"kind": "error", "status": 403, "code": "not.authorized"});
    world.control.fault("PATCH", PRESENCES, 1, &refusal)?;
    choose(&client, "Busy")?;
    client.see_text("notice", "Your status stays what it was.")?;
    client.see_where("status", "as it was", |status| {
        status.data("kind") == "Available" && status.data("pending") == "no"
    })?;
    Ok(())
}

fn r23_a_status_set_elsewhere_shows(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let window = world.browser.open_page(Page::Window)?;
    window.see_text("status", "Available")?;
    world.control.set_presence("ada@lumen.example", "Back in five")?;
    for view in [&client, &window] {
        view.see_where("status", "as it was set elsewhere", |status| status.data("kind") == "Away")?;
        view.see_text("status", "Back in five")?;
    }
    Ok(())
}

fn r23_the_status_menu_works_by_keyboard(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    client.script("document.querySelector(`[data-testid='status']`).focus()", &[])?;
    client.press(&ENTER.to_string())?;
    has_focus(&client, "Available")?;
    client.press(&DOWN.to_string())?;
    has_focus(&client, "Busy")?;
    client.press(&ESCAPE.to_string())?;
    client.gone("status-list")?;
    expect_eq("what has the focus", &client.focused()?, &"status".to_owned())?;

    client.press(&DOWN.to_string())?;
    has_focus(&client, "Available")?;
    client.press(&format!("{DOWN}{DOWN}"))?;
    has_focus(&client, "Away")?;
    client.press(&ENTER.to_string())?;
    client.see_where("status", "Away", |status| status.data("kind") == "Away")?;
    let role = client.script("return document.querySelector(`[data-testid='status']`).ariaHasPopup", &[])?;
    expect(role == "menu", || format!("the button says it opens {role}"))
}

fn r23_the_status_menu_takes_the_focus_once_it_is_filled(world: &World) -> Outcome {
    let late = json!({"kind": "delay", "millis": 1500});
    world.control.fault("GET", "/api/v2/presencedefinitions", 1, &late)?;
    let client = world.signed_in("ada")?;
    client.script("document.querySelector(`[data-testid='status']`).focus()", &[])?;
    client.press(&ENTER.to_string())?;
    client.see("status-list")?;
    has_focus(&client, "Available")
}

fn choose(client: &Tab<'_>, name: &str) -> Outcome {
    client.click("status")?;
    client.click_where("status-option", name, |option| option.data("name") == name)?;
    client.gone("status-list")
}

fn has_focus(client: &Tab<'_>, name: &str) -> Outcome {
    tests::wait::wait_for(format!("the focus on {name}"), tests::wait::SOON, || {
        let found = client.script("return document.activeElement?.dataset.name ?? ''", &[])?;
        Ok(if found == name { tests::wait::Look::There(()) } else { tests::wait::Look::NotYet(found.to_string()) })
    })
}
