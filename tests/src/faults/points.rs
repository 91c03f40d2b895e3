//! The calls of the article in its order, those of the inbound path, and the way of an agent to and past each.

use super::{Point, Scene};
use crate::article::JONAS;
use crate::failure::Outcome;
use crate::world::{choose_code, compose, connect, open_new_sms, open_sms};

/// Where a message is sent.
const MESSAGES: &str = "/api/v2/conversations/messages/*/communications/*/messages";
/// A participant's state and wrap-up.
const PARTICIPANT: &str = "/api/v2/conversations/messages/*/participants/*";
/// What is written to a participant's attributes.
const RELATION: &str = "Booking 4711";
/// A queue in which every conversation has to be wrapped up.
const QUEUE: &str = "Support";
/// Its number.
const QUEUE_NUMBER: &str = "+13175550101";
/// Longer than an agent has to answer.
const OFFERED_SECONDS: u32 = 31;

/// Every call of the article, of the ways beside it, and of the inbound path. What is declined waits in its queue and is
/// offered again to whoever takes up work there, so that comes last.
pub const POINTS: &[Point] = &[
    reading("the token", ("POST", "/oauth/token"), signed_out, sign_in, is_in),
    reading("the agent", ("GET", "/api/v2/users/me"), signed_out, sign_in, is_in),
    reading("the queues", ("GET", "/api/v2/routing/queues/me"), signed_out, sign_in, can_choose_a_queue),
    reading("a queue's number", ("GET", "/api/v2/routing/queues/*"), signed_out, sign_in, can_choose_a_queue),
    reading("the conversations", ("GET", "/api/v2/conversations/messages"), signed_out, sign_in, is_in),
    reading("the channel", ("POST", "/api/v2/notifications/channels"), signed_out, sign_in, hears),
    reading("its topics", ("PUT", "/api/v2/notifications/channels/*/subscriptions"), signed_out, sign_in, hears),
    changing("create", ("POST", "/api/v2/conversations/messages"), nothing, begin, is_connected, conversations_begun),
    reading("the new conversation", ("GET", "/api/v2/conversations/messages/*"), nothing, begin, can_write),
    reading("the contacts", ("GET", "/api/v2/externalcontacts/reversewhitepageslookup"), nothing, begin, is_connected),
    changing("send", ("POST", MESSAGES), with_the_window_open, write, is_delivered, messages_sent),
    reading(
        "the texts",
        ("POST", "/api/v2/conversations/messages/*/messages/bulk"),
        with_the_window_open,
        be_written_to,
        has_read,
    ),
    changing(
        "the log",
        ("PATCH", "/api/v2/conversations/messages/*/participants/*/attributes"),
        connected,
        fill_in_the_log,
        is_logged,
        logs_stored,
    ),
    reading("queues to transfer to", ("GET", "/api/v2/routing/queues"), connected, look_for_a_target, has_a_target),
    changing(
        "transfer",
        ("POST", "/api/v2/conversations/messages/*/participants/*/replace"),
        with_a_target,
        transfer,
        has_transferred,
        transfers_made,
    ),
    changing("disconnect", ("PATCH", PARTICIPANT), connected, disconnect, wraps_up, conversations_over),
    reading(
        "the wrap-up codes",
        ("GET", "/api/v2/conversations/messages/*/participants/*/wrapupcodes"),
        connected,
        disconnect,
        has_codes,
    ),
    changing("wrap-up", ("PATCH", PARTICIPANT), over, wrap_up, is_done, codes_stored),
    changing(
        "an existing conversation",
        ("POST", "/api/v2/conversations/messages"),
        jonas,
        begin,
        is_connected,
        parts_begun,
    ),
    reading("its holder", ("GET", "/api/v2/conversations/messages/*"), jonas, begin, is_connected),
    changing("continue", ("POST", "/api/v2/conversations/messages"), asked, go_on, is_connected, parts_begun),
    reading("sign-out", ("DELETE", "/api/v2/tokens/me"), nothing, sign_out, is_out),
    reading("status", ("PATCH", "/api/v2/users/*/presences/purecloud"), signed_in, go_on_queue, is_on_queue),
    changing("answer", ("PATCH", PARTICIPANT), offered, answer, is_answered, parts_begun),
    reading(
        "the texts of what is offered",
        ("POST", "/api/v2/conversations/messages/*/messages/bulk"),
        on_queue,
        be_written_to_first,
        has_read_what_was_offered,
    ),
    changing(
        "back to the queue",
        ("PUT", "/api/v2/users/*/routingstatus"),
        not_responding,
        return_to_queue,
        is_answered,
        parts_begun,
    ),
    changing("decline", ("PATCH", PARTICIPANT), offered, decline, is_declined, conversations_waiting),
];

type Step = fn(&mut Scene<'_>) -> Outcome;
type Look = fn(&mut Scene<'_>) -> Outcome<bool>;

const fn reading(
    name: &'static str,
    call: (&'static str, &'static str),
    prepare: Step,
    provoke: Step,
    go_on: Look,
) -> Point {
    Point { name, call, prepare, provoke, go_on, carried_out: None }
}

const fn changing(
    name: &'static str,
    call: (&'static str, &'static str),
    prepare: Step,
    provoke: Step,
    go_on: Look,
    carried_out: fn(&Scene<'_>) -> Outcome<usize>,
) -> Point {
    Point { name, call, prepare, provoke, go_on, carried_out: Some(carried_out) }
}

// The way there.

#[expect(clippy::unnecessary_wraps, reason = "as the other ways there")]
fn nothing(_: &mut Scene<'_>) -> Outcome {
    Ok(())
}

fn signed_out(scene: &mut Scene<'_>) -> Outcome {
    sign_out(scene)?;
    scene.client.see_enabled("sign-in").map(drop)
}

fn signed_in(scene: &mut Scene<'_>) -> Outcome {
    if !scene.client.shows("agent")? {
        sign_in(scene)?;
    }
    scene.client.see("status").map(drop)
}

fn on_queue(scene: &mut Scene<'_>) -> Outcome {
    signed_in(scene)?;
    go_on_queue(scene)?;
    scene.client.see_where("status", "on queue", |status| status.data("pending") == "no").map(drop)
}

fn offered(scene: &mut Scene<'_>) -> Outcome {
    on_queue(scene)?;
    be_written_to_first(scene)?;
    scene.client.see_enabled("answer").map(drop)
}

fn not_responding(scene: &mut Scene<'_>) -> Outcome {
    offered(scene)?;
    scene.world.control.let_pass(OFFERED_SECONDS)?;
    scene.client.see_enabled("return-to-queue").map(drop)
}

fn connected(scene: &mut Scene<'_>) -> Outcome {
    connect(&scene.client, QUEUE, &scene.customer)
}

fn with_the_window_open(scene: &mut Scene<'_>) -> Outcome {
    connected(scene)?;
    scene.window = Some(open_sms(&scene.client)?);
    Ok(())
}

fn with_a_target(scene: &mut Scene<'_>) -> Outcome {
    connected(scene)?;
    look_for_a_target(scene)?;
    scene.client.see_text("transfer-target", "Concierge").map(drop)
}

fn over(scene: &mut Scene<'_>) -> Outcome {
    connected(scene)?;
    disconnect(scene)?;
    choose_code(&scene.client, "Resolved")?;
    scene.client.see_enabled("done").map(drop)
}

fn jonas(scene: &mut Scene<'_>) -> Outcome {
    scene.customer = JONAS.to_owned();
    Ok(())
}

fn asked(scene: &mut Scene<'_>) -> Outcome {
    jonas(scene)?;
    begin(scene)?;
    scene.client.see_enabled("existing-continue").map(drop)
}

// What leads to the call.

fn sign_in(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("sign-in")?;
    scene.world.log_in(scene.world.person("ada")?)
}

fn begin(scene: &mut Scene<'_>) -> Outcome {
    compose(&scene.client, QUEUE, &scene.customer)
}

fn write(scene: &mut Scene<'_>) -> Outcome {
    let Some(window) = &scene.window else { return Ok(()) };
    window.paste_into("composer", &scene.text)?;
    window.click("send")
}

fn be_written_to(scene: &mut Scene<'_>) -> Outcome {
    let queue = scene.conversations()?[0]["address"].as_str().unwrap_or_default().to_owned();
    scene.world.control.customer_writes(&scene.customer, &queue, &scene.text)
}

fn be_written_to_first(scene: &mut Scene<'_>) -> Outcome {
    scene.world.control.customer_writes(&scene.customer, QUEUE_NUMBER, &scene.text)
}

fn go_on_queue(scene: &mut Scene<'_>) -> Outcome {
    scene.take_status("On Queue")
}

fn answer(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("answer")
}

fn decline(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("decline")
}

fn return_to_queue(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("return-to-queue")
}

fn fill_in_the_log(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click_css("[data-testid='log'] summary")?;
    scene.client.type_into("log-relation", RELATION)
}

fn look_for_a_target(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("transfer-open")?;
    scene.client.fill("transfer-search", "conc")
}

fn transfer(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click_text("transfer-target", "Concierge")
}

fn disconnect(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("disconnect")
}

fn wrap_up(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("done")
}

fn go_on(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("existing-continue")
}

fn sign_out(scene: &mut Scene<'_>) -> Outcome {
    scene.client.click("menu")?;
    scene.client.click("sign-out")
}

// What the screen offers, and what it shows in the end.

/// Whether `wanted` is there; if not, the agent presses what leads to it.
fn shows_or_presses(scene: &mut Scene<'_>, wanted: &str, button: &str) -> Outcome<bool> {
    let there = scene.client.shows(wanted)?;
    if !there {
        scene.press(button)?;
    }
    Ok(there)
}

fn is_in(scene: &mut Scene<'_>) -> Outcome<bool> {
    shows_or_presses(scene, "agent", "sign-in")
}

fn hears(scene: &mut Scene<'_>) -> Outcome<bool> {
    Ok(is_in(scene)? && !scene.client.shows("connection")?)
}

fn can_choose_a_queue(scene: &mut Scene<'_>) -> Outcome<bool> {
    if !is_in(scene)? {
        return Ok(false);
    }
    if !scene.client.shows("compose-form")? {
        open_new_sms(&scene.client)?;
    }
    scene.client.fill("queue-input", "Suppor")?;
    Ok(scene.client.all("queue-option")?.iter().any(|option| option.data("name") == QUEUE && !option.disabled))
}

fn is_connected(scene: &mut Scene<'_>) -> Outcome<bool> {
    if scene.client.all("interaction")?.iter().any(|seen| seen.data("phase") == "connected") {
        return Ok(true);
    }
    let _ = scene.press("existing-continue")? || (!scene.client.shows("existing")? && scene.press("compose")?);
    Ok(false)
}

fn can_write(scene: &mut Scene<'_>) -> Outcome<bool> {
    if !is_connected(scene)? {
        return Ok(false);
    }
    if scene.window.is_none() {
        scene.window = Some(open_sms(&scene.client)?);
    }
    scene.window.as_ref().map_or(Ok(false), |window| window.shows("composer"))
}

fn is_delivered(scene: &mut Scene<'_>) -> Outcome<bool> {
    let Some(window) = &scene.window else { return Ok(false) };
    let messages = window.all("message")?;
    if window.shows("send-again")? {
        window.click("send-again")?;
    }
    Ok(messages.iter().any(|seen| seen.text.contains(&scene.text) && seen.data("delivery") == "delivered"))
}

fn is_on_queue(scene: &mut Scene<'_>) -> Outcome<bool> {
    let there = |kind| Ok(scene.client.all("status")?.iter().any(|status| status.data("pending") == kind));
    if scene.client.all("status")?.iter().any(|status| status.data("kind") == "OnQueue") {
        return there("no");
    }
    // While it is being changed there is nothing to do.
    if there("no")? {
        scene.take_status("On Queue")?;
    }
    Ok(false)
}

fn is_answered(scene: &mut Scene<'_>) -> Outcome<bool> {
    if scene.client.all("interaction")?.iter().any(|seen| seen.data("phase") == "connected") {
        return Ok(true);
    }
    let _ = scene.press("return-to-queue")? || scene.press("answer")?;
    Ok(false)
}

fn has_read_what_was_offered(scene: &mut Scene<'_>) -> Outcome<bool> {
    if !is_answered(scene)? {
        return Ok(false);
    }
    if scene.window.is_none() {
        scene.window = Some(open_sms(&scene.client)?);
    }
    has_read(scene)
}

fn is_declined(scene: &mut Scene<'_>) -> Outcome<bool> {
    if !scene.client.shows("interaction")? {
        return Ok(true);
    }
    scene.press("decline")?;
    Ok(false)
}

fn has_read(scene: &mut Scene<'_>) -> Outcome<bool> {
    let Some(window) = &scene.window else { return Ok(false) };
    let is_it = |seen: &crate::tab::Seen| seen.text.contains(&scene.text) && seen.data("direction") == "inbound";
    Ok(window.all("message")?.iter().any(is_it))
}

fn is_logged(scene: &mut Scene<'_>) -> Outcome<bool> {
    Ok(logs_stored(scene)? > 0)
}

fn has_a_target(scene: &mut Scene<'_>) -> Outcome<bool> {
    let fields = scene.client.all("transfer-search")?;
    if fields.is_empty() {
        scene.press("transfer-open")?;
        return Ok(false);
    }
    let targets = scene.client.all("transfer-target")?;
    if targets.iter().any(|target| target.text.contains("Concierge") && !target.disabled) {
        return Ok(true);
    }
    // While it is being transferred there is nothing to do.
    if fields.iter().all(|field| !field.disabled) {
        scene.client.fill("transfer-search", "conc")?;
    }
    Ok(false)
}

fn has_transferred(scene: &mut Scene<'_>) -> Outcome<bool> {
    if scene.client.shows("wrap-up")? {
        return Ok(true);
    }
    if has_a_target(scene)? {
        transfer(scene)?;
    }
    Ok(false)
}

fn wraps_up(scene: &mut Scene<'_>) -> Outcome<bool> {
    shows_or_presses(scene, "wrap-up", "disconnect")
}

fn has_codes(scene: &mut Scene<'_>) -> Outcome<bool> {
    scene.client.shows("wrap-up-code")
}

fn is_done(scene: &mut Scene<'_>) -> Outcome<bool> {
    if !scene.client.shows("interaction")? {
        return Ok(true);
    }
    scene.press("done")?;
    Ok(false)
}

fn is_out(scene: &mut Scene<'_>) -> Outcome<bool> {
    scene.client.shows("sign-in")
}

// How often it was carried out.

fn conversations_begun(scene: &Scene<'_>) -> Outcome<usize> {
    Ok(scene.conversations()?.len())
}

fn messages_sent(scene: &Scene<'_>) -> Outcome<usize> {
    count(scene, "messages", |message| message["text"] == scene.text.as_str() && message["direction"] == "outbound")
}

fn logs_stored(scene: &Scene<'_>) -> Outcome<usize> {
    count(scene, "participants", |part| part["attributes"].to_string().contains(RELATION))
}

fn transfers_made(scene: &Scene<'_>) -> Outcome<usize> {
    count(scene, "participants", |part| part["queue"] == "Concierge")
}

fn conversations_over(scene: &Scene<'_>) -> Outcome<usize> {
    Ok(scene.conversations()?.iter().filter(|conversation| conversation["standing"] == "disconnected").count())
}

fn conversations_waiting(scene: &Scene<'_>) -> Outcome<usize> {
    Ok(scene.conversations()?.iter().filter(|conversation| conversation["standing"] == "waiting").count())
}

fn codes_stored(scene: &Scene<'_>) -> Outcome<usize> {
    count(scene, "participants", |part| part["wrapup"]["code"] == "Resolved")
}

fn parts_begun(scene: &Scene<'_>) -> Outcome<usize> {
    count(scene, "participants", |part| part["live"] == true && !part["user"].is_null())
}

fn count(scene: &Scene<'_>, list: &str, is_it: impl Fn(&serde_json::Value) -> bool) -> Outcome<usize> {
    let conversations = scene.conversations()?;
    let entries = conversations.iter().filter_map(|conversation| conversation[list].as_array()).flatten();
    Ok(entries.filter(|entry| is_it(entry)).count())
}
