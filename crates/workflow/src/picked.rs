//! A number that the agent chose on a web page: kept until it is used, never in place of what the agent is at.
//!
//! ```text
//!            ┌─ nobody known yet ──▶ kept ── sign-in ──┐
//!   chosen ──┼─ no form, or an untouched one ──────────┴─▶ New Interaction ──▶ connected: its text is the draft,
//!            └─ a form under way ──▶ offered ── Use ───────▲                   its next recipient is offered
//! ```

use genesys::permission;
use phone::Number;
use protocol::{NoticeKind, Offered, Origin, Page, Recipient, Waits, Window};
use serde::{Deserialize, Serialize};

use crate::{Workflow, compose::Compose, io::Pick, todo::Todo};

/// A number that was chosen, ready to be shown: grouping a number takes longer than all the rest.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct Picked {
    pub(crate) recipient: Recipient,
    pub(crate) origin: Origin,
}

impl Picked {
    fn of(pick: Pick) -> Self {
        let Pick { number, name, body, more, site } = pick;
        let mut recipients: Vec<_> = more.iter().map(recipient).collect();
        let recipient = recipient(&number);
        recipients.retain(|one| *one != recipient);
        // What is blank says nothing.
        let said = |text: Option<String>| text.map(|text| text.trim().to_owned()).filter(|text| !text.is_empty());
        Self { recipient, origin: Origin { site, name: said(name), body: said(body), more: recipients } }
    }

    /// The next recipient of the same link; the name was the first one's.
    pub(crate) fn next(mut self) -> Option<Self> {
        if self.origin.more.is_empty() {
            return None;
        }
        let recipient = self.origin.more.remove(0);
        Some(Self { recipient, origin: Origin { name: None, ..self.origin } })
    }

    /// The same link, another of its recipients first; `None` where that is none of them.
    pub(crate) fn beginning_with(mut self, number: &str) -> Option<Self> {
        let position = self.origin.more.iter().position(|one| one.number == number)?;
        let recipient = std::mem::replace(&mut self.origin.more[position], self.recipient);
        Some(Self { recipient, origin: Origin { name: None, ..self.origin } })
    }
}

fn recipient(number: &Number) -> Recipient {
    Recipient { number: number.e164().to_owned(), display: number.international() }
}

impl Workflow {
    /// The agent chose a number; `opened`: the browser has opened the side panel, or is about to.
    pub(crate) fn picked(&mut self, pick: Pick, opened: bool, todo: &mut Todo) {
        if !self.durable.settings.pages.enabled(&self.policy) {
            return;
        }
        self.bring_up_client(opened, todo);
        let picked = Picked::of(pick);
        if self.state.directory.is_none() || self.form_under_way() {
            self.keep_picked(picked);
        } else {
            let earlier = self.use_picked(picked, todo);
            self.say_replaced(earlier);
        }
    }

    /// Somebody has signed in where nobody was: what was chosen before is used.
    pub(crate) fn take_up_picked(&mut self, todo: &mut Todo) {
        if let Some(picked) = self.state.picked.take() {
            self.use_picked(picked, todo);
        }
    }

    /// *Use* of what is offered.
    pub(crate) fn use_offered(&mut self, todo: &mut Todo) {
        let busy = self.state.compose.as_ref().is_some_and(|compose| !compose.can_be_filled());
        if busy || self.state.directory.is_none() {
            return;
        }
        if let Some(picked) = self.state.picked.take() {
            self.use_picked(picked, todo);
        }
    }

    /// The next recipient of a link, whose last one has been connected with.
    pub(crate) fn offer_next(&mut self, next: Option<Picked>) {
        let Some(next) = next else { return };
        // What was chosen since then is newer.
        match &self.state.picked {
            Some(_) => self.state.notices.say(NoticeKind::PickReplaced { number: next.recipient.display }),
            None => self.state.picked = Some(next),
        }
    }

    pub(crate) fn show_offered(&self) -> Option<Offered> {
        let Picked { recipient, origin } = self.state.picked.clone()?;
        let waits = if self.state.directory.is_some() { Waits::Agent } else { Waits::SignIn };
        Some(Offered { recipient, origin, waits })
    }

    fn form_under_way(&self) -> bool {
        self.state.compose.as_ref().is_some_and(Compose::is_under_way)
    }

    fn keep_picked(&mut self, picked: Picked) {
        let earlier = self.state.picked.replace(picked);
        self.say_replaced(earlier);
    }

    /// Says that a number that was not used makes way, unless it is chosen again.
    fn say_replaced(&mut self, earlier: Option<Picked>) {
        let now = self.state.picked.as_ref().or(self.state.compose.as_ref().and_then(|compose| compose.picked()));
        if let Some(earlier) = earlier.filter(|earlier| now.is_none_or(|now| now.recipient != earlier.recipient)) {
            self.state.notices.say(NoticeKind::PickReplaced { number: earlier.recipient.display });
        }
    }

    /// Fills New Interaction; what it had of a page and was not used.
    fn use_picked(&mut self, picked: Picked, todo: &mut Todo) -> Option<Picked> {
        if !self.may(permission::MESSAGE_CREATE) {
            let permission = permission::MESSAGE_CREATE.to_owned();
            self.state.notices.say(NoticeKind::PickRefused { number: picked.recipient.display, permission });
            return None;
        }
        self.new_interaction(todo);
        self.state.compose.as_mut()?.fill(picked)
    }

    /// A view in which New Interaction can be seen is brought up, unless one is there. The popup is none: it closes
    /// with the click that chose the number.
    fn bring_up_client(&self, opened: bool, todo: &mut Todo) {
        let shown_in = |page: Page| self.attached.values().any(|one| *one == page);
        let window = self.state.windows.contains(&Window::Client);
        let there = shown_in(Page::SidePanel) || shown_in(Page::Window);
        // A window of its own may be behind the page.
        if !opened && (window || !there) {
            todo.open_window(Window::Client);
        }
    }
}
