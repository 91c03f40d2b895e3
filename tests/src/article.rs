//! The article "Send an SMS message", step by step, as an agent does it in a browser.
//!
//! Each [`Step`] says what is done, does it, looks whether what the article promises is to be seen, and names the
//! calls that the API must have recorded meanwhile. Whoever plays it ([`play`]) is told after each step, and may take
//! a picture or stop the background.

use crate::browser::Page;
use crate::control::Call;
use crate::failure::{During, Failure, Outcome, expect};
use crate::tab::{Seen, Tab};
use crate::wait::{Look, SOON, wait_for};
use crate::world::{
    Colour, World, choose_code, choose_queue, has_colour, offered_queues, open_new_sms, open_sms, text_back,
};

/// The customer without a recent conversation.
pub const MAYA: &str = "+13175550142";
/// The customer whose conversation of the day before is inside the threading window.
pub const JONAS: &str = "+491701234567";
/// What the agent writes.
const MESSAGE: &str = "Hello Maya, your two seats to Lisbon on 14 December are booked.";
/// What the customer answers.
const ANSWER: &str = "Wonderful, thank you! Can we sit together?";

/// A step of the article.
#[derive(Debug, Clone, Copy)]
pub struct Step {
    /// A short name, for files: letters and hyphens.
    pub name: &'static str,
    /// What the agent does and what is then to be seen.
    pub says: &'static str,
    /// Does it, and fails unless it is to be seen.
    act: fn(&mut Stage<'_>) -> Outcome,
    /// Calls that the API must have had since the step before, as method and path; `*` stands for anything.
    pub records: &'static [(&'static str, &'static str)],
}

/// Where the article is played.
#[derive(Debug)]
pub struct Stage<'w> {
    /// The sandbox and the browser.
    pub world: &'w World,
    /// The client.
    pub client: Tab<'w>,
    /// The Interactions window, once it is open.
    pub interactions: Option<Tab<'w>>,
    /// The Wrap-up window, while it is open.
    pub wrap_up: Option<Tab<'w>>,
    /// The handset page, once it is open.
    pub handset: Option<Tab<'w>>,
    /// What the last step was about.
    pub shown: Tab<'w>,
}

impl<'w> Stage<'w> {
    fn interactions(&self) -> Outcome<Tab<'w>> {
        self.interactions.clone().ok_or_else(|| Failure::Unexpected("the Interactions window is not open".to_owned()))
    }

    fn wrap_up(&self) -> Outcome<Tab<'w>> {
        self.wrap_up.clone().ok_or_else(|| Failure::Unexpected("the Wrap-up window is not open".to_owned()))
    }

    fn show(&mut self, tab: &Tab<'w>) {
        self.shown = tab.clone();
    }
}

/// What happened in a step.
#[derive(Debug)]
pub struct Played<'a> {
    /// Its place, from 1.
    pub number: usize,
    /// The step.
    pub step: &'a Step,
    /// The calls that the API has had since the step before.
    pub calls: &'a [Call],
}

/// Plays the steps in order, and tells `after` about each.
///
/// # Errors
/// At the first step that fails, with its name; whatever `after` fails with.
pub fn play(world: &World, steps: &[Step], mut after: impl FnMut(&mut Stage<'_>, &Played<'_>) -> Outcome) -> Outcome {
    let client = world.client()?;
    let mut stage = Stage { world, shown: client.clone(), client, interactions: None, wrap_up: None, handset: None };
    let mut last = 0;
    for (index, step) in steps.iter().enumerate() {
        stage.show(&stage.client.clone());
        (step.act)(&mut stage).during(step.name)?;
        let calls = recorded(world, last, step).during(step.name)?;
        last = calls.last().map_or(last, |call| call.seq);
        after(&mut stage, &Played { number: index + 1, step, calls: &calls }).during(format!("after {}", step.name))?;
    }
    world.no_complaints()
}

/// Waits for the calls that the step has to make.
fn recorded(world: &World, since: u64, step: &Step) -> Outcome<Vec<Call>> {
    wait_for("the API's record", SOON, || {
        let calls = world.control.calls(since)?;
        let missing = step.records.iter().find(|(method, path)| !calls.iter().any(|call| call.is(method, path)));
        Ok(match missing {
            None => Look::There(calls),
            Some((method, path)) => Look::NotYet(format!("no {method} {path} among {calls:?}")),
        })
    })
}

/// The whole article: from the first start to the last *Done*, and sign-out.
pub const STEPS: &[Step] = &[
    Step {
        name: "set-up",
        says: "On the sign-in screen the agent enters where Genesys Cloud is (the sandbox) and the client id.",
        act: set_up,
        records: &[],
    },
    Step {
        name: "sign-in",
        says: "Sign in opens the login page; after it the client shows the agent and, the first time, New Interaction.",
        act: sign_in,
        records: &[
            ("POST", "/oauth/token"),
            ("GET", "/api/v2/users/me"),
            ("GET", "/api/v2/routing/queues/me"),
            ("POST", "/api/v2/notifications/channels"),
        ],
    },
    Step {
        name: "configure-on-behalf-of-queue",
        says: "In settings the agent has Reservations remembered for new messages.",
        act: remember_queue,
        records: &[],
    },
    Step {
        name: "new-interaction",
        says: "Menu > New Interaction > SMS opens the form: the remembered queue is filled in, Compose is unavailable \
               and says what is missing.",
        act: new_interaction,
        records: &[],
    },
    Step {
        name: "on-behalf-of-queue",
        says: "As the agent types, a list of matching queues appears; one without a number can be seen, not chosen.",
        act: queue,
        records: &[],
    },
    Step {
        name: "number",
        says: "An international number changes the country by itself; with the customer's number Compose becomes \
               available.",
        act: number,
        records: &[],
    },
    Step {
        name: "compose",
        says: "Compose checks for a recent conversation; there is none, so the interaction connects, with SMS, \
               transfer and disconnect, and the Interactions window opens by itself.",
        act: compose,
        records: &[("POST", "/api/v2/conversations/messages")],
    },
    Step {
        name: "sms",
        says: "SMS brings the Interactions window to the front; the SMS icon is orange.",
        act: sms,
        records: &[],
    },
    Step {
        name: "write",
        says: "The agent writes a message in the Interactions window; its status goes on to delivered by itself.",
        act: write,
        records: &[("POST", "/api/v2/conversations/messages/*/communications/*/messages")],
    },
    Step {
        name: "answer",
        says: "The customer reads it on the handset and answers; the answer appears.",
        act: answer,
        records: &[],
    },
    Step {
        name: "disconnect",
        says: "Disconnect ends the conversation, and the Wrap-up window opens by itself.",
        act: disconnect,
        records: &[("PATCH", "/api/v2/conversations/messages/*/participants/*")],
    },
    Step {
        name: "close-wrap-up",
        says: "The Wrap-up window is closed without Done: the Wrap-up icon turns red.",
        act: close_wrap_up,
        records: &[],
    },
    Step {
        name: "wrap-up-code",
        says: "The red icon brings the Wrap-up window back; the agent chooses a code.",
        act: code,
        records: &[],
    },
    Step {
        name: "done",
        says: "Done completes wrap-up: the interaction leaves the list, the SMS icon stays orange.",
        act: done,
        records: &[("PATCH", "/api/v2/conversations/messages/*/participants/*")],
    },
    Step {
        name: "existing-conversation",
        says: "Compose to a customer with a recent conversation: a prompt appears.",
        act: existing,
        records: &[("POST", "/api/v2/conversations/messages")],
    },
    Step {
        name: "existing-cancel",
        says: "Cancel goes back to the form, which is as it was.",
        act: cancel,
        records: &[],
    },
    Step {
        name: "existing-continue",
        says: "Compose again, and Continue: the interaction connects with its history.",
        act: go_on,
        records: &[("POST", "/api/v2/conversations/messages")],
    },
    Step {
        name: "finish",
        says: "Disconnect, a code chosen in the client itself, Done: the list is empty again.",
        act: finish,
        records: &[("PATCH", "/api/v2/conversations/messages/*/participants/*")],
    },
    Step {
        name: "sign-out",
        says: "Sign out revokes the token; the client is at the sign-in screen.",
        act: sign_out,
        records: &[("DELETE", "/api/v2/tokens/me")],
    },
];

fn set_up(stage: &mut Stage<'_>) -> Outcome {
    stage.client.see("region")?;
    stage.world.set_up(&stage.client)
}

fn sign_in(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    stage.world.sign_in_as(client, "ada")?;
    client.see_where("icon-sms", "closed", |icon| icon.data("state") == "closed")?;
    client.see_where("icon-wrap-up", "clear", |icon| icon.data("state") == "clear")?;
    client.gone("interaction")
}

fn remember_queue(stage: &mut Stage<'_>) -> Outcome {
    let options = stage.world.browser.open_page(Page::Options)?;
    options.fill("remembered-queue", "reserv")?;
    options.click_text("remembered-queue-option", "Reservations")?;
    options.see_text("remembered-queue", "Reservations")?;
    options.see("forget-queue")?;
    options.close()
}

fn new_interaction(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    open_new_sms(client)?;
    client.see_text("queue-input", "Reservations")?;
    client.see_where("country", "US", |country| country.data("country") == "US")?;
    client.see_disabled("compose")?;
    client.see_text("compose-missing", "number").map(drop)
}

fn queue(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    client.fill("queue-input", "o")?;
    let offered = offered_queues(client, "o")?;
    let refused = offered.iter().any(|option| option.data("name") == "Back Office" && option.disabled);
    expect(refused, || format!("Back Office, which cannot be chosen, is not among {offered:?}"))?;
    choose_queue(client, "Support")
}

fn number(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    client.fill("number-input", "+49 170")?;
    client.see_where("country", "DE", |country| country.data("country") == "DE")?;
    client.see_disabled("compose")?;
    client.fill("number-input", MAYA)?;
    client.see_where("country", "US", |country| country.data("country") == "US")?;
    client.see_text("number-input", "317")?;
    client.see_enabled("compose").map(drop)
}

fn compose(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    client.click("compose")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    client.see_enabled("open-sms")?;
    client.see_enabled("transfer-open")?;
    client.see_enabled("disconnect")?;
    client.gone("compose-form")
}

fn sms(stage: &mut Stage<'_>) -> Outcome {
    let window = open_sms(&stage.client)?;
    stage.client.see_where("icon-sms", "open", |icon| icon.data("state") == "open")?;
    has_colour(&stage.client, "icon-sms", Colour::Orange)?;
    window.see("conversation")?;
    stage.interactions = Some(window);
    Ok(())
}

fn write(stage: &mut Stage<'_>) -> Outcome {
    let window = stage.interactions()?;
    window.type_into("composer", MESSAGE)?;
    window.click("send")?;
    window.see_where("message", "delivered", |message| {
        is(message, "outbound", MESSAGE) && message.data("delivery") == "delivered"
    })?;
    window.see_where("composer", "empty", |composer| composer.text.is_empty())?;
    stage.show(&window);
    Ok(())
}

fn answer(stage: &mut Stage<'_>) -> Outcome {
    let handset = stage.world.handset(MAYA)?;
    handset.see_text("message", MESSAGE)?;
    text_back(&handset, ANSWER)?;
    handset.see_text("message", ANSWER)?;
    let window = stage.interactions()?;
    window.see_where("message", "from the customer", |message| is(message, "inbound", ANSWER))?;
    stage.handset = Some(handset);
    stage.show(&window);
    Ok(())
}

fn disconnect(stage: &mut Stage<'_>) -> Outcome {
    stage.interactions()?.click("disconnect")?;
    let window = stage.world.browser.window_of(Page::WrapUp)?;
    window.see("wrap-up")?;
    window.see("wrap-up-code")?;
    window.see_disabled("done")?;
    stage.client.see_where("icon-wrap-up", "clear", |icon| icon.data("state") == "clear")?;
    stage.show(&window);
    stage.wrap_up = Some(window);
    Ok(())
}

fn close_wrap_up(stage: &mut Stage<'_>) -> Outcome {
    stage.wrap_up()?.close()?;
    stage.wrap_up = None;
    stage.client.see_where("icon-wrap-up", "pending", |icon| icon.data("state") == "pending")?;
    has_colour(&stage.client, "icon-wrap-up", Colour::Red)
}

fn code(stage: &mut Stage<'_>) -> Outcome {
    stage.client.click("icon-wrap-up")?;
    let window = stage.world.browser.window_of(Page::WrapUp)?;
    window.see("wrap-up")?;
    stage.client.see_where("icon-wrap-up", "clear", |icon| icon.data("state") == "clear")?;
    choose_code(&window, "Resolved")?;
    window.see_enabled("done")?;
    stage.show(&window);
    stage.wrap_up = Some(window);
    Ok(())
}

fn done(stage: &mut Stage<'_>) -> Outcome {
    stage.wrap_up()?.click("done")?;
    let client = &stage.client;
    client.gone("interaction")?;
    stage.interactions()?.gone("interaction")?;
    client.see_where("icon-wrap-up", "clear", |icon| icon.data("state") == "clear")?;
    client.see_where("icon-sms", "open", |icon| icon.data("state") == "open")?;
    has_colour(client, "icon-sms", Colour::Orange)?;
    close_idle_wrap_up(stage)
}

fn existing(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    open_new_sms(client)?;
    choose_queue(client, "Support")?;
    client.fill("number-input", JONAS)?;
    client.see_where("country", "DE", |country| country.data("country") == "DE")?;
    client.click("compose")?;
    client.see("existing-continue")?;
    client.see("existing-cancel").map(drop)
}

fn cancel(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    client.click("existing-cancel")?;
    client.gone("existing")?;
    client.see_where("queue-input", "Support", |input| input.text == "Support")?;
    client.see_text("number-input", "170")?;
    client.see_enabled("compose").map(drop)
}

fn go_on(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    client.click("compose")?;
    client.click("existing-continue")?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected")?;
    let window = stage.interactions()?;
    window.see_text("message", "Which gate?")?;
    window.see_text("message", "Gate B42")?;
    stage.show(&window);
    Ok(())
}

fn finish(stage: &mut Stage<'_>) -> Outcome {
    let client = &stage.client;
    client.click("disconnect")?;
    stage.wrap_up = Some(stage.world.browser.window_of(Page::WrapUp)?);
    let client = &stage.client;
    choose_code(client, "Follow-up")?;
    client.click("done")?;
    client.gone("interaction")?;
    close_idle_wrap_up(stage)
}

fn sign_out(stage: &mut Stage<'_>) -> Outcome {
    stage.client.click("menu")?;
    stage.client.click("sign-out")?;
    stage.client.see("sign-in").map(drop)
}

/// The Wrap-up window has nothing left to show: it says so, or has closed.
fn close_idle_wrap_up(stage: &mut Stage<'_>) -> Outcome {
    let Some(window) = stage.wrap_up.take() else {
        return Ok(());
    };
    if window.is_open()? {
        window.gone("wrap-up")?;
        window.close()?;
    }
    stage.client.see_where("icon-wrap-up", "clear", |icon| icon.data("state") == "clear").map(drop)
}

fn is(message: &Seen, direction: &str, text: &str) -> bool {
    message.data("direction") == direction && message.text.contains(text)
}
