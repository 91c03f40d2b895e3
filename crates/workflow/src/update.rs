//! A new version of the extension takes over when nothing is lost by it.
//!
//! The browser closes every page then and forgets what is in memory: the token, and with it everything under way. So it
//! waits for an agent who has signed out and closed Behalf; a browser that is started has the new version anyway. Drafts
//! and settings are on the disk.

use protocol::NoticeKind;

use crate::{Workflow, io::Effect, session::Session};

impl Workflow {
    /// A new version is there.
    pub(crate) fn update_available(&mut self) {
        self.state.update_waits = true;
        if !self.is_at_rest() {
            self.state.notices.say(NoticeKind::UpdateWaits);
        }
    }

    /// Ends for the new version, once, when nothing is lost by it.
    pub(crate) fn make_way(&mut self) -> Option<Effect> {
        let now = self.state.update_waits && self.is_at_rest();
        now.then(|| {
            self.state.update_waits = false;
            Effect::Reload
        })
    }

    /// Whether nobody is signed in or looks, and nothing waits for the next sign-in.
    fn is_at_rest(&self) -> bool {
        let state = &self.state;
        matches!(state.session, Session::Out { .. })
            && self.attached.is_empty()
            && state.interactions.is_empty()
            && state.compose.is_none()
            && state.picked.is_none()
            && state.calls.are_repeatable()
    }
}
