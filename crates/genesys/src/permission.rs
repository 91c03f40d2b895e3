//! The permissions that Behalf asks for, as `domain:entity:action`.

/// Write and send messages; without it there is no *New Interaction > SMS*.
pub const MESSAGE_CREATE: &str = "conversation:message:create";
/// Read messages by their identifiers.
pub const MESSAGE_VIEW: &str = "conversation:message:view";
/// Blind transfer.
pub const BLIND_TRANSFER: &str = "conversation:communication:blindTransfer";
/// Look up queues beyond one's own: the full queue, transfer targets.
pub const QUEUE_VIEW: &str = "routing:queue:view";
/// Find external contacts by number.
pub const CONTACT_VIEW: &str = "externalContacts:contact:view";
/// Create external contacts.
pub const CONTACT_ADD: &str = "externalContacts:contact:add";
/// Earlier conversations with a customer, whoever held them.
pub const PAST_VIEW: &str = "analytics:conversationDetail:view";
/// The same, of one's own only; either will do.
pub const OWN_PAST_VIEW: &str = "analytics:agentConversationDetail:view";
/// Search colleagues.
pub const USER_VIEW: &str = "directory:user:view";
/// The names of response libraries.
pub const LIBRARY_VIEW: &str = "responses:library:view";
/// Canned responses.
pub const RESPONSE_VIEW: &str = "responses:response:view";
/// What may be attached to a message.
pub const SUPPORTED_CONTENT_VIEW: &str = "messaging:supportedContent:view";
/// Call-log access. Genesys publishes no name for it; what the Interaction Log saves beyond participant attributes
/// (which any participant may set) is the link to a contact, so that link's permission is what we ask for.
pub const CALL_LOG: &str = "externalContacts:conversation:associate";

/// All that Behalf lists, in the order in which an agent would miss them.
pub const ALL: [&str; 12] = [
    MESSAGE_CREATE,
    MESSAGE_VIEW,
    BLIND_TRANSFER,
    QUEUE_VIEW,
    USER_VIEW,
    CONTACT_VIEW,
    CONTACT_ADD,
    CALL_LOG,
    PAST_VIEW,
    LIBRARY_VIEW,
    RESPONSE_VIEW,
    SUPPORTED_CONTENT_VIEW,
];
