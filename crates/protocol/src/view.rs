//! From the background to the views: everything there is to see.

use std::rc::Rc;

use genesys::{
    call::TransferTarget,
    id::{ContactId, ConversationId, MessageId, PresenceId, QueueId, WrapUpCodeId},
    model::{AfterCallWorkMode, Attachment, DeliveryFailure, Direction},
    time::Timestamp,
};
use serde::{Deserialize, Serialize};

use crate::{Compliance, FileEntry, Finding, History, OpenField, Past, ResponseSearch, Site, ViewId, page::Opens};

/// What the background says to a view.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum ToView {
    /// The state, whole, after each change and after `Hello`.
    State {
        /// What to show; shared, for all views are shown the same.
        view: Rc<View>,
        /// The highest number of this view's commands that has been carried out.
        acknowledged: u64,
    },
    /// The countries of the picker.
    Countries(Vec<CountryEntry>),
    /// What happened lately, as text, without anything that anybody said.
    Log(String),
}

/// A country of the picker. The panel names it in the agent's language.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CountryEntry {
    /// ISO 3166-1 alpha-2.
    pub code: String,
    /// The calling code, without `+`.
    pub calling_code: u16,
}

/// Behalf's pages; each has an HTML file of its own.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Page {
    /// The toolbar's popup, the client.
    Popup,
    /// The same client in Chrome's side panel or Firefox' sidebar.
    SidePanel,
    /// The same client in a window of its own.
    Window,
    /// The Interactions window.
    Interactions,
    /// The Wrap-up window.
    WrapUp,
    /// Settings.
    Options,
}

/// A window that Behalf opens; there is one of each.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum Window {
    /// The client in a window of its own.
    Client,
    /// The Interactions window.
    Interactions,
    /// The Wrap-up window.
    WrapUp,
    /// Settings.
    Options,
}

/// Everything there is to see, in every view alike.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct View {
    /// Who is signed in.
    pub session: Session,
    /// The agent's status, once somebody is signed in.
    pub status: Option<Status>,
    /// Whether Genesys Cloud answers and events arrive.
    pub connection: Connection,
    /// Settings, with what fixes them.
    pub settings: Settings,
    /// What happened that the agent should know, newest last.
    pub notices: Vec<Notice>,
    /// Whether *New Interaction > SMS* can be chosen.
    pub sms: SmsEntry,
    /// Of the permissions that Behalf asks for (`genesys::permission::ALL`), those that the agent does not have.
    #[serde(default)]
    pub missing_permissions: Vec<String>,
    /// The queues the agent is a member of, by name (for settings; New Interaction has its own matches).
    pub queues: Listing<QueueEntry>,
    /// New Interaction, while it is open.
    pub compose: Option<Compose>,
    /// A number that was chosen on a web page and is not used yet.
    pub offered: Option<Offered>,
    /// The agent's interactions, oldest first.
    pub interactions: Vec<Interaction>,
    /// The interaction that the Interactions window shows.
    pub selected: Option<ConversationId>,
    /// The search for a transfer's target, while it is open.
    pub transfer: Option<Transfer>,
    /// The search for a canned response, while it is open.
    #[serde(default)]
    pub responses: Option<ResponseSearch>,
    /// The day's interactions, while they are looked at.
    #[serde(default)]
    pub history: Option<History>,
    /// Earlier conversations with the customer of the interaction that is shown, while they are looked at.
    #[serde(default)]
    pub past: Option<Past>,
    /// The Interactions window is open or can be brought up: the SMS icon is orange.
    pub interactions_window: bool,
    /// Whether the alerts' sound can be heard.
    pub sound: Sound,
    /// The toolbar icon's badge.
    pub badge: Badge,
}

/// Whether the alerts' sound can be heard, as far as that is known.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Sound {
    /// It can, or nothing speaks against it.
    #[default]
    Fine,
    /// The browser did not play it.
    Blocked,
}

/// The toolbar icon's badge.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Badge {
    /// None.
    Clear,
    /// Unread messages and alerts.
    Waiting(u32),
    /// Wrap-up work is pending behind a closed window (red); with it is counted whatever else waits.
    WrapUpPending(u32),
}

/// A piece of text that is being typed, and by whom.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Typed {
    /// The text.
    pub text: String,
    /// Who typed it last; `None` where the background set it.
    pub author: Option<Author>,
}

/// Who typed a text last. A view that finds itself here leaves its field alone (the number field: takes over text
/// and caret when `edit` is its latest).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Author {
    /// The view.
    pub view: ViewId,
    /// Its count of edits.
    pub edit: u64,
}

/// Who is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Session {
    /// Nobody; `problem` says why the last attempt or session ended.
    SignedOut {
        /// Why, if there is something to say.
        problem: Option<SignInProblem>,
    },
    /// The login page is open, or the code is being exchanged.
    SigningIn,
    /// Signed in; the agent's data is on its way (`problem`: it did not come).
    Starting {
        /// Why it does not go on; *Try again* is offered.
        problem: Option<Trouble>,
    },
    /// Signed in.
    SignedIn(Agent),
    /// The session expired; everything is kept until the agent signs in again.
    Expired {
        /// Who it was.
        agent: Agent,
        /// A sign-in is under way.
        signing_in: bool,
        /// Why the last attempt failed.
        problem: Option<SignInProblem>,
    },
}

impl Session {
    /// Who is signed in, or was when the session expired.
    pub const fn agent(&self) -> Option<&Agent> {
        match self {
            Self::SignedIn(agent) | Self::Expired { agent, .. } => Some(agent),
            Self::SignedOut { .. } | Self::SigningIn | Self::Starting { .. } => None,
        }
    }
}

/// The agent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Agent {
    /// The agent's name.
    pub name: String,
    /// The organisation's name.
    pub organization: String,
}

/// The agent's status: what Genesys Cloud says it is, and what the agent asked for that it has not confirmed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Status {
    /// The presence, where Genesys Cloud has told.
    pub presence: Option<PresenceEntry>,
    /// The presence that the agent asked for.
    pub pending: Option<PresenceEntry>,
    /// The presences to choose from: each of the system's, with the organisation's own of its kind behind it.
    pub presences: Listing<PresenceEntry>,
    /// Whether interactions are offered.
    pub routing: Routing,
}

/// A presence: one of the system's, or one of the organisation's own over one of those.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct PresenceEntry {
    /// Its definition.
    pub id: PresenceId,
    /// Its name, where it is the organisation's own.
    pub name: Option<String>,
    /// The system's: `Available`, `Busy`, `Away`, `Break`, `Meal`, `Meeting`, `Training`, `OnQueue`, `Idle`, `Offline`.
    pub system: String,
}

/// Whether interactions are offered to the agent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Routing {
    /// Genesys Cloud has not told, or told something unknown.
    Unknown,
    /// Not on queue.
    OffQueue,
    /// On queue, free.
    Idle,
    /// On queue, with interactions that were offered.
    Interacting,
    /// On queue, in a conversation that was not offered.
    Communicating,
    /// An interaction was not answered: nothing is offered until the agent comes back.
    NotResponding {
        /// The way back is under way.
        returning: bool,
    },
}

/// Why nobody is signed in.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SignInProblem {
    /// No client id is set.
    NoClientId,
    /// The agent closed the login page, or cancelled.
    Cancelled,
    /// The service does not know the client id or the redirect URI (`unauthorized_client`, `invalid_client`, or the
    /// login page never came back).
    ClientRefused {
        /// The redirect URI that the administrator has to register.
        redirect_uri: String,
    },
    /// The service refused (`access_denied` and other OAuth errors).
    Refused {
        /// The OAuth error code.
        code: String,
        /// Its own words.
        description: Option<String>,
    },
    /// The redirect was not the answer to our request.
    BadRedirect,
    /// The login page or the token could not be fetched.
    Trouble(Trouble),
}

/// Why a call has no result, in words the agent can act on.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Trouble {
    /// This computer is offline, or the organisation's region cannot be reached.
    Unreachable,
    /// No answer in time.
    TimedOut,
    /// An answer that cannot be read.
    Unreadable {
        /// For the agent to quote.
        correlation_id: Option<String>,
    },
    /// Too many requests; it goes on by itself.
    RateLimited,
    /// A permission is missing.
    Forbidden {
        /// As `domain:entity:action`.
        permissions: Vec<String>,
    },
    /// What it was about no longer exists.
    NotFound,
    /// Genesys Cloud refused; its code and words, and what to quote.
    Refused {
        /// Its code.
        code: String,
        /// Its own words.
        message: String,
        /// For the agent to quote.
        correlation_id: Option<String>,
    },
    /// Genesys Cloud failed (5xx).
    Broken {
        /// The HTTP status.
        status: u16,
        /// For the agent to quote.
        correlation_id: Option<String>,
    },
}

/// Whether Genesys Cloud answers and events arrive.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Connection {
    /// Not needed: nobody is signed in.
    Idle,
    /// Being made.
    Connecting,
    /// Live.
    Live,
    /// The computer is offline.
    Offline,
    /// Lost; it is tried again at `retry_at`.
    Lost {
        /// When it is tried again.
        retry_at: Timestamp,
    },
}

/// Settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Settings {
    /// Where Genesys Cloud is.
    pub environment: Setting<EnvironmentChoice>,
    /// The OAuth client id; empty where none is set.
    pub client_id: Setting<String>,
    /// The default country for numbers, ISO 3166-1 alpha-2, that the agent chose.
    pub default_country: Setting<Option<String>>,
    /// The country that holds (agent > administrator > organisation > `US`), ISO 3166-1 alpha-2.
    pub effective_country: String,
    /// *Configure on behalf of queue*: the remembered queue.
    pub remembered_queue: Option<QueueEntry>,
    /// Whether system notifications tell of what is offered.
    pub notifications: Setting<bool>,
    /// Whether a sound does.
    pub sound: Setting<bool>,
    /// How loud, in percent.
    pub volume: Setting<u8>,
    /// Numbers on web pages.
    pub pages: PageSettings,
    /// What is checked before a message leaves.
    #[serde(default)]
    pub compliance: Compliance,
    /// The theme.
    pub theme: Setting<Theme>,
    /// The redirect URI an administrator registers with the OAuth client; empty until known.
    pub redirect_uri: String,
}

/// Settings for numbers on web pages.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PageSettings {
    /// Whether they can be chosen at all.
    pub enabled: Setting<bool>,
    /// The sites where they are looked for, as far as the browser lets us.
    pub on: Setting<Vec<Site>>,
    /// The sites where they are not, whatever the other list says.
    pub off: Setting<Vec<Site>>,
    /// The sites that the browser lets us look at.
    pub granted: Vec<Site>,
    /// Whether they are highlighted.
    pub highlight: Setting<bool>,
    /// Whether a plain click on a `tel:` link is taken.
    pub tel_links: Setting<bool>,
    /// Whether code is looked into.
    pub code: Setting<bool>,
    /// Where New Interaction opens.
    pub opens: Setting<Opens>,
}

/// Whether numbers are looked for on a site.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Looks {
    /// They are not.
    Off,
    /// They are, because of this site.
    Here,
    /// They are, because of all sites.
    Everywhere,
}

impl PageSettings {
    /// Whether numbers are looked for on `site`: that is wanted, and the browser lets us.
    pub fn looks(&self, site: &Site) -> Looks {
        let covered = |list: &[Site]| list.iter().any(|one| one.covers(site));
        if !self.enabled.value || covered(&self.off.value) || !covered(&self.granted) {
            Looks::Off
        } else if self.on.value.iter().any(Site::is_all) {
            Looks::Everywhere
        } else if covered(&self.on.value) {
            Looks::Here
        } else {
            Looks::Off
        }
    }
}

/// A setting and whether a policy fixes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Setting<T> {
    /// Its value.
    pub value: T,
    /// The administrator set it and the agent cannot change it.
    pub locked: bool,
    /// What is wrong with what the agent last entered, which is kept apart and not in force.
    pub problem: Option<SettingProblem>,
}

/// What is wrong with an entry in settings.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SettingProblem {
    /// Not the address of a local sandbox: only `http://127.0.0.1:PORT`, `http://localhost:PORT`, `http://[::1]:PORT`.
    NotLoopback {
        /// What was entered.
        entered: String,
    },
    /// Not a URL at all.
    NotAnAddress {
        /// What was entered.
        entered: String,
    },
    /// Not a client id: it has other characters than letters, digits and hyphens.
    NotAClientId {
        /// What was entered.
        entered: String,
    },
}

/// Where Genesys Cloud is.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum EnvironmentChoice {
    /// A region, by its name in the API (`us_east_1`, …); the list is [`genesys::region::Region::ALL`].
    Region(String),
    /// A sandbox on this machine, by its base address.
    Sandbox(String),
}

/// The theme.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum Theme {
    /// As the system is.
    #[default]
    System,
    /// Light.
    Light,
    /// Dark.
    Dark,
}

/// Something that happened that the agent should know.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Notice {
    /// Its number, for [`crate::Command::Dismiss`].
    pub id: u64,
    /// What happened.
    pub what: NoticeKind,
}

/// What happened.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NoticeKind {
    /// The remembered queue was dropped: the agent is no longer a member.
    RememberedQueueLeft {
        /// Its name.
        queue: String,
    },
    /// The remembered queue was dropped: it has no outbound SMS number any more.
    RememberedQueueLostNumber {
        /// Its name.
        queue: String,
    },
    /// A transfer went through.
    Transferred {
        /// To whom.
        to: String,
    },
    /// A transfer did not go through; the conversation is still the agent's.
    TransferFailed(Trouble),
    /// The conversation could not be ended.
    DisconnectFailed(Trouble),
    /// The status could not be changed; it is what it was.
    StatusFailed(Trouble),
    /// Wrap-up could not be saved; it is still open.
    WrapUpFailed(Trouble),
    /// The Interaction Log could not be saved; what was typed is kept.
    LogFailed(Trouble),
    /// The interaction could not be answered or declined.
    AnswerFailed(Trouble),
    /// The other side, or somebody else, ended the conversation.
    EndedElsewhere {
        /// The customer, as displayed.
        customer: String,
    },
    /// The agent did not answer in time; the conversation went back to its queue.
    NotAnswered {
        /// The customer, as displayed.
        customer: String,
    },
    /// The conversation is over, and this message was not sent, or it could not be found out before whether it was.
    Unsettled {
        /// The customer, as displayed.
        customer: String,
        /// What it said.
        text: String,
    },
    /// A message was not sent again: something of a canned response in it is not filled in.
    FieldOpen {
        /// What stands between the braces.
        field: String,
    },
    /// Compose was cancelled while it was under way; the conversation it had begun was ended.
    ComposeCancelled,
    /// A number that was chosen on a page was not used, and another took its place.
    PickReplaced {
        /// The one that is gone, for reading.
        number: String,
    },
    /// A number was chosen on a page, and a permission is missing to write to it.
    PickRefused {
        /// The number, for reading.
        number: String,
        /// As `domain:entity:action`.
        permission: String,
    },
    /// There is no phone number in what was selected, or near the pointer.
    NoNumber,
    /// The browser lets no extension look at this page.
    PageClosedToUs,
    /// A new version of Behalf waits until the agent has signed out and every page is closed.
    UpdateWaits,
    /// Somebody else signed in than before the session expired; the earlier agent's open work was put away.
    OtherAgent,
    /// What was stored could not be read; Behalf started afresh and kept a copy.
    StorageReset,
    /// What was stored could not be written.
    StorageFull,
}

/// A list that comes from the service.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Listing<T> {
    /// On its way.
    Loading,
    /// Here it is.
    Loaded(Vec<T>),
    /// It did not come.
    Failed(Trouble),
}

/// Whether *New Interaction > SMS* can be chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum SmsEntry {
    /// It can.
    Available,
    /// Not before the agent is signed in and known.
    NotSignedIn,
    /// The permission is missing.
    PermissionMissing {
        /// As `domain:entity:action`.
        permission: String,
    },
}

/// A queue that can be chosen, or seen and not chosen.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct QueueEntry {
    /// The queue.
    pub id: QueueId,
    /// Its name.
    pub name: String,
    /// Its outbound SMS number, formatted, where known.
    pub number: Option<String>,
    /// Whether it can be chosen.
    pub sms: QueueSms,
}

/// Whether SMS can be sent on behalf of a queue.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum QueueSms {
    /// It has an outbound SMS number.
    Has,
    /// It has none: it can be seen, not chosen.
    HasNone,
    /// Being looked up; it can be chosen.
    Unknown,
}

/// New Interaction.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Compose {
    /// *On Behalf of Queue* as typed (the queue's name once one is chosen).
    pub queue_text: Typed,
    /// The chosen queue.
    pub queue: Option<QueueEntry>,
    /// The queues that match the text, best first; all of them where it is empty.
    pub matches: Listing<QueueEntry>,
    /// *Number*.
    pub number: NumberField,
    /// Where the number comes from, as long as it is the one that was chosen on a page.
    pub origin: Option<Origin>,
    /// What keeps Compose unavailable; empty: it is available.
    pub missing: Vec<Missing>,
    /// What speaks against writing to this number.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// Where the form stands.
    pub stage: Stage,
}

/// Where a number comes from: a web page.
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub struct Origin {
    /// The page's host, where it has one.
    pub site: Option<String>,
    /// Whose number it is, by the page.
    pub name: Option<String>,
    /// The text that becomes the draft.
    pub body: Option<String>,
    /// The link's other recipients, who come next.
    pub more: Vec<Recipient>,
}

/// Somebody to write to.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Recipient {
    /// The number, E.164.
    pub number: String,
    /// The number, formatted for reading.
    pub display: String,
}

/// A number that was chosen on a web page and is not used yet.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Offered {
    /// Whose.
    pub recipient: Recipient,
    /// Where it comes from.
    pub origin: Origin,
    /// What it waits for.
    pub waits: Waits,
}

/// What a number that was chosen waits for.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Waits {
    /// That somebody signs in; it is used then.
    SignIn,
    /// The agent, who is at something else.
    Agent,
}

/// *Number*.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct NumberField {
    /// The text, formatted as it is typed.
    pub typed: Typed,
    /// Where the caret belongs after formatting, in UTF-16 units.
    pub caret: u32,
    /// The country, ISO 3166-1 alpha-2.
    pub country: String,
    /// Its calling code, without `+`.
    pub calling_code: u16,
    /// What is wrong with the number so far, once it is no longer just unfinished.
    pub problem: Option<NumberProblem>,
    /// It is well-formed, but an SMS will hardly arrive.
    pub doubt: Option<NumberDoubt>,
    /// A number of that country, for the placeholder.
    pub example: String,
}

/// What is wrong with a number.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberProblem {
    /// It has no digits, or letters among them.
    NotANumber,
    /// There are too many digits.
    TooLong,
    /// No country has this calling code.
    UnknownCallingCode,
    /// The country of the field has no such number, or none of this length.
    InvalidForCountry,
    /// A number of no country (satellite, international toll-free).
    NoCountry,
    /// It has an extension: an SMS cannot be sent to one.
    Extension {
        /// The extension.
        extension: String,
    },
}

/// Why an SMS will hardly arrive at a well-formed number.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum NumberDoubt {
    /// A landline by the country's numbering plan.
    Landline,
    /// A toll-free, premium-rate or shared-cost number.
    SpecialRate,
    /// Pager, voicemail and other kinds.
    OtherKind,
}

/// What keeps Compose unavailable.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Missing {
    /// No queue is chosen.
    Queue,
    /// What was typed matches no queue of the agent's.
    QueueMatchesNothing,
    /// The chosen queue has no outbound SMS number.
    QueueWithoutNumber,
    /// No number was typed.
    Number,
    /// The number is not finished: digits are missing.
    NumberUnfinished,
    /// The number is not well-formed; [`NumberField::problem`] says why.
    NumberMalformed,
}

/// Where New Interaction stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Stage {
    /// The form can be filled in.
    Editing {
        /// Why the last Compose did not connect.
        problem: Option<ComposeProblem>,
    },
    /// Compose is under way: looking for a recent conversation, connecting.
    Checking,
    /// There is a recent conversation with this contact: *Continue* or *Cancel*.
    Existing,
}

/// Why Compose did not connect.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ComposeProblem {
    /// A conversation with this contact is alerting or connected elsewhere.
    HeldElsewhere {
        /// Who holds it, where the API tells.
        holder: Option<Holder>,
    },
    /// The queue is no longer the agent's, or has gone.
    QueueGone,
    /// Something else; the form is as it was.
    Trouble(Trouble),
    /// No answer came and no such conversation is to be found: it may or may not have been begun.
    Unconfirmed,
}

/// Who holds a conversation.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Holder {
    /// An agent, by name where the API tells.
    Agent(String),
    /// A queue: it waits there, by name.
    Queue(String),
}

/// An interaction: a conversation as its agent sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Interaction {
    /// The conversation.
    pub conversation: ConversationId,
    /// The customer.
    pub customer: Customer,
    /// The queue on behalf of which it is held.
    pub queue: Option<String>,
    /// Where it stands.
    pub phase: Phase,
    /// When it connected (for the timer).
    pub connected_at: Option<Timestamp>,
    /// The newest messages, oldest first, with those that are being sent; of a thread that is not open, the latest alone.
    pub messages: Listing<Message>,
    /// Whether there are messages before these ([`crate::Command::ShowEarlier`]).
    #[serde(default)]
    pub earlier: bool,
    /// Inbound messages that were not yet seen in the Interactions window.
    pub unread: u32,
    /// The draft.
    pub draft: Draft,
    /// The text of the link that the conversation began with, where there was a draft already.
    pub suggested: Option<String>,
    /// The Interaction Log, for agents with call-log access.
    pub log: Option<Log>,
    /// Whether blind transfer is allowed.
    pub transfer: TransferEntry,
}

/// Whether blind transfer is allowed.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum TransferEntry {
    /// It is.
    Available,
    /// The permission is missing.
    PermissionMissing {
        /// As `domain:entity:action`.
        permission: String,
    },
}

/// The customer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Customer {
    /// The name, where a contact is linked.
    pub name: Option<String>,
    /// The number, E.164.
    pub number: String,
    /// The number, formatted for reading.
    pub display: String,
}

/// Where an interaction stands.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Phase {
    /// Offered to the agent.
    Alerting {
        /// *Answer* or *Decline* is under way.
        answering: bool,
    },
    /// Being connected.
    Connecting,
    /// Connected.
    Connected {
        /// *Disconnect* or a transfer is under way.
        leaving: bool,
        /// Whether anything was sent: *Disconnect* ends the conversation, otherwise it cancels the message.
        anything_sent: bool,
        /// Whether the agent asked for after-call work, where the queue's mode leaves that to the agent.
        after_call_work: Option<bool>,
    },
    /// Disconnected, wrap-up to be done.
    WrapUp(WrapUp),
}

/// Wrap-up.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrapUp {
    /// The queue's mode.
    pub mode: AfterCallWorkMode,
    /// The codes, in the queue's order.
    pub codes: Listing<WrapUpCodeEntry>,
    /// The chosen one.
    pub chosen: Option<WrapUpCodeId>,
    /// When the time is over, in the modes with a limit.
    pub deadline: Option<Timestamp>,
    /// Notes, where call logging is disabled.
    pub notes: Option<Typed>,
    /// Whether *Done* is available, or what it waits for.
    pub done: DoneEntry,
    /// Whether the Wrap-up window shows it; otherwise the Wrap-up icon is red.
    pub window_open: bool,
}

/// Whether *Done* is available.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum DoneEntry {
    /// It is.
    Available,
    /// A code has to be chosen first.
    CodeMissing,
    /// Being saved.
    Saving,
    /// Saved; in a forced time box the interaction leaves when the time is over.
    Waiting,
}

/// A wrap-up code.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct WrapUpCodeEntry {
    /// The code.
    pub id: WrapUpCodeId,
    /// Its name.
    pub name: String,
}

/// A message of a thread.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Message {
    /// Which.
    pub key: MessageKey,
    /// Which way it went.
    pub direction: Direction,
    /// Its text.
    pub text: String,
    /// The files that go with it.
    pub attachments: Vec<Attachment>,
    /// When it was sent or received.
    pub time: Timestamp,
    /// Its delivery.
    pub delivery: Delivery,
    /// What speaks against sending it again, where it can be.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub findings: Vec<Finding>,
}

/// What identifies a message of a thread: it stays the same from the outbox to delivery.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub enum MessageKey {
    /// One that this client is sending, or sent.
    Own(SendId),
    /// One that the API listed.
    Listed(MessageId),
}

/// The outbox's number for a message.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct SendId(pub u64);

/// Delivery of a message, as the agent sees it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum Delivery {
    /// From the customer.
    Received,
    /// On its way to Genesys Cloud.
    Sending,
    /// No answer came; whether it was sent is being found out.
    Settling,
    /// It cannot be found out: *Send again* or *Leave it*.
    Unconfirmed,
    /// It could not be found out, and the agent left it.
    Left,
    /// Something came up that speaks against it before it could leave; *Send again*.
    Held,
    /// Genesys Cloud refused it; *Send again*.
    Refused(Trouble),
    /// Accepted, waiting for the carrier.
    Queued,
    /// Given to the carrier.
    Sent,
    /// The handset has it.
    Delivered,
    /// Not delivered; *Send again*.
    Failed(Option<DeliveryFailure>),
    /// Another status, as the API spelled it.
    Other(String),
}

/// A draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Draft {
    /// The text.
    pub typed: Typed,
    /// How long it is, and what keeps it from being sent.
    pub length: DraftLength,
    /// What speaks against sending it; of an empty draft, against sending anything.
    #[serde(default)]
    pub findings: Vec<Finding>,
    /// What of a canned response is still to be filled in, in order, each once.
    #[serde(default)]
    pub open: Vec<OpenField>,
    /// The files that go with it, in order.
    #[serde(default, skip_serializing_if = "Vec::is_empty")]
    pub files: Vec<FileEntry>,
}

/// A draft's length.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub struct DraftLength {
    /// Characters, as the API counts them.
    pub characters: u32,
    /// At most so many.
    pub limit: u32,
    /// SMS parts it takes.
    pub segments: u32,
    /// Whether it can be sent.
    pub fit: Fit,
}

/// Whether a draft can be sent.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Fit {
    /// Nothing but white space, and no files.
    Empty,
    /// It can.
    Fits,
    /// Too long.
    TooLong,
    /// Something of a canned response is still to be filled in ([`Draft::open`]).
    FieldsOpen,
    /// A file is still on its way.
    FilesOnTheWay,
    /// A file cannot be sent, and has to be taken off.
    FileFailed,
}

/// The Interaction Log. A field the administrator hides is `None`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Log {
    /// What it was about.
    pub subject: Option<Typed>,
    /// Who it was with.
    pub contact: Option<ContactField>,
    /// What it relates to.
    pub relation: Option<Typed>,
    /// Notes.
    pub notes: Option<Typed>,
    /// Whether it is saved.
    pub saved: Saved,
}

/// Whether something typed has reached Genesys Cloud.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Saved {
    /// Nothing to save.
    Untouched,
    /// On its way.
    Saving,
    /// It has.
    Saved,
    /// It has not; it is tried again with the next change and at Done.
    NotSaved,
}

/// The Interaction Log's contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactField {
    /// The contacts with this number; several are offered, never guessed.
    pub offered: Listing<ContactEntry>,
    /// The chosen one.
    pub chosen: Option<ContactEntry>,
    /// Whether one can be created.
    pub create: CreateContact,
}

/// Whether an external contact can be created.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum CreateContact {
    /// The agent lacks the permission.
    NotAllowed,
    /// It can.
    Available,
    /// One is being created.
    UnderWay,
}

/// An external contact.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ContactEntry {
    /// The contact.
    pub id: ContactId,
    /// Its name.
    pub name: String,
}

/// The search for a transfer's target.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Transfer {
    /// The conversation to be transferred.
    pub conversation: ConversationId,
    /// The search as typed.
    pub search: Typed,
    /// Queues and agents that match.
    pub targets: Listing<TargetEntry>,
    /// A transfer is under way.
    pub transferring: bool,
}

/// A target of a transfer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct TargetEntry {
    /// The target.
    pub target: TransferTarget,
    /// Its name.
    pub name: String,
    /// An agent's system presence, where the API tells.
    pub presence: Option<String>,
    /// An agent's routing status, where the API tells.
    pub routing_status: Option<String>,
}

#[cfg(test)]
mod tests {
    use super::*;

    fn sites(texts: &[&str]) -> Vec<Site> {
        texts.iter().map(|text| text.parse().unwrap()).collect()
    }

    fn pages(on: &[&str], off: &[&str], granted: &[&str]) -> PageSettings {
        fn unlocked<T>(value: T) -> Setting<T> {
            Setting { value, locked: false, problem: None }
        }
        PageSettings {
            enabled: unlocked(true),
            on: unlocked(sites(on)),
            off: unlocked(sites(off)),
            granted: sites(granted),
            highlight: unlocked(true),
            tel_links: unlocked(false),
            code: unlocked(false),
            opens: unlocked(Opens::SidePanel),
        }
    }

    #[test]
    fn numbers_are_looked_for_where_that_is_wanted_and_granted() {
        let crm = Site::host("crm.example").unwrap();
        for (on, off, granted, looks) in [
            (&["crm.example"][..], &[][..], &["crm.example"][..], Looks::Here),
            (&["*"], &[], &["*"], Looks::Everywhere),
            (&["*"], &[], &["crm.example"], Looks::Everywhere),
            (&["crm.example"], &[], &["*"], Looks::Here),
            (&["crm.example"], &[], &[], Looks::Off),
            (&[], &[], &["*"], Looks::Off),
            (&["*"], &["*.example"], &["*"], Looks::Off),
        ] {
            assert_eq!(pages(on, off, granted).looks(&crm), looks, "{on:?} {off:?} {granted:?}");
        }
        let mut off = pages(&["*"], &[], &["*"]);
        off.enabled.value = false;
        assert_eq!(off.looks(&crm), Looks::Off);
    }
}
