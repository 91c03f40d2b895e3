//! Canned responses: which of them are offered, when they are fetched, and that nothing leaves that is not filled in.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{
    call::{Call, Reply},
    id::{ConversationId, QueueId},
    model::{Failure, Rejection},
    permission,
};
use protocol::{
    Command, Delivery, Fit, Interaction, Listing, MessageKey, NoticeKind, OpenField, ResponseOffer, Trouble,
};
use workflow::{Volatile, Workflow};
use world::{Browser, CUSTOMERS, Cloud};

/// An agent who is signed in and holds a conversation on behalf of `queue`.
fn on_behalf_of(queue: &str) -> (Browser, Cloud, ConversationId) {
    on_behalf_of_without(queue, Vec::new())
}

fn on_behalf_of_without(queue: &str, withheld: Vec<&'static str>) -> (Browser, Cloud, ConversationId) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    cloud.withheld = withheld;
    browser.sign_in(&mut cloud);
    let id = begin(&mut browser, &mut cloud, queue, CUSTOMERS[0]);
    (browser, cloud, id)
}

fn begin(browser: &mut Browser, cloud: &mut Cloud, queue: &str, customer: &str) -> ConversationId {
    let call = Call::CreateConversation { queue: QueueId::new(queue), to: customer.to_owned(), use_existing: false };
    let Ok(Reply::Created(id)) = cloud.execute(browser.now, &call) else { panic!("not created") };
    browser.settle(cloud);
    id
}

fn search(browser: &mut Browser, id: &ConversationId, query: &str) {
    browser.command(Command::SearchResponses { conversation: id.clone(), query: query.into() });
}

fn offer(browser: &Browser) -> ResponseOffer {
    browser.view().responses.expect("a search").offer
}

/// The names that are offered.
fn names(browser: &Browser) -> Vec<String> {
    match offer(browser) {
        ResponseOffer::Here { found, .. } => found.into_iter().map(|one| one.name).collect(),
        other => panic!("{other:?}"),
    }
}

fn calls(browser: &Browser) -> Vec<Call> {
    browser.under_way.iter().map(|one| one.call.clone()).collect()
}

fn held(browser: &Browser, id: &ConversationId) -> Interaction {
    browser.view().interactions.into_iter().find(|one| one.conversation == *id).unwrap()
}

#[test]
fn responses_of_the_queues_libraries_are_fetched_once_they_are_searched() {
    let (mut browser, mut cloud, id) = on_behalf_of("Reservations");
    assert_eq!(browser.view().responses, None);
    search(&mut browser, &id, "");
    assert_eq!(offer(&browser), ResponseOffer::Loading);
    let asked = calls(&browser);
    assert!(matches!(&asked[0], Call::Libraries { page: 1 }), "{asked:?}");
    assert!(
        matches!(&asked[1], Call::Responses { libraries: Some(libraries), page: 1 } if libraries.len() == 2),
        "{asked:?}"
    );
    browser.settle(&mut cloud);

    let ResponseOffer::Here { found, matching, all, beyond } = offer(&browser) else { panic!() };
    let assets: Vec<_> = found.iter().flat_map(|it| &it.assets).map(|it| it.name.as_str()).collect();
    assert_eq!(assets, ["the way.png"], "whoever takes a response can fetch what goes along");
    let found: Vec<_> = found.iter().map(|it| (it.name.as_str(), it.library.as_deref(), it.text.as_str())).collect();
    assert_eq!(
        found,
        [
            ("Confirmed", Some("BOOKINGS"), "Booking {{reference}} is confirmed for today."),
            ("Hello", Some("GREETINGS"), "Hello {{CUSTOMER_NAME}}, Ada of Reservations here."),
            ("Thanks", Some("GREETINGS"), "Thank you!"),
        ]
    );
    assert_eq!((matching, all, beyond), (3, 3, false));

    for (query, expected) in
        [("t", &["Thanks", "Hello"][..]), ("BOOK", &["Confirmed"]), ("thank", &["Thanks"]), ("zzz", &[])]
    {
        search(&mut browser, &id, query);
        assert_eq!(calls(&browser), [], "what is here is searched here");
        assert_eq!(names(&browser), expected, "{query}");
    }
    browser.command(Command::CloseResponses);
    assert_eq!(browser.view().responses, None);
}

#[test]
fn a_shelf_is_fetched_anew_when_it_is_old_and_searched_meanwhile() {
    let (mut browser, mut cloud, id) = on_behalf_of("Billing");
    search(&mut browser, &id, "");
    assert!(matches!(&calls(&browser)[1], Call::Responses { libraries: None, page: 1 }), "of all libraries");
    browser.settle(&mut cloud);
    browser.command(Command::CloseResponses);

    browser.now = browser.now.plus_millis(9 * 60_000);
    search(&mut browser, &id, "");
    assert!(!calls(&browser).iter().any(|call| matches!(call, Call::Responses { .. })), "it is fresh");

    browser.now = browser.now.plus_millis(2 * 60_000);
    search(&mut browser, &id, "");
    assert!(calls(&browser).iter().any(|call| matches!(call, Call::Responses { .. })), "it is old");
    assert_eq!(names(&browser), ["Confirmed", "Hello", "Thanks"], "and is searched as it is");
    // The new one does not come: the old one stays.
    while let Some(at) = browser.under_way.iter().position(|one| matches!(one.call, Call::Responses { .. })) {
        browser.answer(at, Err(world::refused()));
    }
    assert_eq!(names(&browser), ["Confirmed", "Hello", "Thanks"]);
    browser.settle(&mut cloud);
}

#[test]
fn a_queue_whose_listing_does_not_say_is_asked() {
    let (mut browser, mut cloud, id) = on_behalf_of("Support");
    search(&mut browser, &id, "");
    assert_eq!(calls(&browser), [Call::Queue(QueueId::new("Support"))]);
    assert_eq!(offer(&browser), ResponseOffer::Loading);
    browser.settle(&mut cloud);
    assert_eq!(names(&browser), ["Hello", "Thanks"]);

    // One that does not say either has all.
    let feedback = begin(&mut browser, &mut cloud, "Feedback", CUSTOMERS[1]);
    search(&mut browser, &feedback, "");
    browser.settle(&mut cloud);
    assert_eq!(names(&browser), ["Confirmed", "Hello", "Thanks"]);

    // And so has one that the agent may not see, or that is refused.
    let (mut browser, mut cloud, id) = on_behalf_of_without("Support", vec![permission::QUEUE_VIEW]);
    search(&mut browser, &id, "");
    browser.settle(&mut cloud);
    assert_eq!(names(&browser), ["Confirmed", "Hello", "Thanks"]);
    let (mut browser, mut cloud, id) = on_behalf_of("Support");
    search(&mut browser, &id, "");
    browser.answer(0, Err(world::error(403, Rejection::Forbidden { permissions: Vec::new() }, None)));
    browser.settle(&mut cloud);
    assert_eq!(names(&browser), ["Confirmed", "Hello", "Thanks"]);

    // Of one that cannot be asked nothing is known.
    let (mut browser, mut cloud, id) = on_behalf_of("Support");
    search(&mut browser, &id, "");
    browser.answer(0, Err(world::refused()));
    assert!(matches!(offer(&browser), ResponseOffer::Failed(Trouble::Refused { .. })));
    browser.command(Command::Retry);
    browser.settle(&mut cloud);
    assert_eq!(names(&browser), ["Hello", "Thanks"]);
}

#[test]
fn where_there_is_nothing_to_search_it_is_said_why() {
    let (mut browser, _, id) = on_behalf_of("Concierge");
    search(&mut browser, &id, "");
    assert_eq!((offer(&browser), calls(&browser)), (ResponseOffer::NoLibraries, vec![]));

    let (mut browser, _, id) = on_behalf_of_without("Billing", vec![permission::RESPONSE_VIEW]);
    search(&mut browser, &id, "");
    let permission = permission::RESPONSE_VIEW.to_owned();
    assert_eq!((offer(&browser), calls(&browser)), (ResponseOffer::PermissionMissing { permission }, vec![]));

    // Without the names of libraries responses can be used all the same.
    let (mut browser, mut cloud, id) = on_behalf_of_without("Billing", vec![permission::LIBRARY_VIEW]);
    search(&mut browser, &id, "");
    assert!(!calls(&browser).iter().any(|call| matches!(call, Call::Libraries { .. })));
    browser.settle(&mut cloud);
    let ResponseOffer::Here { found, .. } = offer(&browser) else { panic!() };
    assert!(found.len() == 3 && found.iter().all(|one| one.library.is_none()), "{found:?}");
}

#[test]
fn what_does_not_come_is_asked_for_again_when_the_agent_says_so_and_not_with_every_key() {
    let (mut browser, mut cloud, id) = on_behalf_of("Billing");
    search(&mut browser, &id, "");
    browser.answer(1, Err(world::refused()));
    browser.settle(&mut cloud);
    assert!(matches!(offer(&browser), ResponseOffer::Failed(_)));
    search(&mut browser, &id, "h");
    assert_eq!(calls(&browser), []);
    assert!(matches!(offer(&browser), ResponseOffer::Failed(_)));
    browser.command(Command::Retry);
    browser.settle(&mut cloud);
    assert_eq!(names(&browser), ["Hello", "Thanks"]);
}

#[test]
fn a_background_that_is_stopped_while_they_are_on_their_way_goes_on() {
    let (mut browser, mut cloud, id) = on_behalf_of("Reservations");
    search(&mut browser, &id, "o");
    let first_page = browser.under_way.iter().position(|one| matches!(one.call, Call::Responses { .. })).unwrap();
    let reply = cloud.execute(browser.now, &browser.under_way[first_page].call.clone());
    browser.answer(first_page, reply);
    assert!(calls(&browser).iter().any(|call| matches!(call, Call::Responses { page: 2, .. })));
    browser.restart();
    assert_eq!(offer(&browser), ResponseOffer::Loading);
    browser.settle(&mut cloud);
    assert_eq!(names(&browser), ["Confirmed", "Hello", "Thanks"], "one page or the other of each");
    // What was here is fetched anew: the search is still open.
    browser.restart();
    assert_eq!(offer(&browser), ResponseOffer::Loading);
    browser.settle(&mut cloud);
    assert_eq!(names(&browser), ["Confirmed", "Hello", "Thanks"]);
}

#[test]
fn they_are_forgotten_when_the_agent_signs_out() {
    let (mut browser, mut cloud, id) = on_behalf_of("Billing");
    search(&mut browser, &id, "");
    browser.settle(&mut cloud);
    browser.command(Command::SignOut);
    assert!(!format!("{:?}", browser.workflow).contains("Thank you!"));
    browser.settle(&mut cloud);
    browser.sign_in(&mut cloud);
    assert_eq!(browser.view().responses, None);
    search(&mut browser, &id, "");
    assert!(calls(&browser).iter().any(|call| matches!(call, Call::Responses { .. })));
}

#[test]
fn a_search_goes_with_its_conversation() {
    let (mut browser, mut cloud, id) = on_behalf_of("Reservations");
    search(&mut browser, &ConversationId::new("another"), "");
    assert_eq!(browser.view().responses, None);
    search(&mut browser, &id, "");
    browser.settle(&mut cloud);
    cloud.end_elsewhere(browser.now, cloud.conversations.len() - 1);
    browser.settle(&mut cloud);
    browser.command(Command::Done(id.clone()));
    browser.settle(&mut cloud);
    assert!(browser.view().interactions.is_empty());
    assert_eq!(browser.view().responses, None);
}

#[test]
fn what_is_open_is_said_and_nothing_leaves_before_it_is_filled_in() {
    let (mut browser, mut cloud, id) = on_behalf_of("Reservations");
    search(&mut browser, &id, "");
    browser.settle(&mut cloud);
    let text = "{{reference}} for {{who}}: {{reference}} {{AGENT_ALIAS}}";
    browser.command(Command::EditDraft { conversation: id.clone(), text: text.into(), edit: 1 });
    let draft = held(&browser, &id).draft;
    let field = |id: &str, label: &str| OpenField { id: id.into(), label: label.into() };
    let expected = [field("reference", "Booking reference"), field("who", "who"), field("AGENT_ALIAS", "AGENT_ALIAS")];
    assert_eq!((draft.length.fit, draft.open.as_slice()), (Fit::FieldsOpen, &expected[..]));

    browser.command(Command::Send { conversation: id.clone(), text: text.into() });
    browser.settle(&mut cloud);
    assert_eq!((cloud.sent.len(), held(&browser, &id).draft.typed.text.as_str()), (0, text));

    let text = "1234 for Maya: {1234} {{}}";
    browser.command(Command::EditDraft { conversation: id.clone(), text: text.into(), edit: 2 });
    let draft = held(&browser, &id).draft;
    assert_eq!((draft.length.fit, draft.open.as_slice()), (Fit::Fits, &[][..]));
    browser.command(Command::Send { conversation: id.clone(), text: text.into() });
    browser.settle(&mut cloud);
    assert_eq!(cloud.sent.keys().collect::<Vec<_>>(), [text]);
}

#[test]
fn nor_is_it_sent_again() {
    let (mut browser, mut cloud, id) = on_behalf_of("Reservations");
    browser.command(Command::OpenInteractions(Some(id.clone())));
    browser.settle(&mut cloud);
    browser.command(Command::Send { conversation: id.clone(), text: "Hello [who]".into() });
    browser.answer(0, Err(world::refused()));
    browser.settle(&mut cloud);

    // An earlier version let it leave.
    let stored = serde_json::to_string(browser.workflow.volatile()).unwrap().replace("[who]", "{{who}}");
    let volatile: Volatile = serde_json::from_str(&stored).unwrap();
    let (durable, carried_out) = (browser.workflow.durable().clone(), browser.workflow.carried_out().clone());
    browser.workflow = Workflow::restore(durable, volatile, carried_out, workflow::LocalTime::by_database);
    browser.input(workflow::Input::Woke);
    browser.settle(&mut cloud);
    browser.command(Command::OpenInteractions(Some(id.clone())));
    browser.settle(&mut cloud);
    let message = || {
        let Listing::Loaded(messages) = held(&browser, &id).messages else { panic!() };
        messages.into_iter().find(|one| matches!(one.delivery, Delivery::Refused(_))).unwrap()
    };
    let refused = message();
    assert_eq!(refused.text, "Hello {{who}}");
    let MessageKey::Own(key) = refused.key else { panic!() };
    browser.command(Command::SendAgain { conversation: id.clone(), message: key });
    browser.settle(&mut cloud);
    assert_eq!(cloud.sent.len(), 0);
    let said = browser.view().notices.into_iter().map(|notice| notice.what).collect::<Vec<_>>();
    assert_eq!(said, [NoticeKind::FieldOpen { field: "who".into() }]);
    let Listing::Loaded(messages) = held(&browser, &id).messages else { panic!() };
    assert!(messages.iter().any(|one| one.text == "Hello {{who}}"), "it is still there");
}

#[test]
fn an_answer_that_is_lost_is_asked_for_again() {
    let (mut browser, mut cloud, id) = on_behalf_of("Billing");
    search(&mut browser, &id, "");
    browser.answer(1, Err(Failure::TimedOut));
    assert_eq!(offer(&browser), ResponseOffer::Loading);
    browser.rest(&mut cloud);
    assert_eq!(names(&browser), ["Confirmed", "Hello", "Thanks"]);
}
