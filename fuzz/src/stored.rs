use background::{Restored, Stored};
use genesys::time::Timestamp;
use protocol::{Command, Numbered, Session, View, ViewId, json};
use workflow::{Input, Workflow};

use crate::again;

/// A document, taken for `durable`, for `volatile`, and for the view that a page paints first.
pub fn stored(input: &[u8]) -> bool {
    let text = String::from_utf8_lossy(input);
    let view = json::read::<View>(&text);
    if let Ok(view) = &view {
        assert_eq!(again(view), *view);
    }

    let Restored { durable, volatile, carried_out, unreadable } = Stored {
        durable: Some(text.clone().into_owned()),
        volatile: Some(text.clone().into_owned()),
        carried_out: Some(text.clone().into_owned()),
    }
    .read();
    assert_eq!(unreadable.durable.as_deref(), durable.is_none().then_some(&*text), "what cannot be read is kept");
    assert_eq!(unreadable.volatile.as_deref(), volatile.is_none().then_some(&*text), "what cannot be read is kept");
    let read = view.is_ok() || durable.is_some() || volatile.is_some();
    if let Some(durable) = &durable {
        assert_eq!(again(durable), *durable);
    }
    if let Some(volatile) = &volatile {
        assert_eq!(again(volatile), *volatile);
    }
    works(Workflow::restore(
        durable.unwrap_or_default(),
        volatile.unwrap_or_default(),
        carried_out,
        background::zones::ZONES,
    ));
    read
}

/// Whatever it remembers, the agent can sign out, and then in.
fn works(mut workflow: Workflow) {
    let now = Timestamp::from_millis(1_800_000_000_000);
    workflow.handle(now, Input::RedirectUri("https://redirect.example/".to_owned()));
    workflow.handle(now, Input::Woke);
    again(&workflow.view());
    for minute in 1..=10 {
        workflow.handle(now.plus_millis(minute * 60_000), Input::Tick);
    }
    let view = ViewId("a new one".to_owned());
    let commands = [Command::SignOut, Command::SetClientId("client".to_owned()), Command::SignIn];
    for (number, command) in (1..).zip(commands) {
        workflow.handle(now, Input::Command { view: view.clone(), command: Numbered { number, command } });
        again(&workflow.view());
    }
    assert_eq!(workflow.view().session, Session::SigningIn, "nobody can sign in");
    assert_eq!(workflow.view().interactions, [], "who signed out leaves nothing");
    assert_eq!(again(workflow.volatile()), *workflow.volatile());
}
