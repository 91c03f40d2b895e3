//! Every way by which a message leaves, every rule, every policy: the table is made from the enums, so that a new one of
//! either fails until it is listed here.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{
    call::Call,
    id::{ConversationId, QueueId},
    model::{Failure, Rejection},
    time::Timestamp,
};
use protocol::{
    Anyway, Command, Delivery, Draft, Finding, Interaction, Listing, Message, MessageKey, Reason, Rule, SendId, Stage,
    Verdict, View,
};
use workflow::{CarriedOut, Durable, Input, Path, Pick, Policy, Volatile};
use world::{Browser, CUSTOMERS, Cloud, LIST_FIELD, WAITING};

/// Breaks the rule of shorteners, and does not say who writes.
const TEXT: &str = "Your seats: https://bit.ly/3xYz";
const IDENTIFICATION: &str = "Lumen Travel. Reply STOP to end.";

/// What a policy says of the rule that is looked at; all others are off.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Setting {
    Block,
    Warn,
    Off,
}

const SETTINGS: [Setting; 3] = [Setting::Block, Setting::Warn, Setting::Off];

/// What comes of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Outcome {
    /// It leaves.
    Leaves,
    /// It leaves once the agent says so, naming the rule.
    Asks,
    /// It stays, whatever the agent says.
    Stays,
}

/// The table.
fn expected(path: Path, rule: Rule, setting: Setting) -> Outcome {
    let about = match rule {
        Rule::CarrierOptOut | Rule::CustomerOptOut | Rule::ListedOptOut | Rule::QuietHours => About::Recipient,
        Rule::Identification | Rule::ShortenedLink => About::Text,
    };
    let carries_text = match path {
        Path::Compose | Path::Continue => false,
        Path::Reply | Path::Link | Path::Refused | Path::Failed | Path::Unconfirmed | Path::Held => true,
    };
    match setting {
        _ if about == About::Text && !carries_text => Outcome::Leaves,
        Setting::Block => Outcome::Stays,
        Setting::Warn => Outcome::Asks,
        Setting::Off => Outcome::Leaves,
    }
}

#[derive(PartialEq, Eq)]
enum About {
    Recipient,
    Text,
}

/// A policy that has everything that rules need, and one of them set.
fn policy(rule: Rule, setting: Setting) -> Policy {
    let word = |one: Rule| {
        let set = match setting {
            Setting::Block => "block",
            Setting::Warn => "warn",
            Setting::Off => "off",
        };
        Some(if one == rule { set } else { "off" }.to_owned())
    };
    Policy {
        carrier_opt_out: word(Rule::CarrierOptOut),
        customer_opt_out: word(Rule::CustomerOptOut),
        listed_opt_out: word(Rule::ListedOptOut),
        opt_out_contact_field: Some(LIST_FIELD.into()),
        quiet_hours: word(Rule::QuietHours),
        quiet_hours_start: Some("00:00".into()),
        quiet_hours_end: Some("24:00".into()),
        first_message: word(Rule::Identification),
        first_message_text: Some(IDENTIFICATION.into()),
        shortened_links: word(Rule::ShortenedLink),
        ..Policy::default()
    }
}

fn nothing() -> Policy {
    policy(Rule::QuietHours, Setting::Off)
}

/// An agent at the point from which a path leads on, with a recipient against whom every rule speaks.
struct Desk {
    browser: Browser,
    cloud: Cloud,
    path: Path,
}

impl Desk {
    fn at(path: Path) -> Self {
        // Continue needs a conversation that is over.
        let customer = if path == Path::Continue { WAITING[0] } else { CUSTOMERS[0] };
        let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
        cloud.listed.push(customer.to_owned());
        browser.set_policy(nothing());
        browser.sign_in(&mut cloud);
        opt_out(&mut browser, customer);
        browser.sign_in(&mut cloud);
        let mut desk = Self { browser, cloud, path };
        match path {
            Path::Compose => desk.fill_in(customer),
            Path::Continue => {
                desk.fill_in(customer);
                desk.browser.command(Command::Compose);
                desk.browser.settle(&mut desk.cloud);
                assert_eq!(desk.view().compose.unwrap().stage, Stage::Existing);
            }
            Path::Reply => desk.connect(customer),
            Path::Link => {
                let (number, site) = (customer.parse().unwrap(), Some("crm.example".to_owned()));
                let pick = Pick { number, name: None, body: Some(TEXT.to_owned()), more: Vec::new(), site };
                desk.browser.input(Input::Picked { pick: Box::new(pick), opened: true });
                desk.browser.command(Command::ChooseQueue(QueueId::new("Support")));
                desk.browser.command(Command::Compose);
                desk.browser.settle(&mut desk.cloud);
                assert_eq!(desk.only().draft.typed.text, TEXT);
            }
            Path::Refused => {
                desk.connect(customer);
                desk.send();
                desk.answer(Err(world::refused()));
                assert!(matches!(desk.message().delivery, Delivery::Refused(_)));
            }
            Path::Failed => {
                desk.connect(customer);
                desk.send();
                desk.browser.settle(&mut desk.cloud);
                let position = desk.cloud.conversations.iter().position(|one| one.customer == customer).unwrap();
                desk.cloud.fail(position, "InvalidDestination");
                desk.browser.settle(&mut desk.cloud);
                assert!(matches!(desk.message().delivery, Delivery::Failed(_)));
            }
            Path::Unconfirmed => {
                desk.connect(customer);
                desk.send();
                desk.answer(Err(Failure::TimedOut));
                desk.browser.rest(&mut desk.cloud);
                assert_eq!(desk.message().delivery, Delivery::Unconfirmed);
            }
            Path::Held => {
                desk.connect(customer);
                desk.send();
                desk.answer(Err(world::error(429, Rejection::RateLimited { retry_after_ms: 1_000 }, None)));
                desk.browser.set_policy(policy(Rule::QuietHours, Setting::Block));
                desk.browser.rest(&mut desk.cloud);
                desk.browser.set_policy(nothing());
                assert_eq!(desk.message().delivery, Delivery::Held);
            }
        }
        desk
    }

    fn fill_in(&mut self, number: &str) {
        self.browser.fill_in("Support", number);
        self.browser.settle(&mut self.cloud);
    }

    fn connect(&mut self, number: &str) {
        self.fill_in(number);
        self.browser.command(Command::Compose);
        self.browser.settle(&mut self.cloud);
        let conversation = self.only().conversation;
        self.browser.command(Command::OpenInteractions(Some(conversation.clone())));
        self.browser.command(Command::EditDraft { conversation, text: TEXT.into(), edit: 1 });
    }

    fn send(&mut self) {
        let conversation = self.only().conversation;
        self.browser.command(Command::Send { conversation, text: TEXT.into() });
    }

    fn answer(&mut self, result: Result<genesys::call::Reply, Failure>) {
        let position = self.browser.under_way.iter().position(|one| matches!(one.call, Call::Send { .. })).unwrap();
        self.browser.answer(position, result);
    }

    /// Goes on by the path; with what the agent has read, or without.
    fn go(&mut self, despite: Option<Vec<Rule>>) {
        let what = match self.path {
            Path::Compose => Anyway::Compose,
            Path::Continue => {
                // Held, the prompt makes way for the form, where the agent begins anew.
                if let Some(despite) = despite
                    && self.view().compose.unwrap().stage != Stage::Existing
                {
                    self.browser.command(Command::Anyway { what: Anyway::Compose, despite });
                    self.browser.settle(&mut self.cloud);
                }
                self.browser.command(Command::ContinueExisting);
                return;
            }
            Path::Reply | Path::Link => Anyway::Send { conversation: self.only().conversation, text: TEXT.to_owned() },
            Path::Refused | Path::Failed | Path::Unconfirmed | Path::Held => {
                Anyway::SendAgain { conversation: self.only().conversation, message: self.own() }
            }
        };
        self.browser.command(match (despite, what) {
            (Some(despite), what) => Command::Anyway { what, despite },
            (None, Anyway::Compose) => Command::Compose,
            (None, Anyway::Send { conversation, text }) => Command::Send { conversation, text },
            (None, Anyway::SendAgain { conversation, message }) => Command::SendAgain { conversation, message },
        });
    }

    /// Whether it is under way; what else is, too, is answered first.
    fn left(&self) -> bool {
        let leaves = |call: &Call| match self.path {
            Path::Compose => matches!(call, Call::CreateConversation { use_existing: false, .. }),
            Path::Continue => matches!(call, Call::CreateConversation { use_existing: true, .. }),
            _ => matches!(call, Call::Send { text, .. } if text == TEXT),
        };
        self.browser.under_way.iter().any(|one| leaves(&one.call))
    }

    /// What is shown to speak against it.
    fn findings(&self) -> Vec<Finding> {
        match self.path {
            Path::Compose | Path::Continue => self.view().compose.unwrap().findings,
            Path::Reply | Path::Link => self.only().draft.findings,
            Path::Refused | Path::Failed | Path::Unconfirmed | Path::Held => self.message().findings,
        }
    }

    /// What the agent has typed, and is not to lose.
    fn kept(&self) -> bool {
        match self.path {
            Path::Compose | Path::Continue => self.view().compose.is_some_and(|form| form.missing.is_empty()),
            Path::Reply | Path::Link => self.only().draft.typed.text == TEXT,
            Path::Refused | Path::Failed | Path::Unconfirmed | Path::Held => self.message().text == TEXT,
        }
    }

    fn view(&self) -> View {
        self.browser.view()
    }

    fn only(&self) -> Interaction {
        let view = self.view();
        assert_eq!(view.interactions.len(), 1, "{:?}", view.interactions);
        view.interactions[0].clone()
    }

    fn message(&self) -> Message {
        let Listing::Loaded(messages) = self.only().messages else { panic!("no messages") };
        messages.into_iter().find(|message| message.text == TEXT).unwrap()
    }

    fn own(&self) -> SendId {
        let MessageKey::Own(id) = self.message().key else { panic!("not this client's") };
        id
    }
}

/// Remembers that the recipient has opted out, at the carrier and by a word.
fn opt_out(browser: &mut Browser, customer: &str) {
    let mut durable = serde_json::to_value(browser.workflow.durable()).unwrap();
    let account = durable["accounts"].as_object_mut().unwrap().values_mut().next().unwrap();
    account["records"] = serde_json::json!([{"recipient": customer, "carrier": 1_000, "word": [2_000, "STOP"]}]);
    let durable: Durable = serde_json::from_value(durable).unwrap();
    browser.begin_anew(durable, Volatile::default(), CarriedOut::default());
}

#[test]
fn path_by_rule_by_policy() {
    for path in Path::ALL {
        for rule in Rule::ALL {
            for setting in SETTINGS {
                let mut desk = Desk::at(path);
                desk.browser.set_policy(policy(rule, setting));
                desk.browser.settle(&mut desk.cloud);
                let at_the_prompt = path == Path::Continue;
                let case = format!("{path:?}, {rule:?}, {setting:?}");
                let speaks = expected(path, rule, setting) != Outcome::Leaves;
                if !at_the_prompt {
                    let found: Vec<_> = desk.findings().iter().map(|one| one.reason.rule()).collect();
                    assert_eq!(found, if speaks { vec![rule] } else { vec![] }, "{case}");
                }

                desk.go(None);
                let at_once = desk.left();
                assert!(at_once || desk.kept(), "{case}: what was typed is lost");
                // Another rule is no leave for this one.
                let others = Rule::ALL.into_iter().filter(|one| *one != rule).collect();
                if !at_once {
                    desk.go(Some(others));
                    assert!(!desk.left(), "{case}: left in spite of other rules");
                    desk.go(Some(vec![rule]));
                }
                let outcome = match (at_once, desk.left()) {
                    (true, _) => Outcome::Leaves,
                    (false, true) => Outcome::Asks,
                    (false, false) => Outcome::Stays,
                };
                assert_eq!(outcome, expected(path, rule, setting), "{case}");
                assert!(outcome != Outcome::Stays || desk.kept(), "{case}: what was typed is lost");
            }
        }
    }
}

/// What waited for its time, or for a sign-in, is checked when it leaves.
#[test]
fn what_leaves_later_is_checked_then() {
    for rule in Rule::ALL {
        for setting in SETTINGS {
            for signed_out in [false, true] {
                let case = format!("{rule:?}, {setting:?}, signed out: {signed_out}");
                let mut desk = Desk::at(Path::Reply);
                desk.send();
                if signed_out {
                    desk.cloud.token_valid = false;
                    desk.answer(Err(world::error(401, Rejection::Unauthorized, None)));
                } else {
                    desk.answer(Err(world::error(429, Rejection::RateLimited { retry_after_ms: 1_000 }, None)));
                }
                desk.browser.left.clear();
                desk.browser.set_policy(policy(rule, setting));
                if signed_out {
                    desk.browser.sign_in(&mut desk.cloud);
                }
                desk.browser.rest(&mut desk.cloud);
                let left = !desk.browser.left.is_empty();
                assert_eq!(left, setting == Setting::Off, "{case}");
                if !left {
                    assert_eq!(desk.message().delivery, Delivery::Held, "{case}");
                    assert_eq!(desk.message().findings.len(), 1, "{case}");
                }
            }
        }
    }
}

#[test]
fn what_was_read_before_does_not_hold_it_up_later() {
    let mut desk = Desk::at(Path::Reply);
    desk.browser.set_policy(policy(Rule::ShortenedLink, Setting::Warn));
    desk.go(Some(vec![Rule::ShortenedLink]));
    desk.answer(Err(world::error(429, Rejection::RateLimited { retry_after_ms: 1_000 }, None)));
    desk.browser.rest(&mut desk.cloud);
    assert_eq!(desk.cloud.sent.get(TEXT), Some(&1));
}

fn connected() -> (Browser, Cloud, usize) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    browser.sign_in(&mut cloud);
    browser.connect(&mut cloud, "Support", CUSTOMERS[0]);
    let position = cloud.conversations.iter().position(|one| one.customer == CUSTOMERS[0]).unwrap();
    (browser, cloud, position)
}

fn conversation(browser: &Browser) -> ConversationId {
    browser.view().interactions[0].conversation.clone()
}

fn draft(browser: &Browser) -> Draft {
    browser.view().interactions[0].draft.clone()
}

fn reasons(browser: &Browser) -> Vec<(Verdict, Rule)> {
    draft(browser).findings.iter().map(|one| (one.verdict, one.reason.rule())).collect()
}

#[test]
fn stop_warns_and_start_lifts() {
    let (mut browser, mut cloud, position) = connected();
    cloud.inbound_text(browser.now, position, Some("Where is my ticket?"));
    browser.settle(&mut cloud);
    assert_eq!(reasons(&browser), []);
    browser.now = browser.now.plus_millis(1_000);
    cloud.inbound_text(browser.now, position, Some("Stop!"));
    browser.settle(&mut cloud);
    assert_eq!(reasons(&browser), [(Verdict::Warn, Rule::CustomerOptOut)]);
    let at = browser.now;
    assert_eq!(draft(&browser).findings[0].reason, Reason::OptedOutByWord { word: "Stop!".into(), at });

    // It is remembered when the conversation is long over, and the browser was started anew.
    let id = conversation(&browser);
    browser.command(Command::Disconnect(id.clone()));
    browser.settle(&mut cloud);
    let code = Some(genesys::id::WrapUpCodeId::new("resolved"));
    browser.command(Command::ChooseWrapUpCode { conversation: id.clone(), code });
    browser.command(Command::Done(id));
    browser.settle(&mut cloud);
    assert!(browser.view().interactions.is_empty());
    browser.crash();
    browser.sign_in(&mut cloud);
    cloud.conversations.remove(position);
    browser.command(Command::NewInteraction);
    let text = CUSTOMERS[0].to_owned();
    browser.command(Command::EditNumber { text, caret: 12, deleted_forward: false, edit: 1 });
    let findings = browser.view().compose.unwrap().findings;
    assert_eq!(findings.iter().map(|one| one.reason.rule()).collect::<Vec<_>>(), [Rule::CustomerOptOut]);
    browser.command(Command::ChooseQueue(QueueId::new("Support")));
    browser.command(Command::Compose);
    assert!(browser.under_way.iter().all(|one| !matches!(one.call, Call::CreateConversation { .. })));
    browser.command(Command::Anyway { what: Anyway::Compose, despite: vec![Rule::CustomerOptOut] });
    browser.settle(&mut cloud);

    browser.now = browser.now.plus_millis(1_000);
    let position = cloud.conversations.len() - 1;
    cloud.inbound_text(browser.now, position, Some("START"));
    browser.settle(&mut cloud);
    assert_eq!(reasons(&browser), []);
}

#[test]
fn what_the_carrier_reports_blocks() {
    let (mut browser, mut cloud, position) = connected();
    let id = conversation(&browser);
    browser.command(Command::Send { conversation: id.clone(), text: "Hello".into() });
    browser.settle(&mut cloud);
    cloud.fail(position, "RecipientOptedOut");
    browser.settle(&mut cloud);
    assert_eq!(reasons(&browser), [(Verdict::Block, Rule::CarrierOptOut)]);
    browser.left.clear();
    browser.command(Command::EditDraft { conversation: id.clone(), text: "Please?".into(), edit: 1 });
    browser.command(Command::Send { conversation: id.clone(), text: "Please?".into() });
    let what = Anyway::Send { conversation: id, text: "Please?".into() };
    browser.command(Command::Anyway { what, despite: Rule::ALL.to_vec() });
    browser.settle(&mut cloud);
    assert_eq!(browser.left, []);
    assert_eq!(draft(&browser).typed.text, "Please?");

    browser.now = browser.now.plus_millis(1_000);
    cloud.inbound_text(browser.now, position, Some("unstop"));
    browser.settle(&mut cloud);
    assert_eq!(reasons(&browser), []);
}

#[test]
fn the_first_message_says_who_writes() {
    let (mut browser, mut cloud, position) = connected();
    let id = conversation(&browser);
    browser.set_policy(Policy { first_message_text: Some(IDENTIFICATION.into()), ..Policy::default() });
    assert_eq!(reasons(&browser), [(Verdict::Block, Rule::Identification)], "said before a word is typed");
    browser.command(Command::EditDraft { conversation: id.clone(), text: "Your seats are booked.".into(), edit: 1 });
    browser.command(Command::Identify(id.clone()));
    assert_eq!(reasons(&browser), []);
    let text = draft(&browser).typed.text;
    assert_eq!(text, format!("Your seats are booked.\n{IDENTIFICATION}"));
    browser.command(Command::Send { conversation: id.clone(), text });
    // The next one need not, not even while the first is on its way.
    assert_eq!(reasons(&browser), []);
    browser.settle(&mut cloud);
    assert_eq!(reasons(&browser), []);
    assert_eq!(cloud.conversations[position].messages.len(), 1);
    // One that did not arrive says nothing to anybody.
    cloud.fail(position, "InvalidDestination");
    browser.settle(&mut cloud);
    assert_eq!(reasons(&browser), [(Verdict::Block, Rule::Identification)]);
}

#[test]
fn quiet_hours_begin_and_end_while_somebody_looks() {
    let (mut browser, mut cloud, _) = connected();
    // 20:58 in New York.
    browser.now = Timestamp::from_iso8601("2026-01-15T01:58:00Z").unwrap();
    let hours = |from: &str, to: &str| Policy {
        quiet_hours_start: Some(from.into()),
        quiet_hours_end: Some(to.into()),
        ..Policy::default()
    };
    browser.set_policy(hours("21:00", "08:00"));
    browser.settle(&mut cloud);
    assert_eq!(reasons(&browser), []);
    let wake = browser.workflow.next_wake().unwrap();
    assert!(wake <= browser.now.plus_millis(120_000), "nobody wakes at nine");
    browser.now = Timestamp::from_iso8601("2026-01-15T02:00:00Z").unwrap();
    browser.input(Input::Tick);
    assert_eq!(reasons(&browser), [(Verdict::Block, Rule::QuietHours)]);
    browser.now = Timestamp::from_iso8601("2026-01-15T13:00:00Z").unwrap();
    browser.input(Input::Tick);
    assert_eq!(reasons(&browser), []);
}

#[test]
fn a_list_that_cannot_be_read_is_no_leave_to_send() {
    let (mut browser, mut cloud, _) = connected();
    browser.set_policy(Policy { opt_out_contact_field: Some(LIST_FIELD.into()), ..Policy::default() });
    let unread = [Finding { verdict: Verdict::Block, reason: Reason::ListUnread }];
    assert_eq!(draft(&browser).findings, unread);
    let position =
        browser.under_way.iter().position(|one| matches!(one.call, Call::FindContacts { .. })).expect("it is asked");
    browser.answer(position, Err(world::refused()));
    assert_eq!(draft(&browser).findings, unread);
    browser.command(Command::Retry);
    browser.settle(&mut cloud);
    assert_eq!(draft(&browser).findings, []);
}
