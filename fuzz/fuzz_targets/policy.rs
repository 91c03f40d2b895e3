//! What the administrator fixed.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(policy);
