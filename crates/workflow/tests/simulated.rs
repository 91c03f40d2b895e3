//! What simulated days came upon (`crates/simulation`), each by itself.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{
    call::{Call, Reply, TransferTarget},
    id::QueueId,
    model::{AfterCallWorkMode, Conversation, Failure, MessageStatus, ParticipantState, Rejection, WrapUp},
    notify::Frame,
    time::Timestamp,
};
use protocol::{
    Command, Connection, Delivery, Interaction, Listing, LogField, Message, MessageKey, NoticeKind, Numbered, Phase,
    Saved, Session, View, ViewId, Window,
};
use workflow::Input;
use world::{Browser, CUSTOMERS, Cloud, UnderWay};

const MINUTE_MS: i64 = 60_000;

fn signed_in() -> (Browser, Cloud) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    browser.sign_in(&mut cloud);
    assert!(matches!(browser.view().session, Session::SignedIn(_)));
    (browser, cloud)
}

fn connected(queue: &str) -> (Browser, Cloud) {
    let (mut browser, mut cloud) = signed_in();
    compose(&mut browser, queue);
    browser.settle(&mut cloud);
    assert!(matches!(only(&browser.view()).phase, Phase::Connected { .. }));
    (browser, cloud)
}

fn compose(browser: &mut Browser, queue: &str) {
    browser.fill_in(queue, CUSTOMERS[0]);
    browser.command(Command::Compose);
}

fn only(view: &View) -> Interaction {
    assert_eq!(view.interactions.len(), 1, "{:?}", view.interactions);
    view.interactions[0].clone()
}

fn messages(view: &View) -> Vec<Message> {
    let Listing::Loaded(messages) = only(view).messages else { panic!("no messages: {view:?}") };
    messages
}

fn open_thread(browser: &mut Browser) {
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::OpenInteractions(Some(conversation)));
    browser.input(Input::WindowOpened(Window::Interactions));
}

fn send(browser: &mut Browser, text: &str) {
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::Send { conversation, text: text.into() });
}

fn under_way(browser: &Browser, wanted: impl Fn(&Call) -> bool) -> Vec<usize> {
    let calls = browser.under_way.iter().enumerate();
    calls.filter(|(_, UnderWay { call, .. })| wanted(call)).map(|(position, _)| position).collect()
}

fn is_send(call: &Call) -> bool {
    matches!(call, Call::Send { .. })
}

/// Time passes, and the timer goes off.
fn pass(browser: &mut Browser, millis: i64) {
    browser.now = browser.now.plus_millis(millis);
    browser.input(Input::Tick);
}

#[test]
fn nobody_wraps_up_what_was_never_answered() {
    let (mut browser, mut cloud) = signed_in();
    cloud.inbound(browser.now, 1);
    let mut conversation: Conversation = cloud.conversations[1].snapshot();
    let part = conversation.participants.iter_mut().rev().find(|one| one.state == ParticipantState::Alerting).unwrap();
    let work = WrapUp { mode: Some(AfterCallWorkMode::TimeBoxed), timeout_ms: Some(30_000), ..WrapUp::default() };
    part.wrap_up = work;
    browser.input(Input::Frame(Frame::Conversation(Box::new(conversation.clone()))));
    assert!(matches!(only(&browser.view()).phase, Phase::Alerting { .. }));

    let part = conversation.participants.iter_mut().rev().find(|one| one.state == ParticipantState::Alerting).unwrap();
    part.state = ParticipantState::Disconnected;
    part.ended_at = Some(browser.now);
    part.wrap_up.started_at = Some(browser.now);
    browser.input(Input::Frame(Frame::Conversation(Box::new(conversation))));
    assert_eq!(browser.view().interactions, []);
}

#[test]
fn after_call_work_is_found_behind_a_later_part() {
    let (mut browser, mut cloud) = connected("Support");
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::Disconnect(conversation.clone()));
    browser.settle(&mut cloud);
    assert!(matches!(only(&browser.view()).phase, Phase::WrapUp(_)));

    // Offered again before it is wrapped up, and declined.
    let snapshot = cloud.conversations.last().unwrap().snapshot();
    let mut again = snapshot.clone();
    let mut offered = again.participants[0].clone();
    offered.id = genesys::id::ParticipantId::new("offered");
    offered.state = ParticipantState::Alerting;
    (offered.connected_at, offered.ended_at) = (None, None);
    offered.wrap_up = WrapUp { mode: offered.wrap_up.mode, ..WrapUp::default() };
    again.participants.insert(1, offered);
    browser.input(Input::Frame(Frame::Conversation(Box::new(again.clone()))));
    assert!(matches!(only(&browser.view()).phase, Phase::Alerting { .. }));
    again.participants[1].state = ParticipantState::Disconnected;
    again.participants[1].ended_at = Some(browser.now);
    browser.input(Input::Frame(Frame::Conversation(Box::new(again))));
    assert!(matches!(only(&browser.view()).phase, Phase::WrapUp(_)), "{:?}", browser.view().interactions);
}

#[test]
fn a_message_that_arrives_after_it_was_given_up_is_no_longer_uncertain() {
    let (mut browser, mut cloud) = connected("Support");
    send(&mut browser, "slow");
    let call = browser.under_way[0].call.clone();
    browser.answer(0, Err(Failure::TimedOut));
    browser.rest(&mut cloud);
    assert_eq!(messages(&browser.view())[0].delivery, Delivery::Unconfirmed);

    cloud.execute(browser.now, &call).unwrap();
    browser.settle(&mut cloud);
    let shown = messages(&browser.view());
    assert_eq!(shown.len(), 1, "{shown:?}");
    assert_eq!(shown[0].delivery, Delivery::Queued);
}

#[test]
fn enter_in_two_windows_sends_once() {
    let (mut browser, _) = connected("Support");
    let conversation = only(&browser.view()).conversation;
    let text = "Hello".to_owned();
    browser.command(Command::EditDraft { conversation: conversation.clone(), text: text.clone(), edit: 1 });
    browser.command(Command::Send { conversation: conversation.clone(), text: text.clone() });
    let other = ViewId("view-2".into());
    let again =
        Numbered { number: 1, command: Command::Send { conversation: conversation.clone(), text: text.clone() } };
    browser.input(Input::Command { view: other, command: again });
    assert_eq!(under_way(&browser, is_send).len(), 1);

    // Typed once more, it is meant once more.
    browser.command(Command::EditDraft { conversation: conversation.clone(), text: text.clone(), edit: 2 });
    browser.command(Command::Send { conversation, text });
    assert_eq!(under_way(&browser, is_send).len(), 2);
}

#[test]
fn what_the_carrier_failed_to_deliver_is_sent_again_once() {
    let (mut browser, mut cloud) = connected("Support");
    send(&mut browser, "Hello");
    browser.settle(&mut cloud);
    cloud.conversations.last_mut().unwrap().messages[0].status = MessageStatus::Failed;
    let snapshot = cloud.conversations.last().unwrap().snapshot();
    browser.input(Input::Frame(Frame::Conversation(Box::new(snapshot))));
    browser.settle(&mut cloud);
    let shown = messages(&browser.view());
    let MessageKey::Own(message) = shown[0].key else { panic!("{shown:?}") };
    assert!(matches!(shown[0].delivery, Delivery::Failed(_)));

    let conversation = only(&browser.view()).conversation;
    browser.command(Command::SendAgain { conversation: conversation.clone(), message });
    browser.command(Command::SendAgain { conversation, message });
    assert_eq!(under_way(&browser, is_send).len(), 1);
}

#[test]
fn an_event_that_never_comes_is_made_up_for_by_reading() {
    let (mut browser, mut cloud) = connected("Support");
    send(&mut browser, "Hello");
    browser.settle(&mut cloud);
    cloud.carry();
    cloud.events.clear();
    assert_eq!(messages(&browser.view())[0].delivery, Delivery::Queued);

    pass(&mut browser, 5 * MINUTE_MS);
    // What fails is tried again soon, not only when the next reading is due.
    for _ in 0..4 {
        let reads = under_way(&browser, |call| *call == Call::MyConversations);
        assert_eq!(reads.len(), 1, "{:?}", browser.under_way);
        browser.answer(reads[0], Err(Failure::Unreachable));
        pass(&mut browser, 20_000);
    }
    browser.settle(&mut cloud);
    assert_eq!(messages(&browser.view())[0].delivery, Delivery::Sent);
}

#[test]
fn queues_that_did_not_come_come_with_the_next_reading() {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    browser.command(Command::SignIn);
    browser.authorize();
    while !browser.under_way.is_empty() {
        let call = browser.under_way[0].call.clone();
        let result = match call {
            Call::MyQueues { .. } => Err(world::refused()),
            call => cloud.execute(browser.now, &call),
        };
        browser.answer(0, result);
        if matches!(browser.view().queues, Listing::Failed(_)) {
            break;
        }
    }
    assert!(matches!(browser.view().queues, Listing::Failed(_)));
    browser.settle(&mut cloud);
    assert!(matches!(browser.view().queues, Listing::Loaded(_)), "{:?}", browser.view().queues);
}

#[test]
fn a_clock_that_is_set_back_keeps_nothing_waiting() {
    let (mut browser, mut cloud) = signed_in();
    browser.input(Input::SocketClosed);
    assert!(matches!(browser.view().connection, Connection::Lost { .. }));
    browser.now = browser.now.plus_millis(-60 * MINUTE_MS);
    browser.input(Input::Tick);
    browser.socket = world::Socket::Opening;
    browser.settle(&mut cloud);
    assert_eq!(browser.view().connection, Connection::Live);
}

#[test]
fn who_is_told_to_wait_for_an_hour_is_told_so() {
    let (mut browser, _) = connected("Support");
    send(&mut browser, "Hello");
    let hour = Rejection::RateLimited { retry_after_ms: 3_600_000 };
    browser.answer(0, Err(world::error(429, hour, None)));
    assert!(matches!(messages(&browser.view())[0].delivery, Delivery::Refused(_)));
}

#[test]
fn a_conversation_that_ends_before_its_message_is_settled_says_so() {
    let (mut browser, mut cloud) = connected("Feedback");
    send(&mut browser, "Goodbye");
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::Disconnect(conversation));
    let unsettled = |view: &View| {
        view.notices
            .iter()
            .any(|notice| matches!(&notice.what, NoticeKind::Unsettled { text, .. } if text == "Goodbye"))
    };
    // The message arrives, its answer takes longer than the end of the conversation.
    let sent = cloud.execute(browser.now, &browser.under_way[0].call.clone()).unwrap();
    let position = under_way(&browser, |call| matches!(call, Call::Disconnect { .. }))[0];
    let call = browser.under_way[position].call.clone();
    let ended = cloud.execute(browser.now, &call);
    browser.answer(position, ended);
    let event = cloud.events.pop().unwrap();
    browser.input(Input::Frame(event));
    assert_eq!(browser.view().interactions, []);
    assert!(unsettled(&browser.view()));

    // It comes after all.
    let Reply::Message(_) = &sent else { panic!("{sent:?}") };
    browser.answer(under_way(&browser, is_send)[0], Ok(sent));
    assert!(!unsettled(&browser.view()));
}

#[test]
fn what_may_not_have_been_sent_outlives_the_browser() {
    let (mut browser, mut cloud) = connected("Support");
    send(&mut browser, "This one arrives");
    let arrived = browser.under_way[under_way(&browser, is_send)[0]].call.clone();
    cloud.execute(browser.now, &arrived).unwrap();
    send(&mut browser, "This one does not");

    browser.crash();
    browser.sign_in(&mut cloud);
    open_thread(&mut browser);
    for _ in 0..3 {
        pass(&mut browser, 2_000);
        browser.settle(&mut cloud);
    }
    let shown: Vec<_> = messages(&browser.view()).into_iter().map(|message| (message.text, message.delivery)).collect();
    assert_eq!(
        shown,
        [("This one arrives".to_owned(), Delivery::Queued), ("This one does not".to_owned(), Delivery::Unconfirmed)]
    );
    // It is the agent's to decide; then it is settled for good.
    let MessageKey::Own(id) = messages(&browser.view())[1].key.clone() else { panic!("{:?}", browser.view()) };
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::SendAgain { conversation, message: id });
    browser.settle(&mut cloud);
    browser.crash();
    browser.sign_in(&mut cloud);
    open_thread(&mut browser);
    assert!(messages(&browser.view()).iter().all(|message| matches!(message.key, MessageKey::Listed(_))));
}

#[test]
fn what_may_not_have_been_sent_is_said_where_its_conversation_is_over() {
    let (mut browser, mut cloud) = connected("Feedback");
    send(&mut browser, "Goodbye");
    browser.crash();
    cloud.end_elsewhere(browser.now, cloud.conversations.len() - 1);
    browser.sign_in(&mut cloud);
    let said = |view: &View| {
        view.notices
            .iter()
            .any(|notice| matches!(&notice.what, NoticeKind::Unsettled { text, .. } if text == "Goodbye"))
    };
    assert!(said(&browser.view()), "{:?}", browser.view());
    browser.crash();
    browser.sign_in(&mut cloud);
    assert!(!said(&browser.view()), "it is said once");
}

#[test]
fn a_log_without_a_seat_waits_and_is_kept() {
    let (mut browser, mut cloud) = signed_in();
    compose(&mut browser, "Support");
    let created = cloud.execute(browser.now, &browser.under_way[0].call.clone());
    cloud.events.clear();
    browser.answer(0, created);
    let conversation = only(&browser.view()).conversation;
    let typed = Command::EditLog { conversation, field: LogField::Subject, text: "Lisbon".into(), edit: 1 };
    browser.command(typed);
    browser.now = browser.now.plus_millis(10_000);
    browser.input(Input::Tick);
    let due = |wake: Timestamp| wake > browser.now;
    assert!(browser.workflow.next_wake().is_none_or(due), "it wakes and wakes");

    browser.settle(&mut cloud);
    let subject = only(&browser.view()).log.unwrap().subject.unwrap().text;
    assert_eq!(subject, "Lisbon");
}

#[test]
fn a_log_that_was_overtaken_by_an_earlier_save_is_saved_once_more() {
    let (mut browser, mut cloud) = connected("Support");
    let conversation = only(&browser.view()).conversation;
    let typed = Command::EditLog { conversation, field: LogField::Subject, text: "Lisbon".into(), edit: 1 };
    browser.command(typed);
    browser.rest(&mut cloud);
    assert_eq!(only(&browser.view()).log.unwrap().saved, Saved::Saved);

    let saves = |browser: &Browser| under_way(browser, |call| matches!(call, Call::SetAttributes { .. })).len();
    let mut snapshot = cloud.conversations.last().unwrap().snapshot();
    snapshot.participants[0].attributes.insert("interactionLog.subject".into(), "Lis".into());
    for expected in [1, 0] {
        browser.input(Input::Frame(Frame::Conversation(Box::new(snapshot.clone()))));
        pass(&mut browser, 2_000);
        assert_eq!(saves(&browser), expected);
        browser.settle(&mut cloud);
    }
}

#[test]
fn a_log_that_a_given_up_try_overtakes_is_saved_again_however_late() {
    let (mut browser, mut cloud) = connected("Support");
    let conversation = only(&browser.view()).conversation;
    let saves = |browser: &Browser| under_way(browser, |call| matches!(call, Call::SetAttributes { .. }));
    let note = |field, text: &str, edit| Command::EditLog {
        conversation: conversation.clone(),
        field,
        text: text.into(),
        edit,
    };
    browser.command(note(LogField::Notes, "Wants a window seat", 1));
    pass(&mut browser, 2_000);
    browser.command(note(LogField::Subject, "Lisbon", 2));
    // It hangs, is given up and tried again.
    browser.answer(saves(&browser)[0], Err(Failure::TimedOut));
    browser.rest(&mut cloud);
    assert_eq!(only(&browser.view()).log.unwrap().saved, Saved::Saved);

    // What an event of before says costs the one repetition that there is for what others may have written.
    let mut stale = cloud.conversations.last().unwrap().snapshot();
    stale.participants[0].attributes.insert("interactionLog.subject".into(), "Porto".into());
    browser.input(Input::Frame(Frame::Conversation(Box::new(stale))));
    browser.rest(&mut cloud);

    // Then it arrives.
    let mut late = cloud.conversations.last().unwrap().snapshot();
    late.participants[0].attributes = [("interactionLog.notes".to_owned(), "Wants a window seat".to_owned())].into();
    browser.input(Input::Frame(Frame::Conversation(Box::new(late))));
    pass(&mut browser, 2_000);
    assert_eq!(saves(&browser).len(), 1);
}

#[test]
fn what_is_typed_and_sent_while_its_conversation_is_transferred_stays_a_draft_and_is_said() {
    let (mut browser, mut cloud) = connected("Feedback");
    let conversation = only(&browser.view()).conversation;
    let to = QueueId::new("Billing");
    browser.command(Command::OpenTransfer(conversation.clone()));
    browser.settle(&mut cloud);
    browser.command(Command::Transfer(TransferTarget::Queue(to)));
    browser.settle(&mut cloud);
    assert!(browser.view().interactions.is_empty());

    // Another window did not know yet.
    let text = "On my way".to_owned();
    browser.command(Command::EditDraft { conversation: conversation.clone(), text: text.clone(), edit: 9 });
    browser.command(Command::Send { conversation, text: text.clone() });
    assert!(
        browser
            .view()
            .notices
            .iter()
            .any(|notice| { matches!(&notice.what, NoticeKind::Unsettled { text: said, .. } if *said == text) })
    );
    let stored = serde_json::to_string(browser.workflow.durable()).unwrap();
    assert!(stored.contains(&text), "{stored}");
}

#[test]
fn codes_of_another_part_are_not_offered() {
    let (mut browser, mut cloud) = connected("Support");
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::Disconnect(conversation));
    let mut late = None;
    while !browser.under_way.is_empty() {
        let call = browser.under_way[0].call.clone();
        if matches!(call, Call::WrapUpCodes { .. }) {
            late = Some(browser.under_way.remove(0));
            continue;
        }
        let result = cloud.execute(browser.now, &call);
        browser.answer(0, result);
        if let Some(event) = cloud.events.pop() {
            browser.input(Input::Frame(event));
        }
    }
    // The customer is back before the codes are here: another part, on behalf of another queue.
    let mut again = cloud.conversations.last().unwrap().snapshot();
    again.participants[0].id = genesys::id::ParticipantId::new("again");
    browser.input(Input::Frame(Frame::Conversation(Box::new(again))));
    let UnderWay { id, call, .. } = late.unwrap();
    let codes = cloud.execute(browser.now, &call);
    browser.input(Input::Answered { id, result: Box::new(codes) });
    let Phase::WrapUp(wrap_up) = only(&browser.view()).phase else { panic!("{:?}", browser.view()) };
    assert_eq!(wrap_up.codes, Listing::Loading);
}
