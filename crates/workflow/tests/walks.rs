//! Random walks: an agent's commands, replies that are late, lost or refused, notifications that are dropped, doubled or
//! out of order, timers, expired sessions, and a background that is stopped anywhere.
//!
//! After every step and at the end of every walk the invariants below hold. A walk that fails is shrunk, printed, and
//! kept in `walks.proptest-regressions`.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use std::{
    cell::RefCell,
    collections::{BTreeMap, BTreeSet},
};

use genesys::{
    call::{Call, Reply},
    id::{ConversationId, QueueId},
    model::Failure,
    notify::Frame,
};
use proptest::{
    prelude::*,
    test_runner::{FileFailurePersistence, TestRunner},
};
use protocol::{
    Anyway, Badge, Command, Compose, ComposeProblem, Delivery, DoneEntry, FileAct, FileEntry, FileId, FileProblem,
    FileStage, Finding, Fit, Further, Interaction, Listing, Message, MessageKey, Missing, NewFile, NoticeKind, Page,
    Phase, Reason, ResponseOffer, Routing, Rule, SendId, Session, SmsEntry, Sound, Stage, Status, Verdict, View, Waits,
    Window,
};
use workflow::{Alert, AlertAct, AlertId, AuthorizeFailure, Input, Pick, Play, Policy};
use world::{Browser, CUSTOMERS, Cloud, HELD, QUEUES, Socket};

/// On behalf of whom the texts of links are.
const ANYBODY: &str = "anybody";

/// What of a canned response is still to be filled in.
const FIELD: &str = "{{reference}} ";
/// A link that hides where it leads.
const LINK: &str = "https://bit.ly/1 ";

/// Steps of a walk.
const STEPS: usize = 100;

/// Where walks have to come to be worth their time.
const WORTH_REACHING: &[&str] = &[
    "a look at earlier conversations",
    "an expired session",
    "the prompt",
    "held elsewhere",
    "an unconfirmed compose",
    "a compose cancelled under way",
    "alerting",
    "connecting",
    "connected",
    "transferred",
    "wrap-up",
    "a forced time box",
    "received",
    "delivered",
    "settling",
    "unconfirmed",
    "left",
    "a status asked for",
    "not responding",
    "on the way back",
    "ringing",
    "two offers at once",
    "an offer whose notification was closed",
    "answered by itself",
    "a sound that cannot be heard",
    "an update that waits",
    "an update",
    "a number that waits for sign-in",
    "a number that is offered",
    "a number of a page in the form",
    "the next recipient of a link",
    "opted out by a word",
    "opted out at the carrier",
    "on the organisation's list",
    "the list is not read",
    "quiet hours",
    "a message that lacks who writes",
    "a link of a shortener",
    "sent in spite of a warning",
    "held",
    "canned responses on their way",
    "canned responses",
    "a draft to be filled in",
    "a file that is only fetched",
    "a file on its way",
    "a file that can be sent",
    "a file that is not allowed",
    "a message with a file",
];

/// A walk under way, and what the agent did on it.
struct Walk {
    browser: Browser,
    cloud: Cloud,
    /// *Compose* and *Continue*.
    composes: u32,
    /// Texts for which *Send* was called, and those for which *Send again* was.
    sent: BTreeSet<String>,
    sent_again: BTreeSet<String>,
    /// The text of the message that a file went with, by the file's name.
    enclosed: BTreeMap<String, String>,
    /// What the agent went on in spite of, by text.
    despite: BTreeMap<String, BTreeSet<Rule>>,
    policy: Policy,
    went_on: bool,
    counter: u32,
    /// Offers whose notification the agent closed.
    closed: BTreeSet<ConversationId>,
    /// The number that was chosen last on a page, by the name that the page gave it, until it is used or let go.
    picked: Option<(String, String)>,
    /// The agent has done something in New Interaction.
    touched: bool,
}

impl Walk {
    fn new(signed_in: bool, auto_answer: bool) -> Self {
        let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
        cloud.auto_answer = auto_answer;
        cloud.listed.push(CUSTOMERS[1].to_owned());
        if signed_in {
            browser.sign_in(&mut cloud);
        }
        Self {
            browser,
            cloud,
            composes: 0,
            sent: BTreeSet::new(),
            sent_again: BTreeSet::new(),
            enclosed: BTreeMap::new(),
            despite: BTreeMap::new(),
            policy: Policy::default(),
            went_on: false,
            counter: 0,
            closed: BTreeSet::new(),
            picked: None,
            touched: false,
        }
    }

    /// The agent is in the middle of a conversation, and looks at it.
    fn begin(&mut self) {
        let Self { browser, cloud, .. } = self;
        let call = Call::CreateConversation {
            queue: QueueId::new(QUEUES[0].0),
            to: CUSTOMERS[0].to_owned(),
            use_existing: false,
        };
        let Ok(Reply::Created(id)) = cloud.execute(browser.now, &call) else { panic!("not created") };
        self.composes += 1;
        browser.settle(cloud);
        browser.command(Command::OpenInteractions(Some(id)));
        browser.settle(cloud);
    }

    /// One step; `dice` decides which.
    fn step(&mut self, dice: u32) {
        self.browser.left.clear();
        self.act(dice);
        self.check_left();
    }

    fn act(&mut self, dice: u32) {
        let (kind, dice) = (dice % 44, (dice / 44) as usize);
        match kind {
            0..=8 | 32..=39 => self.reply(dice),
            9..=12 => self.event(dice),
            13 if dice.is_multiple_of(2) => self.browser.restart(),
            13 => self.set_policy(dice / 2),
            14 => self.pass_time(dice),
            15 if dice.is_multiple_of(4) => {
                let code = ["RecipientOptedOut", "InvalidDestination"][dice / 4 % 2];
                self.cloud.fail(dice / 8 % self.cloud.conversations.len(), code);
            }
            15 => self.cloud.carry(),
            16 => {
                let text = [None, None, None, Some("STOP"), Some("start"), Some("Arrêt")][dice % 6];
                self.cloud.inbound_text(self.browser.now, dice / 6 % self.cloud.conversations.len(), text);
            }
            17 if dice.is_multiple_of(4) => {
                self.cloud.end_elsewhere(self.browser.now, dice % self.cloud.conversations.len());
            }
            18 if dice.is_multiple_of(4) => self.cloud.token_valid = false,
            19 => self.socket(dice),
            20 if self.browser.authorizing => {
                self.browser.authorizing = false;
                self.browser.input(Input::Authorized(Err(AuthorizeFailure::Closed)));
            }
            20 | 21 if self.browser.authorizing => self.browser.authorize(),
            22 => self.window(dice),
            23 if dice.is_multiple_of(16) => self.browser.input(Input::UpdateAvailable),
            40 if dice.is_multiple_of(4) => {
                self.cloud.set_presence(self.browser.now, world::PRESENCES[dice / 4 % world::PRESENCES.len()].0);
            }
            41 => self.alert(dice),
            42 | 43 if dice.is_multiple_of(2) => self.pick(dice / 2),
            _ => self.command(dice),
        }
    }

    /// A call under way is answered, or its answer is lost.
    fn reply(&mut self, dice: usize) {
        let under_way = self.browser.under_way.len();
        if under_way == 0 {
            return;
        }
        let position = dice / 16 % under_way;
        let call = self.browser.under_way[position].call.clone();
        let result = match dice % 16 {
            0 => Err(Failure::Unreachable),
            1 => {
                // It took effect, and the answer is lost.
                let _ = self.cloud.execute(self.browser.now, &call);
                Err(Failure::TimedOut)
            }
            2 => Err(world::error(429, genesys::model::Rejection::RateLimited { retry_after_ms: 2_000 }, None)),
            3 => Err(world::error(500, genesys::model::Rejection::Broken, None)),
            4 if matches!(call, Call::Token(_)) => Err(world::refused()),
            _ => self.cloud.execute(self.browser.now, &call),
        };
        self.browser.answer(position, result);
    }

    /// An event is delivered in order, out of order, twice, or never.
    fn event(&mut self, dice: usize) {
        if self.cloud.events.is_empty() {
            return;
        }
        let position = if dice.is_multiple_of(3) { dice / 8 % self.cloud.events.len() } else { 0 };
        let event = self.cloud.events.remove(position);
        if self.browser.socket != Socket::Open || dice % 8 == 7 {
            return;
        }
        if dice % 8 == 6 {
            self.browser.input(Input::Frame(event.clone()));
        }
        self.browser.input(Input::Frame(event));
    }

    /// The administrator changes what is checked.
    fn set_policy(&mut self, dice: usize) {
        let word = |dice: usize| [None, Some("off"), Some("warn"), Some("block")][dice % 4].map(str::to_owned);
        let text = |wanted: bool, text: &str| wanted.then(|| text.to_owned());
        let quiet = dice.is_multiple_of(3);
        // It is a quarter past seven in New York when walks begin, and one in the morning in Berlin.
        let from = ["19:17", "19:20", "01:18"][dice / 3 % 3];
        self.policy = Policy {
            carrier_opt_out: word(dice / 4),
            customer_opt_out: word(dice / 16),
            opt_out_contact_field: text(dice.is_multiple_of(5), world::LIST_FIELD),
            listed_opt_out: word(dice / 64),
            quiet_hours: word(dice / 256),
            quiet_hours_start: text(quiet, from),
            quiet_hours_end: text(quiet, "19:21"),
            first_message: word(dice / 1_024),
            first_message_text: text(dice.is_multiple_of(4), "This is Lumen."),
            shortened_links: word(dice / 4_096),
            ..Policy::default()
        };
        self.browser.set_policy(self.policy.clone());
    }

    /// Nothing has left that is blocked, or that somebody was warned of who did not go on in spite of it.
    fn check_left(&mut self) {
        let view = self.browser.view();
        for (conversation, text) in std::mem::take(&mut self.browser.left) {
            let despite = self.despite.get(&text).cloned().unwrap_or_default();
            let interaction = view.interactions.iter().find(|one| one.conversation == conversation);
            // Of the draft's findings, those that are the recipient's.
            let of_recipient =
                |one: &&Finding| !matches!(one.reason.rule(), Rule::Identification | Rule::ShortenedLink);
            let findings = interaction.map(|one| one.draft.findings.as_slice()).unwrap_or_default();
            for finding in findings.iter().filter(of_recipient) {
                let warned = finding.verdict == Verdict::Warn && despite.contains(&finding.reason.rule());
                assert!(warned, "{text} left against {finding:?}");
            }
            let word = self.policy.shortened_links.as_deref().unwrap_or("warn");
            if text.contains("bit.ly/") && word != "off" {
                assert!(word == "warn" && despite.contains(&Rule::ShortenedLink), "{text} left: links are on {word}");
            }
            self.went_on |= !despite.is_empty();
        }
    }

    fn pass_time(&mut self, dice: usize) {
        let millis = [200, 2_000, 5_000, 20_000, 70_000][dice % 5];
        self.browser.now = self.browser.now.plus_millis(millis);
        self.cloud.tick(self.browser.now);
        if self.browser.workflow.next_wake().is_some_and(|wake| wake <= self.browser.now) {
            self.browser.input(Input::Tick);
        }
    }

    fn socket(&mut self, dice: usize) {
        match (self.browser.socket, dice % 4) {
            (Socket::Opening, 0) | (Socket::Open, 0) => {
                self.browser.socket = Socket::None;
                self.browser.input(Input::SocketClosed);
            }
            (Socket::Opening, _) => {
                self.browser.socket = Socket::Open;
                self.browser.input(Input::SocketOpened);
            }
            (Socket::Open, 1) => self.browser.input(Input::Frame(Frame::SocketClosing)),
            (_, 2) => self.browser.input(Input::Online(false)),
            _ => self.browser.input(Input::Online(true)),
        }
    }

    fn window(&mut self, dice: usize) {
        let window = [Window::Interactions, Window::WrapUp][dice % 2];
        if self.browser.windows.contains(&window) {
            self.browser.windows.retain(|one| *one != window);
            self.browser.input(Input::WindowClosed(window));
        }
    }

    /// The agent does something about a notification, or about all of them.
    fn alert(&mut self, dice: usize) {
        let (kind, dice) = (dice % 16, dice / 16);
        match kind {
            0 => self.browser.command(Command::SetNotifications(dice.is_multiple_of(2))),
            1 => self.browser.command(Command::SetSound(dice.is_multiple_of(2))),
            2 => self.browser.command(Command::SetVolume(u8::try_from(dice % 120).unwrap())),
            3 => self.browser.command(Command::TryAlert),
            4 => self.browser.loudspeaker = if dice.is_multiple_of(2) { Sound::Fine } else { Sound::Blocked },
            _ => {
                let Some(alert) = self.browser.alerts.get(dice % self.browser.alerts.len().max(1)).map(Alert::id)
                else {
                    return;
                };
                let act = [AlertAct::Open, AlertAct::Answer, AlertAct::Decline, AlertAct::Close][kind % 4];
                if let (AlertId::Offered(id), AlertAct::Open | AlertAct::Close) = (&alert, act) {
                    self.closed.insert(id.clone());
                }
                self.browser.input(Input::Alert { alert, act });
            }
        }
    }

    /// The agent chooses a number on a page.
    fn pick(&mut self, dice: usize) {
        self.counter += 1;
        let name = format!("person {}", self.counter);
        let number = |dice: usize| [CUSTOMERS[0], CUSTOMERS[1], CUSTOMERS[2], HELD][dice % 4];
        let more = if dice.is_multiple_of(3) { vec![number(dice + 1), number(dice + 2)] } else { Vec::new() };
        let pick = Pick {
            number: number(dice).parse().unwrap(),
            name: Some(name.clone()),
            // It tells where it belongs.
            body: (more.is_empty() && dice % 4 < 3).then(|| format!("to {} for {ANYBODY}", number(dice))),
            more: more.iter().map(|number| number.parse().unwrap()).collect(),
            site: Some("crm.example".to_owned()),
        };
        let before = self.browser.view().compose.filter(|compose| self.touched || !is_editing(&compose.stage));
        self.browser.input(Input::Picked { pick: Box::new(pick), opened: dice.is_multiple_of(5) });
        self.picked = Some((name, number(dice).to_owned()));
        if before.is_some() {
            // Quiet hours may have begun or ended since.
            let unfound = |form: Option<Compose>| form.map(|form| Compose { findings: Vec::new(), ..form });
            let (after, before) = (unfound(self.browser.view().compose), unfound(before));
            assert_eq!(after, before, "a number takes the place of a form under way");
        }
    }

    /// A number that was chosen is where the agent finds it. `let_go`: unless that is what the agent just did.
    fn check_picked(&mut self, view: &View, let_go: bool) {
        let Some((name, number)) = &self.picked else { return };
        let names = |origin: &protocol::Origin| origin.name.as_ref() == Some(name);
        let offered = view.offered.as_ref().is_some_and(|offered| names(&offered.origin));
        let filled_in = view.compose.as_ref().and_then(|compose| compose.origin.as_ref()).is_some_and(names);
        if offered || filled_in {
            return;
        }
        let used = view.interactions.iter().any(|one| one.customer.number == *number);
        assert!(used || let_go, "{name} is lost: {view:?}");
        self.picked = None;
    }

    /// The agent does something that the view offers.
    fn command(&mut self, dice: usize) {
        let view = self.browser.view();
        let (kind, dice) = (dice % 20, dice / 20);
        let command = match (&view.session, kind) {
            (Session::SignedOut { .. } | Session::Expired { signing_in: false, .. }, 0..=9) => Some(Command::SignIn),
            (Session::SigningIn | Session::Expired { signing_in: true, .. }, 0) => Some(Command::CancelSignIn),
            (Session::Starting { problem: Some(_) }, _) => Some(Command::Retry),
            (_, 1) => Some(Command::Retry),
            (Session::SignedIn(_), 2) if dice.is_multiple_of(16) => Some(Command::SignOut),
            (_, 2 | 8) => status(&view, dice),
            (_, 3) => view.notices.first().map(|notice| Command::Dismiss(notice.id)),
            (_, 4..=7) => self.compose(&view, dice),
            _ => self.interact(&view, dice),
        };
        if let Some(command) = command {
            let fills_in = matches!(
                command,
                Command::EditNumber { .. }
                    | Command::EditQueueText { .. }
                    | Command::ChooseQueue(_)
                    | Command::ChooseRecipient(_)
                    | Command::Compose
                    | Command::Anyway { .. }
            );
            let lets_go = matches!(
                command,
                Command::EditNumber { .. }
                    | Command::ChooseRecipient(_)
                    | Command::CloseNewInteraction
                    | Command::DismissPicked
                    | Command::UsePicked
                    | Command::SignOut
            );
            self.browser.command(command);
            let after = self.browser.view();
            self.touched |= fills_in && after.compose != view.compose;
            self.check_picked(&after, lets_go);
        }
    }

    fn compose(&mut self, view: &View, dice: usize) -> Option<Command> {
        if let Some(offered) = view.offered.as_ref().filter(|offered| offered.waits == Waits::Agent)
            && dice.is_multiple_of(3)
        {
            let more = offered.origin.more.len();
            return Some(if (dice / 3 + more).is_multiple_of(3) { Command::DismissPicked } else { Command::UsePicked });
        }
        let Some(compose) = &view.compose else {
            return (view.sms == SmsEntry::Available).then_some(Command::NewInteraction);
        };
        let missing = |what: &Missing| compose.missing.contains(what);
        let (kind, dice) = (dice % 8, dice / 8);
        Some(match (&compose.stage, kind) {
            (Stage::Editing { .. }, 0..=4) if compose.missing.is_empty() && !compose.findings.is_empty() => {
                Command::Anyway { what: Anyway::Compose, despite: rules(&compose.findings) }
            }
            (Stage::Editing { .. }, 0..=4) if compose.missing.is_empty() => Command::Compose,
            (Stage::Editing { .. }, 0..=4) if missing(&Missing::Queue) => {
                Command::ChooseQueue(QueueId::new(QUEUES[dice % QUEUES.len()].0))
            }
            (Stage::Existing, 0..=4) => Command::ContinueExisting,
            (Stage::Existing | Stage::Checking, 5) => Command::CancelCompose,
            (_, 6) if dice.is_multiple_of(4) => Command::CloseNewInteraction,
            (_, 7) => Command::EditQueueText { text: "s".into(), edit: 1 },
            (Stage::Editing { .. }, 5) if compose.origin.as_ref().is_some_and(|origin| !origin.more.is_empty()) => {
                let more = compose.origin.as_ref().map(|origin| origin.more.clone()).unwrap_or_default();
                Command::ChooseRecipient(more[dice % more.len()].number.clone())
            }
            _ => {
                let number = [CUSTOMERS[0], CUSTOMERS[1], CUSTOMERS[2], HELD][dice % 4];
                Command::EditNumber { text: number.into(), caret: 12, deleted_forward: false, edit: 1 }
            }
        })
        .inspect(|command| {
            let begins = |what: &Anyway| *what == Anyway::Compose;
            if matches!(command, Command::Compose | Command::ContinueExisting)
                || matches!(command, Command::Anyway { what, .. } if begins(what))
            {
                self.composes += 1;
            }
        })
    }

    fn interact(&mut self, view: &View, dice: usize) -> Option<Command> {
        if view.interactions.is_empty() {
            return None;
        }
        let interaction = &view.interactions[dice % view.interactions.len()];
        let dice = dice / view.interactions.len();
        let conversation = interaction.conversation.clone();
        let (kind, dice) = (dice % 10, dice / 10);
        match (&interaction.phase, kind) {
            (Phase::Alerting { .. }, 0..=5) => Some(Command::Answer(conversation)),
            (Phase::Alerting { .. }, 6) => Some(Command::Decline(conversation)),
            (Phase::Connected { .. }, 0 | 1) => Some(Command::Disconnect(conversation)),
            (Phase::Connected { .. }, 2..=4) => {
                self.counter += 1;
                let link = if dice.is_multiple_of(4) { "https://bit.ly/" } else { "" };
                let text = format!("message {link}{}", self.counter);
                self.sent.insert(text.clone());
                if dice % 3 == 0 {
                    return Some(Command::Send { conversation, text });
                }
                let mut despite = rules(&interaction.draft.findings);
                despite.extend((dice % 3 == 1).then_some(Rule::ShortenedLink));
                self.despite.insert(text.clone(), despite.iter().copied().collect());
                Some(Command::Anyway { what: Anyway::Send { conversation, text }, despite })
            }
            (Phase::Connected { after_call_work: Some(wanted), .. }, 5) => {
                Some(Command::RequestAfterCallWork { conversation, wanted: !wanted })
            }
            (Phase::Connected { .. }, 5) => match &view.transfer {
                None => Some(Command::OpenTransfer(conversation)),
                Some(transfer) => match &transfer.targets {
                    Listing::Loaded(targets) if !targets.is_empty() => {
                        Some(Command::Transfer(targets[dice % targets.len()].target.clone()))
                    }
                    _ => Some(Command::EditTransferSearch { text: "e".into(), edit: 1 }),
                },
            },
            (Phase::WrapUp(wrap_up), 0..=4) => Some(match (&wrap_up.codes, &wrap_up.done) {
                (Listing::Loaded(codes), DoneEntry::CodeMissing) => {
                    Command::ChooseWrapUpCode { conversation, code: Some(codes[dice % codes.len()].id.clone()) }
                }
                _ => Command::Done(conversation),
            }),
            (_, 6) if interaction.suggested.is_some() && dice.is_multiple_of(2) => {
                let id = conversation;
                Some(if dice.is_multiple_of(4) { Command::UseSuggested(id) } else { Command::DismissSuggested(id) })
            }
            (_, 6) => self.again(interaction, dice).or(Some(Command::OpenInteractions(Some(conversation)))),
            (Phase::Connected { .. }, 7) if !dice.is_multiple_of(4) => Some(self.bring_files(interaction, dice / 4)),
            (_, 7) => Some(Command::OpenInteractions(Some(conversation))),
            (_, 8) => Some(match dice % 7 {
                0 => Command::CloseResponses,
                1 => Command::EditDraft { conversation, text: draft_with(FIELD, interaction), edit: 1 },
                // What is not filled in does not leave, whoever says so: no such text is among those that were sent.
                2 => Command::Send { conversation, text: draft_with(FIELD, interaction) },
                3 => Command::EditDraft { conversation, text: draft_with(LINK, interaction), edit: 1 },
                4 => look_back(view, conversation, dice / 7),
                kind => Command::SearchResponses { conversation, query: ["", "he"][kind - 5].into() },
            }),
            _ => Some(Command::EditDraft { conversation, text: draft_of(interaction), edit: 1 }),
        }
    }

    /// The agent attaches a file, and the page that holds it does its part.
    fn bring_files(&mut self, interaction: &Interaction, dice: usize) -> Command {
        // It may have lost its port.
        self.browser.input(Input::Attached { view: self.browser.view.clone(), page: Page::Popup });
        // What is there goes, lest walks reach that by chance only.
        if interaction.draft.length.fit == Fit::Fits && !interaction.draft.files.is_empty() {
            self.counter += 1;
            let text = format!("message {}", self.counter);
            self.sent.insert(text.clone());
            return Command::Send { conversation: interaction.conversation.clone(), text };
        }
        let failed = |file: &&FileEntry| matches!(file.stage, FileStage::Failed(_));
        let files = &interaction.draft.files;
        let act = match files.iter().find(failed).or(files.last()) {
            Some(FileEntry { id, stage: FileStage::Uploading(_) | FileStage::Fetching, .. })
                if dice.is_multiple_of(8) =>
            {
                FileAct::NotUploaded(id.clone())
            }
            Some(FileEntry { id, stage: FileStage::Uploading(_), .. }) => FileAct::Uploaded(id.clone()),
            Some(FileEntry { id, name, stage: FileStage::Fetching, .. }) => {
                let (id, name) = (id.clone(), name.clone());
                FileAct::Fetched(NewFile { id, name, kind: "image/png".into(), bytes: 1_000_000 })
            }
            Some(FileEntry { id, stage: FileStage::Failed(_), .. }) => FileAct::Remove(id.clone()),
            Some(FileEntry { id, .. }) if dice.is_multiple_of(8) => FileAct::Remove(id.clone()),
            Some(_) if !dice.is_multiple_of(4) => {
                return Command::OpenInteractions(Some(interaction.conversation.clone()));
            }
            _ => {
                self.counter += 1;
                let kind = if dice % 8 == 7 { "text/html" } else { "image/png" };
                let id = FileId(self.counter.to_string());
                let name = format!("file {}", id.0);
                if dice % 8 == 6 {
                    FileAct::Expect { id, name }
                } else {
                    FileAct::Attach(NewFile { name, id, kind: kind.into(), bytes: 1_000_000 })
                }
            }
        };
        Command::File { conversation: interaction.conversation.clone(), act }
    }

    fn again(&mut self, interaction: &Interaction, dice: usize) -> Option<Command> {
        let Listing::Loaded(messages) = &interaction.messages else { return None };
        let open: Vec<(SendId, &Message)> = messages
            .iter()
            .filter_map(|message| match (&message.key, &message.delivery) {
                (MessageKey::Own(id), Delivery::Unconfirmed | Delivery::Refused(_) | Delivery::Held) => {
                    Some((*id, message))
                }
                _ => None,
            })
            .collect();
        let (message, Message { text, findings, .. }) = *open.get(dice % open.len().max(1))?;
        let conversation = interaction.conversation.clone();
        if dice.is_multiple_of(2) {
            return Some(Command::LeaveIt { conversation, message });
        }
        self.sent_again.insert(text.to_owned());
        if findings.is_empty() {
            return Some(Command::SendAgain { conversation, message });
        }
        let despite = rules(findings);
        self.despite.entry(text.to_owned()).or_default().extend(&despite);
        Some(Command::Anyway { what: Anyway::SendAgain { conversation, message }, despite })
    }

    /// What holds after every step.
    fn check(&mut self) {
        let view = self.browser.view();
        self.touched &= view.compose.is_some();
        self.check_picked(&view, false);
        self.check_alerts(&view);
        let pending = |one: &&Interaction| matches!(&one.phase, Phase::WrapUp(wrap_up) if !wrap_up.window_open);
        let pending = view.interactions.iter().filter(pending).count();
        assert_eq!(
            matches!(view.badge, Badge::WrapUpPending(_)),
            pending > 0,
            "the icon is red iff wrap-up is pending"
        );
        for interaction in &view.interactions {
            let draft = &interaction.draft.typed.text;
            assert!(belongs(draft, interaction), "a draft moved: {draft} in {interaction:?}");
            let suggested = interaction.suggested.as_deref().unwrap_or_default();
            assert!(belongs(suggested, interaction), "a text moved: {suggested} in {interaction:?}");
            let fit = interaction.draft.length.fit;
            for file in &interaction.draft.files {
                let sendable = file.stage == FileStage::Ready || matches!(fit, Fit::TooLong | Fit::FieldsOpen);
                assert!(sendable || matches!(fit, Fit::FilesOnTheWay | Fit::FileFailed), "{fit:?} with {file:?}");
            }
        }
        for message in self.cloud.conversations.iter().flat_map(|one| &one.messages) {
            for file in message.attachments.iter().filter_map(|attachment| attachment.name.clone()) {
                let with = self.enclosed.entry(file.clone()).or_insert_with(|| message.text.clone());
                assert_eq!(*with, message.text, "{file} went with another message, too");
            }
        }
        for (text, times) in &self.cloud.sent {
            assert!(self.sent.contains(text), "nobody sent {text}");
            assert!(*times == 1 || self.sent_again.contains(text), "{text} was sent {times} times by one command");
        }
        assert!(self.cloud.created <= self.composes, "more conversations than the agent composed");
        let listed: BTreeSet<_> = view.interactions.iter().map(|one| &one.conversation).collect();
        assert_eq!(listed.len(), view.interactions.len(), "an interaction is listed once");
    }

    /// The agent is told of what is offered, of nothing else, and only while somebody is signed in.
    fn check_alerts(&mut self, view: &View) {
        let signed_in = matches!(view.session, Session::SignedIn(_));
        let offered = |one: &&Interaction| signed_in && one.phase == Phase::Alerting { answering: false };
        let offered: BTreeSet<_> =
            view.interactions.iter().filter(offered).map(|one| one.conversation.clone()).collect();
        self.closed.retain(|id| offered.contains(id));

        let volume = Some(view.settings.volume.value).filter(|volume| *volume > 0 && view.settings.sound.value);
        let rings = volume.filter(|_| !offered.is_empty()).map_or(Play::Nothing, |volume| Play::OverAndOver { volume });
        assert_eq!(self.browser.playing, rings, "it rings iff something is offered");

        let told = self.browser.alerts.iter().filter_map(|alert| match alert.id() {
            AlertId::Offered(id) => Some(id),
            AlertId::Answered(_) | AlertId::Sample(_) => None,
        });
        let told: BTreeSet<_> = told.collect();
        let wanted = if view.settings.notifications.value { &offered - &self.closed } else { BTreeSet::new() };
        assert_eq!(told, wanted, "the notifications are not what is offered");
        for alert in &self.browser.alerts {
            let AlertId::Answered(id) = alert.id() else { continue };
            let connected = view
                .interactions
                .iter()
                .any(|one| one.conversation == id && matches!(one.phase, Phase::Connected { .. } | Phase::Connecting));
            assert!(connected && self.cloud.auto_answer, "{alert:?} tells of what was not answered");
        }
        assert!(view.sound == Sound::Fine || view.settings.sound.value, "nobody misses a sound that is off");
    }

    /// What of [`WORTH_REACHING`] the walk has come to.
    fn reached(&self) -> Vec<&'static str> {
        let view = self.browser.view();
        let mut reached = Vec::new();
        reached.extend((!self.enclosed.is_empty()).then_some("a message with a file"));
        reached.extend(self.went_on.then_some("sent in spite of a warning"));
        let findings = view.interactions.iter().flat_map(|one| &one.draft.findings);
        let findings = findings.chain(view.compose.iter().flat_map(|form| &form.findings));
        let messages = view.interactions.iter().flat_map(|one| match &one.messages {
            Listing::Loaded(messages) => messages.as_slice(),
            Listing::Loading | Listing::Failed(_) => &[],
        });
        let findings = findings.chain(messages.flat_map(|message| &message.findings));
        reached.extend(findings.map(|one| match one.reason {
            Reason::OptedOutAtCarrier { .. } => "opted out at the carrier",
            Reason::OptedOutByWord { .. } => "opted out by a word",
            Reason::Listed { .. } => "on the organisation's list",
            Reason::ListUnread => "the list is not read",
            Reason::QuietHours(_) => "quiet hours",
            Reason::TimeUnknown => "an unknown time",
            Reason::Unidentified { .. } => "a message that lacks who writes",
            Reason::Shortened { .. } => "a link of a shortener",
        }));
        reached.extend(match view.session {
            Session::Expired { .. } => Some("an expired session"),
            _ => None,
        });
        reached.extend(match &view.status {
            Some(Status { pending: Some(_), .. }) => Some("a status asked for"),
            Some(Status { routing: Routing::NotResponding { returning: true }, .. }) => Some("on the way back"),
            Some(Status { routing: Routing::NotResponding { returning: false }, .. }) => Some("not responding"),
            _ => None,
        });
        let offers = self.browser.alerts.iter().filter(|alert| matches!(alert, Alert::Offered(_))).count();
        reached.extend((offers > 1).then_some("two offers at once"));
        reached.extend((!self.closed.is_empty()).then_some("an offer whose notification was closed"));
        let answered = self.browser.alerts.iter().any(|alert| matches!(alert, Alert::Answered(_)));
        reached.extend(answered.then_some("answered by itself"));
        reached.extend((self.browser.playing != Play::Nothing).then_some("ringing"));
        reached.extend((self.browser.updates > 0).then_some("an update"));
        reached.extend((view.sound == Sound::Blocked).then_some("a sound that cannot be heard"));
        let past = view.past.as_ref().map(|past| &past.further);
        reached.extend(matches!(past, Some(Further::Older)).then_some("a look at earlier conversations"));
        reached.extend(view.offered.as_ref().map(|offered| match (offered.waits, &offered.origin.name) {
            (Waits::SignIn, _) => "a number that waits for sign-in",
            (Waits::Agent, Some(_)) => "a number that is offered",
            (Waits::Agent, None) => "the next recipient of a link",
        }));
        let of_page = view.compose.as_ref().is_some_and(|compose| compose.origin.is_some());
        reached.extend(of_page.then_some("a number of a page in the form"));
        reached.extend(match view.compose.map(|compose| compose.stage) {
            Some(Stage::Existing) => Some("the prompt"),
            Some(Stage::Editing { problem: Some(ComposeProblem::HeldElsewhere { .. }) }) => Some("held elsewhere"),
            Some(Stage::Editing { problem: Some(ComposeProblem::Unconfirmed) }) => Some("an unconfirmed compose"),
            _ => None,
        });
        reached.extend(view.responses.map(|search| match search.offer {
            ResponseOffer::Loading => "canned responses on their way",
            _ => "canned responses",
        }));
        for interaction in view.interactions {
            reached.push(match interaction.phase {
                Phase::Alerting { .. } => "alerting",
                Phase::Connecting => "connecting",
                Phase::Connected { .. } => "connected",
                Phase::WrapUp(wrap_up) if wrap_up.done == DoneEntry::Waiting => "a forced time box",
                Phase::WrapUp(_) => "wrap-up",
            });
            reached.extend((!interaction.draft.open.is_empty()).then_some("a draft to be filled in"));
            reached.extend(interaction.draft.files.iter().filter_map(|file| match file.stage {
                FileStage::Fetching => Some("a file that is only fetched"),
                FileStage::Uploading(_) => Some("a file on its way"),
                FileStage::Ready => Some("a file that can be sent"),
                FileStage::Failed(FileProblem::NotAllowed(_)) => Some("a file that is not allowed"),
                _ => None,
            }));
            let Listing::Loaded(messages) = interaction.messages else { continue };
            reached.extend(messages.iter().filter_map(|message| match message.delivery {
                Delivery::Delivered => Some("delivered"),
                Delivery::Settling => Some("settling"),
                Delivery::Unconfirmed => Some("unconfirmed"),
                Delivery::Left => Some("left"),
                Delivery::Held => Some("held"),
                Delivery::Received => Some("received"),
                _ => None,
            }));
        }
        reached.extend(view.notices.iter().filter_map(|notice| match notice.what {
            NoticeKind::Transferred { .. } => Some("transferred"),
            NoticeKind::ComposeCancelled => Some("a compose cancelled under way"),
            NoticeKind::UpdateWaits => Some("an update that waits"),
            _ => None,
        }));
        reached
    }

    /// All faults are over: what is shown is what is true, and everything can be brought to its end.
    fn come_to_rest(&mut self) {
        self.cloud.events.clear();
        self.browser.input(Input::Online(true));
        if self.browser.socket == Socket::Open {
            self.browser.socket = Socket::None;
            self.browser.input(Input::SocketClosed);
        }
        self.browser.rest(&mut self.cloud);
        for _ in 0..3 {
            if !matches!(self.browser.view().session, Session::SignedIn(_)) {
                self.browser.command(Command::Retry);
                self.browser.sign_in(&mut self.cloud);
            }
        }
        self.browser.rest(&mut self.cloud);
        let view = self.browser.view();
        assert!(matches!(view.session, Session::SignedIn(_)), "nobody can sign in: {:?}", view.session);

        self.browser.command(Command::Retry);
        self.browser.rest(&mut self.cloud);
        let view = self.browser.view();
        let shown: BTreeSet<_> = view.interactions.iter().map(|one| one.conversation.clone()).collect();
        let true_ones: BTreeSet<_> = self.cloud.of_ada().into_iter().collect();
        assert_eq!(shown, true_ones, "the list is not what is true");
        for conversation in shown {
            // A thread is whole where it is open.
            self.browser.command(Command::OpenInteractions(Some(conversation.clone())));
            self.browser.rest(&mut self.cloud);
            let view = self.browser.view();
            let open = view.interactions.iter().find(|one| one.conversation == conversation);
            self.check_thread(open.expect("it is still there"));
        }
        self.check_status(&view);
        if let Some(search) = &view.responses {
            let came = matches!(search.offer, ResponseOffer::Here { .. } | ResponseOffer::NoLibraries);
            assert!(came, "canned responses do not come: {search:?}");
        }
        self.finish_everything();
    }

    /// The status is what the service says, and nothing is still asked for.
    fn check_status(&self, view: &View) {
        let status = view.status.as_ref().expect("somebody is signed in");
        let shown = status.presence.as_ref().map(|presence| (&presence.id, presence.system.as_str()));
        let truth = &self.cloud.presence;
        assert_eq!(shown, Some((&truth.definition, truth.system.as_str())), "the presence is not what is true");
        assert_eq!(status.pending, None, "a presence is still asked for");
        let routing = match self.cloud.routing.status.as_str() {
            "NOT_RESPONDING" => Routing::NotResponding { returning: false },
            "IDLE" => Routing::Idle,
            _ => Routing::OffQueue,
        };
        assert_eq!(status.routing, routing, "the routing status is not what is true");
        assert!(matches!(status.presences, Listing::Loaded(_)), "no presences to choose from");
    }

    fn check_thread(&self, interaction: &Interaction) {
        let Listing::Loaded(shown) = &interaction.messages else { panic!("no thread: {interaction:?}") };
        let conversation =
            self.cloud.conversations.iter().find(|one| one.id == interaction.conversation).expect("known");
        let settled = |delivery: &Delivery| {
            !matches!(delivery, Delivery::Unconfirmed | Delivery::Left | Delivery::Held | Delivery::Refused(_))
        };
        let mut listed: Vec<_> =
            shown.iter().filter(|message| settled(&message.delivery)).map(|message| message.text.clone()).collect();
        let mut truth: Vec<_> = conversation.messages.iter().map(|message| message.text.clone()).collect();
        listed.sort();
        truth.sort();
        // What the agent sent again after a loss may stand there twice: as found, and as sent again.
        listed.retain(|text| !self.sent_again.contains(text));
        truth.retain(|text| !self.sent_again.contains(text));
        let open: BTreeSet<_> =
            shown.iter().filter(|message| !settled(&message.delivery)).map(|message| message.text.clone()).collect();
        truth.retain(|text| !open.contains(text));
        assert_eq!(listed, truth, "the thread is not what is true");
        for message in shown {
            assert!(
                !matches!(message.delivery, Delivery::Sending | Delivery::Settling),
                "still under way: {message:?}"
            );
        }
    }

    fn finish_everything(&mut self) {
        self.browser.command(Command::CancelCompose);
        self.browser.command(Command::CloseNewInteraction);
        self.browser.command(Command::DismissPicked);
        for _ in 0..8 {
            for interaction in self.browser.view().interactions {
                let conversation = interaction.conversation;
                let command = match interaction.phase {
                    Phase::Alerting { .. } => Command::Decline(conversation),
                    Phase::Connecting => Command::Retry,
                    Phase::Connected { .. } => Command::Disconnect(conversation),
                    Phase::WrapUp(wrap_up) => {
                        if let (Listing::Loaded(codes), DoneEntry::CodeMissing) = (wrap_up.codes, wrap_up.done) {
                            let code = Some(codes[0].id.clone());
                            self.browser
                                .command(Command::ChooseWrapUpCode { conversation: conversation.clone(), code });
                        }
                        Command::Done(conversation)
                    }
                };
                self.browser.command(command);
            }
            self.browser.rest(&mut self.cloud);
        }
        let view = self.browser.view();
        assert!(view.interactions.is_empty(), "cannot be left: {:?}", view.interactions);
        assert!(view.compose.is_none() && view.offered.is_none());
    }
}

/// What the agent does about earlier conversations.
fn look_back(view: &View, conversation: ConversationId, dice: usize) -> Command {
    match (&view.past, dice % 4) {
        (None, _) => Command::OpenPast(conversation),
        (Some(_), 0) => Command::ClosePast,
        (Some(past), 1) => Command::ReadPast(past.entries.first().map(|entry| entry.conversation.clone())),
        (Some(_), _) => Command::OlderPast,
    }
}

fn rules(findings: &[Finding]) -> Vec<Rule> {
    findings.iter().map(|one| one.reason.rule()).collect()
}

fn is_editing(stage: &Stage) -> bool {
    matches!(stage, Stage::Editing { .. })
}

/// Another presence, or the way back to the queue.
fn status(view: &View, dice: usize) -> Option<Command> {
    let status = view.status.as_ref()?;
    match (&status.routing, &status.presences) {
        (Routing::NotResponding { .. }, _) if !dice.is_multiple_of(4) => Some(Command::ReturnToQueue),
        // Mostly on queue: only there is anything offered.
        (_, Listing::Loaded(presences)) if dice.is_multiple_of(2) => {
            presences.last().map(|presence| Command::SetPresence(presence.id.clone()))
        }
        (_, Listing::Loaded(presences)) => {
            Some(Command::SetPresence(presences.get(dice / 2 % presences.len().max(1))?.id.clone()))
        }
        (_, Listing::Loading | Listing::Failed(_)) => None,
    }
}

/// A draft that tells where it belongs.
fn draft_of(interaction: &Interaction) -> String {
    format!("to {} for {}", interaction.customer.number, interaction.queue.as_deref().unwrap_or_default())
}

/// The same, with something before it that speaks against sending it.
fn draft_with(before: &str, interaction: &Interaction) -> String {
    format!("{before}{}", draft_of(interaction))
}

/// A queue's name may not be known yet; a customer's number always is.
fn belongs(draft: &str, interaction: &Interaction) -> bool {
    let draft = draft.trim_start_matches(FIELD).trim_start_matches(LINK);
    let Some((customer, queue)) = draft.strip_prefix("to ").and_then(|rest| rest.split_once(" for ")) else {
        return draft.is_empty();
    };
    let same_queue =
        interaction.queue.as_deref().is_none_or(|known| queue.is_empty() || queue == known || queue == ANYBODY);
    customer == interaction.customer.number && same_queue
}

#[test]
fn any_order_of_events_keeps_the_invariants() {
    let reached = RefCell::new(BTreeSet::new());
    let config = ProptestConfig {
        cases: cases(),
        failure_persistence: Some(Box::new(FileFailurePersistence::WithSource("proptest-regressions"))),
        source_file: Some(file!()),
        ..ProptestConfig::default()
    };
    let walks = TestRunner::new(config).run(&prop::collection::vec(any::<u32>(), STEPS), |dice| {
        let signed_in = dice[0] % 4 > 0;
        let mut walk = Walk::new(signed_in, dice[1] % 8 == 0);
        if signed_in && dice[2].is_multiple_of(2) {
            walk.begin();
        }
        for dice in dice {
            walk.step(dice);
            walk.check();
            reached.borrow_mut().extend(walk.reached());
        }
        walk.come_to_rest();
        Ok(())
    });
    if let Err(error) = walks {
        panic!("{error}");
    }
    let missed: Vec<_> = WORTH_REACHING.iter().filter(|place| !reached.borrow().contains(*place)).collect();
    assert!(missed.is_empty(), "no walk reached {missed:?}");
}

/// Walks; `BEHALF_WALKS` asks for more or fewer.
fn cases() -> u32 {
    std::env::var("BEHALF_WALKS").ok().and_then(|walks| walks.parse().ok()).unwrap_or(10_000)
}
