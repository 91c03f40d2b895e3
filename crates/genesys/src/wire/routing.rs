use serde::Deserialize;
use serde_json::Value;

use super::{Reference, e164};
use crate::{
    id::{ContactId, QueueId, WrapUpCodeId},
    model::{self, AfterCallWork, AfterCallWorkMode, SmsNumber},
};

/// `UserQueue` and `Queue`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Queue {
    id: QueueId,
    name: String,
    outbound_messaging_addresses: Option<Addresses>,
    acw_settings: Option<AcwSettings>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Addresses {
    sms_address: Option<Reference>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct AcwSettings {
    wrapup_prompt: Option<String>,
    timeout_ms: Option<u32>,
}

impl From<Queue> for model::Queue {
    fn from(queue: Queue) -> Self {
        let sms_number = match queue.outbound_messaging_addresses {
            None => SmsNumber::Unknown,
            Some(Addresses { sms_address: None }) => SmsNumber::Missing,
            Some(Addresses { sms_address: Some(address) }) => {
                SmsNumber::Present(e164(&address.id).or_else(|| e164(&address.name?)))
            }
        };
        Self {
            id: queue.id,
            name: queue.name,
            sms_number,
            after_call_work: queue.acw_settings.and_then(|settings| {
                Some(AfterCallWork {
                    mode: after_call_work_mode(&settings.wrapup_prompt?),
                    timeout_ms: settings.timeout_ms,
                })
            }),
        }
    }
}

/// Queues spell it `MANDATORY_TIMEOUT`, participants `timeout`.
pub(super) fn after_call_work_mode(prompt: &str) -> AfterCallWorkMode {
    match prompt {
        "OPTIONAL" | "optional" => AfterCallWorkMode::Optional,
        "MANDATORY_TIMEOUT" | "timeout" => AfterCallWorkMode::TimeBoxed,
        "MANDATORY_FORCED_TIMEOUT" | "forcedTimeout" => AfterCallWorkMode::ForcedTimeBox,
        "AGENT_REQUESTED" | "agentRequested" => AfterCallWorkMode::AgentRequested,
        _ => AfterCallWorkMode::Mandatory,
    }
}

/// `WrapupCode`.
#[derive(Deserialize)]
pub(crate) struct WrapUpCode {
    id: WrapUpCodeId,
    name: String,
}

impl From<WrapUpCode> for model::WrapUpCode {
    fn from(code: WrapUpCode) -> Self {
        Self { id: code.id, name: code.name }
    }
}

/// `ReverseWhitepagesLookupResult`.
#[derive(Deserialize)]
pub(crate) struct Contacts {
    #[serde(default)]
    pub(crate) contacts: Option<Vec<Value>>,
}

/// `ExternalContact`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Contact {
    id: ContactId,
    first_name: Option<String>,
    last_name: Option<String>,
}

impl From<Contact> for model::Contact {
    fn from(contact: Contact) -> Self {
        let names: Vec<_> = [contact.first_name, contact.last_name].into_iter().flatten().collect();
        Self { id: contact.id, name: names.join(" ") }
    }
}
