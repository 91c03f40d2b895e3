use super::Object;
use crate::{
    id::{ConversationId, MessageId},
    model::{DeliveryFailure, Direction, Message, MessageStatus},
};

/// `MessageData`, in its older form too (`textBody`, `media`).
pub(crate) fn message(message: Object<'_>) -> Option<Message> {
    let status = message_status(message.text("status")?);
    let (text, attachments) = match message.object("normalizedMessage") {
        Some(normalized) => {
            let attachments = normalized.objects("content").filter(|it| it.text("contentType") == Some("Attachment"));
            (normalized.text("text"), attachments.count())
        }
        None => (None, message.objects("media").count()),
    };
    Some(Message {
        id: MessageId::new(message.text("id")?),
        conversation: message.text("conversationId").map(ConversationId::new),
        direction: message.text("direction").and_then(direction).unwrap_or(match status {
            MessageStatus::Received => Direction::Inbound,
            _ => Direction::Outbound,
        }),
        status,
        time: message.time("timestamp")?,
        text: text.or_else(|| message.text("textBody")).unwrap_or_default().to_owned(),
        attachments: attachments.try_into().unwrap_or(u32::MAX),
        failure: message.objects("normalizedReceipts").rev().find_map(failure),
    })
}

/// The first reason of a receipt that has one.
fn failure(receipt: Object<'_>) -> Option<DeliveryFailure> {
    let reason = receipt.objects("reasons").next()?;
    Some(DeliveryFailure { code: reason.string("code").unwrap_or_default(), message: reason.string("message") })
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
