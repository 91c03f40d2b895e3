//! The organisation: who works in it, with which queues, numbers and rules. Read once, from a TOML file; nothing
//! here changes while the sandbox runs.

mod file;

use std::{collections::BTreeMap, fmt};

use uuid::Uuid;

use crate::domain::{after_call_work::Policy, permission::Permissions};

pub use file::{OrganisationError, parse};

/// The organisation that is served when no other is given.
pub const LUMEN: &str = include_str!("lumen.toml");

/// An organisation, checked: every name in it leads somewhere.
#[derive(Debug, Clone)]
pub struct Organisation {
    /// Its identifier, as all below derived from names.
    pub id: Uuid,
    /// Its name.
    pub name: String,
    /// Its domain.
    pub domain: String,
    /// ISO 3166-1 alpha-2.
    pub default_country: String,
    /// A language tag as Genesys Cloud writes it, such as `en-us`.
    pub default_language: String,
    /// Minutes after its end in which a conversation is continued rather than a new one begun.
    pub threading_minutes: u32,
    /// How many message conversations an agent is offered at the same time.
    pub message_capacity: u32,
    /// The OAuth clients.
    pub clients: Vec<Client>,
    /// The users.
    pub users: Vec<User>,
    /// All wrap-up codes.
    pub wrapup_codes: Vec<WrapupCode>,
    /// The queues.
    pub queues: Vec<Queue>,
    /// The presences: the system's, then the organisation's own.
    pub presences: Vec<Presence>,
    /// The external contacts.
    pub contacts: Vec<Contact>,
    /// Canned responses.
    pub libraries: Vec<Library>,
    /// Files that go along with canned responses.
    pub assets: Vec<Asset>,
    /// Conversations that are there from the beginning.
    pub past: Vec<Past>,
}

/// An OAuth client without a secret.
#[derive(Debug, Clone)]
pub struct Client {
    /// The client id.
    pub id: Uuid,
    /// Its name, shown at sign-in.
    pub name: String,
    /// Where sign-in may lead back to.
    pub redirects: Vec<Redirect>,
}

/// Where a sign-in may lead back to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Redirect {
    /// This address.
    Exact(url::Url),
    /// Any port and path of a loopback host (RFC 8252 §7.3).
    Loopback {
        /// `127.0.0.1` or `localhost`.
        host: String,
    },
}

/// A user.
#[derive(Debug, Clone)]
pub struct User {
    /// The identifier.
    pub id: Uuid,
    /// First and last name.
    pub name: String,
    /// Signs in with it.
    pub email: String,
    /// The password.
    pub password: String,
    /// The job title.
    pub title: Option<String>,
    /// What this person is there for.
    pub note: String,
    /// The roles, for display.
    pub roles: Vec<String>,
    /// What the user may do.
    pub permissions: Permissions,
    /// The user's messages are answered as soon as they alert, which is the client's work.
    pub auto_answer: bool,
}

/// A wrap-up code.
#[derive(Debug, Clone)]
pub struct WrapupCode {
    /// The identifier.
    pub id: Uuid,
    /// The name.
    pub name: String,
}

/// A queue.
#[derive(Debug, Clone)]
pub struct Queue {
    /// The identifier.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// What it is for.
    pub description: Option<String>,
    /// Its outbound SMS number.
    pub number: Option<Number>,
    /// What its agents have to do after a conversation.
    pub after_call_work: Policy,
    /// Seconds an agent has to answer.
    pub alerting_seconds: u32,
    /// Its wrap-up codes.
    pub wrapup_codes: Vec<Uuid>,
    /// Its members.
    pub members: Vec<Uuid>,
    /// The canned-response libraries of the queue; all when none is named.
    pub libraries: Vec<Uuid>,
}

/// A number of the organisation.
#[derive(Debug, Clone)]
pub struct Number {
    /// The identifier.
    pub id: Uuid,
    /// E.164.
    pub e164: String,
}

/// A presence one can choose.
#[derive(Debug, Clone)]
pub struct Presence {
    /// The identifier.
    pub id: Uuid,
    /// Its label.
    pub name: String,
    /// What the system treats it as.
    pub system: SystemPresence,
    /// Whether it is the system's own.
    pub primary: bool,
}

/// The presences of the system, in the order of the status menu.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Deserialize)]
#[expect(missing_docs, reason = "they are Genesys Cloud's names")]
pub enum SystemPresence {
    Available,
    Busy,
    Away,
    Break,
    Meal,
    Meeting,
    Training,
    OnQueue,
    Idle,
    Offline,
}

impl SystemPresence {
    /// All of them.
    pub const ALL: [Self; 10] = [
        Self::Available,
        Self::Busy,
        Self::Away,
        Self::Break,
        Self::Meal,
        Self::Meeting,
        Self::Training,
        Self::OnQueue,
        Self::Idle,
        Self::Offline,
    ];

    /// The label in English.
    #[must_use]
    pub fn label(self) -> &'static str {
        match self {
            Self::Available => "Available",
            Self::Busy => "Busy",
            Self::Away => "Away",
            Self::Break => "Break",
            Self::Meal => "Meal",
            Self::Meeting => "Meeting",
            Self::Training => "Training",
            Self::OnQueue => "On Queue",
            Self::Idle => "Idle",
            Self::Offline => "Offline",
        }
    }
}

impl fmt::Display for SystemPresence {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        fmt::Debug::fmt(self, f)
    }
}

/// An external contact.
#[derive(Debug, Clone)]
pub struct Contact {
    /// The identifier.
    pub id: Uuid,
    /// The first name.
    pub first_name: String,
    /// The last name.
    pub last_name: String,
    /// The mobile number, E.164.
    pub mobile: String,
    /// The number as people write it.
    pub display: String,
    /// The company.
    pub company: Option<String>,
    /// What the CRM page says about the contact.
    pub about: Option<String>,
    /// The organisation's own fields.
    pub custom_fields: BTreeMap<String, bool>,
}

impl Contact {
    /// One that was created by name and number.
    pub(crate) fn created(id: Uuid, first_name: String, last_name: String, mobile: String) -> Self {
        Self {
            id,
            first_name,
            last_name,
            display: mobile.clone(),
            mobile,
            company: None,
            about: None,
            custom_fields: BTreeMap::new(),
        }
    }

    /// First and last name.
    #[must_use]
    pub fn name(&self) -> String {
        format!("{} {}", self.first_name, self.last_name).trim().to_owned()
    }
}

/// A library of canned responses.
#[derive(Debug, Clone)]
pub struct Library {
    /// The identifier.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// Its responses.
    pub responses: Vec<CannedResponse>,
}

/// A canned response.
#[derive(Debug, Clone)]
pub struct CannedResponse {
    /// The identifier.
    pub id: Uuid,
    /// The name.
    pub name: String,
    /// The text; `{{id}}` stands for a substitution.
    pub text: String,
    /// The same with formatting.
    pub html: Option<String>,
    /// What it is made for, as the API spells it; `None` where an agent sends it.
    pub kind: Option<String>,
    /// What is known of its substitutions.
    pub substitutions: Vec<Substitution>,
    /// The files that go along with it.
    pub assets: Vec<Uuid>,
}

/// A file that goes along with canned responses.
#[derive(Debug, Clone)]
pub struct Asset {
    /// The identifier.
    pub id: Uuid,
    /// What it is called.
    pub name: String,
    /// What is in it.
    pub content: Vec<u8>,
}

/// A substitution of a canned response.
#[derive(Debug, Clone)]
pub struct Substitution {
    /// What stands between the braces.
    pub id: String,
    /// What it is.
    pub description: String,
    /// What to take where nothing else is known.
    pub default_value: String,
}

/// A conversation that was there before.
#[derive(Debug, Clone)]
pub struct Past {
    /// The customer's number.
    pub customer: String,
    /// The queue, which has a number.
    pub queue: Uuid,
    /// Where it stands.
    pub state: PastState,
    /// Minutes since it began.
    pub minutes_ago: u32,
    /// What was written, oldest first.
    pub messages: Vec<PastMessage>,
}

/// Where a [`Past`] conversation stands.
#[derive(Debug, Clone, Copy)]
pub enum PastState {
    /// In the queue, nobody yet.
    Waiting,
    /// With an agent.
    Connected {
        /// The agent.
        agent: Uuid,
    },
    /// Over and wrapped up.
    Disconnected {
        /// Who had it.
        agent: Uuid,
        /// How it was wrapped up.
        wrapup_code: Uuid,
    },
}

/// A message of a [`Past`] conversation.
#[derive(Debug, Clone)]
pub struct PastMessage {
    /// Whether the customer wrote it.
    pub from_customer: bool,
    /// What.
    pub text: String,
}

impl Organisation {
    /// The client with this id.
    #[must_use]
    pub fn client(&self, id: Uuid) -> Option<&Client> {
        self.clients.iter().find(|client| client.id == id)
    }

    /// The user with this id.
    #[must_use]
    pub fn user(&self, id: Uuid) -> Option<&User> {
        self.users.iter().find(|user| user.id == id)
    }

    /// The user with this e-mail address, whatever its case.
    #[must_use]
    pub fn user_by_email(&self, email: &str) -> Option<&User> {
        self.users.iter().find(|user| user.email.eq_ignore_ascii_case(email.trim()))
    }

    /// The queue with this id.
    #[must_use]
    pub fn queue(&self, id: Uuid) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.id == id)
    }

    /// The queue that is texted at this number.
    #[must_use]
    pub fn queue_by_number(&self, e164: &str) -> Option<&Queue> {
        self.queues.iter().find(|queue| queue.number.as_ref().is_some_and(|number| number.e164 == e164))
    }

    /// The queues of a user, in the order of the file.
    pub fn queues_of(&self, user: Uuid) -> impl Iterator<Item = &Queue> {
        self.queues.iter().filter(move |queue| queue.members.contains(&user))
    }

    /// The wrap-up code with this id.
    #[must_use]
    pub fn wrapup_code(&self, id: Uuid) -> Option<&WrapupCode> {
        self.wrapup_codes.iter().find(|code| code.id == id)
    }

    /// The presence with this id.
    #[must_use]
    pub fn presence(&self, id: Uuid) -> Option<&Presence> {
        self.presences.iter().find(|presence| presence.id == id)
    }

    /// The system's own presence of this kind.
    #[must_use]
    pub fn system_presence(&self, system: SystemPresence) -> Option<&Presence> {
        self.presences.iter().find(|presence| presence.primary && presence.system == system)
    }

    /// The file with this id that goes along with canned responses.
    #[must_use]
    pub fn asset(&self, id: Uuid) -> Option<&Asset> {
        self.assets.iter().find(|asset| asset.id == id)
    }

    /// The contact with this id.
    #[must_use]
    pub fn contact(&self, id: Uuid) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.id == id)
    }

    /// The contact with this mobile number.
    #[must_use]
    pub fn contact_by_number(&self, e164: &str) -> Option<&Contact> {
        self.contacts.iter().find(|contact| contact.mobile == e164)
    }
}

impl Client {
    /// Whether a sign-in may lead back to `uri`.
    #[must_use]
    pub fn allows(&self, uri: &str) -> bool {
        let Ok(uri) = url::Url::parse(uri) else { return false };
        uri.fragment().is_none()
            && self.redirects.iter().any(|redirect| match redirect {
                Redirect::Exact(exact) => *exact == uri,
                Redirect::Loopback { host } => {
                    uri.scheme() == "http" && uri.host_str() == Some(host) && uri.username().is_empty()
                }
            })
    }
}

/// Whether `text` has the form of an E.164 number.
#[must_use]
pub fn is_e164(text: &str) -> bool {
    text.strip_prefix('+').is_some_and(|digits| {
        (8..=15).contains(&digits.len()) && digits.bytes().all(|byte| byte.is_ascii_digit()) && !digits.starts_with('0')
    })
}
