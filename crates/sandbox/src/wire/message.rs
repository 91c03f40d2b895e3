//! Messages with their text.

use serde_json::{Value, json};

use super::{compact, reference, time};
use crate::{
    domain::{
        carrier::Status,
        conversation::{Conversation, Direction, Message},
    },
    org::Organisation,
    store::media::{Media, Upload},
};

/// `MessageData`: `normalizedMessage`, and beside it the `textBody` and `media` that clients before SDK 262 read.
pub(crate) fn data(
    conversation: &Conversation,
    message: &Message,
    media: &[Media],
    org: &Organisation,
    base: &str,
) -> Value {
    let outbound = message.direction == Direction::Outbound;
    let (from, to) = if outbound {
        (&conversation.address, &conversation.customer)
    } else {
        (&conversation.customer, &conversation.address)
    };
    let author = message.author.and_then(|author| org.user(author));
    let (id, conversation_id) = (message.id, conversation.id);
    let channel = json!({
        "platform": "Sms",
        "type": "Private",
        "messageId": id,
        "to": { "id": to, "idType": "Phone" },
        "from": { "id": from, "idType": "Phone" },
        "time": time(message.time),
    });
    let direction = if outbound { "Outbound" } else { "Inbound" };
    let attachments: Vec<_> = media.iter().filter_map(|media| attachment(media, base)).collect();
    compact(json!({
        "id": id,
        "providerMessageId": format!("SM{}", id.simple()),
        "timestamp": time(message.time),
        "fromAddress": from,
        "toAddress": to,
        "direction": direction.to_ascii_lowercase(),
        "messengerType": "sms",
        "status": message.status.word(),
        "textBody": message.text,
        "media": media.iter().filter_map(|media| old_media(media, base)).collect::<Vec<_>>(),
        "normalizedMessage": {
            "id": id,
            "channel": channel,
            "type": "Text",
            "text": message.text,
            "content": attachments,
            "originatingEntity": "Human",
            "direction": direction,
        },
        "normalizedReceipts": receipt(message.status).map(|(status, last, reasons)| json!([{
            "id": id,
            "channel": channel,
            "type": "Receipt",
            "status": status,
            "reasons": reasons,
            "isFinalReceipt": last,
            "direction": direction,
        }])).unwrap_or_else(|| json!([])),
        "createdBy": author.map(|author| reference("users", author.id, Some(&author.name))),
        "conversationId": conversation_id,
        "selfUri": format!("/api/v2/conversations/messages/{conversation_id}/messages/{id}"),
    }))
}

/// `MessageMediaData`.
pub(crate) fn media(media: &Media, base: &str) -> Value {
    let Media { id, conversation, communication, .. } = media;
    let url = format!("{base}/sandbox/media/{id}");
    let (status, mime, length) = match &media.upload {
        Upload::Awaited => ("uploading", None, None),
        Upload::Valid { mime, bytes } => ("valid", Some(mime), Some(bytes.len())),
        Upload::Invalid => ("invalid", None, None),
    };
    compact(json!({
        "id": id,
        "name": media.name,
        "url": mime.map(|_| url.as_str()),
        "uploadUrl": url,
        "mediaType": mime,
        "contentLengthBytes": length,
        "status": status,
        "conversationId": conversation,
        "communicationId": communication,
        "selfUri": format!("/api/v2/conversations/messages/{conversation}/communications/{communication}/messages/media/{id}"),
    }))
}

fn attachment(media: &Media, base: &str) -> Option<Value> {
    let Upload::Valid { mime, bytes } = &media.upload else { return None };
    let kind = if mime.starts_with("image/") { "Image" } else { "File" };
    Some(json!({
        "contentType": "Attachment",
        "attachment": {
            "id": media.id,
            "mediaType": kind,
            "url": format!("{base}/sandbox/media/{}", media.id),
            "mime": mime,
            "filename": media.name,
            "contentSizeBytes": bytes.len(),
        },
    }))
}

fn old_media(media: &Media, base: &str) -> Option<Value> {
    let Upload::Valid { mime, bytes } = &media.upload else { return None };
    Some(json!({
        "id": media.id,
        "name": media.name,
        "url": format!("{base}/sandbox/media/{}", media.id),
        "mediaType": mime,
        "contentLengthBytes": bytes.len(),
    }))
}

fn receipt(status: Status) -> Option<(&'static str, bool, Value)> {
    match status {
        Status::Queued | Status::Received => None,
        Status::Sent => Some(("Sent", false, json!([]))),
        Status::Delivered => Some(("Delivered", true, json!([]))),
        Status::DeliveryFailed(failure) | Status::Failed(failure) => {
            Some(("Failed", true, json!([{ "code": failure.code(), "message": failure.message() }])))
        }
    }
}
