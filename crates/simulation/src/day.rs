//! A day: hours of work in which things go wrong, then rest, in which everything has to come true.

use std::{collections::BTreeSet, rc::Rc, time::Duration};

use background::NotSaved;
use protocol::Interaction;
use sandbox::org::Organisation;
use serde_json::json;
use tokio::{runtime, task::LocalSet};
use workflow::Input;

use crate::{
    agent::Agent,
    computer::{AGENT, Moment},
    others::{Others, backstage},
    tally::{Fault, Situation, Tally},
    truth, watch,
    world::{Trace, World},
};

/// Steps of a shift.
const STEPS: u32 = 40;
/// What has not come true after so long never will.
const COMES_TRUE_WITHIN_MS: u32 = 10 * 60_000;
/// Attempts to bring everything to its end.
const FINISHING: u32 = 80;

/// A day that was played.
#[derive(Debug)]
pub(crate) struct Day {
    pub(crate) tally: Tally,
    /// What did not hold, if something did not.
    pub(crate) violation: Option<String>,
    pub(crate) trace: Vec<String>,
}

/// Plays the day of a seed.
pub(crate) fn play(seed: u64, org: Organisation, trace: Trace) -> Day {
    #[expect(clippy::panic, reason = "a runtime without I/O needs nothing that could be missing")]
    let Ok(runtime) = runtime::Builder::new_current_thread().enable_time().start_paused(true).build() else {
        panic!("no runtime")
    };
    LocalSet::new().block_on(&runtime, async {
        let world = World::new(seed, org, trace);
        live(&world).await;
        let mut tally = world.tally.borrow().clone();
        tally.simulated_ms = u64::try_from(world.elapsed_ms()).unwrap_or_default();
        Day { tally, violation: world.violation(), trace: world.take_trace() }
    })
}

async fn live(world: &Rc<World>) {
    let mut agent = Agent::new(world.clone());
    let mut others = Others::new();
    agent.set_up();
    // Most have one shift: what goes wrong does so in its first hour, and many short days try more than few long ones.
    let shifts = if world.chance(150) { 2 } else { 1 };
    for _ in 0..shifts {
        world.set_roughness([0, 15, 60, 60, 200][world.dice(0..5) as usize]);
        for _ in 0..STEPS {
            world.tally.borrow_mut().steps += 1;
            step(world, &mut agent, &mut others).await;
            watch::deeds(world);
            if world.violation().is_some() {
                return;
            }
        }
        rest(world, &mut agent).await;
        if world.violation().is_some() {
            return;
        }
    }
    others.leave_the_queues(world).await;
    finish(world, &mut agent).await;
    watch::deeds(world);
    nothing_is_lost(world);
}

/// Somebody does something, or something goes wrong, and time passes.
async fn step(world: &Rc<World>, agent: &mut Agent, others: &mut Others) {
    let rough = world.roughness() > 0;
    match world.dice(0..100) {
        0..=11 => others.write(world).await,
        12..=16 => others.work_along(world).await,
        17..=18 => others.change_presence(world).await,
        19..=28 if rough => trouble(world, others).await,
        29..=31 => recover(world),
        _ => agent.act(),
    }
    let millis = match world.dice(0..100) {
        0..=39 => world.dice(0..60),
        40..=79 => world.dice(60..1_500),
        80..=95 => world.dice(1_500..12_000),
        96..=98 => world.dice(12_000..100_000),
        _ => world.dice(100_000..1_200_000),
    };
    world.pass(millis).await;
}

/// What does not wait for a request to go wrong.
async fn trouble(world: &Rc<World>, others: &Others) {
    let strike = |fault| {
        world.note(|| format!("{fault:?}"));
        world.tally.borrow_mut().strike(fault);
    };
    match world.dice(0..14) {
        0..=2 => {
            if let Some(process) = world.process() {
                world.stop(&process, Moment::AnyTime);
            }
        }
        3 => {
            strike(Fault::SocketCut);
            world.network.cut();
        }
        4 => {
            strike(Fault::SocketSilent);
            world.network.silence();
        }
        5 => {
            strike(Fault::SocketClosing);
            backstage(world, "sockets/close", &json!({ "notice": world.chance(700) })).await;
        }
        6 => {
            strike(Fault::ChannelEvicted);
            others.evict_channels(world).await;
        }
        7 => {
            strike(Fault::TokensRevoked);
            backstage(world, "tokens/revoke", &json!({ "email": AGENT })).await;
        }
        8 | 9 => {
            strike(Fault::Offline);
            be_online(world, world.computer.is_offline());
        }
        10 => {
            let trouble = NotSaved { durable: world.chance(500), volatile: world.chance(500) };
            world.note(|| format!("writing fails: {trouble:?}"));
            world.computer.fail_writing(trouble);
        }
        11 if world.chance(300) => {
            strike(Fault::BrowserCrashed);
            crash(world);
        }
        11 => {
            strike(Fault::ClockJumped);
            world.computer.shift_clock(if world.chance(500) { 3_600_000 } else { -3_600_000 });
        }
        12 => {
            strike(Fault::Asleep);
            sleep(world, world.dice(1..9));
        }
        _ => {
            if let Some(process) = world.process() {
                strike(Fault::UpdateAvailable);
                process.inbox.send(Input::UpdateAvailable);
            }
        }
    }
}

/// Nothing that can be noticed stays broken for hours.
fn recover(world: &World) {
    world.computer.fail_writing(NotSaved::default());
    if world.computer.is_offline() {
        be_online(world, true);
    }
}

fn be_online(world: &World, online: bool) {
    world.computer.set_offline(!online);
    if let Some(process) = world.process() {
        process.inbox.send(Input::Online(online));
    }
}

/// The laptop is closed for hours; what it was connected to is gone, whether it notices or not.
fn sleep(world: &World, hours: u32) {
    if world.chance(500) {
        world.network.cut();
    } else {
        world.network.silence();
    }
    let span = Duration::from_hours(hours.into());
    world.sandbox.advance(span);
    world.computer.shift_clock(i64::from(hours) * 3_600_000);
}

/// The browser is gone, with all windows and what it had in memory.
fn crash(world: &Rc<World>) {
    world.pages.borrow_mut().close_all(world);
    let last_write_is_lost = world.chance(500);
    // What may not have been sent is kept where the drafts are.
    if last_write_is_lost || world.computer.loses_drafts() {
        world.ledger.borrow_mut().excuse_all();
    }
    world.computer.crash(last_write_is_lost);
    if let Some(process) = world.process() {
        world.stop(&process, Moment::AnyTime);
    }
}

/// Nothing goes wrong any more: what is shown becomes what is true, without the agent's doing more than to sign in.
async fn rest(world: &Rc<World>, agent: &mut Agent) {
    world.note(|| "everything works again".to_owned());
    world.set_roughness(0);
    recover(world);
    if let Some(process) = world.process() {
        process.defuse();
    }
    if world.pages.borrow().is_empty() {
        agent.open_a_page();
    }
    comes_true(world, agent).await;
}

/// Waits until the view is what is true, and looks into one thread after the other.
async fn comes_true(world: &Rc<World>, agent: &mut Agent) {
    let (mut waited, mut pause) = (0, 500);
    let mut seen = BTreeSet::new();
    loop {
        world.pass(pause).await;
        (waited, pause) = (waited + pause, (pause * 2).min(8_000));
        let late = waited >= COMES_TRUE_WITHIN_MS || world.violation().is_some();
        let Some(view) = world.view() else {
            if late {
                return world.violate(format!("after {} s of rest, no page shows anything", waited / 1_000));
            }
            // A new version has closed them all.
            if world.pages.borrow().is_empty() {
                agent.open_a_page();
            }
            continue;
        };
        agent.get_in(&view);
        let difference = truth::difference(world, &view);
        world.tally.borrow_mut().checks += 1;
        match difference {
            None => {
                let whole = |one: &&Interaction| truth::is_whole(&view, &one.conversation);
                seen.extend(view.interactions.iter().find(whole).map(|one| one.conversation.clone()));
                match view.interactions.iter().find(|one| !seen.contains(&one.conversation)) {
                    Some(unseen) => agent.look_into(&unseen.conversation),
                    None => return world.reach(Situation::CameTrue),
                }
                pause = 500;
            }
            Some(difference) if late => {
                return world.violate(format!("after {} s of rest, {difference}", waited / 1_000));
            }
            Some(_) => {}
        }
    }
}

/// Everything can be brought to its end.
async fn finish(world: &Rc<World>, agent: &mut Agent) {
    for _ in 0..FINISHING {
        let Some(view) = world.view() else { break };
        if view.interactions.is_empty() && view.compose.is_none() {
            world.reach(Situation::EverythingLeft);
            return comes_true(world, agent).await;
        }
        agent.get_in(&view);
        agent.finish(&view);
        world.pass(3_000).await;
    }
    let left = world.view().map(|view| (view.compose, view.interactions));
    world.violate(format!("there is something that cannot be left: {left:?}"));
}

/// Each text that was sent reached the service, or was shown as not having done so, or is still a draft.
fn nothing_is_lost(world: &World) {
    let stored = world.sandbox.conversations();
    let durable = world.computer.durable();
    for (text, state) in world.ledger.borrow().texts() {
        let to = text.rsplit(' ').next().unwrap_or_default();
        let mut sent = false;
        for conversation in &stored {
            let here = conversation.messages.iter().any(|message| message.text == text);
            sent |= here;
            world.check(!here || conversation.customer == to, || format!("{text:?} went to {}", conversation.customer));
        }
        let accounted = sent || state.shown || state.excused || durable.contains(text);
        world.check(accounted, || format!("{text:?} is lost"));
    }
}
