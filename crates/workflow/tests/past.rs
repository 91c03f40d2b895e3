//! Earlier conversations with a customer, and what was said in them.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{
    call::{Call, Reply},
    id::{ConversationId, QueueId, WrapUpCodeId},
    model::{ApiError, Failure, Page, Rejection},
    permission,
    time::Timestamp,
};
use protocol::{Command, Further, Listing, Past, Stage, Trouble};
use world::{Browser, CUSTOMERS, Cloud};

const DAY_MS: i64 = 24 * 60 * 60 * 1000;

/// An agent in the latest of `count` conversations with a customer, a day apart, with the Interactions window open.
fn desk(count: i64, withheld: Vec<&'static str>) -> (Browser, Cloud) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    cloud.withheld = withheld;
    browser.now = Timestamp::from_millis(400 * DAY_MS);
    for days in (0..count).rev() {
        let began = browser.now.plus_millis(-days * DAY_MS - 1);
        cloud.begin(began, CUSTOMERS[0], "Billing", "eve");
        let position = cloud.conversations.len() - 1;
        for text in ["Hello", "Anybody there?"] {
            cloud.inbound_text(began, position, Some(text));
        }
        cloud.conversations[position].parts.truncate(1);
        cloud.conversations[position].parts[0].end(began, "Billing");
        cloud.conversations[position].parts[0].wrap_up.code = Some(WrapUpCodeId::new("resolved"));
    }
    cloud.events.clear();
    browser.sign_in(&mut cloud);
    let number = Command::EditNumber { text: CUSTOMERS[0].into(), caret: 12, deleted_forward: false, edit: 1 };
    browser.command(Command::NewInteraction);
    browser.command(number);
    browser.command(Command::ChooseQueue(QueueId::new("Reservations")));
    browser.command(Command::Compose);
    browser.settle(&mut cloud);
    if browser.view().compose.is_some_and(|compose| compose.stage == Stage::Existing) {
        browser.command(Command::ContinueExisting);
        browser.settle(&mut cloud);
    }
    (browser, cloud)
}

fn open(browser: &mut Browser) -> ConversationId {
    let conversation = browser.view().interactions[0].conversation.clone();
    browser.command(Command::OpenPast(conversation.clone()));
    conversation
}

fn past(browser: &Browser) -> Past {
    browser.view().past.expect("they are looked at")
}

fn shown(browser: &Browser) -> (usize, u32, Further) {
    let Past { entries, days, further, .. } = past(browser);
    (entries.len(), days, further)
}

fn asked(browser: &Browser) -> Vec<Call> {
    browser.under_way.iter().map(|one| one.call.clone()).collect()
}

/// Answers the one call of which there is one under way.
fn answer(browser: &mut Browser, which: impl Fn(&Call) -> bool, result: Result<Reply, Failure>) {
    let position = browser.under_way.iter().position(|one| which(&one.call)).expect("it is asked for");
    browser.answer(position, result);
}

fn is_list(call: &Call) -> bool {
    matches!(call, Call::PastConversations { .. })
}

fn rejected(status: u16, rejection: Rejection) -> Failure {
    Failure::Api(ApiError {
        status,
        rejection,
        code: String::new(),
        message: String::new(),
        correlation_id: None,
        conversation: None,
        fields: Vec::new(),
    })
}

#[test]
fn nothing_is_asked_before_the_agent_asks() {
    let (mut browser, mut cloud) = desk(2, Vec::new());
    browser.rest(&mut cloud);
    assert!(!asked(&browser).iter().any(is_list) && browser.view().past.is_none());
    open(&mut browser);
    open(&mut browser);
    let until = browser.now;
    let call = Call::PastConversations {
        number: CUSTOMERS[0].into(),
        contact: None,
        from: until.plus_millis(-31 * DAY_MS),
        until,
        page: 1,
    };
    assert_eq!(asked(&browser), [call], "once");
    assert_eq!(shown(&browser), (0, 0, Further::Loading));
}

#[test]
fn they_are_listed_page_by_page_and_month_by_month() {
    let (mut browser, mut cloud) = desk(41, Vec::new());
    let own = open(&mut browser);
    browser.settle(&mut cloud);
    // Two make a page; one is the conversation itself.
    assert_eq!(shown(&browser), (1, 0, Further::Older));
    let first = past(&browser).entries.remove(0);
    assert_eq!((first.queue.as_deref(), first.agent.as_deref()), (Some("Billing"), Some("eve")));
    assert_eq!(first.wrap_up.as_deref(), Some("Resolved"), "by the name that the codes of this conversation have");
    assert_eq!(first.ended, Some(first.began));
    for _ in 0..15 {
        browser.command(Command::OlderPast);
        browser.command(Command::OlderPast);
        assert_eq!(asked(&browser).iter().filter(|call| is_list(call)).count(), 1, "one page at a time");
        browser.settle(&mut cloud);
    }
    assert_eq!(shown(&browser), (30, 31, Further::Older));
    for _ in 0..5 {
        browser.command(Command::OlderPast);
        browser.settle(&mut cloud);
    }
    assert_eq!(shown(&browser), (40, 62, Further::Older));
    while past(&browser).further == Further::Older {
        browser.command(Command::OlderPast);
        browser.settle(&mut cloud);
    }
    assert_eq!(shown(&browser), (40, 341, Further::Nothing));
    browser.command(Command::OlderPast);
    assert!(asked(&browser).is_empty());
    let entries = past(&browser).entries;
    assert!(entries.iter().all(|entry| entry.conversation != own));
    assert!(entries.is_sorted_by(|one, next| one.began > next.began), "the latest first, each once");
}

#[test]
fn a_day_that_two_windows_touch_is_listed_once() {
    let (mut browser, mut cloud) = desk(2, Vec::new());
    open(&mut browser);
    browser.settle(&mut cloud);
    let everything = Call::PastConversations {
        number: CUSTOMERS[0].into(),
        contact: None,
        from: Timestamp::from_millis(0),
        until: browser.now.plus_millis(1),
        page: 1,
    };
    let same = cloud.execute(browser.now, &everything);
    browser.command(Command::OlderPast);
    answer(&mut browser, is_list, same);
    assert_eq!(shown(&browser), (1, 62, Further::Older));
}

#[test]
fn there_may_be_none() {
    let (mut browser, mut cloud) = desk(0, Vec::new());
    open(&mut browser);
    browser.settle(&mut cloud);
    assert_eq!(shown(&browser), (0, 31, Further::Older));
}

#[test]
fn one_is_read_beside_the_thread() {
    let (mut browser, mut cloud) = desk(3, Vec::new());
    let own = open(&mut browser);
    browser.settle(&mut cloud);
    let thread = browser.view().interactions[0].messages.clone();
    let records = browser.workflow.durable().clone();
    let then = past(&browser).entries[0].conversation.clone();
    browser.command(Command::ReadPast(Some(then.clone())));
    assert_eq!(past(&browser).reading.unwrap().messages, Listing::Loading);
    browser.settle(&mut cloud);
    let reading = past(&browser).reading.unwrap();
    let Listing::Loaded(messages) = &reading.messages else { panic!("{reading:?}") };
    let texts: Vec<_> = messages.iter().map(|message| message.text.as_str()).collect();
    assert_eq!((texts, reading.earlier), (vec!["Hello", "Anybody there?"], false));
    assert!(messages.iter().all(|message| message.findings.is_empty()));
    // What it is beside knows nothing of it.
    let interaction = &browser.view().interactions[0];
    assert_eq!((&interaction.conversation, &interaction.messages, interaction.unread), (&own, &thread, 0));
    assert_eq!(*browser.workflow.durable(), records);

    browser.command(Command::ReadPast(None));
    assert_eq!(past(&browser).reading, None);
    browser.command(Command::ReadPast(Some(ConversationId::new("another"))));
    assert!(past(&browser).reading.is_none() && asked(&browser).is_empty(), "only what was found");
}

#[test]
fn a_word_that_was_said_then_stops_nothing_now() {
    let (mut browser, mut cloud) = desk(3, Vec::new());
    let number = CUSTOMERS[0];
    let earlier = cloud.conversations.iter().position(|one| one.customer == number).unwrap();
    for message in &mut cloud.conversations[earlier].messages {
        message.text = "STOP".into();
    }
    open(&mut browser);
    browser.settle(&mut cloud);
    browser.command(Command::OlderPast);
    browser.settle(&mut cloud);
    let then = cloud.conversations[earlier].id.clone();
    browser.command(Command::ReadPast(Some(then)));
    browser.settle(&mut cloud);
    let reading = past(&browser).reading.unwrap();
    assert!(matches!(&reading.messages, Listing::Loaded(messages) if messages[0].text == "STOP"), "{reading:?}");
    assert_eq!(browser.view().interactions[0].draft.findings, []);
}

#[test]
fn what_cannot_be_read_is_said_of_that_one() {
    for (status, rejection, said) in [
        (404, Rejection::NotFound, Trouble::NotFound),
        (403, Rejection::Forbidden { permissions: vec![] }, Trouble::Forbidden { permissions: vec![] }),
    ] {
        let (mut browser, mut cloud) = desk(2, Vec::new());
        open(&mut browser);
        browser.settle(&mut cloud);
        let then = past(&browser).entries[0].conversation.clone();
        browser.command(Command::ReadPast(Some(then)));
        answer(&mut browser, |call| matches!(call, Call::Conversation(_)), Err(rejected(status, rejection)));
        assert_eq!(past(&browser).reading.unwrap().messages, Listing::Failed(said));
        assert_eq!(shown(&browser).0, 1, "the list is as it was");
    }
}

#[test]
fn what_did_not_come_is_asked_for_again() {
    let (mut browser, mut cloud) = desk(2, Vec::new());
    open(&mut browser);
    answer(&mut browser, is_list, Err(rejected(400, Rejection::Refused)));
    assert!(matches!(past(&browser).further, Further::Failed(_)));
    browser.command(Command::Retry);
    browser.settle(&mut cloud);
    assert_eq!(shown(&browser).0, 1);

    let then = past(&browser).entries[0].conversation.clone();
    browser.command(Command::ReadPast(Some(then)));
    let texts = |call: &Call| matches!(call, Call::Messages { .. });
    while !asked(&browser).iter().any(texts) {
        assert!(browser.step(&mut cloud));
    }
    answer(&mut browser, texts, Err(rejected(400, Rejection::Refused)));
    assert!(matches!(past(&browser).reading.unwrap().messages, Listing::Failed(_)));
    browser.command(Command::Retry);
    browser.settle(&mut cloud);
    assert!(matches!(past(&browser).reading.unwrap().messages, Listing::Loaded(_)));
}

#[test]
fn who_may_not_see_them_is_told_by_which_permission() {
    let (mut browser, mut cloud) = desk(2, vec![permission::PAST_VIEW]);
    open(&mut browser);
    let permissions = vec![permission::PAST_VIEW.to_owned()];
    assert_eq!(shown(&browser), (0, 0, Further::Failed(Trouble::Forbidden { permissions })));
    browser.command(Command::Retry);
    assert!(!asked(&browser).iter().any(is_list), "what would be refused is not asked");
    browser.settle(&mut cloud);
}

#[test]
fn an_answer_that_comes_too_late_is_nobodys() {
    let (mut browser, mut cloud) = desk(2, Vec::new());
    open(&mut browser);
    browser.command(Command::ClosePast);
    assert_eq!(browser.view().past, None);
    open(&mut browser);
    let none = || Ok(Reply::PastConversations(Page { entities: Vec::new(), number: 1, count: 1 }));
    answer(&mut browser, is_list, none());
    assert_eq!(shown(&browser), (0, 0, Further::Loading), "the earlier one's");
    answer(&mut browser, is_list, none());
    assert_eq!(shown(&browser), (0, 31, Further::Older));

    browser.command(Command::OlderPast);
    browser.restart();
    assert!(browser.view().past.is_none() && !asked(&browser).iter().any(is_list), "closed with the background");
    browser.settle(&mut cloud);
}

#[test]
fn they_go_with_the_interaction() {
    let (mut browser, mut cloud) = desk(2, Vec::new());
    let own = open(&mut browser);
    browser.settle(&mut cloud);
    browser.input(workflow::Input::WindowClosed(protocol::Window::Interactions));
    assert_eq!(browser.view().past, None, "nobody looks");
    browser.command(Command::OpenInteractions(Some(own.clone())));
    assert_eq!(shown(&browser).0, 1);
    browser.command(Command::Disconnect(own.clone()));
    browser.settle(&mut cloud);
    browser.command(Command::Done(own));
    browser.settle(&mut cloud);
    assert!(browser.view().interactions.is_empty() && browser.view().past.is_none());
}
