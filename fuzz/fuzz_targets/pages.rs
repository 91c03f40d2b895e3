//! What content scripts say.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(pages);
