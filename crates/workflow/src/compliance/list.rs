//! The organisation's list of those who have opted out: a field of the external contacts that have the number. Several
//! may have it; one that says so is enough.

use std::collections::BTreeMap;

use genesys::{
    call::Call,
    model::{Contact, Failure},
};
use protocol::{Reason, Rule};
use serde::{Deserialize, Serialize};

use crate::{Workflow, calls::Purpose, policy::Policy, todo::Todo};

/// What the list says, by number (E.164), of those there is to write to.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
#[serde(transparent)]
pub(crate) struct Lookups(BTreeMap<String, Lookup>);

#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
enum Lookup {
    /// It is on its way.
    Asked,
    /// It did not come.
    Failed,
    Here(Vec<Contact>),
}

impl Workflow {
    /// Asks for the contacts of those there is to write to.
    pub(crate) fn consult_list(&mut self, todo: &mut Todo) {
        let (places, lookups) = (&self.places, &mut self.state.lookups);
        lookups.0.retain(|number, _| places.contains_key(number));
        if self.state.directory.is_none() || self.policy.list_field().is_none() {
            return;
        }
        for number in places.keys().filter(|number| !number.is_empty()) {
            if !lookups.0.contains_key(number) {
                lookups.0.insert(number.clone(), Lookup::Asked);
                todo.call(Purpose::OptOutList(number.clone()), Call::FindContacts { number: number.clone() });
            }
        }
    }

    /// The contacts of a number came, or did not.
    pub(crate) fn list_consulted(&mut self, number: &str, result: Result<Vec<Contact>, Failure>) {
        if let Some(lookup) = self.state.lookups.0.get_mut(number) {
            *lookup = result.map_or(Lookup::Failed, Lookup::Here);
        }
    }

    /// What the list says against writing to a number.
    pub(crate) fn listed(&self, to: &str) -> Option<Reason> {
        let field = self.policy.list_field()?;
        match self.state.lookups.0.get(to) {
            Some(Lookup::Here(contacts)) => {
                let contact = contacts.iter().find(|contact| contact.flags.iter().any(|flag| flag == field))?;
                Some(Reason::Listed { contact: contact.name.clone() })
            }
            Some(Lookup::Asked | Lookup::Failed) | None => Some(Reason::ListUnread),
        }
    }
}

impl Lookups {
    /// What did not come is asked for anew, with what else is brought up to date.
    pub(crate) fn forget_failures(&mut self) {
        self.0.retain(|_, lookup| *lookup != Lookup::Failed);
    }

    pub(crate) fn clear(&mut self) {
        self.0.clear();
    }
}

impl Policy {
    /// The contacts' field that is the list, if it is looked at.
    fn list_field(&self) -> Option<&str> {
        let field = self.opt_out_contact_field.as_deref().map(str::trim).filter(|field| !field.is_empty())?;
        self.verdict(Rule::ListedOptOut)?;
        Some(field)
    }
}
