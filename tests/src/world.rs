//! A sandbox and a browser that know nothing of each other yet, and an agent who sits down before them.

use std::fmt::Write as _;
use std::fs;
use std::path::{Path, PathBuf};

use serde_json::json;

use crate::article::MAYA;
use crate::browser::{Browser, Kind, Options, Page, unless_gone};
use crate::control::Control;
use crate::failure::{During, Failure, Outcome};
use crate::sandbox::{Account, Sandbox};
use crate::tab::{Seen, Tab, list};
use crate::wait::{Look, SOON, wait_for};

/// A sandbox and a browser.
#[derive(Debug)]
pub struct World {
    /// The browser, with Behalf in it.
    pub browser: Browser,
    /// The way to the sandbox behind the agent's back.
    pub control: Control,
    /// The local Genesys Cloud.
    pub sandbox: Sandbox,
    /// What the sandbox was started with.
    arguments: Vec<String>,
    /// Its database, and its organisation where it is not the built-in one.
    home: tempfile::TempDir,
}

/// The carrier needs moments, not seconds, and nobody is kept out for asking often.
const QUICK: &[&str] = &["--sent-after", "60", "--delivered-after", "120", "--rate-limit", "3000"];

/// The organisation that the sandbox has built in.
const ORGANISATION: &str = include_str!("../../crates/sandbox/src/org/lumen.toml");

impl World {
    /// Starts both; the sandbox with the built-in organisation, or with what `change` makes of it.
    ///
    /// # Errors
    /// When either does not start.
    pub fn start(kind: Kind, options: &Options, change: Option<fn(&str) -> String>) -> Outcome<Self> {
        let home = tempfile::tempdir()
            .map_err(|source| Failure::Program { program: "a directory for the sandbox".to_owned(), source })?;
        let mut arguments: Vec<String> = QUICK.iter().map(ToString::to_string).collect();
        arguments.extend(["--database".to_owned(), home.path().join("sandbox.db").display().to_string()]);
        if let Some(change) = change {
            arguments.extend(organisation(home.path(), &change(ORGANISATION))?);
        }
        let sandbox = Sandbox::start(&borrowed(&arguments))?;
        let control = Control::of(&sandbox)?;
        let browser = Browser::start(kind, options)?;
        Ok(Self { browser, control, sandbox, arguments, home })
    }

    /// An administrator changes the organisation: the sandbox goes on, where it was and with what it had, with what
    /// `change` makes of the built-in one.
    ///
    /// # Errors
    /// When the sandbox does not take it.
    pub fn reorganise(&self, change: impl Fn(&str) -> String) -> Outcome {
        let mut arguments = self.arguments.clone();
        arguments.extend(organisation(self.home.path(), &change(ORGANISATION))?);
        self.sandbox.restart(&borrowed(&arguments))?;
        Ok(())
    }

    /// The sandbox goes on after it was stopped, with what it had.
    ///
    /// # Errors
    /// When it does not start again.
    pub fn resume(&self) -> Outcome {
        self.sandbox.restart(&borrowed(&self.arguments))?;
        Ok(())
    }

    /// Somebody who can sign in, by the first part of the e-mail address.
    ///
    /// # Errors
    /// When the sandbox has nobody of that name.
    pub fn person(&self, name: &str) -> Outcome<&Account> {
        let users = &self.sandbox.ready.users;
        users
            .iter()
            .find(|user| user.email.split('@').next() == Some(name))
            .ok_or_else(|| Failure::Sandbox(format!("it has nobody called {name}")))
    }

    /// Opens the client in a window that is as narrow as a side panel.
    ///
    /// # Errors
    /// When it does not open.
    pub fn client(&self) -> Outcome<Tab<'_>> {
        let client = self.browser.open_page(Page::SidePanel)?;
        client.resize(420, 780)?;
        Ok(client)
    }

    /// Enters the sandbox's address and client id on the sign-in screen.
    ///
    /// # Errors
    /// When the screen does not take them.
    pub fn set_up(&self, client: &Tab<'_>) -> Outcome {
        let ready = &self.sandbox.ready;
        client.choose("region", "sandbox")?;
        client.fill("sandbox-address", &ready.url)?;
        client.fill("client-id", &ready.client_id)?;
        client.see_enabled("sign-in").map(drop)
    }

    /// Signs in through the login page.
    ///
    /// # Errors
    /// When it does not end with the agent's name in the client.
    pub fn sign_in_as(&self, client: &Tab<'_>, name: &str) -> Outcome {
        let person = self.person(name)?;
        client.click("sign-in")?;
        self.log_in(person)?;
        client.see_text("agent", &person.name).map(drop)
    }

    /// Fills in the login page that has opened.
    ///
    /// # Errors
    /// When there is none, or it does not close.
    pub fn log_in(&self, person: &Account) -> Outcome {
        let login = self.login_page()?;
        login.type_css("input[name=email]", &person.email)?;
        login.type_css("input[name=password]", &person.password)?;
        // The window goes away with the click, sometimes before the driver has answered.
        unless_gone(login.click_css("button[type=submit], input[type=submit], form button"))
            .during("the login page")?;
        login.closes("the login page")
    }

    /// The login page, once it has opened.
    ///
    /// # Errors
    /// When it does not.
    pub fn login_page(&self) -> Outcome<Tab<'_>> {
        self.browser.window("the login page", |address| address.contains("/oauth/authorize"))
    }

    /// A client in which somebody is signed in.
    ///
    /// # Errors
    /// When the sign-in fails.
    pub fn signed_in(&self, name: &str) -> Outcome<Tab<'_>> {
        let client = self.client()?;
        self.set_up(&client).during("set up")?;
        self.sign_in_as(&client, name).during("sign in")?;
        Ok(client)
    }

    /// The page on which one plays a customer.
    ///
    /// # Errors
    /// When it does not open.
    pub fn handset(&self, number: &str) -> Outcome<Tab<'_>> {
        let escaped = number.replace('+', "%2B");
        let handset = self.browser.open(&format!("{}?customer={escaped}", self.sandbox.ready.handset_url))?;
        handset.resize(480, 780)?;
        Ok(handset)
    }

    /// Pictures of all windows as they are, with what is to be seen in each beside it; where they were written.
    pub fn pictures(&self, directory: &Path) -> Vec<PathBuf> {
        let handles = self.browser.handles().unwrap_or_default();
        let mut files = Vec::new();
        for (index, handle) in handles.into_iter().enumerate() {
            let tab = Tab::new(&self.browser, handle);
            let file = directory.join(format!("window-{index}.png"));
            if tab.screenshot(&file).is_ok() {
                let seen = tab.snapshot().map_or_else(|failure| failure.to_string(), |seen| list(&seen));
                let text = format!("{}{seen}\n", tab.address().unwrap_or_default());
                // The picture is there already; the words only help.
                let _ = fs::write(file.with_extension("txt"), text);
                files.push(file);
            }
        }
        files
    }

    /// Fails when any console has had an error of the extension's.
    ///
    /// # Errors
    /// [`Failure::Complaints`] with all of them.
    pub fn no_complaints(&self) -> Outcome {
        let complaints = self.browser.complaints()?;
        if complaints.is_empty() { Ok(()) } else { Err(Failure::Complaints(complaints)) }
    }
}

/// An organisation file in which somebody is no longer a member of a queue.
///
/// # Panics
/// When that was not so before.
#[must_use]
pub fn without_member(organisation: &str, queue: &str, email: &str) -> String {
    let start = organisation.find(&format!("name = \"{queue}\"")).expect("the queue is there");
    let (before, after) = organisation.split_at(start);
    let changed = after.replacen(&format!("\"{email}\", "), "", 1);
    assert_ne!(changed, after, "{email} is a member");
    format!("{before}{changed}")
}

/// Writes an organisation file; the arguments that name it.
fn organisation(home: &Path, text: &str) -> Outcome<[String; 2]> {
    let file = home.join("organisation.toml");
    fs::write(&file, text).map_err(|source| Failure::Program { program: file.display().to_string(), source })?;
    Ok(["--org".to_owned(), file.display().to_string()])
}

fn borrowed(arguments: &[String]) -> Vec<&str> {
    arguments.iter().map(String::as_str).collect()
}

/// *Menu > New Interaction > SMS*.
///
/// # Errors
/// When the form does not open.
pub fn open_new_sms(client: &Tab<'_>) -> Outcome {
    client.click("menu")?;
    client.click("new-interaction")?;
    client.click("new-interaction-sms")?;
    client.see("compose-form").map(drop)
}

/// Types the beginning of a queue's name and chooses the one of that name.
///
/// # Errors
/// When it is not offered.
pub fn choose_queue(client: &Tab<'_>, queue: &str) -> Outcome {
    let beginning: String = queue.chars().take(queue.chars().count() - 1).collect();
    client.fill("queue-input", &beginning)?;
    wait_for(format!("only queues with {beginning:?}"), SOON, || {
        let options = client.all("queue-option")?;
        let settled = !options.is_empty() && options.iter().all(|option| option.data("name").contains(&beginning));
        Ok(if settled { Look::There(()) } else { Look::NotYet(list(&options)) })
    })?;
    client.click_where("queue-option", queue, |option| option.data("name") == queue)?;
    client.see_where("queue-input", queue, |input| input.text == queue)?;
    client.gone("queue-option")
}

/// Composes to a number on behalf of a queue, up to the interaction.
///
/// # Errors
/// When it does not connect.
pub fn compose(client: &Tab<'_>, queue: &str, number: &str) -> Outcome {
    open_new_sms(client)?;
    choose_queue(client, queue)?;
    client.fill("number-input", number)?;
    client.see_enabled("compose")?;
    client.click("compose")
}

/// Composes to somebody without a recent conversation, until it is connected.
///
/// # Errors
/// When it does not connect.
pub fn connect(client: &Tab<'_>, queue: &str, number: &str) -> Outcome {
    compose(client, queue, number)?;
    client.see_where("interaction", "that is connected", |seen| seen.data("phase") == "connected").map(drop)
}

/// Has the agent offered what customers write.
///
/// # Errors
/// When the status menu does not offer it.
pub fn go_on_queue(client: &Tab<'_>) -> Outcome {
    client.click("status")?;
    client.click_where("status-option", "On Queue", |option| option.data("name") == "On Queue")
}

/// *SMS*: the Interactions window.
///
/// # Errors
/// When it does not open.
pub fn open_sms<'b>(client: &Tab<'b>) -> Outcome<Tab<'b>> {
    client.click("open-sms")?;
    let window = client.browser().window_of(Page::Interactions)?;
    window.see("composer")?;
    Ok(window)
}

/// Writes a message and sends it with Enter; waits until it stands in the thread.
///
/// # Errors
/// When it does not.
pub fn send(window: &Tab<'_>, text: &str) -> Outcome {
    window.paste_into("composer", text)?;
    window.see_where("composer", text, |composer| !composer.text.is_empty())?;
    window.click("send")?;
    window.see_text("message", text)?;
    Ok(())
}

/// The queues that are offered for what is typed, once the list is the one that belongs to it: all of them are there before.
///
/// # Errors
/// When others go on being offered.
pub fn offered_queues(client: &Tab<'_>, typed: &str) -> Outcome<Vec<Seen>> {
    wait_for(format!("the queues with {typed:?}"), SOON, || {
        let options = client.all("queue-option")?;
        let names: Vec<_> = options.iter().map(|option| option.data("name").to_lowercase()).collect();
        let right = !names.is_empty() && names.iter().all(|name| name.contains(typed));
        Ok(if right { Look::There(options) } else { Look::NotYet(format!("{names:?}")) })
    })
}

/// The organisation with one conversation of Ada's with Maya that has gone on for so many messages; `text` says what they
/// are, from the first one on.
pub fn long_conversation(organisation: &str, messages: usize, text: impl Fn(usize) -> String) -> String {
    let mut long = organisation.to_owned();
    // Text takes everything.
    let _ = write!(
        long,
        "\n[[conversations]]\ncontact = \"{MAYA}\"\nqueue = \"Support\"\nstate = \"connected\"\n\
         agent = \"ada@lumen.example\"\nminutes_ago = 10\n"
    );
    for message in 0..messages {
        let from = if message % 2 == 0 { "customer" } else { "agent" };
        let _ = write!(long, "[[conversations.messages]]\nfrom = \"{from}\"\ntext = \"{}\"\n", text(message));
    }
    long
}

/// The customer writes, on the handset.
///
/// # Errors
/// When the handset does not take it.
pub fn text_back(handset: &Tab<'_>, text: &str) -> Outcome {
    handset.fill("text", text)?;
    handset.click("send")
}

/// Chooses a wrap-up code and clicks *Done*.
///
/// # Errors
/// When either cannot be done.
pub fn wrap_up(window: &Tab<'_>, code: &str) -> Outcome {
    choose_code(window, code)?;
    window.click("done")
}

/// Chooses a wrap-up code.
///
/// # Errors
/// When it is not offered.
pub fn choose_code(window: &Tab<'_>, code: &str) -> Outcome {
    window.click_where("wrap-up-code", code, |seen| seen.data("code") == code)?;
    window.see_where("wrap-up-code", code, |seen| seen.data("code") == code && seen.on).map(drop)
}

/// Clicks on what saves a file, and reads the file that is offered, which is of the type `media`.
///
/// # Errors
/// When none is.
pub fn saved(tab: &Tab<'_>, button: &str, file: &str, media: &str) -> Outcome<String> {
    tab.see(button)?;
    // Nobody is there to answer where to put it.
    tab.script(
        "window.saved = '';
         document.querySelector(`[data-testid='${arguments[0]}']`).addEventListener('click', event => {
            event.preventDefault();
            window.saved = event.target.href;
         }, { once: true })",
        &[json!(file)],
    )?;
    tab.click(button)?;
    let address = wait_for(file, SOON, || {
        let address = tab.script("return window.saved", &[])?;
        let address = address.as_str().unwrap_or_default();
        Ok(if address.is_empty() { Look::NotYet(String::new()) } else { Look::There(address.to_owned()) })
    })?;
    let text = tab.script("return decodeURIComponent(arguments[0])", &[json!(address)])?;
    let text = text.as_str().and_then(|text| text.strip_prefix(&format!("data:{media};charset=utf-8,")));
    text.map(str::to_owned).ok_or_else(|| Failure::Unexpected(format!("{file} is {address}")))
}

/// Waits until something has an orange colour, or a red one, as the eye sees it: colours change softly.
///
/// # Errors
/// When it has another at the end.
pub fn has_colour(tab: &Tab<'_>, id: &str, colour: Colour) -> Outcome {
    wait_for(format!("{id} in {colour:?}"), SOON, || {
        let (hue, saturation) = tab.colour(id)?;
        let found = match (saturation, hue) {
            (..0.35, _) => Colour::None,
            (_, 15.0..50.0) => Colour::Orange,
            (_, ..15.0 | 340.0..) => Colour::Red,
            _ => Colour::Other,
        };
        Ok(if found == colour {
            Look::There(())
        } else {
            Look::NotYet(format!("{found:?} (hue {hue:.0}°, saturation {saturation:.2})"))
        })
    })
}

/// A colour, as the eye sees it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Colour {
    /// Hardly any.
    None,
    /// That of the SMS icon.
    Orange,
    /// That of the Wrap-up icon.
    Red,
    /// Another.
    Other,
}
