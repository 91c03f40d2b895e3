//! Messages and their delivery.

use serde::{Deserialize, Serialize};

use super::Direction;
use crate::{
    id::{ConversationId, MessageId},
    time::Timestamp,
};

/// A message with its text (`MessageData`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Its identifier.
    pub id: MessageId,
    /// The conversation it belongs to, where the reply says so.
    pub conversation: Option<ConversationId>,
    /// Which way it went.
    pub direction: Direction,
    /// Its delivery status.
    pub status: MessageStatus,
    /// When it was sent or received.
    pub time: Timestamp,
    /// The text: `normalizedMessage.text`, or the older `textBody`. Empty for a message of attachments only.
    pub text: String,
    /// The files that go with it.
    pub attachments: Vec<Attachment>,
    /// Why it was not delivered, where `normalizedReceipts` says so.
    pub failure: Option<DeliveryFailure>,
}

/// A file that goes with a message: `normalizedMessage.content[].attachment`, or the older `media[]`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Attachment {
    /// What it is.
    pub kind: AttachmentKind,
    /// What it is called, where it has a name.
    pub name: Option<String>,
    /// Where it is, by `https`, on this computer also by `http`; nothing where the reply says another or no address.
    pub address: Option<String>,
}

/// What an attachment is (`mediaType`, or what `mime` begins with).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum AttachmentKind {
    /// A picture.
    Picture,
    /// A video.
    Video,
    /// A recording.
    Audio,
    /// Anything else.
    File,
}

impl AttachmentKind {
    /// By a media type, or by what stands before its slash.
    #[must_use]
    pub fn of(media_type: &str) -> Self {
        match media_type.split('/').next().unwrap_or_default().to_ascii_lowercase().as_str() {
            "image" => Self::Picture,
            "video" => Self::Video,
            "audio" => Self::Audio,
            _ => Self::File,
        }
    }
}

/// How far a file has come that is to be attached (`MessageMediaData.status`).
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum MediaStatus {
    /// It is still being uploaded, or looked at.
    Uploading,
    /// It can be sent.
    Valid,
    /// It cannot.
    Invalid,
}

/// Delivery of a message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum MessageStatus {
    /// Accepted, waiting for the carrier.
    Queued,
    /// Given to the carrier.
    Sent,
    /// The handset has it (`delivery-success`, `read`).
    Delivered,
    /// The carrier or the service gave up (`failed`, `delivery-failed`).
    Failed,
    /// Inbound.
    Received,
    /// Anything else, as the API spelled it.
    Other(String),
}

/// Why a message was not delivered.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct DeliveryFailure {
    /// The API's code: `RecipientOptedOut`, `InvalidDestination`, `MessageExpired`, `RateLimited`, …
    pub code: String,
    /// The carrier's or the service's own words.
    pub message: Option<String>,
}
