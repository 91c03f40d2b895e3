//! Phone numbers, typed and pasted.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(numbers);
