//! The article, step by step, without a browser.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{call::Call, id::QueueId, model::AfterCallWorkMode};
use protocol::{
    Badge, Command, ComposeProblem, Delivery, DoneEntry, EnvironmentChoice, Holder, Interaction, Listing, Message,
    Missing, Phase, Session, Stage, View, Window,
};
use workflow::Input;
use world::{Browser, CUSTOMERS, Cloud, HELD, MUTE_QUEUE};

fn signed_in() -> (Browser, Cloud) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    browser.sign_in(&mut cloud);
    assert!(matches!(browser.view().session, Session::SignedIn(_)));
    (browser, cloud)
}

fn connected(queue: &str) -> (Browser, Cloud) {
    let (mut browser, mut cloud) = signed_in();
    browser.fill_in(queue, CUSTOMERS[0]);
    browser.command(Command::Compose);
    browser.settle(&mut cloud);
    assert!(matches!(only(&browser.view()).phase, Phase::Connected { .. }));
    (browser, cloud)
}

fn only(view: &View) -> Interaction {
    assert_eq!(view.interactions.len(), 1, "{:?}", view.interactions);
    view.interactions[0].clone()
}

fn messages(view: &View) -> Vec<Message> {
    let Listing::Loaded(messages) = only(view).messages else { panic!("no messages: {view:?}") };
    messages
}

fn stage(browser: &Browser) -> Stage {
    browser.view().compose.expect("an open form").stage
}

#[test]
fn the_whole_article_runs() {
    let (mut browser, mut cloud) = connected("Support");
    let conversation = only(&browser.view()).conversation;

    browser.command(Command::OpenInteractions(Some(conversation.clone())));
    assert!(browser.view().interactions_window);
    browser.command(Command::Send { conversation: conversation.clone(), text: "Hello".into() });
    assert_eq!(messages(&browser.view())[0].delivery, Delivery::Sending);
    browser.settle(&mut cloud);
    assert_eq!(messages(&browser.view())[0].delivery, Delivery::Queued);
    cloud.carry();
    cloud.carry();
    browser.settle(&mut cloud);
    assert_eq!(messages(&browser.view())[0].delivery, Delivery::Delivered);
    cloud.inbound(browser.now, 3);
    browser.settle(&mut cloud);
    assert_eq!(messages(&browser.view())[1].delivery, Delivery::Received);

    browser.command(Command::Disconnect(conversation.clone()));
    browser.settle(&mut cloud);
    assert!(browser.windows.contains(&Window::WrapUp));
    browser.input(Input::WindowClosed(Window::WrapUp));
    assert_eq!(browser.view().badge, Badge::WrapUpPending(1));
    let Phase::WrapUp(wrap_up) = only(&browser.view()).phase else { panic!("no wrap-up") };
    let Listing::Loaded(codes) = wrap_up.codes else { panic!("no codes") };
    assert_eq!(wrap_up.done, DoneEntry::CodeMissing);

    browser.command(Command::ChooseWrapUpCode { conversation: conversation.clone(), code: Some(codes[0].id.clone()) });
    browser.command(Command::Done(conversation));
    browser.settle(&mut cloud);
    let view = browser.view();
    assert_eq!((view.interactions.len(), view.badge), (0, Badge::Clear));
    assert!(view.interactions_window, "the window is still open");
    assert_eq!(cloud.of_ada(), []);
}

#[test]
fn compose_says_what_is_missing() {
    let (mut browser, _) = signed_in();
    browser.command(Command::NewInteraction);
    let missing = |browser: &Browser| browser.view().compose.unwrap().missing;
    assert_eq!(missing(&browser), [Missing::Queue, Missing::Number]);
    browser.command(Command::EditQueueText { text: "nothing like it".into(), edit: 1 });
    assert_eq!(missing(&browser)[0], Missing::QueueMatchesNothing);
    browser.command(Command::ChooseQueue(QueueId::new(MUTE_QUEUE)));
    assert_eq!(missing(&browser)[0], Missing::QueueMatchesNothing, "a queue without a number cannot be chosen");
    browser.command(Command::EditQueueText { text: "support".into(), edit: 2 });
    assert_eq!(missing(&browser), [Missing::Number], "a whole name is a choice");
    browser.command(Command::EditNumber { text: "317555".into(), caret: 6, deleted_forward: false, edit: 1 });
    assert_eq!(missing(&browser), [Missing::NumberUnfinished]);
    browser.command(Command::EditNumber { text: "call me".into(), caret: 7, deleted_forward: false, edit: 2 });
    assert_eq!(missing(&browser), [Missing::NumberMalformed]);
    browser.command(Command::EditNumber { text: "3175550142".into(), caret: 10, deleted_forward: false, edit: 3 });
    assert_eq!(missing(&browser), []);
}

#[test]
fn an_international_number_brings_its_country() {
    let (mut browser, _) = signed_in();
    browser.command(Command::NewInteraction);
    for (typed, country) in [("+33 1 42 68 53 00", "FR"), ("+49 170 1234567", "DE"), ("+91 11 2345 6789", "IN")] {
        browser.command(Command::EditNumber { text: typed.into(), caret: 17, deleted_forward: false, edit: 1 });
        let number = browser.view().compose.unwrap().number;
        assert_eq!((number.country.as_str(), number.typed.text.as_str()), (country, typed));
    }
}

#[test]
fn a_recent_conversation_prompts_and_continue_takes_it_up() {
    let (mut browser, mut cloud) = connected("Reservations");
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::Disconnect(conversation.clone()));
    browser.settle(&mut cloud);
    browser.command(Command::Done(conversation.clone()));
    browser.settle(&mut cloud);
    assert!(browser.view().interactions.is_empty(), "optional wrap-up may be left out");

    browser.fill_in("Support", CUSTOMERS[0]);
    browser.command(Command::Compose);
    browser.settle(&mut cloud);
    assert_eq!(stage(&browser), Stage::Existing);
    browser.command(Command::CancelCompose);
    assert_eq!(stage(&browser), Stage::Editing { problem: None });
    assert_eq!(browser.view().compose.unwrap().missing, [], "the form is as it was");
    browser.command(Command::Compose);
    browser.settle(&mut cloud);
    browser.command(Command::ContinueExisting);
    browser.settle(&mut cloud);
    assert_eq!(only(&browser.view()).conversation, conversation);
}

#[test]
fn a_conversation_held_elsewhere_cannot_be_started() {
    let (mut browser, mut cloud) = signed_in();
    browser.fill_in("Support", HELD);
    browser.command(Command::Compose);
    browser.settle(&mut cloud);
    let Stage::Editing { problem: Some(ComposeProblem::HeldElsewhere { holder }) } = stage(&browser) else {
        panic!("{:?}", stage(&browser))
    };
    assert!(matches!(holder, None | Some(Holder::Agent(_))));
    assert_eq!(cloud.created, 0);
}

#[test]
fn compose_cancelled_under_way_ends_what_it_began() {
    let (mut browser, mut cloud) = signed_in();
    browser.fill_in("Reservations", CUSTOMERS[0]);
    browser.command(Command::Compose);
    browser.command(Command::CancelCompose);
    browser.rest(&mut cloud);
    assert_eq!(stage(&browser), Stage::Editing { problem: None });
    let Phase::WrapUp(wrap_up) = only(&browser.view()).phase else { panic!("it goes on: {:?}", browser.view()) };
    assert_eq!(wrap_up.mode, AfterCallWorkMode::Optional);
}

#[test]
fn a_lost_answer_to_compose_is_settled_by_reading() {
    let (mut browser, mut cloud) = signed_in();
    browser.fill_in("Support", CUSTOMERS[1]);
    browser.command(Command::Compose);
    let position = browser.under_way.len() - 1;
    cloud.execute(browser.now, &browser.under_way[position].call.clone()).unwrap();
    cloud.events.clear();
    browser.restart();
    browser.rest(&mut cloud);
    assert!(browser.view().compose.is_none());
    assert!(matches!(only(&browser.view()).phase, Phase::Connected { .. }));
    assert_eq!(cloud.created, 1);
}

#[test]
fn a_lost_answer_to_a_message_is_settled_by_reading() {
    let (mut browser, mut cloud) = connected("Support");
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::OpenInteractions(Some(conversation.clone())));
    browser.command(Command::Send { conversation: conversation.clone(), text: "arrived".into() });
    cloud.execute(browser.now, &browser.under_way[0].call.clone()).unwrap();
    cloud.events.clear();
    browser.restart();
    browser.rest(&mut cloud);
    assert_eq!(messages(&browser.view()).len(), 1);
    assert_eq!(messages(&browser.view())[0].delivery, Delivery::Queued);

    browser.command(Command::Send { conversation, text: "never left".into() });
    browser.restart();
    browser.rest(&mut cloud);
    assert_eq!(messages(&browser.view())[1].delivery, Delivery::Unconfirmed);
    assert_eq!(cloud.sent.get("never left"), None);
}

#[test]
fn a_waking_that_is_cut_short_leaves_nothing_behind_for_the_next() {
    let (mut browser, _cloud) = connected("Support");
    let asked = |browser: &Browser| browser.under_way.iter().map(|one| one.call.clone()).collect::<Vec<_>>();
    browser.restart();
    let first = asked(&browser);
    assert!(first.contains(&Call::MyStatus), "{first:?}");
    for _ in 0..10 {
        browser.restart();
        let again = asked(&browser);
        assert_eq!(again.len(), first.len(), "{again:?}");
        assert!(first.iter().all(|call| again.contains(call)), "{again:?}");
    }
}

#[test]
fn a_session_that_expires_is_taken_up_where_it_was() {
    let (mut browser, mut cloud) = connected("Support");
    let conversation = only(&browser.view()).conversation;
    cloud.token_valid = false;
    browser.command(Command::EditDraft { conversation: conversation.clone(), text: "half a sen".into(), edit: 1 });
    browser.command(Command::Send { conversation, text: "waits".into() });
    browser.settle(&mut cloud);
    assert!(matches!(browser.view().session, Session::Expired { signing_in: false, .. }));
    browser.sign_in(&mut cloud);
    browser.rest(&mut cloud);
    assert!(matches!(browser.view().session, Session::SignedIn(_)));
    assert_eq!(cloud.sent["waits"], 1);
    assert_eq!(messages(&browser.view())[0].text, "waits");
}

#[test]
fn signing_out_revokes_the_token_and_forgets_the_agent() {
    let (mut browser, mut cloud) = connected("Support");
    browser.command(Command::SignOut);
    browser.settle(&mut cloud);
    let view = browser.view();
    assert!(!cloud.token_valid);
    assert_eq!(view.session, Session::SignedOut { problem: None });
    assert!(view.interactions.is_empty() && view.compose.is_none());
}

#[test]
fn the_first_sign_in_leads_to_new_interaction_and_no_other_does() {
    let (mut browser, mut cloud) = signed_in();
    assert!(browser.view().compose.is_some());
    browser.command(Command::CloseNewInteraction);
    browser.command(Command::SignOut);
    browser.settle(&mut cloud);
    cloud.token_valid = true;
    browser.sign_in(&mut cloud);
    assert!(matches!(browser.view().session, Session::SignedIn(_)));
    assert!(browser.view().compose.is_none());
}

#[test]
fn the_remembered_queue_is_filled_in() {
    let (mut browser, mut cloud) = signed_in();
    browser.command(Command::RememberQueue(Some(QueueId::new("Billing"))));
    browser.restart();
    browser.settle(&mut cloud);
    browser.command(Command::NewInteraction);
    assert_eq!(browser.view().compose.unwrap().queue.unwrap().name, "Billing");
}

#[test]
fn a_command_that_is_repeated_is_carried_out_once() {
    let (mut browser, mut cloud) = connected("Support");
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::Send { conversation: conversation.clone(), text: "once".into() });
    browser.commands -= 1;
    browser.command(Command::Send { conversation, text: "once".into() });
    browser.settle(&mut cloud);
    assert_eq!(cloud.sent["once"], 1);
}

#[test]
fn a_forced_time_box_runs_to_its_end() {
    let (mut browser, mut cloud) = connected("Concierge");
    let conversation = only(&browser.view()).conversation;
    browser.command(Command::Disconnect(conversation.clone()));
    browser.settle(&mut cloud);
    let Phase::WrapUp(wrap_up) = only(&browser.view()).phase else { panic!("no wrap-up") };
    assert_eq!(wrap_up.deadline, Some(browser.now.plus_millis(15_000)));
    let Listing::Loaded(codes) = wrap_up.codes else { panic!("no codes") };
    browser.command(Command::ChooseWrapUpCode { conversation: conversation.clone(), code: Some(codes[0].id.clone()) });
    browser.command(Command::Done(conversation));
    browser.settle(&mut cloud);
    let Phase::WrapUp(wrap_up) = only(&browser.view()).phase else { panic!("left early") };
    assert_eq!(wrap_up.done, DoneEntry::Waiting);
    browser.rest(&mut cloud);
    assert!(browser.view().interactions.is_empty());
}

#[test]
fn after_call_work_on_request_is_only_there_when_asked_for() {
    for wanted in [false, true] {
        let (mut browser, mut cloud) = connected("Feedback");
        let conversation = only(&browser.view()).conversation;
        browser.command(Command::RequestAfterCallWork { conversation: conversation.clone(), wanted });
        browser.settle(&mut cloud);
        browser.command(Command::Disconnect(conversation));
        browser.settle(&mut cloud);
        assert_eq!(browser.view().interactions.len(), usize::from(wanted));
    }
}

#[test]
fn a_token_goes_only_where_the_agent_signed_in() {
    let (mut browser, _) = connected("Support");
    browser.command(Command::Retry);
    let signed_in_at = browser.under_way[0].environment.clone();
    // The setting is for the next sign-in, and may be lost: a full disk forgets it.
    browser.command(Command::SetEnvironment(EnvironmentChoice::Region("eu_west_1".into())));
    browser.restart();
    assert!(!browser.under_way.is_empty(), "nothing is asked");
    for call in &browser.under_way {
        assert_eq!(call.environment, signed_in_at);
    }
}
