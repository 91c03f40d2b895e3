use super::{Object, e164, response::response_libraries};
use crate::{
    id::{ContactId, QueueId, WrapUpCodeId},
    model::{AfterCallWork, AfterCallWorkMode, Contact, Queue, SmsNumber, WrapUpCode},
};

/// `UserQueue` and `Queue`.
pub(crate) fn queue(queue: Object<'_>) -> Option<Queue> {
    Some(Queue {
        id: QueueId::new(queue.text("id")?),
        name: queue.string("name")?,
        sms_number: queue.object("outboundMessagingAddresses").map_or(SmsNumber::Unknown, sms_number),
        after_call_work: queue.object("acwSettings").and_then(after_call_work),
        response_libraries: response_libraries(queue),
    })
}

/// `QueueMessagingAddresses`: the number is the reference's identifier or its name.
fn sms_number(addresses: Object<'_>) -> SmsNumber {
    let Some(address) = addresses.object("smsAddress") else { return SmsNumber::Missing };
    match (address.text("id"), address.text("name")) {
        (None, None) => SmsNumber::Missing,
        (id, name) => SmsNumber::Present(id.and_then(e164).or_else(|| e164(name?))),
    }
}

fn after_call_work(settings: Object<'_>) -> Option<AfterCallWork> {
    Some(AfterCallWork {
        mode: after_call_work_mode(settings.text("wrapupPrompt")?),
        timeout_ms: settings.number("timeoutMs"),
    })
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
pub(crate) fn wrap_up_code(code: Object<'_>) -> Option<WrapUpCode> {
    Some(WrapUpCode { id: WrapUpCodeId::new(code.text("id")?), name: code.string("name")? })
}

/// `ExternalContact`.
pub(crate) fn contact(contact: Object<'_>) -> Option<Contact> {
    let names: Vec<_> = ["firstName", "lastName"].into_iter().filter_map(|field| contact.text(field)).collect();
    let own = contact.object("customFields").map(Object::flags).unwrap_or_default();
    let flags = contact.flags().into_iter().chain(own).collect();
    Some(Contact { id: ContactId::new(contact.text("id")?), name: names.join(" "), flags })
}
