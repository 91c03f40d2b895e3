//! Numbers that the agent chose on web pages, and where they are looked for.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{call::Call, id::QueueId, permission};
use phone::Country;
use protocol::{
    Command, Compose, Interaction, NoticeKind, Offered, Origin, Page, Recipient, Session, Site, Stage, ViewId, Waits,
    Window,
    page::{Opens, Rules},
};
use workflow::{Input, Nothing, Pick, Policy};
use world::{Browser, CUSTOMERS, Cloud, HELD};

const PARIS: &str = "+33142685300";

fn signed_in() -> (Browser, Cloud) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    browser.sign_in(&mut cloud);
    // Which is there for whoever signs in for the first time.
    browser.command(Command::CloseNewInteraction);
    (browser, cloud)
}

fn pick(number: &str) -> Pick {
    Pick {
        number: number.parse().unwrap(),
        name: Some("Ellen Park".to_owned()),
        body: None,
        more: Vec::new(),
        site: Some("crm.example".to_owned()),
    }
}

fn choose(browser: &mut Browser, pick: Pick) {
    browser.input(Input::Picked { pick: Box::new(pick), opened: false });
}

fn form(browser: &Browser) -> Compose {
    browser.view().compose.expect("an open form")
}

fn offered(browser: &Browser) -> Offered {
    browser.view().offered.expect("an offered number")
}

fn digits(text: &str) -> String {
    text.chars().filter(char::is_ascii_digit).collect()
}

fn says(browser: &Browser, kind: &NoticeKind) -> bool {
    browser.view().notices.iter().any(|notice| notice.what == *kind)
}

fn replaced(number: &str) -> NoticeKind {
    NoticeKind::PickReplaced { number: number.to_owned() }
}

/// The agent composes with what is in the form.
fn connect(browser: &mut Browser, cloud: &mut Cloud, queue: &str) -> Interaction {
    browser.command(Command::ChooseQueue(QueueId::new(queue)));
    browser.command(Command::Compose);
    browser.settle(cloud);
    if browser.view().compose.is_some_and(|compose| compose.stage == Stage::Existing) {
        browser.command(Command::ContinueExisting);
        browser.settle(cloud);
    }
    browser.view().interactions.last().cloned().expect("a conversation")
}

#[test]
fn a_number_opens_new_interaction_with_its_country_and_where_it_comes_from() {
    let (mut browser, _) = signed_in();
    choose(&mut browser, pick(CUSTOMERS[1]));
    let form = form(&browser);
    assert_eq!((form.number.country.as_str(), digits(&form.number.typed.text).as_str()), ("DE", "491701234567"));
    let origin =
        Origin { site: Some("crm.example".into()), name: Some("Ellen Park".into()), body: None, more: Vec::new() };
    assert_eq!(form.origin, Some(origin));
    assert!(browser.windows.contains(&Window::Client), "somewhere it has to be seen");
    assert_eq!(browser.view().offered, None);
}

#[test]
fn a_line_that_takes_no_texts_is_marked_as_such() {
    let (mut browser, _) = signed_in();
    choose(&mut browser, pick(PARIS));
    assert!(form(&browser).number.doubt.is_some());
}

#[test]
fn a_number_is_kept_until_somebody_signs_in_also_over_a_stop() {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    choose(&mut browser, pick(CUSTOMERS[0]));
    assert_eq!(browser.view().compose, None);
    browser.restart();
    assert_eq!(offered(&browser).waits, Waits::SignIn);
    browser.sign_in(&mut cloud);
    assert_eq!(digits(&form(&browser).number.typed.text), "13175550142");
    assert_eq!(browser.view().offered, None);
}

#[test]
fn the_remembered_queue_is_filled_in_also_where_it_is_known_only_later() {
    let (mut browser, mut cloud) = signed_in();
    browser.command(Command::RememberQueue(Some(QueueId::new("Support"))));
    browser.command(Command::SignOut);
    browser.settle(&mut cloud);
    choose(&mut browser, pick(CUSTOMERS[0]));
    browser.sign_in(&mut cloud);
    assert_eq!(form(&browser).queue.map(|queue| queue.name).as_deref(), Some("Support"));
    assert_eq!(form(&browser).missing, []);
}

#[test]
fn a_form_under_way_is_left_alone_and_the_number_offered() {
    let (mut browser, _) = signed_in();
    browser.command(Command::NewInteraction);
    browser.command(Command::ChooseQueue(QueueId::new("Support")));
    let before = form(&browser);
    choose(&mut browser, pick(CUSTOMERS[1]));
    assert_eq!(form(&browser), before);
    let recipient = Recipient { number: CUSTOMERS[1].into(), display: "+49 170 1234567".into() };
    assert_eq!((offered(&browser).recipient, offered(&browser).waits), (recipient, Waits::Agent));

    browser.command(Command::UsePicked);
    let form = form(&browser);
    assert_eq!(digits(&form.number.typed.text), "491701234567");
    assert_eq!(form.queue.map(|queue| queue.name).as_deref(), Some("Support"), "the queue stays");
    assert_eq!(browser.view().offered, None);
}

#[test]
fn what_is_offered_can_be_let_go() {
    let (mut browser, _) = signed_in();
    browser.command(Command::NewInteraction);
    browser.command(Command::EditQueueText { text: "s".into(), edit: 1 });
    choose(&mut browser, pick(CUSTOMERS[1]));
    browser.command(Command::DismissPicked);
    assert_eq!(browser.view().offered, None);
    assert_eq!(browser.view().notices, []);
}

#[test]
fn a_check_under_way_is_not_disturbed() {
    let (mut browser, mut cloud) = signed_in();
    choose(&mut browser, pick(CUSTOMERS[0]));
    browser.command(Command::ChooseQueue(QueueId::new("Support")));
    browser.command(Command::Compose);
    choose(&mut browser, pick(CUSTOMERS[1]));
    browser.command(Command::UsePicked);
    assert_eq!(form(&browser).stage, Stage::Checking);
    assert_eq!(digits(&form(&browser).number.typed.text), "13175550142");
    browser.settle(&mut cloud);
    assert_eq!(browser.view().interactions[0].customer.number, CUSTOMERS[0]);
    assert_eq!(offered(&browser).recipient.number, CUSTOMERS[1], "it waits for the agent");
    browser.command(Command::UsePicked);
    assert_eq!(digits(&form(&browser).number.typed.text), "491701234567");
}

#[test]
fn an_empty_form_takes_the_number() {
    let (mut browser, _) = signed_in();
    browser.command(Command::NewInteraction);
    choose(&mut browser, pick(CUSTOMERS[1]));
    assert_eq!(digits(&form(&browser).number.typed.text), "491701234567");
}

#[test]
fn the_latest_number_wins_and_the_agent_is_told() {
    let (mut browser, mut cloud) = signed_in();
    choose(&mut browser, pick(CUSTOMERS[0]));
    choose(&mut browser, pick(CUSTOMERS[1]));
    assert_eq!(digits(&form(&browser).number.typed.text), "491701234567");
    assert!(says(&browser, &replaced("+1 317-555-0142")));

    browser.command(Command::EditQueueText { text: "s".into(), edit: 1 });
    choose(&mut browser, pick(CUSTOMERS[2]));
    choose(&mut browser, pick(HELD));
    assert_eq!(offered(&browser).recipient.number, HELD);
    assert!(says(&browser, &replaced("+33 6 12 34 56 78")));

    browser.command(Command::SignOut);
    browser.settle(&mut cloud);
    choose(&mut browser, pick(CUSTOMERS[0]));
    choose(&mut browser, pick(CUSTOMERS[0]));
    assert_eq!(browser.view().notices, [], "the same again is no loss");
}

#[test]
fn who_may_not_write_is_told_which_permission_is_missing() {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    cloud.withheld.push(permission::MESSAGE_CREATE);
    browser.sign_in(&mut cloud);
    choose(&mut browser, pick(CUSTOMERS[0]));
    let refused =
        NoticeKind::PickRefused { number: "+1 317-555-0142".into(), permission: permission::MESSAGE_CREATE.to_owned() };
    assert!(says(&browser, &refused));
    assert_eq!((browser.view().compose, browser.view().offered), (None, None));
}

#[test]
fn the_text_of_a_link_is_the_draft_of_its_conversation() {
    let (mut browser, mut cloud) = signed_in();
    choose(&mut browser, Pick { body: Some(" On my way ".into()), ..pick(CUSTOMERS[0]) });
    assert_eq!(form(&browser).origin.unwrap().body.as_deref(), Some("On my way"));
    let interaction = connect(&mut browser, &mut cloud, "Support");
    assert_eq!((interaction.draft.typed.text.as_str(), interaction.suggested), ("On my way", None));
    assert_eq!(cloud.sent.len(), 0, "it is the agent's to send");
}

#[test]
fn a_draft_that_is_there_stays_and_the_text_is_offered() {
    let (mut browser, mut cloud) = signed_in();
    choose(&mut browser, pick(CUSTOMERS[0]));
    let conversation = connect(&mut browser, &mut cloud, "Reservations").conversation;
    browser.command(Command::EditDraft { conversation: conversation.clone(), text: "Mine".into(), edit: 1 });
    browser.command(Command::Disconnect(conversation));
    browser.settle(&mut cloud);

    let again = |browser: &mut Browser, cloud: &mut Cloud| {
        for interaction in browser.view().interactions {
            browser.command(Command::Disconnect(interaction.conversation.clone()));
            browser.command(Command::Done(interaction.conversation));
            browser.settle(cloud);
        }
        choose(browser, Pick { body: Some("The link's".into()), ..pick(CUSTOMERS[0]) });
        connect(browser, cloud, "Reservations")
    };
    let interaction = again(&mut browser, &mut cloud);
    let texts = (interaction.draft.typed.text.as_str(), interaction.suggested.as_deref());
    assert_eq!(texts, ("Mine", Some("The link's")));
    browser.command(Command::DismissSuggested(interaction.conversation.clone()));
    assert_eq!(browser.view().interactions[0].suggested, None);

    let interaction = again(&mut browser, &mut cloud);
    browser.command(Command::UseSuggested(interaction.conversation));
    let interaction = browser.view().interactions[0].clone();
    assert_eq!((interaction.draft.typed.text.as_str(), interaction.suggested), ("The link's", None));
}

#[test]
fn what_a_page_says_of_one_number_is_not_told_to_another() {
    let (mut browser, mut cloud) = signed_in();
    let more = vec![CUSTOMERS[2].parse().unwrap()];
    choose(&mut browser, Pick { body: Some("Dear Ellen".into()), more, ..pick(CUSTOMERS[0]) });
    browser.command(Command::EditNumber { text: CUSTOMERS[1].into(), caret: 13, deleted_forward: false, edit: 1 });
    assert_eq!(form(&browser).origin, None);
    let interaction = connect(&mut browser, &mut cloud, "Support");
    assert_eq!((interaction.draft.typed.text.as_str(), interaction.suggested), ("", None));
    assert_eq!(browser.view().offered, None);
}

#[test]
fn the_recipients_of_a_link_come_one_after_another() {
    let (mut browser, mut cloud) = signed_in();
    let more = [CUSTOMERS[1], CUSTOMERS[2], CUSTOMERS[0]].map(|number| number.parse().unwrap()).to_vec();
    choose(&mut browser, Pick { body: Some("We are late".into()), more, ..pick(CUSTOMERS[0]) });
    let recipients = |origin: Origin| origin.more.into_iter().map(|one| one.number).collect::<Vec<_>>();
    assert_eq!(recipients(form(&browser).origin.unwrap()), [CUSTOMERS[1], CUSTOMERS[2]], "the first not twice");

    browser.command(Command::ChooseRecipient(CUSTOMERS[2].into()));
    assert_eq!(digits(&form(&browser).number.typed.text), "33612345678");
    let origin = form(&browser).origin.unwrap();
    assert_eq!(origin.name, None, "the name was the first one's");
    assert_eq!(recipients(origin), [CUSTOMERS[1], CUSTOMERS[0]]);

    assert_eq!(connect(&mut browser, &mut cloud, "Support").draft.typed.text, "We are late");
    for next in [CUSTOMERS[1], CUSTOMERS[0]] {
        assert_eq!((offered(&browser).recipient.number, offered(&browser).waits), (next.to_owned(), Waits::Agent));
        assert_eq!(browser.view().compose, None, "sending stays one recipient at a time");
        browser.command(Command::UsePicked);
        let interaction = connect(&mut browser, &mut cloud, "Support");
        assert_eq!(
            (interaction.customer.number.as_str(), interaction.draft.typed.text.as_str()),
            (next, "We are late")
        );
    }
    assert_eq!(browser.view().offered, None);
    assert_eq!(cloud.sent.len(), 0);
}

#[test]
fn where_new_interaction_can_be_seen_no_second_view_is_opened() {
    let attach = |browser: &mut Browser, page: Page| {
        browser.input(Input::Attached { view: ViewId(format!("{page:?}")), page });
    };
    let (mut browser, _) = signed_in();
    attach(&mut browser, Page::Popup);
    browser.input(Input::Picked { pick: Box::new(pick(CUSTOMERS[0])), opened: true });
    assert!(!browser.windows.contains(&Window::Client), "the side panel is on its way");
    attach(&mut browser, Page::SidePanel);
    choose(&mut browser, pick(CUSTOMERS[1]));
    assert!(!browser.windows.contains(&Window::Client), "the side panel is there");
    browser.input(Input::Detached { view: ViewId("SidePanel".into()) });
    choose(&mut browser, pick(CUSTOMERS[2]));
    assert!(browser.windows.contains(&Window::Client), "a popup closes with the click on the page");
}

#[test]
fn whoever_signs_out_leaves_no_number_behind() {
    let (mut browser, mut cloud) = signed_in();
    browser.command(Command::NewInteraction);
    browser.command(Command::EditQueueText { text: "s".into(), edit: 1 });
    choose(&mut browser, pick(CUSTOMERS[0]));
    browser.command(Command::SignOut);
    browser.settle(&mut cloud);
    assert_eq!((browser.view().compose, browser.view().offered), (None, None));
}

#[test]
fn an_expired_session_keeps_the_number() {
    let (mut browser, mut cloud) = signed_in();
    cloud.token_valid = false;
    browser.command(Command::Retry);
    browser.settle(&mut cloud);
    assert!(matches!(browser.view().session, Session::Expired { .. }));
    choose(&mut browser, pick(CUSTOMERS[0]));
    browser.restart();
    browser.sign_in(&mut cloud);
    assert_eq!(digits(&form(&browser).number.typed.text), "13175550142");
}

#[test]
fn a_new_version_waits_for_a_number_that_is_kept() {
    let mut browser = Browser::new();
    choose(&mut browser, pick(CUSTOMERS[0]));
    browser.input(Input::UpdateAvailable);
    assert_eq!(browser.updates, 0);
    browser.command(Command::DismissPicked);
    assert_eq!(browser.updates, 1);
}

#[test]
fn that_there_is_no_number_is_said() {
    let (mut browser, _) = signed_in();
    browser.input(Input::NothingToPick(Nothing::NoNumber));
    browser.input(Input::NothingToPick(Nothing::PageClosedToUs));
    assert!(says(&browser, &NoticeKind::NoNumber) && says(&browser, &NoticeKind::PageClosedToUs));
}

#[test]
fn nothing_is_chosen_where_that_is_turned_off() {
    let (mut browser, mut cloud) = signed_in();
    browser.command(Command::SetClickToSms(false));
    choose(&mut browser, pick(CUSTOMERS[0]));
    assert_eq!((browser.view().compose, browser.view().offered), (None, None));
    browser.settle(&mut cloud);
    assert!(!browser.workflow.pages().enabled);
}

fn site(text: &str) -> Site {
    text.parse().unwrap()
}

fn granted(browser: &mut Browser, granted: &[&str], added: &[&str]) {
    let sites = |texts: &[&str]| texts.iter().map(|text| site(text)).collect();
    browser.input(Input::Granted { granted: sites(granted), added: sites(added) });
}

#[test]
fn numbers_are_looked_for_where_it_is_wanted_and_the_browser_lets_us() {
    let mut browser = Browser::new();
    assert_eq!(browser.workflow.pages().on, []);
    browser.command(Command::FindNumbers { on: site("crm.example"), wanted: true });
    assert_eq!(browser.workflow.pages().on, [], "not before it is granted");
    granted(&mut browser, &["crm.example"], &[]);
    assert!(browser.workflow.pages().look_at(&site("crm.example")));
    granted(&mut browser, &["*"], &["*"]);
    assert_eq!(browser.workflow.pages().on, [site("*"), site("crm.example")]);
    browser.command(Command::FindNumbers { on: site("crm.example"), wanted: false });
    assert!(!browser.workflow.pages().look_at(&site("crm.example")));
    assert!(browser.workflow.pages().look_at(&site("erp.example")));
    granted(&mut browser, &[], &[]);
    assert_eq!(browser.workflow.pages().on, []);
}

#[test]
fn a_policy_fixes_what_holds_on_pages() {
    let (mut browser, mut cloud) = signed_in();
    granted(&mut browser, &["*"], &[]);
    let policy = Policy {
        default_country: Some("DE".into()),
        click_to_sms_allowed: Some(vec!["*.example".into()]),
        click_to_sms_denied: Some(vec!["https://bank.example/*".into()]),
        click_to_sms_highlight: Some(false),
        click_to_sms_tel_links: Some(true),
        click_to_sms_code: Some(true),
        click_to_sms_opens_in: Some("window".into()),
        ..Policy::default()
    };
    browser.input(Input::Policy(policy));
    for command in [
        Command::FindNumbers { on: Site::ALL, wanted: true },
        Command::FindNumbers { on: site("bank.example"), wanted: true },
        Command::ForgetSite(site("bank.example")),
        Command::SetHighlight(true),
        Command::SetTelLinks(false),
        Command::SetNumbersInCode(false),
        Command::SetOpens(Opens::SidePanel),
    ] {
        browser.command(command);
    }
    let pages = browser.workflow.pages();
    assert_eq!(pages.rules, Rules { paint: false, tel_links: true, code: true, opens: Opens::Window });
    assert_eq!((pages.on.clone(), pages.off.clone()), (vec![site("*.example")], vec![site("bank.example")]));
    assert_eq!(pages.country, Country::new("DE").unwrap());
    assert!(pages.look_at(&site("crm.example")) && !pages.look_at(&site("bank.example")));
    let shown = browser.view().settings.pages;
    assert!(shown.on.locked && shown.off.locked && shown.highlight.locked && shown.opens.locked);
    assert!(!shown.enabled.locked);
    browser.input(Input::Policy(Policy { enable_click_to_sms: Some(false), ..Policy::default() }));
    browser.command(Command::SetClickToSms(true));
    assert!(!browser.workflow.pages().enabled && browser.view().settings.pages.enabled.locked);
    choose(&mut browser, pick(CUSTOMERS[0]));
    browser.settle(&mut cloud);
    assert_eq!(browser.view().compose, None);
    assert!(!browser.under_way.iter().any(|one| matches!(one.call, Call::CreateConversation { .. })));
}
