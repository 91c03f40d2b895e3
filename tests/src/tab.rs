//! A window or tab, and what can be seen and done in it. What is looked for is named by its `data-testid`.

use std::fmt::Write as _;
use std::path::Path;
use std::{fmt, fs};

use base64::Engine;
use base64::prelude::BASE64_STANDARD;
use reqwest::Method;
use serde::Deserialize;
use serde_json::{Value, json};
use thirtyfour::error::WebDriverErrorInner;

use crate::browser::{Browser, Kind, unless_gone};
use crate::failure::{During, Failure, Outcome};
use crate::wait::{Look, SOON, wait_for};

/// A window or tab.
#[derive(Debug, Clone)]
pub struct Tab<'b> {
    browser: &'b Browser,
    handle: String,
}

/// Something to be seen: an element with a `data-testid`.
#[derive(Debug, Clone, PartialEq, Eq, Deserialize)]
pub struct Seen {
    /// Its `data-testid`.
    pub id: String,
    /// Its text, as it reads, or what is entered in it.
    pub text: String,
    /// Whether it cannot be used: `disabled`, `aria-disabled` or within something `inert`.
    pub disabled: bool,
    /// Whether it is chosen, pressed, ticked or expanded.
    pub on: bool,
    /// Its other `data-` attributes.
    pub data: std::collections::BTreeMap<String, String>,
}

impl Seen {
    /// A `data-` attribute, empty where it has none.
    #[must_use]
    pub fn data(&self, name: &str) -> &str {
        self.data.get(name).map_or("", String::as_str)
    }
}

impl fmt::Display for Seen {
    fn fmt(&self, formatter: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(formatter, "{}={:?}", self.id, self.text)?;
        if self.disabled {
            formatter.write_str(" disabled")?;
        }
        if self.on {
            formatter.write_str(" on")?;
        }
        for (name, value) in &self.data {
            write!(formatter, " {name}:{value}")?;
        }
        Ok(())
    }
}

/// Everything with a `data-testid` that is displayed, in the order of the page.
const SNAPSHOT: &str = "
    // A picture of the page is not yet the page.
    if (document.body.inert) return [];
    const shown = element => element.checkVisibility({visibilityProperty: true, opacityProperty: false});
    return [...document.querySelectorAll('[data-testid]')].filter(shown).map(element => {
        const {testid, ...data} = element.dataset;
        const entered = 'value' in element && element.localName !== 'button' && element.localName !== 'li';
        const aria = name => element.getAttribute('aria-' + name) === 'true';
        return {
            id: testid,
            text: (entered ? String(element.value) : element.innerText).replace(/\\s+/g, ' ').trim(),
            disabled: element.disabled === true || aria('disabled') || element.closest('[inert]') !== null,
            on: element.checked === true || aria('selected') || aria('pressed') || aria('checked')
                || aria('expanded') || element.open === true,
            data,
        };
    });
";

impl<'b> Tab<'b> {
    pub(crate) fn new(browser: &'b Browser, handle: String) -> Self {
        Self { browser, handle }
    }

    /// The browser it is in.
    #[must_use]
    pub fn browser(&self) -> &'b Browser {
        self.browser
    }

    /// Makes it the one that the driver acts on.
    ///
    /// # Errors
    /// When it has gone.
    pub fn focus(&self) -> Outcome {
        self.browser.switch(&self.handle)
    }

    /// Goes to an address.
    ///
    /// # Errors
    /// When the page does not load.
    pub fn go(&self, address: &str) -> Outcome {
        self.send(Method::POST, "/url", json!({"url": address}))?;
        Ok(())
    }

    /// Loads the page again.
    ///
    /// # Errors
    /// When it does not load.
    pub fn reload(&self) -> Outcome {
        self.send(Method::POST, "/refresh", json!({}))?;
        Ok(())
    }

    /// The address it shows.
    ///
    /// # Errors
    /// When it has gone.
    pub fn address(&self) -> Outcome<String> {
        let address = self.send(Method::GET, "/url", Value::Null)?;
        Ok(address.as_str().unwrap_or_default().to_owned())
    }

    /// Closes it, as the agent closes a window.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn close(self) -> Outcome {
        let closed = self.send(Method::DELETE, "/window", Value::Null);
        self.browser.forget_current();
        closed.map(drop)
    }

    /// Whether it is still there.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn is_open(&self) -> Outcome<bool> {
        Ok(self.browser.handles()?.contains(&self.handle))
    }

    /// Waits until it has closed by itself.
    ///
    /// # Errors
    /// When it is still there at the end.
    pub fn closes(&self, what: &str) -> Outcome {
        wait_for(format!("the end of {what}"), SOON, || {
            Ok(if self.is_open()? {
                Look::NotYet("it is open".to_owned())
            } else {
                self.browser.forget_current();
                Look::There(())
            })
        })
    }

    /// Gives it a size, in CSS pixels of the whole window.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn resize(&self, width: u32, height: u32) -> Outcome {
        self.send(Method::POST, "/window/rect", json!({"width": width, "height": height}))?;
        Ok(())
    }

    /// Gives the page a viewport of this width in CSS pixels, which may be less than a window can have.
    ///
    /// # Errors
    /// When the browser refuses, or the page does not get it.
    pub fn narrow(&self, width: u32) -> Outcome {
        self.viewport(width, 600)
    }

    /// Gives the page a viewport of this size in CSS pixels, which may be less than a window can have.
    ///
    /// # Errors
    /// When the browser refuses, or the page does not get it.
    pub fn viewport(&self, width: u32, height: u32) -> Outcome {
        self.focus()?;
        match self.browser.kind() {
            Kind::Chromium => {
                let metrics = json!({"width": width, "height": height, "deviceScaleFactor": 1, "mobile": false});
                self.browser.cdp("Emulation.setDeviceMetricsOverride", &metrics)?;
            }
            Kind::Firefox => {
                // Room for the page and the browser's own bars.
                self.resize(width.max(500), height + 200)?;
                self.browser.privileged(&format!(
                    "Object.assign(gBrowser.selectedBrowser.style, {{maxWidth: '{width}px', maxHeight: '{height}px'}})"
                ))?;
            }
        }
        wait_for(format!("a viewport of {width} x {height} px"), SOON, || {
            let found = self.script("return [innerWidth, innerHeight]", &[])?;
            Ok(if found == json!([width, height]) { Look::There(()) } else { Look::NotYet(found.to_string()) })
        })
    }

    /// Has all pages shown in the few colours of a system's high contrast, or no longer.
    ///
    /// # Errors
    /// When the browser refuses, or the page is not shown so.
    pub fn force_colours(&self, forced: bool) -> Outcome {
        self.focus()?;
        match self.browser.kind() {
            Kind::Chromium => {
                let value = if forced { "active" } else { "none" };
                let features = json!({"features": [{"name": "forced-colors", "value": value}]});
                self.browser.cdp("Emulation.setEmulatedMedia", &features)?;
            }
            Kind::Firefox => {
                // Always, and by default: with a theme of high contrast only.
                let value = if forced { 2 } else { 0 };
                self.browser
                    .privileged(&format!("Services.prefs.setIntPref('browser.display.document_color_use', {value})"))?;
            }
        }
        wait_for(format!("forced colours: {forced}"), SOON, || {
            let found = self.script("return matchMedia('(forced-colors: active)').matches", &[])?;
            Ok(if found == forced { Look::There(()) } else { Look::NotYet(found.to_string()) })
        })
    }

    /// Everything to be seen that has a name.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn snapshot(&self) -> Outcome<Vec<Seen>> {
        let seen = self.script(SNAPSHOT, &[])?;
        serde_json::from_value(seen).map_err(|error| Failure::Unexpected(format!("what is to be seen: {error}")))
    }

    /// All that are named so.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn all(&self, id: &str) -> Outcome<Vec<Seen>> {
        let mut seen = self.snapshot()?;
        seen.retain(|seen| seen.id == id);
        Ok(seen)
    }

    /// Whether something is to be seen now.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn shows(&self, id: &str) -> Outcome<bool> {
        Ok(!self.all(id)?.is_empty())
    }

    /// Waits until something is to be seen.
    ///
    /// # Errors
    /// When it is not in time; the message lists what was there.
    pub fn see(&self, id: &str) -> Outcome<Seen> {
        self.see_where(id, "", |_| true)
    }

    /// Waits until one of that name passes; `how` says what it has to be for the message.
    ///
    /// # Errors
    /// When none does in time; the message lists what was there.
    pub fn see_where(&self, id: &str, how: &str, passes: impl Fn(&Seen) -> bool) -> Outcome<Seen> {
        wait_for(format!("{id} {how}").trim_end(), SOON, || {
            // The page may be on its way to another one.
            let seen = unless_loading(self.snapshot())?;
            let (named, others): (Vec<_>, Vec<_>) = seen.into_iter().partition(|seen| seen.id == id);
            Ok(match named.iter().find(|seen| passes(seen)) {
                Some(found) => Look::There(found.clone()),
                None if named.is_empty() => Look::NotYet(list(&others)),
                None => Look::NotYet(list(&named)),
            })
        })
        .during(self.address().unwrap_or_default())
    }

    /// Waits until one of that name reads so.
    ///
    /// # Errors
    /// When none does in time.
    pub fn see_text(&self, id: &str, text: &str) -> Outcome<Seen> {
        self.see_where(id, &format!("reading {text:?}"), |seen| seen.text.contains(text))
    }

    /// Waits until one of that name can be used.
    ///
    /// # Errors
    /// When none can in time.
    pub fn see_enabled(&self, id: &str) -> Outcome<Seen> {
        self.see_where(id, "that can be used", |seen| !seen.disabled)
    }

    /// Waits until one of that name cannot be used.
    ///
    /// # Errors
    /// When all can in time.
    pub fn see_disabled(&self, id: &str) -> Outcome<Seen> {
        self.see_where(id, "that cannot be used", |seen| seen.disabled)
    }

    /// Waits until nothing of that name is to be seen.
    ///
    /// # Errors
    /// When something still is at the end.
    pub fn gone(&self, id: &str) -> Outcome {
        wait_for(format!("the end of {id}"), SOON, || {
            let mut seen = unless_loading(self.snapshot())?;
            seen.retain(|seen| seen.id == id);
            Ok(if seen.is_empty() { Look::There(()) } else { Look::NotYet(list(&seen)) })
        })
    }

    /// Waits until nothing of that name says anything.
    ///
    /// # Errors
    /// When something still does at the end.
    pub fn silent(&self, id: &str) -> Outcome {
        wait_for(format!("{id} without a word"), SOON, || {
            let mut seen = unless_loading(self.snapshot())?;
            seen.retain(|seen| seen.id == id && !seen.text.is_empty());
            Ok(if seen.is_empty() { Look::There(()) } else { Look::NotYet(list(&seen)) })
        })
    }

    /// Clicks on what is named so, once it is there and can be used.
    ///
    /// # Errors
    /// When it is not in time.
    pub fn click(&self, id: &str) -> Outcome {
        self.click_where(id, "", |_| true)
    }

    /// Clicks on the one that reads so.
    ///
    /// # Errors
    /// When it is not there in time.
    pub fn click_text(&self, id: &str, text: &str) -> Outcome {
        self.click_where(id, &format!("reading {text:?}"), |seen| seen.text.contains(text))
    }

    /// Clicks on the first of that name that passes.
    ///
    /// # Errors
    /// When none can be clicked in time.
    pub fn click_where(&self, id: &str, how: &str, passes: impl Fn(&Seen) -> bool) -> Outcome {
        self.act(
            id,
            how,
            |seen| !seen.disabled && passes(seen),
            |element| self.send(Method::POST, &format!("/element/{element}/click"), json!({})).map(drop),
        )
    }

    /// Types into a field after what it holds, key by key.
    ///
    /// # Errors
    /// When it cannot be typed into.
    pub fn type_into(&self, id: &str, text: &str) -> Outcome {
        self.act(
            id,
            "",
            |seen| !seen.disabled,
            |element| self.send(Method::POST, &format!("/element/{element}/value"), json!({"text": text})).map(drop),
        )
    }

    /// Replaces what a field holds, key by key.
    ///
    /// # Errors
    /// When it cannot be typed into.
    pub fn fill(&self, id: &str, text: &str) -> Outcome {
        self.empty(id)?;
        self.type_into(id, text)
    }

    /// Empties a field with the keyboard.
    ///
    /// # Errors
    /// When it cannot be typed into.
    pub fn empty(&self, id: &str) -> Outcome {
        self.type_into(id, &format!("{CONTROL}a{CONTROL}{BACKSPACE}"))
    }

    /// Enters text at once, as pasting does: any text, also what no key makes.
    ///
    /// # Errors
    /// When it cannot be entered.
    pub fn paste_into(&self, id: &str, text: &str) -> Outcome {
        self.see_enabled(id)?;
        let done = self.script(
            "const field = document.querySelector(`[data-testid='${arguments[0]}']`);
             field.focus();
             return document.execCommand('insertText', false, arguments[1]);",
            &[json!(id), json!(text)],
        )?;
        crate::failure::expect(done == true, || format!("nothing could be pasted into {id}"))
    }

    /// Chooses from a list by its value.
    ///
    /// # Errors
    /// When it is not offered in time.
    pub fn choose(&self, id: &str, value: &str) -> Outcome {
        self.click_css(&format!("[data-testid='{id}'] option[value='{value}']"))
    }

    /// The colour of something's own drawing: hue in degrees and saturation from 0 to 1.
    ///
    /// # Errors
    /// When it is not to be seen.
    pub fn colour(&self, id: &str) -> Outcome<(f64, f64)> {
        self.see(id)?;
        let rgb = self.script(
            "const element = document.querySelector(`[data-testid='${arguments[0]}']`);
             const canvas = new OffscreenCanvas(1, 1).getContext('2d');
             canvas.fillStyle = getComputedStyle(element.querySelector('svg') ?? element).color;
             canvas.fillRect(0, 0, 1, 1);
             return [...canvas.getImageData(0, 0, 1, 1).data];",
            &[json!(id)],
        )?;
        let part = |index: usize| rgb[index].as_f64().unwrap_or_default() / 255.0;
        Ok(hue_and_saturation(part(0), part(1), part(2)))
    }

    /// Presses keys, wherever the focus is.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn press(&self, keys: &str) -> Outcome {
        let strokes: Vec<Value> = keys.chars().flat_map(stroke).collect();
        self.actions(&strokes)
    }

    /// Presses keys as a person does, one each so many milliseconds, wherever the focus is.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn type_every(&self, milliseconds: u64, keys: &str) -> Outcome {
        let pause = json!({"type": "pause", "duration": milliseconds});
        let strokes: Vec<Value> = keys.chars().flat_map(|key| stroke(key).into_iter().chain([pause.clone()])).collect();
        self.actions(&strokes)
    }

    /// Presses a key while others are held.
    ///
    /// # Errors
    /// When the driver refuses.
    pub fn press_with(&self, held: char, key: char) -> Outcome {
        self.actions(&[
            json!({"type": "keyDown", "value": held}),
            json!({"type": "keyDown", "value": key}),
            json!({"type": "keyUp", "value": key}),
            json!({"type": "keyUp", "value": held}),
        ])
    }

    /// Moves the mouse to a place in the page, in CSS pixels of what is in view.
    ///
    /// # Errors
    /// When the driver refuses, also because it is out of view.
    pub fn point_at(&self, (x, y): (f64, f64)) -> Outcome {
        self.point(&[move_to(x, y)])
    }

    /// Clicks at a place in the page, in CSS pixels of what is in view, whatever is there.
    ///
    /// # Errors
    /// When the driver refuses, also because it is out of view.
    pub fn click_at(&self, (x, y): (f64, f64)) -> Outcome {
        self.point(&[
            move_to(x, y),
            json!({"type": "pointerDown", "button": 0}),
            json!({"type": "pointerUp", "button": 0}),
        ])
    }

    fn point(&self, strokes: &[Value]) -> Outcome {
        let mouse =
            json!({"type": "pointer", "id": "mouse", "parameters": {"pointerType": "mouse"}, "actions": strokes});
        self.send(Method::POST, "/actions", json!({"actions": [mouse]}))?;
        Ok(())
    }

    fn actions(&self, strokes: &[Value]) -> Outcome {
        self.send(
            Method::POST,
            "/actions",
            json!({"actions": [{"type": "key", "id": "keyboard", "actions": strokes}]}),
        )?;
        Ok(())
    }

    /// The `data-testid` of what has the focus, or of what it is in.
    ///
    /// # Errors
    /// When the page does not answer.
    pub fn focused(&self) -> Outcome<String> {
        let id = self.script("return document.activeElement?.closest('[data-testid]')?.dataset.testid ?? ''", &[])?;
        Ok(id.as_str().unwrap_or_default().to_owned())
    }

    /// Runs the body of a function in the page.
    ///
    /// # Errors
    /// When it throws.
    pub fn script(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        self.send(Method::POST, "/execute/sync", json!({"script": body, "args": arguments}))
    }

    /// Runs the body of an asynchronous function in the page.
    ///
    /// # Errors
    /// When it throws.
    pub fn promise(&self, body: &str, arguments: &[Value]) -> Outcome<Value> {
        let script = format!(
            "const done = arguments[arguments.length - 1];
             (async (...given) => {{ {body} }})(...arguments).then(
                value => done({{value}}), error => done({{error: String(error)}}))"
        );
        let mut settled = self.send(Method::POST, "/execute/async", json!({"script": script, "args": arguments}))?;
        match settled.get("error") {
            Some(error) => Err(Failure::Unexpected(format!("the page's script: {error}"))),
            None => Ok(settled["value"].take()),
        }
    }

    /// A picture of it, a PNG.
    ///
    /// # Errors
    /// When there is none.
    pub fn picture(&self) -> Outcome<Vec<u8>> {
        let picture = self.send(Method::GET, "/screenshot", Value::Null)?;
        BASE64_STANDARD
            .decode(picture.as_str().unwrap_or_default())
            .map_err(|error| Failure::Unexpected(format!("the picture: {error}")))
    }

    /// Writes a picture of it.
    ///
    /// # Errors
    /// When there is none or it cannot be written.
    pub fn screenshot(&self, file: &Path) -> Outcome {
        let picture = self.picture()?;
        if let Some(directory) = file.parent() {
            let _ = fs::create_dir_all(directory);
        }
        fs::write(file, picture).map_err(|source| Failure::Program { program: file.display().to_string(), source })
    }

    /// The first element a CSS selector finds, clicked: for pages that are not Behalf's.
    ///
    /// # Errors
    /// When it is not there in time.
    pub fn click_css(&self, css: &str) -> Outcome {
        self.on_css(css, |element| self.send(Method::POST, &format!("/element/{element}/click"), json!({})).map(drop))
    }

    /// The first element a CSS selector finds, typed into: for pages that are not Behalf's.
    ///
    /// # Errors
    /// When it is not there in time.
    pub fn type_css(&self, css: &str, text: &str) -> Outcome {
        self.on_css(css, |element| {
            self.send(Method::POST, &format!("/element/{element}/value"), json!({"text": text})).map(drop)
        })
    }

    /// Waits until the page's text holds this: for pages that are not Behalf's.
    ///
    /// # Errors
    /// When it does not in time.
    pub fn reads(&self, text: &str) -> Outcome {
        wait_for(format!("the text {text:?}"), SOON, || {
            let body = unless_loading(self.script("return document.body?.innerText ?? ''", &[]))?;
            let body = body.as_str().unwrap_or_default();
            Ok(if body.contains(text) { Look::There(()) } else { Look::NotYet(body.chars().take(400).collect()) })
        })
    }

    fn on_css(&self, css: &str, act: impl Fn(&str) -> Outcome) -> Outcome {
        wait_for(css, SOON, || match self.find(css).and_then(|element| act(&element)) {
            Ok(()) => Ok(Look::There(())),
            Err(failure) if passing(&failure) => Ok(Look::NotYet(failure.to_string())),
            Err(failure) => Err(failure),
        })
    }

    /// Does something to the first of that name that passes, and looks again where the page redrew it meanwhile.
    fn act(&self, id: &str, how: &str, passes: impl Fn(&Seen) -> bool, act: impl Fn(&str) -> Outcome) -> Outcome {
        wait_for(format!("{id} {how}").trim_end(), SOON, || {
            let seen = unless_loading(self.snapshot())?;
            let place = seen.iter().filter(|seen| seen.id == id).position(&passes);
            let Some(place) = place else {
                return Ok(Look::NotYet(list(&seen)));
            };
            match self.nth(id, place).and_then(|element| act(&element)) {
                Ok(()) => Ok(Look::There(())),
                Err(failure) if passing(&failure) => Ok(Look::NotYet(failure.to_string())),
                Err(failure) => Err(failure),
            }
        })
        .during(self.address().unwrap_or_default())
    }

    fn nth(&self, id: &str, place: usize) -> Outcome<String> {
        let element = self.script(
            "return [...document.querySelectorAll(`[data-testid='${arguments[0]}']`)]
                .filter(element => element.checkVisibility({visibilityProperty: true}))
                // What is drawn for a radio button or a check box is its label.
                .map(element => element.matches('[type=radio], [type=checkbox]') ? element.closest('label') ?? element : element)
                [arguments[1]] ?? null",
            &[json!(id), json!(place)],
        )?;
        reference(&element).ok_or_else(|| Failure::Unexpected(format!("{id} has gone")))
    }

    fn find(&self, css: &str) -> Outcome<String> {
        let element = self.send(Method::POST, "/element", json!({"using": "css selector", "value": css}))?;
        reference(&element).ok_or_else(|| Failure::Unexpected(format!("{css} has gone")))
    }

    fn send(&self, method: Method, path: &str, body: Value) -> Outcome<Value> {
        self.focus()?;
        self.browser.send(method, path.to_owned(), body)
    }
}

/// Held keys and keys without a character, as the driver names them.
pub const CONTROL: char = '\u{e009}';
/// Shift.
pub const SHIFT: char = '\u{e008}';
/// Backspace.
pub const BACKSPACE: char = '\u{e003}';
/// Tab.
pub const TAB: char = '\u{e004}';
/// The End key.
pub const END: char = '\u{e010}';
/// Enter.
pub const ENTER: char = '\u{e007}';
/// Escape.
pub const ESCAPE: char = '\u{e00c}';
/// Arrow down.
pub const DOWN: char = '\u{e015}';
/// Arrow left.
pub const LEFT: char = '\u{e012}';
/// Arrow right.
pub const RIGHT: char = '\u{e014}';

/// What a list of things to be seen reads like in a message.
#[must_use]
pub fn list(seen: &[Seen]) -> String {
    seen.iter().fold(String::new(), |mut text, seen| {
        // Writing to a string does not fail.
        let _ = write!(text, "\n    {seen}");
        text
    })
}

/// A key pressed and let go.
fn stroke(key: char) -> [Value; 2] {
    ["keyDown", "keyUp"].map(|kind| json!({"type": kind, "value": key}))
}

fn move_to(x: f64, y: f64) -> Value {
    json!({"type": "pointerMove", "duration": 0, "x": x.round(), "y": y.round(), "origin": "viewport"})
}

fn reference(element: &Value) -> Option<String> {
    let name = "element-6066-11e4-a52e-4f735466cecf";
    element.get(name)?.as_str().map(str::to_owned)
}

/// Of a colour whose parts are from 0 to 1.
fn hue_and_saturation(red: f64, green: f64, blue: f64) -> (f64, f64) {
    let (high, low) = (red.max(green).max(blue), red.min(green).min(blue));
    let spread = high - low;
    if spread <= f64::EPSILON {
        return (0.0, 0.0);
    }
    let sixth = if high <= red {
        (green - blue) / spread
    } else if high <= green {
        2.0 + (blue - red) / spread
    } else {
        4.0 + (red - green) / spread
    };
    ((sixth * 60.0).rem_euclid(360.0), spread / high)
}

/// Whether a failure passes by itself: the page drew itself anew, or something moves over the element.
fn passing(failure: &Failure) -> bool {
    match failure {
        Failure::Driver(error) => matches!(
            &**error,
            WebDriverErrorInner::StaleElementReference(_)
                | WebDriverErrorInner::NoSuchElement(_)
                | WebDriverErrorInner::ElementNotInteractable(_)
                | WebDriverErrorInner::ElementClickIntercepted(_)
        ),
        Failure::Unexpected(_) => true,
        Failure::While { source, .. } => passing(source),
        _ => false,
    }
}

/// Nothing, where a page is being replaced by another one while it is asked.
fn unless_loading<T: Default>(outcome: Outcome<T>) -> Outcome<T> {
    match outcome {
        Err(Failure::Driver(error))
            if matches!(
                &*error,
                WebDriverErrorInner::JavascriptError(_)
                    | WebDriverErrorInner::StaleElementReference(_)
                    | WebDriverErrorInner::UnknownError(_)
            ) =>
        {
            Ok(T::default())
        }
        other => Ok(unless_gone(other)?.unwrap_or_default()),
    }
}

#[cfg(test)]
mod tests {
    use super::hue_and_saturation;

    #[test]
    fn colours_have_hues() {
        let hue = |red, green, blue| hue_and_saturation(red, green, blue).0;
        assert!(hue(1.0, 0.0, 0.0).abs() < 0.1);
        assert!((hue(1.0, 0.5, 0.0) - 30.0).abs() < 0.1);
        assert!((hue(0.0, 0.0, 1.0) - 240.0).abs() < 0.1);
        assert!((hue(1.0, 0.0, 0.1) - 354.0).abs() < 0.1);
        assert!(hue_and_saturation(0.5, 0.5, 0.5).1 < 0.1);
    }
}
