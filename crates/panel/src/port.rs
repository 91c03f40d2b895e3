//! The link of an extension's page: a `runtime` port.

use protocol::{ToBackground, ToView, json};
use webext::runtime::{self, Port};

use crate::link::{Connector, Events, Gone, Link};

/// Connects to the extension's background, waking it if need be.
pub(crate) struct Ports;

/// The name by which the background knows a view's port.
const NAME: &str = "view";

impl Connector for Ports {
    fn connect(&self, events: Events) -> Result<Box<dyn Link>, Gone> {
        let port = runtime::connect(NAME).map_err(|_| Gone)?;
        let Events { message, unreadable, broken } = events;
        port.on_message(move |value| match value.as_string().map(|text| json::read::<ToView>(&text)) {
            Some(Ok(said)) => message(said),
            Some(Err(_)) | None => unreadable(),
        });
        port.on_disconnect(move || broken());
        Ok(Box::new(PortLink(port)))
    }
}

struct PortLink(Port);

impl Drop for PortLink {
    fn drop(&mut self) {
        self.0.disconnect();
    }
}

impl Link for PortLink {
    fn send(&self, message: &ToBackground) {
        // The types of `protocol` always have a text form.
        let Ok(text) = serde_json::to_string(message) else { return };
        // A closed port also fires `onDisconnect`, and that repeats the message on the next one.
        let _ = self.0.post_message(&text.into());
    }
}
