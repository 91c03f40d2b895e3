//! The organisation file: TOML, checked with the place of each mistake.

use std::{
    collections::{BTreeMap, HashMap},
    ops::Range,
};

use base64::{Engine as _, engine::general_purpose::STANDARD as BASE64};
use jiff::SignedDuration;
use serde::Deserialize;
use toml::Spanned;
use uuid::Uuid;

use super::{
    Asset, CannedResponse, Client, Contact, Library, Number, Organisation, Past, PastMessage, PastState, Presence,
    Queue, Redirect, Substitution, SystemPresence, User, WrapupCode, is_e164,
};
use crate::domain::{after_call_work::Policy, permission::Permissions};

/// What identifiers are derived from, so that the same file gives the same identifiers.
const NAMESPACE: Uuid = Uuid::from_u128(0x6c75_6d65_6e00_4e11_8a5b_2f1d_6b7e_9c40);

/// What is wrong with an organisation file, and where.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{file}:{line}:{column}: {message}\n  {text}\n  help: {help}")]
pub struct OrganisationError {
    /// The file's name.
    pub file: String,
    /// The line, from 1.
    pub line: usize,
    /// The column, from 1, in characters.
    pub column: usize,
    /// What is wrong.
    pub message: String,
    /// The line itself.
    pub text: String,
    /// What would be right.
    pub help: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    organization: About,
    clients: Vec<ClientEntry>,
    #[serde(default)]
    roles: Vec<RoleEntry>,
    users: Vec<UserEntry>,
    #[serde(default)]
    wrapup_codes: Vec<Named>,
    #[serde(default)]
    queues: Vec<QueueEntry>,
    #[serde(default)]
    presences: Vec<PresenceEntry>,
    #[serde(default)]
    contacts: Vec<ContactEntry>,
    #[serde(default)]
    response_assets: Vec<AssetEntry>,
    #[serde(default)]
    response_libraries: Vec<LibraryEntry>,
    #[serde(default)]
    conversations: Vec<PastEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct About {
    name: String,
    domain: String,
    default_country: Spanned<String>,
    #[serde(default = "english")]
    default_language: String,
    #[serde(default = "three_days")]
    threading_minutes: u32,
    #[serde(default = "four")]
    message_capacity: u32,
}

fn english() -> String {
    "en-us".into()
}

fn three_days() -> u32 {
    4320
}

fn four() -> u32 {
    4
}

fn half_a_minute() -> u32 {
    30
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ClientEntry {
    id: Spanned<String>,
    name: String,
    redirect_uris: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct RoleEntry {
    name: Spanned<String>,
    permissions: Vec<Spanned<String>>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct UserEntry {
    name: String,
    email: Spanned<String>,
    password: String,
    title: Option<String>,
    #[serde(default)]
    note: String,
    #[serde(default)]
    roles: Vec<Spanned<String>>,
    #[serde(default)]
    permissions: Vec<Spanned<String>>,
    #[serde(default)]
    without: Vec<Spanned<String>>,
    #[serde(default)]
    auto_answer: bool,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Named {
    name: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct QueueEntry {
    name: Spanned<String>,
    description: Option<String>,
    sms_number: Option<Spanned<String>>,
    after_call_work: Spanned<Mode>,
    timeout_seconds: Option<Spanned<u32>>,
    #[serde(default = "half_a_minute")]
    alerting_seconds: u32,
    wrapup_codes: Vec<Spanned<String>>,
    #[serde(default)]
    members: Vec<Spanned<String>>,
    #[serde(default)]
    response_libraries: Vec<Spanned<String>>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "SCREAMING_SNAKE_CASE")]
enum Mode {
    Optional,
    Mandatory,
    MandatoryTimeout,
    MandatoryForcedTimeout,
    AgentRequested,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PresenceEntry {
    name: Spanned<String>,
    system: SystemPresence,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ContactEntry {
    first_name: String,
    last_name: String,
    mobile: Spanned<String>,
    display: Option<String>,
    company: Option<String>,
    about: Option<String>,
    #[serde(default)]
    custom_fields: BTreeMap<String, bool>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct AssetEntry {
    name: Spanned<String>,
    content: Spanned<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct LibraryEntry {
    name: Spanned<String>,
    #[serde(default)]
    responses: Vec<ResponseEntry>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ResponseEntry {
    name: Spanned<String>,
    text: String,
    html: Option<String>,
    #[serde(rename = "type")]
    kind: Option<ResponseKindEntry>,
    #[serde(default)]
    substitutions: Vec<SubstitutionEntry>,
    #[serde(default)]
    assets: Vec<Spanned<String>>,
}

#[derive(Debug, Clone, Copy, Deserialize)]
enum ResponseKindEntry {
    MessagingTemplate,
    CampaignSmsTemplate,
    CampaignEmailTemplate,
    Footer,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct SubstitutionEntry {
    id: String,
    #[serde(default)]
    description: String,
    #[serde(default)]
    default_value: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct PastEntry {
    contact: Spanned<String>,
    queue: Spanned<String>,
    state: Spanned<StateEntry>,
    agent: Option<Spanned<String>>,
    wrapup_code: Option<Spanned<String>>,
    #[serde(default)]
    minutes_ago: u32,
    #[serde(default)]
    messages: Vec<MessageEntry>,
}

#[derive(Deserialize, Clone, Copy)]
#[serde(rename_all = "lowercase")]
enum StateEntry {
    Waiting,
    Connected,
    Disconnected,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MessageEntry {
    from: From,
    text: String,
}

#[derive(Deserialize, Clone, Copy, PartialEq)]
#[serde(rename_all = "lowercase")]
enum From {
    Customer,
    Agent,
}

/// Reads an organisation from TOML; `file` is what errors call it.
///
/// # Errors
/// Where and why the file is not an organisation.
pub fn parse(file: &str, source: &str) -> Result<Organisation, OrganisationError> {
    let place = Place { file, source };
    let read: File = toml::from_str(source).map_err(|error| {
        place.error(
            error.span().unwrap_or_default(),
            error.message(),
            "compare with the built-in organisation, crates/sandbox/src/org/lumen.toml",
        )
    })?;
    Reader { place }.organisation(read)
}

struct Place<'a> {
    file: &'a str,
    source: &'a str,
}

impl Place<'_> {
    fn error(&self, span: Range<usize>, message: impl Into<String>, help: impl Into<String>) -> OrganisationError {
        let before = self.source.get(..span.start).unwrap_or(self.source);
        let start = before.rfind('\n').map_or(0, |newline| newline + 1);
        OrganisationError {
            file: self.file.to_owned(),
            line: before.matches('\n').count() + 1,
            column: before[start..].chars().count() + 1,
            message: message.into(),
            text: self.source[start..].lines().next().unwrap_or_default().trim().to_owned(),
            help: help.into(),
        }
    }
}

/// Names of one kind, each defined once.
struct Names {
    kind: &'static str,
    ids: HashMap<String, Uuid>,
}

struct Reader<'a> {
    place: Place<'a>,
}

type Checked<T> = Result<T, OrganisationError>;

impl Reader<'_> {
    fn organisation(&self, file: File) -> Checked<Organisation> {
        let country = self.matching(
            &file.organization.default_country,
            |code| code.len() == 2 && code.bytes().all(|byte| byte.is_ascii_uppercase()),
            "is not a country",
            "two capital letters (ISO 3166-1 alpha-2), such as \"US\"",
        )?;

        let roles: HashMap<_, _> = file.roles.iter().map(|role| (role.name.get_ref().as_str(), role)).collect();
        for role in &file.roles {
            self.permissions(&role.permissions)?;
        }
        self.names("role", file.roles.iter().map(|role| &role.name))?;
        let emails = self.names("user", file.users.iter().map(|user| &user.email))?;
        let codes = self.names("wrap-up code", file.wrapup_codes.iter().map(|code| &code.name))?;
        let libraries = self.names("response library", file.response_libraries.iter().map(|library| &library.name))?;
        let assets = self.names("response asset", file.response_assets.iter().map(|asset| &asset.name))?;
        let queues = self.names("queue", file.queues.iter().map(|queue| &queue.name))?;
        self.names("presence", file.presences.iter().map(|presence| &presence.name))?;
        self.names("number", file.queues.iter().filter_map(|queue| queue.sms_number.as_ref()))?;
        self.names("contact's number", file.contacts.iter().map(|contact| &contact.mobile))?;

        let users = file.users.iter().map(|user| self.user(user, &roles)).collect::<Checked<_>>()?;
        let queue_list = file
            .queues
            .iter()
            .map(|queue| self.queue(queue, &codes, &emails, &libraries))
            .collect::<Checked<Vec<_>>>()?;
        let past = file
            .conversations
            .iter()
            .map(|past| self.past(past, &queues, &queue_list, &emails, &codes))
            .collect::<Checked<_>>()?;
        let system = SystemPresence::ALL.into_iter().map(|system| Presence {
            id: derived("system presence", system.label()),
            name: system.label().into(),
            system,
            primary: true,
        });
        let own = file.presences.iter().map(|presence| Presence {
            id: derived("presence", presence.name.get_ref()),
            name: presence.name.get_ref().clone(),
            system: presence.system,
            primary: false,
        });

        Ok(Organisation {
            id: derived("organisation", &file.organization.domain),
            name: file.organization.name,
            domain: file.organization.domain,
            default_country: country,
            default_language: file.organization.default_language,
            threading_minutes: file.organization.threading_minutes,
            message_capacity: file.organization.message_capacity,
            clients: file.clients.iter().map(|client| self.client(client)).collect::<Checked<_>>()?,
            users,
            wrapup_codes: file
                .wrapup_codes
                .iter()
                .map(|code| WrapupCode { id: codes.ids[code.name.get_ref()], name: code.name.get_ref().clone() })
                .collect(),
            queues: queue_list,
            presences: system.chain(own).collect(),
            contacts: file.contacts.iter().map(|contact| self.contact(contact)).collect::<Checked<_>>()?,
            assets: file.response_assets.iter().map(|asset| self.asset(asset, &assets)).collect::<Checked<_>>()?,
            libraries: file
                .response_libraries
                .iter()
                .map(|library| self.library(library, &assets))
                .collect::<Checked<_>>()?,
            past,
        })
    }

    fn client(&self, client: &ClientEntry) -> Checked<Client> {
        let id = Uuid::parse_str(client.id.get_ref()).map_err(|_| {
            self.error(&client.id, "is not a client id", "a UUID, such as \"8b3f7c1e-5d0a-4c6e-9a52-2f1d6b7e9c40\"")
        })?;
        let redirects = client.redirect_uris.iter().map(|uri| self.redirect(uri)).collect::<Checked<_>>()?;
        Ok(Client { id, name: client.name.clone(), redirects })
    }

    fn redirect(&self, uri: &Spanned<String>) -> Checked<Redirect> {
        let loopback = uri.get_ref().strip_prefix("http://").and_then(|rest| rest.strip_suffix(":*"));
        if let Some(host @ ("127.0.0.1" | "localhost")) = loopback {
            return Ok(Redirect::Loopback { host: host.to_owned() });
        }
        match url::Url::parse(uri.get_ref()) {
            Ok(url) if url.fragment().is_none() && url.has_host() => Ok(Redirect::Exact(url)),
            _ => Err(self.error(
                uri,
                "is not a redirect URI",
                "an absolute URL without a fragment, or http://127.0.0.1:* or http://localhost:*",
            )),
        }
    }

    fn user(&self, user: &UserEntry, roles: &HashMap<&str, &RoleEntry>) -> Checked<User> {
        self.matching(
            &user.email,
            |email| email.contains('@'),
            "is not an e-mail address",
            "such as \"ada@lumen.example\"",
        )?;
        let mut granted = self.permissions(&user.permissions)?;
        for role in &user.roles {
            let Some(entry) = roles.get(role.get_ref().as_str()) else {
                return Err(self.unknown("role", role, roles.keys().copied()));
            };
            granted.extend(self.permissions(&entry.permissions)?);
        }
        Ok(User {
            id: derived("user", user.email.get_ref()),
            name: user.name.clone(),
            email: user.email.get_ref().clone(),
            password: user.password.clone(),
            title: user.title.clone(),
            note: user.note.clone(),
            roles: user.roles.iter().map(|role| role.get_ref().clone()).collect(),
            permissions: Permissions::new(granted, self.permissions(&user.without)?),
            auto_answer: user.auto_answer,
        })
    }

    fn queue(&self, queue: &QueueEntry, codes: &Names, users: &Names, libraries: &Names) -> Checked<Queue> {
        let number = match &queue.sms_number {
            Some(number) => Some(Number { id: derived("number", number.get_ref()), e164: self.e164(number)? }),
            None => None,
        };
        if queue.wrapup_codes.is_empty() {
            return Err(self.error(&queue.name, "has no wrap-up code", "name at least one in wrapup_codes"));
        }
        Ok(Queue {
            id: derived("queue", queue.name.get_ref()),
            name: queue.name.get_ref().clone(),
            description: queue.description.clone(),
            number,
            after_call_work: self.policy(queue)?,
            alerting_seconds: queue.alerting_seconds,
            wrapup_codes: self.all(codes, &queue.wrapup_codes)?,
            members: self.all(users, &queue.members)?,
            libraries: self.all(libraries, &queue.response_libraries)?,
        })
    }

    fn policy(&self, queue: &QueueEntry) -> Checked<Policy> {
        let timed = |policy: fn(SignedDuration) -> Policy| match &queue.timeout_seconds {
            Some(seconds) if (1..=3600).contains(seconds.get_ref()) => {
                Ok(policy(SignedDuration::from_secs(i64::from(*seconds.get_ref()))))
            }
            Some(seconds) => Err(self.place.error(
                seconds.span(),
                "the time for after-call work is out of range",
                "1 to 3600 seconds",
            )),
            None => Err(self.place.error(
                queue.after_call_work.span(),
                "this mode needs a time",
                "add timeout_seconds = 30 to the queue",
            )),
        };
        match (*queue.after_call_work.get_ref(), &queue.timeout_seconds) {
            (Mode::Optional | Mode::Mandatory, Some(seconds)) => Err(self.place.error(
                seconds.span(),
                "this mode has no time limit",
                "remove timeout_seconds, or choose a mode with a time-out",
            )),
            (Mode::Optional, None) => Ok(Policy::Optional),
            (Mode::Mandatory, None) => Ok(Policy::Mandatory),
            (Mode::MandatoryTimeout, _) => timed(Policy::MandatoryTimeout),
            (Mode::MandatoryForcedTimeout, _) => timed(Policy::MandatoryForcedTimeout),
            (Mode::AgentRequested, _) => timed(Policy::AgentRequested),
        }
    }

    fn contact(&self, contact: &ContactEntry) -> Checked<Contact> {
        let mobile = self.e164(&contact.mobile)?;
        Ok(Contact {
            id: derived("contact", &mobile),
            first_name: contact.first_name.clone(),
            last_name: contact.last_name.clone(),
            display: contact.display.clone().unwrap_or_else(|| mobile.clone()),
            company: contact.company.clone(),
            about: contact.about.clone(),
            custom_fields: contact.custom_fields.clone(),
            mobile,
        })
    }

    fn asset(&self, asset: &AssetEntry, assets: &Names) -> Checked<Asset> {
        let name = self.matching(
            &asset.name,
            |name| !name.is_empty() && !name.contains(['/', '\\']),
            "is not a file name",
            "without a directory, such as \"map.png\"",
        )?;
        let content = BASE64.decode(asset.content.get_ref()).map_err(|_| {
            self.place.error(
                asset.content.span(),
                "the content of this asset is not base64",
                "what `base64 -w0 FILE` says",
            )
        })?;
        Ok(Asset { id: assets.ids[&name], name, content })
    }

    fn library(&self, library: &LibraryEntry, assets: &Names) -> Checked<Library> {
        let name = library.name.get_ref();
        let responses = library.responses.iter().map(|response| self.response(response, name, assets));
        Ok(Library {
            id: derived("response library", name),
            name: name.clone(),
            responses: responses.collect::<Checked<_>>()?,
        })
    }

    fn response(&self, response: &ResponseEntry, library: &str, assets: &Names) -> Checked<CannedResponse> {
        let substitution = |SubstitutionEntry { id, description, default_value }: &SubstitutionEntry| Substitution {
            id: id.clone(),
            description: description.clone(),
            default_value: default_value.clone(),
        };
        Ok(CannedResponse {
            id: derived("response", &format!("{library}/{}", response.name.get_ref())),
            name: response.name.get_ref().clone(),
            text: response.text.clone(),
            html: response.html.clone(),
            kind: response.kind.map(|kind| format!("{kind:?}")),
            substitutions: response.substitutions.iter().map(substitution).collect(),
            assets: self.all(assets, &response.assets)?,
        })
    }

    fn past(&self, past: &PastEntry, queues: &Names, list: &[Queue], users: &Names, codes: &Names) -> Checked<Past> {
        let queue = self.one(queues, &past.queue)?;
        if list.iter().any(|candidate| candidate.id == queue && candidate.number.is_none()) {
            return Err(self.error(&past.queue, "has no SMS number", "name a queue that has sms_number"));
        }
        let agent = || match &past.agent {
            Some(agent) => self.one(users, agent),
            None => Err(self.place.error(
                past.state.span(),
                "this state needs an agent",
                "add agent = \"an e-mail address\"",
            )),
        };
        let state = match *past.state.get_ref() {
            StateEntry::Waiting => PastState::Waiting,
            StateEntry::Connected => PastState::Connected { agent: agent()? },
            StateEntry::Disconnected => PastState::Disconnected {
                agent: agent()?,
                wrapup_code: match &past.wrapup_code {
                    Some(code) => self.one(codes, code)?,
                    None => {
                        return Err(self.place.error(
                            past.state.span(),
                            "this state needs a wrap-up code",
                            "add wrapup_code = \"a name\"",
                        ));
                    }
                },
            },
        };
        Ok(Past {
            customer: self.e164(&past.contact)?,
            queue,
            state,
            minutes_ago: past.minutes_ago,
            messages: past
                .messages
                .iter()
                .map(|message| PastMessage {
                    from_customer: message.from == From::Customer,
                    text: message.text.clone(),
                })
                .collect(),
        })
    }

    fn e164(&self, number: &Spanned<String>) -> Checked<String> {
        self.matching(
            number,
            is_e164,
            "is not a number in E.164",
            "a plus sign, the country code and the number, such as \"+13175550142\"",
        )
    }

    fn permissions(&self, list: &[Spanned<String>]) -> Checked<Vec<String>> {
        let well_formed = |permission: &str| {
            let parts: Vec<_> = permission.split(':').collect();
            (2..=3).contains(&parts.len())
                && parts.iter().all(|part| !part.is_empty())
                && (parts.len() == 3 || parts[1] == "*")
        };
        list.iter()
            .map(|permission| {
                self.matching(
                    permission,
                    well_formed,
                    "is not a permission",
                    "domain:entity:action, such as \"conversation:message:create\"; a last part of * stands for all",
                )
            })
            .collect()
    }

    fn matching(
        &self,
        value: &Spanned<String>,
        good: impl Fn(&str) -> bool,
        wrong: &str,
        help: &str,
    ) -> Checked<String> {
        if good(value.get_ref()) { Ok(value.get_ref().clone()) } else { Err(self.error(value, wrong, help)) }
    }

    fn names<'n>(&self, kind: &'static str, names: impl Iterator<Item = &'n Spanned<String>>) -> Checked<Names> {
        let mut ids = HashMap::new();
        for name in names {
            if ids.insert(name.get_ref().clone(), derived(kind, name.get_ref())).is_some() {
                return Err(self.error(
                    name,
                    &format!("is the second {kind} of that name"),
                    "give it another, or remove one of them",
                ));
            }
        }
        Ok(Names { kind, ids })
    }

    fn all(&self, names: &Names, wanted: &[Spanned<String>]) -> Checked<Vec<Uuid>> {
        wanted.iter().map(|name| self.one(names, name)).collect()
    }

    fn one(&self, names: &Names, name: &Spanned<String>) -> Checked<Uuid> {
        names
            .ids
            .get(name.get_ref())
            .copied()
            .ok_or_else(|| self.unknown(names.kind, name, names.ids.keys().map(String::as_str)))
    }

    fn unknown<'n>(
        &self,
        kind: &str,
        name: &Spanned<String>,
        known: impl Iterator<Item = &'n str>,
    ) -> OrganisationError {
        let mut known: Vec<_> = known.map(|known| format!("\"{known}\"")).collect();
        known.sort();
        self.error(name, &format!("is not a {kind} of this file"), &format!("one of {}", known.join(", ")))
    }

    fn error(&self, value: &Spanned<String>, wrong: &str, help: &str) -> OrganisationError {
        self.place.error(value.span(), format!("\"{}\" {wrong}", value.get_ref()), help)
    }
}

fn derived(kind: &str, name: &str) -> Uuid {
    Uuid::new_v5(&NAMESPACE, format!("{kind}:{name}").as_bytes())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::org::LUMEN;

    fn broken(from: &str, to: &str) -> OrganisationError {
        assert!(LUMEN.contains(from), "the built-in file has no {from:?}");
        parse("org.toml", &LUMEN.replacen(from, to, 1)).unwrap_err()
    }

    fn line_of(text: &str) -> usize {
        LUMEN.lines().position(|line| line.contains(text)).unwrap() + 1
    }

    #[test]
    fn the_built_in_organisation_has_a_person_for_every_case() {
        let lumen = parse("lumen.toml", LUMEN).unwrap();
        let person = |email: &str| lumen.user_by_email(email).unwrap();
        assert!(person("ada@lumen.example").permissions.has("conversation:message:create"));
        assert!(!person("ben@lumen.example").permissions.has("conversation:message:create"));
        assert!(!person("cleo@lumen.example").permissions.has("externalContacts:conversation:associate"));
        assert_eq!(lumen.queues_of(person("dev@lumen.example").id).count(), 0);
        assert!(lumen.queues_of(person("finn@lumen.example").id).all(|queue| queue.number.is_none()));
        assert!(!person("gus@lumen.example").permissions.has("conversation:communication:blindTransfer"));
        assert!(person("hana@lumen.example").auto_answer && !person("ada@lumen.example").auto_answer);
        let names: Vec<_> = lumen.queues_of(person("ada@lumen.example").id).map(|queue| queue.name.as_str()).collect();
        assert_eq!(names, ["Reservations", "Support", "Billing", "Concierge", "Feedback", "Back Office"]);
        assert!(lumen.queues.iter().all(|queue| queue.wrapup_codes.len() >= 3));
    }

    #[test]
    fn identifiers_stay() {
        let twice = [(); 2].map(|()| parse("lumen.toml", LUMEN).unwrap().queues[0].id);
        assert_eq!(twice[0], twice[1]);
    }

    #[test]
    fn an_unknown_wrapup_code_is_named_with_its_line() {
        let error = broken(
            "wrapup_codes = [\"Resolved\", \"Follow-up\", \"Wrong number\", \"No answer\"]",
            "wrapup_codes = [\"Resloved\"]",
        );
        assert_eq!(error.message, "\"Resloved\" is not a wrap-up code of this file");
        assert_eq!(
            error.line,
            line_of("wrapup_codes = [\"Resolved\", \"Follow-up\", \"Wrong number\", \"No answer\"]")
        );
        assert_eq!(error.column, 17);
        assert!(error.help.contains("\"Resolved\""));
        assert!(error.to_string().starts_with(&format!("org.toml:{}:17: ", error.line)));
    }

    #[test]
    fn each_mistake_has_its_line() {
        for (from, to, message) in [
            ("sms_number = \"+13175550101\"", "sms_number = \"3175550101\"", "\"3175550101\" is not a number in E.164"),
            (
                "sms_number = \"+13175550101\"",
                "sms_number = \"+13175550100\"",
                "\"+13175550100\" is the second number of that name",
            ),
            ("timeout_seconds = 30", "timeout_seconds = 0", "the time for after-call work is out of range"),
            ("default_country = \"US\"", "default_country = \"usa\"", "\"usa\" is not a country"),
            ("  \"http://127.0.0.1:*\",", "  \"127.0.0.1\",", "\"127.0.0.1\" is not a redirect URI"),
            ("  \"conversation:message:create\",", "  \"conversation\",", "\"conversation\" is not a permission"),
            (
                "assets = [\"the way.png\"]",
                "assets = [\"the wya.png\"]",
                "\"the wya.png\" is not a response asset of this file",
            ),
            ("name = \"the way.png\"", "name = \"way/map.png\"", "\"way/map.png\" is not a file name"),
            ("content = \"iVBOR", "content = \"?iVBOR", "the content of this asset is not base64"),
        ] {
            let error = broken(from, to);
            assert_eq!(error.message, message);
            assert_eq!(error.line, line_of(from), "{message}");
        }
    }

    #[test]
    fn what_toml_or_the_shape_forbids_has_its_line_too() {
        let typo = broken("default_country =", "defualt_country =");
        assert_eq!(typo.line, line_of("default_country ="));
        assert!(typo.message.contains("unknown field"), "{}", typo.message);
        let mode = broken("after_call_work = \"AGENT_REQUESTED\"", "after_call_work = \"SOMETIMES\"");
        assert_eq!(mode.line, line_of("after_call_work = \"AGENT_REQUESTED\""));
        let syntax = broken("[organization]", "[organization");
        assert_eq!(syntax.line, line_of("[organization]"));
    }
}
