//! What the agent asked for, and what of it took effect.

use std::{collections::BTreeMap, fmt};

use http::{Method, Request};
use protocol::{Command, Delivery, MessageKey};
use serde_json::Value;

use crate::{pages::Given, tally::Tally};

/// Something that changes the world, as far as it has to be counted: one press, one effect.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Deed {
    /// A conversation begins.
    Create,
    /// Something in a conversation.
    In(String, Act),
    /// An SMS with this text.
    Send(String),
}

/// What is done in a conversation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Act {
    Answer,
    Leave,
    Transfer,
    WrapUp,
    SkipWrapUp,
    LinkContact,
    AskForWork,
}

/// The books.
#[derive(Default)]
pub(crate) struct Ledger {
    asked: BTreeMap<Deed, u32>,
    done: BTreeMap<Deed, u32>,
    /// Composes that were cancelled while they may have been under way: what they began is ended unasked.
    cancelled: u32,
    texts: BTreeMap<String, Text>,
    /// The text that a file went with.
    enclosed: BTreeMap<String, String>,
}

/// A text that the agent sent.
#[derive(Default)]
pub(crate) struct Text {
    given: Vec<Given>,
    settling: bool,
    /// Was shown as refused, failed or uncertain at some time.
    pub(crate) shown: bool,
    /// Its page was closed before the command was acknowledged, the agent signed out, or the browser crashed.
    pub(crate) excused: bool,
}

impl Deed {
    /// What a request does when it succeeds, if that is counted.
    pub(crate) fn of(request: &Request<Vec<u8>>) -> Option<Self> {
        let parts: Vec<&str> = request.uri().path().split('/').skip(3).collect();
        let body = || serde_json::from_slice::<Value>(request.body()).unwrap_or_default();
        let act = |id: &str, act| Some(Self::In(id.to_owned(), act));
        match (request.method(), &parts[..]) {
            (&Method::POST, ["conversations", "messages"]) => Some(Self::Create),
            (&Method::POST, ["conversations", "messages", _, "communications", _, "messages"]) => {
                Some(Self::Send(body()["textBody"].as_str().unwrap_or_default().to_owned()))
            }
            (&Method::POST, ["conversations", "messages", id, "participants", _, "replace"]) => act(id, Act::Transfer),
            (&Method::PATCH, ["conversations", "messages", id, "participants", _]) => {
                let body = body();
                match body["state"].as_str() {
                    Some("connected") => act(id, Act::Answer),
                    Some(_) => act(id, Act::Leave),
                    None if body["wrapupSkipped"] == true => act(id, Act::SkipWrapUp),
                    None => act(id, Act::WrapUp),
                }
            }
            (&Method::PATCH, ["conversations", "aftercallwork", id, ..]) => act(id, Act::AskForWork),
            (&Method::PUT, ["externalcontacts", "conversations", id]) => act(id, Act::LinkContact),
            _ => None,
        }
    }
}

/// The files that a request to send a message names.
pub(crate) fn enclosed(request: &Request<Vec<u8>>) -> Vec<String> {
    let body: Value = serde_json::from_slice(request.body()).unwrap_or_default();
    let files = body["mediaIds"].as_array().into_iter().flatten();
    files.filter_map(|id| id.as_str().map(str::to_owned)).collect()
}

impl Ledger {
    /// The agent gives a command, pressed once, however often the key bounces.
    pub(crate) fn asked(&mut self, command: &Command, given: Given) {
        let mut ask = |deed| *self.asked.entry(deed).or_default() += 1;
        let mut act = |id: &genesys::id::ConversationId, act| ask(Deed::In(id.as_str().to_owned(), act));
        match command {
            Command::Compose | Command::ContinueExisting => ask(Deed::Create),
            Command::CancelCompose | Command::CloseNewInteraction => self.cancelled += 1,
            Command::Answer(id) => act(id, Act::Answer),
            Command::Decline(id) | Command::Disconnect(id) => act(id, Act::Leave),
            Command::Done(id) => {
                act(id, Act::WrapUp);
                act(id, Act::SkipWrapUp);
            }
            Command::ChooseContact { conversation, .. } => act(conversation, Act::LinkContact),
            Command::RequestAfterCallWork { conversation, .. } => act(conversation, Act::AskForWork),
            Command::Send { text, .. } => {
                ask(Deed::Send(text.clone()));
                self.texts.entry(text.clone()).or_default().given.push(given);
            }
            Command::SignOut => self.excuse_all(),
            _ => {}
        }
    }

    /// The agent transfers a conversation.
    pub(crate) fn asked_in(&mut self, id: &str, act: Act) {
        *self.asked.entry(Deed::In(id.to_owned(), act)).or_default() += 1;
    }

    /// The agent sends a text again that was shown as not, or not certainly, sent.
    pub(crate) fn asked_again(&mut self, text: &str) {
        *self.asked.entry(Deed::Send(text.to_owned())).or_default() += 1;
    }

    /// Something took effect at the service.
    pub(crate) fn took_effect(&mut self, deed: &Deed) {
        *self.done.entry(deed.clone()).or_default() += 1;
    }

    /// A message took files along. Whether each went with no other text before.
    pub(crate) fn took_along(&mut self, text: &str, files: Vec<String>) -> bool {
        files.into_iter().all(|file| self.enclosed.entry(file).or_insert_with(|| text.to_owned()) == text)
    }

    /// A page was closed that had not heard that its commands were carried out.
    pub(crate) fn forgotten(&mut self, given: &[Given]) {
        for text in self.texts.values_mut().filter(|text| text.given.iter().any(|one| given.contains(one))) {
            text.excused = true;
        }
    }

    /// The agent is told that a text may not have been sent.
    pub(crate) fn told(&mut self, text: &str) {
        if let Some(text) = self.texts.get_mut(text) {
            text.shown = true;
        }
    }

    /// The agent gives up a text that is shown as a draft.
    pub(crate) fn given_up(&mut self, text: &str) {
        if let Some(text) = self.texts.get_mut(text) {
            text.excused = true;
        }
    }

    /// What was under way is dropped, as the agent was told.
    pub(crate) fn excuse_all(&mut self) {
        for text in self.texts.values_mut() {
            text.excused = true;
        }
    }

    /// A view shows how a message of the agent's stands. Whether it was settled as sent.
    pub(crate) fn shown(&mut self, text: &str, key: &MessageKey, delivery: &Delivery) -> bool {
        let (MessageKey::Own(_), Some(text)) = (key, self.texts.get_mut(text)) else { return false };
        match delivery {
            Delivery::Unconfirmed | Delivery::Refused(_) | Delivery::Held | Delivery::Left => text.shown = true,
            Delivery::Settling => text.settling = true,
            Delivery::Queued | Delivery::Sent | Delivery::Delivered => return std::mem::take(&mut text.settling),
            _ => {}
        }
        false
    }

    pub(crate) fn texts(&self) -> impl Iterator<Item = (&str, &Text)> {
        self.texts.iter().map(|(text, state)| (text.as_str(), state))
    }

    /// What took effect more often than it was asked for.
    pub(crate) fn excess(&self, tally: &mut Tally) -> Option<Excess> {
        let mut unasked_leaves = 0;
        for (deed, done) in &self.done {
            tally.checks += 1;
            let asked = self.asked.get(deed).copied().unwrap_or_default();
            if *done <= asked {
                continue;
            }
            match deed {
                Deed::In(_, Act::Leave) => unasked_leaves += done - asked,
                _ => return Some(Excess { deed: deed.clone(), done: *done, asked }),
            }
        }
        let leave = || Deed::In("conversations of cancelled composes".to_owned(), Act::Leave);
        (unasked_leaves > self.cancelled).then(|| Excess { deed: leave(), done: unasked_leaves, asked: self.cancelled })
    }
}

/// Something took effect more often than it was asked for.
pub(crate) struct Excess {
    deed: Deed,
    done: u32,
    asked: u32,
}

impl fmt::Display for Excess {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{:?} took effect {} times and was asked for {} times", self.deed, self.done, self.asked)
    }
}
