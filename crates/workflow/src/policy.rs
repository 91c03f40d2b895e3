//! What the administrator fixed (`storage.managed`).

use serde::{Deserialize, Serialize};
use serde_json::{Map, Value};

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

impl Policy {
    /// Reads what the browser holds, by the names of `managed_schema.json`; and tells the fields that are of another kind
    /// than they should be, which count as absent. Names that are not known are for others.
    #[must_use]
    pub fn read(managed: &Map<String, Value>) -> (Self, Vec<&'static str>) {
        let mut fields = Fields { managed, spoiled: Vec::new() };
        // Written out: what a derive makes of so many fields would be 5 kB of each package.
        let policy = Self {
            region: fields.text("region"),
            loopback_base_url: fields.text("loopbackBaseUrl"),
            client_id: fields.text("clientId"),
            default_country: fields.text("defaultOutboundSMSCountryCode"),
            enable_alert_notifications: fields.flag("enableAlertNotifications"),
            enable_alert_sound: fields.flag("enableAlertSound"),
            alert_volume: fields.number("alertVolume"),
            enable_click_to_sms: fields.flag("enableClickToSms"),
            click_to_sms_allowed: fields.texts("clickToSmsAllowed"),
            click_to_sms_denied: fields.texts("clickToSmsDenied"),
            click_to_sms_highlight: fields.flag("clickToSmsHighlight"),
            click_to_sms_tel_links: fields.flag("clickToSmsTelLinks"),
            click_to_sms_code: fields.flag("clickToSmsCode"),
            click_to_sms_opens_in: fields.text("clickToSmsOpensIn"),
            enable_call_logs: fields.flag("enableCallLogs"),
            hide_call_log_subject: fields.flag("hideCallLogSubject"),
            hide_call_log_contact: fields.flag("hideCallLogContact"),
            hide_call_log_relation: fields.flag("hideCallLogRelation"),
            hide_call_log_notes: fields.flag("hideCallLogNotes"),
            carrier_opt_out: fields.text("carrierOptOut"),
            customer_opt_out: fields.text("customerOptOut"),
            listed_opt_out: fields.text("listedOptOut"),
            opt_out_contact_field: fields.text("optOutContactField"),
            quiet_hours: fields.text("quietHours"),
            quiet_hours_start: fields.text("quietHoursStart"),
            quiet_hours_end: fields.text("quietHoursEnd"),
            quiet_days: fields.texts("quietDays"),
            quiet_dates: fields.texts("quietDates"),
            first_message: fields.text("firstMessage"),
            first_message_text: fields.text("firstMessageText"),
            shortened_links: fields.text("shortenedLinks"),
            enable_agent_configuration: fields.flag("enableAgentConfiguration"),
        };
        (policy, fields.spoiled)
    }
}

/// What the browser holds.
struct Fields<'m> {
    managed: &'m Map<String, Value>,
    spoiled: Vec<&'static str>,
}

impl Fields<'_> {
    fn text(&mut self, name: &'static str) -> Option<String> {
        self.read(name, |value| value.as_str().map(str::to_owned))
    }

    fn flag(&mut self, name: &'static str) -> Option<bool> {
        self.read(name, Value::as_bool)
    }

    fn number(&mut self, name: &'static str) -> Option<u32> {
        self.read(name, |value| u32::try_from(value.as_u64()?).ok())
    }

    fn texts(&mut self, name: &'static str) -> Option<Vec<String>> {
        self.read(name, |value| value.as_array()?.iter().map(|one| one.as_str().map(str::to_owned)).collect())
    }

    fn read<T>(&mut self, name: &'static str, read: impl FnOnce(&Value) -> Option<T>) -> Option<T> {
        let value = self.managed.get(name).filter(|value| !value.is_null())?;
        let read = read(value);
        if read.is_none() {
            self.spoiled.push(name);
        }
        read
    }
}

#[cfg(test)]
mod tests {
    use serde_json::json;

    use super::*;

    #[test]
    fn it_is_read_as_it_is_named() {
        let whole = json!({
            "region": "a", "loopbackBaseUrl": "b", "clientId": "c", "defaultOutboundSMSCountryCode": "DE",
            "enableAlertNotifications": false, "enableAlertSound": true, "alertVolume": 7, "enableClickToSms": true,
            "clickToSmsAllowed": ["a.example"], "clickToSmsDenied": [], "clickToSmsHighlight": false,
            "clickToSmsTelLinks": true, "clickToSmsCode": true, "clickToSmsOpensIn": "window", "enableCallLogs": true,
            "hideCallLogSubject": true, "hideCallLogContact": false, "hideCallLogRelation": true, "hideCallLogNotes": true,
            "carrierOptOut": "warn", "customerOptOut": "block", "listedOptOut": "off", "optOutContactField": "d",
            "quietHours": "warn", "quietHoursStart": "21:00", "quietHoursEnd": "08:00", "quietDays": ["sunday"],
            "quietDates": ["2026-12-25"], "firstMessage": "block", "firstMessageText": "e", "shortenedLinks": "off",
            "enableAgentConfiguration": true,
        });
        let (policy, spoiled) = Policy::read(whole.as_object().unwrap());
        assert_eq!(policy, serde_json::from_value(whole.clone()).unwrap());
        assert_eq!(serde_json::to_value(&policy).unwrap(), whole, "every field is in this test");
        assert_eq!(spoiled, [""; 0]);
    }

    #[test]
    fn a_field_of_another_kind_is_named_and_spoils_no_other() {
        let odd =
            json!({ "region": 7, "clientId": "c", "alertVolume": -1, "quietDays": ["sunday", 1], "of": "others" });
        let (policy, spoiled) = Policy::read(odd.as_object().unwrap());
        assert_eq!(policy, Policy { client_id: Some("c".into()), ..Policy::default() });
        assert_eq!(spoiled, ["region", "alertVolume", "quietDays"]);
    }
}
