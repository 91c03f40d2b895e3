//! The article from sign-in to *Done*, without a browser: the driver, the workflow and the API's client as they
//! ship, over real HTTP and a real socket, against the sandbox. Once by a background that is never stopped, once by one
//! that is stopped after each command, before its effect has left.

#![cfg(not(target_arch = "wasm32"))]
#![expect(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod native;

use std::{rc::Rc, time::Duration};

use genesys::model::Direction;
use native::{Agent, Computer};
use protocol::{
    Badge, Command, ComposeProblem, Connection, Delivery, DoneEntry, EnvironmentChoice, Interaction, Listing,
    MessageKey, Phase, QueueSms, Session, SmsEntry, Stage, View, Window, WrapUp,
};
use sandbox::{Sandbox, Settings, domain::carrier::Pace};
use serde_json::{Value, json};

const MAYA: &str = "+13175550142";
const TEXT: &str = "Hello Maya, your booking is confirmed.";

/// When the browser stops the background.
#[derive(Clone, Copy, PartialEq)]
enum Stops {
    Never,
    AfterEachCommand,
}

/// An agent who has the article in front of them.
struct Reader {
    computer: Rc<Computer>,
    stops: Stops,
}

impl Reader {
    /// Does something, and then sees what became of it.
    async fn step<T>(&self, does: impl AsyncFnOnce(&mut Agent), what: &str, find: impl Fn(&View) -> Option<T>) -> T {
        match self.stops {
            Stops::Never => {
                let step = async |agent: &mut Agent| {
                    does(agent).await;
                    agent.sees(what, find).await
                };
                self.computer.awake(step).await
            }
            Stops::AfterEachCommand => {
                self.computer.awake(does).await;
                self.computer.awake(async |agent| agent.sees(what, find).await).await
            }
        }
    }

    /// Gives a command, and then sees what became of it. Where the background was stopped before the command's effect
    /// left, the agent is shown that it may not have, and gives it again.
    async fn says<T>(&self, command: Command, what: &str, find: impl Fn(&View) -> Option<T>) -> T {
        let found = self
            .step(
                async |agent| agent.says(command.clone()).await,
                what,
                |view| find(view).map(Ok).or_else(|| undone(view, &command).map(Err)),
            )
            .await;
        match found {
            Ok(found) => found,
            Err(again) => {
                assert!(self.stops != Stops::Never, "{command:?} was lost");
                let step = async |agent: &mut Agent| {
                    agent.says(again).await;
                    agent.sees(what, find).await
                };
                self.computer.awake(step).await
            }
        }
    }
}

/// What the agent presses where the view says that a command may not have come through.
fn undone(view: &View, command: &Command) -> Option<Command> {
    match command {
        Command::Compose => {
            let stage = &view.compose.as_ref()?.stage;
            let unconfirmed = Stage::Editing { problem: Some(ComposeProblem::Unconfirmed) };
            (*stage == unconfirmed).then_some(Command::Compose)
        }
        Command::Send { conversation, .. } => {
            let Listing::Loaded(messages) = &only(view)?.messages else { return None };
            let unconfirmed = messages.iter().find(|message| message.delivery == Delivery::Unconfirmed)?;
            let MessageKey::Own(message) = unconfirmed.key else { return None };
            Some(Command::SendAgain { conversation: conversation.clone(), message })
        }
        Command::Disconnect(_) => {
            matches!(only(view)?.phase, Phase::Connected { leaving: false, .. }).then(|| command.clone())
        }
        Command::Done(_) => (wrap_up(view)?.done == DoneEntry::Available).then(|| command.clone()),
        _ => None,
    }
}

fn seen(condition: bool) -> Option<()> {
    condition.then_some(())
}

fn only(view: &View) -> Option<&Interaction> {
    view.interactions.first()
}

fn wrap_up(view: &View) -> Option<&WrapUp> {
    match &only(view)?.phase {
        Phase::WrapUp(wrap_up) => Some(wrap_up),
        _ => None,
    }
}

/// What the sandbox has stored.
async fn recorded(sandbox: &Sandbox) -> Value {
    let url = format!("{}/sandbox/conversations?customer=%2B13175550142", sandbox.url());
    reqwest::get(url).await.unwrap().json().await.unwrap()
}

async fn article(stops: Stops) {
    let pace = Pace { sent: Duration::from_millis(20), delivered: Duration::from_millis(20) };
    let sandbox = Sandbox::builder().settings(Settings { pace, ..Settings::default() }).start().await.unwrap();
    let computer = Computer::of("ada@lumen.example");
    let reader = Reader { computer: computer.clone(), stops };

    // A login page that is open when its background is stopped is lost: the agent presses *Sign in* again.
    computer
        .awake(async |agent| {
            agent.says(Command::SetEnvironment(EnvironmentChoice::Sandbox(sandbox.url().to_owned()))).await;
            agent.says(Command::SetClientId(sandbox.ready().client_id.clone())).await;
            agent.says(Command::SignIn).await;
            agent.sees("the agent", |view| seen(matches!(view.session, Session::SignedIn(_)))).await;
        })
        .await;
    let queues = reader
        .step(
            async |_| {},
            "the queues, live",
            |view| match &view.queues {
                Listing::Loaded(queues) if view.connection == Connection::Live => Some(queues.clone()),
                _ => None,
            },
        )
        .await;
    assert!(queues.iter().any(|queue| queue.name == "Back Office" && queue.sms == QueueSms::HasNone));

    let reservations = queues.iter().find(|queue| queue.name == "Reservations").unwrap().id.clone();
    reader.says(Command::NewInteraction, "the form", |view| seen(view.sms == SmsEntry::Available)).await;
    reader
        .says(Command::ChooseQueue(reservations), "the queue", |view| {
            seen(view.compose.as_ref()?.queue.as_ref()?.name == "Reservations")
        })
        .await;
    let typed = Command::EditNumber { text: "3175550142".to_owned(), caret: 10, deleted_forward: false, edit: 1 };
    reader.says(typed, "Compose", |view| seen(view.compose.as_ref()?.missing.is_empty())).await;
    let conversation = reader
        .says(Command::Compose, "the interaction", |view| {
            let interaction = only(view)?;
            matches!(interaction.phase, Phase::Connected { .. }).then(|| interaction.conversation.clone())
        })
        .await;

    let open = Command::OpenInteractions(Some(conversation.clone()));
    reader.says(open, "the Interactions window", |view| seen(view.interactions_window)).await;
    assert_eq!(computer.windows(), [Window::Interactions]);
    let send = Command::Send { conversation: conversation.clone(), text: TEXT.to_owned() };
    reader
        .says(send, "the message delivered", |view| {
            let Listing::Loaded(messages) = &only(view)?.messages else { return None };
            let [message] = &messages[..] else { return None };
            seen(message.delivery == Delivery::Delivered && message.text == TEXT)
        })
        .await;

    let answer = json!({ "from": MAYA, "to": "+13175550100", "text": "Thank you!" });
    let handset = format!("{}/sandbox/handset/messages", sandbox.url());
    reader
        .step(
            async |_| {
                let told = reqwest::Client::new().post(&handset).json(&answer).send().await.unwrap();
                assert_eq!(told.status(), 201);
            },
            "the customer's answer",
            |view| {
                let Listing::Loaded(messages) = &only(view)?.messages else { return None };
                let message = messages.last()?;
                seen(message.direction == Direction::Inbound && message.text == "Thank you!" && messages.len() == 2)
            },
        )
        .await;

    let codes = reader
        .says(Command::Disconnect(conversation.clone()), "wrap-up", |view| match &wrap_up(view)?.codes {
            Listing::Loaded(codes) if wrap_up(view)?.window_open => Some(codes.clone()),
            _ => None,
        })
        .await;
    assert!(computer.windows().contains(&Window::WrapUp));
    reader
        .step(
            async |agent| agent.closes(&computer, Window::WrapUp),
            "the icon red",
            |view| seen(view.badge == Badge::WrapUpPending(1)),
        )
        .await;
    assert_eq!(computer.badge(), Badge::WrapUpPending(1));
    let resolved = codes.iter().find(|code| code.name == "Resolved").unwrap().id.clone();
    let choose = Command::ChooseWrapUpCode { conversation: conversation.clone(), code: Some(resolved) };
    reader.says(choose, "Done", |view| seen(wrap_up(view)?.done == DoneEntry::Available)).await;
    reader.says(Command::Done(conversation), "nothing left", |view| seen(view.interactions.is_empty())).await;

    let stored = recorded(&sandbox).await;
    let [conversation] = &stored["conversations"].as_array().unwrap()[..] else { panic!("{stored:#}") };
    let sent = |direction: &str| {
        let messages = conversation["messages"].as_array().unwrap();
        messages.iter().filter(|message| message["direction"] == direction).count()
    };
    assert_eq!((sent("outbound"), sent("inbound")), (1, 1), "{stored:#}");
    let participants = conversation["participants"].as_array().unwrap();
    assert!(participants.iter().any(|one| one["wrapup"]["code"] == "Resolved"), "{stored:#}");

    let token = |computer: &Computer| computer.stored().volatile.is_some_and(|text| text.contains("\"token\":\""));
    assert!(token(&computer));
    reader.says(Command::SignOut, "signed out", |view| seen(matches!(view.session, Session::SignedOut { .. }))).await;
    assert!(!token(&computer));
}

#[tokio::test]
async fn the_whole_article() {
    article(Stops::Never).await;
}

#[tokio::test]
async fn the_whole_article_with_the_background_stopped_after_each_command() {
    article(Stops::AfterEachCommand).await;
}
