//! Identifiers as the API gives them: opaque strings, one type for each kind so that none takes another's place.

use serde::{Deserialize, Serialize};

macro_rules! ids {
    ($($(#[$doc:meta])* $name:ident),+ $(,)?) => {$(
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(transparent)]
        pub struct $name(String);

        impl $name {
            /// Takes the identifier as the API spelled it.
            pub fn new(id: impl Into<String>) -> Self {
                Self(id.into())
            }

            /// The identifier as the API spelled it.
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }

        impl std::fmt::Display for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(&self.0)
            }
        }
    )+};
}

ids! {
    /// A user of the organisation (an agent).
    UserId,
    /// The organisation itself.
    OrganizationId,
    /// A queue.
    QueueId,
    /// A conversation.
    ConversationId,
    /// One participant's part in a conversation.
    ParticipantId,
    /// A participant's communication: what messages are sent on.
    CommunicationId,
    /// A message.
    MessageId,
    /// A file that is, or is to be, attached to a message.
    MediaId,
    /// A wrap-up code.
    WrapUpCodeId,
    /// An external contact.
    ContactId,
    /// A library of canned responses.
    LibraryId,
    /// A canned response.
    ResponseId,
    /// A notification channel.
    ChannelId,
    /// A presence definition.
    PresenceId,
}
