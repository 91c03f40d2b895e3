//! The sandbox from outside: HTTP, WebSocket, and the process itself.

mod client;
mod conversations;
mod inbound;
mod notifications;
mod origins;
mod restart;
mod sign_in;
