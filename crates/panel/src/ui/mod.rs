//! The controls that screens are made of.

pub(crate) mod combobox;
pub(crate) mod dialog;
pub(crate) mod field;
pub(crate) mod file;
pub(crate) mod menu;
pub(crate) mod parts;
pub(crate) mod refusal;
