//! What the pages show of a view, and what they tell the background.
#![cfg(target_arch = "wasm32")]
#![allow(clippy::cast_possible_truncation, reason = "the numbers of tests are small")]
#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod page;

use genesys::model::AfterCallWorkMode;
use page::{now, open, settle, show, until};
use panel::fixtures;
use protocol::{
    Anyway, Author, Command, Compose, DoneEntry, FileAct, FileEntry, FileId, FileProblem, FileStage, Fit, Further,
    Listing, Missing, NoticeKind, NumberField, Numbered, Page, Phase, ResponseOffer, Rule, Session, Site, SmsEntry,
    Stage, ToBackground, Trouble, Typed, Verdict, View, Waits, page::Opens,
};
use wasm_bindgen::JsCast;
use wasm_bindgen_test::{wasm_bindgen_test, wasm_bindgen_test_configure};

wasm_bindgen_test_configure!(run_in_browser);

fn command(number: u64, command: Command) -> ToBackground {
    ToBackground::Command(Numbered { number, command })
}

fn by(view: &protocol::ViewId, edit: u64, text: &str) -> Typed {
    Typed { text: text.to_owned(), author: Some(Author { view: view.clone(), edit }) }
}

fn with_number(change: impl FnOnce(&mut NumberField)) -> View {
    let mut compose = fixtures::compose();
    change(&mut compose.number);
    fixtures::composing(compose)
}

#[wasm_bindgen_test]
async fn every_control_of_every_screen_has_a_name() {
    for fixture in fixtures::all(now()) {
        let shown = show(fixture.page, &fixture.view).await;
        let controls = shown.all("button, input, select, textarea, [role]");
        assert!(!controls.is_empty(), "{} is not empty", fixture.name);
        for control in shown.all("button, a, summary") {
            let name = control.get_attribute("aria-label").or_else(|| control.text_content()).unwrap_or_default();
            assert!(!name.trim().is_empty(), "{}: {} has no name", fixture.name, control.outer_html());
        }
        for control in shown.all("input, select, textarea") {
            let labelled = control.get_attribute("aria-label").is_some()
                || control.closest("label").unwrap().is_some()
                || shown.select(&format!("label[for='{}']", control.id())).is_some()
                || shown
                    .select(&format!("[aria-labelledby='{}-label'], #country-title, #transfer-title", control.id()))
                    .is_some();
            assert!(labelled, "{}: {} has no label", fixture.name, control.outer_html());
        }
    }
}

#[wasm_bindgen_test]
async fn what_describes_a_control_is_on_the_page() {
    for fixture in fixtures::all(now()) {
        let shown = show(fixture.page, &fixture.view).await;
        for attribute in ["aria-describedby", "aria-labelledby", "aria-controls"] {
            for control in shown.all(&format!("[{attribute}]")) {
                for id in control.get_attribute(attribute).unwrap().split_whitespace() {
                    assert!(shown.select(&format!("#{id}")).is_some(), "{}: nothing is called {id}", fixture.name);
                }
            }
        }
    }
}

#[wasm_bindgen_test]
async fn the_stored_view_shows_before_the_background_speaks() {
    let shown = open(Page::Popup, Some(fixtures::connected(now()))).await;
    assert_eq!(shown.text("customer"), "Maya Ortiz");
    assert!(shown.find("connection").is_some(), "and says that it is connecting");
    shown.background.publish(&fixtures::connected(now()), 0).await;
    assert!(shown.find("connection").is_none());
}

#[wasm_bindgen_test]
async fn a_view_says_who_it_is_first() {
    let shown = open(Page::WrapUp, None).await;
    assert!(matches!(&shown.background.heard(0)[..], [ToBackground::Hello { page: Page::WrapUp, .. }]));
}

#[wasm_bindgen_test]
async fn what_was_not_acknowledged_is_repeated_in_order_when_the_background_was_stopped() {
    let shown = show(Page::Popup, &fixtures::signed_in()).await;
    shown.click("new-sms").await;
    shown.click("icon-sms").await;
    shown.click("icon-wrap-up").await;
    let view = shown.background.view();
    shown.background.publish(&fixtures::signed_in(), 1).await;
    shown.background.stop();
    until("the view connects again", || shown.background.connections() == 2).await;
    let expected = [
        ToBackground::Hello { view, page: Page::Popup },
        command(2, Command::OpenInteractions(None)),
        command(3, Command::OpenWindow(protocol::Window::WrapUp)),
    ];
    assert_eq!(shown.background.heard(1), expected);
    shown.click("new-sms").await;
    assert_eq!(shown.background.heard(1).last(), Some(&command(4, Command::NewInteraction)));
}

#[wasm_bindgen_test]
async fn the_sms_icon_is_orange_while_the_window_can_be_reached() {
    let mut view = fixtures::signed_in();
    let shown = show(Page::Popup, &view).await;
    assert_eq!(shown.attribute("icon-sms", "data-state").as_deref(), Some("closed"));
    view.interactions_window = true;
    shown.background.publish(&view, 0).await;
    assert_eq!(shown.attribute("icon-sms", "data-state").as_deref(), Some("open"));
}

#[wasm_bindgen_test]
async fn the_wrap_up_icon_is_red_while_work_waits_behind_a_closed_window() {
    let with = |window_open| View {
        interactions: vec![fixtures::wrapping_up(now(), AfterCallWorkMode::Mandatory, window_open)],
        ..fixtures::signed_in()
    };
    let shown = show(Page::Popup, &with(true)).await;
    assert_eq!(shown.attribute("icon-wrap-up", "data-state").as_deref(), Some("clear"));
    shown.background.publish(&with(false), 0).await;
    assert_eq!(shown.attribute("icon-wrap-up", "data-state").as_deref(), Some("pending"));
    shown.background.publish(&fixtures::signed_in(), 0).await;
    assert_eq!(shown.attribute("icon-wrap-up", "data-state").as_deref(), Some("clear"));
}

#[wasm_bindgen_test]
async fn sms_without_the_permission_is_there_disabled_and_says_which_is_missing() {
    let permission = "conversation:message:create".to_owned();
    let view = View { sms: SmsEntry::PermissionMissing { permission }, ..fixtures::signed_in() };
    let shown = show(Page::Popup, &view).await;
    shown.click("menu").await;
    shown.click("new-interaction").await;
    assert_eq!(shown.attribute("new-interaction-sms", "aria-disabled").as_deref(), Some("true"));
    assert!(shown.description("new-interaction-sms").contains("Conversation > Message > Create"));
    shown.click("new-interaction-sms").await;
    assert_eq!(shown.background.commands(), []);
}

#[wasm_bindgen_test]
async fn the_menu_leads_to_new_interaction_and_closes() {
    let shown = show(Page::Popup, &fixtures::signed_in()).await;
    shown.click("menu").await;
    shown.click("new-interaction").await;
    shown.click("new-interaction-sms").await;
    assert_eq!(shown.background.commands(), [Command::NewInteraction]);
    assert!(shown.find("menu-list").is_none());
}

#[wasm_bindgen_test]
async fn compose_is_unavailable_and_says_what_is_missing() {
    let shown = show(Page::Popup, &fixtures::composing(fixtures::compose())).await;
    assert_eq!(shown.attribute("compose", "aria-disabled").as_deref(), Some("true"));
    assert_eq!(shown.description("compose"), "Choose a queue. Enter a number.");
    assert_eq!(shown.attribute("compose-missing", "aria-live").as_deref(), Some("polite"));
    shown.click("compose").await;
    assert_eq!(shown.background.commands(), []);
    let ready = Compose { missing: vec![], ..fixtures::compose() };
    shown.background.publish(&fixtures::composing(ready), 0).await;
    assert_eq!(shown.attribute("compose", "aria-disabled"), None);
    shown.click("compose").await;
    assert_eq!(shown.background.commands(), [Command::Compose]);
}

#[wasm_bindgen_test]
async fn compose_right_after_the_last_digit_goes_through() {
    let compose = Compose { missing: vec![Missing::Number], ..fixtures::compose() };
    let shown = show(Page::Popup, &fixtures::composing(compose)).await;
    shown.type_in("number-input", "3175550142").await;
    shown.click("compose").await;
    assert_eq!(shown.background.commands().last(), Some(&Command::Compose));
}

#[wasm_bindgen_test]
async fn the_queue_list_is_a_combobox_with_reasons() {
    let shown = show(Page::Popup, &fixtures::composing(fixtures::compose())).await;
    assert_eq!(shown.attribute("queue-input", "role").as_deref(), Some("combobox"));
    assert_eq!(shown.attribute("queue-input", "aria-expanded").as_deref(), Some("false"));
    shown.press("queue-input", "ArrowDown").await;
    assert_eq!(shown.attribute("queue-input", "aria-expanded").as_deref(), Some("true"));
    let active = shown.attribute("queue-input", "aria-activedescendant").expect("one is marked");
    let marked = shown.select(&format!("#{active}")).expect("it is there");
    assert_eq!(marked.get_attribute("data-queue").as_deref(), Some("Back Office"));
    assert_eq!(marked.get_attribute("aria-disabled").as_deref(), Some("true"));
    assert!(marked.text_content().unwrap().contains("No outbound SMS number"));
    shown.press("queue-input", "Enter").await;
    assert_eq!(shown.background.commands(), [], "it can be seen, not chosen");
    shown.press("queue-input", "ArrowDown").await;
    shown.press("queue-input", "Enter").await;
    assert_eq!(shown.background.commands(), [Command::ChooseQueue(genesys::id::QueueId::new("billing"))]);
    assert_eq!(shown.attribute("queue-input", "aria-expanded").as_deref(), Some("false"));
}

#[wasm_bindgen_test]
async fn enter_quicker_than_the_list_chooses_from_the_list_that_belongs_to_the_text() {
    let shown = show(Page::Popup, &fixtures::composing(fixtures::compose())).await;
    shown.type_in("queue-input", "sup").await;
    shown.press("queue-input", "Enter").await;
    assert!(!shown.background.commands().iter().any(|command| matches!(command, Command::ChooseQueue(_))));
    let Listing::Loaded(queues) = fixtures::compose().matches else { panic!("the fixture has queues") };
    let matches = queues.into_iter().filter(|queue| queue.name == "Support").collect();
    let view = shown.background.view();
    let compose = Compose { queue_text: by(&view, 1, "sup"), matches: Listing::Loaded(matches), ..fixtures::compose() };
    shown.background.publish(&fixtures::composing(compose), 1).await;
    assert_eq!(shown.background.commands().last(), Some(&Command::ChooseQueue(genesys::id::QueueId::new("support"))));
}

#[wasm_bindgen_test]
async fn the_number_takes_over_formatting_and_caret_of_its_last_edit_only() {
    let shown = show(Page::Popup, &with_number(|_| {})).await;
    shown.type_at("number-input", "3175", 2).await;
    shown.type_at("number-input", "31755", 3).await;
    let edit =
        |text: &str, caret, edit| Command::EditNumber { text: text.to_owned(), caret, edit, deleted_forward: false };
    assert_eq!(shown.background.commands(), [edit("3175", 2, 1), edit("31755", 3, 2)]);
    let view = shown.background.view();
    let echo = |edit, text: &str, caret| {
        with_number(|number| {
            number.typed = by(&view, edit, text);
            number.caret = caret;
        })
    };
    shown.background.publish(&echo(1, "317-5", 2), 1).await;
    assert_eq!(shown.field("number-input").value(), "31755", "an older answer does not set it back");
    shown.background.publish(&echo(2, "317-55", 4), 2).await;
    assert_eq!(shown.field("number-input").value(), "317-55");
    assert_eq!(shown.field("number-input").selection_start().unwrap(), Some(4));
}

#[wasm_bindgen_test]
async fn what_another_view_types_shows_here_and_the_own_echo_leaves_the_caret() {
    let mut view = fixtures::desk(now());
    let shown = show(Page::Interactions, &view).await;
    shown.type_at("composer", "Hello", 2).await;
    let me = shown.background.view();
    view.interactions[0].draft.typed = by(&me, 1, "Hello");
    shown.background.publish(&view, 1).await;
    assert_eq!(shown.field("composer").selection_start().unwrap(), Some(2));
    view.interactions[0].draft.typed = by(&protocol::ViewId("other".into()), 9, "Hello there");
    shown.background.publish(&view, 1).await;
    assert_eq!(shown.field("composer").value(), "Hello there");
}

#[wasm_bindgen_test]
async fn enter_sends_what_was_seen_and_empties_the_field_at_once() {
    let mut view = fixtures::desk(now());
    let shown = show(Page::Interactions, &view).await;
    assert!(
        shown.press_with("composer", "Enter", |init| init.set_shift_key(true)).await,
        "Shift+Enter is the browser's"
    );
    assert!(!shown.press("composer", "Enter").await);
    let conversation = view.interactions[0].conversation.clone();
    assert_eq!(
        shown.background.commands(),
        [Command::Send { conversation: conversation.clone(), text: "Have a good trip!".to_owned() }]
    );
    assert_eq!(shown.field("composer").value(), "");
    shown.type_in("composer", "N").await;
    view.interactions[0].draft.typed = Typed::default();
    shown.background.publish(&view, 1).await;
    assert_eq!(shown.field("composer").value(), "N", "what was typed since stays");
}

#[wasm_bindgen_test]
async fn a_message_that_was_not_taken_comes_back() {
    let view = fixtures::desk(now());
    let shown = show(Page::Interactions, &view).await;
    shown.press("composer", "Enter").await;
    assert_eq!(shown.field("composer").value(), "");
    shown.background.publish(&view, 1).await;
    assert_eq!(shown.field("composer").value(), "Have a good trip!");
}

#[wasm_bindgen_test]
async fn a_warning_takes_another_action_than_enter() {
    let view = fixtures::desk_found(now(), Verdict::Warn);
    let shown = show(Page::Interactions, &view).await;
    assert_eq!(shown.attribute("send", "aria-disabled").as_deref(), Some("true"));
    assert!(shown.description("send").contains("Stop!") && shown.description("send").contains("Center, North Dakota"));
    assert_eq!(shown.attribute("findings", "aria-live").as_deref(), Some("polite"));
    shown.press("composer", "Enter").await;
    assert_eq!(shown.background.commands(), []);
    assert_eq!(shown.field("composer").value(), "Your tickets: https://bit.ly/3xYz");
    let focused = web_sys::window().unwrap().document().unwrap().active_element().unwrap();
    assert_eq!(focused.get_attribute("data-testid").as_deref(), Some("send-anyway"));
    shown.click("send-anyway").await;
    let conversation = view.interactions[0].conversation.clone();
    let what = Anyway::Send { conversation, text: "Your tickets: https://bit.ly/3xYz".to_owned() };
    let despite = vec![Rule::CustomerOptOut, Rule::QuietHours, Rule::ShortenedLink];
    assert_eq!(shown.background.commands(), [Command::Anyway { what, despite }]);
    assert_eq!(shown.field("composer").value(), "");
}

#[wasm_bindgen_test]
async fn what_blocks_offers_no_way_around_but_who_writes() {
    let view = fixtures::desk_found(now(), Verdict::Block);
    let shown = show(Page::Interactions, &view).await;
    assert!(shown.find("send-anyway").is_none());
    assert!(shown.description("send").contains("has opted out"));
    shown.press("composer", "Enter").await;
    shown.click("send").await;
    assert_eq!(shown.background.commands(), []);
    shown.click("identify").await;
    let conversation = view.interactions[0].conversation.clone();
    assert_eq!(shown.background.commands(), [Command::Identify(conversation)]);
}

#[wasm_bindgen_test]
async fn compose_says_what_speaks_against_a_number() {
    let shown = show(Page::Popup, &fixtures::composing(fixtures::compose_found(Verdict::Block))).await;
    assert_eq!(shown.attribute("compose", "aria-disabled").as_deref(), Some("true"));
    let words = shown.description("compose");
    assert!(
        words.contains("quiet hours") && words.contains("one of 2 time zones") && words.contains("Monday"),
        "{words}"
    );
    shown.click("compose").await;
    assert_eq!(shown.background.commands(), []);
    shown.background.publish(&fixtures::composing(fixtures::compose_found(Verdict::Warn)), 0).await;
    shown.click("compose-anyway").await;
    let despite = vec![Rule::QuietHours];
    assert_eq!(shown.background.commands(), [Command::Anyway { what: Anyway::Compose, despite }]);
}

#[wasm_bindgen_test]
async fn a_held_message_says_why_and_is_sent_anyway() {
    let shown = show(Page::Interactions, &fixtures::desk_held(now())).await;
    assert_eq!(shown.attribute("send-again", "aria-disabled").as_deref(), Some("true"));
    assert!(shown.description("send-again").contains("quiet hours"));
    shown.click("send-again").await;
    assert_eq!(shown.background.commands(), []);
    shown.click("send-again-anyway").await;
    assert!(matches!(
        &shown.background.commands()[..],
        [Command::Anyway { what: Anyway::SendAgain { .. }, despite }] if *despite == [Rule::QuietHours]
    ));
}

#[wasm_bindgen_test]
async fn a_message_that_is_too_long_stays_and_says_by_how_much() {
    let mut view = fixtures::desk(now());
    let draft = &mut view.interactions[0].draft;
    draft.length.characters = 770;
    draft.length.fit = Fit::TooLong;
    let shown = show(Page::Interactions, &view).await;
    shown.press("composer", "Enter").await;
    assert_eq!(shown.background.commands(), []);
    assert_eq!(shown.text("composer-count"), "5 characters too many");
}

#[wasm_bindgen_test]
async fn nothing_is_sent_while_an_input_method_composes() {
    let shown = show(Page::Interactions, &fixtures::desk(now())).await;
    shown.press_with("composer", "Enter", |init| init.set_is_composing(true)).await;
    assert_eq!(shown.background.commands(), []);
}

#[wasm_bindgen_test]
async fn messages_show_direction_delivery_and_day() {
    let shown = show(Page::Interactions, &fixtures::desk(now())).await;
    let of = |name: &str| {
        shown
            .all("[data-testid=message]")
            .iter()
            .map(|message| message.get_attribute(name).unwrap())
            .collect::<Vec<_>>()
    };
    assert_eq!(of("data-direction"), ["inbound", "outbound", "inbound", "outbound", "inbound", "outbound"]);
    assert_eq!(of("data-delivery"), ["received", "delivered", "received", "delivered", "received", "sent"]);
    assert!(shown.all(".day").len() >= 2, "two days apart");
}

#[wasm_bindgen_test]
async fn delivery_updates_the_message_in_its_place() {
    let mut view = fixtures::desk(now());
    let shown = show(Page::Interactions, &view).await;
    let before = shown.all("[data-testid=message]").pop().unwrap();
    let Listing::Loaded(messages) = &mut view.interactions[0].messages else { panic!("the fixture has messages") };
    messages.last_mut().unwrap().delivery = protocol::Delivery::Delivered;
    shown.background.publish(&view, 0).await;
    assert_eq!(before.get_attribute("data-delivery").as_deref(), Some("delivered"));
    assert!(before.is_connected(), "the row was not made anew");
}

#[wasm_bindgen_test]
async fn a_recent_conversation_asks_and_escape_cancels() {
    let existing = fixtures::composing(Compose { stage: Stage::Existing, ..fixtures::compose() });
    let shown = show(Page::Popup, &existing).await;
    assert!(shown.get("existing").matches(":modal").unwrap(), "the rest of the page is out of reach");
    shown.press("existing-continue", "Escape").await;
    assert_eq!(shown.background.commands(), [Command::CancelCompose]);
    shown.click("existing-continue").await;
    assert_eq!(shown.background.commands().last(), Some(&Command::ContinueExisting));
    shown.background.publish(&fixtures::composing(fixtures::compose()), 2).await;
    assert!(shown.find("existing").is_none());
}

#[wasm_bindgen_test]
async fn digits_choose_a_wrap_up_code_and_ctrl_enter_completes() {
    let mut interaction = fixtures::wrapping_up(now(), AfterCallWorkMode::Mandatory, true);
    let view = View { interactions: vec![interaction.clone()], ..fixtures::signed_in() };
    let shown = show(Page::WrapUp, &view).await;
    assert_eq!(shown.attribute("done", "aria-disabled").as_deref(), Some("true"));
    assert_eq!(shown.description("done"), "Choose a wrap-up code.");
    shown.press("wrap-up-code", "2").await;
    let conversation = interaction.conversation.clone();
    let code = genesys::id::WrapUpCodeId::new("Follow-up");
    assert_eq!(
        shown.background.commands(),
        [Command::ChooseWrapUpCode { conversation: conversation.clone(), code: Some(code.clone()) }]
    );
    let Phase::WrapUp(wrap_up) = &mut interaction.phase else { panic!("the fixture is in wrap-up") };
    wrap_up.chosen = Some(code);
    wrap_up.done = DoneEntry::Available;
    shown.background.publish(&View { interactions: vec![interaction], ..view }, 1).await;
    assert!(shown.select("[data-code='Follow-up']").unwrap().matches(":checked").unwrap());
    assert_eq!(shown.attribute("done", "aria-disabled"), None);
    shown.press_with("wrap-up-code", "Enter", |init| init.set_ctrl_key(true)).await;
    assert_eq!(shown.background.commands().last(), Some(&Command::Done(conversation)));
}

#[wasm_bindgen_test]
async fn the_log_shows_only_the_fields_that_the_administrator_left() {
    let mut view = fixtures::connected(now());
    let shown = show(Page::Popup, &view).await;
    assert!(shown.find("log-subject").is_some() && shown.find("log-relation").is_some());
    view.interactions[0].log.as_mut().unwrap().relation = None;
    shown.background.publish(&view, 0).await;
    assert!(shown.find("log-subject").is_some() && shown.find("log-relation").is_none());
    view.interactions[0].log = None;
    shown.background.publish(&view, 0).await;
    assert!(shown.find("log").is_none());
}

#[wasm_bindgen_test]
async fn an_expired_session_keeps_what_was_there_and_offers_to_sign_in() {
    let Session::SignedIn(agent) = fixtures::signed_in().session else { panic!("the fixture is signed in") };
    let session = Session::Expired { agent, signing_in: false, problem: None };
    let shown = show(Page::Popup, &View { session, ..fixtures::connected(now()) }).await;
    assert_eq!(shown.text("customer"), "Maya Ortiz");
    shown.click("sign-in").await;
    assert_eq!(shown.background.commands(), [Command::SignIn]);
}

#[wasm_bindgen_test]
async fn the_sandbox_needs_an_address_before_signing_in() {
    let shown = show(Page::Popup, &fixtures::signed_out(None)).await;
    assert_eq!(shown.attribute("sign-in", "aria-disabled"), None);
    let region = shown.field("region");
    region.set_value("sandbox");
    region.dispatch_event(&web_sys::Event::new("change").unwrap()).unwrap();
    settle().await;
    assert_eq!(shown.attribute("sign-in", "aria-disabled").as_deref(), Some("true"));
    assert_eq!(shown.background.commands(), [], "the region stays in force until there is an address");
    shown.type_in("sandbox-address", "http://127.0.0.1:8080").await;
    let choice = protocol::EnvironmentChoice::Sandbox("http://127.0.0.1:8080".to_owned());
    assert_eq!(shown.background.commands(), [Command::SetEnvironment(choice)]);
}

#[wasm_bindgen_test]
async fn the_remembered_queue_shows_and_can_be_forgotten() {
    let mut view = fixtures::signed_in();
    let shown = show(Page::Options, &view).await;
    assert_eq!(shown.field("remembered-queue").value(), "Billing");
    shown.click("forget-queue").await;
    assert_eq!(shown.background.commands(), [Command::RememberQueue(None)]);
    view.settings.remembered_queue = None;
    shown.background.publish(&view, 1).await;
    assert_eq!(shown.field("remembered-queue").value(), "");
}

#[wasm_bindgen_test]
async fn a_field_outlives_what_else_changes_on_its_screen() {
    let timed = || {
        let fixture = fixtures::all(now()).into_iter().find(|fixture| fixture.name == "wrap-up-timed");
        fixture.expect("there is such a fixture").view
    };
    let shown = show(Page::WrapUp, &timed()).await;
    let notes = shown.get("wrap-up-notes");
    let mut view = timed();
    view.interactions.extend(fixtures::desk(now()).interactions.into_iter().skip(1));
    let Phase::WrapUp(wrap_up) = &mut view.interactions[0].phase else { panic!("the fixture is in wrap-up") };
    wrap_up.chosen = None;
    wrap_up.notes = Some(by(&protocol::ViewId("other".into()), 1, "Other words"));
    shown.background.publish(&view, 0).await;
    assert!(notes.is_connected());
    assert_eq!(shown.field("wrap-up-notes").value(), "Other words");
}

/// A browser that shows `url` in the tab in front, and lets us look at a site if the person does.
fn browser(url: &str, grants: bool) {
    let code = format!(
        "globalThis.asked = []; globalThis.chrome = {{
          tabs: {{ query: async () => [{{ id: 1, url: '{url}' }}] }},
          permissions: {{
            request: async ({{ origins }}) => {{ asked.push(...origins); return {grants}; }},
            remove: async ({{ origins }}) => {{ asked.push('back', ...origins); return true; }},
          }},
        }};"
    );
    js_sys::eval(&code).unwrap();
}

/// What the browser was asked for.
fn asked() -> String {
    js_sys::eval("asked.join(' ')").unwrap().as_string().unwrap()
}

fn find(on: &str, wanted: bool) -> Command {
    Command::FindNumbers { on: on.parse().unwrap(), wanted }
}

fn with_pages(on: &[&str], off: &[&str], granted: &[&str]) -> View {
    let sites = |texts: &[&str]| texts.iter().map(|text| text.parse::<Site>().unwrap()).collect();
    let mut view = fixtures::signed_in();
    view.settings.pages.on.value = sites(on);
    view.settings.pages.off.value = sites(off);
    view.settings.pages.granted = sites(granted);
    view
}

/// The choice of *Numbers on this page*, by its name.
async fn choose_here(shown: &page::Shown, looks: &str) {
    use wasm_bindgen::JsCast;
    let radio = shown.select(&format!("[data-looks='{looks}']")).expect("it can be seen");
    radio.unchecked_into::<web_sys::HtmlElement>().click();
    settle().await;
    settle().await;
}

fn looks(shown: &page::Shown) -> Option<String> {
    shown.select("[data-testid='pages-here']:checked").and_then(|radio| radio.get_attribute("data-looks"))
}

#[wasm_bindgen_test]
async fn a_number_of_a_page_says_where_it_comes_from_and_what_follows() {
    let shown = show(Page::SidePanel, &fixtures::composing(fixtures::compose_picked())).await;
    assert!(shown.text("origin").contains("From crm.example, Ellen Park"));
    assert!(shown.text("origin-body").contains("Your booking is confirmed."));
    shown.click("recipient").await;
    assert_eq!(shown.background.commands(), [Command::ChooseRecipient("+491701234567".to_owned())]);
    shown.background.publish(&fixtures::composing(fixtures::compose()), 1).await;
    assert!(shown.find("origin").is_none());
}

#[wasm_bindgen_test]
async fn a_number_that_is_offered_is_read_out_used_and_let_go() {
    let mut view = fixtures::composing(fixtures::compose());
    let shown = show(Page::SidePanel, &view).await;
    assert!(shown.find("offered").is_none());
    view.offered = Some(fixtures::offered(Waits::Agent));
    shown.background.publish(&view, 0).await;
    assert!(shown.text("offered").contains("Ellen Park, +1 317-555-0143"));
    let region = shown.get("offered").parent_element().unwrap();
    assert_eq!(region.get_attribute("aria-live").as_deref(), Some("polite"));
    shown.click("use-picked").await;
    shown.click("dismiss-picked").await;
    assert_eq!(shown.background.commands(), [Command::UsePicked, Command::DismissPicked]);
    view.compose = Some(Compose { stage: Stage::Checking, ..fixtures::compose() });
    shown.background.publish(&view, 2).await;
    assert!(shown.get("use-picked").has_attribute("disabled"), "not while it is being checked");
}

#[wasm_bindgen_test]
async fn a_number_that_waits_for_the_sign_in_says_so() {
    let offered = Some(fixtures::offered(Waits::SignIn));
    let shown = show(Page::SidePanel, &View { offered, ..fixtures::signed_out(None) }).await;
    assert!(shown.text("offered").contains("once you have signed in"));
    assert!(shown.find("use-picked").is_none());
    shown.click("dismiss-picked").await;
    assert_eq!(shown.background.commands(), [Command::DismissPicked]);
}

#[wasm_bindgen_test]
async fn the_text_of_a_link_stands_beside_a_draft() {
    let view = fixtures::suggested(now());
    let conversation = view.interactions[0].conversation.clone();
    let shown = show(Page::Interactions, &view).await;
    assert_eq!(shown.field("composer").value(), "Have a good trip!");
    shown.click("use-suggested").await;
    shown.click("dismiss-suggested").await;
    let commands = [Command::UseSuggested(conversation.clone()), Command::DismissSuggested(conversation)];
    assert_eq!(shown.background.commands(), commands);
}

#[wasm_bindgen_test]
async fn a_missing_permission_is_named_for_a_number_of_a_page() {
    let mut view = fixtures::no_permission();
    let (number, permission) = ("+1 317-555-0143".to_owned(), "conversation:message:create".to_owned());
    view.notices = vec![protocol::Notice { id: 1, what: NoticeKind::PickRefused { number, permission } }];
    let shown = show(Page::Popup, &view).await;
    assert!(shown.text("notice").contains("Conversation > Message > Create"));
}

#[wasm_bindgen_test]
async fn numbers_on_this_page_are_asked_for_when_they_are_chosen() {
    browser("https://crm.example:8443/customers", true);
    let shown = show(Page::Popup, &with_pages(&[], &[], &[])).await;
    until("the site shows", || shown.text("pages-here-site") == "crm.example").await;
    assert_eq!(looks(&shown).as_deref(), Some("off"));
    assert_eq!(asked(), "", "nothing is asked of whoever did nothing");
    choose_here(&shown, "here").await;
    assert_eq!(asked(), "*://crm.example/*");
    assert_eq!(shown.background.commands(), [find("crm.example", true)]);
    shown.background.publish(&with_pages(&["crm.example"], &[], &["crm.example"]), 1).await;
    assert_eq!(looks(&shown).as_deref(), Some("here"));
    choose_here(&shown, "everywhere").await;
    assert_eq!(asked(), "*://crm.example/* *://*/*");
    shown.background.publish(&with_pages(&["*", "crm.example"], &[], &["*"]), 3).await;
    assert_eq!(looks(&shown).as_deref(), Some("everywhere"));
    choose_here(&shown, "off").await;
    assert_eq!(shown.background.commands().last(), Some(&find("crm.example", false)), "this site in one click");
    shown.background.publish(&with_pages(&["*", "crm.example"], &["crm.example"], &["*"]), 4).await;
    assert_eq!(looks(&shown).as_deref(), Some("off"));
}

#[wasm_bindgen_test]
async fn who_refuses_access_is_told_and_the_wish_taken_back() {
    browser("https://crm.example/", false);
    let shown = show(Page::Popup, &with_pages(&[], &[], &[])).await;
    until("the site shows", || shown.text("pages-here-site") == "crm.example").await;
    choose_here(&shown, "here").await;
    assert_eq!(shown.background.commands(), [find("crm.example", true), find("crm.example", false)]);
    assert!(shown.find("pages-refused").is_some());
}

#[wasm_bindgen_test]
async fn on_a_page_that_is_none_of_the_web_all_sites_can_be_chosen() {
    browser("chrome://extensions/", true);
    let shown = show(Page::Popup, &with_pages(&[], &[], &[])).await;
    let here = shown.select("[data-looks='here']").unwrap();
    assert!(here.has_attribute("disabled"));
    choose_here(&shown, "everywhere").await;
    assert_eq!(shown.background.commands(), [find("*", true)]);
}

#[wasm_bindgen_test]
async fn what_the_administrator_fixed_about_pages_cannot_be_chosen() {
    browser("https://crm.example/", true);
    let mut view = with_pages(&["*.help.example"], &["crm.example"], &[]);
    view.settings.pages.on.locked = true;
    view.settings.pages.off.locked = true;
    let shown = show(Page::Popup, &view).await;
    until("it is said", || shown.text("pages-here-site").contains("administrator")).await;
    assert!(shown.all("[data-testid='pages-here']").iter().all(|radio| radio.has_attribute("disabled")));
    view.settings.pages.off.value = vec![];
    view.settings.pages.on.value = vec![Site::host("crm.example").unwrap()];
    shown.background.publish(&view, 0).await;
    assert!(
        !shown.select("[data-looks='here']").unwrap().has_attribute("disabled"),
        "the browser is still to be asked"
    );
    assert!(shown.select("[data-looks='everywhere']").unwrap().has_attribute("disabled"));
    view.settings.pages.enabled.value = false;
    shown.background.publish(&view, 0).await;
    assert!(shown.find("pages-here").is_none());
}

#[wasm_bindgen_test]
async fn settings_list_the_sites_and_give_access_back() {
    browser("https://crm.example/", true);
    let shown =
        show(Page::Options, &with_pages(&["crm.example", "desk.example"], &["bank.example"], &["crm.example"])).await;
    let on = shown.all("[data-testid='pages-on']");
    let granted: Vec<_> = on.iter().map(|row| row.get_attribute("data-granted").unwrap()).collect();
    assert_eq!(granted, ["yes", "no"]);
    shown.click("pages-allow").await;
    assert_eq!(asked(), "*://desk.example/*");
    shown.click("pages-remove").await;
    shown.click("give-back").await;
    assert_eq!(asked(), "*://desk.example/* back *://crm.example/*");
    shown.click("tel-links").await;
    let radio = shown.select("[data-opens='window']").unwrap();
    wasm_bindgen::JsCast::unchecked_into::<web_sys::HtmlElement>(radio).click();
    settle().await;
    let commands = [
        find("desk.example", true),
        find("crm.example", false),
        Command::SetTelLinks(true),
        Command::SetOpens(Opens::Window),
    ];
    assert_eq!(shown.background.commands(), commands);
    let mut locked = fixtures::signed_in();
    locked.settings.pages.on.locked = true;
    locked.settings.pages.off.locked = true;
    shown.background.publish(&locked, 4).await;
    assert!(shown.find("pages-remove").is_none());
}

fn offered(query: &str) -> View {
    fixtures::responses(now(), query, fixtures::some_responses())
}

fn search(query: &str) -> Command {
    Command::SearchResponses { conversation: genesys::id::ConversationId::new("maya"), query: query.to_owned() }
}

#[wasm_bindgen_test]
async fn a_slash_searches_and_enter_puts_a_response_in_its_place() {
    let shown = show(Page::Interactions, &fixtures::desk(now())).await;
    shown.type_at("composer", "Hi / there", 4).await;
    assert_eq!(shown.background.commands().last(), Some(&search("")));
    assert!(shown.find("responses").is_some(), "the list opens at once");
    shown.type_at("composer", "Hi /t there", 5).await;
    assert_eq!(shown.background.commands().last(), Some(&search("t")));
    // Enter is quicker than the answer: it chooses from the answer that belongs to what was typed.
    assert!(!shown.press("composer", "Enter").await);
    let mut view = offered("t");
    view.interactions[0].draft.typed = by(&shown.background.view(), 2, "Hi /t there");
    shown.background.publish(&view, 4).await;
    let text = "Hi Your booking {{reference}} is confirmed.";
    assert!(shown.field("composer").value().starts_with(text), "{}", shown.field("composer").value());
    assert!(shown.field("composer").value().ends_with("night. there"));
    let selected =
        (shown.field("composer").selection_start().unwrap(), shown.field("composer").selection_end().unwrap());
    assert_eq!(selected, (Some(16), Some(29)), "what is to be filled in is selected");
    assert!(shown.find("responses").is_none());
    let commands = shown.background.commands();
    let [.., Command::CloseResponses, Command::EditDraft { text: sent, .. }] = &commands[..] else {
        panic!("{commands:?}")
    };
    assert_eq!(*sent, shown.field("composer").value());
}

#[wasm_bindgen_test]
async fn a_response_brings_its_files_along() {
    let shown = show(Page::Interactions, &offered("")).await;
    let said: Vec<_> = shown
        .all("[data-testid=response-files]")
        .iter()
        .map(|it| it.text_content().unwrap().trim().to_owned())
        .collect();
    assert_eq!(said, ["2 files"], "the others bring none");
    for key in ["ArrowUp", "Enter"] {
        assert!(!shown.press("composer", key).await);
    }
    let commands = shown.background.commands();
    let [
        Command::CloseResponses,
        Command::EditDraft { .. },
        Command::File { conversation, act: FileAct::Expect { id, name } },
        Command::File { act: FileAct::Expect { name: second, .. }, .. },
    ] = &commands[..]
    else {
        panic!("{commands:?}")
    };
    assert_eq!((name.as_str(), second.as_str()), ("boarding.pdf", "terminal.png"));

    // Nobody is there who could have it.
    let mut view = fixtures::desk(now());
    view.interactions[0].draft.files =
        vec![FileEntry { id: id.clone(), name: name.clone(), bytes: 0, stage: FileStage::Fetching }];
    shown.background.publish(&view, 4).await;
    let not_fetched = Command::File { conversation: conversation.clone(), act: FileAct::NotUploaded(id.clone()) };
    until("that it could not be fetched", || shown.background.commands().contains(&not_fetched)).await;
    view.interactions[0].draft.files[0].stage = FileStage::Failed(FileProblem::NotFetched);
    shown.background.publish(&view, 5).await;
    shown.click("file-again").await;
    let commands = shown.background.commands();
    let [
        ..,
        Command::File { act: FileAct::Remove(gone), .. },
        Command::File { act: FileAct::Expect { name: again, .. }, .. },
    ] = &commands[..]
    else {
        panic!("{commands:?}")
    };
    assert_eq!((gone, again), (id, name));
}

#[wasm_bindgen_test]
async fn the_arrows_move_through_responses_and_escape_leaves_the_text() {
    let shown = show(Page::Interactions, &offered("")).await;
    assert_eq!(shown.field("composer").value(), "Dear Maya, /");
    assert!(shown.find("responses").is_some(), "a page that was loaded again finds its search");
    let active = || shown.attribute("composer", "aria-activedescendant");
    assert_eq!(active().as_deref(), Some("responses-option-0"));
    for (key, option) in [("ArrowDown", 1), ("ArrowDown", 2), ("ArrowUp", 1), ("ArrowUp", 0), ("ArrowUp", 3)] {
        assert!(!shown.press("composer", key).await);
        assert_eq!(active(), Some(format!("responses-option-{option}")));
    }
    assert!(shown.text("responses-note").contains("19 more"), "{}", shown.text("responses-note"));
    assert!(!shown.press("composer", "Escape").await);
    assert_eq!((shown.field("composer").value().as_str(), active()), ("Dear Maya, /", None));
    assert!(shown.find("responses").is_none());
    assert_eq!(shown.background.commands(), [Command::CloseResponses]);
    shown.type_in("composer", "Dear Maya, /a").await;
    assert!(shown.find("responses").is_none(), "the same slash stays a slash");
    shown.type_in("composer", "Dear Maya, /a /").await;
    assert!(shown.find("responses").is_some(), "another one searches");
}

#[wasm_bindgen_test]
async fn where_there_are_no_responses_it_is_said_what_to_do() {
    for (offer, said, sends) in [
        (ResponseOffer::NoLibraries, "no response libraries", true),
        (
            ResponseOffer::PermissionMissing { permission: "responses:response:view".to_owned() },
            "Responses > Response > View",
            true,
        ),
        (ResponseOffer::Here { found: vec![], matching: 0, all: 0, beyond: false }, "no response for SMS", true),
        (ResponseOffer::Here { found: vec![], matching: 0, all: 4, beyond: false }, "No response matches", false),
        (ResponseOffer::Here { found: vec![], matching: 0, all: 1000, beyond: true }, "first 1,000", false),
    ] {
        let shown = show(Page::Interactions, &fixtures::responses(now(), "zz", offer)).await;
        assert!(shown.text("responses-note").contains(said), "{}", shown.text("responses-note"));
        assert!(!shown.press("composer", "Enter").await);
        let sent = shown.background.commands().iter().any(|command| matches!(command, Command::Send { .. }));
        assert_eq!(sent, sends, "{said}");
    }
    let failed = ResponseOffer::Failed(protocol::Trouble::TimedOut);
    let shown = show(Page::Interactions, &fixtures::responses(now(), "", failed)).await;
    assert!(shown.find("retry").is_some());
    assert!(!shown.press("composer", "Enter").await);
    assert_eq!(shown.background.commands(), [Command::Retry]);
}

#[wasm_bindgen_test]
async fn what_is_open_is_gone_to_and_keeps_the_message_here() {
    let shown = show(Page::Interactions, &fixtures::fields_open(now())).await;
    let field = shown.field("composer");
    let selected = || (field.selection_start().unwrap().unwrap(), field.selection_end().unwrap().unwrap());
    assert_eq!(shown.attribute("send", "aria-disabled").as_deref(), Some("true"));
    assert_eq!(shown.description("send"), "Fill in 2 fields to send. Tab goes to the next.");
    shown.press("composer", "Enter").await;
    shown.click("send").await;
    assert_eq!(shown.background.commands(), []);

    shown.click("open-field").await;
    assert_eq!(selected(), (12, 22));
    assert!(!shown.press("composer", "Tab").await);
    assert_eq!(selected(), (33, 41));
    assert!(shown.press("composer", "Tab").await, "behind the last it is the browser's");
    assert!(!shown.press_with("composer", "Tab", |init| init.set_shift_key(true)).await);
    assert_eq!(selected(), (12, 22));
    assert!(shown.press_with("composer", "Tab", |init| init.set_shift_key(true)).await);
}

#[wasm_bindgen_test]
async fn the_button_puts_a_slash_in_and_takes_it_out_again() {
    let shown = show(Page::Interactions, &fixtures::desk(now())).await;
    shown.click("responses-button").await;
    assert_eq!(shown.field("composer").value(), "Have a good trip! /");
    assert!(shown.find("responses").is_some());
    shown.press("composer", "Escape").await;
    assert_eq!(shown.field("composer").value(), "Have a good trip!");
    shown.click("responses-button").await;
    shown.type_in("composer", "Have a good trip! /t").await;
    shown.press("composer", "Escape").await;
    assert_eq!(shown.field("composer").value(), "Have a good trip! /t", "what was typed stays");
}

#[wasm_bindgen_test]
async fn the_day_is_listed_searched_and_left() {
    let shown = show(Page::Popup, &fixtures::history(now(), "", fixtures::day(now()))).await;
    assert_eq!(shown.all("[data-testid='history-entry']").len(), 7);
    let texts = ["Transferred to Billing", "Wrap-up pending", "1 not delivered", "Not answered"];
    let said = shown.text("history");
    assert!(texts.iter().all(|text| said.contains(text)), "{said}");
    let buttons = shown.all("[data-testid='history-entry'] button");
    assert_eq!(buttons.len(), 1, "only what goes on can be opened");
    wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlElement>(&buttons[0]).click();
    shown.type_in("history-search", "0142").await;
    shown.press("history-search", "Escape").await;
    let maya = Some(genesys::id::ConversationId::new("maya"));
    assert_eq!(
        shown.background.commands(),
        [
            Command::OpenInteractions(maya),
            Command::EditHistorySearch { text: "0142".to_owned(), edit: 1 },
            Command::CloseHistory
        ]
    );
}

#[wasm_bindgen_test]
async fn what_is_listed_of_the_day_is_saved() {
    let shown = show(Page::Popup, &fixtures::history(now(), "", fixtures::day(now()))).await;
    shown.click("save-csv").await;
    let address = shown.attribute("csv-file", "href").unwrap();
    let file = String::from(js_sys::decode_uri_component(&address).unwrap());
    let table = file.strip_prefix("data:text/csv;charset=utf-8,\u{feff}").unwrap();
    let rows: Vec<&str> = table.lines().collect();
    assert_eq!(rows.len(), 8, "{table}");
    assert!(rows[0].starts_with("\"Began\",\"Ended\",\"Contact\",\"Number\",\"Queue\""), "{}", rows[0]);
    assert!(
        rows[1].contains("\"Maya Ortiz\",\"'+1 317-555-0142\",\"Support\",\"Outgoing\",\"2\",\"2\",\"0\",\"Open\""),
        "{}",
        rows[1]
    );
    assert!(rows[5].contains("\"Transferred to Billing\",\"Booking changed\""), "{}", rows[5]);
    let began = rows[1].trim_start_matches('"').split('"').next().unwrap();
    assert!(began.len() == 16 && js_sys::Date::parse(&began.replace(' ', "T")) <= js_sys::Date::now(), "{began}");
    let name = shown.attribute("csv-file", "download").unwrap();
    assert!(name.starts_with("behalf-2") && name.ends_with(".csv"), "{name}");
}

#[wasm_bindgen_test]
async fn a_day_without_interactions_says_what_to_do() {
    for (search, said) in [("zz", "No interaction matches"), ("", "Begin one with New SMS")] {
        let shown = show(Page::Popup, &fixtures::history(now(), search, vec![])).await;
        assert!(shown.text("history-none").contains(said), "{}", shown.text("history-none"));
        assert_eq!(shown.field("history-search").value(), search);
        assert!(shown.find("save-csv").is_none());
    }
}

fn draft_of(text: &str) -> View {
    let mut view = fixtures::desk(now());
    view.interactions[0].draft.typed.text = text.to_owned();
    view
}

/// What was used last is kept between tests, too.
#[wasm_bindgen_test]
async fn a_file_says_how_far_it_is_and_what_keeps_it_from_being_sent() {
    let shown = show(Page::Interactions, &fixtures::with_files(now())).await;
    let files = shown.all("[data-testid=file]");
    let said: Vec<_> = files.iter().map(|file| file.text_content().unwrap()).collect();
    assert_eq!(
        said,
        [
            "hotel-map.png284 kB",
            "terminal.pngFetching…",
            "the view from the terrace at sunset.jpgUploading…",
            "ticket.gifGenesys Cloud is checking it…",
            "terms-and-conditions.docxYour organization allows only JPEG, PNG, GIF. Remove it, or attach another.",
        ]
    );
    // Another page holds them: here none can be tried again.
    assert!(shown.find("file-again").is_none());
    assert_eq!(shown.text("composer-count"), "Remove the file that cannot be sent");
    assert_eq!(shown.find("send").unwrap().get_attribute("aria-disabled").as_deref(), Some("true"));
    let remove = shown.all("[data-testid=remove-file]").pop().unwrap();
    assert_eq!(remove.get_attribute("aria-label").as_deref(), Some("Remove terms-and-conditions.docx"));
    remove.unchecked_ref::<web_sys::HtmlElement>().click();
    settle().await;
    let conversation = fixtures::with_files(now()).interactions[0].conversation.clone();
    let act = FileAct::Remove(FileId("terms-and-conditions.docx".to_owned()));
    assert_eq!(shown.background.commands(), [Command::File { conversation, act }]);
}

#[wasm_bindgen_test]
async fn a_picture_that_cannot_be_shown_is_still_called_by_its_name() {
    let shown = show(Page::Interactions, &fixtures::desk(now())).await;
    // There is none where tests run.
    until("its name instead", || shown.find("picture").is_none()).await;
    assert_eq!(shown.text("attachment"), "passport.jpg");
}

#[wasm_bindgen_test]
async fn what_makes_parts_short_is_gone_to_and_replaced_and_put_back() {
    let text = "“Now” – or “never” 😀";
    let shown = show(Page::Interactions, &draft_of(text)).await;
    let chips = shown.all("[data-testid=costly]");
    let said: Vec<_> = chips.iter().map(|chip| chip.text_content().unwrap()).collect();
    assert_eq!(said, ["“", "”", "–", "😀"]);
    assert_eq!(chips[2].get_attribute("aria-label").as_deref(), Some("– U+2013"));
    let selected = || {
        let field = shown.field("composer");
        (field.selection_start().unwrap(), field.selection_end().unwrap())
    };
    for place in [(0, 1), (11, 12), (0, 1)] {
        chips[0].unchecked_ref::<web_sys::HtmlElement>().click();
        assert_eq!(selected(), (Some(place.0), Some(place.1)), "one after the other, and from the beginning again");
    }
    let last = |shown: &page::Shown| match shown.background.commands().pop() {
        Some(Command::EditDraft { text, .. }) => text,
        other => panic!("{other:?}"),
    };
    shown.click("use-plain").await;
    let plain = "\"Now\" - or \"never\" 😀";
    assert_eq!((shown.field("composer").value().as_str(), last(&shown).as_str()), (plain, plain));
    let mut view = draft_of(plain);
    view.interactions[0].draft.typed = by(&shown.background.view(), 1, plain);
    shown.background.publish(&view, 1).await;
    assert_eq!(shown.all("[data-testid=costly]").len(), 1, "what has no like stays, and is said");
    assert!(shown.find("use-plain").is_none());
    shown.click("undo-plain").await;
    assert_eq!((shown.field("composer").value().as_str(), last(&shown).as_str()), (text, text));
}

fn no_emoji_used() {
    web_sys::window().unwrap().local_storage().unwrap().unwrap().remove_item("emoji").unwrap();
}

#[wasm_bindgen_test]
async fn an_emoji_says_what_it_costs_before_it_is_put_in_at_the_caret() {
    no_emoji_used();
    let shown = show(Page::Interactions, &draft_of(&"a".repeat(100))).await;
    shown.field("composer").set_selection_range(50, 50).unwrap();
    assert!(!shown.press_with("composer", ".", |init| init.set_ctrl_key(true)).await);
    let cost = "An emoji makes this a Unicode message: a part holds 67 characters instead of 160. It takes 2 parts instead \
                of 1.";
    assert_eq!(shown.text("emoji-cost"), cost);
    let marked = || shown.select(".emoji[tabindex='0']").unwrap().id();
    until("the first one has the focus", || focused() == "emoji-0-0").await;
    for (key, id) in [
        ("ArrowRight", "emoji-0-1"),
        ("ArrowDown", "emoji-1-1"),
        ("End", "emoji-1-7"),
        ("Home", "emoji-1-0"),
        ("ArrowUp", "emoji-0-0"),
    ] {
        assert!(!shown.press("emoji-picker", key).await);
        assert_eq!((marked().as_str(), focused().as_str()), (id, id));
    }
    // Held down since it opened the picker.
    shown.press_with("emoji-picker", "Enter", |init| init.set_repeat(true)).await;
    assert!(shown.find("emoji-picker").is_some());
    shown.press("emoji-picker", "Enter").await;
    assert!(shown.find("emoji-picker").is_none());
    let text = format!("{}😀{}", "a".repeat(50), "a".repeat(50));
    assert_eq!(shown.field("composer").value(), text);
    assert_eq!(shown.field("composer").selection_end().unwrap(), Some(52));
    let commands = shown.background.commands();
    assert!(matches!(commands.last(), Some(Command::EditDraft { text: sent, .. }) if *sent == text), "{commands:?}");
}

#[wasm_bindgen_test]
async fn escape_leaves_the_emoji_and_the_text_and_what_was_used_comes_first() {
    no_emoji_used();
    let shown = show(Page::Interactions, &draft_of("Привет")).await;
    shown.click("emoji-button").await;
    let cost = "This is a Unicode message already: a part holds 70 characters. It takes 1 part.";
    assert_eq!(shown.text("emoji-cost"), cost);
    assert!(!shown.press("emoji-picker", "Escape").await);
    assert_eq!(shown.field("composer").value(), "Привет");
    assert_eq!((shown.find("emoji-picker"), shown.background.commands().len()), (None, 0));

    shown.click("emoji-button").await;
    shown.all("[data-testid='emoji']")[9].clone().unchecked_into::<web_sys::HtmlElement>().click();
    page::settle().await;
    assert_eq!(shown.field("composer").value(), "Привет😘");
    shown.click("emoji-button").await;
    assert_eq!(shown.text("emoji"), "😘", "it is the first of all");
    no_emoji_used();

    let shown = show(Page::Interactions, &draft_of(&"a".repeat(400))).await;
    shown.click("emoji-button").await;
    assert!(shown.text("emoji-cost").ends_with("It would take 6 parts, and a message has 5 at most."));
}

fn focused() -> String {
    let document = web_sys::window().unwrap().document().unwrap();
    document.active_element().map(|element| element.id()).unwrap_or_default()
}

/// The sheets and settings that are shown.
fn settings_shown(shown: &page::Shown) -> (usize, usize) {
    (shown.all(".sheet:not([hidden])").len(), shown.all(".sheet:not([hidden]) .entry:not([hidden])").len())
}

#[wasm_bindgen_test]
async fn settings_are_searched_by_what_they_are_called_and_what_they_are_for() {
    let shown = show(Page::Options, &fixtures::signed_in()).await;
    let all = settings_shown(&shown);
    assert!(all.0 > 6 && all.1 > 20, "{all:?}");
    for (query, found) in [
        // The sound, how loud it is, and what the check says of it.
        ("SOUND", vec!["sound", "volume", "check-sound"]),
        ("Appéarance", vec!["theme"]),
        ("theme dark", vec!["theme"]),
        ("before leaves", vec!["policy"]),
    ] {
        shown.type_in("settings-search", query).await;
        for id in found {
            assert!(shown.get(id).closest("[hidden]").unwrap().is_none(), "{query} finds {id}");
        }
        assert!(shown.get("client-id").closest("[hidden]").unwrap().is_some(), "{query} leaves the client id out");
        let (sheets, settings) = settings_shown(&shown);
        assert!(sheets < all.0 && settings < all.1 && sheets <= settings, "{query}: {sheets} {settings}");
    }
    shown.type_in("settings-search", "zebra").await;
    assert_eq!(settings_shown(&shown), (0, 0));
    assert!(shown.text("settings-none").contains("No setting matches"));
    shown.click("settings-show-all").await;
    assert_eq!((settings_shown(&shown), shown.find("settings-none")), (all, None));
    assert_eq!(shown.field("settings-search").value(), "");
    shown.type_in("settings-search", "zebra").await;
    assert!(!shown.press("settings-search", "Escape").await);
    assert_eq!((settings_shown(&shown), shown.field("settings-search").value()), (all, String::new()));
    assert!(shown.press("settings-search", "Escape").await, "the next one is the browser's");
}

#[wasm_bindgen_test]
async fn a_slash_goes_to_the_search_unless_something_is_typed_into() {
    let shown = show(Page::Options, &fixtures::signed_in()).await;
    assert!(shown.press("client-id", "a").await);
    shown.field("client-id").focus().unwrap();
    assert!(shown.press("client-id", "/").await);
    shown.field("client-id").blur().unwrap();
    assert!(shown.press_with("try-alert", "/", |init| init.set_ctrl_key(true)).await);
    assert!(!shown.press("try-alert", "/").await);
    let document = web_sys::window().unwrap().document().unwrap();
    let focused = document.active_element().and_then(|element| element.get_attribute("data-testid"));
    assert_eq!(focused.as_deref(), Some("settings-search"));
}

#[wasm_bindgen_test]
async fn settings_say_what_is_checked_and_who_set_it() {
    let mut view = fixtures::signed_in();
    let shown = show(Page::Options, &view).await;
    let policies = |shown: &page::Shown| {
        let all = shown.all("[data-testid='policy']");
        let said = |one: &web_sys::Element| (one.get_attribute("data-verdict").unwrap(), one.text_content().unwrap());
        all.iter().map(said).collect::<Vec<_>>()
    };
    let verdicts = |shown: &page::Shown| policies(shown).into_iter().map(|(verdict, _)| verdict).collect::<Vec<_>>();
    assert_eq!(verdicts(&shown), ["block", "warn", "idle", "idle", "idle", "warn"]);
    assert!(policies(&shown)[0].1.contains("Behalf’s own rule"));
    assert!(policies(&shown)[3].1.contains("your administrator has set no hours"));

    view.settings.compliance = fixtures::compliance_set();
    shown.background.publish(&view, 0).await;
    assert_eq!(verdicts(&shown), ["block", "block", "block", "warn", "block", "off"]);
    let said = policies(&shown);
    assert!(said.iter().all(|(_, said)| said.contains("Set by your administrator")), "{said:?}");
    for words in ["Sunday", "December 25, 2026", "by the recipient’s clock", "You are warned"] {
        assert!(said[3].1.contains(words), "{}", said[3].1);
    }
    assert!(said[2].1.contains("smsOptOut"));
    assert!(said[4].1.contains("“Lumen Travel. Reply STOP to end.”"));
}

#[wasm_bindgen_test]
async fn earlier_conversations_are_asked_for_when_they_are_unfolded() {
    let now = now();
    let mut view = fixtures::desk(now);
    let shown = show(Page::Interactions, &view).await;
    assert!(shown.find("past-entry").is_none() && shown.background.commands().is_empty());
    shown.click("open-past").await;
    let maya = genesys::id::ConversationId::new("maya");
    assert_eq!(shown.background.commands(), [Command::OpenPast(maya)]);

    view = fixtures::earlier(now, fixtures::held_before(now), Further::Older);
    shown.background.publish(&view, 1).await;
    assert_eq!(shown.text("past-found"), "4 interactions");
    let entries = shown.all("[data-testid='past-entry']");
    let said = entries[1].text_content().unwrap();
    assert!(["Reservations", "Ada Park", "Resolved", "Outgoing"].iter().all(|text| said.contains(text)), "{said}");
    assert!(entries[0].text_content().unwrap().contains("Open"), "what goes on says so");
    let buttons = shown.all("[data-testid='past-entry'] button");
    assert_eq!(buttons[1].get_attribute("aria-expanded").as_deref(), Some("false"));
    wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlElement>(&buttons[1]).click();

    view = fixtures::earlier_read(now, fixtures::said_before(now));
    shown.background.publish(&view, 2).await;
    // The rows are the same: the keyboard is where it was.
    assert_eq!(buttons[1].get_attribute("aria-expanded").as_deref(), Some("true"));
    let read = shown.all("[data-testid='past-messages'] [data-testid='message']");
    assert_eq!(read.len(), 3);
    assert_eq!(shown.all("[data-testid='past-messages'] .day").len(), 2, "each day has its name");
    assert_eq!(read[0].get_attribute("data-delivery").as_deref(), Some("delivered"));
    assert_eq!(read[2].get_attribute("data-delivery").as_deref(), Some("failed"));
    assert!(
        shown.all("[data-testid='past-messages'] [data-testid='send-again']").is_empty(),
        "nothing can be sent again"
    );
    assert!(shown.find("older-past").is_none(), "there is nothing further back");
    wasm_bindgen::JsCast::unchecked_ref::<web_sys::HtmlElement>(&buttons[1]).click();
    shown.click("open-past").await;
    let seats = genesys::id::ConversationId::new("seats");
    assert_eq!(
        shown.background.commands()[1..],
        [Command::ReadPast(Some(seats)), Command::ReadPast(None), Command::ClosePast]
    );
}

#[wasm_bindgen_test]
async fn what_there_is_of_earlier_conversations_is_said() {
    let now = now();
    let forbidden = Trouble::Forbidden { permissions: vec![genesys::permission::PAST_VIEW.to_owned()] };
    for (further, said, older, again) in [
        (Further::Older, "No earlier conversations in the last 31 days", true, false),
        (Further::Loading, "No earlier conversations in the last 31 days", true, false),
        (Further::Nothing, "No earlier conversations in the last 31 days", false, false),
        (Further::Failed(Trouble::TimedOut), "did not answer in time", false, true),
        (Further::Failed(forbidden), "Analytics > Conversation Detail > View", false, false),
    ] {
        let shown = show(Page::Interactions, &fixtures::earlier(now, vec![], further.clone())).await;
        assert!(shown.text("past").contains(said), "{further:?}: {}", shown.text("past"));
        assert_eq!((shown.find("older-past").is_some(), shown.find("retry").is_some()), (older, again), "{further:?}");
        assert_eq!(shown.attribute("past", "open").as_deref(), Some(""), "{further:?}");
    }
}
