//! The organisation's list of those who have opted out: a field of the external contacts that have the number. Several
//! may have it; one that says so is enough.

use genesys::{
    call::Call,
    model::{Contact, Failure},
};
use protocol::{Reason, Rule};

use crate::{Workflow, calls::Purpose, policy::Policy, todo::Todo};

/// What the list says of a number.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) enum Lookup {
    /// Nobody asked yet.
    Unasked,
    /// It is on its way.
    Asked,
    /// It did not come.
    Failed,
    Here(Vec<Contact>),
}

impl Workflow {
    /// Asks for the contacts of those there is to write to.
    pub(crate) fn consult_list(&mut self, todo: &mut Todo) {
        if self.state.directory.is_none() || self.policy.list_field().is_none() {
            return;
        }
        for place in self.places.iter_mut().filter(|place| place.lookup == Lookup::Unasked) {
            place.lookup = Lookup::Asked;
            let number = place.number.clone();
            todo.call(Purpose::OptOutList(number.clone()), Call::FindContacts { number });
        }
    }

    /// The contacts of a number came, or did not.
    pub(crate) fn list_consulted(&mut self, number: &str, result: Result<Vec<Contact>, Failure>) {
        if let Some(place) = self.places.iter_mut().find(|place| place.number == number) {
            place.lookup = result.map_or(Lookup::Failed, Lookup::Here);
        }
    }

    /// What did not come is asked for anew, with what else is brought up to date.
    pub(crate) fn consult_list_again(&mut self) {
        for place in self.places.iter_mut().filter(|place| place.lookup == Lookup::Failed) {
            place.lookup = Lookup::Unasked;
        }
    }

    /// What the list says against writing to a number.
    pub(super) fn listed(&self, to: &str) -> Option<Reason> {
        let field = self.policy.list_field()?;
        match self.place(to).map(|place| &place.lookup) {
            Some(Lookup::Here(contacts)) => {
                let contact = contacts.iter().find(|contact| contact.flags.iter().any(|flag| flag == field))?;
                Some(Reason::Listed { contact: contact.name.clone() })
            }
            Some(Lookup::Unasked | Lookup::Asked | Lookup::Failed) | None => Some(Reason::ListUnread),
        }
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
