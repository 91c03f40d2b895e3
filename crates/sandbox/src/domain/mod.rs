//! What a contact centre knows about text messages, without I/O and without a clock.

pub mod after_call_work;
pub mod carrier;
pub mod conversation;
pub mod permission;
