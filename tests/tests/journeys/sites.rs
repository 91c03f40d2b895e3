//! R20: what Behalf may look at is asked for when it is wanted, left out in one click, and given back.

use serde_json::json;
use tests::article::MAYA;
use tests::browser::{Kind, Page};
use tests::copy::ALL_SITES;
use tests::failure::{Outcome, expect, expect_eq};
use tests::journey::Setting;
use tests::journeys;
use tests::numbers::{WebPage, filled_with, look_everywhere};
use tests::pages::Pages;
use tests::tab::Tab;
use tests::wait::{Look, SOON, wait_for};
use tests::world::World;

journeys! {
    r20_access_is_asked_for_when_it_is_used in with_sites,
    r20_a_site_can_be_left_out in with_sites,
    r20_the_paint_goes_with_the_extension in with_sites,
    r20_the_administrator_names_the_sites in with_named_sites,
}

/// What the pages of a journey are on.
const THIS_SITE: &str = "*://127.0.0.1/*";

fn with_sites() -> Setting {
    Setting { sites: true, ..Setting::default() }
}

fn r20_access_is_asked_for_when_it_is_used(world: &World) -> Outcome {
    let browser = &world.browser;
    // As Behalf is installed: it may look at nothing.
    browser.take_access_away(ALL_SITES)?;
    let client = world.signed_in("ada")?;
    let page = WebPage::open(&client, &world.sandbox.ready.crm_url)?;
    come_to_control(&client, &world.sandbox.ready.crm_url)?;
    expect_eq("the content scripts", &scripts(&client)?, &json!([]))?;
    expect_eq("the painted numbers", &page.painted()?, &0)?;

    ask(&client, "here", false)?;
    client.see_text("pages-refused", "did not")?;
    looks(&client, "off")?;
    expect_eq("the content scripts", &scripts(&client)?, &json!([]))?;
    expect_eq("the painted numbers", &page.painted()?, &0)?;

    ask(&client, "here", true)?;
    looks(&client, "here")?;
    client.gone("pages-refused")?;
    // In the page as it is, without loading it anew.
    page.finds(MAYA)?;
    let painted = page.painted()?;
    expect(painted > 2, || format!("{painted} numbers are painted"))?;
    page.hover(MAYA)?;

    browser.take_access_away(THIS_SITE)?;
    page.paints(0)?;
    no_chip(&page.tab)?;
    wait_for("no content script", SOON, || {
        let scripts = scripts(&client)?;
        Ok(if scripts == json!([]) { Look::There(()) } else { Look::NotYet(scripts.to_string()) })
    })
}

/// Chooses where to look, and answers what the browser asks.
fn ask(client: &Tab<'_>, looks: &str, allow: bool) -> Outcome {
    let browser = client.browser();
    if browser.kind() == Kind::Chromium {
        // Chromium's question is out of reach without a window: here the journey is asked in its place.
        client.script(
            "chrome.permissions.request = asked => new Promise(answer => Object.assign(globalThis, {asked, answer}))",
            &[],
        )?;
    }
    client.click_where("pages-here", looks, |radio| radio.data("looks") == looks)?;
    if browser.kind() == Kind::Firefox {
        return browser.answer_firefox(allow);
    }
    let asked = wait_for("a question", SOON, || {
        let asked = client.script("return globalThis.asked?.origins ?? null", &[])?;
        Ok(if asked.is_null() { Look::NotYet("none".to_owned()) } else { Look::There(asked) })
    })?;
    expect_eq("what is asked for", &asked, &json!([THIS_SITE]))?;
    if allow {
        browser.give_access(THIS_SITE)?;
    }
    client.script("globalThis.answer(arguments[0]); globalThis.asked = null", &[json!(allow)]).map(drop)
}

/// The agent comes to *Numbers on this page*. The client is a panel beside the page; here it has a window of its own, and
/// is told that this page is the one in front.
fn come_to_control(client: &Tab<'_>, address: &str) -> Outcome {
    // Below the list, where New Interaction is after the first sign-in.
    client.click("close-new-interaction")?;
    client.see("pages-here")?;
    client.script(
        "const {query} = chrome.tabs;
         chrome.tabs.query = asked => asked.active ? Promise.resolve([{id: 1, url: arguments[0]}]) : query(asked);
         document.querySelector(`[data-testid='pages-here']:enabled`).focus();",
        &[json!(address)],
    )?;
    client.see_text("pages-here-site", "127.0.0.1").map(drop)
}

fn looks(client: &Tab<'_>, looks: &str) -> Outcome {
    client.see_where("pages-here", looks, |radio| radio.on && radio.data("looks") == looks).map(drop)
}

fn scripts(view: &Tab<'_>) -> Outcome<serde_json::Value> {
    view.promise("return (await chrome.scripting.getRegisteredContentScripts()).map(({id}) => id)", &[])
}

/// Waits until the page has no chip; what it can tell of one is that there is a popover outside of its body.
fn no_chip(page: &Tab<'_>) -> Outcome {
    wait_for("the chip to go", SOON, || {
        let chips = page.script("return document.querySelectorAll(':root > [popover]').length", &[])?;
        Ok(if chips == 0 { Look::There(()) } else { Look::NotYet(chips.to_string()) })
    })
}

fn r20_a_site_can_be_left_out(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let address = pages.put("/", "<!doctype html><html lang=\"en\"><body><p>Call (317) 555-0142</p></body></html>");
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &address)?;
    let other = WebPage::open(&desk, &pages.elsewhere("/"))?;
    page.paints(1)?;
    other.paints(1)?;

    come_to_control(&client, &address)?;
    looks(&client, "everywhere")?;
    client.click_where("pages-here", "off", |radio| radio.data("looks") == "off")?;
    page.paints(0)?;
    looks(&client, "off")?;
    desk.see_where("pages-off", "127.0.0.1", |site| site.data("site") == "127.0.0.1")?;
    // Elsewhere all is as it was, also after a reload, and here it stays so.
    expect_eq("the painted numbers elsewhere", &other.painted()?, &1)?;
    page.tab.reload()?;
    other.tab.reload()?;
    other.paints(1)?;
    expect_eq("the painted numbers", &page.painted()?, &0)?;
    expect_eq("Behalf's scripts in the page", &page.ask::<bool>(IS_THERE)?, &Vec::<bool>::new())?;

    desk.click("pages-remove")?;
    desk.gone("pages-off")?;
    page.paints(1)
}

const IS_THERE: &str = "() => globalThis.behalf ? [true] : []";

fn with_named_sites() -> Setting {
    let policy = json!({"clickToSmsAllowed": ["*"], "clickToSmsDenied": ["localhost"], "clickToSmsHighlight": true});
    Setting { policy: Some(policy), sites: true, ..Setting::default() }
}

/// The administrator names the sites.
fn r20_the_administrator_names_the_sites(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let address = pages.put("/", "<!doctype html><html lang=\"en\"><body><p>Call (317) 555-0142</p></body></html>");
    let client = world.signed_in("ada")?;
    let options = world.browser.open_page(Page::Options)?;
    options.see_where("pages-all", "on, and fixed", |all| all.on && all.disabled)?;
    options.see_where("highlight", "on, and fixed", |one| one.on && one.disabled)?;
    options.see_where("tel-links", "the agent's to choose", |one| !one.disabled)?;
    options.see_where("pages-off", "localhost", |site| site.data("site") == "localhost")?;
    expect(!options.shows("pages-remove")?, || "it can be taken off the list".to_owned())?;

    let page = WebPage::open(&options, &address)?;
    let denied = WebPage::open(&options, &pages.elsewhere("/"))?;
    page.paints(1)?;
    expect_eq("the painted numbers where it is denied", &denied.painted()?, &0)?;
    expect_eq("Behalf's scripts there", &denied.ask::<bool>(IS_THERE)?, &Vec::<bool>::new())?;
    page.send_to(MAYA)?;
    filled_with(&client, MAYA)
}

/// Turned off or removed, it leaves no trace in the pages that are open.
fn r20_the_paint_goes_with_the_extension(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let address = pages.put(
        "/",
        "<!doctype html><html lang=\"en\"><body style=\"margin: 100px\"><p>Call (317) 555-0142</p>
         <script>globalThis.errors = []; addEventListener('error', event => errors.push(event.message))</script></body></html>",
    );
    let plain = world.browser.open(&address)?;
    plain.resize(1_000, 800)?;
    let unpainted = plain.picture()?;
    plain.close()?;

    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &address)?;
    page.paints(1)?;
    page.leave()?;
    expect(page.tab.picture()? != unpainted, || "the paint cannot be seen".to_owned())?;
    let body = "return document.body.outerHTML";
    let before = page.script(body)?;
    page.hover(MAYA)?;
    desk.close()?;

    // What was shown goes, though nothing of Behalf's runs in Firefox any more; there the chip's empty element is left.
    world.browser.remove_extension()?;
    wait_for("the page to look as it did", SOON, || {
        let same = page.tab.picture()? == unpainted;
        Ok(if same { Look::There(()) } else { Look::NotYet("it is painted".to_owned()) })
    })?;
    expect_eq("the page", &page.script(body)?, &before)?;
    expect_eq("its errors", &page.script("return errors")?, &json!([]))
}
