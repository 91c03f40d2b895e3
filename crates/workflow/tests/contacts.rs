//! Contacts that are created from the Interaction Log.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{
    call::{Call, Reply},
    id::ContactId,
    model::{Contact, Failure},
    permission,
};
use protocol::{Command, ContactField, CreateContact, Listing, NoticeKind};
use world::{Browser, CUSTOMERS, Cloud, refused};

/// An agent in a conversation whose customer is no contact.
fn desk(withheld: Vec<&'static str>) -> (Browser, Cloud) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    cloud.withheld = withheld;
    browser.sign_in(&mut cloud);
    browser.connect(&mut cloud, "Reservations", CUSTOMERS[0]);
    (browser, cloud)
}

fn create(browser: &mut Browser, name: &str) {
    let conversation = browser.view().interactions[0].conversation.clone();
    browser.command(Command::CreateContact { conversation, name: name.to_owned() });
}

fn contact(browser: &Browser) -> ContactField {
    browser.view().interactions[0].log.clone().unwrap().contact.unwrap()
}

fn names(browser: &Browser) -> Vec<String> {
    let Listing::Loaded(offered) = contact(browser).offered else { panic!("{:?}", contact(browser)) };
    offered.into_iter().map(|contact| contact.name).collect()
}

fn asked(browser: &Browser) -> Vec<Call> {
    browser.under_way.iter().map(|one| one.call.clone()).collect()
}

fn answer(browser: &mut Browser, result: Result<Reply, Failure>) {
    let create = |call: &Call| matches!(call, Call::CreateContact { .. });
    let position = browser.under_way.iter().position(|one| create(&one.call)).expect("it is asked for");
    browser.answer(position, result);
}

#[test]
fn a_contact_is_created_once_and_linked() {
    let (mut browser, mut cloud) = desk(Vec::new());
    create(&mut browser, "  ");
    assert!(asked(&browser).is_empty(), "nobody has no name");
    create(&mut browser, " Nora Lind ");
    create(&mut browser, "Nora Lind");
    let call = Call::CreateContact { name: "Nora Lind".into(), number: CUSTOMERS[0].into() };
    assert_eq!(asked(&browser), [call]);
    assert_eq!(contact(&browser).create, CreateContact::UnderWay);
    let nora = Contact { id: ContactId::new("nora"), name: "Nora Lind".into(), flags: Vec::new() };
    answer(&mut browser, Ok(Reply::Contact(nora)));
    assert!(matches!(&asked(&browser)[..], [Call::LinkContact { contact, .. }] if contact.as_str() == "nora"));
    assert_eq!(contact(&browser).chosen.map(|chosen| chosen.name).as_deref(), Some("Nora Lind"));
    assert_eq!((names(&browser), contact(&browser).create), (vec!["Nora Lind".to_owned()], CreateContact::Available));
    browser.settle(&mut cloud);
    assert_eq!(browser.view().interactions[0].customer.name.as_deref(), Some("Nora Lind"));
}

#[test]
fn a_contact_whose_answer_is_lost_is_looked_for_and_not_made_twice() {
    for stopped in [false, true] {
        let (mut browser, mut cloud) = desk(Vec::new());
        create(&mut browser, "Nora Lind");
        let call = asked(&browser).remove(0);
        cloud.execute(browser.now, &call).unwrap();
        if stopped {
            browser.restart();
        } else {
            answer(&mut browser, Err(Failure::TimedOut));
        }
        browser.settle(&mut cloud);
        // Whether it is the right one is for the agent to say.
        assert_eq!((names(&browser), contact(&browser).chosen), (vec!["Nora Lind".to_owned()], None));
        assert_eq!((contact(&browser).create, cloud.contacts.len()), (CreateContact::Available, 1));
    }
}

#[test]
fn a_contact_that_is_refused_is_said_and_can_be_tried_again() {
    let (mut browser, _) = desk(Vec::new());
    create(&mut browser, "Nora Lind");
    answer(&mut browser, Err(refused()));
    assert!(browser.view().notices.iter().any(|notice| matches!(notice.what, NoticeKind::LogFailed(_))));
    assert_eq!(contact(&browser).create, CreateContact::Available);
    create(&mut browser, "Nora Lind");
    assert_eq!(asked(&browser).len(), 1);
}

#[test]
fn who_may_not_create_contacts_does_not() {
    let (mut browser, _) = desk(vec![permission::CONTACT_ADD]);
    assert_eq!(contact(&browser).create, CreateContact::NotAllowed);
    create(&mut browser, "Nora Lind");
    assert!(asked(&browser).is_empty());
}
