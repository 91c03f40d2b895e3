//! Answers of the API to any call.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(replies);
