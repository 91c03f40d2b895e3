//! Drafts belong to their recipient and queue: whatever happens, each stays where it was typed, and none is lost.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use std::collections::BTreeMap;

use genesys::{call::Call, notify::Frame};
use proptest::prelude::*;
use protocol::{Command, Interaction, Phase};
use world::{Browser, CUSTOMERS, Cloud, QUEUES};

/// What an agent, customers, colleagues and the browser do; the numbers choose among what there is.
#[derive(Debug, Clone)]
enum Step {
    /// A conversation with a customer begins on behalf of a queue, or goes on.
    Begin(usize, usize),
    Type(usize, String),
    /// *Send*, while what is typed by then is on its way, too.
    Send(usize),
    Select(usize),
    Disconnect(usize),
    Transfer(usize),
    WrapUp(usize),
    /// The customer writes; what is over alerts anew.
    Inbound(usize),
    Answer(usize),
    Restart,
    Expire,
    SignOutAndIn,
    /// The extension is updated.
    Update,
}

fn step() -> impl Strategy<Value = Step> {
    let any = 0_usize..64;
    prop_oneof![
        3 => (any.clone(), any.clone()).prop_map(|(customer, queue)| Step::Begin(customer, queue)),
        6 => (any.clone(), "[a-z ]{0,12}([{]{2}[a-z]?[}]{2}[a-z]{0,3})?").prop_map(|(which, text)| Step::Type(which, text)),
        2 => any.clone().prop_map(Step::Send),
        2 => any.clone().prop_map(Step::Select),
        2 => any.clone().prop_map(Step::Disconnect),
        1 => any.clone().prop_map(Step::Transfer),
        2 => any.clone().prop_map(Step::WrapUp),
        2 => any.clone().prop_map(Step::Inbound),
        2 => any.prop_map(Step::Answer),
        1 => Just(Step::Restart),
        1 => Just(Step::Expire),
        1 => Just(Step::SignOutAndIn),
        1 => Just(Step::Update),
    ]
}

/// What the agent typed last, by recipient and queue.
type Drafts = BTreeMap<(String, String), String>;

struct Desk {
    browser: Browser,
    cloud: Cloud,
    drafts: Drafts,
}

impl Desk {
    fn new() -> Self {
        let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
        browser.sign_in(&mut cloud);
        Self { browser, cloud, drafts: Drafts::new() }
    }

    fn take(&mut self, step: Step) {
        match step {
            Step::Begin(customer, queue) => {
                let (customer, queue) = (CUSTOMERS[customer % CUSTOMERS.len()], QUEUES[queue % QUEUES.len()].0);
                let free = self.browser.view().interactions.iter().all(|one| one.customer.number != customer);
                if free {
                    let call = Call::CreateConversation {
                        queue: genesys::id::QueueId::new(queue),
                        to: customer.to_owned(),
                        use_existing: true,
                    };
                    // As another window of the agent's would.
                    let _ = self.cloud.execute(self.browser.now, &call);
                }
            }
            Step::Type(which, text) => {
                if let Some(one) = self.held(which, |_| true) {
                    self.drafts.insert(place(&one), text.clone());
                    self.browser.command(Command::EditDraft { conversation: one.conversation, text, edit: 1 });
                }
            }
            Step::Send(which) => {
                let sendable = |one: &Interaction| matches!(one.phase, Phase::Connected { leaving: false, .. });
                if let Some(one) = self.held(which, sendable) {
                    let text = one.draft.typed.text.clone();
                    // What is still to be filled in stays.
                    let open = genesys::substitution::open(&text).next().is_some();
                    if !text.trim().is_empty() && !open {
                        self.drafts.remove(&place(&one));
                    }
                    self.browser.command(Command::Send { conversation: one.conversation, text });
                }
            }
            Step::Select(which) => {
                self.command(which, |_| true, |one| Command::OpenInteractions(Some(one.conversation)));
            }
            Step::Disconnect(which) => {
                self.command(which, connected, |one| Command::Disconnect(one.conversation));
            }
            Step::Transfer(which) => {
                self.command(which, connected, |one| Command::OpenTransfer(one.conversation));
                self.browser.settle(&mut self.cloud);
                let eve = genesys::call::TransferTarget::User(genesys::id::UserId::new("eve"));
                self.browser.command(Command::Transfer(eve));
            }
            Step::WrapUp(which) => {
                let wraps_up = |one: &Interaction| matches!(one.phase, Phase::WrapUp(_));
                self.command(which, wraps_up, |one| Command::ChooseWrapUpCode {
                    conversation: one.conversation,
                    code: Some(genesys::id::WrapUpCodeId::new("resolved")),
                });
                self.command(which, wraps_up, |one| Command::Done(one.conversation));
            }
            Step::Inbound(which) => {
                let count = self.cloud.conversations.len();
                self.cloud.inbound(self.browser.now, which % count);
            }
            Step::Answer(which) => {
                let offered = |one: &Interaction| matches!(one.phase, Phase::Alerting { answering: false });
                self.command(which, offered, |one| Command::Answer(one.conversation));
            }
            Step::Restart => self.browser.restart(),
            Step::Expire => {
                self.browser.input(workflow::Input::Frame(Frame::TokenRevoked));
                self.browser.sign_in(&mut self.cloud);
            }
            Step::SignOutAndIn => {
                self.browser.command(Command::SignOut);
                self.browser.sign_in(&mut self.cloud);
            }
            Step::Update => {
                let before = self.browser.updates;
                self.browser.input(workflow::Input::UpdateAvailable);
                assert_eq!(self.browser.updates, before, "an agent who is signed in is left alone");
                self.browser.command(Command::SignOut);
                self.browser.settle(&mut self.cloud);
                assert_eq!(self.browser.updates, before + 1, "the new version takes over after that");
                self.browser.sign_in(&mut self.cloud);
            }
        }
        self.browser.settle(&mut self.cloud);
        // A second between steps, so that boxes of time run out, too.
        self.browser.now = self.browser.now.plus_millis(1_000);
        self.cloud.tick(self.browser.now);
        self.browser.input(workflow::Input::Tick);
        self.browser.settle(&mut self.cloud);
    }

    fn check(&self) {
        for one in self.browser.view().interactions {
            let typed = self.drafts.get(&place(&one)).map_or("", String::as_str);
            assert_eq!(
                one.draft.typed.text, typed,
                "the draft of {} on behalf of {:?}",
                one.customer.number, one.queue
            );
        }
    }

    fn held(&self, which: usize, fits: impl Fn(&Interaction) -> bool) -> Option<Interaction> {
        let mut held = self.browser.view().interactions;
        held.retain(fits);
        (!held.is_empty()).then(|| held.swap_remove(which % held.len()))
    }

    fn command(
        &mut self,
        which: usize,
        fits: impl Fn(&Interaction) -> bool,
        command: impl FnOnce(Interaction) -> Command,
    ) {
        if let Some(one) = self.held(which, fits) {
            self.browser.command(command(one));
        }
    }
}

fn connected(one: &Interaction) -> bool {
    matches!(one.phase, Phase::Connected { leaving: false, .. })
}

fn place(one: &Interaction) -> (String, String) {
    (one.customer.number.clone(), one.queue.clone().unwrap())
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 512, ..ProptestConfig::default() })]

    #[test]
    fn no_draft_moves_and_none_is_lost(steps in prop::collection::vec(step(), 1..60)) {
        let mut desk = Desk::new();
        for step in steps {
            desk.take(step);
            desk.check();
        }
    }
}
