//! (one-page rustdoc to be written)

pub mod call;
pub mod id;
pub mod model;
pub mod notify;
pub mod oauth;
pub mod permission;
pub mod region;
pub mod time;

mod reply;
mod request;
mod wire;
