//! Texts to be sent.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(texts);
