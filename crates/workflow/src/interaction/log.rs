//! The Interaction Log: subject, contact, relation, notes. Its texts are kept as attributes of the agent's
//! participant, its contact as the conversation's external contact; the notes go into wrap-up, too.

use std::collections::{BTreeMap, VecDeque};

use genesys::{
    call::Call,
    id::ContactId,
    model::{Contact, Failure},
    time::Timestamp,
};
use protocol::{ContactEntry, ContactField, CreateContact, Log as LogView, LogField, Saved, Trouble, Typed};
use serde::{Deserialize, Serialize};

use super::Interaction;
use crate::{calls::Purpose, fetched::Fetched, text, todo::Todo, trouble::trouble};

/// Milliseconds after the last key before what was typed is saved.
const SAVE_AFTER_MS: i64 = 1_500;
/// So many saves are remembered.
const ASKED: usize = 8;

/// Which of the log's fields an agent has; none without call-log access.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) struct LogFields {
    pub(crate) subject: bool,
    pub(crate) contact: bool,
    pub(crate) relation: bool,
    pub(crate) notes: bool,
}

/// What the agent noted about an interaction.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub(crate) struct Log {
    subject: Typed,
    relation: Typed,
    notes: Typed,
    offered: Fetched<Contact>,
    contact: Option<Contact>,
    /// One is being created.
    #[serde(default)]
    creating: bool,
    saving: Saving,
    /// Since the last edit it was saved once more than it was typed.
    saved_anew: bool,
    /// What was saved, the latest last: of each a try that was given up may arrive yet.
    #[serde(default)]
    asked: VecDeque<BTreeMap<String, String>>,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
enum Saving {
    Untouched,
    Due(Timestamp),
    /// `dirty`: typed on meanwhile.
    UnderWay {
        dirty: bool,
    },
    Saved,
    Failed,
}

impl Log {
    /// A log with what the conversation's attributes already hold.
    pub(crate) fn new(attributes: &BTreeMap<String, String>) -> Self {
        let stored = |field| text::set(attributes.get(attribute(field)).cloned().unwrap_or_default());
        Self {
            subject: stored(LogField::Subject),
            relation: stored(LogField::Relation),
            notes: stored(LogField::Notes),
            offered: Fetched::Unasked,
            contact: None,
            creating: false,
            saving: Saving::Untouched,
            saved_anew: false,
            asked: VecDeque::new(),
        }
    }

    pub(crate) fn edit(&mut self, now: Timestamp, field: LogField, typed: Typed) {
        *self.field(field) = typed;
        self.saved_anew = false;
        self.saving = match self.saving {
            Saving::UnderWay { .. } => Saving::UnderWay { dirty: true },
            _ => Saving::Due(now.plus_millis(SAVE_AFTER_MS)),
        };
    }

    /// A snapshot tells what is stored; an event may leave that out. A try to save that was given up may arrive after a
    /// later save. Where what is stored is exactly what was saved before, the later one is repeated. Anything else may be
    /// what another client wrote: then it is repeated once.
    pub(crate) fn compare(&mut self, now: Timestamp, stored: &BTreeMap<String, String>) {
        if self.saving != Saving::Saved {
            return;
        }
        let ours = self.attributes();
        let differs = ours.iter().any(|(name, text)| stored.get(name).is_some_and(|stored| stored != text));
        if self.is_overtaken(&ours, stored) || (differs && !self.saved_anew) {
            self.saved_anew = true;
            self.saving = Saving::Due(now.plus_millis(SAVE_AFTER_MS));
        }
    }

    /// Whether what is stored is what was saved before. The service has no attributes without a text.
    fn is_overtaken(&self, ours: &BTreeMap<String, String>, stored: &BTreeMap<String, String>) -> bool {
        self.asked.iter().filter(|asked| *asked != ours).any(|asked| {
            asked.keys().any(|name| stored.contains_key(name))
                && asked.iter().all(|(name, text)| stored.get(name).map_or("", String::as_str) == text)
        })
    }

    pub(crate) fn notes(&self) -> &str {
        &self.notes.text
    }

    pub(crate) fn notes_typed(&self) -> &Typed {
        &self.notes
    }

    /// The name of the contact, where there is no doubt about it.
    pub(crate) fn contact_name(&self) -> Option<&str> {
        match (&self.contact, self.offered.items()) {
            (Some(contact), _) => Some(&contact.name),
            (None, [only]) => Some(&only.name),
            (None, _) => None,
        }
    }

    /// The contact that the agent chose.
    pub(crate) fn contact_id(&self) -> Option<&ContactId> {
        self.contact.as_ref().map(|contact| &contact.id)
    }

    /// Whether nothing was typed.
    pub(crate) fn is_untouched(&self) -> bool {
        self.saving == Saving::Untouched
    }

    /// When the texts are to be saved.
    pub(crate) fn due(&self) -> Option<Timestamp> {
        match self.saving {
            Saving::Due(at) => Some(at),
            _ => None,
        }
    }

    /// As the views show it. `may_create`: whether the agent may create a contact.
    pub(crate) fn show(&self, fields: LogFields, may_create: bool) -> LogView {
        let entry = |contact: &Contact| ContactEntry { id: contact.id.clone(), name: contact.name.clone() };
        LogView {
            subject: fields.subject.then(|| self.subject.clone()),
            contact: fields.contact.then(|| ContactField {
                offered: self.offered.listing(entry),
                chosen: self.contact.as_ref().map(entry),
                create: match (may_create, self.creating) {
                    (false, _) => CreateContact::NotAllowed,
                    (true, false) => CreateContact::Available,
                    (true, true) => CreateContact::UnderWay,
                },
            }),
            relation: fields.relation.then(|| self.relation.clone()),
            notes: fields.notes.then(|| self.notes.clone()),
            saved: match self.saving {
                Saving::Untouched => Saved::Untouched,
                Saving::Due(_) | Saving::UnderWay { .. } => Saved::Saving,
                Saving::Saved => Saved::Saved,
                Saving::Failed => Saved::NotSaved,
            },
        }
    }

    fn field(&mut self, field: LogField) -> &mut Typed {
        match field {
            LogField::Subject => &mut self.subject,
            LogField::Relation => &mut self.relation,
            LogField::Notes => &mut self.notes,
        }
    }

    fn attributes(&self) -> BTreeMap<String, String> {
        // Collected, a map is sorted first, by code of its own.
        let mut attributes = BTreeMap::new();
        for (field, typed) in
            [(LogField::Subject, &self.subject), (LogField::Relation, &self.relation), (LogField::Notes, &self.notes)]
        {
            attributes.insert(attribute(field).to_owned(), typed.text.clone());
        }
        attributes
    }
}

impl Interaction {
    /// Asks for the contacts that have the customer's number.
    pub(crate) fn find_contacts(&mut self, todo: &mut Todo) {
        if self.log.offered == Fetched::Unasked {
            self.log.offered = Fetched::Loading;
            todo.call(Purpose::Contacts(self.id.clone()), Call::FindContacts { number: self.customer.clone() });
        }
    }

    pub(crate) fn contacts_found(&mut self, result: Result<Vec<Contact>, Failure>) {
        self.log.offered = match result {
            Ok(contacts) => Fetched::Here(contacts),
            Err(failure) => Fetched::Failed(trouble(failure)),
        };
    }

    /// Saves what was typed into the log, if its time has come.
    pub(crate) fn save_due_log(&mut self, todo: &mut Todo) {
        if self.log.due().is_some_and(|at| todo.is_due(at)) {
            self.save_log(todo);
        }
    }

    /// Saves what was typed into the log and is not saved.
    pub(crate) fn save_log(&mut self, todo: &mut Todo) {
        let unsaved = matches!(self.log.saving, Saving::Due(_) | Saving::Failed);
        let Some(seat) = self.seat.as_ref().filter(|_| unsaved) else {
            return;
        };
        self.log.saving = Saving::UnderWay { dirty: false };
        let attributes = self.log.attributes();
        self.log.asked.push_back(attributes.clone());
        if self.log.asked.len() > ASKED {
            self.log.asked.pop_front();
        }
        todo.call(
            Purpose::SaveLog(self.id.clone()),
            Call::SetAttributes { conversation: self.id.clone(), participant: seat.participant.clone(), attributes },
        );
    }

    /// The log's texts were saved, or not. Returns whether it is worth saying.
    pub(crate) fn log_saved(&mut self, now: Timestamp, saved: bool) -> bool {
        self.log.saving = match (self.log.saving, saved) {
            (Saving::UnderWay { dirty: true }, _) => Saving::Due(now.plus_millis(SAVE_AFTER_MS)),
            (Saving::UnderWay { .. }, true) => Saving::Saved,
            (Saving::UnderWay { .. }, false) => Saving::Failed,
            (other, _) => other,
        };
        self.log.saving == Saving::Failed
    }

    /// Links a contact that was offered, or takes the choice away.
    pub(crate) fn choose_contact(&mut self, contact: Option<&ContactId>, todo: &mut Todo) {
        let chosen = contact.and_then(|id| self.log.offered.items().iter().find(|offered| offered.id == *id)).cloned();
        if let (Some(chosen), Some(communication)) = (&chosen, self.communication().cloned()) {
            todo.call(
                Purpose::LinkContact(self.id.clone()),
                Call::LinkContact { conversation: self.id.clone(), communication, contact: chosen.id.clone() },
            );
        }
        self.log.contact = chosen;
    }

    /// Creates a contact with the customer's number, which is then linked.
    pub(crate) fn create_contact(&mut self, name: &str, todo: &mut Todo) {
        // Not before it is known who has this number already.
        let known = matches!(self.log.offered, Fetched::Here(_)) && !self.customer.is_empty();
        if name.trim().is_empty() || self.log.creating || !known {
            return;
        }
        self.log.creating = true;
        let (name, number) = (name.trim().to_owned(), self.customer.clone());
        todo.call(Purpose::CreateContact(self.id.clone()), Call::CreateContact { name, number });
    }

    /// A contact was created, or not. Returns what to say. Where that is not known, it is looked for: it may be among
    /// those with this number by now.
    pub(crate) fn contact_created(&mut self, result: Result<Contact, Failure>, todo: &mut Todo) -> Option<Trouble> {
        self.log.creating = false;
        match result {
            Ok(contact) => {
                let id = contact.id.clone();
                if let Fetched::Here(offered) = &mut self.log.offered {
                    offered.push(contact);
                }
                self.choose_contact(Some(&id), todo);
                None
            }
            Err(failure) if failure.effect_unknown() => {
                self.look_for_created_contact(todo);
                Some(trouble(failure))
            }
            Err(failure) => Some(trouble(failure)),
        }
    }

    /// Whether a contact was created is not known.
    pub(crate) fn look_for_created_contact(&mut self, todo: &mut Todo) {
        self.log.creating = false;
        self.log.offered = Fetched::Unasked;
        self.find_contacts(todo);
    }

    /// The contact could not be linked.
    pub(crate) fn contact_not_linked(&mut self) {
        self.log.contact = None;
    }
}

fn attribute(field: LogField) -> &'static str {
    match field {
        LogField::Subject => "interactionLog.subject",
        LogField::Relation => "interactionLog.relation",
        LogField::Notes => "interactionLog.notes",
    }
}
