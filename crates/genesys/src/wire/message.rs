use super::Object;
use crate::{
    id::{ConversationId, MessageId},
    model::{Attachment, AttachmentKind, DeliveryFailure, Direction, MediaStatus, Message, MessageStatus},
    region::is_loopback,
};

/// `MessageData`, in its older form too (`textBody`, `media`).
pub(crate) fn message(message: Object<'_>) -> Option<Message> {
    let status = message_status(message.text("status")?);
    let (text, attachments) = match message.object("normalizedMessage") {
        Some(normalized) => {
            let attachments = normalized.objects("content").filter(|it| it.text("contentType") == Some("Attachment"));
            let attachments = attachments.map(|content| content.object("attachment").map_or_else(unknown, attachment));
            (normalized.text("text"), attachments.collect())
        }
        None => (None, message.objects("media").map(attachment).collect()),
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
        attachments,
        failure: message.objects("normalizedReceipts").rev().find_map(failure),
    })
}

/// `ConversationContentAttachment` (`mediaType`, `mime`, `filename`), or `MessageMedia` (a MIME type in `mediaType`, `name`).
fn attachment(attachment: Object<'_>) -> Attachment {
    let mime =
        ["mime", "mediaType"].into_iter().filter_map(|field| attachment.text(field)).find(|kind| kind.contains('/'));
    let name = attachment.text("filename").or_else(|| attachment.text("name")).filter(|name| !name.trim().is_empty());
    Attachment {
        kind: AttachmentKind::of(mime.or_else(|| attachment.text("mediaType")).unwrap_or_default()),
        name: name.map(str::to_owned),
        address: file_address(attachment, "url"),
    }
}

/// One of which the reply says nothing.
fn unknown() -> Attachment {
    Attachment { kind: AttachmentKind::File, name: None, address: None }
}

/// `MessageMediaData.status`.
pub(crate) fn media_status(status: &str) -> Option<MediaStatus> {
    Some(match status {
        "uploading" => MediaStatus::Uploading,
        "valid" => MediaStatus::Valid,
        "invalid" => MediaStatus::Invalid,
        _ => return None,
    })
}

/// A file's address; none where it is no file's.
pub(crate) fn file_address(it: Object<'_>, field: &str) -> Option<String> {
    it.text(field).filter(|url| leads_to_a_file(url)).map(str::to_owned)
}

/// Whether an address leads to a file and to nothing that runs: no `javascript:`, no page of the browser's own.
fn leads_to_a_file(url: &str) -> bool {
    let Ok(uri) = url.parse::<http::Uri>() else { return false };
    match uri.scheme_str() {
        Some("https") => uri.host().is_some(),
        Some("http") => uri.host().is_some_and(is_loopback),
        _ => false,
    }
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
