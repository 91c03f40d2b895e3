//! The sandbox from outside: HTTP, WebSocket, and the process itself.

#[expect(clippy::unwrap_used, reason = "the client is a part of the tests, which fail by panicking")]
mod client;
mod conversations;
#[expect(clippy::unwrap_used, reason = "its client is a part of the tests, which fail by panicking")]
mod in_process;
mod inbound;
mod notifications;
mod origins;
#[expect(clippy::unwrap_used, reason = "what starts the program is a part of the tests, which fail by panicking")]
mod restart;
mod sign_in;
