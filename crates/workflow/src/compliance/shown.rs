//! What agents are shown of the policies for what is checked: none of it is theirs to choose.

use protocol::{Check, Compliance, Rule, Ruling};

use super::quiet::QuietHours;
use crate::policy::Policy;

impl Policy {
    /// What is checked, and who decided what comes of it.
    pub(crate) fn show_compliance(&self) -> Compliance {
        let list = self.opt_out_contact_field.as_deref().map(str::trim).filter(|field| !field.is_empty());
        let quiet = QuietHours::of(self).map(QuietHours::show);
        let identification = self.identification();
        let set_or_idle = |set: bool, rule| if set { Ruling::Set(self.verdict(rule)) } else { Ruling::Idle };
        let ruling = |rule| match rule {
            Rule::ListedOptOut => set_or_idle(list.is_some(), rule),
            Rule::QuietHours => set_or_idle(quiet.is_some(), rule),
            Rule::Identification => set_or_idle(identification.is_some(), rule),
            Rule::CarrierOptOut | Rule::CustomerOptOut | Rule::ShortenedLink => match self.word(rule) {
                Some(_) => Ruling::Set(self.verdict(rule)),
                None => Ruling::Default(self.verdict(rule)),
            },
        };
        let checks = Rule::ALL.into_iter().map(|rule| Check { rule, ruling: ruling(rule) }).collect();
        let (list, identification) = (list.map(str::to_owned), identification.map(str::to_owned));
        Compliance { checks, list, quiet, identification }
    }
}

#[cfg(test)]
mod tests {
    use protocol::{QuietTimes, Verdict};

    use super::*;

    fn rulings(policy: &Policy) -> Vec<Ruling> {
        policy.show_compliance().checks.into_iter().map(|check| check.ruling).collect()
    }

    #[test]
    fn without_a_policy_it_is_said_what_behalf_does_by_itself() {
        let nothing = Policy::default();
        let block = Ruling::Default(Some(Verdict::Block));
        let warn = Ruling::Default(Some(Verdict::Warn));
        assert_eq!(rulings(&nothing), [block, warn, Ruling::Idle, Ruling::Idle, Ruling::Idle, warn]);
        let Compliance { checks, list, quiet, identification } = nothing.show_compliance();
        assert_eq!(checks.iter().map(|check| check.rule).collect::<Vec<_>>(), Rule::ALL);
        assert_eq!((list, quiet, identification), (None, None, None));
    }

    #[test]
    fn what_the_administrator_set_is_said_to_be_so() {
        let text = |text: &str| Some(text.to_owned());
        let policy = Policy {
            carrier_opt_out: text("warn"),
            customer_opt_out: text("off"),
            opt_out_contact_field: text(" surveyOptOut "),
            quiet_hours: text("warn"),
            quiet_hours_start: text("21:00"),
            quiet_hours_end: text("08:00"),
            quiet_days: Some(vec!["Sunday".into()]),
            quiet_dates: Some(vec!["1970-01-02".into()]),
            first_message_text: text("Lumen Travel."),
            shortened_links: text("block"),
            // It changes nothing about these.
            enable_agent_configuration: Some(true),
            ..Policy::default()
        };
        let (block, warn) = (Some(Verdict::Block), Some(Verdict::Warn));
        assert_eq!(rulings(&policy), [warn, None, block, warn, block, block].map(Ruling::Set));
        let Compliance { list, quiet, identification, .. } = policy.show_compliance();
        assert_eq!((list.as_deref(), identification.as_deref()), (Some("surveyOptOut"), Some("Lumen Travel.")));
        assert_eq!(quiet, Some(QuietTimes { hours: Some((1260, 480)), weekdays: vec![6], dates: vec![1] }));
    }

    #[test]
    fn a_verdict_alone_sets_no_hours_no_list_and_no_text() {
        let warn = Some("warn".to_owned());
        let policy = Policy {
            listed_opt_out: warn.clone(),
            quiet_hours: warn.clone(),
            first_message: warn,
            ..Policy::default()
        };
        assert_eq!(rulings(&policy)[2..5], [Ruling::Idle; 3]);
    }
}
