//! How the agent is told of what is offered: system notifications and the sound.
//!
//! After each input both are worked out anew from how the interactions stand, and asked for where that is not what was
//! asked for last. So a notification goes with its reason, whatever that was, and a background that was stopped has
//! only to ask for everything once more.

use genesys::id::ConversationId;
use protocol::Sound;
use serde::{Deserialize, Serialize};
use vecmap::VecSet;

use crate::{
    Workflow,
    interaction::Interaction,
    io::{About, Alert, AlertAct, AlertId, Effect, Play},
    todo::Todo,
};

/// What the agent is told, and what became of it.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) struct Alerts {
    shown: Vec<Alert>,
    /// The volume at which it rings.
    ringing: Option<u8>,
    /// Offers whose notification the agent closed.
    closed: VecSet<ConversationId>,
    /// The sample that is shown, and how many there were.
    sample: Option<u64>,
    samples: u64,
    sound: Sound,
}

impl Alerts {
    /// The sound could be played, or not.
    pub(crate) fn sounded(&mut self, sound: Sound) {
        self.sound = sound;
    }

    /// Forgets what belongs to the agent. What is still shown and heard is taken back for want of a reason.
    pub(crate) fn put_away(&mut self) {
        self.closed.clear();
        self.sample = None;
    }

    /// Whether the sound can be heard, as far as that is known.
    pub(crate) fn sound(&self) -> Sound {
        self.sound
    }
}

impl Workflow {
    /// Asks for what has changed; where `everything`, for all of it: whoever was asked before may have gone.
    pub(crate) fn announce(&mut self, everything: bool) -> Vec<Effect> {
        let offered: Vec<_> = self.offered().cloned().collect();
        self.state.alerts.closed.retain(|id| offered.contains(id));
        let shown = self.wanted();
        let ringing = self.volume().filter(|_| !offered.is_empty());
        let alerts = &mut self.state.alerts;
        let mut effects = Vec::new();
        if everything || alerts.shown != shown {
            alerts.shown.clone_from(&shown);
            effects.push(Effect::ShowAlerts(shown));
        }
        if everything || alerts.ringing != ringing {
            alerts.ringing = ringing;
            effects.push(Effect::PlaySound(ringing.map_or(Play::Nothing, |volume| Play::OverAndOver { volume })));
        }
        effects
    }

    /// Something was done about a notification.
    pub(crate) fn alert(&mut self, alert: AlertId, act: AlertAct, todo: &mut Todo) {
        match (alert, act) {
            // Firefox reports one that made way for the next, too.
            (AlertId::Sample(number), _) => {
                self.state.alerts.sample.take_if(|shown| *shown == number);
            }
            (AlertId::Offered(id), AlertAct::Close) => {
                self.state.alerts.closed.insert(id);
            }
            (AlertId::Answered(id), AlertAct::Close) => {
                if let Some(interaction) = self.interaction(&id) {
                    interaction.seen();
                }
            }
            (AlertId::Offered(id), AlertAct::Decline) => self.answer(&id, false, todo),
            (AlertId::Offered(id), AlertAct::Answer) => {
                self.answer(&id, true, todo);
                self.bring_up(Some(&id), todo);
            }
            (AlertId::Offered(id), AlertAct::Open) => {
                self.bring_up(Some(&id), todo);
                self.state.alerts.closed.insert(id);
            }
            (AlertId::Answered(id), AlertAct::Open | AlertAct::Answer | AlertAct::Decline) => {
                self.bring_up(Some(&id), todo);
            }
        }
    }

    /// Shows what an alert is like.
    pub(crate) fn try_alert(&mut self, todo: &mut Todo) {
        if self.durable.settings.notifications(&self.policy) {
            let alerts = &mut self.state.alerts;
            alerts.samples += 1;
            alerts.sample = Some(alerts.samples);
        }
        self.chime(todo);
    }

    /// Plays the sound once; where it rings already there is no need.
    pub(crate) fn chime(&self, todo: &mut Todo) {
        if let (Some(volume), None) = (self.volume(), self.state.alerts.ringing) {
            todo.effect(Effect::PlaySound(Play::Once { volume }));
        }
    }

    fn wanted(&self) -> Vec<Alert> {
        if !self.durable.settings.notifications(&self.policy) {
            return Vec::new();
        }
        let closed = |id: &ConversationId| self.state.alerts.closed.contains(id);
        let held = self.state.interactions.iter().filter(|_| self.access().is_some());
        let alert = |one: &Interaction| match one {
            _ if one.is_offered() && !closed(&one.id) => Some(Alert::Offered(self.about(one))),
            _ if one.was_answered_unseen() => Some(Alert::Answered(self.about(one))),
            _ => None,
        };
        held.filter_map(alert).chain(self.state.alerts.sample.map(Alert::Sample)).collect()
    }

    /// What waits for *Answer* or *Decline*. While nobody is signed in it cannot be told what still does.
    fn offered(&self) -> impl Iterator<Item = &ConversationId> {
        let offered = move |one: &&Interaction| one.is_offered() && self.access().is_some();
        self.state.interactions.iter().filter(offered).map(|one| &one.id)
    }

    /// The volume, where the sound is on and can be heard.
    fn volume(&self) -> Option<u8> {
        let settings = &self.durable.settings;
        Some(settings.volume(&self.policy)).filter(|volume| *volume > 0 && settings.sound(&self.policy))
    }

    fn about(&self, interaction: &Interaction) -> About {
        About {
            conversation: interaction.id.clone(),
            customer: interaction.called().to_owned(),
            queue: self.queue_name(interaction),
        }
    }
}
