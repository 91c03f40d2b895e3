//! The Genesys Cloud Platform API, as far as an agent's SMS client needs it, without any I/O.
//!
//! A call is a value ([`call::Call`]). It becomes a request that any HTTP client can send, and reads the answer that
//! the client brings back:
//!
//! ```text
//!   Call ── request(environment, token) ──▶ http::Request<Vec<u8>> ──▶ fetch, reqwest, …
//!   Call ◀─ decode(status, headers, body) ── Result<Reply, Failure>
//! ```
//!
//! ```
//! use genesys::{call::{Call, Reply}, region::{Environment, Region}};
//! use http::HeaderMap;
//!
//! let call = Call::MyQueues { page: 1 };
//! let request = call.request(&Environment::Region(Region::EuCentral1), Some("token"));
//! assert_eq!(request.uri().host(), Some("api.mypurecloud.de"));
//!
//! let body = br#"{"entities":[{"id":"q1","name":"Reservations"}],"pageNumber":1,"pageCount":1}"#;
//! let Ok(Reply::Queues(page)) = call.decode(200, &HeaderMap::new(), body) else { unreachable!() };
//! assert_eq!(page.entities[0].name, "Reservations");
//! ```
//!
//! # What is where
//! - [`region`]: the deployments, and a sandbox on this machine.
//! - [`oauth`]: sign-in up to the authorization code; [`call::Call::Token`] goes on from there.
//! - [`call`]: the calls and their replies. [`model`]: what the replies are made of. [`permission`]: what they need.
//! - [`substitution`]: what a canned response leaves to be filled in.
//! - [`notify`]: the frames of the notification socket, and what to subscribe to.
//!
//! # What the decoders promise
//! - **They never panic**, whatever the network brings.
//! - **One shape out of three.** The service describes a conversation in a message-only, a generic and an event form;
//!   all become [`model::Conversation`], with the agent's communication id in its place.
//! - **Lenient where nothing hangs on it.** Unknown fields are ignored, `null` is absent, unknown values of
//!   enumerations are kept as text. A listing keeps its readable entities. Conversations of other messengers are left
//!   out of listings and events.
//! - **Strict where something does.** A success without what it has to bring is [`model::Failure::Unreadable`], never a
//!   guess; a participant that cannot be read makes its conversation unreadable.
//! - **Errors are typed by status and header**, never by their words; the code, the words and the correlation id are
//!   kept for the agent to quote. [`model::Failure::effect_unknown`] says when a request may have taken effect although
//!   no good answer came.
//! - **No secrets in what prints.** Tokens, verifiers and authorization codes have a `Debug` without them, requests mark
//!   theirs as sensitive, and an unreadable reply is described without its content.
//!
//! Time-outs, retries and the socket itself are the driver's.

pub mod call;
pub mod id;
pub mod model;
pub mod notify;
pub mod oauth;
pub mod permission;
pub mod region;
pub mod substitution;
pub mod time;

mod reply;
mod request;
mod wire;
