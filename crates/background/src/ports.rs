//! Who is connected, and what of what they say is taken.

use protocol::{Page, ToBackground, ViewId, json};
use vecmap::VecMap;
use workflow::Input;

/// The open ports, each of one page of ours; `P` is the browser's port.
#[derive(Debug)]
pub struct Ports<P> {
    /// By the loader's number.
    open: VecMap<u32, Open<P>>,
}

#[derive(Debug)]
struct Open<P> {
    port: P,
    page: Page,
    /// Who is there, once it said so and until it comes back through another port.
    view: Option<ViewId>,
}

/// What came through a port.
#[derive(Debug, PartialEq)]
#[expect(clippy::large_enum_variant, reason = "it is handed on at once, and nothing keeps many")]
pub enum Heard {
    /// Something for the workflow.
    Input(Input),
    /// The countries are asked for.
    Countries,
    /// The log is asked for.
    Log,
}

/// Why something that came through a port is dropped.
#[derive(Debug, Clone, Copy, PartialEq, Eq, thiserror::Error)]
pub enum Dropped {
    /// The port was refused, or is closed.
    #[error("a message through a port that is not open")]
    NoPort,
    /// It is not in the words of [`ToBackground`].
    #[error("a message that is not in our words")]
    NotOurs,
    /// It says it is another page than it is, or greets twice.
    #[error("a greeting that does not fit its port")]
    BadGreeting,
    /// A command before the greeting.
    #[error("a command without a greeting")]
    NoGreeting,
}

impl<P> Default for Ports<P> {
    fn default() -> Self {
        Self { open: VecMap::new() }
    }
}

impl<P> Ports<P> {
    /// A port was opened by a page of ours.
    pub fn connected(&mut self, number: u32, port: P, page: Page) {
        self.open.insert(number, Open { port, page, view: None });
    }

    /// A message came, as JSON text.
    ///
    /// # Errors
    ///
    /// It is not to be taken.
    pub fn heard(&mut self, number: u32, message: &str) -> Result<Heard, Dropped> {
        let here = self.open.get(&number).ok_or(Dropped::NoPort)?;
        match json::read(message).map_err(|_| Dropped::NotOurs)? {
            ToBackground::Hello { view, page } => {
                if here.page != page || here.view.is_some() {
                    return Err(Dropped::BadGreeting);
                }
                // It may come back before the browser says that its first port broke.
                for (other, open) in &mut self.open {
                    if *other == number {
                        open.view = Some(view.clone());
                    } else if open.view.as_ref() == Some(&view) {
                        open.view = None;
                    }
                }
                Ok(Heard::Input(Input::Attached { view, page }))
            }
            ToBackground::Command(command) => {
                let view = here.view.clone().ok_or(Dropped::NoGreeting)?;
                Ok(Heard::Input(Input::Command { view, command }))
            }
            ToBackground::Countries => Ok(Heard::Countries),
            ToBackground::Log => Ok(Heard::Log),
        }
    }

    /// A port closed; what that means to the workflow.
    pub fn disconnected(&mut self, number: u32) -> Option<Input> {
        let view = self.open.remove(&number)?.view?;
        Some(Input::Detached { view })
    }

    /// The port of this number.
    pub fn port(&self, number: u32) -> Option<&P> {
        self.open.get(&number).map(|open| &open.port)
    }

    /// The port through which a view is attached.
    pub fn of(&self, view: &ViewId) -> Option<&P> {
        self.open.values().find(|open| open.view.as_ref() == Some(view)).map(|open| &open.port)
    }
}

#[cfg(test)]
mod tests {
    use protocol::{Command, Numbered};

    use super::*;

    const HELLO: &str = r#"{"Hello":{"view":"v1","page":"Popup"}}"#;
    const COMPOSE: &str = r#"{"Command":{"number":1,"command":"Compose"}}"#;

    fn view() -> ViewId {
        ViewId("v1".to_owned())
    }

    fn popup() -> Ports<&'static str> {
        let mut ports = Ports::default();
        ports.connected(1, "first", Page::Popup);
        ports
    }

    #[test]
    fn a_view_greets_and_commands() {
        let mut ports = popup();
        let attached = Input::Attached { view: view(), page: Page::Popup };
        assert_eq!(ports.heard(1, HELLO), Ok(Heard::Input(attached)));
        let command = Numbered { number: 1, command: Command::Compose };
        assert_eq!(ports.heard(1, COMPOSE), Ok(Heard::Input(Input::Command { view: view(), command })));
        assert_eq!(ports.heard(1, r#""Countries""#), Ok(Heard::Countries));
        assert_eq!(ports.of(&view()), Some(&"first"));
        assert_eq!(ports.disconnected(1), Some(Input::Detached { view: view() }));
        assert_eq!(ports.of(&view()), None);
    }

    #[test]
    fn words_that_are_not_ours_are_dropped() {
        let mut ports = popup();
        for message in [
            "",
            "null",
            "{}",
            r#""Hello""#,
            r#"{"Hello":{"view":"v1"}}"#,
            r#"{"Hello":{"view":"v1","page":"Popup","more":1}}"#,
            r#"{"Hello":{"view":"v1","page":"Elsewhere"}}"#,
            r#"{"Command":{"number":-1,"command":"Compose"}}"#,
            r#"{"Command":{"number":1,"command":"Explode"}}"#,
            r#"{"Command":{"number":1,"command":"Compose","as":"v2"}}"#,
            r#"{"Command":{"number":1,"command":{"EditDraft":{"conversation":"c","text":7,"edit":1}}}}"#,
            r#"{"Hello":{"view":"v1","page":"Popup"},"Command":{"number":1,"command":"Compose"}}"#,
        ] {
            assert_eq!(ports.heard(1, message), Err(Dropped::NotOurs), "{message}");
        }
    }

    #[test]
    fn a_page_cannot_say_it_is_another() {
        let mut ports = Ports::default();
        ports.connected(1, (), Page::Options);
        assert_eq!(ports.heard(1, HELLO), Err(Dropped::BadGreeting));
    }

    #[test]
    fn a_port_cannot_change_its_view() {
        let mut ports = popup();
        assert!(ports.heard(1, HELLO).is_ok());
        assert_eq!(ports.heard(1, r#"{"Hello":{"view":"v2","page":"Popup"}}"#), Err(Dropped::BadGreeting));
    }

    #[test]
    fn nobody_commands_without_a_greeting_or_a_port() {
        let mut ports = popup();
        assert_eq!(ports.heard(1, COMPOSE), Err(Dropped::NoGreeting));
        assert_eq!(ports.heard(2, HELLO), Err(Dropped::NoPort));
        ports.disconnected(1);
        assert_eq!(ports.heard(1, HELLO), Err(Dropped::NoPort));
    }

    #[test]
    fn a_view_that_came_back_is_not_detached_by_its_first_port() {
        let mut ports = popup();
        assert!(ports.heard(1, HELLO).is_ok());
        ports.connected(2, "second", Page::Popup);
        assert!(ports.heard(2, HELLO).is_ok());
        assert_eq!(ports.of(&view()), Some(&"second"));
        assert_eq!(ports.disconnected(1), None);
        assert_eq!(ports.heard(1, COMPOSE), Err(Dropped::NoPort));
        assert_eq!(ports.disconnected(2), Some(Input::Detached { view: view() }));
    }
}
