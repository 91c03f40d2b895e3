//! What the agent is told of, and the way back to the queue.

#![allow(clippy::unwrap_used, clippy::panic, reason = "a test fails by panicking")]

mod world;

use genesys::{call::Call, model::ParticipantState, notify::Frame};
use protocol::{Badge, Command, Interaction, NoticeKind, Phase, Routing, Sound, Window};
use workflow::{About, Alert, AlertAct, Input, Play, Policy};
use world::{Browser, Cloud, WAITING};

/// The conversation that alerts with the customer's next message.
const POSITION: usize = 1;
const RINGING: Play = Play::OverAndOver { volume: 70 };

fn signed_in(auto_answer: bool) -> (Browser, Cloud) {
    let (mut browser, mut cloud) = (Browser::new(), Cloud::new());
    cloud.auto_answer = auto_answer;
    browser.sign_in(&mut cloud);
    cloud.set_presence(browser.now, "OnQueue");
    browser.settle(&mut cloud);
    (browser, cloud)
}

/// The customer writes, and the event arrives.
fn offer(browser: &mut Browser, cloud: &mut Cloud) -> Interaction {
    cloud.inbound(browser.now, POSITION);
    let event = cloud.events.remove(0);
    browser.input(Input::Frame(event));
    let id = &cloud.conversations[POSITION].id;
    browser.view().interactions.into_iter().find(|one| one.conversation == *id).unwrap()
}

fn offered() -> (Browser, Cloud, Interaction) {
    let (mut browser, mut cloud) = signed_in(false);
    let interaction = offer(&mut browser, &mut cloud);
    (browser, cloud, interaction)
}

#[test]
fn what_is_offered_takes_the_place_of_a_form_that_nobody_asked_for() {
    let (mut browser, mut cloud) = signed_in(false);
    assert!(browser.view().compose.is_some());
    offer(&mut browser, &mut cloud);
    assert!(browser.view().compose.is_none());

    let wanted = [Command::NewInteraction, Command::EditQueueText { text: "Sup".into(), edit: 1 }];
    for command in wanted {
        let (mut browser, mut cloud) = signed_in(false);
        browser.command(command);
        offer(&mut browser, &mut cloud);
        assert!(browser.view().compose.is_some());
    }
}

fn about(offered: &Interaction) -> About {
    About {
        conversation: offered.conversation.clone(),
        customer: offered.customer.display.clone(),
        queue: Some("Support".to_owned()),
    }
}

fn act(browser: &mut Browser, act: AlertAct) {
    browser.input(Input::Alert { alert: browser.alerts[0].id(), act });
}

/// What the agent sees and hears.
fn told(browser: &Browser) -> (&[Alert], Play) {
    (&browser.alerts, browser.playing)
}

fn phase(browser: &Browser) -> Phase {
    browser.view().interactions[0].phase.clone()
}

#[test]
fn an_offer_is_announced_until_it_is_answered() {
    let (mut browser, mut cloud) = signed_in(false);
    assert_eq!(told(&browser), (&[][..], Play::Nothing));
    let offered = offer(&mut browser, &mut cloud);
    assert_eq!(offered.customer.number, WAITING[0]);
    assert_eq!(told(&browser), (&[Alert::Offered(about(&offered))][..], RINGING));
    assert_eq!(browser.view().badge, Badge::Waiting(1));

    act(&mut browser, AlertAct::Answer);
    assert_eq!(told(&browser), (&[][..], Play::Nothing), "the click was enough");
    browser.settle(&mut cloud);
    assert!(matches!(phase(&browser), Phase::Connected { .. }));
    assert!(browser.windows.contains(&Window::Interactions));
    assert_eq!(browser.view().selected, Some(offered.conversation));
}

#[test]
fn a_click_that_starts_the_background_again_answers() {
    let (mut browser, mut cloud, _) = offered();
    let alert = browser.alerts[0].id();
    // The click comes right behind the start: nothing has been read by then.
    browser.restart();
    assert_eq!((browser.alerts.len(), browser.playing), (1, RINGING), "asked for once more");
    browser.input(Input::Alert { alert, act: AlertAct::Answer });
    let answers = browser.under_way.iter().filter(|one| matches!(one.call, Call::Answer { .. })).count();
    assert_eq!(answers, 1);
    browser.settle(&mut cloud);
    assert!(matches!(phase(&browser), Phase::Connected { .. }));
}

#[test]
fn a_declined_offer_goes_without_a_window() {
    let (mut browser, mut cloud, _) = offered();
    act(&mut browser, AlertAct::Decline);
    browser.settle(&mut cloud);
    assert!(browser.view().interactions.is_empty() && browser.windows.is_empty());
    assert_eq!(cloud.conversations[POSITION].parts.last().unwrap().state, ParticipantState::Disconnected);
}

#[test]
fn a_closed_notification_stays_away_and_the_sound_goes_on() {
    let (mut browser, _, _) = offered();
    act(&mut browser, AlertAct::Close);
    assert_eq!(told(&browser), (&[][..], RINGING));
    browser.restart();
    assert_eq!(told(&browser), (&[][..], RINGING));
}

#[test]
fn what_is_not_answered_in_time_leads_to_not_responding_and_back() {
    let (mut browser, mut cloud, offered) = offered();
    browser.now = browser.now.plus_millis(30_000);
    cloud.tick(browser.now);
    browser.settle(&mut cloud);
    let view = browser.view();
    assert!(view.interactions.is_empty());
    assert_eq!(told(&browser), (&[][..], Play::Nothing));
    assert_eq!(view.notices[0].what, NoticeKind::NotAnswered { customer: offered.customer.display });
    assert_eq!(view.status.unwrap().routing, Routing::NotResponding { returning: false });

    browser.command(Command::ReturnToQueue);
    assert_eq!(browser.view().status.unwrap().routing, Routing::NotResponding { returning: true });
    browser.command(Command::ReturnToQueue);
    let calls = browser.under_way.iter().filter(|one| matches!(one.call, Call::ReturnToQueue(_))).count();
    assert_eq!(calls, 1, "the way back is gone once");
    browser.settle(&mut cloud);
    assert_eq!(browser.view().status.unwrap().routing, Routing::Idle);
}

#[test]
fn an_offer_whose_end_was_missed_is_looked_at() {
    let (mut browser, mut cloud, _) = offered();
    browser.settle(&mut cloud);
    let wake = browser.workflow.next_wake().unwrap();
    cloud.tick(wake);
    cloud.events.clear();
    browser.now = wake;
    browser.input(Input::Tick);
    assert_eq!(browser.playing, RINGING);
    browser.settle(&mut cloud);
    assert!(browser.view().interactions.is_empty());
    assert_eq!(browser.playing, Play::Nothing);
}

#[test]
fn an_offer_is_answered_by_itself_where_the_user_is_set_so() {
    let (mut browser, mut cloud) = signed_in(true);
    let offered = offer(&mut browser, &mut cloud);
    assert_eq!(offered.phase, Phase::Alerting { answering: true });
    browser.settle(&mut cloud);
    assert!(matches!(phase(&browser), Phase::Connected { .. }));
    assert_eq!(told(&browser), (&[Alert::Answered(about(&offered))][..], Play::Nothing));
    assert!(browser.windows.is_empty(), "no window comes over what the agent is doing");
    browser.command(Command::OpenInteractions(Some(offered.conversation)));
    assert!(browser.alerts.is_empty());
}

#[test]
fn what_could_not_be_answered_by_itself_is_offered() {
    let (mut browser, mut cloud) = signed_in(true);
    let offered = offer(&mut browser, &mut cloud);
    let answer = browser.under_way.iter().position(|one| matches!(one.call, Call::Answer { .. })).unwrap();
    browser.answer(answer, Err(world::refused()));
    browser.settle(&mut cloud);
    assert_eq!(phase(&browser), Phase::Alerting { answering: false });
    assert_eq!(told(&browser), (&[Alert::Offered(about(&offered))][..], RINGING));
}

#[test]
fn while_nobody_is_signed_in_nothing_is_announced() {
    let (mut browser, mut cloud, _) = offered();
    browser.input(Input::Frame(Frame::TokenRevoked));
    assert_eq!(told(&browser), (&[][..], Play::Nothing));
    browser.sign_in(&mut cloud);
    assert_eq!((browser.alerts.len(), browser.playing), (1, RINGING));
}

#[test]
fn settings_decide_and_the_policy_decides_before_them() {
    let (mut browser, _, _) = offered();
    browser.command(Command::SetVolume(200));
    assert_eq!(browser.playing, Play::OverAndOver { volume: 100 });
    browser.command(Command::SetVolume(0));
    assert_eq!(browser.playing, Play::Nothing);
    browser.command(Command::SetNotifications(false));
    assert!(browser.alerts.is_empty());

    let policy = Policy { enable_alert_notifications: Some(true), alert_volume: Some(40), ..Policy::default() };
    browser.input(Input::Policy(policy.clone()));
    let settings = browser.view().settings;
    assert_eq!((browser.alerts.len(), browser.playing), (1, Play::OverAndOver { volume: 40 }));
    assert!(settings.notifications.locked && settings.volume.locked && !settings.sound.locked);

    browser.input(Input::Policy(Policy { enable_agent_configuration: Some(true), ..policy }));
    assert_eq!(told(&browser), (&[][..], Play::Nothing), "now only a default");
}

#[test]
fn a_sound_that_cannot_be_heard_is_said_to_be_until_it_can() {
    let (mut browser, mut cloud) = signed_in(false);
    browser.loudspeaker = Sound::Blocked;
    offer(&mut browser, &mut cloud);
    assert_eq!(browser.view().sound, Sound::Blocked);
    browser.command(Command::SetSound(false));
    assert_eq!(browser.view().sound, Sound::Fine, "nobody misses what is off");
    browser.loudspeaker = Sound::Fine;
    browser.command(Command::SetSound(true));
    assert_eq!(browser.view().sound, Sound::Fine);
}

#[test]
fn each_trial_is_a_notification_of_its_own() {
    let (mut browser, _) = signed_in(false);
    for number in 1..=2 {
        browser.command(Command::TryAlert);
        assert_eq!(browser.alerts, [Alert::Sample(number)]);
    }
    // That the first made way may be reported late.
    browser.input(Input::Alert { alert: Alert::Sample(1).id(), act: AlertAct::Close });
    assert_eq!(browser.alerts, [Alert::Sample(2)]);
    act(&mut browser, AlertAct::Close);
    assert!(browser.alerts.is_empty());
}
