//! Files that are to go with the next message.

use genesys::call::UploadPlace;
use serde::{Deserialize, Serialize};

use crate::Trouble;

/// A file that an agent attaches: random, made by the view that holds it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(transparent)]
pub struct FileId(pub String);

/// A file as the browser describes it.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct NewFile {
    /// Which.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// Its media type (RFC 2046); empty where the browser knows none.
    pub kind: String,
    /// How long it is.
    pub bytes: u64,
}

/// What becomes of a file that is to go with the next message.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub enum FileAct {
    /// It is attached. The view keeps it, and uploads it to where [`FileStage::Uploading`] says.
    Attach(NewFile),
    /// It is attached as well, but lies elsewhere: the view fetches it as [`FileStage::Fetching`] says.
    Expect {
        /// Which.
        id: FileId,
        /// What it is called.
        name: String,
    },
    /// The view has fetched what it expected, which is now as if attached. What was taken off meanwhile stays off.
    Fetched(NewFile),
    /// The view has uploaded it.
    Uploaded(FileId),
    /// The view could not upload it, or not even fetch it.
    NotUploaded(FileId),
    /// It is taken off.
    Remove(FileId),
}

/// A file of a draft.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct FileEntry {
    /// Which.
    pub id: FileId,
    /// What it is called.
    pub name: String,
    /// How long it is.
    pub bytes: u64,
    /// How far it has come.
    pub stage: FileStage,
}

/// How far a file of a draft has come.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileStage {
    /// The view that expects it fetches it. How long it is shows when it is there.
    Fetching,
    /// It is being found out whether, and to where, it can be uploaded.
    Waiting,
    /// The view that holds it uploads it to this place.
    Uploading(UploadPlace),
    /// Genesys Cloud looks at it.
    Checking,
    /// It can be sent.
    Ready,
    /// It cannot be sent, and has to be taken off.
    Failed(FileProblem),
}

/// Why a file cannot be sent.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub enum FileProblem {
    /// The organisation does not allow its kind, but these, as media types.
    NotAllowed(Vec<String>),
    /// There is nothing in it.
    Empty,
    /// With the files before it there is more than one message takes, which is so many bytes.
    TooMuch(u64),
    /// One message takes no more files than so many.
    TooMany(u32),
    /// It could not be fetched from where it lies.
    NotFetched,
    /// It did not arrive: the connection broke, or the place refused it.
    NotUploaded,
    /// Genesys Cloud looked at it and does not take it.
    Rejected,
    /// The page that held it was closed before it was uploaded.
    Gone,
    /// Genesys Cloud refused a place for it.
    Trouble(Trouble),
}
