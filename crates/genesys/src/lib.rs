//! (one-page rustdoc to be written)

pub mod call;
pub mod id;
pub mod model;
pub mod notify;
pub mod region;
pub mod time;
