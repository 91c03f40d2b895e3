//! What is known to be filled into a canned response.
//!
//! Genesys Cloud names three substitutions for every interaction, in all languages alike: `AGENT_NAME`, `AGENT_ALIAS`
//! and `CUSTOMER_NAME`. Others are the organisation's own: a flow may have set them as data of the customer's
//! participant, under the very name; else their default value stands. (The administrator's help, *Substitutions
//! overview*.) The alias is the name that an agent goes by; no call tells it, and to put the real one in its place would
//! give it away, so it stays open. Behalf adds the queue, and reads `agent.name` and the like as what they say.

use std::collections::BTreeMap;

use genesys::{model::CannedResponse, substitution};

/// What is known in a conversation.
#[derive(Debug, Clone, Copy)]
pub(crate) struct Known<'a> {
    /// The agent's name.
    pub(crate) agent: &'a str,
    /// The customer's name, where a contact is linked.
    pub(crate) customer: Option<&'a str>,
    /// The queue's name.
    pub(crate) queue: Option<&'a str>,
    /// The data of the customer's participant.
    pub(crate) data: &'a BTreeMap<String, String>,
}

/// A response's text, filled in as far as may be.
pub(crate) fn fill(response: &CannedResponse, known: Known<'_>) -> String {
    let default = |id: &str| {
        let found = response.substitutions.iter().find(|one| one.id.trim() == id)?;
        found.default_value.as_deref()
    };
    substitution::fill(&response.text, |id| {
        let value = known.standard(id).or_else(|| known.data.get(id).map(String::as_str)).map(str::trim);
        value.filter(|value| !value.is_empty()).or_else(|| default(id))
    })
}

impl<'a> Known<'a> {
    fn standard(&self, id: &str) -> Option<&'a str> {
        let name: String = id.chars().filter(|one| one.is_alphanumeric()).map(|one| one.to_ascii_uppercase()).collect();
        match name.as_str() {
            "AGENTNAME" | "AGENT" => Some(self.agent),
            "CUSTOMERNAME" | "CUSTOMER" | "CONTACTNAME" | "CONTACT" => self.customer,
            "QUEUENAME" | "QUEUE" => self.queue,
            _ => None,
        }
    }
}

#[cfg(test)]
mod tests {
    use genesys::{id::ResponseId, model::Substitution};

    use super::*;

    fn filled(text: &str, customer: Option<&str>) -> String {
        let substitution = |id: &str, default: Option<&str>| Substitution {
            id: id.into(),
            description: None,
            default_value: default.map(str::to_owned),
        };
        let response = CannedResponse {
            id: ResponseId::new("r"),
            name: "R".into(),
            libraries: Vec::new(),
            text: text.into(),
            substitutions: vec![
                substitution("day", Some("today")),
                substitution("reference", None),
                substitution("CUSTOMER_NAME", Some("traveller")),
                substitution("flight", Some("your flight")),
            ],
            assets: Vec::new(),
        };
        let data = [("flight".to_owned(), "LH 4".to_owned()), ("gate".to_owned(), " ".to_owned())].into();
        fill(&response, Known { agent: "Ada Park", customer, queue: Some("Support"), data: &data })
    }

    #[test]
    fn what_is_known_is_filled_in() {
        for (text, expected) in [
            ("Hello {{CUSTOMER_NAME}}, {{AGENT_NAME}} here.", "Hello Maya, Ada Park here."),
            ("{{ customer.name }} {{Agent name}} {{queue}}", "Maya Ada Park Support"),
            ("{{contactName}} {{QUEUE_NAME}}", "Maya Support"),
            ("{{flight}} {{day}}", "LH 4 today"),
            ("{{reference}} {{gate}} {{AGENT_ALIAS}} {{name}}", "{{reference}} {{gate}} {{AGENT_ALIAS}} {{name}}"),
        ] {
            assert_eq!(filled(text, Some("Maya")), expected);
        }
    }

    #[test]
    fn a_customer_without_a_name_has_the_default() {
        assert_eq!(filled("Hello {{CUSTOMER_NAME}}", None), "Hello traveller");
        assert_eq!(filled("Hello {{CUSTOMER_NAME}}", Some(" ")), "Hello traveller");
        assert_eq!(filled("Hello {{contact}}", None), "Hello {{contact}}");
    }
}
