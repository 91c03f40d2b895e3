//! Canned responses, as the composer offers them.

use genesys::{
    id::{ConversationId, ResponseId},
    model::ResponseAsset,
};
use serde::{Deserialize, Serialize};

use crate::Trouble;

/// The search for a canned response.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseSearch {
    /// For which conversation.
    pub conversation: ConversationId,
    /// What was searched for.
    pub query: String,
    /// What there is.
    pub offer: ResponseOffer,
}

/// What a search for a canned response has to offer.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum ResponseOffer {
    /// The agent may not see responses.
    PermissionMissing {
        /// As `domain:entity:action`.
        permission: String,
    },
    /// The queue has no response libraries.
    NoLibraries,
    /// On their way.
    Loading,
    /// They did not come.
    Failed(Trouble),
    /// Here they are.
    Here {
        /// Those that match, best first; at most twenty.
        found: Vec<ResponseEntry>,
        /// How many match.
        matching: u32,
        /// How many there are to be searched.
        all: u32,
        /// The libraries hold more than can be searched.
        beyond: bool,
    },
}

/// A canned response that can be inserted.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ResponseEntry {
    /// Which.
    pub id: ResponseId,
    /// Its name.
    pub name: String,
    /// The library it is in, where its name is known.
    pub library: Option<String>,
    /// Its text, filled in as far as may be; what is open is there as `{{id}}`.
    pub text: String,
    /// The files that go along with it. A view that inserts its text expects them ([`FileAct::Expect`]).
    ///
    /// [`FileAct::Expect`]: crate::FileAct::Expect
    pub assets: Vec<ResponseAsset>,
}

/// Something in a draft that is to be filled in before it can be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct OpenField {
    /// What stands between the braces.
    pub id: String,
    /// What it is: the administrator's description, or the same as `id`.
    pub label: String,
}
