//! The day's interactions: what was sent, to whom, by which queue, how it ended.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{
    call::{Call, TransferTarget},
    id::{ConversationId, QueueId, UserId, WrapUpCodeId},
    model::Direction,
    notify::Frame,
};
use protocol::{Command, Ending, HistoryEntry, Outcome};
use world::{Browser, CUSTOMERS, Cloud, WAITING};

const HOUR_MS: i64 = 3_600_000;

fn signed_in() -> (Browser, Cloud) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    browser.sign_in(&mut cloud);
    browser.command(Command::OpenHistory);
    (browser, cloud)
}

/// An interaction of the agent's, connected.
fn begin(browser: &mut Browser, cloud: &mut Cloud, queue: &str, number: &str) -> ConversationId {
    browser.command(Command::NewInteraction);
    browser.command(Command::ChooseQueue(QueueId::new(queue)));
    let caret = u32::try_from(number.len()).unwrap();
    browser.command(Command::EditNumber { text: number.into(), caret, deleted_forward: false, edit: 1 });
    browser.command(Command::Compose);
    browser.settle(cloud);
    assert_eq!(browser.view().history, None, "New Interaction takes its place");
    browser.command(Command::OpenHistory);
    browser.view().interactions.last().expect("it connects").conversation.clone()
}

fn send(browser: &mut Browser, cloud: &mut Cloud, conversation: &ConversationId, text: &str) {
    browser.command(Command::Send { conversation: conversation.clone(), text: text.into() });
    browser.settle(cloud);
}

fn disconnect(browser: &mut Browser, cloud: &mut Cloud, conversation: &ConversationId) {
    browser.command(Command::Disconnect(conversation.clone()));
    browser.settle(cloud);
}

fn wrap_up(browser: &mut Browser, cloud: &mut Cloud, conversation: &ConversationId, code: &str) {
    let (conversation, code) = (conversation.clone(), Some(WrapUpCodeId::new(code)));
    browser.command(Command::ChooseWrapUpCode { conversation: conversation.clone(), code });
    browser.command(Command::Done(conversation));
    browser.settle(cloud);
}

fn entries(browser: &Browser) -> Vec<HistoryEntry> {
    browser.view().history.expect("it is looked at").entries
}

fn only(browser: &Browser) -> HistoryEntry {
    let entries = entries(browser);
    assert_eq!(entries.len(), 1, "{entries:?}");
    entries[0].clone()
}

/// What has become of the only one.
fn outcome(browser: &Browser) -> Outcome {
    only(browser).outcome
}

fn over(ending: Ending, code: &str) -> Outcome {
    Outcome::Over(ending, Some(code.to_owned()))
}

/// How many messages the only one had: sent, not delivered, received.
fn tally(browser: &Browser) -> (u32, u32, u32) {
    let entry = only(browser);
    (entry.sent, entry.failed, entry.received)
}

#[test]
fn an_interaction_is_there_from_its_beginning_to_its_code() {
    let (mut browser, mut cloud) = signed_in();
    assert_eq!(entries(&browser), []);
    let id = begin(&mut browser, &mut cloud, "Support", CUSTOMERS[0]);
    send(&mut browser, &mut cloud, &id, "Hello");
    let entry = only(&browser);
    assert_eq!((&entry.conversation, entry.queue.as_deref(), &entry.outcome), (&id, Some("Support"), &Outcome::Open));
    assert_eq!((entry.display.as_str(), entry.direction), ("+1 317-555-0142", Direction::Outbound));
    assert_eq!((tally(&browser), entry.ended), ((1, 0, 0), None));
    let began = entry.began;

    browser.now = browser.now.plus_millis(60_000);
    let position = cloud.conversations.len() - 1;
    cloud.inbound(browser.now, position);
    browser.settle(&mut cloud);
    assert_eq!(tally(&browser), (1, 0, 1));

    disconnect(&mut browser, &mut cloud, &id);
    assert_eq!(outcome(&browser), Outcome::WrapUp(Ending::Finished));
    wrap_up(&mut browser, &mut cloud, &id, "follow-up");
    assert!(browser.view().interactions.is_empty());
    assert_eq!(outcome(&browser), over(Ending::Finished, "Follow-up"));
    let entry = only(&browser);
    assert_eq!((entry.began, entry.ended), (began, Some(browser.now)));
    assert_eq!(tally(&browser), (1, 0, 1));
}

#[test]
fn a_transfer_says_to_whom() {
    let (mut browser, mut cloud) = signed_in();
    let id = begin(&mut browser, &mut cloud, "Support", CUSTOMERS[0]);
    browser.command(Command::OpenTransfer(id.clone()));
    browser.command(Command::EditTransferSearch { text: "e".into(), edit: 1 });
    browser.settle(&mut cloud);
    browser.command(Command::Transfer(TransferTarget::User(UserId::new("eve"))));
    browser.settle(&mut cloud);
    let to_eve = Ending::Transferred("Eve".to_owned());
    assert_eq!(outcome(&browser), Outcome::WrapUp(to_eve.clone()));
    wrap_up(&mut browser, &mut cloud, &id, "resolved");
    assert_eq!(outcome(&browser), over(to_eve, "Resolved"));
}

#[test]
fn a_code_that_is_left_out_is_none() {
    let (mut browser, mut cloud) = signed_in();
    let id = begin(&mut browser, &mut cloud, "Reservations", CUSTOMERS[1]);
    disconnect(&mut browser, &mut cloud, &id);
    browser.command(Command::Done(id));
    browser.settle(&mut cloud);
    assert_eq!(outcome(&browser), Outcome::Over(Ending::Finished, None));
}

#[test]
fn a_code_that_was_chosen_and_not_saved_is_none() {
    let (mut browser, mut cloud) = signed_in();
    let id = begin(&mut browser, &mut cloud, "Billing", CUSTOMERS[0]);
    disconnect(&mut browser, &mut cloud, &id);
    let code = Some(WrapUpCodeId::new("resolved"));
    browser.command(Command::ChooseWrapUpCode { conversation: id, code });
    browser.rest(&mut cloud);
    assert!(browser.view().interactions.is_empty(), "the time is over");
    assert_eq!(outcome(&browser), Outcome::Over(Ending::Finished, None));
}

#[test]
fn what_is_offered_is_incoming_however_it_ends() {
    for answer in [Command::Answer as fn(_) -> _, Command::Decline] {
        let (mut browser, mut cloud) = signed_in();
        cloud.set_presence(browser.now, "OnQueue");
        browser.settle(&mut cloud);
        cloud.inbound(browser.now, 1);
        browser.settle(&mut cloud);
        let entry = only(&browser);
        assert_eq!((entry.number.as_str(), entry.direction), (WAITING[0], Direction::Inbound));
        assert_eq!((entry.received, entry.outcome), (1, Outcome::Open));
        browser.command(answer(entry.conversation));
        browser.settle(&mut cloud);
        match browser.view().interactions.first() {
            Some(answered) => {
                assert_eq!(outcome(&browser), Outcome::Open);
                cloud.conversations[1].parts.last_mut().unwrap().end(browser.now, "Support");
                cloud.events.push(Frame::Conversation(Box::new(cloud.conversations[1].snapshot())));
                let id = answered.conversation.clone();
                browser.settle(&mut cloud);
                assert_eq!(outcome(&browser), Outcome::WrapUp(Ending::EndedElsewhere));
                wrap_up(&mut browser, &mut cloud, &id, "resolved");
                assert_eq!(outcome(&browser), over(Ending::EndedElsewhere, "Resolved"));
            }
            None => assert_eq!(outcome(&browser), Outcome::Over(Ending::Declined, None)),
        }
    }
}

#[test]
fn what_was_not_answered_in_time_says_so() {
    let (mut browser, mut cloud) = signed_in();
    cloud.set_presence(browser.now, "OnQueue");
    browser.settle(&mut cloud);
    cloud.inbound(browser.now, 1);
    browser.settle(&mut cloud);
    browser.now = browser.now.plus_millis(30_000);
    cloud.tick(browser.now);
    browser.settle(&mut cloud);
    assert_eq!(outcome(&browser), Outcome::Over(Ending::NotAnswered, None));
}

/// The history of the conversation is not that of the interaction.
#[test]
fn a_conversation_that_is_taken_up_again_is_another_interaction() {
    let (mut browser, mut cloud) = signed_in();
    let first = begin(&mut browser, &mut cloud, "Support", CUSTOMERS[0]);
    for text in ["One", "Two"] {
        send(&mut browser, &mut cloud, &first, text);
    }
    disconnect(&mut browser, &mut cloud, &first);
    wrap_up(&mut browser, &mut cloud, &first, "resolved");

    browser.now = browser.now.plus_millis(HOUR_MS);
    let to = CUSTOMERS[0].to_owned();
    let call = Call::CreateConversation { queue: QueueId::new("Support"), to, use_existing: true };
    cloud.execute(browser.now, &call).unwrap();
    browser.settle(&mut cloud);
    send(&mut browser, &mut cloud, &first, "Three");
    let tallies: Vec<_> =
        entries(&browser).iter().map(|one| (one.conversation.clone(), one.sent, one.ended.is_some())).collect();
    assert_eq!(tallies, [(first.clone(), 1, false), (first, 2, true)]);
}

#[test]
fn the_search_narrows_it_and_is_shared() {
    let (mut browser, mut cloud) = signed_in();
    for (queue, customer) in [("Support", CUSTOMERS[0]), ("Feedback", CUSTOMERS[1])] {
        begin(&mut browser, &mut cloud, queue, customer);
    }
    for (text, found) in [("", 2), ("feed", 1), ("0170 12", 1), ("zz", 0)] {
        browser.command(Command::EditHistorySearch { text: text.into(), edit: 1 });
        let history = browser.view().history.unwrap();
        assert_eq!((history.search.text.as_str(), history.entries.len()), (text, found));
    }
    browser.command(Command::CloseHistory);
    assert_eq!(browser.view().history, None);
    browser.command(Command::OpenHistory);
    assert_eq!(browser.view().history.unwrap().search.text, "");
}

#[test]
fn it_outlives_the_background_but_not_the_day_nor_the_session() {
    let (mut browser, mut cloud) = signed_in();
    let id = begin(&mut browser, &mut cloud, "Reservations", CUSTOMERS[0]);
    disconnect(&mut browser, &mut cloud, &id);
    browser.command(Command::Done(id));
    browser.settle(&mut cloud);
    browser.restart();
    browser.settle(&mut cloud);
    assert_eq!(entries(&browser).len(), 1);
    let written = serde_json::to_string(browser.workflow.durable()).unwrap();
    assert!(!written.contains(&CUSTOMERS[0][1..]), "the number is on the disk: {written}");

    // One that goes on past midnight stays.
    let open = begin(&mut browser, &mut cloud, "Support", CUSTOMERS[1]);
    assert_eq!(entries(&browser).len(), 2);
    browser.now = browser.now.plus_millis(24 * HOUR_MS);
    browser.rest(&mut cloud);
    assert_eq!(only(&browser).conversation, open);

    browser.command(Command::SignOut);
    browser.settle(&mut cloud);
    assert_eq!(browser.view().history, None);
    browser.sign_in(&mut cloud);
    assert_eq!(browser.view().history, None, "it was left with the session");
}

#[test]
fn of_a_busy_day_the_latest_are_kept() {
    let (mut browser, mut cloud) = signed_in();
    for round in 0..205_i64 {
        browser.now = browser.now.plus_millis(1_000);
        let id = begin(&mut browser, &mut cloud, "Reservations", &format!("+49170{}", 1_000_000 + round));
        disconnect(&mut browser, &mut cloud, &id);
        browser.command(Command::Done(id));
        browser.settle(&mut cloud);
    }
    let entries = entries(&browser);
    assert_eq!(entries.len(), 200);
    assert!(entries.windows(2).all(|pair| pair[0].began >= pair[1].began));
    assert_eq!(entries[0].number, "+491701000204");
}
