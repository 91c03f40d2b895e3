//! The view that the background published, as signals: one for each part, touched only when that part changed.

use genesys::{id::ConversationId, time::Timestamp};
use leptos::prelude::*;
use protocol::{
    Compliance, Compose, Connection, CountryEntry, EnvironmentChoice, History, Interaction, Listing, Notice, Offered,
    PageSettings, Past, Phase, QueueEntry, ResponseSearch, Session, Setting, Settings, SmsEntry, Sound, Status, Theme,
    Transfer, View, page::Opens,
};

use crate::rows::{self, Rows};

/// Where what is shown comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Origin {
    /// Nothing is known yet.
    Nothing,
    /// It is the last view that the background stored.
    Stored,
    /// The background said so.
    Live,
    /// The extension was updated behind this page.
    Gone,
}

/// Everything there is to see.
#[derive(Clone, Copy)]
pub(crate) struct Model {
    /// Where it comes from.
    pub(crate) origin: RwSignal<Origin>,
    /// This view's commands up to this number have been carried out.
    pub(crate) acknowledged: RwSignal<u64>,
    /// [`View::session`].
    pub(crate) session: RwSignal<Session>,
    /// [`View::status`].
    pub(crate) status: RwSignal<Option<Status>>,
    /// [`View::connection`].
    pub(crate) connection: RwSignal<Connection>,
    /// [`View::settings`].
    pub(crate) settings: RwSignal<Settings>,
    /// [`View::notices`].
    pub(crate) notices: RwSignal<Vec<Notice>>,
    /// [`View::sms`].
    pub(crate) sms: RwSignal<SmsEntry>,
    /// [`View::missing_permissions`].
    pub(crate) missing_permissions: RwSignal<Vec<String>>,
    /// [`View::queues`].
    pub(crate) queues: RwSignal<Listing<QueueEntry>>,
    /// [`View::compose`].
    pub(crate) compose: RwSignal<Option<Compose>>,
    /// [`View::offered`].
    pub(crate) offered: RwSignal<Option<Offered>>,
    /// [`View::interactions`].
    pub(crate) interactions: Rows<ConversationId, Interaction>,
    /// [`View::selected`].
    pub(crate) selected: RwSignal<Option<ConversationId>>,
    /// [`View::transfer`].
    pub(crate) transfer: RwSignal<Option<Transfer>>,
    /// [`View::responses`].
    pub(crate) responses: RwSignal<Option<ResponseSearch>>,
    /// [`View::history`].
    pub(crate) history: RwSignal<Option<History>>,
    /// [`View::past`].
    pub(crate) past: RwSignal<Option<Past>>,
    /// [`View::interactions_window`].
    pub(crate) interactions_window: RwSignal<bool>,
    /// [`View::sound`].
    pub(crate) sound: RwSignal<Sound>,
    /// How many interactions wait for wrap-up behind a closed window: the Wrap-up icon is red where it is not 0.
    pub(crate) wrap_up_pending: RwSignal<usize>,
    /// The log, once it was asked for.
    pub(crate) log: RwSignal<Option<String>>,
    /// The countries of the picker, once they were asked for.
    pub(crate) countries: RwSignal<Option<Vec<CountryEntry>>>,
}

impl Model {
    /// A model that knows nothing yet.
    pub(crate) fn new() -> Self {
        Self {
            origin: RwSignal::new(Origin::Nothing),
            acknowledged: RwSignal::new(0),
            session: RwSignal::new(Session::SignedOut { problem: None }),
            status: RwSignal::new(None),
            connection: RwSignal::new(Connection::Idle),
            settings: RwSignal::new(no_settings()),
            notices: RwSignal::new(Vec::new()),
            sms: RwSignal::new(SmsEntry::NotSignedIn),
            missing_permissions: RwSignal::new(Vec::new()),
            queues: RwSignal::new(Listing::Loading),
            compose: RwSignal::new(None),
            offered: RwSignal::new(None),
            interactions: RwSignal::new(Vec::new()),
            selected: RwSignal::new(None),
            transfer: RwSignal::new(None),
            responses: RwSignal::new(None),
            history: RwSignal::new(None),
            past: RwSignal::new(None),
            interactions_window: RwSignal::new(false),
            sound: RwSignal::new(Sound::Fine),
            wrap_up_pending: RwSignal::new(0),
            log: RwSignal::new(None),
            countries: RwSignal::new(None),
        }
    }

    /// Shows `view`.
    pub(crate) fn show(&self, view: View, origin: Origin) {
        let View {
            session,
            status,
            connection,
            settings,
            notices,
            sms,
            missing_permissions,
            queues,
            compose,
            offered,
            interactions,
            selected,
            transfer,
            responses,
            history,
            past,
            interactions_window,
            sound,
            // The background paints it on the toolbar.
            badge: _,
        } = view;
        let pending = interactions.iter().filter(|interaction| wrap_up_pending(&interaction.phase)).count();
        put(self.session, session);
        put(self.status, status);
        put(self.connection, connection);
        put(self.settings, settings);
        put(self.notices, notices);
        put(self.sms, sms);
        put(self.missing_permissions, missing_permissions);
        put(self.queues, queues);
        put(self.compose, compose);
        put(self.offered, offered);
        rows::update(self.interactions, &interactions, |interaction| &interaction.conversation);
        put(self.selected, selected);
        put(self.transfer, transfer);
        put(self.responses, responses);
        put(self.history, history);
        put(self.past, past);
        put(self.interactions_window, interactions_window);
        put(self.sound, sound);
        put(self.wrap_up_pending, pending);
        put(self.origin, origin);
    }

    /// The interaction `conversation`, which changes as it does.
    pub(crate) fn interaction(&self, conversation: &ConversationId) -> Option<ArcRwSignal<Interaction>> {
        self.interactions.with(|rows| rows.iter().find(|row| row.key == *conversation).map(|row| row.item.clone()))
    }
}

impl Default for Model {
    fn default() -> Self {
        Self::new()
    }
}

fn wrap_up_pending(phase: &Phase) -> bool {
    matches!(phase, Phase::WrapUp(wrap_up) if !wrap_up.window_open)
}

/// Sets a signal unless it has the value: nothing that hangs on it runs in vain.
fn put<T: PartialEq + Send + Sync + 'static>(signal: RwSignal<T>, value: T) {
    if signal.with_untracked(|old| *old != value) {
        signal.set(value);
    }
}

fn no_settings() -> Settings {
    Settings {
        environment: unset(EnvironmentChoice::Region("us_east_1".to_owned())),
        client_id: unset(String::new()),
        default_country: unset(None),
        effective_country: "US".to_owned(),
        remembered_queue: None,
        notifications: unset(true),
        sound: unset(true),
        volume: unset(70),
        pages: PageSettings {
            enabled: unset(true),
            on: unset(Vec::new()),
            off: unset(Vec::new()),
            granted: Vec::new(),
            highlight: unset(true),
            tel_links: unset(false),
            code: unset(false),
            opens: unset(Opens::SidePanel),
        },
        compliance: Compliance::default(),
        theme: unset(Theme::System),
        redirect_uri: String::new(),
    }
}

fn unset<T>(value: T) -> Setting<T> {
    Setting { value, locked: false, problem: None }
}

/// How long it is until `deadline`, never negative.
pub(crate) fn remaining_ms(now: Timestamp, deadline: Timestamp) -> i64 {
    deadline.millis_since(now).max(0)
}
