//! A browser with Behalf loaded: a fresh profile, a driver of its own, and nothing left behind.

use std::cell::RefCell;
use std::future::Future;
use std::path::{Path, PathBuf};
use std::str::FromStr;
use std::time::Duration;
use std::{env, fmt, fs};

use futures_util::{SinkExt, StreamExt};
use reqwest::Method;
use rustix::param::clock_ticks_per_second;
use serde::Deserialize;
use serde_json::{Map, Value, json};
use thirtyfour::common::command::FormatRequestData;
use thirtyfour::error::WebDriverErrorInner;
use thirtyfour::{Capabilities, RequestData, SessionId, WebDriver};
use tokio::runtime::{Builder, Runtime};
use tokio_tungstenite::connect_async;
use tokio_tungstenite::tungstenite::{self, Message};

use crate::driver::Driver;
use crate::failure::{During, Failure, Outcome, expect};
use crate::policy;
use crate::recording::Recording;
use crate::tab::Tab;
use crate::wait::{Look, SOON, wait_for};

/// The language of browsers that are not asked for another.
const ENGLISH: &str = "en-US";
/// Behalf's id in Chromium: the manifest's key makes it.
const CHROMIUM_ID: &str = "dkneilkmfghcfappcfcgcokclmddhhog";
/// Behalf's id in Firefox.
const FIREFOX_ID: &str = "behalf@behalf.example";
/// The host of Behalf's pages in Firefox, which would otherwise be drawn for each profile.
const FIREFOX_HOST: &str = "6a1d3f08-52c7-4e0b-9f3e-7b2c8d94e510";

/// Which browser.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Kind {
    /// Chromium, through chromedriver.
    Chromium,
    /// Firefox, through geckodriver.
    Firefox,
}

impl FromStr for Kind {
    type Err = String;

    /// As a person names it.
    fn from_str(name: &str) -> Result<Self, String> {
        match name {
            "chromium" | "chrome" => Ok(Self::Chromium),
            "firefox" => Ok(Self::Firefox),
            other => Err(format!("there is no browser {other:?}")),
        }
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        formatter.write_str(match self {
            Self::Chromium => "chromium",
            Self::Firefox => "firefox",
        })
    }
}

/// What of a system notification is clicked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum NotificationPart {
    /// The notification itself.
    Body,
    /// A button, by its place.
    Button(u32),
}

/// What the alerts' player does.
#[derive(Debug, Clone, Copy, PartialEq, Deserialize)]
pub struct Playing {
    /// It plays.
    pub playing: bool,
    /// Over and over.
    pub looped: bool,
    /// From 0 to 1.
    pub volume: f64,
    /// Where it is in the sound, in seconds.
    pub time: f64,
}

/// How a browser is started.
#[derive(Debug, Clone)]
pub struct Options {
    /// Without a window on the display.
    pub headless: bool,
    /// The unpacked extension; without, the one that `cargo xtask build` has made.
    pub extension: Option<PathBuf>,
    /// What an administrator has set by policy, for `storage.managed`.
    pub policy: Option<Value>,
    /// The browser's language (Firefox only: Chromium brings the words of its own for English alone where it was installed
    /// without the others, and goes by those).
    pub language: &'static str,
}

impl Default for Options {
    fn default() -> Self {
        Self { headless: true, extension: None, policy: None, language: ENGLISH }
    }
}

/// Behalf's pages, each an HTML file.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Page {
    /// The toolbar's popup.
    Popup,
    /// Chromium's side panel, Firefox' sidebar.
    SidePanel,
    /// The client in a window of its own.
    Window,
    /// The Interactions window.
    Interactions,
    /// The Wrap-up window.
    WrapUp,
    /// Settings.
    Options,
}

impl Page {
    /// Its file.
    #[must_use]
    pub fn file(self) -> &'static str {
        match self {
            Self::Popup => "popup.html",
            Self::SidePanel => "sidepanel.html",
            Self::Window => "window.html",
            Self::Interactions => "interactions.html",
            Self::WrapUp => "wrapup.html",
            Self::Options => "options.html",
        }
    }
}

/// A running browser. It and its driver end when it is dropped.
#[derive(Debug)]
pub struct Browser {
    kind: Kind,
    // In the order in which they have to go: the session, what it runs on, its processes, its files.
    web: Option<WebDriver>,
    runtime: Runtime,
    driver: Driver,
    profile: tempfile::TempDir,
    current: RefCell<Option<String>>,
    windows: RefCell<Vec<String>>,
}

impl Browser {
    /// Starts a browser with Behalf in it.
    ///
    /// # Errors
    /// When a program is missing, the extension has not been built or the browser refuses it.
    pub fn start(kind: Kind, options: &Options) -> Outcome<Self> {
        let extension = match &options.extension {
            Some(directory) => directory.clone(),
            None => built(kind)?,
        };
        let profile = tempfile::Builder::new()
            .prefix("behalf-")
            .tempdir()
            .map_err(|source| Failure::Program { program: "a directory for the profile".to_owned(), source })?;
        let runtime = Builder::new_current_thread()
            .enable_all()
            .build()
            .map_err(|source| Failure::Program { program: "the runtime of the driver's client".to_owned(), source })?;
        let (driver, capabilities) = match kind {
            Kind::Chromium => chromium(&extension, profile.path(), options)?,
            Kind::Firefox => firefox(profile.path(), options)?,
        };
        let web = runtime.block_on(WebDriver::new(&driver.url, capabilities)).during(format!("start {kind}"))?;
        let browser = Self {
            kind,
            web: Some(web),
            runtime,
            driver,
            profile,
            current: RefCell::new(None),
            windows: RefCell::new(Vec::new()),
        };
        browser.command(Method::POST, "/timeouts", json!({"script": 15_000, "pageLoad": 30_000, "implicit": 0}))?;
        if kind == Kind::Firefox {
            browser.speak(options.language)?;
            browser
                .command(Method::POST, "/moz/addon/install", json!({"path": extension, "temporary": true}))
                .during("install Behalf")?;
        }
        browser.windows.replace(browser.handles()?);
        Ok(browser)
    }

    /// Has Firefox speak a language, as far as it has the words: it takes it for installed.
    fn speak(&self, language: &str) -> Outcome {
        if language == ENGLISH {
            return Ok(());
        }
        let script = "Services.locale.availableLocales = ['LANGUAGE', 'en-US'];
                      Services.locale.requestedLocales = ['LANGUAGE']";
        self.privileged(&script.replace("LANGUAGE", language)).map(drop)
    }

    /// Which one it is.
    #[must_use]
    pub fn kind(&self) -> Kind {
        self.kind
    }

    /// Changes what the administrator has set, where Chromium was started with something.
    ///
    /// # Errors
    /// When the file cannot be written.
    pub fn change_policy(&self, policy: &Value) -> Outcome {
        policy::change(&settings_of(self.profile.path()), CHROMIUM_ID, policy)
    }

    /// The address of one of Behalf's pages.
    #[must_use]
    pub fn address(&self, page: Page) -> String {
        format!("{}/{}", self.origin(), page.file())
    }

    /// The origin of Behalf's pages.
    #[must_use]
    pub fn origin(&self) -> String {
        match self.kind {
            Kind::Chromium => format!("chrome-extension://{CHROMIUM_ID}"),
            Kind::Firefox => format!("moz-extension://{FIREFOX_HOST}"),
        }
    }

    /// Opens an address in a window of its own, so that it is never a hidden tab.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn open(&self, address: &str) -> Outcome<Tab<'_>> {
        // A driver opens nothing from a window that is gone.
        if self.current.borrow().is_none()
            && let Some(any) = self.handles()?.first()
        {
            self.switch(any)?;
        }
        let made = self.command(Method::POST, "/window/new", json!({"type": "window"}))?;
        let handle = made
            .get("handle")
            .and_then(Value::as_str)
            .map(str::to_owned)
            .ok_or_else(|| Failure::Unexpected(format!("a new window is {made}")))?;
        self.windows.borrow_mut().push(handle.clone());
        let tab = Tab::new(self, handle);
        tab.go(address)?;
        Ok(tab)
    }

    /// Opens one of Behalf's pages.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn open_page(&self, page: Page) -> Outcome<Tab<'_>> {
        self.open(&self.address(page)).during(page.file())
    }

    /// A window that the extension opens, once it shows an address that passes.
    ///
    /// # Errors
    /// When it does not come in time.
    pub fn window(&self, what: &str, passes: impl Fn(&str) -> bool) -> Outcome<Tab<'_>> {
        wait_for(what, SOON, || {
            let mut addresses = Vec::new();
            for handle in self.handles()? {
                let tab = Tab::new(self, handle);
                // A window may go away between the list and the look.
                let Some(address) = unless_gone(tab.address())? else {
                    continue;
                };
                if passes(&address) {
                    return Ok(Look::There(tab));
                }
                addresses.push(address);
            }
            Ok(Look::NotYet(addresses.join(", ")))
        })
    }

    /// The window that shows one of Behalf's pages.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn window_of(&self, page: Page) -> Outcome<Tab<'_>> {
        let address = self.address(page);
        self.window(page.file(), |found| found.split(['?', '#']).next() == Some(&address))
    }

    /// A window that was not there before and shows one of Behalf's pages.
    ///
    /// # Errors
    /// When none comes in time.
    pub fn new_window(&self, before: &[String], page: Page) -> Outcome<Tab<'_>> {
        let address = self.address(page);
        wait_for(format!("a new {}", page.file()), SOON, || {
            for handle in self.handles()?.into_iter().filter(|handle| !before.contains(handle)) {
                let tab = Tab::new(self, handle);
                if unless_gone(tab.address())?.is_some_and(|found| found.starts_with(&address)) {
                    return Ok(Look::There(tab));
                }
            }
            Ok(Look::NotYet("none".to_owned()))
        })
    }

    /// How many windows show one of Behalf's pages.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn count(&self, page: Page) -> Outcome<usize> {
        let address = self.address(page);
        let mut count = 0;
        for handle in self.handles()? {
            let found = unless_gone(Tab::new(self, handle).address())?;
            let found = found.as_deref().and_then(|url| url.split(['?', '#']).next());
            count += usize::from(found == Some(&address));
        }
        Ok(count)
    }

    /// How many windows show any of Behalf's pages.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn own_pages(&self) -> Outcome<usize> {
        let mut count = 0;
        for handle in self.handles()? {
            let found = unless_gone(Tab::new(self, handle).address())?;
            count += usize::from(found.is_some_and(|url| url.starts_with(&self.origin())));
        }
        Ok(count)
    }

    /// Waits until no window shows one of Behalf's pages.
    ///
    /// # Errors
    /// When one is still there at the end.
    pub fn no_window_of(&self, page: Page) -> Outcome {
        wait_for(format!("the end of {}", page.file()), SOON, || {
            Ok(match self.count(page)? {
                0 => Look::There(()),
                count => Look::NotYet(format!("{count} of them")),
            })
        })
    }

    /// All windows.
    ///
    /// # Errors
    /// When the driver refuses, also because the browser has gone.
    pub fn handles(&self) -> Outcome<Vec<String>> {
        let found = self.command(Method::GET, "/window/handles", Value::Null)?;
        serde_json::from_value(found).map_err(|error| Failure::Unexpected(format!("the list of windows: {error}")))
    }

    /// Stops the background as the browser does when it has been idle, and waits until it has stopped. It starts
    /// again with the next event.
    ///
    /// # Errors
    /// When the driver refuses or it does not stop.
    pub fn stop_background(&self, from: &Tab<'_>) -> Outcome {
        from.focus()?;
        match self.kind {
            Kind::Chromium => {
                self.cdp("ServiceWorker.enable", &json!({}))?;
                self.cdp("ServiceWorker.stopAllWorkers", &json!({}))?;
            }
            Kind::Firefox => {
                // Otherwise an event that is still being handled puts it off.
                self.privileged(&format!(
                    "return WebExtensionPolicy.getByID('{FIREFOX_ID}').extension
                        .terminateBackground({{disableResetIdleForTest: true}})"
                ))?;
            }
        }
        Ok(())
    }

    /// What tells this run of the background from the next one; `None` while it is stopped. Asked in one of Behalf's
    /// pages.
    ///
    /// # Errors
    /// When the page does not tell.
    pub fn background(&self, page: &Tab<'_>) -> Outcome<Option<String>> {
        let contexts = page.promise("return chrome.runtime.getContexts({contextTypes: ['BACKGROUND']})", &[])?;
        Ok(contexts[0]["contextId"].as_str().map(str::to_owned))
    }

    /// Whether the background is not running.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub fn background_is_stopped(&self) -> Outcome<bool> {
        match self.kind {
            Kind::Chromium => {
                let targets = self.targets()?;
                Ok(!targets.iter().any(|target| {
                    target["type"] == "service_worker"
                        && target["url"].as_str().is_some_and(|url| url.starts_with(&self.origin()))
                }))
            }
            Kind::Firefox => Ok(self
                .privileged(&format!("return WebExtensionPolicy.getByID('{FIREFOX_ID}').extension.backgroundState"))?
                == "stopped"),
        }
    }

    /// Tells the extension that the browser has a new version of it, as the browser's own updates do; the new version is
    /// the same one again.
    ///
    /// # Errors
    /// When the extension does not listen.
    pub fn offer_update(&self) -> Outcome {
        match self.kind {
            Kind::Chromium => {
                self.evaluate("background.js", "chrome.runtime.onUpdateAvailable.dispatch({version: '99'})")?;
            }
            Kind::Firefox => {
                self.privileged(&format!(
                    "const {{AddonManager, AddonManagerPrivate}} =
                         ChromeUtils.importESModule('resource://gre/modules/AddonManager.sys.mjs');
                     AddonManagerPrivate.getUpgradeListener('{FIREFOX_ID}')({{
                         version: '99',
                         install: async () => (await AddonManager.getAddonByID('{FIREFOX_ID}')).reload(),
                     }})"
                ))?;
            }
        }
        Ok(())
    }

    /// What tells the extension as it is loaded from how it is after the next reload; `None` in between, and while
    /// Chromium's background is stopped.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub fn loaded(&self) -> Outcome<Option<String>> {
        Ok(match self.kind {
            // Chromium has no name for it; its first worker is as good, for as long as it runs.
            Kind::Chromium => self.target("background.js")?,
            Kind::Firefox => self
                .privileged(&format!("return WebExtensionPolicy.getByID('{FIREFOX_ID}')?.instanceId?.toString()"))?
                .as_str()
                .map(str::to_owned),
        })
    }

    /// Takes from Behalf the right to look at what a match pattern covers, one of those that it has, as the agent can in the
    /// browser's own settings of it. In Chromium it is left with none.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn take_access_away(&self, pattern: &str) -> Outcome {
        match self.kind {
            Kind::Chromium => self.in_chromium_settings(
                "await chrome.developerPrivate.updateExtensionConfiguration({extensionId: given[0], hostAccess: 'ON_CLICK'})",
                &[],
            ),
            Kind::Firefox => self.change_firefox_permissions("remove", pattern),
        }
    }

    /// Gives Behalf the right to look at what a match pattern covers, as the agent can in the browser's own settings of it.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn give_access(&self, pattern: &str) -> Outcome {
        match self.kind {
            Kind::Chromium => self.in_chromium_settings(
                "await chrome.developerPrivate.addHostPermission(given[0], given[1])",
                &[json!(pattern)],
            ),
            Kind::Firefox => self.change_firefox_permissions("add", pattern),
        }
    }

    /// Turns Behalf off, as the agent can in the browser's own settings of it, or removes it: for what it had put into
    /// web pages both are the end.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn remove_extension(&self) -> Outcome {
        match self.kind {
            Kind::Chromium => self.in_chromium_settings("await chrome.management.setEnabled(given[0], false)", &[]),
            Kind::Firefox => {
                self.command(Method::POST, "/moz/addon/uninstall", json!({"id": FIREFOX_ID}))?;
                Ok(())
            }
        }
    }

    /// Runs a script in the page on which Chromium shows its extensions.
    fn in_chromium_settings(&self, script: &str, arguments: &[Value]) -> Outcome {
        let settings = self.open("chrome://extensions/")?;
        let arguments: Vec<Value> = [json!(CHROMIUM_ID)].iter().chain(arguments).cloned().collect();
        settings.promise(script, &arguments)?;
        settings.close()
    }

    fn change_firefox_permissions(&self, change: &str, pattern: &str) -> Outcome {
        self.privileged(&format!(
            "const {{ExtensionPermissions}} = ChromeUtils.importESModule('resource://gre/modules/ExtensionPermissions.sys.mjs');
             const {{extension}} = WebExtensionPolicy.getByID('{FIREFOX_ID}');
             return ExtensionPermissions.{change}('{FIREFOX_ID}', {{permissions: [], origins: ['{pattern}'], data_collection: []}}, extension)
                 .then(() => true)"
        ))?;
        Ok(())
    }

    /// Answers the question of Firefox' that has come up: whether Behalf may have what it asks for.
    ///
    /// # Errors
    /// When there is none in time.
    pub fn answer_firefox(&self, allow: bool) -> Outcome {
        let button = if allow { "button" } else { "secondaryButton" };
        wait_for("Firefox' question", SOON, || {
            let answered = self.privileged(&format!(
                "const windows = [...Services.wm.getEnumerator('navigator:browser')];
                 for (const {{document, PopupNotifications}} of windows) {{
                     const question = document.getElementById('addon-webext-permissions-notification');
                     if (PopupNotifications.panel.state !== 'open' || !question?.isConnected) continue;
                     question.{button}.click();
                     return true;
                 }}
                 return windows.map(({{PopupNotifications}}) => PopupNotifications.panel.state)"
            ))?;
            Ok(if answered == true { Look::There(()) } else { Look::NotYet(answered.to_string()) })
        })
    }

    /// Presses the key of a command of Behalf's in a page, `key` being its letter. Chromium's own keys are out of reach
    /// without a window: there the event is made that the press makes. In Firefox it is the key itself.
    ///
    /// # Errors
    /// When there is no such command.
    pub fn press_command(&self, command: &str, key: char, page: &Tab<'_>) -> Outcome {
        let address = page.address()?;
        match self.kind {
            Kind::Chromium => {
                self.with_tab(&address, &format!("chrome.commands.onCommand.dispatch('{command}', tab)"))?;
            }
            Kind::Firefox => {
                self.privileged(&format!(
                    "const {{document}} = Services.wm.getMostRecentWindow('navigator:browser');
                     const keys = document.getElementById('ext-keyset-id-behalf_behalf_example').children;
                     [...keys].find(key => key.getAttribute('key') === '{key}').doCommand()"
                ))?;
            }
        }
        Ok(())
    }

    /// Chooses an entry that Behalf has in the menu of a page: `info` is what the browser says of it. Without a display no
    /// menu opens; the event is made that the choice makes.
    ///
    /// # Errors
    /// When Behalf does not listen.
    pub fn choose_from_menu(&self, info: &Value, page: &Tab<'_>) -> Outcome {
        let address = page.address()?;
        match self.kind {
            Kind::Chromium => self.with_tab(&address, &format!("chrome.contextMenus.onClicked.dispatch({info}, tab)")),
            Kind::Firefox => self
                .privileged(&format!(
                    "const {{extension}} = WebExtensionPolicy.getByID('{FIREFOX_ID}');
                     const {{gBrowser}} = Services.wm.getMostRecentWindow('navigator:browser');
                     extension.emit('webext-menu-menuitem-click', {info}, gBrowser.selectedTab)"
                ))
                .map(drop),
        }
    }

    /// Evaluates an expression in Chromium's worker with `tab`, the one that shows an address. Where Behalf may not know the
    /// addresses of tabs it is the one that was in front last.
    fn with_tab(&self, address: &str, expression: &str) -> Outcome {
        let address = Value::from(address);
        self.evaluate(
            "background.js",
            &format!(
                "chrome.tabs.query({{}}).then(tabs => {{
                     tabs.sort((one, other) => other.lastAccessed - one.lastAccessed);
                     const tab = tabs.find(({{url}}) => url === {address}) ?? tabs[0];
                     {expression};
                 }}); true"
            ),
        )?;
        Ok(())
    }

    /// The names of the system notifications that Behalf shows. Asked in one of Behalf's pages.
    ///
    /// # Errors
    /// When the page does not tell.
    pub fn notifications(&self, page: &Tab<'_>) -> Outcome<Vec<String>> {
        let names = page.promise("return Object.keys(await chrome.notifications.getAll())", &[])?;
        serde_json::from_value(names).map_err(|error| Failure::Unexpected(format!("the notifications: {error}")))
    }

    /// Clicks on a system notification, as the system reports it: without a display there is nothing to point at.
    /// Only Chromium's have buttons, and only while its background runs.
    ///
    /// # Errors
    /// When there is no such notification.
    pub fn click_notification(&self, name: &str, part: NotificationPart) -> Outcome {
        let name = Value::from(name);
        match self.kind {
            Kind::Chromium => {
                let event = match part {
                    NotificationPart::Body => format!("onClicked.dispatch({name})"),
                    NotificationPart::Button(place) => format!("onButtonClicked.dispatch({name}, {place})"),
                };
                self.evaluate("background.js", &format!("chrome.notifications.{event}"))?;
            }
            Kind::Firefox => {
                self.privileged(&format!(
                    "const {{extension}} = WebExtensionPolicy.getByID('{FIREFOX_ID}');
                     const api = extension.apiManager.getAPI('notifications', extension, 'addon_parent');
                     const topic = 'alertclickcallback';
                     api.notificationsMap.get({name}).observe(null, topic);"
                ))?;
            }
        }
        Ok(())
    }

    /// What the alerts' player does; `None` where there is none. Asked in one of Behalf's pages.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub fn sound(&self, page: &Tab<'_>) -> Outcome<Option<Playing>> {
        let of = |document: &str| {
            format!(
                "(() => {{
                    const audio = {document}?.querySelector('audio');
                    return audio ? {{playing: !audio.paused, looped: audio.loop, volume: audio.volume,
                        time: audio.currentTime}} : null;
                }})()"
            )
        };
        let playing = match self.kind {
            Kind::Chromium if self.target("sound.html")?.is_none() => Value::Null,
            Kind::Chromium => self.evaluate("sound.html", &of("document"))?,
            Kind::Firefox => {
                page.script(&format!("return {}", of("chrome.extension.getBackgroundPage()?.document")), &[])?
            }
        };
        serde_json::from_value(playing).map_err(|error| Failure::Unexpected(format!("the sound: {error}")))
    }

    /// Errors of the extension's in the console: what it reported, what it threw, what its content security policy
    /// forbade, in pages and in the background.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub fn complaints(&self) -> Outcome<Vec<String>> {
        let mut complaints = match self.kind {
            Kind::Chromium => self.chromium_complaints(),
            Kind::Firefox => self.firefox_complaints()?,
        };
        complaints.retain(|complaint| !is_about_a_socket(complaint) && !is_about_settings_from_afar(complaint));
        Ok(complaints)
    }

    /// Whether there is an alert, as it is seen from outside: without a page of Behalf's, which could wake the
    /// background. In Chromium it is the document that plays, in Firefox a notification.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub fn alerts(&self) -> Outcome<bool> {
        match self.kind {
            Kind::Chromium => Ok(self.target("sound.html")?.is_some()),
            Kind::Firefox => Ok(self.privileged(&format!(
                "const {{extension}} = WebExtensionPolicy.getByID('{FIREFOX_ID}');
                 return extension.apiManager.getAPI('notifications', extension, 'addon_parent').notificationsMap.size"
            ))? != 0),
        }
    }

    /// What the processes that run the extension hold in memory, in bytes: pages and background share them.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn extension_memory(&self) -> Outcome<u64> {
        let kilobytes = |process: &Path| -> Option<u64> {
            let status = fs::read_to_string(process.join("status")).ok()?;
            field(&status, "VmRSS:").trim_end_matches(" kB").parse().ok()
        };
        let processes = self.extension_processes()?;
        Ok(processes.iter().filter_map(|process| kilobytes(process)).sum::<u64>() * 1_024)
    }

    /// Asks the browser to give back, soon, what nobody needs any more.
    ///
    /// # Errors
    /// When the browser refuses.
    pub fn collect_garbage(&self) -> Outcome {
        match self.kind {
            Kind::Chromium => self.cdp("HeapProfiler.collectGarbage", &json!({}))?,
            // For the processes of pages and extensions; the browser's own is of no interest.
            Kind::Firefox => self.privileged("Services.obs.notifyObservers(null, 'child-mmu-request')")?,
        };
        Ok(())
    }

    /// The time of the processor that those processes have taken.
    ///
    /// # Errors
    /// When the system does not tell.
    pub fn extension_cpu(&self) -> Outcome<Duration> {
        // Fields 14 and 15, in user mode and in the kernel; the first two end with the last bracket.
        let ticks = |process: &Path| -> Option<u64> {
            let stat = fs::read_to_string(process.join("stat")).ok()?;
            let fields = stat.rsplit_once(") ")?.1.split(' ').skip(11).take(2);
            Some(fields.filter_map(|field| field.parse::<u64>().ok()).sum())
        };
        let ticks: u64 = self.extension_processes()?.iter().filter_map(|process| ticks(process)).sum();
        Ok(Duration::from_millis(ticks * 1_000 / clock_ticks_per_second()))
    }

    /// The processes that run the extension, each a directory of /proc.
    fn extension_processes(&self) -> Outcome<Vec<PathBuf>> {
        let told = |source| Failure::Program { program: "/proc".to_owned(), source };
        let mut processes: Vec<_> = fs::read_dir("/proc").map_err(told)?.flatten().map(|entry| entry.path()).collect();
        processes.retain(|process| {
            // A process may end between the list and the look.
            let read = |file: &str| fs::read_to_string(process.join(file)).unwrap_or_default();
            let runs_it = match self.kind {
                Kind::Chromium => read("cmdline").contains("--extension-process"),
                Kind::Firefox => field(&read("status"), "Name:") == "WebExtensions",
            };
            runs_it && self.driver.started(&read("stat"))
        });
        expect(!processes.is_empty(), || "no process of the extension's is to be found".to_owned())?;
        Ok(processes)
    }

    /// The driver's and the browser's own output.
    #[must_use]
    pub fn output(&self) -> Vec<String> {
        self.driver.lines()
    }

    /// Whether the browser is still there.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.handles().is_ok_and(|handles| !handles.is_empty())
    }

    /// A command of the Chrome DevTools protocol, in the current window.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn cdp(&self, command: &str, parameters: &Value) -> Outcome<Value> {
        self.command(Method::POST, "/goog/cdp/execute", json!({"cmd": command, "params": parameters})).during(command)
    }

    /// A script with Firefox' own rights.
    ///
    /// # Errors
    /// When the script fails.
    pub fn privileged(&self, script: &str) -> Outcome<Value> {
        let context = |name: &str| self.command(Method::POST, "/moz/context", json!({"context": name}));
        context("chrome")?;
        let result = self.command(Method::POST, "/execute/sync", json!({"script": script, "args": []}));
        context("content")?;
        result.during("a privileged script")
    }

    pub(crate) fn switch(&self, handle: &str) -> Outcome {
        if self.current.borrow().as_deref() == Some(handle) {
            return Ok(());
        }
        self.current.replace(None);
        self.command(Method::POST, "/window", json!({"handle": handle}))?;
        self.current.replace(Some(handle.to_owned()));
        Ok(())
    }

    /// The current window has been closed: the driver has none until the next switch.
    pub(crate) fn forget_current(&self) {
        self.current.replace(None);
    }

    pub(crate) fn command(&self, method: Method, path: &'static str, body: Value) -> Outcome<Value> {
        self.send(method, path.to_owned(), body)
    }

    pub(crate) fn send(&self, method: Method, path: String, body: Value) -> Outcome<Value> {
        let raw = Raw { method, path, body };
        let reply = self.run(|web| async move { web.cmd(raw).await?.value_json() })?;
        Ok(reply)
    }

    fn run<T, F: Future<Output = thirtyfour::error::WebDriverResult<T>>>(
        &self,
        action: impl FnOnce(WebDriver) -> F,
    ) -> Outcome<T> {
        let Some(web) = &self.web else {
            return Err(Failure::Unexpected("the browser has gone".to_owned()));
        };
        Ok(self.runtime.block_on(action(web.clone()))?)
    }

    /// What Chromium could be debugged through: pages, workers.
    fn targets(&self) -> Outcome<Vec<Value>> {
        let address = self.debugger()?;
        let reply = self.runtime.block_on(async {
            let list = reqwest::get(format!("http://{address}/json")).await?;
            list.json::<Vec<Value>>().await
        });
        reply.map_err(|error| Failure::Unexpected(format!("Chromium's targets: {error}")))
    }

    /// The host and port of Chromium's debugger.
    fn debugger(&self) -> Outcome<String> {
        self.run(|web| async move {
            Ok(web
                .capabilities()
                .get("goog:chromeOptions")
                .and_then(|options| options.get("debuggerAddress"))
                .and_then(Value::as_str)
                .map(str::to_owned))
        })?
        .ok_or_else(|| Failure::Unexpected("Chromium has no debugger address".to_owned()))
    }

    /// The addresses of the windows' pages, as the browser itself knows them: no page is asked.
    ///
    /// # Errors
    /// When Chromium does not tell.
    pub fn addresses(&self) -> Outcome<Vec<String>> {
        let pages = self.targets()?.into_iter().filter(|target| target["type"] == "page");
        Ok(pages.filter_map(|target| target["url"].as_str().map(str::to_owned)).collect())
    }

    /// Begins to record what Chromium's processes do.
    ///
    /// # Errors
    /// When Chromium refuses.
    pub fn record(&self) -> Outcome<Recording<'_>> {
        let address = self.debugger()?;
        let socket = self.runtime.block_on(async {
            let about = reqwest::get(format!("http://{address}/json/version")).await?;
            Ok::<_, reqwest::Error>(about.json::<Value>().await?["webSocketDebuggerUrl"].as_str().map(str::to_owned))
        });
        let socket = socket.map_err(|error| Failure::Unexpected(format!("Chromium's debugger: {error}")))?;
        let socket = socket.ok_or_else(|| Failure::Unexpected("Chromium has no debugger".to_owned()))?;
        Recording::start(&self.runtime, &socket)
    }

    /// One of them that belongs to Behalf: the address of its debugger.
    fn target(&self, file: &str) -> Outcome<Option<String>> {
        let address = format!("{}/{file}", self.origin());
        let found = self.targets()?.into_iter().find(|target| target["url"] == address.as_str());
        Ok(found.and_then(|target| target["webSocketDebuggerUrl"].as_str().map(str::to_owned)))
    }

    /// Evaluates an expression where the driver does not lead: in the worker, in a document without a window.
    fn evaluate(&self, file: &str, expression: &str) -> Outcome<Value> {
        let debugger = self.target(file)?.ok_or_else(|| Failure::Unexpected(format!("{file} does not run")))?;
        let parameters = json!({"expression": expression, "returnByValue": true});
        let ask = json!({"id": 1, "method": "Runtime.evaluate", "params": parameters}).to_string();
        let answer = self.runtime.block_on(async {
            let (mut socket, _) = connect_async(debugger).await?;
            socket.send(Message::text(ask)).await?;
            while let Some(message) = socket.next().await {
                let message: Value = serde_json::from_str(message?.to_text()?).unwrap_or_default();
                if message["id"] == 1 {
                    return Ok(message);
                }
            }
            Err(tungstenite::Error::ConnectionClosed)
        });
        let answer = answer.map_err(|error| Failure::Unexpected(format!("the debugger of {file}: {error}")))?;
        match answer["result"].get("exceptionDetails") {
            Some(thrown) => Err(Failure::Unexpected(format!("{expression}: {thrown}"))),
            None => Ok(answer["result"]["result"]["value"].clone()),
        }
    }

    /// Chromium writes what any console of any page or worker gets into its log.
    fn chromium_complaints(&self) -> Vec<String> {
        let log = fs::read(log_of(self.profile.path())).unwrap_or_default();
        let log = String::from_utf8_lossy(&log);
        // Each entry begins with a bracket; what was reported may have several lines.
        log.split("\n[")
            .filter(|entry| entry.contains(":CONSOLE:"))
            .filter(|entry| entry.contains(&format!("source: {}", self.origin())))
            .map(|entry| entry.split_once("] ").map_or(entry, |(_, rest)| rest))
            .map(|entry| entry.trim_end().to_owned())
            .collect()
    }

    /// Firefox prints what the console API gets, and keeps errors and violations in its console service.
    fn firefox_complaints(&self) -> Outcome<Vec<String>> {
        let thrown = self.privileged(&format!(
            "return Services.console.getMessageArray().flatMap(message => {{
                if (!(message instanceof Ci.nsIScriptError)) return [];
                const warning = message.flags & Ci.nsIScriptError.warningFlag;
                if (warning || !message.sourceName.startsWith('moz-extension://{FIREFOX_HOST}')) return [];
                return [message.errorMessage + ' (' + message.sourceName + ':' + message.lineNumber + ')'];
            }})"
        ))?;
        let mut complaints: Vec<String> = serde_json::from_value(thrown)
            .map_err(|error| Failure::Unexpected(format!("Firefox' console: {error}")))?;
        let reported = self.driver.lines();
        complaints.extend(
            reported
                .into_iter()
                .filter(|line| line.starts_with("console.error: \"") || line.starts_with("console.assert"))
                .filter(|line| !is_firefox_own(line)),
        );
        Ok(complaints)
    }
}

impl Drop for Browser {
    fn drop(&mut self) {
        if let Some(web) = self.web.take() {
            // Where this fails the processes are killed all the same.
            let _ = self.runtime.block_on(web.quit());
        }
    }
}

/// What a line of `/proc/PID/status` says.
fn field<'s>(status: &'s str, name: &str) -> &'s str {
    status.lines().find_map(|line| line.strip_prefix(name)).unwrap_or_default().trim()
}

/// Firefox looks for settings of Mozilla's that it is told are nowhere, once it is given another language.
fn is_about_settings_from_afar(complaint: &str) -> bool {
    complaint.contains("relative URL with a cannot-be-a-base base")
}

/// Whether the browser itself reports that a socket was refused or broke off: no script can keep it from that, and
/// journeys that stop the background or the sandbox cause it.
fn is_about_a_socket(complaint: &str) -> bool {
    complaint.contains("ws://127.0.0.1:") && !complaint.contains("Security")
}

/// Whether a module of Firefox' own reports what it missed: its services are cut off.
fn is_firefox_own(complaint: &str) -> bool {
    ["resource://", "chrome://"].iter().any(|origin| complaint.contains(origin))
}

/// A command that the client library does not know by name.
#[derive(Debug)]
struct Raw {
    method: Method,
    path: String,
    body: Value,
}

impl FormatRequestData for Raw {
    fn format_request(&self, session: &SessionId) -> RequestData {
        let request = RequestData::new(self.method.clone(), format!("session/{session}{}", self.path));
        if self.body.is_null() { request } else { request.add_body(self.body.clone()) }
    }
}

/// `None` for a window that has gone.
///
/// # Errors
/// Whatever else went wrong.
pub fn unless_gone<T>(outcome: Outcome<T>) -> Outcome<Option<T>> {
    match outcome {
        Ok(found) => Ok(Some(found)),
        Err(Failure::Driver(error)) if matches!(&*error, WebDriverErrorInner::NoSuchWindow(_)) => Ok(None),
        Err(other) => Err(other),
    }
}

/// Where `cargo xtask build` has put the extension.
///
/// # Errors
/// When it has not.
pub fn built(kind: Kind) -> Outcome<PathBuf> {
    let directory = Path::new(env!("CARGO_MANIFEST_DIR")).join("../dist").join(match kind {
        Kind::Chromium => "chrome",
        Kind::Firefox => "firefox",
    });
    directory
        .canonicalize()
        .ok()
        .filter(|directory| directory.join("manifest.json").is_file())
        .ok_or_else(|| Failure::NotBuilt(directory.display().to_string()))
}

fn log_of(profile: &Path) -> PathBuf {
    profile.join("chromium.log")
}

fn chromium(extension: &Path, profile: &Path, options: &Options) -> Outcome<(Driver, Capabilities)> {
    let driver = Driver::start("chromedriver", "successfully on port ", |command| {
        command.arg("--port=0");
    })?;
    let extension = extension.display();
    let mut arguments = vec![
        "--no-first-run".to_owned(),
        "--no-default-browser-check".to_owned(),
        "--disable-background-networking".to_owned(),
        "--disable-component-update".to_owned(),
        "--disable-sync".to_owned(),
        "--disable-quic".to_owned(),
        "--disable-gpu".to_owned(),
        "--disable-dev-shm-usage".to_owned(),
        // A window behind another one is drawn all the same.
        "--disable-backgrounding-occluded-windows".to_owned(),
        "--disable-renderer-backgrounding".to_owned(),
        "--password-store=basic".to_owned(),
        "--lang=en-US".to_owned(),
        "--enable-logging".to_owned(),
        format!("--log-file={}", log_of(profile).display()),
        format!("--user-data-dir={}", profile.join("profile").display()),
        format!("--disable-extensions-except={extension}"),
        format!("--load-extension={extension}"),
    ];
    if options.headless {
        arguments.push("--headless=new".to_owned());
    }
    if rustix::process::geteuid().is_root() || options.policy.is_some() {
        // As root Chromium does not start with its sandbox; with a policy of its own it is root, if of nothing else.
        arguments.push("--no-sandbox".to_owned());
    }
    let mut chrome = Map::new();
    chrome.insert("args".to_owned(), json!(arguments));
    // Windows, panels and popups of the extension are windows to the driver, too.
    chrome.insert("enableExtensionTargets".to_owned(), json!(true));
    // Without it an unpacked extension does not come back from its own reload.
    chrome.insert("prefs".to_owned(), json!({"extensions": {"ui": {"developer_mode": true}}}));
    if let Some(mut binary) = program(&["chromium", "chromium-browser", "google-chrome"]) {
        if let Some(policy) = &options.policy {
            binary = policy::for_chromium(&settings_of(profile), &binary, CHROMIUM_ID, policy)?;
        }
        chrome.insert("binary".to_owned(), json!(binary));
    }
    let capabilities = json!({"browserName": "chrome", "goog:chromeOptions": chrome});
    Ok((driver, to_capabilities(capabilities)))
}

/// Where a Chromium with a policy has what others have below `/etc`.
fn settings_of(profile: &Path) -> PathBuf {
    profile.join("settings")
}

fn firefox(profile: &Path, options: &Options) -> Outcome<(Driver, Capabilities)> {
    let home = profile.join("home");
    if let Some(policy) = &options.policy {
        policy::for_firefox(&home, FIREFOX_ID, policy)?;
    }
    let binary = program(&["firefox-esr", "firefox"]);
    fs::create_dir_all(&home).map_err(|source| Failure::Program { program: home.display().to_string(), source })?;
    let driver = Driver::start("geckodriver", "Listening on 127.0.0.1:", |command| {
        command
            .args(["--port", "0", "--allow-system-access"])
            .arg("--profile-root")
            .arg(profile)
            // Firefox reads policies for add-ons, and may keep things, under the home of whoever runs it.
            .env("HOME", &home)
            .env("MOZ_REMOTE_SETTINGS_DEVTOOLS", "1");
        if let Some(binary) = &binary {
            command.arg("--binary").arg(binary);
        }
    })?;
    let arguments: &[&str] = if options.headless { &["-headless"] } else { &[] };
    let uuids = json!({FIREFOX_ID: FIREFOX_HOST}).to_string();
    let capabilities = json!({"moz:firefoxOptions": {
        "args": arguments,
        "prefs": {
            "extensions.webextensions.uuids": uuids,
            // What pages and the background report on the console is printed.
            "devtools.console.stdout.content": true,
            // Updates and services of Mozilla's are no part of a test.
            "services.settings.server": "data:,#remote-settings-dummy/v1",
            "app.normandy.enabled": false,
            "app.update.disabledForTesting": true,
            "browser.shell.checkDefaultBrowser": false,
            "datareporting.policy.dataSubmissionEnabled": false,
            "intl.locale.requested": ENGLISH,
            // Without a desktop there is nobody to show notifications but Firefox itself.
            "alerts.useSystemBackend": false,
        },
    }});
    Ok((driver, to_capabilities(capabilities)))
}

fn to_capabilities(value: Value) -> Capabilities {
    match value {
        Value::Object(map) => Capabilities::from(map),
        _ => Capabilities::new(),
    }
}

/// The first of these programs that the search path holds.
fn program(names: &[&str]) -> Option<PathBuf> {
    let path = env::var_os("PATH")?;
    names.iter().find_map(|name| {
        env::split_paths(&path).map(|directory| directory.join(name)).find(|candidate| candidate.is_file())
    })
}

#[cfg(test)]
mod tests {
    use super::{is_about_a_socket, is_firefox_own};

    #[test]
    fn what_firefox_misses_is_no_complaint() {
        assert!(is_firefox_own(
            "console.error: \"Could not download new icon\" (new ServerInfoError(\"Server response is invalid\", \
             \"resource://services-settings/Attachments.sys.mjs\", 40))"
        ));
        assert!(!is_firefox_own("console.error: \"panicked at crates/panel/src/lib.rs\""));
    }

    #[test]
    fn a_broken_socket_is_no_complaint_but_a_forbidden_one_is() {
        assert!(is_about_a_socket(
            "WebSocket connection to 'ws://127.0.0.1:1/channels/a' failed: Error during handshake"
        ));
        assert!(is_about_a_socket(
            "The connection to ws://127.0.0.1:1/channels/a was interrupted while the page was loading."
        ));
        assert!(!is_about_a_socket(
            "Connecting to 'ws://127.0.0.1:1/' violates the following Content Security Policy directive"
        ));
        assert!(!is_about_a_socket("Uncaught RuntimeError: unreachable"));
    }
}
