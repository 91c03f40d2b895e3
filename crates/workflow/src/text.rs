//! Text that is being typed in a view.

use protocol::{Author, Typed, ViewId};

/// The text as a view typed it.
pub(crate) fn typed_by(view: &ViewId, text: String, edit: u64) -> Typed {
    Typed { text, author: Some(Author { view: view.clone(), edit }) }
}

/// A text that the workflow set itself: every view takes it over.
pub(crate) fn set(text: impl Into<String>) -> Typed {
    Typed { text: text.into(), author: None }
}
