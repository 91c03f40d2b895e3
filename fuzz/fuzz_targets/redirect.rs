//! The address that sign-in leads back to.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(redirect);
