//! What the API's replies mean to an agent's client, free of their wire form.
//!
//! Replies and events describe a conversation in three shapes (generic, message-only, event); all become the
//! one [`Conversation`] here. Unknown enum values are kept as text, absent fields are `None`: the live service
//! adds and drops fields without notice.

mod conversation;
mod error;
mod message;
mod organization;
mod response;
mod routing;

pub use conversation::{
    Conversation, Direction, MessageRef, Participant, ParticipantState, PastConversation, Purpose, WrapUp,
};
pub use error::{ApiError, Failure, Rejection};
pub use message::{Attachment, AttachmentKind, DeliveryFailure, MediaStatus, Message, MessageStatus};
pub use organization::{Me, Organization, Permissions, Presence, PresenceDefinition, RoutingStatus, User};
pub use response::{CannedResponse, Library, ResponseAsset, ResponseLibraries, Substitution};
pub use routing::{AfterCallWork, AfterCallWorkMode, Contact, Page, Queue, SmsNumber, WrapUpCode};
