//! R13: what has left the list is still to be looked up, for the day.

use tests::article::MAYA;
use tests::browser::Page;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journeys;
use tests::tab::{ESCAPE, Tab};
use tests::world::{World, connect, open_sms, saved, send, wrap_up};

journeys! {
    r13_the_day_is_looked_up_and_saved,
}

/// A number to which the carrier delivers nothing.
const UNREACHABLE: &str = "+13175559001";

fn r13_the_day_is_looked_up_and_saved(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_history(&client)?;
    client.see_text("history-none", "Begin one with New SMS")?;
    client.click("close-history")?;
    client.gone("history")?;

    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, "Hello")?;
    client.click("disconnect")?;
    wrap_up(&client, "Resolved")?;
    client.gone("interaction")?;
    connect(&client, "Reservations", UNREACHABLE)?;
    send(&open_sms(&client)?, "Is anybody there?")?;

    open_history(&client)?;
    client.see_where("history-entry", "not delivered", |entry| entry.text.contains("1 not delivered"))?;
    let endings: Vec<_> = client.all("history-entry")?.iter().map(|entry| entry.data("ending").to_owned()).collect();
    expect_eq("the endings, the latest first", &endings, &vec!["open".to_owned(), "finished".to_owned()])?;

    // By any part of the number, as it is said.
    client.type_into("history-search", "(317) 555-0142")?;
    let maya = client.see_where("history-entry", "Maya's", |entry| entry.text.contains("555-0142"))?;
    expect(maya.text.contains("Support") && maya.text.contains("Resolved"), || format!("it is {maya}"))?;
    client.fill("history-search", "nobody")?;
    client.see_text("history-none", "No interaction matches")?;
    client.fill("history-search", "support resolved")?;
    client.see_where("history-entry", "Maya's", |entry| entry.data("ending") == "finished")?;
    let rows = csv(&client)?;
    expect_eq("the number of rows", &rows.len(), &2)?;
    for cell in ["'+1 317-555-0142", "Support", "Outgoing", "1", "Ended", "Resolved"] {
        expect(rows[1].contains(&format!("\"{cell}\"")), || format!("{cell} is not in {rows:?}"))?;
    }
    client.empty("history-search")?;
    client.see_where("history-entry", "both", |entry| entry.data("ending") == "open")?;
    expect_eq("the number of rows", &csv(&client)?.len(), &3)?;

    // What goes on is opened, and a view that comes later finds the list as well.
    window.close()?;
    client.click_css("[data-testid='history-entry'] button")?;
    world.browser.window_of(Page::Interactions)?.see_text("customer", "Opal Reyes")?;
    world.browser.open_page(Page::Popup)?.see("history-entry")?;
    client.focus()?;
    client.click("history-search")?;
    client.press(&ESCAPE.to_string())?;
    client.gone("history")?;
    client.see("interaction").map(drop)
}

/// *Menu > Today's interactions*.
fn open_history(client: &Tab<'_>) -> Outcome {
    client.click("menu")?;
    client.click("open-history")?;
    client.see("history").map(drop)
}

/// The rows of the file that is offered.
fn csv(client: &Tab<'_>) -> Outcome<Vec<String>> {
    let file = saved(client, "save-csv", "csv-file", "text/csv")?;
    let table = file.strip_prefix('\u{feff}');
    expect(table.is_some(), || format!("no byte order mark: {file}"))?;
    Ok(table.unwrap_or_default().lines().map(str::to_owned).collect())
}
