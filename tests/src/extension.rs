//! Behalf beside its peers in one Chromium: each can be put on the pages of a test, one at a time, and asked what it has
//! found there.
//!
//! Behalf is the extension that was built, with three changes to the copy that is loaded:
//!
//! - Its manifest has the host permission for loopback. An agent is asked for it, which a browser without a window cannot
//!   do; granted it is the same, and everything after it is the product's own way: the setting for the site, the
//!   registration of the content scripts, the judging in the background.
//! - `window.html` is blank: a page that asks, and does nothing by itself.
//! - The scripts of the peers lie beside its own. They run as content scripts in all frames, too, as in the extensions
//!   that they are made for.

use std::path::{Path, PathBuf};

use serde_json::{Value, json};

use crate::browser::{Browser, Kind, Options, Page};
use crate::copy;
use crate::failure::{Failure, Outcome, expect};
use crate::files;
use crate::pages::Pages;
use crate::report;
use crate::tab::Tab;
use crate::wait::{Look, SOON, wait_for};

/// The pages of a test, as a match pattern. Patterns know no ports.
const PAGES: &str = "http://127.0.0.1/*";
/// The same as a site of Behalf's settings.
const SITE: &str = "127.0.0.1";

/// What works on the pages of a test.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Subject {
    /// Nothing does.
    Nothing,
    /// Behalf.
    Behalf,
    /// ringcentral-c2d.
    C2d,
}

/// Chromium with Behalf and its peers, and a server of pages.
#[derive(Debug)]
pub struct Stage {
    /// The browser.
    pub browser: Browser,
    /// The server.
    pub pages: Pages,
    /// A script of the test's own, in every frame before all others.
    probe: Option<String>,
    _extension: tempfile::TempDir,
}

impl Stage {
    /// Starts it; `probe` is a file that is put on all pages, and before all other scripts.
    ///
    /// # Errors
    /// When Behalf has not been built, npm does not give the peers, or the browser does not start.
    pub fn start(probe: Option<&Path>) -> Outcome<Self> {
        let extension = extension(probe)?;
        let options = Options { extension: Some(extension.path().to_path_buf()), ..Options::default() };
        let probe = probe.map(|_| "peers/probe.js".to_owned());
        let browser = Browser::start(Kind::Chromium, &options)?;
        Ok(Self { browser, pages: Pages::start()?, probe, _extension: extension })
    }

    /// The page of the extension's from which all is steered.
    ///
    /// # Errors
    /// When it does not open.
    pub fn desk(&self) -> Outcome<Desk<'_>> {
        Ok(Desk { stage: self, tab: self.browser.open_page(Page::Window)? })
    }
}

/// A page of the extension's: it has the extension's rights, and no script of its own.
#[derive(Debug)]
pub struct Desk<'s> {
    stage: &'s Stage,
    /// The page.
    pub tab: Tab<'s>,
}

impl Desk<'_> {
    /// From now on `subject` works on pages that are opened, and nothing else.
    ///
    /// # Errors
    /// When the browser, or Behalf, does not do it.
    pub fn put_on(&self, subject: Subject) -> Outcome {
        let mut scripts: Vec<&str> = self.stage.probe.as_deref().into_iter().collect();
        if subject == Subject::C2d {
            scripts.extend(["peers/ringcentral-c2d.js", "peers/c2d.js"]);
        }
        self.command(&json!({"FindNumbers": {"on": SITE, "wanted": subject == Subject::Behalf}}))?;
        self.tab.promise(
            "const ours = await chrome.scripting.getRegisteredContentScripts({ids: ['stage']});
             if (ours.length) await chrome.scripting.unregisterContentScripts({ids: ['stage']});
             const [matches, js] = given;
             if (js.length) await chrome.scripting.registerContentScripts([{
                 id: 'stage', matches: [matches], js, allFrames: true, matchOriginAsFallback: true,
                 runAt: 'document_idle', persistAcrossSessions: false,
             }])",
            &[json!(PAGES), json!(scripts)],
        )?;
        let wanted = subject == Subject::Behalf;
        wait_for("Behalf's content scripts", SOON, || {
            let scripts = self.scripts()?;
            Ok(if scripts.is_empty() == wanted { Look::NotYet(format!("{scripts:?}")) } else { Look::There(()) })
        })
    }

    /// The files of Behalf's that run in a page.
    ///
    /// # Errors
    /// When the browser does not tell.
    pub fn scripts(&self) -> Outcome<Vec<String>> {
        let files = self.tab.promise(
            "const all = await chrome.scripting.getRegisteredContentScripts();
             return all.filter(({id}) => id !== 'stage').flatMap(({js = [], css = []}) => [...js, ...css])",
            &[],
        )?;
        serde_json::from_value(files).map_err(|error| Failure::Unexpected(format!("the content scripts: {error}")))
    }

    /// The agent's default country is this one.
    ///
    /// # Errors
    /// When Behalf does not take it.
    pub fn set_default_country(&self, country: &str) -> Outcome {
        self.command(&json!({"SetDefaultCountry": country}))
    }

    /// Gives Behalf a command, as a view does, and waits until it is carried out.
    fn command(&self, command: &Value) -> Outcome {
        let acknowledged = self.tab.promise(
            "const port = chrome.runtime.connect({name: 'view'});
             const acknowledged = new Promise((done, fail) => {
                 port.onMessage.addListener((text) => JSON.parse(text).State?.acknowledged >= 1 && done(true));
                 port.onDisconnect.addListener(() => fail(new Error('the port was closed')));
             });
             port.postMessage(JSON.stringify({Hello: {view: crypto.randomUUID(), page: 'Window'}}));
             port.postMessage(JSON.stringify({Command: {number: 1, command: given[0]}}));
             await acknowledged;
             port.disconnect();
             return true",
            std::slice::from_ref(command),
        )?;
        expect(acknowledged == true, || format!("{command} is not carried out"))
    }

    /// Runs a function in every frame of the page that shows an address, in the world of the content scripts, after
    /// these files; what it returns in each.
    ///
    /// # Errors
    /// When the page, or a frame of it, does not answer.
    pub fn ask(&self, address: &str, files: &[&str], function: &str) -> Outcome<Vec<Value>> {
        let answers = self.tab.promise(
            &format!(
                "const [address, files] = given;
                 const tab = (await chrome.tabs.query({{}})).find(({{url}}) => url === address);
                 if (!tab) throw new Error('no tab shows ' + address);
                 const target = {{tabId: tab.id, allFrames: true}};
                 if (files.length) await chrome.scripting.executeScript({{target, files}});
                 const answers = await chrome.scripting.executeScript({{target, func: {function}}});
                 return answers.map(({{result}}) => result).filter(result => result)"
            ),
            &[json!(address), json!(files)],
        )?;
        serde_json::from_value(answers).map_err(|error| Failure::Unexpected(format!("the frames' answers: {error}")))
    }
}

/// A copy of the extension, prepared.
fn extension(probe: Option<&Path>) -> Outcome<tempfile::TempDir> {
    let directory = copy::with_access(Kind::Chromium, &[PAGES])?;
    let extension = directory.path();

    let tests = Path::new(env!("CARGO_MANIFEST_DIR"));
    files::copy_file(&tests.join("bench/preact/blank.html"), &extension.join("window.html"))?;
    let packages = peers()?;
    let own = tests.join("corpus/peers");
    let mut scripts = vec![
        (packages.join("ringcentral-c2d/build/index.js"), "ringcentral-c2d.js"),
        (packages.join("libphonenumber-js/bundle/libphonenumber-max.js"), "libphonenumber.js"),
        (own.join("c2d.js"), "c2d.js"),
        (own.join("read.js"), "read.js"),
    ];
    scripts.extend(probe.map(|probe| (probe.to_path_buf(), "probe.js")));
    for (from, to) in scripts {
        files::copy_file(&from, &extension.join("peers").join(to))?;
    }
    Ok(directory)
}

/// The peers' packages, as the lock file has them.
fn peers() -> Outcome<PathBuf> {
    let home = report::home().join("peers");
    files::install(&Path::new(env!("CARGO_MANIFEST_DIR")).join("corpus/peers"), &home)?;
    Ok(home.join("node_modules"))
}
