//! From a view to the background.

use genesys::{
    call::TransferTarget,
    id::{ContactId, ConversationId, PresenceId, QueueId, WrapUpCodeId},
};
use serde::{Deserialize, Serialize};

use crate::{EnvironmentChoice, FileAct, Page, Rule, SendId, Site, Theme, Window, page::Opens};

/// One open view's identifier: random, made when the view opens, for as long as it is open.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct ViewId(pub String);

/// What a view says over its port.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ToBackground {
    /// The first message on a port, also after it broke: who I am. Answered by [`crate::ToView::State`].
    Hello {
        /// The view.
        view: ViewId,
        /// The page it shows.
        page: Page,
    },
    /// Something to do.
    Command(Numbered),
    /// The countries, for the picker. Answered by [`crate::ToView::Countries`].
    Countries,
    /// The log, for whoever is asked for help. Answered by [`crate::ToView::Log`].
    Log,
}

/// A command with its number in the view that gave it, from 1, without gaps.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Numbered {
    /// The number.
    pub number: u64,
    /// The command.
    pub command: Command,
}

/// What an agent can tell Behalf to do. A command that makes no sense in the state it meets does nothing: the
/// agent clicked on something that has gone.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize, strum::IntoStaticStr)]
#[serde(deny_unknown_fields)]
pub enum Command {
    /// Sign in (also after the session expired: then as the same agent).
    SignIn,
    /// Give up a sign-in under way.
    CancelSignIn,
    /// Sign out: the token is revoked, what belongs to the agent is dropped.
    SignOut,
    /// Try again what the connection refused: start-up, resync.
    Retry,
    /// The agent has read a notice.
    Dismiss(u64),

    /// Status menu: take this presence, one of those offered.
    SetPresence(PresenceId),
    /// From *Not Responding* back to the queue.
    ReturnToQueue,

    /// Settings: where Genesys Cloud is.
    SetEnvironment(EnvironmentChoice),
    /// Settings: the OAuth client id.
    SetClientId(String),
    /// Settings: the agent's default country, ISO 3166-1 alpha-2; `None` takes the administrator's or the
    /// organisation's.
    SetDefaultCountry(Option<String>),
    /// Settings: configure on behalf of queue; `None` forgets it.
    RememberQueue(Option<QueueId>),
    /// Settings: light, dark, or as the system is.
    SetTheme(Theme),
    /// Settings: whether system notifications tell of what is offered.
    SetNotifications(bool),
    /// Settings: whether a sound does.
    SetSound(bool),
    /// Settings: how loud, in percent.
    SetVolume(u8),
    /// Settings, and where the sound could not be played: show what an alert is like.
    TryAlert,
    /// Settings: whether numbers of web pages can be chosen at all.
    SetClickToSms(bool),
    /// Settings, and *Numbers on this page*: look for numbers on a site, or do not. The browser's permission for it is
    /// the view's to ask for.
    FindNumbers {
        /// The site.
        on: Site,
        /// Whether to.
        wanted: bool,
    },
    /// Settings: take a site off the list of those where numbers are not looked for.
    ForgetSite(Site),
    /// Settings: whether numbers are highlighted.
    SetHighlight(bool),
    /// Settings: whether a plain click on a `tel:` link is taken.
    SetTelLinks(bool),
    /// Settings: whether code is looked into.
    SetNumbersInCode(bool),
    /// Settings: where New Interaction opens for a number of a page.
    SetOpens(Opens),

    /// *Menu > New Interaction > SMS*.
    NewInteraction,
    /// Leave New Interaction; the form is dropped.
    CloseNewInteraction,
    /// *On Behalf of Queue* as typed.
    EditQueueText {
        /// The whole text.
        text: String,
        /// The view's count of edits, echoed by [`crate::Typed`].
        edit: u64,
    },
    /// A queue of the list.
    ChooseQueue(QueueId),
    /// A country of the picker, ISO 3166-1 alpha-2.
    ChooseCountry(String),
    /// *Number* as typed.
    EditNumber {
        /// The whole text.
        text: String,
        /// Where the caret is, in UTF-16 units.
        caret: u32,
        /// It was the Delete key (`inputType` is `deleteContentForward`): the caret stays before its digit, not behind.
        deleted_forward: bool,
        /// The view's count of edits, echoed by [`crate::Typed`].
        edit: u64,
    },
    /// *Compose*; the Interactions window opens once it is connected. Where something speaks against it
    /// ([`crate::Compose::findings`]) nothing happens.
    Compose,
    /// *Continue* at the prompt that there is a recent conversation.
    ContinueExisting,
    /// *Cancel* at that prompt, or while Compose is under way.
    CancelCompose,
    /// Take the number that was chosen on a page and is offered: into New Interaction, in place of the number there.
    UsePicked,
    /// Let it go.
    DismissPicked,
    /// New Interaction: write to another recipient of the link first, E.164, one of those that are left.
    ChooseRecipient(String),

    /// Show an interaction in the Interactions window.
    Select(ConversationId),
    /// Show more of a thread, further back; also of an earlier conversation that is read.
    ShowEarlier(ConversationId),
    /// *Earlier conversations*: look at those with an interaction's customer.
    OpenPast(ConversationId),
    /// Look further back.
    OlderPast,
    /// Read one of them; `None`: no longer.
    ReadPast(Option<ConversationId>),
    /// Leave them.
    ClosePast,
    /// *SMS*: open or focus the Interactions window on an interaction (`None`: on the one last shown).
    OpenInteractions(Option<ConversationId>),
    /// Open or focus a window of Behalf's.
    OpenWindow(Window),
    /// The draft as typed.
    EditDraft {
        /// The conversation.
        conversation: ConversationId,
        /// The whole text.
        text: String,
        /// The view's count of edits, echoed by [`crate::Typed`].
        edit: u64,
    },
    /// A file that is to go with the next message.
    File {
        /// The conversation.
        conversation: ConversationId,
        /// What becomes of it.
        act: FileAct,
    },
    /// Take the text of the link that the conversation began with, in place of the draft.
    UseSuggested(ConversationId),
    /// Let it go.
    DismissSuggested(ConversationId),
    /// Send the message, with the files that are attached; the draft is emptied once it is in the outbox. Where something
    /// speaks against it ([`crate::Draft::findings`]) nothing happens.
    Send {
        /// The conversation.
        conversation: ConversationId,
        /// The text, as the agent saw it.
        text: String,
    },
    /// Search the canned responses of the conversation's queue; everything where `query` is empty.
    SearchResponses {
        /// The conversation.
        conversation: ConversationId,
        /// Words of a response's name, library or text.
        query: String,
    },
    /// Leave that search.
    CloseResponses,
    /// A failed, held or unconfirmed message: send it again. Where something speaks against it
    /// ([`crate::Message::findings`]) nothing happens.
    SendAgain {
        /// The conversation.
        conversation: ConversationId,
        /// Which.
        message: SendId,
    },
    /// What was not done because something speaks against it: do it all the same. What blocks still does.
    Anyway {
        /// What.
        what: Anyway,
        /// What the agent has read that speaks against it; anything else holds it up again.
        despite: Vec<Rule>,
    },
    /// The text that says who writes: put it into the draft.
    Identify(ConversationId),
    /// An unconfirmed message: leave it, it may have been sent.
    LeaveIt {
        /// The conversation.
        conversation: ConversationId,
        /// Which.
        message: SendId,
    },
    /// Answer an alerting interaction.
    Answer(ConversationId),
    /// Decline an alerting interaction.
    Decline(ConversationId),
    /// *Disconnect*: ends the conversation, or cancels the message where none was sent.
    Disconnect(ConversationId),
    /// Ask for after-call work, or take that back, where the queue's mode is agent-requested.
    RequestAfterCallWork {
        /// The conversation.
        conversation: ConversationId,
        /// Whether it is wanted.
        wanted: bool,
    },

    /// Open the search for a transfer's target.
    OpenTransfer(ConversationId),
    /// The search as typed.
    EditTransferSearch {
        /// The whole text.
        text: String,
        /// The view's count of edits, echoed by [`crate::Typed`].
        edit: u64,
    },
    /// Leave the search.
    CloseTransfer,
    /// Blind transfer of the interaction whose search is open.
    Transfer(TransferTarget),

    /// *Today's interactions*: look at them.
    OpenHistory,
    /// The search among them as typed.
    EditHistorySearch {
        /// The whole text.
        text: String,
        /// The view's count of edits, echoed by [`crate::Typed`].
        edit: u64,
    },
    /// Leave them.
    CloseHistory,

    /// A field of the Interaction Log as typed.
    EditLog {
        /// The conversation.
        conversation: ConversationId,
        /// The field.
        field: LogField,
        /// The whole text.
        text: String,
        /// The view's count of edits, echoed by [`crate::Typed`].
        edit: u64,
    },
    /// The Interaction Log's contact, one of those offered; `None` takes it away.
    ChooseContact {
        /// The conversation.
        conversation: ConversationId,
        /// The contact.
        contact: Option<ContactId>,
    },
    /// Create an external contact with the customer's number, and link it.
    CreateContact {
        /// The conversation.
        conversation: ConversationId,
        /// First and last name.
        name: String,
    },

    /// Choose a wrap-up code; `None` takes it back.
    ChooseWrapUpCode {
        /// The conversation.
        conversation: ConversationId,
        /// The code.
        code: Option<WrapUpCodeId>,
    },
    /// *Done*.
    Done(ConversationId),
}

impl Command {
    /// Whether it says what is being typed.
    #[must_use]
    pub fn is_typing(&self) -> bool {
        matches!(
            self,
            Self::EditQueueText { .. }
                | Self::EditNumber { .. }
                | Self::EditDraft { .. }
                | Self::EditTransferSearch { .. }
                | Self::EditHistorySearch { .. }
                | Self::EditLog { .. }
        )
    }
}

/// What an agent does although something speaks against it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum Anyway {
    /// As [`Command::Compose`].
    Compose,
    /// As [`Command::Send`].
    Send {
        /// The conversation.
        conversation: ConversationId,
        /// The text, as the agent saw it.
        text: String,
    },
    /// As [`Command::SendAgain`].
    SendAgain {
        /// The conversation.
        conversation: ConversationId,
        /// Which.
        message: SendId,
    },
}

/// A field of the Interaction Log that is typed into.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum LogField {
    /// What it was about.
    Subject,
    /// What it relates to: a case, an order.
    Relation,
    /// Notes; in the Wrap-up window where call logging is disabled.
    Notes,
}
