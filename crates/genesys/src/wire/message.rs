use serde::Deserialize;

use super::each;
use crate::{
    id::{ConversationId, MessageId},
    model::{self, DeliveryFailure, Direction, MessageStatus},
    time::Timestamp,
};

/// `MessageData`, in its older form too (`textBody`, `media`).
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
pub(crate) struct Message {
    id: MessageId,
    conversation_id: Option<ConversationId>,
    timestamp: String,
    direction: Option<String>,
    status: String,
    text_body: Option<String>,
    #[serde(default, deserialize_with = "each")]
    media: Vec<serde::de::IgnoredAny>,
    normalized_message: Option<Normalized>,
    #[serde(default, deserialize_with = "each")]
    normalized_receipts: Vec<Receipt>,
}

#[derive(Deserialize)]
struct Normalized {
    text: Option<String>,
    #[serde(default, deserialize_with = "each")]
    content: Vec<Content>,
}

#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct Content {
    content_type: String,
}

#[derive(Deserialize)]
struct Receipt {
    #[serde(default, deserialize_with = "each")]
    reasons: Vec<Reason>,
}

#[derive(Deserialize)]
struct Reason {
    code: Option<String>,
    message: Option<String>,
}

impl Message {
    /// `None` where its time cannot be read.
    pub(crate) fn into_model(self) -> Option<model::Message> {
        let status = message_status(&self.status);
        let (text, attachments) = match self.normalized_message {
            Some(message) => {
                let attachments = message.content.iter().filter(|it| it.content_type == "Attachment").count();
                (message.text.or(self.text_body), attachments)
            }
            None => (self.text_body, self.media.len()),
        };
        let reason = self.normalized_receipts.into_iter().rev().find_map(|receipt| receipt.reasons.into_iter().next());
        Some(model::Message {
            id: self.id,
            conversation: self.conversation_id,
            direction: self.direction.as_deref().and_then(direction).unwrap_or(match status {
                MessageStatus::Received => Direction::Inbound,
                _ => Direction::Outbound,
            }),
            status,
            time: Timestamp::from_iso8601(&self.timestamp)?,
            text: text.unwrap_or_default(),
            attachments: u32::try_from(attachments).unwrap_or(u32::MAX),
            failure: reason
                .map(|reason| DeliveryFailure { code: reason.code.unwrap_or_default(), message: reason.message }),
        })
    }
}

pub(super) fn message_status(status: &str) -> MessageStatus {
    match status {
        "queued" => MessageStatus::Queued,
        "sent" => MessageStatus::Sent,
        "delivery-success" | "read" => MessageStatus::Delivered,
        "failed" | "delivery-failed" => MessageStatus::Failed,
        "received" => MessageStatus::Received,
        other => MessageStatus::Other(other.to_owned()),
    }
}

pub(super) fn direction(direction: &str) -> Option<Direction> {
    match direction {
        "inbound" => Some(Direction::Inbound),
        "outbound" => Some(Direction::Outbound),
        _ => None,
    }
}
