//! The workflow (rustdoc page to come).

mod io;
mod policy;

pub use io::{AccessToken, Authorization, AuthorizeFailure, CallId, Effect, Input};
pub use policy::Policy;

use genesys::time::Timestamp;
use protocol::{CountryEntry, View, ViewId};
use serde::{Deserialize, Serialize};

/// Everything Behalf knows. No I/O, no clock, no randomness: [`Workflow::handle`] is a function of its arguments.
#[derive(Debug, Clone)]
pub struct Workflow {}

/// What outlives the browser (`storage.local`): settings, the remembered queue, drafts.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Durable {}

/// What outlives the background, not the browser (`storage.session`): the token, interactions, calls under way.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub struct Volatile {}

impl Workflow {
    /// Takes up what was stored; `None` where nothing was, or it could not be read.
    pub fn restore(durable: Option<Durable>, volatile: Option<Volatile>) -> Self {
        let _ = (durable, volatile);
        Self {}
    }

    /// Takes in what happened at `now`; returns what is to be done, after the state has been stored.
    pub fn handle(&mut self, now: Timestamp, input: Input) -> Vec<Effect> {
        let _ = (now, input);
        Vec::new()
    }

    /// What every view shows.
    pub fn view(&self) -> View {
        todo!()
    }

    /// The highest number of the view's commands that was carried out.
    pub fn acknowledged(&self, view: &ViewId) -> u64 {
        let _ = view;
        0
    }

    /// When [`Input::Tick`] is wanted next, if nothing else happens before.
    pub fn next_wake(&self) -> Option<Timestamp> {
        None
    }

    /// What is to be stored so that it outlives the browser.
    pub fn durable(&self) -> Durable {
        Durable {}
    }

    /// What is to be stored so that it outlives the background.
    pub fn volatile(&self) -> Volatile {
        Volatile {}
    }

    /// The countries of the picker.
    pub fn countries() -> Vec<CountryEntry> {
        Vec::new()
    }
}
