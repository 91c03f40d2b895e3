//! The kinds of calls by name. A new one does not compile until it is here, and the tests that go through all of them
//! fail until it is in theirs.

use genesys::call::Call;

macro_rules! kinds {
    ($($variant:ident),+ $(,)?) => {
        /// All there are.
        pub(crate) const KINDS: &[&str] = &[$(stringify!($variant)),+];

        /// A call's.
        pub(crate) fn kind(call: &Call) -> &'static str {
            match call { $(Call::$variant { .. } => stringify!($variant)),+ }
        }
    };
}

kinds!(
    Token,
    RevokeToken,
    Me,
    MyStatus,
    MyQueues,
    Queue,
    SearchQueues,
    SearchUsers,
    PresenceDefinitions,
    SetPresence,
    ReturnToQueue,
    MyConversations,
    Conversation,
    PastConversations,
    CreateConversation,
    Messages,
    Send,
    SupportedContent,
    CreateUpload,
    Media,
    Answer,
    Disconnect,
    WrapUp,
    SkipWrapUp,
    RequestAfterCallWork,
    WrapUpCodes,
    SetAttributes,
    Transfer,
    FindContacts,
    CreateContact,
    LinkContact,
    Libraries,
    Responses,
    CreateChannel,
    Subscribe,
);
