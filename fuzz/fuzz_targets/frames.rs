//! Frames of the notification socket.
#![cfg_attr(fuzzing, no_main)]

fuzz::target!(frames);
