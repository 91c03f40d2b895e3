//! How a journey is played: with a world of its own, and with pictures of it when it fails.

use std::path::PathBuf;
use std::{env, fs};

use serde_json::Value;

use crate::browser::{Kind, Options};
use crate::copy;
use crate::failure::{Failure, Outcome};
use crate::world::World;

/// What a journey's world is like.
#[derive(Debug, Clone, Default)]
pub struct Setting {
    /// What is different in the organisation: makes its file from the built-in one.
    pub organisation: Option<fn(&str) -> String>,
    /// What the administrator has set by policy.
    pub policy: Option<Value>,
    /// The browser's language, where it is another than American English (Firefox only).
    pub language: Option<&'static str>,
    /// Whether the browser lets Behalf look at web pages, as after an agent has allowed it all sites.
    pub sites: bool,
}

/// Plays a journey. Errors of the extension's in any console fail it, too.
///
/// # Errors
/// Where the journey fails, after pictures and texts of all windows were written under `target/journeys`.
pub fn play(kind: Kind, name: &str, setting: &Setting, journey: impl FnOnce(&World) -> Outcome) -> Outcome {
    let copy = if setting.sites { Some(copy::with_access(kind, &[copy::ALL_SITES])?) } else { None };
    let extension = copy.as_ref().map(|copy| copy.path().to_path_buf());
    let mut options = Options { policy: setting.policy.clone(), extension, ..Options::default() };
    options.language = setting.language.unwrap_or(options.language);
    let world = World::start(kind, &options, setting.organisation)?;
    let outcome = journey(&world).and_then(|()| world.no_complaints());
    let directory = pictures(kind, name);
    // Pictures of an earlier failure would look like this one's.
    let _ = fs::remove_dir_all(&directory);
    outcome.map_err(|failure| {
        world.pictures(&directory);
        let complaints = world.browser.complaints().unwrap_or_default();
        let calls = world.control.calls(0).unwrap_or_default();
        let calls: Vec<String> = calls.iter().map(ToString::to_string).collect();
        Failure::Unexpected(format!(
            "{failure}\n  pictures: {}\n  console: {complaints:#?}\n  calls: {calls:#?}",
            directory.display()
        ))
    })
}

fn pictures(kind: Kind, name: &str) -> PathBuf {
    target().join("journeys").join(format!("{name}-{kind}"))
}

/// Where cargo puts what it makes.
#[must_use]
pub fn target() -> PathBuf {
    // The program is target/PROFILE/deps/NAME.
    let program = env::current_exe().unwrap_or_default();
    program.ancestors().nth(3).unwrap_or(&program).to_path_buf()
}

/// Makes two tests of each journey, `NAME::chromium` and `NAME::firefox`. A journey is a function of that name that is
/// given the world; `in` names the function that makes the [`Setting`] of a world out of the ordinary.
#[macro_export]
macro_rules! journeys {
    ($($name:ident $(in $setting:ident)?),+ $(,)?) => { $(
        mod $name {
            use $crate::browser::Kind;
            use $crate::journey::{play, Setting};

            fn setting() -> Setting {
                #[allow(unused_mut, unused_assignments, reason = "only some journeys have a setting of their own")]
                let mut setting = Setting::default();
                $( setting = super::$setting(); )?
                setting
            }

            #[test]
            fn chromium() {
                let outcome = play(Kind::Chromium, stringify!($name), &setting(), super::$name);
                assert!(outcome.is_ok(), "{}", outcome.err().map_or_else(String::new, |failure| failure.to_string()));
            }

            #[test]
            fn firefox() {
                let outcome = play(Kind::Firefox, stringify!($name), &setting(), super::$name);
                assert!(outcome.is_ok(), "{}", outcome.err().map_or_else(String::new, |failure| failure.to_string()));
            }
        }
    )+ };
}
