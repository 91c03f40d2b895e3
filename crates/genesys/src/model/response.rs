//! Canned responses.

use serde::{Deserialize, Serialize};

use crate::id::{LibraryId, ResponseId};

/// Which response libraries a queue's agents choose from (`cannedResponseLibraries`).
#[derive(Debug, Clone, Default, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseLibraries {
    /// The reply did not say: ask for the queue itself. A queue that does not say either has them all.
    #[default]
    Unknown,
    /// From all there are.
    All,
    /// From these.
    Selected(Vec<LibraryId>),
    /// From none.
    None,
}

/// A library of canned responses (`Library`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Library {
    /// Its identifier.
    pub id: LibraryId,
    /// Its name.
    pub name: String,
}

/// A canned response that can be sent as an SMS (`Response`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct CannedResponse {
    /// Its identifier.
    pub id: ResponseId,
    /// Its name.
    pub name: String,
    /// The libraries it is in.
    pub libraries: Vec<LibraryId>,
    /// Its text without formatting, lines ended by `\n`; `{{id}}` stands for a substitution.
    pub text: String,
    /// What the text leaves to be filled in, as far as the administrator described it.
    pub substitutions: Vec<Substitution>,
    /// The files that go along with it.
    pub assets: Vec<ResponseAsset>,
}

/// A file that goes along with a canned response (`RmsAssetAddressableRef`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct ResponseAsset {
    /// What it is called.
    pub name: String,
    /// Where its content lies, by `http` or `https`.
    pub address: String,
}

/// A part of a canned response's text that is to be filled in (`ResponseSubstitution`).
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Substitution {
    /// What stands between the braces.
    pub id: String,
    /// What it is, in the administrator's words.
    pub description: Option<String>,
    /// What to take where nothing else is known.
    pub default_value: Option<String>,
}
