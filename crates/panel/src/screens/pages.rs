//! Numbers on web pages: on this page, and in settings. The browser lets nobody but a view ask for access to a site, and
//! only while it handles a click.

use leptos::{prelude::*, task::spawn_local};
use protocol::{Command, Looks, PageSettings, Setting, Site, page::Opens};
use webext::{permissions, tabs};

use super::{
    settings::{note, switch_entry},
    sheet::{Sheet, entry},
};
use crate::{
    app::App,
    icons::{self, icon},
    text,
    ui::parts,
};

/// What is asked of the browser, and what it said.
#[derive(Clone, Copy)]
struct Access {
    app: App,
    refused: RwSignal<bool>,
}

impl Access {
    fn new(app: App) -> Self {
        Self { app, refused: RwSignal::new(false) }
    }

    /// Has numbers looked for on a site. The browser is asked first, in the click's own turn; it may close this page while
    /// it asks, so the wish is sent before the answer. Without access nothing comes of it.
    fn look_at(self, site: &Site) {
        let granted = permissions::request(&[site.pattern()]);
        self.refused.set(false);
        self.app.send(Command::FindNumbers { on: site.clone(), wanted: true });
        let site = site.clone();
        spawn_local(async move {
            if !granted.await.is_ok_and(|granted| granted) {
                self.app.send(Command::FindNumbers { on: site, wanted: false });
                self.refused.set(true);
            }
        });
    }

    fn look_away_from(self, site: &Site) {
        self.refused.set(false);
        self.app.send(Command::FindNumbers { on: site.clone(), wanted: false });
    }

    /// Gives everything back.
    fn give_back(self) {
        let granted = self.app.model.settings.with_untracked(|settings| settings.pages.granted.clone());
        let origins: Vec<_> = granted.iter().map(Site::pattern).collect();
        spawn_local(async move {
            // What the administrator granted stays, and shows.
            let _ = permissions::remove(&origins).await;
        });
    }

    fn remark(self) -> impl IntoView {
        view! {
            <div role="status">
                {move || self.refused.get().then(|| view! { <div data-testid="pages-refused">{parts::remark(text::pages_here_refused())}</div> })}
            </div>
        }
    }
}

/// *Numbers on this page*.
pub(crate) fn here(app: App) -> impl IntoView {
    let access = Access::new(app);
    let site = RwSignal::new(None::<Site>);
    let look = move || {
        spawn_local(async move {
            let tab = tabs::active().await.ok().flatten();
            // The page may have gone meanwhile, and its signals with it.
            site.try_set(tab.and_then(|tab| site_of(&tab.url?)));
        });
    };
    look();
    let looks = Memo::new(move |_| {
        app.model.settings.with(|settings| settings.pages.looks(site.read().as_ref().unwrap_or(&Site::ALL)))
    });
    let enabled = Memo::new(move |_| app.model.settings.with(|settings| settings.pages.enabled.value));
    let fixed = move |part: fn(&PageSettings, &Site) -> bool| {
        app.model.settings.with(|settings| part(&settings.pages, site.read().as_ref().unwrap_or(&Site::ALL)))
    };
    let denied = Memo::new(move |_| fixed(is_denied));
    let choose = move |wanted: Looks| {
        let here = site.get_untracked();
        match (wanted, here) {
            (Looks::Off, here) => access.look_away_from(&here.unwrap_or(Site::ALL)),
            (Looks::Here, Some(here)) => {
                access.look_at(&here);
                if looks.get_untracked() == Looks::Everywhere {
                    app.send(Command::FindNumbers { on: Site::ALL, wanted: false });
                }
            }
            (Looks::Here, None) => {}
            (Looks::Everywhere, here) => {
                access.look_at(&Site::ALL);
                if let Some(here) = here {
                    app.send(Command::ForgetSite(here));
                }
            }
        }
    };
    // What the agent chose shows until it holds, or is refused: then nothing changes that would take the mark back.
    let asked = RwSignal::new(None::<Looks>);
    Effect::new(move |_| {
        looks.track();
        asked.set(None);
    });
    Effect::new(move |_| {
        if access.refused.get() {
            asked.set(None);
        }
    });
    let radio = move |one: Looks, name: &'static str, label: String, disabled: Signal<bool>| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="pages-here"
                    value=name
                    data-testid="pages-here"
                    data-looks=name
                    disabled=disabled
                    prop:checked=move || asked.get().unwrap_or_else(|| looks.get()) == one
                    on:change=move |_| {
                        choose(one);
                        asked.set(Some(one));
                    }
                />
                <span>{label}</span>
            </label>
        }
    };
    let off_fixed = Signal::derive(move || denied.get() || fixed(cannot_be_left_out));
    let here_fixed = Signal::derive(move || denied.get() || site.read().is_none() || fixed(cannot_be_added));
    let all_fixed = Signal::derive(move || denied.get() || fixed(|pages, _| cannot_be_added(pages, &Site::ALL)));
    let about = move || {
        if denied.get() {
            return text::pages_here_denied();
        }
        match site.read().as_ref() {
            Some(site) => text::pages_here_named(&site.to_string()),
            None => text::pages_here_none(),
        }
    };
    move || {
        enabled.get().then(|| view! {
            <aside><fieldset class="pages-here" aria-describedby="pages-here-note" on:pointerenter=move |_| look() on:focusin=move |_| look()>
                <legend>{text::pages_here()}</legend>
                <div class="segments">
                    {radio(Looks::Off, "off", text::pages_here_off(), off_fixed)}
                    {radio(Looks::Here, "here", text::pages_here_site(), here_fixed)}
                    {radio(Looks::Everywhere, "everywhere", text::pages_here_all(), all_fixed)}
                </div>
                <p id="pages-here-note" class="note" data-testid="pages-here-site">{about}</p>
                {access.remark()}
            </fieldset></aside>
        })
    }
}

/// The sheet of settings.
pub(crate) fn sheet(app: App) -> Sheet {
    let access = Access::new(app);
    let nothing_granted = Memo::new(move |_| app.model.settings.with(|settings| settings.pages.granted.is_empty()));
    let all = move || {
        app.model.settings.with(|settings| {
            let on = &settings.pages.on;
            Setting { value: on.value.iter().any(Site::is_all), locked: on.locked, problem: None }
        })
    };
    let look_at_all = move |wanted| {
        if wanted { access.look_at(&Site::ALL) } else { access.look_away_from(&Site::ALL) }
    };
    let switch = |id, note_id, words, part: fn(&PageSettings) -> &Setting<bool>, command: fn(bool) -> Command| {
        let setting = move || app.model.settings.with(|settings| part(&settings.pages).clone());
        switch_entry(id, note_id, words, setting, move |wanted| app.send(command(wanted)))
    };
    let enabled = (text::click_to_sms(), text::click_to_sms_hint());
    let everywhere = (text::pages_all(), text::pages_all_hint());
    let highlight = (text::pages_highlight(), text::pages_highlight_hint());
    let tel_links = (text::pages_tel_links(), text::pages_tel_links_hint());
    let code = (text::pages_code(), text::pages_code_hint());
    let give_back = move || {
        (!nothing_granted.get()).then(|| view! {
            <button type="button" class="button" data-testid="give-back" aria-describedby="give-back-note" on:click=move |_| access.give_back()>
                {text::pages_give_back()}
            </button>
            <p id="give-back-note" class="note">{text::pages_give_back_hint()}</p>
        })
    };
    let entries = vec![
        switch("click-to-sms", "click-to-sms-note", enabled, |pages| &pages.enabled, Command::SetClickToSms),
        switch_entry("pages-all", "pages-all-note", everywhere, all, look_at_all),
        entry(&[], access.remark()),
        entry(&[text::pages_on()], on_list(access)),
        entry(&[text::pages_off()], off_list(app)),
        switch("highlight", "highlight-note", highlight, |pages| &pages.highlight, Command::SetHighlight),
        switch("tel-links", "tel-links-note", tel_links, |pages| &pages.tel_links, Command::SetTelLinks),
        switch("numbers-in-code", "numbers-in-code-note", code, |pages| &pages.code, Command::SetNumbersInCode),
        entry(&[text::pages_opens(), text::pages_opens_hint()], opens(app)),
        entry(&[text::pages_give_back(), text::pages_give_back_hint()], give_back),
    ];
    Sheet { id: "settings-pages", title: text::settings_pages(), entries }
}

/// The sites where numbers are found, but for *all*, which is a switch.
fn on_list(access: Access) -> impl IntoView {
    let app = access.app;
    let list = Memo::new(move |_| {
        app.model.settings.with(|settings| {
            let pages = &settings.pages;
            let granted = |site: &Site| pages.granted.iter().any(|one| one.covers(site));
            let sites = pages.on.value.iter().filter(|site| !site.is_all());
            sites.map(|site| (site.clone(), granted(site))).collect::<Vec<_>>()
        })
    });
    let locked = Signal::derive(move || app.model.settings.with(|settings| settings.pages.on.locked));
    let row = move |(site, granted): (Site, bool)| {
        let (name, other, remove) = (site.to_string(), site.clone(), site.clone());
        let allow = (!granted).then(|| {
            view! {
                <span class="note">{text::pages_waits()}</span>
                <button type="button" class="button small" data-testid="pages-allow" aria-label=text::pages_allow_site(&name) on:click=move |_| access.look_at(&other)>
                    {text::pages_allow()}
                </button>
            }
        });
        view! {
            <li class="site" data-testid="pages-on" data-site=name.clone() data-granted=if granted { "yes" } else { "no" }>
                <span class="site-name">{name.clone()}</span>
                {allow}
                {remove_button(locked, &name, move || { app.send(Command::FindNumbers { on: remove.clone(), wanted: false }); })}
            </li>
        }
    };
    view! {
        <div class="field">
            <span id="pages-on-label">{text::pages_on()}</span>
            <ul class="sites" aria-labelledby="pages-on-label">{move || list.get().into_iter().map(row).collect_view()}</ul>
            {move || list.read().is_empty().then(|| view! { <p class="note">{text::pages_on_none()}</p> })}
            {note("pages-on-note", locked, String::new())}
        </div>
    }
}

/// The sites where they are not.
fn off_list(app: App) -> impl IntoView {
    let list = Memo::new(move |_| app.model.settings.with(|settings| settings.pages.off.value.clone()));
    let locked = Signal::derive(move || app.model.settings.with(|settings| settings.pages.off.locked));
    let row = move |site: Site| {
        let name = site.to_string();
        view! {
            <li class="site" data-testid="pages-off" data-site=name.clone()>
                <span class="site-name">{name.clone()}</span>
                {remove_button(locked, &name, move || { app.send(Command::ForgetSite(site.clone())); })}
            </li>
        }
    };
    view! {
        <div class="field">
            <span id="pages-off-label">{text::pages_off()}</span>
            <ul class="sites" aria-labelledby="pages-off-label">{move || list.get().into_iter().map(row).collect_view()}</ul>
            {move || list.read().is_empty().then(|| view! { <p class="note">{text::pages_off_none()}</p> })}
            {note("pages-off-note", locked, String::new())}
        </div>
    }
}

fn remove_button(locked: Signal<bool>, name: &str, remove: impl Fn() + Clone + Send + 'static) -> AnyView {
    let label = text::pages_remove_site(name);
    let button = move || {
        let (label, remove) = (label.clone(), remove.clone());
        view! {
            <button type="button" class="icon-button small" data-testid="pages-remove" title=text::pages_remove() aria-label=label on:click=move |_| remove()>
                {icon(icons::CLOSE)}
            </button>
        }
    };
    (move || (!locked.get()).then(&button)).into_any()
}

/// Where New Interaction opens.
fn opens(app: App) -> impl IntoView {
    let setting = move || app.model.settings.with(|settings| settings.pages.opens.clone());
    let locked = Signal::derive(move || setting().locked);
    let radio = move |opens: Opens, name: &'static str, label: String| {
        view! {
            <label class="segment">
                <input
                    type="radio"
                    name="pages-opens"
                    value=name
                    data-testid="pages-opens"
                    data-opens=name
                    disabled=locked
                    prop:checked=move || setting().value == opens
                    on:change=move |_| { app.send(Command::SetOpens(opens)); }
                />
                <span>{label}</span>
            </label>
        }
    };
    view! {
        <fieldset class="field" aria-describedby="pages-opens-note">
            <legend>{text::pages_opens()}</legend>
            <div class="segments">
                {radio(Opens::SidePanel, "panel", text::pages_opens_panel())}
                {radio(Opens::Window, "window", text::pages_opens_window())}
            </div>
            {note("pages-opens-note", locked, text::pages_opens_hint())}
        </fieldset>
    }
}

/// The administrator left this site out.
fn is_denied(pages: &PageSettings, site: &Site) -> bool {
    pages.off.locked && pages.off.value.iter().any(|one| one.covers(site))
}

/// The administrator's lists have no room for the agent's wish not to.
fn cannot_be_left_out(pages: &PageSettings, _: &Site) -> bool {
    pages.on.locked && pages.off.locked
}

/// The administrator did not list it, and nobody else can.
fn cannot_be_added(pages: &PageSettings, site: &Site) -> bool {
    pages.on.locked && !pages.on.value.iter().any(|one| one.covers(site))
}

/// The site of a page's address; `None`: it is no web page.
fn site_of(address: &str) -> Option<Site> {
    let url = web_sys::Url::new(address).ok()?;
    let web = matches!(url.protocol().as_str(), "http:" | "https:");
    web.then(|| Site::host(&url.hostname()).ok()).flatten()
}
