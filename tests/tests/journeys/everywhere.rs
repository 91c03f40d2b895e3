//! R24: popup, side panel, windows: all show the same, at once. R27: the whole article without a mouse.

use serde_json::json;
use tests::article::MAYA;
use tests::browser::{Kind, Page};
use tests::failure::{Failure, Outcome, expect, expect_eq};
use tests::journey::{self, Setting};
use tests::journeys;
use tests::tab::{DOWN, END, ENTER, ESCAPE, Seen, Tab, list};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, choose_queue, connect, open_new_sms, open_sms, send};

journeys! {
    r24_all_views_show_the_same,
    r24_what_is_typed_is_everywhere,
    r24_the_real_popup_and_side_panel,
    r27_the_article_without_a_mouse,
    r27_from_320_pixels_up,
}

fn r24_all_views_show_the_same(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let popup = world.browser.open_page(Page::Popup)?;
    let window = world.browser.open_page(Page::Window)?;
    let views = [&client, &popup, &window];
    same(&views)?;

    open_new_sms(&popup)?;
    choose_queue(&popup, "Support")?;
    popup.type_into("number-input", "317 555")?;
    popup.see_where("number-input", "formatted", |input| input.text == "317-555")?;
    same(&views)?;

    // Firefox leaves the caret of a field that another view filled at its beginning.
    window.type_into("number-input", &format!("{END}0142"))?;
    window.see_enabled("compose")?;
    same(&views)?;

    client.click("compose")?;
    popup.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    client.see("open-sms")?;
    let interactions = open_sms(&window)?;
    send(&interactions, "Hello")?;
    interactions.see_where("message", "delivered", |message| message.data("delivery") == "delivered")?;
    same(&views)?;

    popup.click("disconnect")?;
    client.see("wrap-up")?;
    world.browser.window_of(Page::WrapUp)?.see("wrap-up")?;
    same(&views)?;
    // A view that opens later shows the same, too; one that closes takes nothing with it.
    popup.close()?;
    let late = world.browser.open_page(Page::Popup)?;
    late.see("wrap-up")?;
    same(&[&client, &late, &window])
}

/// Waits until the views show the same, but for what counts time.
fn same(views: &[&Tab<'_>]) -> Outcome {
    wait_for("the same in all views", SOON, || {
        let mut shown = Vec::new();
        for view in views {
            shown.push(comparable(view.snapshot()?));
        }
        let first = shown.first().cloned().unwrap_or_default();
        Ok(match shown.iter().find(|view| **view != first) {
            None if !first.is_empty() => Look::There(()),
            None => Look::NotYet("nothing at all".to_owned()),
            Some(other) => Look::NotYet(format!("{}\n  and{}", list(&first), list(other))),
        })
    })
}

/// What views have in common: not what only a page itself knows (an open list, the way to a window of its own, the web
/// page beside it), and not the text of what has other things in it, which has clocks.
fn comparable(seen: Vec<Seen>) -> Vec<Seen> {
    let own = ["queue-option", "open-client", "countdown", "pages-here", "pages-here-site"];
    let wholes = ["interaction", "wrap-up", "log", "compose-form"];
    let kept = seen.into_iter().filter(|seen| !own.contains(&seen.id.as_str()));
    kept.map(
        |seen| if wholes.contains(&seen.id.as_str()) { Seen { text: String::new(), on: false, ..seen } } else { seen },
    )
    .map(|seen| if seen.id == "wrap-up-code" { seen } else { Seen { on: false, ..seen } })
    .collect()
}

/// How soon is for `cargo xtask bench live` to say.
fn r24_what_is_typed_is_everywhere(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let other = world.browser.open_page(Page::Window)?;
    other.see("compose-form")?;
    open_new_sms(&client)?;
    other.see("number-input")?;
    let number = "3175550142";
    for length in 1..=number.len() {
        let (typed, digit) = (&number[..length], &number[length - 1..length]);
        client.type_into("number-input", digit)?;
        // Grouped, each in its own time.
        let digits = |field: &Seen| field.text.chars().filter(char::is_ascii_digit).collect::<String>();
        for view in [&client, &other] {
            view.see_where("number-input", typed, |field| digits(field) == typed)?;
        }
    }
    same(&[&client, &other])
}

/// The toolbar's popup and the side panel themselves, not their pages in a tab. Only Chromium's driver reaches them;
/// Firefox' are the same pages.
fn r24_the_real_popup_and_side_panel(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    if world.browser.kind() == Kind::Firefox {
        let opened = world.browser.privileged(
            "const window = Services.wm.getMostRecentWindow('navigator:browser');
             return window.SidebarController.show('behalf_behalf_example-sidebar-action').then(() => true)",
        )?;
        return expect(opened == true, || "the sidebar does not open".to_owned());
    }
    connect(&client, "Support", MAYA)?;
    // The popup is one of the window that is in front.
    world.browser.window_of(Page::Interactions)?.close()?;
    let before = world.browser.handles()?;
    client.focus()?;
    let evaluate = |expression: &str| {
        let parameters = json!({"expression": expression, "userGesture": true, "awaitPromise": true});
        world.browser.cdp("Runtime.evaluate", &parameters)
    };
    evaluate("chrome.windows.getCurrent().then(({id}) => chrome.sidePanel.open({windowId: id}))")?;
    let panel = world.browser.new_window(&before, Page::SidePanel)?;
    panel.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;

    let before = world.browser.handles()?;
    client.focus()?;
    evaluate("chrome.action.openPopup()")?;
    let popup = world.browser.new_window(&before, Page::Popup)?;
    popup.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    same(&[&panel, &popup])
}

fn r27_the_article_without_a_mouse(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    go_to(&client, "sign-in")?;
    client.press(&ENTER.to_string())?;
    world.log_in(world.person("ada")?)?;
    client.see_text("agent", "Ada Park")?;

    focus_is(&client, "queue-input")?;
    client.press("supp")?;
    client.see_text("queue-option", "Support")?;
    client.press(&ENTER.to_string())?;
    focus_is(&client, "number-input")?;
    client.press("+13175550142")?;
    client.see_enabled("compose")?;
    client.press(&ENTER.to_string())?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;

    let window = world.browser.window_of(Page::Interactions)?;
    focus_is(&window, "composer")?;
    go_to(&client, "open-sms")?;
    client.press(&ENTER.to_string())?;
    go_to(&window, "composer")?;
    window.press("Hello Maya")?;
    window.see_where("composer", "as typed", |composer| composer.text == "Hello Maya")?;
    window.press(&ENTER.to_string())?;
    window.see_where("message", "delivered", |message| message.data("delivery") == "delivered")?;
    focus_is(&window, "composer")?;

    go_to(&window, "disconnect")?;
    window.press(&ENTER.to_string())?;
    let wrap_up = world.browser.window_of(Page::WrapUp)?;
    focus_is(&wrap_up, "wrap-up-code")?;
    wrap_up.press("1")?;
    wrap_up.see_where("wrap-up-code", "the first, chosen", |code| code.on)?;
    wrap_up.see_enabled("done")?;
    wrap_up.press_with(tests::tab::CONTROL, ENTER)?;
    client.gone("interaction")?;

    // Escape leaves the form, and the focus is never lost on the way.
    go_to(&client, "menu")?;
    client.press(&ENTER.to_string())?;
    focus_is(&client, "new-interaction")?;
    client.press(&ENTER.to_string())?;
    client.see("new-interaction-sms")?;
    client.press(&DOWN.to_string())?;
    focus_is(&client, "new-interaction-sms")?;
    client.press(&ENTER.to_string())?;
    focus_is(&client, "queue-input")?;
    client.press(&ESCAPE.to_string())?;
    client.press(&ESCAPE.to_string())?;
    client.gone("compose-form")?;
    go_to(&client, "new-sms")
}

/// Tabs on until something has the focus, which has to be seen: an outline or a ring.
fn go_to(tab: &Tab<'_>, id: &str) -> Outcome {
    tab.see(id)?;
    let mut passed = Vec::new();
    for _ in 0..40 {
        if tab.focused()? == id {
            let ring = tab.script(
                "const style = getComputedStyle(document.activeElement);
                 return style.outlineStyle !== 'none' && parseFloat(style.outlineWidth) > 0
                    || style.boxShadow !== 'none' || document.activeElement.matches('textarea, input')",
                &[],
            )?;
            return expect(ring == true, || format!("the focus cannot be seen on {id}"));
        }
        tab.press(&tests::tab::TAB.to_string())?;
        passed.push(tab.focused()?);
        if passed.last().is_some_and(String::is_empty) {
            // Past the end of the page the browser's own bars have the focus, and the driver's keys do not bring it back.
            tab.script("window.focus()", &[])?;
        }
    }
    Err(Failure::Unexpected(format!("Tab does not reach {id}; it passes {passed:?}")))
}

fn focus_is(tab: &Tab<'_>, id: &str) -> Outcome {
    wait_for(format!("the focus on {id}"), SOON, || {
        let focused = tab.focused()?;
        Ok(if focused == id { Look::There(()) } else { Look::NotYet(format!("on {focused:?}")) })
    })
}

fn r27_from_320_pixels_up(world: &World) -> Outcome {
    let options = world.browser.open_page(Page::Options)?;
    options.see("theme")?;
    fits(&options)?;
    let client = world.signed_in("ada")?;
    fits(&client)?;
    open_new_sms(&client)?;
    fits(&client)?;
    client.click("close-new-interaction")?;
    connect(&client, "Support", "+13175559001")?;
    let interactions = open_sms(&client)?;
    send(&interactions, "A word that does not break: Donaudampfschifffahrtsgesellschaftskapitänsmützenabzeichen")?;
    interactions.see_where("message", "failed", |message| message.data("delivery") == "failed")?;
    fits(&client)?;
    fits(&interactions)?;
    client.click("disconnect")?;
    let wrap_up = world.browser.window_of(Page::WrapUp)?;
    wrap_up.see("wrap-up")?;
    fits(&wrap_up)?;
    client.see("wrap-up")?;
    fits(&client)
}

/// Words, dates and countries are the browser's language's, where there is a catalogue of it.
#[test]
fn r27_the_words_are_in_the_browsers_language_firefox() -> Outcome {
    for (language, tag, compose) in [("de", "de", "Verfassen"), ("pt-BR", "pt-BR", "Redigir"), ("da", "en", "Compose")]
    {
        let setting = Setting { language: Some(language), ..Setting::default() };
        journey::play(Kind::Firefox, "r27_the_words_are_in_the_browsers_language", &setting, |world| {
            let client = world.signed_in("ada")?;
            open_new_sms(&client)?;
            client.see_text("compose", compose)?;
            expect_eq("the page's language", &client.script("return document.documentElement.lang", &[])?, &json!(tag))
        })?;
    }
    Ok(())
}

/// Gives the page 320 px and looks whether anything is wider, or it has to be scrolled sideways.
fn fits(tab: &Tab<'_>) -> Outcome {
    tab.narrow(320)?;
    let wide = tab.script(
        "const scrolled = document.documentElement.scrollWidth > 320 ? ['the page'] : [];
         const wide = [...document.querySelectorAll('body *')]
            .filter(element => element.checkVisibility() && !element.closest('.unseen')
                && (element.getBoundingClientRect().right > 321 || element.getBoundingClientRect().left < -1))
            .map(element => element.outerHTML.slice(0, 120));
         return [...scrolled, ...wide]",
        &[],
    )?;
    let wide: Vec<String> = serde_json::from_value(wide).unwrap_or_else(|error| vec![error.to_string()]);
    expect(wide.is_empty(), || format!("wider than 320 px: {wide:#?}"))
}
