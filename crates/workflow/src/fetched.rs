//! A list that comes from the service.

use protocol::{Listing, Trouble};
use serde::{Deserialize, Serialize};

/// A list that comes from the service, and whether it did.
#[derive(Debug, Clone, Default, PartialEq, Serialize, Deserialize)]
pub(crate) enum Fetched<T> {
    /// Nobody asked for it.
    #[default]
    Unasked,
    /// Asked for.
    Loading,
    /// Here it is.
    Here(Vec<T>),
    /// It did not come.
    Failed(Trouble),
}

impl<T> Fetched<T> {
    /// What is here of it.
    pub(crate) fn items(&self) -> &[T] {
        match self {
            Self::Here(items) => items,
            Self::Unasked | Self::Loading | Self::Failed(_) => &[],
        }
    }

    /// As the views show it.
    pub(crate) fn listing<U>(&self, show: impl Fn(&T) -> U) -> Listing<U> {
        match self {
            Self::Unasked | Self::Loading => Listing::Loading,
            Self::Here(items) => Listing::Loaded(items.iter().map(show).collect()),
            Self::Failed(trouble) => Listing::Failed(trouble.clone()),
        }
    }
}
