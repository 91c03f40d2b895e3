//! Numbers on a web page, as an agent meets them: what Behalf has found, the chip, and the mouse on both.
//!
//! The chip is closed to the page and to the driver, and what was found is known to the content scripts alone. They are
//! asked through one of Behalf's own pages, the desk, from which a function can be run beside them. Clicks are the
//! browser's: what a script does is not trusted.

use serde::Deserialize;
use serde::de::DeserializeOwned;
use serde_json::{Value, json};

use crate::browser::{Browser, Page};
use crate::failure::{During, Failure, Outcome};
use crate::tab::{Seen, Tab};
use crate::wait::{Look, SOON, wait_for};

/// A web page.
#[derive(Debug)]
pub struct WebPage<'b> {
    /// It as it is.
    pub tab: Tab<'b>,
    desk: Tab<'b>,
    address: String,
}

/// A number that was found and can be seen.
#[derive(Debug, Clone, Deserialize)]
pub struct Found {
    /// In E.164.
    pub number: String,
    /// The text that was read.
    pub text: String,
    /// The address of the frame.
    pub frame: String,
    /// Where it is in the frame.
    pub rects: Vec<Rect>,
}

/// A part of a frame, in CSS pixels of what is in view.
#[derive(Debug, Clone, Copy, Deserialize)]
pub struct Rect {
    left: f64,
    top: f64,
    width: f64,
    height: f64,
}

impl Rect {
    /// Its middle.
    #[must_use]
    pub fn middle(&self) -> (f64, f64) {
        (self.left + self.width / 2.0, self.top + self.height / 2.0)
    }
}

/// The chip, as it is shown.
#[derive(Debug, Clone, Deserialize)]
pub struct Chip {
    /// The number it is for, in E.164.
    pub number: String,
    /// All that it says.
    pub text: String,
    /// *Send SMS*.
    pub send: Rect,
    /// Whether a click on it counts by now.
    pub ready: bool,
}

const FOUND: &str = "() => {
    const numbers = globalThis.behalf?.numbers;
    return [...(numbers?.all ?? [])].filter(numbers?.seen).map(one => ({
        number: one.number, text: one.candidate.text, frame: location.href,
        rects: numbers.rects(one).map(rect => rect.toJSON()),
    }));
}";

const CHIP: &str = "() => {
    const {number, parts, isReady} = globalThis.behalf?.chip ?? {};
    return number ? [{
        number: number.number, text: parts.chip.textContent,
        send: parts.send.getBoundingClientRect().toJSON(), ready: isReady(false),
    }] : [];
}";

/// All of a page, open shadow roots included, as text.
const SERIALISED: &str = "
    const roots = root => [...root.querySelectorAll('*')].flatMap(
        ({shadowRoot}) => shadowRoot ? [shadowRoot.innerHTML, ...roots(shadowRoot)] : []);
    return [document.documentElement.outerHTML, ...roots(document)].join('\\n\\n')";

/// Has numbers looked for on all sites, as the browser allows where the journey's setting says so; the page of settings,
/// which can be the desk.
///
/// # Errors
/// When Behalf does not take it.
pub fn look_everywhere(browser: &Browser) -> Outcome<Tab<'_>> {
    let options = browser.open_page(Page::Options)?;
    options.see_where("pages-all", "off", |all| !all.on)?;
    options.click("pages-all")?;
    options.see_where("pages-all", "on", |all| all.on)?;
    wait_for("the content script", SOON, || {
        let scripts = options.promise("return (await chrome.scripting.getRegisteredContentScripts()).length", &[])?;
        Ok(if scripts == 0 { Look::NotYet("none is registered".to_owned()) } else { Look::There(()) })
    })?;
    Ok(options)
}

/// New Interaction is open, with this number in it.
///
/// # Errors
/// When it is not in time.
pub fn filled_with(client: &Tab<'_>, number: &str) -> Outcome {
    let is_it = |input: &Seen| {
        let digits: String = input.text.chars().filter(char::is_ascii_digit).collect();
        digits.len() > 6 && number.ends_with(&digits)
    };
    client.see_where("number-input", number, is_it).map(drop)
}

impl<'b> WebPage<'b> {
    /// Opens it; `desk` is one of Behalf's pages.
    ///
    /// # Errors
    /// When it does not load.
    pub fn open(desk: &Tab<'b>, address: &str) -> Outcome<Self> {
        let tab = desk.browser().open(address)?;
        tab.resize(1_000, 800)?;
        Ok(Self { tab, desk: desk.clone(), address: address.to_owned() })
    }

    /// The same page, asked from another of Behalf's pages.
    #[must_use]
    pub fn asked_from(self, desk: &Tab<'b>) -> Self {
        Self { desk: desk.clone(), ..self }
    }

    /// Runs a function beside the content scripts, in every frame; all that it returns, which is a list.
    ///
    /// # Errors
    /// When Behalf may not look at the page, or an answer is of another kind.
    pub fn ask<T: DeserializeOwned>(&self, function: &str) -> Outcome<Vec<T>> {
        let answers = self.desk.promise(
            &format!(
                "const tab = (await chrome.tabs.query({{}})).find(({{url}}) => url === given[0]);
                 if (!tab) throw new Error('no tab shows ' + given[0]);
                 const target = {{tabId: tab.id, allFrames: true}};
                 const answers = await chrome.scripting.executeScript({{target, func: {function}}});
                 return answers.flatMap(({{result}}) => result ?? [])"
            ),
            &[json!(self.address)],
        )?;
        serde_json::from_value(answers).map_err(|error| Failure::Unexpected(format!("the frames' answers: {error}")))
    }

    /// What is found by now.
    ///
    /// # Errors
    /// When Behalf may not look at the page.
    pub fn found(&self) -> Outcome<Vec<Found>> {
        self.ask(FOUND)
    }

    /// Waits until a number is found.
    ///
    /// # Errors
    /// When it is not in time.
    pub fn finds(&self, number: &str) -> Outcome<Found> {
        wait_for(format!("{number} to be found"), SOON, || {
            let found = self.found()?;
            Ok(match found.iter().find(|one| one.number == number) {
                Some(found) => Look::There(found.clone()),
                None => Look::NotYet(format!("{found:?}")),
            })
        })
        .during(&self.address)
    }

    /// Waits until these numbers are found, in any order, each once, and no others.
    ///
    /// # Errors
    /// When it is not so in time.
    pub fn finds_exactly(&self, numbers: &[&str]) -> Outcome {
        let mut wanted = numbers.to_vec();
        wanted.sort_unstable();
        wait_for(format!("{wanted:?} to be found"), SOON, || {
            let found = self.found()?;
            let mut all: Vec<&str> = found.iter().map(|one| one.number.as_str()).collect();
            all.sort_unstable();
            Ok(if all == wanted { Look::There(()) } else { Look::NotYet(format!("{all:?}")) })
        })
        .during(&self.address)
    }

    /// The chip, if there is one.
    ///
    /// # Errors
    /// When Behalf may not look at the page.
    pub fn chip(&self) -> Outcome<Option<Chip>> {
        Ok(self.ask(CHIP)?.pop())
    }

    /// Moves the mouse on a number of the top frame, until the chip is there and may be used.
    ///
    /// # Errors
    /// When it does not come in time.
    pub fn hover(&self, number: &str) -> Outcome<Chip> {
        self.hover_from((0.0, 0.0), number)
    }

    /// The same in a frame with this corner. The mouse is never quite at rest, as in a hand, until there is a chip: a panel
    /// that opens beside the page moves the number, and Chromium then has the mouse leave the page once.
    fn hover_from(&self, corner: (f64, f64), number: &str) -> Outcome<Chip> {
        let mut nudge = 0.0;
        wait_for(format!("the chip of {number}"), SOON, || {
            let found = self.found()?;
            let place = found.iter().find(|one| one.number == number).and_then(|one| one.rects.first());
            let Some((x, y)) = place.map(Rect::middle) else {
                return Ok(Look::NotYet(format!("{found:?}")));
            };
            let chip = self.chip()?;
            if chip.as_ref().is_none_or(|chip| chip.number != number) {
                nudge = 1.0 - nudge;
                self.tab.point_at((x + corner.0 + nudge, y + corner.1))?;
            }
            Ok(match chip {
                Some(chip) if chip.number == number && chip.ready => Look::There(chip),
                other => Look::NotYet(format!("{other:?}")),
            })
        })
        .during(&self.address)
    }

    /// Moves the mouse away, to where nothing is, until the chip has gone.
    ///
    /// # Errors
    /// When it stays.
    pub fn leave(&self) -> Outcome {
        self.tab.point_at((2.0, 2.0))?;
        self.chip_goes()
    }

    /// Waits until there is no chip.
    ///
    /// # Errors
    /// When it stays.
    pub fn chip_goes(&self) -> Outcome {
        wait_for("the chip to go", SOON, || {
            Ok(match self.chip()? {
                None => Look::There(()),
                Some(chip) => Look::NotYet(format!("{chip:?}")),
            })
        })
    }

    /// Points at a number and clicks *Send SMS*, until Behalf has taken it.
    ///
    /// # Errors
    /// When it cannot be clicked, or is not taken.
    pub fn send_to(&self, number: &str) -> Outcome {
        let chip = self.hover(number)?;
        self.tab.click_at(chip.send.middle())?;
        self.chip_goes()
    }

    /// The same, in a frame that a CSS selector names.
    ///
    /// # Errors
    /// When it cannot be clicked, or is not taken.
    pub fn send_in(&self, frame: &str, number: &str) -> Outcome {
        let place = self.tab.script(
            "const frame = document.querySelector(arguments[0]), {left, top} = frame.getBoundingClientRect();
             return {left: left + frame.clientLeft, top: top + frame.clientTop, width: 0, height: 0}",
            &[json!(frame)],
        )?;
        let corner: Rect = serde_json::from_value(place)
            .map_err(|error| Failure::Unexpected(format!("the place of {frame}: {error}")))?;
        let chip = self.hover_from((corner.left, corner.top), number)?;
        let (x, y) = chip.send.middle();
        self.tab.click_at((x + corner.left, y + corner.top))?;
        self.chip_goes()
    }

    /// How many numbers are painted in the top frame. The page itself is asked: the browser has one list for all.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn painted(&self) -> Outcome<u64> {
        let size = self.tab.script("return CSS.highlights.get('behalf-number')?.size ?? 0", &[])?;
        size.as_u64().ok_or_else(|| Failure::Unexpected(format!("{size} numbers are painted")))
    }

    /// Waits until so many are painted.
    ///
    /// # Errors
    /// When it is another number at the end.
    pub fn paints(&self, count: u64) -> Outcome {
        wait_for(format!("{count} painted numbers"), SOON, || {
            let painted = self.painted()?;
            Ok(if painted == count { Look::There(()) } else { Look::NotYet(painted.to_string()) })
        })
        .during(&self.address)
    }

    /// All of the page as text.
    ///
    /// # Errors
    /// When it does not answer.
    pub fn serialised(&self) -> Outcome<String> {
        let text = self.tab.script(SERIALISED, &[])?;
        Ok(text.as_str().unwrap_or_default().to_owned())
    }

    /// Runs the body of a function in the page itself.
    ///
    /// # Errors
    /// When it throws.
    pub fn script(&self, body: &str) -> Outcome<Value> {
        self.tab.script(body, &[])
    }
}
