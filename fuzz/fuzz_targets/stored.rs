//! Stored documents.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(stored);
