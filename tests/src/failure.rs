//! Why a journey did not go on.

use std::io;

use thirtyfour::error::WebDriverError;

use crate::sandbox::StartError;

/// What stops a journey.
#[derive(Debug, thiserror::Error)]
pub enum Failure {
    /// A program of the browser's could not be run.
    #[error("{program}: {source}")]
    Program {
        /// Which, or which file of it.
        program: String,
        /// What the system says.
        source: io::Error,
    },
    /// The driver ended, or never said on which port it listens.
    #[error("{program} did not say where it listens; it printed:\n{printed}")]
    NoPort {
        /// The driver.
        program: &'static str,
        /// Its output so far.
        printed: String,
    },
    /// The extension has not been built.
    #[error("there is no extension in {0}; `cargo xtask build` makes it")]
    NotBuilt(String),
    /// The driver refused a command.
    #[error("the browser's driver: {0}")]
    Driver(#[from] WebDriverError),
    /// The sandbox did not start.
    #[error(transparent)]
    Start(#[from] StartError),
    /// The sandbox did not answer as it should.
    #[error("the sandbox: {0}")]
    Sandbox(String),
    /// What was waited for never came.
    #[error("{what} was not to be seen within {milliseconds} ms{last}")]
    NotSeen {
        /// What was waited for.
        what: String,
        /// For how long.
        milliseconds: u128,
        /// What was there instead.
        last: String,
    },
    /// Something is there, but not as it should be.
    #[error("{0}")]
    Unexpected(String),
    /// The browser's console holds errors of the extension's.
    #[error("the console has complaints:\n{}", .0.join("\n"))]
    Complaints(Vec<String>),
    /// A failure with where it happened.
    #[error("{context}: {source}")]
    While {
        /// What was being done.
        context: String,
        /// What went wrong.
        source: Box<Failure>,
    },
}

/// The result of anything a journey does.
pub type Outcome<T = ()> = Result<T, Failure>;

/// Adds where a failure happened.
pub trait During<T> {
    /// Names what was being done.
    ///
    /// # Errors
    /// The failure it is given, with the name before it.
    fn during(self, context: impl Into<String>) -> Outcome<T>;
}

impl<T, E: Into<Failure>> During<T> for Result<T, E> {
    fn during(self, context: impl Into<String>) -> Outcome<T> {
        self.map_err(|failure| Failure::While { context: context.into(), source: Box::new(failure.into()) })
    }
}

/// A failure unless the condition holds.
///
/// # Errors
/// [`Failure::Unexpected`] with the sentence.
pub fn expect(condition: bool, otherwise: impl FnOnce() -> String) -> Outcome {
    if condition { Ok(()) } else { Err(Failure::Unexpected(otherwise())) }
}

/// A failure unless both are equal; both are shown.
///
/// # Errors
/// [`Failure::Unexpected`] with what was expected and what was found.
pub fn expect_eq<F: PartialEq<W> + std::fmt::Debug, W: std::fmt::Debug>(what: &str, found: &F, wanted: &W) -> Outcome {
    let same = *found == *wanted;
    expect(same, || format!("{what} is {found:?}, not {wanted:?}"))
}
