//! R21 and R22: what is offered to the agent, and several interactions at a time.

use serde_json::json;
use tests::article::MAYA;
use tests::browser::{Browser, Kind, NotificationPart, Page, Playing};
use tests::colleague::Colleague;
use tests::failure::{Failure, Outcome, expect, expect_eq};
use tests::journey::{self, Setting};
use tests::journeys;
use tests::tab::{Seen, Tab};
use tests::wait::{Look, SOON, wait_for};
use tests::world::{World, choose_code, connect, go_on_queue, open_new_sms, open_sms, send};

journeys! {
    r21_an_inbound_sms_alerts_and_is_answered,
    r21_an_offer_is_declined,
    r21_an_offer_is_answered_from_beside_a_form,
    r21_two_alert_at_once,
    r21_a_transfer_alerts,
    r21_not_responding_and_the_way_back,
    r21_a_message_is_answered_by_itself,
    r21_notification_and_sound_can_be_turned_off,
    r21_an_alert_can_be_tried,
    r21_the_administrator_decides_about_alerts in with_alerts_decided,
    r22_several_interactions_each_with_its_own,
    r22_a_draft_stays_with_its_recipient_and_queue,
}

/// Writes to Billing before anybody is there, and waits.
const TOM: &str = "+13175550145";
/// In the middle of something with Eve.
const PRIYA: &str = "+13175550144";
const CAMILLE: &str = "+33612345678";
const SUPPORT: &str = "+13175550101";
const RESERVATIONS: &str = "+13175550100";

fn r21_an_inbound_sms_alerts_and_is_answered(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    expect_eq("the notifications before", &world.browser.notifications(&client)?, &Vec::<String>::new())?;
    let offered = offer_tom(world, &client)?;

    let notification = format!("offered:{}", offered.data("conversation"));
    shown(world, &client, &[&notification])?;
    let playing = rings(world, &client)?;
    expect((playing.volume - 0.7).abs() < 0.001, || format!("the volume is {}", playing.volume))?;
    badge(&client, "1")?;

    let window = answer_by_notification(world, &notification)?;
    window.see("composer")?;
    window.see_text("customer", "Tom Byrne")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    shown(world, &client, &[])?;
    silent(world, &client)?;
    badge(&client, "")?;
    expect_eq("where it stands", &world.control.conversations(TOM)?[0]["standing"], &json!("connected"))?;
    send(&window, "Hello Tom, what can I do?")?;
    window.see_where("message", "delivered", |seen| seen.data("delivery") == "delivered").map(drop)
}

fn r21_an_offer_is_declined(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let offered = offer_tom(world, &client)?;
    let notification = format!("offered:{}", offered.data("conversation"));
    shown(world, &client, &[&notification])?;
    match world.browser.kind() {
        Kind::Chromium => world.browser.click_notification(&notification, NotificationPart::Button(1))?,
        // Firefox has no buttons.
        Kind::Firefox => client.click("decline")?,
    }
    client.gone("interaction")?;
    shown(world, &client, &[])?;
    silent(world, &client)?;
    expect_eq("where it stands", &world.control.conversations(TOM)?[0]["standing"], &json!("waiting"))
}

fn r21_an_offer_is_answered_from_beside_a_form(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    open_new_sms(&client)?;
    client.fill("number-input", CAMILLE)?;
    offer_tom(world, &client)?;
    client.see("compose-form")?;
    client.click("answer")?;
    client.gone("interaction")?;
    // What was typed is still there; the conversation is in the list behind it.
    client.see_where("country", "FR", |country| country.data("country") == "FR")?;
    client.click("close-new-interaction")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected").map(drop)
}

fn r21_two_alert_at_once(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let tom = offer_tom(world, &client)?;
    world.control.customer_writes(MAYA, SUPPORT, "Is my seat confirmed?")?;
    let maya = client.see_where("interaction", "of Maya", |seen| seen.text.contains("Maya"))?;
    expect_eq("how Maya's stands", &maya.data("phase"), &"alerting")?;
    let names = [&tom, &maya].map(|seen| format!("offered:{}", seen.data("conversation")));
    shown(world, &client, &[&names[0], &names[1]])?;
    badge(&client, "2")?;
    rings(world, &client)?;

    // One is taken, the other goes on.
    client.click("answer")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let left = client.see_where("interaction", "that alerts", |seen| seen.data("phase") == "alerting")?;
    shown(world, &client, &[&format!("offered:{}", left.data("conversation"))])?;
    rings(world, &client)?;
    badge(&client, "1")?;
    client.click("answer")?;
    wait_for("two connected", SOON, || {
        let phases = phases(&client)?;
        Ok(if phases == ["connected", "connected"] { Look::There(()) } else { Look::NotYet(phases.join(", ")) })
    })?;
    shown(world, &client, &[])?;
    silent(world, &client)
}

fn r21_a_transfer_alerts(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let eve = Colleague::sign_in(&world.control, &world.sandbox, world.person("eve")?)?;
    eve.transfer(PRIYA, world.person("ada")?)?;
    let offered = client.see_where("interaction", "that alerts", |seen| seen.data("phase") == "alerting")?;
    expect(offered.text.contains("Priya Nair"), || format!("it is {offered}"))?;
    shown(world, &client, &[&format!("offered:{}", offered.data("conversation"))])?;
    rings(world, &client)?;
    badge(&client, "1")?;

    client.click("answer")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    silent(world, &client)?;
    // Whoever takes over reads what was said.
    let window = open_sms(&client)?;
    window.see_text("message", "The hotel has no record of us!")?;
    window.see_text("message", "please give me ten minutes")?;
    send(&window, "Hello Priya, I take over from Eve.")?;
    window.see_where("message", "delivered", |seen| {
        seen.text.contains("I take over") && seen.data("delivery") == "delivered"
    })?;
    Ok(())
}

fn r21_not_responding_and_the_way_back(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    offer_tom(world, &client)?;
    rings(world, &client)?;
    world.control.let_pass(31)?;
    client.see_text("not-responding", "Not Responding")?;
    client.see_text("notice", "Tom Byrne")?;
    client.see_where("status", "not responding", |status| status.data("kind") == "NotResponding")?;
    client.gone("interaction")?;
    shown(world, &client, &[])?;
    silent(world, &client)?;

    client.click("return-to-queue")?;
    client.gone("not-responding")?;
    client.see_where("status", "on queue", |status| status.data("kind") == "OnQueue")?;
    // What went back to its queue is offered again.
    client.see_where("interaction", "that alerts", |seen| seen.data("phase") == "alerting")?;
    rings(world, &client)?;
    client.click("answer")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected").map(drop)
}

fn r21_a_message_is_answered_by_itself(world: &World) -> Outcome {
    let client = world.signed_in("hana")?;
    go_on_queue(&client)?;
    client.see_where("status", "on queue", |status| status.data("pending") == "no")?;
    world.control.customer_writes(MAYA, RESERVATIONS, "Two seats to Lisbon, please")?;
    let connected = client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let notification = format!("answered:{}", connected.data("conversation"));
    shown(world, &client, &[&notification])?;
    let sound = world.browser.sound(&client)?;
    expect(sound.is_some_and(|sound| !sound.looped), || format!("the sound is {sound:?}"))?;

    world.browser.click_notification(&notification, NotificationPart::Body)?;
    let window = world.browser.window_of(Page::Interactions)?;
    window.see_text("message", "Two seats to Lisbon")?;
    shown(world, &client, &[])
}

fn r21_notification_and_sound_can_be_turned_off(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let options = world.browser.open_page(Page::Options)?;
    options.see_where("sound", "on", |sound| sound.on)?;
    options.click("sound")?;
    options.see_where("sound", "off", |sound| !sound.on)?;
    options.see_disabled("volume")?;
    options.click("notifications")?;
    options.see_where("notifications", "off", |notifications| !notifications.on)?;
    options.see_disabled("try-alert")?;
    options.reads("nothing will tell you")?;

    let offered = offer_tom(world, &client)?;
    badge(&client, "1")?;
    expect_eq("the notifications", &world.browser.notifications(&client)?, &Vec::<String>::new())?;
    silent(world, &client)?;
    // Turned on, it is told of at once.
    options.click("notifications")?;
    shown(world, &client, &[&format!("offered:{}", offered.data("conversation"))])?;
    options.click("sound")?;
    rings(world, &client)?;
    options.script(
        "const volume = document.querySelector(`[data-testid='volume']`);
         volume.value = 40;
         volume.dispatchEvent(new Event('change', {bubbles: true}));",
        &[],
    )?;
    wait_for("the volume", SOON, || {
        let playing = rings(world, &client)?;
        let right = (playing.volume - 0.4).abs() < 0.001;
        Ok(if right { Look::There(()) } else { Look::NotYet(format!("{playing:?}")) })
    })
}

fn r21_an_alert_can_be_tried(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let options = world.browser.open_page(Page::Options)?;
    for number in 1..=2 {
        options.click("try-alert")?;
        shown(world, &client, &[&format!("sample:{number}")])?;
    }
    wait_for("the sound, once", SOON, || {
        let sound = world.browser.sound(&client)?;
        let heard = sound.is_some_and(|sound| !sound.looped && sound.time > 0.0);
        Ok(if heard { Look::There(()) } else { Look::NotYet(format!("{sound:?}")) })
    })?;
    expect(!options.shows("sound-blocked")?, || "the browser did not play it".to_owned())?;
    world.browser.click_notification("sample:2", NotificationPart::Body)?;
    shown(world, &client, &[])
}

/// A click on a notification starts a background that was stopped. Only Firefox lets a test click then.
#[test]
fn r21_a_click_starts_the_background_firefox() -> Outcome {
    let name = "r21_a_click_starts_the_background";
    journey::play(Kind::Firefox, name, &Setting::default(), |world| {
        let client = world.signed_in("ada")?;
        let offered = offer_tom(world, &client)?;
        let notification = format!("offered:{}", offered.data("conversation"));
        shown(world, &client, &[&notification])?;
        // Nothing of Behalf's is open but a document that connects to nobody.
        client.go(&format!("{}/sound.html", world.browser.origin()))?;
        world.browser.stop_background(&client)?;
        wait_for("the background's end", SOON, || {
            let stopped = world.browser.background_is_stopped()?;
            Ok(if stopped { Look::There(()) } else { Look::NotYet(String::new()) })
        })?;
        expect_eq("the notifications", &world.browser.notifications(&client)?, &vec![notification.clone()])?;
        let window = answer_by_notification(world, &notification)?;
        window.see("composer")?;
        expect_eq("where it stands", &world.control.conversations(TOM)?[0]["standing"], &json!("connected"))
    })
}

fn with_alerts_decided() -> Setting {
    let policy = json!({"enableAlertSound": true, "alertVolume": 30, "enableAlertNotifications": false});
    Setting { policy: Some(policy), ..Setting::default() }
}

/// The administrator decides about alerts.
fn r21_the_administrator_decides_about_alerts(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    let options = world.browser.open_page(Page::Options)?;
    options.see_where("sound", "on, and fixed", |sound| sound.on && sound.disabled)?;
    options.see_where("notifications", "off, and fixed", |one| !one.on && one.disabled)?;
    options.see_disabled("volume")?;
    offer_tom(world, &client)?;
    let playing = rings(world, &client)?;
    expect((playing.volume - 0.3).abs() < 0.001, || format!("the volume is {}", playing.volume))?;
    expect_eq("the notifications", &world.browser.notifications(&client)?, &Vec::<String>::new())
}

fn r22_several_interactions_each_with_its_own(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Support", MAYA)?;
    let window = open_sms(&client)?;
    send(&window, "Hello Maya")?;
    window.paste_into("composer", "for Maya")?;

    connect_another(&client, "Reservations", CAMILLE)?;
    window.click_where("interaction", "of Camille", |seen| seen.text.contains("Camille"))?;
    window.see_text("customer", "Camille")?;
    window.see_where("composer", "empty", |composer| composer.text.is_empty())?;
    send(&window, "Bonjour Camille")?;
    window.paste_into("composer", "for Camille")?;

    // What Maya writes is unread, for Camille's thread is in view; so is nothing of Camille's.
    world.control.customer_writes(MAYA, SUPPORT, "Thanks")?;
    world.control.customer_writes(MAYA, SUPPORT, "And one thing more")?;
    world.control.customer_writes(CAMILLE, RESERVATIONS, "Merci")?;
    window.see_text("message", "Merci")?;
    client.see_where("unread", "of Maya", |unread| unread.text.contains('2'))?;
    expect_eq("the number of threads with something unread", &client.all("unread")?.len(), &1)?;
    badge(&client, "2")?;
    let timers = client.script("return document.querySelectorAll('[role=timer]').length", &[])?;
    expect_eq("the number of timers", &timers, &json!(2))?;

    window.click_where("interaction", "of Maya", |seen| seen.text.contains("Maya"))?;
    window.see_where("composer", "Maya's draft", |composer| composer.text == "for Maya")?;
    client.gone("unread")?;
    badge(&client, "")?;

    // The end of one is nothing to the other.
    window.click("disconnect")?;
    let wrap_up = world.browser.window_of(Page::WrapUp)?;
    choose_code(&wrap_up, "Resolved")?;
    let phases_now = phases(&client)?;
    expect(phases_now.contains(&"connected".to_owned()) && phases_now.contains(&"wrap-up".to_owned()), || {
        format!("the phases are {phases_now:?}")
    })?;
    wrap_up.click("done")?;
    window.see_where("composer", "Camille's draft", |composer| composer.text == "for Camille")?;
    expect_eq("the phases", &phases(&client)?, &vec!["connected".to_owned()])
}

fn r22_a_draft_stays_with_its_recipient_and_queue(world: &World) -> Outcome {
    let client = world.signed_in("ada")?;
    connect(&client, "Reservations", MAYA)?;
    let window = open_sms(&client)?;
    window.paste_into("composer", "for Maya, from Reservations")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    end(&window, &client)?;

    // The same customer on behalf of another queue, another customer on behalf of the same: not theirs.
    connect(&client, "Feedback", MAYA)?;
    window.see_where("composer", "empty", |composer| composer.text.is_empty())?;
    end(&window, &client)?;
    connect(&client, "Reservations", CAMILLE)?;
    window.see_where("composer", "empty", |composer| composer.text.is_empty())?;
    end(&window, &client)?;

    connect(&client, "Reservations", MAYA)?;
    window.see_where("composer", "as it was left", |composer| composer.text == "for Maya, from Reservations")?;
    world.browser.stop_background(&client)?;
    client.reload()?;
    window.reload()?;
    window.see_where("composer", "as it was left", |composer| composer.text == "for Maya, from Reservations").map(drop)
}

/// Goes on queue: what waits in Billing is offered.
fn offer_tom(world: &World, client: &Tab<'_>) -> Outcome<Seen> {
    go_on_queue(client)?;
    let offered = client.see_where("interaction", "that alerts", |seen| seen.data("phase") == "alerting")?;
    expect(offered.text.contains("Tom Byrne"), || format!("it is {offered}"))?;
    expect_eq("where it stands", &world.control.conversations(TOM)?[0]["standing"], &json!("alerting"))?;
    Ok(offered)
}

/// *Answer*, where the browser's notifications have buttons; where not, a click leads to the button.
fn answer_by_notification<'w>(world: &'w World, notification: &str) -> Outcome<Tab<'w>> {
    let browser: &Browser = &world.browser;
    match browser.kind() {
        Kind::Chromium => {
            browser.click_notification(notification, NotificationPart::Button(0))?;
            browser.window_of(Page::Interactions)
        }
        Kind::Firefox => {
            browser.click_notification(notification, NotificationPart::Body)?;
            let window = browser.window_of(Page::Interactions)?;
            window.click("answer")?;
            Ok(window)
        }
    }
}

/// Waits until just these notifications are shown.
fn shown(world: &World, page: &Tab<'_>, names: &[&str]) -> Outcome {
    let mut wanted: Vec<String> = names.iter().map(ToString::to_string).collect();
    wanted.sort();
    wait_for(format!("the notifications {wanted:?}"), SOON, || {
        let mut there = world.browser.notifications(page)?;
        there.sort();
        Ok(if there == wanted { Look::There(()) } else { Look::NotYet(there.join(", ")) })
    })
}

/// Waits until the sound plays over and over, and moves on.
fn rings(world: &World, page: &Tab<'_>) -> Outcome<Playing> {
    wait_for("the ringing", SOON, || {
        let sound = world.browser.sound(page)?;
        Ok(match sound {
            Some(playing) if playing.playing && playing.looped && playing.time > 0.0 => Look::There(playing),
            other => Look::NotYet(format!("{other:?}")),
        })
    })
}

fn silent(world: &World, page: &Tab<'_>) -> Outcome {
    wait_for("silence", SOON, || {
        let sound = world.browser.sound(page)?;
        let silent = sound.is_none_or(|sound| !sound.playing);
        Ok(if silent { Look::There(()) } else { Look::NotYet(format!("{sound:?}")) })
    })
}

fn badge(page: &Tab<'_>, text: &str) -> Outcome {
    wait_for(format!("the badge {text:?}"), SOON, || {
        let badge = page.promise("return chrome.action.getBadgeText({})", &[])?;
        Ok(if badge == text { Look::There(()) } else { Look::NotYet(badge.to_string()) })
    })
}

fn phases(client: &Tab<'_>) -> Outcome<Vec<String>> {
    Ok(client.all("interaction")?.iter().map(|seen| seen.data("phase").to_owned()).collect())
}

/// Composes while another interaction goes on.
fn connect_another(client: &Tab<'_>, queue: &str, number: &str) -> Outcome {
    let before = client.all("interaction")?.len();
    tests::world::compose(client, queue, number)?;
    wait_for("one more that is connected", SOON, || {
        let phases = phases(client)?;
        let connected = phases.iter().filter(|phase| *phase == "connected").count();
        Ok(if connected == before + 1 { Look::There(()) } else { Look::NotYet(phases.join(", ")) })
    })
}

/// Ends the interaction and does its wrap-up, where there is some.
fn end(window: &Tab<'_>, client: &Tab<'_>) -> Outcome {
    window.click("disconnect")?;
    let wraps_up = wait_for("the end", SOON, || {
        let phases = phases(client)?;
        Ok(match phases.first().map(String::as_str) {
            None => Look::There(false),
            Some("wrap-up") => Look::There(true),
            Some(other) => Look::NotYet(other.to_owned()),
        })
    })?;
    if wraps_up {
        client.click("done")?;
    }
    client.gone("interaction").map_err(|failure| Failure::Unexpected(format!("it does not leave: {failure}")))
}
