//! What views say.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(messages);
