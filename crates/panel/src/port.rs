//! The link of an extension's page: a `runtime` port.

use protocol::{ToBackground, ToView};
use serde::Serialize;
use serde_wasm_bindgen::Serializer;
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
        port.on_message(move |value| match serde_wasm_bindgen::from_value::<ToView>(value) {
            Ok(said) => message(said),
            Err(_) => unreadable(),
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
        // Chrome turns what is posted into JSON: no maps, no big integers.
        let Ok(value) = message.serialize(&Serializer::json_compatible()) else { return };
        // A closed port also fires `onDisconnect`, and that repeats the message on the next one.
        let _ = self.0.post_message(&value);
    }
}
