//! After-call work: from the end of the conversation to *Done*.
//!
//! The service's state is the truth; the deadline shown is only a clock. Work is over when the service says so, or,
//! where it never asked for any (optional mode), when the agent is done.

use genesys::{
    call::Call,
    id::{ParticipantId, WrapUpCodeId},
    model::{self, AfterCallWorkMode, Failure, WrapUpCode},
    time::Timestamp,
};
use protocol::{DoneEntry, WrapUp as WrapUpView, WrapUpCodeEntry};
use serde::{Deserialize, Serialize};

use super::{Interaction, Standing};
use crate::{calls::Purpose, fetched::Fetched, todo::Todo, trouble::trouble};

/// The agent's after-call work on an interaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct WrapUp {
    codes: Fetched<WrapUpCode>,
    chosen: Option<WrapUpCodeId>,
    stage: Stage,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Stage {
    Open,
    Saving,
    /// Saved; a forced time box is still running.
    Saved,
}

/// What comes of an answer about wrap-up.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) enum Completion {
    /// The interaction leaves the list.
    Over,
    /// Not yet.
    NotYet,
    /// It could not be saved; the work is still open.
    Failed(protocol::Trouble),
}

impl WrapUp {
    pub(crate) fn new() -> Self {
        Self { codes: Fetched::Unasked, chosen: None, stage: Stage::Open }
    }
}

impl Interaction {
    /// Whether after-call work waits for the agent.
    pub(crate) fn wraps_up(&self) -> bool {
        matches!(self.standing, Standing::Ended { .. }) && self.after_call_work_open()
    }

    /// Asks for the codes to choose from, once.
    pub(crate) fn fetch_codes(&mut self, todo: &mut Todo) {
        let Some(seat) = &self.seat else { return };
        if matches!(self.wrap_up.codes, Fetched::Unasked | Fetched::Failed(_)) {
            self.wrap_up.codes = Fetched::Loading;
            todo.call(
                Purpose::WrapUpCodes(self.id.clone(), seat.participant.clone()),
                Call::WrapUpCodes { conversation: self.id.clone(), participant: seat.participant.clone() },
            );
        }
    }

    /// The codes of a part came, or not. Another part may be on behalf of another queue.
    pub(crate) fn codes_fetched(&mut self, part: &ParticipantId, result: Result<Vec<WrapUpCode>, Failure>) {
        if self.seat.as_ref().is_none_or(|seat| seat.participant != *part) {
            return;
        }
        self.wrap_up.codes = match result {
            Ok(codes) => Fetched::Here(codes),
            Err(failure) => Fetched::Failed(trouble(failure)),
        };
    }

    pub(crate) fn choose_code(&mut self, code: Option<WrapUpCodeId>) {
        let offered = |id: &WrapUpCodeId| self.wrap_up.codes.items().iter().any(|code| code.id == *id);
        if self.wrap_up.stage == Stage::Open {
            self.wrap_up.chosen = code.filter(offered);
        }
    }

    /// *Done*.
    pub(crate) fn finish(&mut self, todo: &mut Todo) {
        if !self.wraps_up() || self.done_entry() != DoneEntry::Available {
            return;
        }
        let Some(seat) = &self.seat else { return };
        let (conversation, participant) = (self.id.clone(), seat.participant.clone());
        let notes = self.log.notes().to_owned();
        let (purpose, call) = match self.wrap_up.chosen.clone() {
            Some(code) => (
                Purpose::WrapUp(self.id.clone()),
                Call::WrapUp { conversation, participant, code: Some(code), notes, provisional: false },
            ),
            None if notes.is_empty() => {
                (Purpose::WrapUp(self.id.clone()), Call::SkipWrapUp { conversation, participant })
            }
            None => (
                Purpose::WrapUpNotes(self.id.clone()),
                Call::WrapUp { conversation, participant, code: None, notes, provisional: true },
            ),
        };
        self.wrap_up.stage = Stage::Saving;
        self.save_log(todo);
        todo.call(purpose, call);
    }

    /// The notes are saved; the code is left out.
    pub(crate) fn wrap_up_notes_saved(&mut self, result: Result<(), Failure>, todo: &mut Todo) -> Completion {
        if let Err(failure) = result {
            return self.wrap_up_saved(Err(failure), todo);
        }
        let Some(seat) = &self.seat else {
            return Completion::NotYet;
        };
        todo.call(
            Purpose::WrapUp(self.id.clone()),
            Call::SkipWrapUp { conversation: self.id.clone(), participant: seat.participant.clone() },
        );
        Completion::NotYet
    }

    /// Wrap-up was saved, or not.
    pub(crate) fn wrap_up_saved(&mut self, result: Result<(), Failure>, todo: &mut Todo) -> Completion {
        if self.wrap_up.stage != Stage::Saving {
            return Completion::NotYet;
        }
        match result {
            Ok(()) if self.time_is_forced(todo.now) => {
                self.wrap_up.stage = Stage::Saved;
                Completion::NotYet
            }
            Ok(()) => Completion::Over,
            Err(failure) => {
                self.wrap_up.stage = Stage::Open;
                // It may have been saved all the same: the service's word decides.
                self.refresh(todo);
                Completion::Failed(trouble(failure))
            }
        }
    }

    /// When the time for after-call work is over.
    pub(crate) fn deadline(&self) -> Option<Timestamp> {
        let Standing::Ended { seen_at } = self.standing else {
            return None;
        };
        let timeout = i64::from(self.after_call_work.timeout_ms?);
        if !matches!(
            self.mode(),
            AfterCallWorkMode::TimeBoxed | AfterCallWorkMode::ForcedTimeBox | AfterCallWorkMode::AgentRequested
        ) {
            return None;
        }
        // The service's clock may be ahead of ours; its start of the work may lie long before we saw it.
        let started = self.after_call_work.started_at.map_or(seen_at, |started| started.min(seen_at));
        Some(started.plus_millis(timeout))
    }

    pub(crate) fn show_wrap_up(&self, notes: Option<protocol::Typed>, window_open: bool) -> WrapUpView {
        WrapUpView {
            mode: self.mode(),
            codes: self.wrap_up.codes.listing(|code| WrapUpCodeEntry { id: code.id.clone(), name: code.name.clone() }),
            chosen: self.wrap_up.chosen.clone(),
            deadline: self.deadline(),
            notes,
            done: self.done_entry(),
            window_open,
        }
    }

    /// The name of the code that is saved, as far as it is known.
    pub(super) fn saved_code(&self) -> Option<String> {
        let told = self.after_call_work.code.as_ref().filter(|_| !self.after_call_work.provisional);
        let ours = self.wrap_up.chosen.as_ref().filter(|_| self.wrap_up.stage != Stage::Open);
        let code = told.or(ours)?;
        self.code_name(code)
    }

    /// The name of a code that can be chosen here.
    pub(crate) fn code_name(&self, code: &WrapUpCodeId) -> Option<String> {
        self.wrap_up.codes.items().iter().find(|one| one.id == *code).map(|one| one.name.clone())
    }

    pub(super) fn mode(&self) -> AfterCallWorkMode {
        self.after_call_work.mode.unwrap_or(AfterCallWorkMode::Mandatory)
    }

    /// What was being saved when the background stopped is open again; a snapshot tells whether it was saved.
    pub(crate) fn wrap_up_lost(&mut self) {
        if self.wrap_up.stage == Stage::Saving {
            self.wrap_up.stage = Stage::Open;
        }
    }

    fn done_entry(&self) -> DoneEntry {
        match self.wrap_up.stage {
            Stage::Saving => DoneEntry::Saving,
            Stage::Saved => DoneEntry::Waiting,
            Stage::Open if self.wrap_up.chosen.is_none() && self.mode() != AfterCallWorkMode::Optional => {
                DoneEntry::CodeMissing
            }
            Stage::Open => DoneEntry::Available,
        }
    }

    fn after_call_work_open(&self) -> bool {
        is_open(&self.after_call_work, self.connected_at.is_some())
    }

    fn time_is_forced(&self, now: Timestamp) -> bool {
        self.mode() == AfterCallWorkMode::ForcedTimeBox && self.deadline().is_some_and(|deadline| now < deadline)
    }
}

/// Whether after-call work is still to be done for a part that is over.
pub(super) fn is_open(work: &model::WrapUp, was_connected: bool) -> bool {
    let saved = work.code.is_some() && !work.provisional;
    // Nobody wraps up what was offered and never answered, whatever the queue asks for.
    let asked_for = was_connected || (work.required && work.started_at.is_some());
    if work.skipped || work.ended_at.is_some() || !asked_for {
        return false;
    }
    match work.mode {
        Some(AfterCallWorkMode::ForcedTimeBox) => true,
        _ if saved => false,
        Some(AfterCallWorkMode::Optional | AfterCallWorkMode::Mandatory | AfterCallWorkMode::TimeBoxed) => true,
        Some(AfterCallWorkMode::AgentRequested) | None => work.required,
    }
}
