//! Settings, one control each; the sign-in screen shows the first ones too.

use genesys::region::Region;
use leptos::{ev, html, prelude::*};
use protocol::{Command, EnvironmentChoice, Listing, QueueEntry, QueueSms, Setting, SettingProblem, Theme};

use super::{
    gate::is_sandbox,
    sheet::{Entry, entry},
};
use crate::{
    app::App,
    format,
    icons::{self, icon},
    text,
    ui::{
        combobox::{Choice, Combobox, combobox},
        parts, refusal,
        refusal::Availability,
    },
    words,
};

/// When what is typed into a setting takes effect.
#[derive(Clone, Copy, PartialEq, Eq)]
pub(crate) enum Commit {
    /// With each key: nobody is signed in, nothing can break, and a popup may close at any moment.
    AsTyped,
    /// When the field is left.
    WhenLeft,
}

/// Where Genesys Cloud is.
#[derive(Clone, Copy)]
pub(crate) struct Environment {
    app: App,
    commit: Commit,
    /// The sandbox was picked from the list, and has no address yet.
    sandbox_picked: RwSignal<bool>,
}

/// The list's entry for a sandbox.
const SANDBOX: &str = "sandbox";

impl Environment {
    /// The setting, as `app` shows it.
    pub(crate) fn new(app: App, commit: Commit) -> Self {
        Self { app, commit, sandbox_picked: RwSignal::new(false) }
    }

    /// A sandbox is picked, but its address is not in force.
    pub(crate) fn unfinished(&self) -> bool {
        self.app.model.settings.with(|settings| {
            let environment = &settings.environment;
            environment.problem.is_some() || (self.sandbox_picked.get() && !is_sandbox(&environment.value))
        })
    }

    fn is_sandbox(&self) -> bool {
        self.sandbox_picked.get()
            || self
                .app
                .model
                .settings
                .with(|settings| settings.environment.problem.is_some() || is_sandbox(&settings.environment.value))
    }

    /// Its controls.
    pub(crate) fn field(self) -> impl IntoView {
        let app = self.app;
        let locked = Signal::derive(move || app.model.settings.with(|settings| settings.environment.locked));
        let chosen = move || {
            if self.is_sandbox() {
                return SANDBOX.to_owned();
            }
            app.model.settings.with(|settings| match &settings.environment.value {
                EnvironmentChoice::Region(name) => name.clone(),
                EnvironmentChoice::Sandbox(_) => SANDBOX.to_owned(),
            })
        };
        let address = Signal::derive(move || {
            app.model.settings.with(|settings| match (&settings.environment.problem, &settings.environment.value) {
                (Some(problem), _) => words::entered(problem).to_owned(),
                (None, EnvironmentChoice::Sandbox(address)) => address.clone(),
                (None, EnvironmentChoice::Region(_)) => String::new(),
            })
        });
        let problem = Signal::derive(move || app.model.settings.with(|settings| settings.environment.problem.clone()));
        let options = Region::ALL
            .iter()
            .map(|region| view! { <option value=region.name() selected=move || chosen() == region.name()>{region_name(*region)}</option> })
            .collect_view();
        let pick = move |event: web_sys::Event| {
            let value = event_target_value(&event);
            self.sandbox_picked.set(value == SANDBOX);
            if value != SANDBOX {
                app.send(Command::SetEnvironment(EnvironmentChoice::Region(value)));
            }
        };
        view! {
            <div class="field">
                <label for="region">{text::region()}</label>
                <div class="select">
                    <select id="region" data-testid="region" disabled=locked prop:value=chosen on:change=pick aria-describedby="region-note">
                        {options}
                        <option value=SANDBOX selected=move || chosen() == SANDBOX>{text::region_sandbox()}</option>
                    </select>
                    {icon(icons::DOWN)}
                </div>
                {note("region-note", locked, String::new())}
            </div>
            <Show when=move || self.is_sandbox()>
                {text_setting(
                    TextSetting {
                        id: "sandbox-address",
                        label: text::sandbox_address(),
                        hint: text::sandbox_address_hint(),
                        placeholder: "http://127.0.0.1:8080",
                        value: address,
                        locked,
                        problem,
                        commit: self.commit,
                    },
                    move |value| { app.send(Command::SetEnvironment(EnvironmentChoice::Sandbox(value))); },
                )}
            </Show>
        }
    }
}

/// The OAuth client id.
pub(crate) fn client_id(app: App, commit: Commit) -> impl IntoView {
    let value = Signal::derive(move || {
        app.model.settings.with(|settings| match &settings.client_id.problem {
            Some(problem) => words::entered(problem).to_owned(),
            None => settings.client_id.value.clone(),
        })
    });
    let locked = Signal::derive(move || app.model.settings.with(|settings| settings.client_id.locked));
    let problem = Signal::derive(move || app.model.settings.with(|settings| settings.client_id.problem.clone()));
    text_setting(
        TextSetting {
            id: "client-id",
            label: text::client_id(),
            hint: text::client_id_hint(),
            placeholder: "00000000-0000-0000-0000-000000000000",
            value,
            locked,
            problem,
            commit,
        },
        move |value| {
            app.send(Command::SetClientId(value));
        },
    )
}

/// The redirect URI that an administrator registers, to copy; folded away unless `open`.
pub(crate) fn redirect_uri(app: App, open: bool) -> impl IntoView {
    let uri = Memo::new(move |_| app.model.settings.with(|settings| settings.redirect_uri.clone()));
    let copied = RwSignal::new(false);
    let copy = move |_: ev::MouseEvent| {
        // Without the clipboard the text can still be selected by hand.
        let _ = window().navigator().clipboard().write_text(&uri.get_untracked());
        copied.set(true);
    };
    move || {
        (!uri.read().is_empty()).then(|| view! {
            <details class="redirect" open=open>
                <summary data-testid="for-administrators">{text::for_administrators()}{icon(icons::DOWN)}</summary>
                <p class="redirect-lead">{text::redirect_uri_lead()}</p>
                <div class="copyable">
                    <code data-testid="redirect-uri">{uri}</code>
                    <button type="button" class="button small" data-testid="copy-redirect-uri" on:click=copy>
                        {icon(icons::COPY)}
                        <span role="status">{move || if copied.get() { text::copied() } else { text::copy() }}</span>
                    </button>
                </div>
            </details>
        })
    }
}

/// The agent's default country.
pub(crate) fn default_country(app: App) -> impl IntoView {
    app.want_countries();
    let locked = Signal::derive(move || app.model.settings.with(|settings| settings.default_country.locked));
    let chosen = move || app.model.settings.with(|settings| settings.default_country.value.clone().unwrap_or_default());
    let countries = move || {
        let mut named: Vec<_> = match app.model.countries.get() {
            Some(countries) => countries
                .into_iter()
                .map(|country| (format::country(&country.code), country.code, country.calling_code))
                .collect(),
            None => app
                .model
                .settings
                .with(|settings| settings.default_country.value.clone())
                .map(|code| (format::country(&code), code, 0))
                .into_iter()
                .collect(),
        };
        named.sort_by(|(one, ..), (other, ..)| format::alphabetical(one, other));
        named
            .into_iter()
            .map(|(name, code, calling_code)| {
                let label = if calling_code == 0 { name } else { format!("{name} (+{calling_code})") };
                let value = code.clone();
                view! { <option value=value selected=move || chosen() == code>{label}</option> }
            })
            .collect_view()
    };
    let choose = move |event: web_sys::Event| {
        let code = event_target_value(&event);
        app.send(Command::SetDefaultCountry((!code.is_empty()).then_some(code)));
    };
    let inherited = move || {
        let country = app.model.settings.with(|settings| format::country(&settings.effective_country));
        if chosen().is_empty() { text::country_inherited(&country) } else { text::country_inherit() }
    };
    view! {
        <div class="field">
            <label for="default-country">{text::default_country()}</label>
            <div class="select">
                <select id="default-country" data-testid="default-country" disabled=locked on:change=choose aria-describedby="default-country-note">
                    <option value="" selected=move || chosen().is_empty()>{inherited}</option>
                    {countries}
                </select>
                {icon(icons::DOWN)}
            </div>
            {note("default-country-note", locked, text::default_country_hint())}
        </div>
    }
}

/// *Configure on behalf of queue*.
pub(crate) fn remembered_queue(app: App) -> impl IntoView {
    let remembered = Memo::new(move |_| app.model.settings.with(|settings| settings.remembered_queue.clone()));
    let node = NodeRef::<html::Input>::new();
    let search = RwSignal::new(String::new());
    let choices = Signal::derive(move || {
        let wanted = search.read().to_lowercase();
        app.model.queues.with(|queues| match queues {
            Listing::Loading => Listing::Loading,
            Listing::Failed(trouble) => Listing::Failed(trouble.clone()),
            Listing::Loaded(queues) => Listing::Loaded(
                queues.iter().filter(|queue| queue.name.to_lowercase().contains(&wanted)).map(queue_choice).collect(),
            ),
        })
    });
    let show = move || {
        let name =
            remembered.with_untracked(|queue| queue.as_ref().map(|queue| queue.name.clone()).unwrap_or_default());
        if let Some(input) = node.get_untracked() {
            input.set_value(&name);
        }
    };
    Effect::new(move |_| {
        remembered.track();
        if node.get().is_some() {
            show();
        }
    });
    let choose = Callback::new(move |key: String| {
        search.set(String::new());
        app.send(Command::RememberQueue(Some(genesys::id::QueueId::new(key))));
    });
    let field = combobox(
        app,
        Combobox {
            id: "remembered-queue",
            testid: "remembered-queue",
            option_testid: "remembered-queue-option",
            placeholder: text::remembered_queue_none(),
            label_id: "remembered-queue-label",
            described_by: "remembered-queue-note",
            node,
            first: remembered
                .with_untracked(|queue| queue.as_ref().map(|queue| queue.name.clone()).unwrap_or_default()),
            on_input: Callback::new(move |event: web_sys::Event| search.set(event_target_value(&event))),
            fresh: Signal::derive(|| true),
            choices,
            chosen: Signal::derive(move || {
                remembered.with(|queue| queue.as_ref().map(|queue| queue.id.as_str().to_owned()))
            }),
            nothing: Signal::derive(move || {
                if search.read().is_empty() { text::no_queues() } else { text::no_queue_matches() }
            }),
            on_choose: choose,
            always_open: false,
        },
    );
    view! {
        <div class="field">
            <label id="remembered-queue-label" for="remembered-queue">{text::remembered_queue()}</label>
            <div class="with-button">
                {field}
                <Show when=move || remembered.read().is_some()>
                    <button type="button" class="button" data-testid="forget-queue" on:click=app.on_click(Command::RememberQueue(None))>
                        {text::clear()}
                    </button>
                </Show>
            </div>
            {note("remembered-queue-note", Signal::derive(|| false), text::remembered_queue_hint())}
        </div>
    }
}

/// A queue as something to choose.
pub(crate) fn queue_choice(queue: &QueueEntry) -> Choice {
    Choice {
        key: queue.id.as_str().to_owned(),
        label: queue.name.clone(),
        detail: queue.number.clone(),
        refused: match queue.sms {
            QueueSms::HasNone => Some(text::queue_has_no_number()),
            QueueSms::Has | QueueSms::Unknown => None,
        },
    }
}

/// Whether system notifications tell of what is offered.
pub(crate) fn notifications(app: App) -> Entry {
    let setting = move || app.model.settings.with(|settings| settings.notifications.clone());
    let words = (text::notifications(), text::notifications_hint());
    switch_entry("notifications", "notifications-note", words, setting, move |wanted| {
        app.send(Command::SetNotifications(wanted));
    })
}

/// Whether a sound tells of what is offered.
pub(crate) fn sound(app: App) -> Entry {
    let setting = move || app.model.settings.with(|settings| settings.sound.clone());
    let words = (text::sound(), text::sound_hint());
    switch_entry("sound", "sound-note", words, setting, move |wanted| {
        app.send(Command::SetSound(wanted));
    })
}

/// How loud the sound is.
pub(crate) fn volume(app: App) -> impl IntoView {
    let volume = Memo::new(move |_| app.model.settings.with(|settings| settings.volume.value));
    let locked = Signal::derive(move || app.model.settings.with(|settings| settings.volume.locked));
    let silent = move || app.model.settings.with(|settings| !settings.sound.value);
    // What the slider shows while it is being moved.
    let moved = RwSignal::new(None);
    let shown = move || moved.get().unwrap_or(volume.get());
    view! {
        <div class="field">
            <label for="volume">{text::volume()}</label>
            <div class="slider">
                <input
                    id="volume"
                    data-testid="volume"
                    type="range"
                    min="0"
                    max="100"
                    step="5"
                    disabled=move || locked.get() || silent()
                    aria-describedby="volume-note"
                    prop:value=move || volume.get().to_string()
                    on:input=move |event| moved.set(event_target_value(&event).parse().ok())
                    on:change=move |event| {
                        moved.set(None);
                        if let Ok(volume) = event_target_value(&event).parse() {
                            app.send(Command::SetVolume(volume));
                        }
                    }
                />
                <output for="volume">{move || text::percent(&shown().to_string())}</output>
            </div>
            {note("volume-note", locked, String::new())}
        </div>
    }
}

/// *Try it*: what an alert is like.
pub(crate) fn try_alert(app: App) -> impl IntoView {
    let nothing =
        Memo::new(move |_| app.model.settings.with(|settings| !settings.notifications.value && !settings.sound.value));
    let availability =
        move || if nothing.get() { Availability::Refused("try-alert-refused") } else { Availability::Available };
    view! {
        <div>
            {refusal::button(app, "button", "try-alert", availability, view! { {icon(icons::SOUND)} <span>{text::try_it()}</span> }, move || { app.send(Command::TryAlert); })}
            <p id="try-alert-refused" class="note">{move || nothing.get().then(text::alerts_off)}</p>
        </div>
    }
}

/// A setting that is on or off; `words`: what it is called, and what it is for.
fn switch(
    id: &'static str,
    note_id: &'static str,
    (label, hint): (String, String),
    setting: impl Fn() -> Setting<bool> + Copy + Send + Sync + 'static,
    set: impl Fn(bool) + 'static,
) -> impl IntoView {
    let locked = Signal::derive(move || setting().locked);
    view! {
        <div class="field">
            <label class="switch">
                <input
                    type="checkbox"
                    role="switch"
                    data-testid=id
                    disabled=locked
                    aria-describedby=note_id
                    prop:checked=move || setting().value
                    on:change=move |event| set(event_target_checked(&event))
                />
                <span>{label}</span>
            </label>
            {note(note_id, locked, hint)}
        </div>
    }
}

/// The same among settings that are searched.
pub(crate) fn switch_entry(
    id: &'static str,
    note_id: &'static str,
    words: (String, String),
    setting: impl Fn() -> Setting<bool> + Copy + Send + Sync + 'static,
    set: impl Fn(bool) + 'static,
) -> Entry {
    entry(&[words.0.clone(), words.1.clone()], switch(id, note_id, words, setting, set))
}

/// Light, dark, or as the system is.
pub(crate) fn theme(app: App) -> impl IntoView {
    let locked = Signal::derive(move || app.model.settings.with(|settings| settings.theme.locked));
    let radio = move |theme: Theme, name: &'static str, label: String| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="theme"
                    value=name
                    data-testid="theme"
                    data-theme-choice=name
                    disabled=locked
                    prop:checked=move || app.model.settings.with(|settings| settings.theme.value == theme)
                    on:change=move |_| { app.send(Command::SetTheme(theme)); }
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field" aria-describedby="theme-note">
            <legend>{text::theme()}</legend>
            <div class="segments">
                {radio(Theme::System, "system", text::theme_system())}
                {radio(Theme::Light, "light", text::theme_light())}
                {radio(Theme::Dark, "dark", text::theme_dark())}
            </div>
            {note("theme-note", locked, String::new())}
        </fieldset>
    }
}

/// A region's name for people.
fn region_name(region: Region) -> String {
    match region {
        Region::UsEast1 => text::region_us_east_1(),
        Region::UsWest2 => text::region_us_west_2(),
        Region::UsEast2 => text::region_us_east_2(),
        Region::CaCentral1 => text::region_ca_central_1(),
        Region::MxCentral1 => text::region_mx_central_1(),
        Region::SaEast1 => text::region_sa_east_1(),
        Region::EuWest1 => text::region_eu_west_1(),
        Region::EuWest2 => text::region_eu_west_2(),
        Region::EuCentral1 => text::region_eu_central_1(),
        Region::EuCentral2 => text::region_eu_central_2(),
        Region::EuscDeEast1 => text::region_eusc_de_east_1(),
        Region::MeCentral1 => text::region_me_central_1(),
        Region::ApSouth1 => text::region_ap_south_1(),
        Region::ApSoutheast1 => text::region_ap_southeast_1(),
        Region::ApSoutheast2 => text::region_ap_southeast_2(),
        Region::ApNortheast1 => text::region_ap_northeast_1(),
        Region::ApNortheast2 => text::region_ap_northeast_2(),
        Region::ApNortheast3 => text::region_ap_northeast_3(),
    }
}

/// What stands below a setting: that it is locked, or what it is for.
pub(crate) fn note(id: &'static str, locked: Signal<bool>, hint: String) -> impl IntoView {
    view! {
        <p id=id class="note">
            {move || if locked.get() {
                view! { <span class="locked">{icon(icons::LOCK)}{text::locked()}</span> }.into_any()
            } else {
                hint.clone().into_any()
            }}
        </p>
    }
}

struct TextSetting {
    id: &'static str,
    label: String,
    hint: String,
    placeholder: &'static str,
    value: Signal<String>,
    locked: Signal<bool>,
    problem: Signal<Option<SettingProblem>>,
    commit: Commit,
}

fn text_setting(setting: TextSetting, save: impl Fn(String) + Copy + 'static) -> impl IntoView {
    let TextSetting { id, label, hint, placeholder, value, locked, problem, commit } = setting;
    let node = NodeRef::<html::Input>::new();
    let editing = RwSignal::new(false);
    // While it is being typed into, the field has the word; what comes in shows when it is left.
    Effect::new(move |_| {
        let value = value.get();
        if let Some(input) = node.get().filter(|_| !editing.get_untracked()) {
            input.set_value(&value);
        }
    });
    let saved = StoredValue::new(value.get_untracked());
    let save = move || {
        let Some(entered) = node.get_untracked().map(|input| input.value().trim().to_owned()) else { return };
        if saved.with_value(|saved| *saved != entered) {
            saved.set_value(entered.clone());
            save(entered);
        }
    };
    let shown_problem = move || if editing.get() { None } else { problem.get() };
    let note_id = format!("{id}-note");
    let hint = StoredValue::new(hint);
    view! {
        <div class="field">
            <label for=id>{label}</label>
            <input
                node_ref=node
                id=id
                data-testid=id
                class="input"
                type="text"
                autocomplete="off"
                autocapitalize="off"
                spellcheck="false"
                placeholder=placeholder
                readonly=locked
                prop:value=value.get_untracked()
                aria-invalid=move || shown_problem().is_some().then_some("true")
                aria-describedby=note_id.clone()
                on:input=move |_| {
                    editing.set(true);
                    if commit == Commit::AsTyped {
                        save();
                    }
                }
                on:change=move |_| { editing.set(false); save(); }
                on:blur=move |_| editing.set(false)
            />
            <div id=note_id>
                {move || match shown_problem() {
                    Some(problem) => view! { <p class="problem" data-testid=format!("{id}-problem")>{icon(icons::ALERT)}<span>{words::setting_problem(&problem)}</span></p> }.into_any(),
                    None if locked.get() => view! { <p class="note"><span class="locked">{icon(icons::LOCK)}{text::locked()}</span></p> }.into_any(),
                    None => view! { <p class="note">{hint.get_value()}</p> }.into_any(),
                }}
            </div>
        </div>
    }
}

/// Settings that need an agent say so where there is none.
pub(crate) fn needs_sign_in() -> impl IntoView {
    parts::remark(text::settings_need_sign_in())
}
