//! The sandbox's organisation file.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(organisation);
