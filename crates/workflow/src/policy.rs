//! What the administrator fixed (`storage.managed`).

use serde::{Deserialize, Serialize};

/// The administrator's policy. Absent fields are the agent's to choose; wherever a field is present it wins and
/// shows as locked, unless `enable_agent_configuration` is true (then it is only the default).
///
/// The names are those of Genesys' own extension where it has one.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(rename_all = "camelCase", default)]
pub struct Policy {
    /// The region, by its domain or its name in the API.
    pub region: Option<String>,
    /// A sandbox on this machine, in place of the region.
    pub loopback_base_url: Option<String>,
    /// The OAuth client id.
    pub client_id: Option<String>,
    /// The default country for numbers, ISO 3166-1 alpha-2.
    #[serde(rename = "defaultOutboundSMSCountryCode")]
    pub default_country: Option<String>,
    /// Whether system notifications tell of what is offered; true where absent.
    pub enable_alert_notifications: Option<bool>,
    /// Whether a sound does; true where absent.
    pub enable_alert_sound: Option<bool>,
    /// How loud, in percent.
    pub alert_volume: Option<u32>,
    /// Whether numbers of web pages can be chosen at all; true where absent.
    pub enable_click_to_sms: Option<bool>,
    /// The sites where they are looked for, once the agent lets the browser: hosts, or match patterns for them.
    pub click_to_sms_allowed: Option<Vec<String>>,
    /// The sites where they are not.
    pub click_to_sms_denied: Option<Vec<String>>,
    /// Whether they are highlighted; true where absent.
    pub click_to_sms_highlight: Option<bool>,
    /// Whether a plain click on a `tel:` link is taken; false where absent.
    pub click_to_sms_tel_links: Option<bool>,
    /// Whether code is looked into; false where absent.
    pub click_to_sms_code: Option<bool>,
    /// Where New Interaction opens: `sidePanel` or `window`.
    pub click_to_sms_opens_in: Option<String>,
    /// Whether agents with the permission have the Interaction Log; true where absent.
    pub enable_call_logs: Option<bool>,
    /// Hides the log's subject.
    pub hide_call_log_subject: Option<bool>,
    /// Hides the log's contact.
    pub hide_call_log_contact: Option<bool>,
    /// Hides the log's relation.
    pub hide_call_log_relation: Option<bool>,
    /// Hides the log's notes.
    pub hide_call_log_notes: Option<bool>,
    /// What comes of it where the carrier reported that the recipient has opted out: `block`, `warn` or `off`. These and
    /// the next are never the agent's to choose.
    pub carrier_opt_out: Option<String>,
    /// The same, where the recipient wrote STOP or its like.
    pub customer_opt_out: Option<String>,
    /// The same, where the organisation's list has the recipient.
    pub listed_opt_out: Option<String>,
    /// The list: the field of external contacts that is true for those who have opted out. `surveyOptOut`, or a custom
    /// field's key.
    pub opt_out_contact_field: Option<String>,
    /// The same, in quiet hours.
    pub quiet_hours: Option<String>,
    /// When they begin, `HH:MM`, by the recipient's clock.
    pub quiet_hours_start: Option<String>,
    /// When they end, `HH:MM`; the minute itself is no longer quiet.
    pub quiet_hours_end: Option<String>,
    /// Days off: English names of weekdays.
    pub quiet_days: Option<Vec<String>>,
    /// Days off: dates, `YYYY-MM-DD`.
    pub quiet_dates: Option<Vec<String>>,
    /// The same as for opt-out, where the first message to a number lacks the next field's text.
    pub first_message: Option<String>,
    /// What the first message to a number has to say.
    pub first_message_text: Option<String>,
    /// The same as for opt-out, for links of public shorteners.
    pub shortened_links: Option<String>,
    /// Agents may change what is set here.
    pub enable_agent_configuration: Option<bool>,
}
