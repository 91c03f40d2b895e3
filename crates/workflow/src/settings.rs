//! Settings: what the agent chose, what the administrator fixed, and what of both holds.

use genesys::{
    id::QueueId,
    region::{Environment, Loopback, NotLoopback, Region},
};
use phone::Country;
use protocol::{EnvironmentChoice, Setting, SettingProblem, Theme};
use serde::{Deserialize, Serialize};

use crate::{interaction::LogFields, pages::PageSettings, policy::Policy};

/// The volume that nobody chose, in percent.
const VOLUME: u8 = 70;
const LOUDEST: u8 = 100;

/// What the agent chose, for this installation.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct Settings {
    environment: Environment,
    client_id: String,
    default_country: Option<Country>,
    theme: Theme,
    #[serde(default)]
    notifications: Option<bool>,
    #[serde(default)]
    sound: Option<bool>,
    #[serde(default)]
    volume: Option<u8>,
    #[serde(default)]
    pub(crate) pages: PageSettings,
    /// What was entered and cannot be; kept until something that can be is.
    refused_environment: Option<SettingProblem>,
    refused_client_id: Option<SettingProblem>,
}

/// The remembered queue (*configure on behalf of queue*).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub(crate) struct RememberedQueue {
    pub(crate) id: QueueId,
    pub(crate) name: String,
}

impl Default for Settings {
    fn default() -> Self {
        Self {
            environment: Environment::Region(Region::UsEast1),
            client_id: String::new(),
            default_country: None,
            theme: Theme::System,
            notifications: None,
            sound: None,
            volume: None,
            pages: PageSettings::default(),
            refused_environment: None,
            refused_client_id: None,
        }
    }
}

impl Settings {
    pub(crate) fn set_environment(&mut self, choice: EnvironmentChoice) {
        let environment = match choice {
            EnvironmentChoice::Region(name) => match name.parse() {
                Ok(region) => Ok(Environment::Region(region)),
                Err(_) => Err(SettingProblem::NotAnAddress { entered: name }),
            },
            EnvironmentChoice::Sandbox(entered) => match entered.parse::<Loopback>() {
                Ok(loopback) => Ok(Environment::Loopback(loopback)),
                Err(NotLoopback::NotAnAddress) => Err(SettingProblem::NotAnAddress { entered }),
                Err(NotLoopback::Elsewhere) => Err(SettingProblem::NotLoopback { entered }),
            },
        };
        self.refused_environment = match environment {
            Ok(environment) => {
                self.environment = environment;
                None
            }
            Err(problem) => Some(problem),
        };
    }

    pub(crate) fn set_client_id(&mut self, entered: &str) {
        let entered = entered.trim();
        if entered.chars().all(|c| c.is_ascii_alphanumeric() || c == '-') {
            entered.clone_into(&mut self.client_id);
            self.refused_client_id = None;
        } else {
            self.refused_client_id = Some(SettingProblem::NotAClientId { entered: entered.to_owned() });
        }
    }

    pub(crate) fn set_default_country(&mut self, country: Option<Country>) {
        self.default_country = country;
    }

    pub(crate) fn set_theme(&mut self, theme: Theme) {
        self.theme = theme;
    }

    pub(crate) fn set_notifications(&mut self, wanted: bool) {
        self.notifications = Some(wanted);
    }

    pub(crate) fn set_sound(&mut self, wanted: bool) {
        self.sound = Some(wanted);
    }

    pub(crate) fn set_volume(&mut self, volume: u8) {
        self.volume = Some(volume.min(LOUDEST));
    }

    /// Whether system notifications tell of what is offered.
    pub(crate) fn notifications(&self, policy: &Policy) -> bool {
        policy.choose(self.notifications, policy.enable_alert_notifications).unwrap_or(true)
    }

    /// Whether a sound does.
    pub(crate) fn sound(&self, policy: &Policy) -> bool {
        policy.choose(self.sound, policy.enable_alert_sound).unwrap_or(true)
    }

    /// How loud, in percent.
    pub(crate) fn volume(&self, policy: &Policy) -> u8 {
        policy.choose(self.volume, policy.volume()).unwrap_or(VOLUME)
    }

    /// The deployment that holds.
    pub(crate) fn environment(&self, policy: &Policy) -> Environment {
        match policy.environment() {
            Some(environment) if policy.locks() || !self.environment_chosen() => environment,
            _ => self.environment.clone(),
        }
    }

    /// The OAuth client id that holds; empty: none is set.
    pub(crate) fn client_id<'a>(&'a self, policy: &'a Policy) -> &'a str {
        match &policy.client_id {
            Some(id) if policy.locks() || self.client_id.is_empty() => id,
            _ => &self.client_id,
        }
    }

    /// The country that holds: the agent's, the administrator's, the organisation's, `US`.
    pub(crate) fn country(&self, policy: &Policy, organization: Option<&str>) -> Country {
        let agents = self.default_country.filter(|_| !policy.fixes_country());
        let administrators = || policy.default_country.as_deref().and_then(Country::new);
        agents.or_else(administrators).or_else(|| organization.and_then(Country::new)).unwrap_or(Country::US)
    }

    pub(crate) fn theme(&self) -> Theme {
        self.theme
    }

    pub(crate) fn show_environment(&self, policy: &Policy) -> Setting<EnvironmentChoice> {
        let value = match self.environment(policy) {
            Environment::Region(region) => EnvironmentChoice::Region(region.name().to_owned()),
            Environment::Loopback(loopback) => EnvironmentChoice::Sandbox(loopback.into()),
        };
        let locked = policy.locks() && policy.environment().is_some();
        Setting { value, locked, problem: self.refused_environment.clone() }
    }

    pub(crate) fn show_client_id(&self, policy: &Policy) -> Setting<String> {
        let locked = policy.locks() && policy.client_id.is_some();
        Setting { value: self.client_id(policy).to_owned(), locked, problem: self.refused_client_id.clone() }
    }

    pub(crate) fn show_default_country(&self, policy: &Policy) -> Setting<Option<String>> {
        let locked = policy.fixes_country();
        let administrators = || policy.default_country.clone().filter(|_| locked);
        let value = administrators().or_else(|| self.default_country.map(|country| country.code().to_owned()));
        Setting { value, locked, problem: None }
    }

    pub(crate) fn show_notifications(&self, policy: &Policy) -> Setting<bool> {
        policy.show(self.notifications(policy), policy.enable_alert_notifications.is_some())
    }

    pub(crate) fn show_sound(&self, policy: &Policy) -> Setting<bool> {
        policy.show(self.sound(policy), policy.enable_alert_sound.is_some())
    }

    pub(crate) fn show_volume(&self, policy: &Policy) -> Setting<u8> {
        policy.show(self.volume(policy), policy.alert_volume.is_some())
    }

    fn environment_chosen(&self) -> bool {
        self.environment != Self::default().environment
    }
}

impl Policy {
    /// The deployment that is set here; what cannot be read counts as absent.
    fn environment(&self) -> Option<Environment> {
        if let Some(loopback) = self.loopback_base_url.as_deref().and_then(|base| base.parse().ok()) {
            return Some(Environment::Loopback(loopback));
        }
        let named = self.region.as_deref()?;
        let region = Region::ALL.iter().find(|region| region.name() == named || region.domain() == named)?;
        Some(Environment::Region(*region))
    }

    /// Whether what is set here cannot be changed by agents.
    pub(crate) fn locks(&self) -> bool {
        self.enable_agent_configuration != Some(true)
    }

    /// Of what the agent and the administrator chose, what holds.
    pub(crate) fn choose<T>(&self, agents: Option<T>, administrators: Option<T>) -> Option<T> {
        if self.locks() { administrators.or(agents) } else { agents.or(administrators) }
    }

    pub(crate) fn show<T>(&self, value: T, set: bool) -> Setting<T> {
        Setting { value, locked: set && self.locks(), problem: None }
    }

    fn volume(&self) -> Option<u8> {
        self.alert_volume.map(|volume| u8::try_from(volume).unwrap_or(LOUDEST).min(LOUDEST))
    }

    /// The Interaction Log's fields, for agents with call-log access.
    pub(crate) fn log_fields(&self) -> Option<LogFields> {
        let shown = |hidden: Option<bool>| hidden != Some(true);
        (self.enable_call_logs != Some(false)).then(|| LogFields {
            subject: shown(self.hide_call_log_subject),
            contact: shown(self.hide_call_log_contact),
            relation: shown(self.hide_call_log_relation),
            notes: shown(self.hide_call_log_notes),
        })
    }

    fn fixes_country(&self) -> bool {
        self.locks() && self.default_country.is_some()
    }
}
