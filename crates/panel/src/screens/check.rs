//! The self-check, in Settings: what Behalf needs, whether it is there, and what to do where it is not; and the log, for
//! whoever is asked for help.

use genesys::permission;
use leptos::prelude::*;
use protocol::{Connection, Listing, QueueSms, Session, Site, Sound};
use webext::storage::{self, Area};

use super::sheet::{Sheet, entry};
use crate::{
    app::App,
    format,
    icons::{self, icon},
    text,
    ui::file,
    words,
};

/// Written and removed, to see whether that can be done.
const PROBE: &str = "check";

/// How something stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
enum Standing {
    /// It works.
    Right,
    /// There is something to do about it.
    Wrong,
    /// It is not known, or not needed.
    Open,
}

/// Something that was looked at.
#[derive(Debug, Clone, PartialEq, Eq, Hash)]
struct Item {
    /// By which tests find it.
    id: &'static str,
    name: String,
    standing: Standing,
    /// What there is, or what to do.
    said: String,
}

/// The sheet of settings.
pub(crate) fn sheet(app: App) -> Sheet {
    let stored = RwSignal::new(None);
    let look = move || {
        stored.set(None);
        leptos::task::spawn_local(async move { stored.set(Some(try_storage().await)) });
    };
    look();
    let items = Memo::new(move |_| {
        let mut items = vec![sign_in(app), cloud(app), queues(app), storage(stored.get()), pages(app), sound(app)];
        items.extend(permissions(app));
        items
    });
    let words = move || {
        let items = items.read_untracked();
        items.iter().map(|item| item.name.as_str()).collect::<Vec<_>>().join(" ")
    };
    let list = view! {
        <div class="row">
            <p class="note">{text::settings_check_lead()}</p>
            <button type="button" class="button small" data-testid="check-again" on:click=move |_| look()>{text::check_again()}</button>
        </div>
        // Only what has changed is made anew, and read out.
        <ul class="checks" aria-live="polite">
            <For each=move || items.get() key=Item::clone let:item>{row(item)}</For>
        </ul>
    };
    let entries = vec![
        entry(&[text::settings_check_lead(), words()], list),
        entry(&[text::save_log(), text::log_hint()], log(app)),
    ];
    Sheet { id: "settings-check", title: text::settings_check(), entries }
}

fn row(Item { id, name, standing, said }: Item) -> impl IntoView {
    let (class, picture) = match standing {
        Standing::Right => ("right", icons::CHECK),
        Standing::Wrong => ("problem", icons::ALERT),
        Standing::Open => ("note", icons::INFO),
    };
    view! {
        <li class=class data-testid=format!("check-{id}")>
            {icon(picture)}
            <div><strong>{name}</strong><p>{said}</p></div>
        </li>
    }
}

/// *Save the log*: the file is offered as soon as it is here.
fn log(app: App) -> impl IntoView {
    view! {
        <div class="row">
            <p class="note" id="log-note">{text::log_hint()}</p>
            <button type="button" class="button small" data-testid="save-log" aria-describedby="log-note" on:click=move |_| app.want_log()>
                {text::save_log()}
            </button>
            {file::offered(app.model.log, "text/plain", "behalf-log.txt".to_owned(), "log-file")}
        </div>
    }
}

/// Whether the browser stores anything; its own words where it does not.
async fn try_storage() -> Result<(), String> {
    let stored = storage::set(Area::Local, [(PROBE, true.into())]).await;
    let removed = storage::remove(Area::Local, PROBE).await;
    stored.and(removed).map_err(|error| error.to_string())
}

fn sign_in(app: App) -> Item {
    let (standing, said) = app.model.session.with(|session| match session {
        Session::SignedIn(agent) => (Standing::Right, text::signed_in_as(&agent.name, &agent.organization)),
        Session::Expired { .. } => (Standing::Wrong, text::expired()),
        Session::SignedOut { problem: Some(problem) } => (Standing::Wrong, words::sign_in_problem(problem)),
        Session::Starting { problem: Some(trouble) } => (Standing::Wrong, words::trouble(trouble)),
        Session::SignedOut { problem: None } => (Standing::Wrong, text::signed_out()),
        Session::SigningIn | Session::Starting { problem: None } => (Standing::Open, text::connecting()),
    });
    Item { id: "sign-in", name: text::check_sign_in(), standing, said }
}

fn cloud(app: App) -> Item {
    let (standing, said) = match app.model.connection.get() {
        Connection::Live => (Standing::Right, text::check_live()),
        Connection::Idle => (Standing::Open, text::check_idle()),
        Connection::Connecting => (Standing::Open, text::connecting()),
        Connection::Offline => (Standing::Wrong, text::offline()),
        Connection::Lost { .. } => (Standing::Wrong, text::check_lost()),
    };
    Item { id: "cloud", name: text::check_cloud(), standing, said }
}

fn queues(app: App) -> Item {
    let signed_in = is_signed_in(app);
    let (standing, said) = app.model.queues.with(|queues| match queues {
        _ if !signed_in => (Standing::Open, text::signed_out()),
        Listing::Loading => (Standing::Open, text::loading()),
        Listing::Failed(trouble) => (Standing::Wrong, words::trouble(trouble)),
        Listing::Loaded(queues) if queues.is_empty() => (Standing::Wrong, text::no_queues()),
        Listing::Loaded(queues) => {
            // Of some the listing leaves the number out; they can be chosen.
            match queues.iter().filter(|queue| queue.sms != QueueSms::HasNone).count() {
                0 => (Standing::Wrong, text::no_queue_with_number()),
                with => (Standing::Right, text::check_queues_with_number(&counted(with), &counted(queues.len()))),
            }
        }
    });
    Item { id: "queues", name: text::check_queues(), standing, said }
}

fn storage(stored: Option<Result<(), String>>) -> Item {
    let (standing, said) = match stored {
        Some(Ok(())) => (Standing::Right, text::check_storage_works()),
        Some(Err(reason)) => (Standing::Wrong, text::check_storage_fails(&reason)),
        None => (Standing::Open, text::loading()),
    };
    Item { id: "storage", name: text::check_storage(), standing, said }
}

fn pages(app: App) -> Item {
    let (standing, said) = app.model.settings.with(|settings| {
        let granted = &settings.pages.granted;
        if granted.iter().any(Site::is_all) {
            (Standing::Right, text::check_pages_all())
        } else if granted.is_empty() {
            (Standing::Open, text::check_pages_none())
        } else {
            let sites: Vec<_> = granted.iter().map(Site::to_string).collect();
            (Standing::Right, text::check_pages_some(&sites.join(", ")))
        }
    });
    Item { id: "pages", name: text::settings_pages(), standing, said }
}

fn sound(app: App) -> Item {
    let (standing, said) = match app.model.sound.get() {
        Sound::Fine => (Standing::Right, text::check_sound_fine()),
        Sound::Blocked => (Standing::Wrong, text::sound_blocked()),
    };
    Item { id: "sound", name: text::check_sound(), standing, said }
}

/// Which feature needs which permission, and whether it is there.
fn permissions(app: App) -> Vec<Item> {
    let signed_in = is_signed_in(app);
    let missing = app.model.missing_permissions.get();
    let items = permission::ALL.into_iter().map(|permission| {
        let (id, name) = feature(permission);
        let needed = words::permission(permission);
        let (standing, said) = if !signed_in {
            (Standing::Open, text::check_needed(&needed))
        } else if missing.iter().any(|missing| missing == permission) {
            (Standing::Wrong, text::check_lacking(&needed))
        } else {
            (Standing::Right, text::check_allowed(&needed))
        };
        Item { id, name, standing, said }
    });
    items.collect()
}

fn feature(permission: &str) -> (&'static str, String) {
    match permission {
        permission::MESSAGE_CREATE => ("write", text::can_write()),
        permission::MESSAGE_VIEW => ("read", text::can_read()),
        permission::BLIND_TRANSFER => ("transfer", text::can_transfer()),
        permission::QUEUE_VIEW => ("find-queues", text::can_find_queues()),
        permission::USER_VIEW => ("find-colleagues", text::can_find_colleagues()),
        permission::CONTACT_VIEW => ("find-contacts", text::can_find_contacts()),
        permission::CONTACT_ADD => ("add-contacts", text::can_add_contacts()),
        permission::PAST_VIEW => ("past", text::past()),
        permission::CALL_LOG => ("log", text::interaction_log()),
        permission::LIBRARY_VIEW => ("libraries", text::can_see_libraries()),
        permission::RESPONSE_VIEW => ("responses", text::can_use_responses()),
        permission::SUPPORTED_CONTENT_VIEW => ("files", text::can_check_files()),
        other => ("other", words::permission(other)),
    }
}

fn is_signed_in(app: App) -> bool {
    app.model.session.with(|session| session.agent().is_some())
}

fn counted(count: usize) -> String {
    format::number(u32::try_from(count).unwrap_or(u32::MAX))
}
