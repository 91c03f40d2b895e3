//! R20: a number on a web page, one click or one key from a text, and the page does not notice.

use std::path::Path;
use std::sync::{Mutex, PoisonError};

use serde_json::{Value, json};
use tests::article::{JONAS, MAYA};
use tests::browser::{Kind, Page};
use tests::failure::{During, Outcome, expect, expect_eq};
use tests::files;
use tests::journey::{self, Setting};
use tests::journeys;
use tests::numbers::{WebPage, filled_with, look_everywhere};
use tests::pages::Pages;
use tests::tab::{BACKSPACE, END, ENTER, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, choose_queue, open_new_sms, open_sms};

journeys! {
    r20_a_number_on_a_page_opens_new_interaction in with_sites,
    r20_the_page_is_not_touched in with_sites,
    r20_a_covered_chip_is_not_clickable in with_sites,
    r20_a_number_reaches_new_interaction_from_a_stopped_background in with_sites,
    r20_kept_until_sign_in in with_sites,
    r20_offered_in_the_middle_of_another in with_sites,
    r20_frames_and_shadow_roots in with_sites,
    r20_strict_csp_and_trusted_types in with_sites,
    r20_changes_without_a_number_cost_nothing in with_sites,
    r20_by_key_and_by_menu in with_sites,
    r20_by_menu_and_by_key_without_any_site,
    r20_a_react_page_and_an_editor_go_on_working in with_sites,
}

fn with_sites() -> Setting {
    Setting { sites: true, ..Setting::default() }
}

fn r20_a_number_on_a_page_opens_new_interaction(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &world.sandbox.ready.crm_url)?;
    let chip = page.hover(MAYA)?;
    for part in ["+1 317-555-0142", "Send SMS", "Copy"] {
        expect(chip.text.contains(part), || format!("the chip says {:?}, not {part:?}", chip.text))?;
    }
    // What only looks like a number is left alone.
    let found = page.found()?;
    expect(!found.iter().any(|one| one.text.contains("20231105")), || format!("an order was taken: {found:?}"))?;

    page.tab.click_at(chip.send.middle())?;
    filled_with(&client, MAYA)?;
    client.see_where("country", "US", |country| country.data("country") == "US")?;
    client.see_where("origin", "the site and the name", |origin| origin.text == "From 127.0.0.1, Maya Ortiz")?;
    page.chip_goes()?;
    choose_queue(&client, "Support")?;
    client.click("compose")?;
    let interaction = client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    expect(interaction.text.contains("on behalf of Support"), || format!("it is {interaction}"))
}

/// A page with all that numbers stand in, and an observer that remembers whatever happens in its body.
const DESK_PAGE: &str =
    "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"><title>Customers</title></head><body>
<h1>Customers</h1>
<p id=\"plain\">Call (317) 555-0142 or <b>+1 415</b> 555-0123.</p>
<p><a href=\"tel:+13175550144\">Priya</a> <a href=\"sms:+13175559001?body=Hello\">Opal</a></p>
<table><tr><th>Name</th><th>Mobile</th></tr><tr><td>Jonas Weber</td><td>+49 170 1234567</td></tr></table>
<input readonly value=\"317-555-0145\">
<div id=\"host\"><template shadowrootmode=\"open\"><p>Front desk: 206-555-0101</p></template></div>
<script>
globalThis.changes = [];
new MutationObserver(records => changes.push(...records.map(({type, target}) => type + ' ' + target.nodeName)))
    .observe(document.body, {subtree: true, childList: true, attributes: true, characterData: true});
</script></body></html>";

fn r20_the_page_is_not_touched(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let address = pages.put("/customers", DESK_PAGE);
    let client = world.signed_in("ada")?;
    // As it is where nobody looks.
    let untouched = world.browser.open(&address)?;
    let before = untouched.script("return document.documentElement.outerHTML", &[])?;
    untouched.close()?;

    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &address)?;
    let all = ["+13175550142", "+14155550123", "+13175550144", "+13175559001", JONAS, "+13175550145", "+12065550101"];
    page.finds_exactly(&all)?;
    let scanned = page.serialised()?;
    expect(scanned.starts_with(before.as_str().unwrap_or_default()), || format!("scanned, it is {scanned}"))?;

    for number in [MAYA, "+13175550144", "+13175550145", "+12065550101"] {
        page.hover(number)?;
        // The chip is there, and no part of the body.
        let body = page.script("return document.body.outerHTML")?;
        expect(scanned.contains(body.as_str().unwrap_or("?")), || format!("with a chip, its body is {body}"))?;
        page.leave()?;
        expect_eq("the page, hovered", &page.serialised()?, &scanned)?;
    }

    page.send_to(MAYA)?;
    filled_with(&client, MAYA)?;
    expect_eq("the page, sent from", &page.serialised()?, &scanned)?;
    expect_eq("what happened in its body", &page.script("return changes")?, &json!([]))
}

/// Things that a page could do so that the agent presses what they do not see.
const COVERS: &[(&str, &str)] = &[
    ("something above that lets clicks through", "cover('pointer-events: none; opacity: 0.01')"),
    ("something above that takes the click", "cover('background: white')"),
    (
        "all of it transparent",
        "document.documentElement.style.opacity = '0';
         window.undo = () => document.documentElement.removeAttribute('style');",
    ),
];

fn r20_a_covered_chip_is_not_clickable(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let address = pages.put(
        "/trap",
        "<!doctype html><html lang=\"en\"><body style=\"margin: 120px\">
         <p>Call (317) 555-0142 now.</p><p style=\"margin-top: 200px\">Or +49 170 1234567.</p>
         <script>
         globalThis.clicks = 0;
         addEventListener('click', () => clicks++, true);
         globalThis.undo = () => {};
         globalThis.cover = style => {
             const above = document.createElement('div');
             above.popover = 'manual';
             above.style.cssText = 'position: fixed; inset: 0; width: 100%; height: 100%; ' + style;
             document.body.append(above);
             above.showPopover();
             globalThis.undo = () => above.remove();
         };
         </script>
         </body></html>",
    );
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &address)?;
    for (what, cover) in COVERS {
        let chip = page.hover(MAYA).during(*what)?;
        page.script(cover)?;
        page.tab.click_at(chip.send.middle())?;
        wait_for(format!("{what}: that the chip goes, or cannot be clicked"), SOON, || {
            Ok(match page.chip()? {
                Some(chip) if chip.ready => Look::NotYet(format!("{chip:?}")),
                _ => Look::There(()),
            })
        })?;
        page.script("window.undo()")?;
        page.leave().during(*what)?;
    }
    // What the page says of the chip's element, which it can find, counts for nothing.
    let chip = page.hover(MAYA)?;
    let style = page.script(
        "const host = document.querySelector(':root > [popover]');
         host.style.cssText = 'opacity: 0 !important; transform: scale(0.1) !important; left: 0 !important';
         const {opacity, transform} = getComputedStyle(host);
         host.removeAttribute('style');
         return [opacity, transform]",
    )?;
    expect_eq("its style", &style, &json!(["1", "none"]))?;
    // A click that a script makes, on the chip's element, at the button's place.
    let (x, y) = chip.send.middle();
    page.tab.script(
        "const [clientX, clientY] = arguments;
         const target = document.elementFromPoint(clientX, clientY);
         for (const type of ['pointerdown', 'mousedown', 'pointerup', 'mouseup', 'click']) {
             target.dispatchEvent(new MouseEvent(type, {clientX, clientY, bubbles: true, composed: true, detail: 1}));
         }
         target.click();",
        &[json!(x), json!(y)],
    )?;
    expect(page.chip()?.is_some(), || "the chip has gone".to_owned())?;
    page.leave()?;
    // All were clicks, had they met the button.
    expect_eq("the number of clicks", &page.script("return clicks")?, &json!(COVERS.len() + 2))?;

    // Had one of them counted, this number would now take the place of the other, with a word.
    page.send_to(JONAS)?;
    filled_with(&client, JONAS)?;
    client.silent("notice")?;
    expect(!client.shows("offered")?, || "something is offered".to_owned())
}

/// All of Behalf's views are closed, its background stopped: the click itself has to wake it.
fn r20_a_number_reaches_new_interaction_from_a_stopped_background(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &world.sandbox.ready.crm_url)?;
    page.finds(MAYA)?;
    client.close()?;
    // A page of Behalf's that does not talk to the background.
    desk.go(&format!("{}/sound.html", world.browser.origin()))?;
    let before = world.browser.handles()?;
    stop(world, &desk)?;
    // Pointing wakes it, for the chip; the agent may think about it longer than a background lives.
    let chip = page.hover(MAYA)?;
    stop(world, &desk)?;
    expect(world.browser.background_is_stopped()?, || "the background has been woken too early".to_owned())?;
    page.tab.click_at(chip.send.middle())?;
    let view = match world.browser.kind() {
        Kind::Chromium => Page::SidePanel,
        // Firefox lets no page's click open its sidebar.
        Kind::Firefox => Page::Window,
    };
    let client = world.browser.new_window(&before, view)?;
    client.see_text("agent", "Ada Park")?;
    filled_with(&client, MAYA)?;
    page.chip_goes()
}

/// Stops the background, again where it has been told meanwhile that a view has gone.
fn stop(world: &World, desk: &Tab<'_>) -> Outcome {
    wait_for("the background's end", SOON, || {
        if world.browser.background_is_stopped()? {
            return Ok(Look::There(()));
        }
        world.browser.stop_background(desk)?;
        Ok(Look::NotYet("it runs".to_owned()))
    })
}

fn r20_kept_until_sign_in(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &world.sandbox.ready.crm_url)?;
    page.send_to(JONAS)?;
    let offered = client.see_text("offered", "Jonas Weber")?;
    expect(offered.text.contains("once you have signed in"), || format!("it is {offered}"))?;
    expect(!client.shows("use-picked")?, || "it can be used before".to_owned())?;
    // Not even the background needs to live that long.
    world.browser.stop_background(&client)?;

    world.sign_in_as(&client, "ada")?;
    filled_with(&client, JONAS)?;
    client.see_where("country", "DE", |country| country.data("country") == "DE")?;
    client.see_text("origin", "Jonas Weber")?;
    client.gone("offered")
}

fn r20_offered_in_the_middle_of_another(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &world.sandbox.ready.crm_url)?;
    let panels = world.browser.count(Page::SidePanel)?;
    open_new_sms(&client)?;
    choose_queue(&client, "Support")?;
    client.type_into("number-input", "206 55")?;
    client.see_where("number-input", "as typed", |input| input.text == "206-55")?;

    page.send_to(MAYA)?;
    client.see_text("offered", "Maya Ortiz")?;
    client.see_where("number-input", "as it was", |input| input.text == "206-55")?;
    // From here on the page has a panel beside it, which has taken room from it under the mouse.
    if world.browser.kind() == Kind::Chromium {
        expect_eq("the number of side panels", &world.browser.count(Page::SidePanel)?, &(panels + 1))?;
    }
    client.click("dismiss-picked")?;
    client.gone("offered")?;
    client.see_where("number-input", "as it was", |input| input.text == "206-55")?;

    page.leave()?;
    page.send_to(MAYA)?;
    client.click("use-picked")?;
    filled_with(&client, MAYA)?;
    client.gone("offered")?;
    // The queue was the agent's choice.
    client.see_where("queue-input", "as it was", |input| input.text == "Support")?;
    client.see_enabled("compose").map(drop)
}

/// What is chosen from now on opens in a window, unless there is one.
fn open_in_window(settings: &Tab<'_>) -> Outcome {
    settings.click_where("pages-opens", "a window", |radio| radio.data("opens") == "window")?;
    settings.see_where("pages-opens", "a window", |radio| radio.on && radio.data("opens") == "window").map(drop)
}

fn r20_frames_and_shadow_roots(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let body = |text: &str| format!("<!doctype html><html lang=\"en\"><body><p>{text}</p></body></html>");
    pages.put("/frame", &body("Call 206-555-0102"));
    pages.put("/other", &body("Call 206-555-0104"));
    let address = pages.put(
        "/",
        &format!(
            "<!doctype html><html lang=\"en\"><body><p>Call 206-555-0101</p>
             <iframe src=\"/frame\"></iframe>
             <iframe id=\"doc\" srcdoc=\"<p>Call 206-555-0103</p>\"></iframe>
             <iframe src=\"{}\"></iframe>
             <div><template shadowrootmode=\"open\"><section><div><template shadowrootmode=\"open\">
             <p>Call 206-555-0105</p></template></div></section></template></div>
             <call-box></call-box>
             <script>
             // Defined late, as a page's own bundle would.
             addEventListener('load', () => customElements.define('call-box', class extends HTMLElement {{
                 connectedCallback() {{
                     this.attachShadow({{mode: 'open'}}).innerHTML = '<p id=\"late\">Call 206-555-0106</p>';
                 }}
             }}));
             </script></body></html>",
            pages.elsewhere("/other")
        ),
    );
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &address)?;
    let numbers = [1, 2, 3, 4, 5, 6].map(|last| format!("+1206555010{last}"));
    open_in_window(&desk)?;
    let panels = world.browser.count(Page::SidePanel)?;
    page.finds_exactly(&numbers.each_ref().map(String::as_str))?;
    for (number, frame) in numbers.iter().zip(["/", "/frame", "about:srcdoc", "/other", "/", "/"]) {
        let found = page.finds(number)?;
        expect(found.frame.ends_with(frame), || format!("it is {found:?}"))?;
    }
    // What changes in a root is followed, and its chip is the page's.
    page.script("document.querySelector('call-box').shadowRoot.querySelector('p').textContent = 'Call 206-555-0107'")?;
    page.finds("+12065550107")?;
    page.send_to("+12065550107")?;
    filled_with(&client, "+12065550107")?;
    // A frame has a chip of its own.
    page.send_in("#doc", &numbers[2])?;
    filled_with(&client, &numbers[2])?;
    expect_eq("the number of side panels", &world.browser.count(Page::SidePanel)?, &panels)
}

fn r20_strict_csp_and_trusted_types(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let policy =
        "Content-Security-Policy: default-src 'none'; require-trusted-types-for 'script'; trusted-types 'none'";
    let html = "<!doctype html><html lang=\"en\"><body><p>Call (317) 555-0142</p></body></html>";
    let address = pages.put_with("/strict", &[policy], html);
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &address)?;
    page.finds_exactly(&[MAYA])?;
    page.paints(1)?;
    page.script(
        "window.violations = [];
         addEventListener('securitypolicyviolation', event => window.violations.push(event.violatedDirective))",
    )?;
    let chip = page.hover(MAYA)?;
    page.tab.click_at(chip.send.middle())?;
    filled_with(&client, MAYA)?;
    page.chip_goes()?;
    expect_eq("what the policy forbade", &page.script("return window.violations")?, &json!([]))
}

/// Counts, beside the content scripts, listeners that are added and messages that are sent.
const COUNT: &str = "() => {
    globalThis.counted = {listeners: 0, messages: 0};
    const {addEventListener} = EventTarget.prototype, {sendMessage} = chrome.runtime;
    EventTarget.prototype.addEventListener = function (...given) {
        counted.listeners += 1;
        return addEventListener.apply(this, given);
    };
    chrome.runtime.sendMessage = (...given) => {
        counted.messages += 1;
        return sendMessage.apply(chrome.runtime, given);
    };
    return [true];
}";

/// What was counted, what is found, and whether there is work left.
const COUNTED: &str = "() => [{
    ...counted, found: behalf.numbers.all.size, busy: behalf.scan.busy || behalf.judge.busy,
}]";

/// A thousand changes after which all is as it was, over many turns of the page.
const CHANGES: &str = "
    const line = document.querySelector('#line'), text = line.firstChild;
    const kinds = [
        () => { text.data = text.data; },
        () => { line.className = line.className; },
        () => { line.append(document.createElement('i')); line.lastChild.remove(); },
        () => { line.replaceChild(text.cloneNode(), line.firstChild).remove(); line.replaceChildren(text); },
        () => { document.body.append(document.createElement('hr')); document.body.lastChild.remove(); },
    ];
    for (let change = 0; change < 1000; change += 1) {
        kinds[change % kinds.length]();
        if (change % 20 === 0) await new Promise(requestAnimationFrame);
    }
    return true";

fn r20_changes_without_a_number_cost_nothing(world: &World) -> Outcome {
    let pages = Pages::start()?;
    let address = pages.put(
        "/",
        "<!doctype html><html lang=\"en\"><body><p id=\"line\" class=\"a\">Call (317) 555-0142</p>\
         <p>Or +49 170 1234567, since 2024-05-17.</p></body></html>",
    );
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &address)?;
    page.finds_exactly(&[MAYA, JONAS])?;
    // The chip is made once, when it is needed first.
    page.hover(MAYA)?;
    page.leave()?;
    page.ask::<bool>(COUNT)?;
    let (before, painted) = (at_rest(&page)?, page.painted()?);
    page.tab.promise(CHANGES, &[])?;
    let after = at_rest(&page)?;
    expect_eq("what was found, added and asked", &after, &before)?;
    expect_eq("the painted numbers", &page.painted()?, &painted)?;
    expect_eq("the listeners that were added", &after["listeners"], &json!(0))?;

    // Had something been added or asked, it would have been counted.
    page.ask::<bool>("() => { document.createElement('i').addEventListener('click', () => {}); return [true]; }")?;
    page.script("document.querySelector('#line').firstChild.data = 'Call 206-555-0107'")?;
    page.finds_exactly(&["+12065550107", JONAS])?;
    let changed = at_rest(&page)?;
    expect_eq("the listeners that were counted", &changed["listeners"], &json!(1))?;
    expect(changed["messages"].as_u64() > Some(0), || format!("nothing was counted: {changed}"))
}

/// What was counted, once there is no work left.
fn at_rest(page: &WebPage<'_>) -> Outcome<Value> {
    wait_for("an end of the work", SOON, || {
        let counted = page.ask::<Value>(COUNTED)?.pop().unwrap_or_default();
        Ok(if counted["busy"] == false { Look::There(counted) } else { Look::NotYet(counted.to_string()) })
    })
}

fn r20_by_key_and_by_menu(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let page = WebPage::open(&desk, &world.sandbox.ready.crm_url)?;
    page.finds(JONAS)?;
    let press = |command: &str, key: char| {
        page.tab.focus()?;
        world.browser.press_command(command, key, &page.tab)
    };

    // To what is selected.
    page.script("getSelection().selectAllChildren(document.querySelector('[data-testid=phone-text]'))")?;
    press("send-to-number", 'S')?;
    filled_with(&client, MAYA)?;
    client.click("close-new-interaction")?;
    // From one number to the next, and on with Enter.
    page.script("getSelection().removeAllRanges()")?;
    press("next-number", 'N')?;
    let first = focused_chip(&page.tab, &Value::Null)?;
    press("next-number", 'N')?;
    focused_chip(&page.tab, &first)?;
    page.tab.press(&ENTER.to_string())?;
    filled_with(&client, JONAS)?;
    page.chip_goes()?;
    client.click("close-new-interaction")?;

    // What is selected, by the menu: a number, and none.
    let address = world.sandbox.ready.crm_url.as_str();
    let choose = |info| choose_from_menu(&page.tab, address, info);
    choose(json!({"menuItemId": "selection:SidePanel", "selectionText": "Lisbon, two seats"}))?;
    client.see_text("notice", "There is no phone number there.")?;
    client.click("dismiss")?;
    choose(json!({"menuItemId": "selection:SidePanel", "selectionText": "(317) 555-0145"}))?;
    filled_with(&client, "+13175550145")?;
    client.click("close-new-interaction")?;
    // A link, whose text becomes the draft.
    choose(json!({"menuItemId": "link:SidePanel", "linkUrl": "sms:+13175559001?body=Hello%20from%20Lumen"}))?;
    filled_with(&client, "+13175559001")?;
    client.see_text("origin-body", "Hello from Lumen")?;
    choose_queue(&client, "Support")?;
    client.click("compose")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let window = open_sms(&client)?;
    window.see_where("composer", "the link's text", |composer| composer.text == "Hello from Lumen").map(drop)
}

/// Chooses Behalf's entry in the menu of a page; `info` says of what.
fn choose_from_menu(page: &Tab<'_>, address: &str, mut info: Value) -> Outcome {
    info["pageUrl"] = json!(address);
    info["editable"] = json!(false);
    page.browser().choose_from_menu(&info, page)
}

/// As Behalf is installed, with `activeTab` and nothing else. A browser grants that for what an agent does themselves. In
/// Firefox the driver presses the key itself; Chromium's are out of reach without a window, so there the event comes with
/// no grant, as on a page that the browser keeps to itself, and the agent is told. What stands in the menu's event needs
/// no grant in either.
fn r20_by_menu_and_by_key_without_any_site(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let page = world.browser.open(&world.sandbox.ready.crm_url)?;
    page.resize(1_000, 800)?;
    let address = world.sandbox.ready.crm_url.as_str();
    let choose = |info| {
        page.focus()?;
        choose_from_menu(&page, address, info)
    };
    choose(json!({"menuItemId": "selection:SidePanel", "selectionText": "(317) 555-0145"}))?;
    filled_with(&client, "+13175550145")?;
    client.click("close-new-interaction")?;
    choose(json!({"menuItemId": "link:SidePanel", "linkUrl": "sms:+13175559001?body=Hello%20from%20Lumen"}))?;
    filled_with(&client, "+13175559001")?;
    client.see_text("origin-body", "Hello from Lumen")?;
    client.click("close-new-interaction")?;

    page.script("getSelection().selectAllChildren(document.querySelector('[data-testid=phone-text]'))", &[])?;
    page.focus()?;
    world.browser.press_command("send-to-number", 'S', &page)?;
    match world.browser.kind() {
        Kind::Chromium => {
            client.see_text("notice", "lets no extension look at this page")?;
            client.click("dismiss")?;
        }
        Kind::Firefox => {
            filled_with(&client, MAYA)?;
            client.click("close-new-interaction")?;
            page.script("getSelection().removeAllRanges()", &[])?;
            page.focus()?;
            world.browser.press_command("next-number", 'N', &page)?;
            focused_chip(&page, &Value::Null)?;
            page.press(&ENTER.to_string())?;
            client.see("number-input")?;
        }
    }
    // It was for this once: no page is looked at from here on.
    let scripts = client.promise("return (await chrome.scripting.getRegisteredContentScripts()).length", &[])?;
    expect_eq("the registered scripts", &scripts, &json!(0))
}

/// Waits until a chip has the focus elsewhere than before; where it is. The page is asked, which can tell so much: a chip
/// that has the focus goes when another window gets it.
fn focused_chip(page: &Tab<'_>, before: &Value) -> Outcome<Value> {
    wait_for("a chip with the focus", SOON, || {
        let place = page.script(
            "const element = document.activeElement, {left, top} = element.getBoundingClientRect();
             return element.matches(':root > [popover]') ? [left, top] : null",
            &[],
        )?;
        let there = !place.is_null() && place != *before;
        Ok(if there { Look::There(place) } else { Look::NotYet(place.to_string()) })
    })
}

/// A list with a search field and an editor beside it, as many an agent's tool is made.
const REACT_PAGE: &str = "
const {createElement: h, useState} = React;
const CUSTOMERS = [['Maya', '(317) 555-0142'], ['Jonas', '+49 170 1234567'], ['Tom', '317.555.0145']];
const App = () => {
    const [customers, setCustomers] = useState(CUSTOMERS);
    const [wanted, setWanted] = useState('');
    const change = () => setCustomers([['Maya', '206-555-0107'], ...customers.slice(1).reverse()]);
    return h('main', null,
        h('input', {id: 'search', value: wanted, onChange: event => setWanted(event.target.value)}),
        h('button', {id: 'change', onClick: change}, 'Change'),
        h('ul', {style: {marginTop: 120}}, customers.filter(([name]) => name.startsWith(wanted)).map(([name, number]) =>
            h('li', {key: name}, name, ': ', h('b', null, number.slice(0, 5)), number.slice(5)))));
};
globalThis.errors = [];
addEventListener('error', ({message}) => errors.push(message));
globalThis.drawn = ReactDOM.createRoot(document.querySelector('#root'));
drawn.render(h(App));";

fn r20_a_react_page_and_an_editor_go_on_working(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let desk = look_everywhere(&world.browser)?;
    let pages = Pages::start()?;
    let page = WebPage::open(&desk, &react_page(&pages)?)?;
    let tom = "+13175550145";
    page.finds_exactly(&[MAYA, JONAS, tom])?;

    // The editor is the agent's: nothing in it is looked at, and typing goes where it should.
    page.tab.click_css("#editor")?;
    page.tab.press(&format!("{END}, or 206-555-0111"))?;
    let typed = page.script("return document.querySelector('#editor').innerHTML")?;
    expect_eq("the editor", &typed, &json!("Call 206-555-0110, or 206-555-0111"))?;
    // What React draws anew is followed, in whatever way it does so.
    page.tab.type_css("#search", "Jon")?;
    page.finds_exactly(&[JONAS])?;
    page.tab.type_css("#search", &format!("{BACKSPACE}{BACKSPACE}{BACKSPACE}"))?;
    page.finds_exactly(&[MAYA, JONAS, tom])?;
    page.hover(MAYA)?;
    page.tab.click_css("#change")?;
    page.finds_exactly(&["+12065550107", JONAS, tom])?;
    page.paints(3)?;

    page.send_to("+12065550107")?;
    filled_with(&client, "+12065550107")?;
    page.script("window.drawn.unmount()")?;
    page.finds_exactly(&[])?;
    page.paints(0)?;
    expect_eq("the page's errors", &page.script("return errors")?, &json!([]))
}

/// Serves it: React as it comes from npm, inline.
fn react_page(pages: &Pages) -> Outcome<String> {
    // One at a time, for tests run side by side.
    static INSTALLING: Mutex<()> = Mutex::new(());
    let _one = INSTALLING.lock().unwrap_or_else(PoisonError::into_inner);
    let home = journey::target().join("react");
    files::install(&Path::new(env!("CARGO_MANIFEST_DIR")).join("react"), &home)?;
    let package = |file: &str| files::read(&home.join("node_modules").join(file));
    let react = package("react/umd/react.production.min.js")?;
    let dom = package("react-dom/umd/react-dom.production.min.js")?;
    Ok(pages.put(
        "/react",
        &format!(
            "<!doctype html><html lang=\"en\"><head><meta charset=\"utf-8\"></head><body>
             <div id=\"editor\" contenteditable>Call 206-555-0110</div><div id=\"root\"></div>
             <script>{react}</script><script>{dom}</script><script>{REACT_PAGE}</script></body></html>"
        ),
    ))
}
