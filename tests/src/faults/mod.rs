//! Each call that Behalf makes goes wrong in each way, in a real browser: what the agent wanted is then done exactly
//! once, and the views show what is stored.
//!
//! A [`Point`] is a call and what an agent does that leads to it; a [`Way`] is what happens to that call. After the
//! fault the agent does what the screen offers, as agents do, until it is done or a minute has passed. Then the sandbox
//! tells how often it was carried out.

mod points;

use std::fmt;
use std::time::Duration;

use serde_json::{Value, json};

pub use points::POINTS;

use crate::browser::{Kind, Options, unless_gone};
use crate::failure::{During, Failure, Outcome};
use crate::tab::Tab;
use crate::wait::{Look, SOON, wait_for};
use crate::world::World;

/// How long an agent may need to get through: longer than a call takes to time out.
const PATIENCE: Duration = Duration::from_secs(60);

/// What happens to a call.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Way {
    /// The background is stopped before the call is carried out.
    StoppedBefore,
    /// The background is stopped after the call was carried out and before its reply.
    StoppedDuring,
    /// The background is stopped as soon as the reply is out.
    StoppedAfter,
    /// The connection breaks before the call is carried out.
    CutBefore,
    /// The connection breaks after the call was carried out.
    CutAfter,
    /// The call is not carried out and never answered.
    Silence,
    /// A proxy answers with an error page (500).
    ErrorPage,
    /// 429 with `Retry-After: 1`.
    RateLimited,
    /// 401: the session is over.
    SessionOver,
    /// 200 with JSON that breaks off; not carried out.
    Malformed,
}

impl Way {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::StoppedBefore,
        Self::StoppedDuring,
        Self::StoppedAfter,
        Self::CutBefore,
        Self::CutAfter,
        Self::Silence,
        Self::ErrorPage,
        Self::RateLimited,
        Self::SessionOver,
        Self::Malformed,
    ];

    /// What the sandbox does, as its README lists it; nothing where the background is stopped after the reply.
    fn effect(self) -> Option<Value> {
        let effect = match self {
            Self::StoppedBefore | Self::Silence => json!({"kind": "hang"}),
            Self::StoppedDuring => json!({"kind": "withhold"}),
            Self::StoppedAfter => return None,
            Self::CutBefore => json!({"kind": "drop"}),
            Self::CutAfter => json!({"kind": "loseReply"}),
            Self::ErrorPage => json!({"kind": "html", "status": 500}),
            Self::RateLimited => {
                json!({"kind": "error", "status": 429, "code": "too.many.requests", "retryAfterSeconds": 1})
            }
            Self::SessionOver => json!({"kind": "error", "status": 401, "code": "bad.credentials"}),
            Self::Malformed => json!({"kind": "malformed"}),
        };
        Some(effect)
    }
}

impl fmt::Display for Way {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.pad(match self {
            Self::StoppedBefore => "stopped before the effect",
            Self::StoppedDuring => "stopped after the effect",
            Self::StoppedAfter => "stopped after the reply",
            Self::CutBefore => "cut before the effect",
            Self::CutAfter => "cut after the effect",
            Self::Silence => "never answered",
            Self::ErrorPage => "error page",
            Self::RateLimited => "rate limit",
            Self::SessionOver => "session over",
            Self::Malformed => "malformed reply",
        })
    }
}

/// A call, and the agent's way to it and past it.
#[derive(Debug, Clone, Copy)]
pub struct Point {
    /// What it is for.
    pub name: &'static str,
    /// The HTTP method and the path; `*` stands for one part of it.
    call: (&'static str, &'static str),
    /// Brings the agent to just before it.
    prepare: fn(&mut Scene<'_>) -> Outcome,
    /// Makes Behalf make the call.
    provoke: fn(&mut Scene<'_>) -> Outcome,
    /// Does what the screen offers; whether what was wanted is to be seen.
    go_on: fn(&mut Scene<'_>) -> Outcome<bool>,
    /// How often it was carried out, where it changes anything.
    carried_out: Option<fn(&Scene<'_>) -> Outcome<usize>>,
}

impl Point {
    /// Whether the call changes anything.
    #[must_use]
    pub fn changes(&self) -> bool {
        self.carried_out.is_some()
    }
}

/// What came of one fault at one point.
#[derive(Debug)]
pub enum Verdict {
    /// Done once, and shown so.
    Right,
    /// Never done.
    Lost,
    /// Done more than once.
    Double(usize),
    /// What is shown is not what is stored, or nothing led on.
    WrongView(Failure),
}

/// Where a point is played: an agent who is signed in and has nothing open, at first.
pub struct Scene<'w> {
    world: &'w World,
    client: Tab<'w>,
    /// The Interactions window, where the point needs it.
    window: Option<Tab<'w>>,
    /// The customer of this point: nobody else's.
    customer: String,
    /// What is written at this point.
    text: String,
}

/// Plays points, each with this fault, and tells about each. What one leaves behind does not meet the next: after one
/// that did not end well, the browser is another.
///
/// # Errors
/// When the browser or the sandbox does not start, or an agent does not even get to the call.
pub fn play<'p>(
    kind: Kind,
    points: impl IntoIterator<Item = &'p Point>,
    way: Way,
    mut tell: impl FnMut(&Point, &Verdict),
) -> Outcome {
    let mut points = points.into_iter().enumerate().peekable();
    while points.peek().is_some() {
        let world = World::start(kind, &Options::default(), Some(quiet))?;
        let client = world.signed_in("ada")?;
        for (number, point) in points.by_ref() {
            let mut scene = Scene {
                world: &world,
                client: client.clone(),
                window: None,
                customer: format!("+1317556{:04}", 1000 + number),
                text: format!("About matter {number}"),
            };
            let verdict = scene.play(point, way).during(point.name)?;
            tell(point, &verdict);
            if !matches!(verdict, Verdict::Right) {
                break;
            }
            scene.leave().during(format!("after {}", point.name))?;
        }
    }
    Ok(())
}

/// The organisation with nobody who waits: the only customers are those of the points.
fn quiet(organisation: &str) -> String {
    organisation.replace("state = \"waiting\"", "state = \"connected\"\nagent = \"eve@lumen.example\"")
}

impl Scene<'_> {
    fn play(&mut self, point: &Point, way: Way) -> Outcome<Verdict> {
        (point.prepare)(self).during("on the way there")?;
        self.strike(point, way).during(way.to_string())?;
        if let Err(failure) = self.get_through(point).and_then(|()| self.view_is_true()) {
            return Ok(Verdict::WrongView(failure));
        }
        Ok(match point.carried_out.map_or(Ok(1), |count| count(self))? {
            0 => Verdict::Lost,
            1 => Verdict::Right,
            more => Verdict::Double(more),
        })
    }

    /// Lets the call go wrong.
    fn strike(&mut self, point: &Point, way: Way) -> Outcome {
        let control = &self.world.control;
        let (method, path) = point.call;
        let last = control.calls(0)?.last().map_or(0, |call| call.seq);
        let held = control.held()?;
        if let Some(effect) = way.effect() {
            control.fault(method, path, 1, &effect)?;
        }
        (point.provoke)(self)?;
        let stop = match way {
            Way::StoppedBefore | Way::StoppedDuring | Way::Silence => {
                wait_for("the call", SOON, || {
                    let now = control.held()?;
                    Ok(if now > held { Look::There(()) } else { Look::NotYet(String::new()) })
                })?;
                way != Way::Silence
            }
            _ => {
                wait_for("the call", SOON, || {
                    let calls = control.calls(last)?;
                    let made = calls.iter().any(|call| call.is(method, path));
                    Ok(if made { Look::There(()) } else { Look::NotYet(format!("{calls:?}")) })
                })?;
                way == Way::StoppedAfter
            }
        };
        if stop { self.world.browser.stop_background(&self.client) } else { Ok(()) }
    }

    /// Does what the screen offers until what was wanted is to be seen.
    fn get_through(&mut self, point: &Point) -> Outcome {
        wait_for(format!("the end of {}", point.name), PATIENCE, || {
            // What was there a moment ago may be gone with the next click.
            Ok(match self.sign_in_again().and_then(|()| (point.go_on)(self)) {
                Ok(true) => Look::There(()),
                Ok(false) => Look::NotYet(crate::tab::list(&self.client.snapshot()?)),
                Err(failure) => Look::NotYet(failure.to_string()),
            })
        })
    }

    /// Takes up a session that is over, and a start that failed.
    fn sign_in_again(&self) -> Outcome {
        for handle in self.world.browser.handles()? {
            let tab = Tab::new(&self.world.browser, handle);
            let address = unless_gone(tab.address())?;
            if address.is_some_and(|address| address.contains("/oauth/authorize")) {
                return unless_gone(self.world.log_in(self.world.person("ada")?)).map(drop);
            }
        }
        if self.client.shows("expired")? {
            self.press("sign-in")?;
        }
        self.press("retry").map(drop)
    }

    /// Clicks, if it is there and can be.
    fn press(&self, id: &str) -> Outcome<bool> {
        let there = self.client.all(id)?.iter().any(|seen| !seen.disabled);
        if there {
            self.client.click(id)?;
        }
        Ok(there)
    }

    /// Chooses a presence.
    fn take_status(&self, name: &str) -> Outcome {
        self.client.click("status")?;
        self.client.click_where("status-option", name, |option| option.data("name") == name)
    }

    /// Waits until the client, loaded anew, shows those interactions that the agent has.
    fn view_is_true(&self) -> Outcome {
        self.client.reload()?;
        wait_for("what is stored", SOON, || {
            let mut stored = self.stored_interactions()?;
            let mut shown: Vec<(String, String)> = self
                .client
                .all("interaction")?
                .iter()
                .map(|seen| (seen.data("conversation").to_owned(), seen.data("phase").to_owned()))
                .collect();
            stored.sort();
            shown.sort();
            Ok(if stored == shown {
                Look::There(())
            } else {
                Look::NotYet(format!("stored are {stored:?}, shown {shown:?}"))
            })
        })
    }

    /// The agent's interactions as the sandbox knows them: conversation and phase.
    fn stored_interactions(&self) -> Outcome<Vec<(String, String)>> {
        let conversations = self.world.control.all_conversations()?;
        let email = &self.world.person("ada")?.email;
        Ok(conversations
            .iter()
            .filter_map(|conversation| {
                let parts = conversation["participants"].as_array()?;
                let part = parts.iter().rfind(|part| part["user"] == email.as_str())?;
                let phase = match (part["live"].as_bool()?, conversation["standing"].as_str()?) {
                    (true, "alerting") => "alerting",
                    (true, _) => "connected",
                    (false, _) if part["afterCallWork"] == "pending" => "wrap-up",
                    (false, _) => return None,
                };
                Some((conversation["id"].as_str()?.to_owned(), phase.to_owned()))
            })
            .collect())
    }

    /// The conversations of this point's customer.
    fn conversations(&self) -> Outcome<Vec<Value>> {
        self.world.control.conversations(&self.customer)
    }

    /// Finishes what is open, so that the next point begins as this one did.
    fn leave(&mut self) -> Outcome {
        if let Some(window) = self.window.take()
            && window.is_open()?
        {
            window.close()?;
        }
        self.world.control.no_faults()?;
        wait_for("nothing open", PATIENCE, || {
            Ok(match self.tidy() {
                Ok(true) => Look::There(()),
                Ok(false) => Look::NotYet(crate::tab::list(&self.client.snapshot()?)),
                Err(failure) => Look::NotYet(failure.to_string()),
            })
        })
    }

    /// Goes one step towards nothing open; whether that is so.
    fn tidy(&self) -> Outcome<bool> {
        self.sign_in_again()?;
        if self.client.all("status")?.iter().any(|status| status.data("kind") != "Available") {
            self.take_status("Available")?;
        }
        let ways_out = ["sign-in", "close-new-interaction", "transfer-cancel", "answer", "disconnect", "done"];
        for way_out in ways_out {
            if self.press(way_out)? {
                return Ok(false);
            }
        }
        if self.client.shows("wrap-up-code")? {
            self.client.click("wrap-up-code")?;
        }
        Ok(self.client.shows("agent")? && !self.client.shows("interaction")?)
    }
}
