//! A local Genesys Cloud.
pub mod domain;
pub mod org;
