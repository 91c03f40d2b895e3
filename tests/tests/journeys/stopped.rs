//! R25: the browser stops the background when it likes. Nothing is lost, nothing is sent twice.

use tests::article::{self, STEPS, Stage};
use tests::failure::{During, Outcome, expect_eq};
use tests::journeys;
use tests::tab::{Seen, Tab, list};
use tests::wait::{Look, SOON, wait_for};
use tests::world::World;

journeys! {
    the_article_as_it_is_written,
    the_background_stopped_at_every_step_comes_back_to_the_same_state,
    the_background_stopped_while_the_login_page_is_open,
}

fn the_article_as_it_is_written(world: &World) -> Outcome {
    article::play(world, STEPS, |_, _| Ok(()))
}

fn the_background_stopped_at_every_step_comes_back_to_the_same_state(world: &World) -> Outcome {
    article::play(world, STEPS, |stage, _| stop_and_compare(stage))?;
    // What was written once has arrived once.
    let handset = world.handset(article::MAYA)?;
    handset.see("message")?;
    expect_eq("the number of messages on the handset", &handset.all("message")?.len(), &2)
}

/// Stops the background; every open view, and the client loaded anew, then shows what it showed before.
fn stop_and_compare(stage: &mut Stage<'_>) -> Outcome {
    let browser = &stage.world.browser;
    let mut views = Vec::new();
    let mut before = Vec::new();
    for view in [Some(&stage.client), stage.interactions.as_ref(), stage.wrap_up.as_ref()].into_iter().flatten() {
        // Signing out closes the windows of the agent's work.
        if view.is_open()? {
            before.push(lasting(view.snapshot()?));
            views.push(view.clone());
        }
    }
    let running = browser.background(&stage.client)?;
    browser.stop_background(&stage.client)?;
    wait_for("the background's next run", SOON, || {
        let now = browser.background(&stage.client)?;
        Ok(if now == running { Look::NotYet("the same run".to_owned()) } else { Look::There(()) })
    })?;
    // The client has nothing but what the background gives it.
    stage.client.reload()?;
    for (view, before) in views.iter().zip(&before) {
        shows_again(view, before).during("after the background was stopped")?;
    }
    Ok(())
}

fn shows_again(view: &Tab<'_>, before: &[Seen]) -> Outcome {
    wait_for("the same state as before", SOON, || {
        let now = lasting(view.snapshot()?);
        Ok(if now == before {
            Look::There(())
        } else {
            Look::NotYet(format!("{}\n  before:{}", list(&now), list(before)))
        })
    })
}

/// What does not belong to one moment: without clocks, and without what is only open on the page.
fn lasting(seen: Vec<Seen>) -> Vec<Seen> {
    let passing = ["queue-option", "countdown", "connection", "retry"];
    let wholes = ["interaction", "wrap-up", "log", "compose-form", "conversation", "thread"];
    seen.into_iter()
        .filter(|seen| !passing.contains(&seen.id.as_str()))
        .map(|seen| if wholes.contains(&seen.id.as_str()) { Seen { text: String::new(), ..seen } } else { seen })
        .map(|seen| if seen.id == "wrap-up-code" { seen } else { Seen { on: false, ..seen } })
        .collect()
}

fn the_background_stopped_while_the_login_page_is_open(world: &World) -> Outcome {
    let client = world.client()?;
    world.set_up(&client)?;
    client.click("sign-in")?;
    let login = world.login_page()?;
    world.browser.stop_background(&client)?;
    if login.is_open()? {
        login.close()?;
    }
    // Whatever became of the page, the agent can sign in.
    client.see("sign-in")?;
    world.sign_in_as(&client, "ada")
}
